//! Connections that wait for the next request.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::client::conn::http1::{Connection, SendRequest};
use tokio::runtime::{Handle, Id};

use crate::value::locked::Locked;
use crate::wire::doubt::Doubt;
use crate::wire::ear::Ear;
use crate::wire::io::{Meter, Wire};

/// How many idle connections are kept: as many as a busy process has calls under way at once. Where fewer are kept than
/// that, a new connection is made for most calls, which costs more than all else of them.
const MOST_IDLE: usize = 256;

/// A connection and the sender of its requests. Nothing happens on it unless it is polled, so nothing can be written
/// behind the back of whoever holds it.
pub(super) struct Line {
    pub(super) sender: SendRequest<OneShot>,
    pub(super) drive: Drive,
    pub(super) meter: Meter,
    pub(super) ear: Ear,
    pub(super) doubt: Doubt,
    /// Whose it is: only the runtime that it was made on is told what arrives on it, and another one would wait for an answer
    /// as long as that stands still.
    pub(super) runtime: Option<Id>,
}

/// The connection's own work: writing requests, reading answers.
pub(super) struct Drive {
    connection: Pin<Box<Connection<Wire, OneShot>>>,
    ended: bool,
}

impl Drive {
    pub(super) fn new(connection: Connection<Wire, OneShot>) -> Self {
        Self {
            connection: Box::pin(connection),
            ended: false,
        }
    }

    /// Does what can be done now, and says whether the connection has ended.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> bool {
        self.ended = self.ended || self.connection.as_mut().poll(context).is_ready();
        self.ended
    }
}

impl Line {
    /// Whether the connection is open and can take a request now.
    fn is_ready(&mut self) -> bool {
        // It is asked again, with a waker, as soon as it is used; here only what has already arrived matters.
        let mut context = Context::from_waker(Waker::noop());
        !self.drive.poll(&mut context) && self.sender.is_ready()
    }
}

/// A connection that waits, since when and for how long at most.
struct Idle {
    since: Duration,
    rests: Duration,
    line: Line,
}

impl Idle {
    fn ends(&self) -> Duration {
        self.since.saturating_add(self.rests)
    }

    fn is_trusted(&self, now: Duration) -> bool {
        now < self.ends()
    }
}

/// The runtime that the caller runs on.
pub(super) fn runtime() -> Option<Id> {
    Handle::try_current().ok().map(|runtime| runtime.id())
}

#[derive(Default)]
pub(super) struct Pool(Locked<Lines>);

#[derive(Default)]
struct Lines {
    idle: Vec<Idle>,
    /// When the first of them has rested for long enough. Before that nobody has to look at each.
    first: Duration,
}

impl Lines {
    /// Closes those that have rested for long enough.
    fn close(&mut self, now: Duration) {
        if now >= self.first {
            self.idle.retain(|idle| idle.is_trusted(now));
            let ends = self.idle.iter().map(Idle::ends);
            self.first = ends.min().unwrap_or(Duration::MAX);
        }
    }

    fn push(&mut self, idle: Idle) {
        if self.idle.len() < MOST_IDLE {
            self.first = self.first.min(idle.ends());
            self.idle.push(idle);
        }
    }
}

impl Pool {
    #[cfg(all(test, feature = "testing"))]
    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().idle.is_empty()
    }

    /// The connection of this runtime that was used last, if it is still open. Others that are not are closed.
    pub(super) async fn take(&self, now: Duration) -> Option<Line> {
        let runtime = runtime();
        loop {
            let mut last = {
                let idle = &mut self.0.lock().idle;
                let at = idle.iter().rposition(|idle| idle.line.runtime == runtime)?;
                idle.remove(at)
            };
            if !last.is_trusted(now) || last.line.doubt.is_raised() {
                continue;
            }
            if last.line.ear.hears_nothing() {
                // It was ready when it was laid down, and nothing has happened since.
                return Some(last.line);
            }
            // The connection is told of it only once the runtime has asked the system as well.
            tokio::task::yield_now().await;
            if last.line.is_ready() {
                return Some(last.line);
            }
        }
    }

    /// Keeps a connection whose answer was read to its end, for less than so long.
    pub(super) fn keep(&self, now: Duration, rests: Duration, mut line: Line) {
        if rests.is_zero() || !line.is_ready() {
            return;
        }
        let mut lines = self.0.lock();
        lines.close(now);
        lines.push(Idle {
            since: now,
            rests,
            line,
        });
    }
}

/// A body that is there from the start.
pub(super) struct OneShot(Option<Bytes>);

impl OneShot {
    pub(super) fn new(body: Option<Bytes>) -> Self {
        Self(body.filter(|body| !body.is_empty()))
    }
}

impl Body for OneShot {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.take().map(|body| Ok(Frame::data(body))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |body| body.len() as u64))
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
