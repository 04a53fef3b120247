use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::record::evidence::Reason;
use crate::record::operation::Method;
use crate::record::raw_answer::RawAnswer;
use crate::value::locked::Locked;
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;
use crate::wire::clock::Clock;
use crate::wire::doubt::Doubt;

/// One request, ready to be sent. Its `Debug` shows the method only: path and query may hold anything.
pub struct Outgoing {
    pub(crate) method: Method,
    base: String,
    pub(crate) target: Sensitive<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    fresh: bool,
    unwritten: AtomicBool,
    timing: Option<Timing>,
}

/// When the first byte was about to leave, where somebody wants to know.
struct Timing {
    clock: Arc<dyn Clock>,
    written: Locked<Option<Duration>>,
}

impl Outgoing {
    pub(crate) fn new(
        method: Method,
        base: String,
        target: Sensitive<String>,
        headers: HeaderMap,
        body: Option<Bytes>,
    ) -> Self {
        Self {
            method,
            base,
            target,
            headers,
            body,
            fresh: false,
            unwritten: AtomicBool::new(false),
            timing: None,
        }
    }

    /// Adds headers in place of others of their names, but for those of the operation's own.
    pub(crate) fn add_headers(&mut self, added: &HeaderMap, own: &[(HeaderName, HeaderValue)]) {
        for (name, value) in added {
            if !own.iter().any(|(known, _)| known == name) {
                self.headers.insert(name.clone(), value.clone());
            }
        }
    }

    /// Has it go on a connection that was made for it.
    pub(crate) fn on_fresh_connection(&mut self) {
        self.fresh = true;
    }

    /// Notes by this clock when the first byte is about to leave.
    pub(crate) fn timed_by(&mut self, clock: Arc<dyn Clock>) {
        self.timing = Some(Timing {
            clock,
            written: Locked::default(),
        });
    }

    /// When the first byte was about to leave, by the clock that it is timed by.
    pub(crate) fn written_at(&self) -> Option<Duration> {
        let written = &self.timing.as_ref()?.written;
        *written.lock()
    }

    /// The HTTP method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The absolute URL. Its path and query may hold anything; do not log it.
    pub fn expose_url(&self) -> Sensitive<String> {
        Sensitive::new(format!("{}{}", self.base, self.target.expose()))
    }

    /// The headers, `Host` not among them. Values are marked sensitive.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body. Cloning it copies a pointer; its memory is wiped when the last clone is dropped.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }

    /// Whether it must go on a connection that was made for it, and on none that has carried another request
    /// ([`Config::fresh_connections_for_money`](crate::Config::fresh_connections_for_money)).
    pub fn wants_fresh_connection(&self) -> bool {
        self.fresh
    }

    /// Promises that [`writing`](Self::writing) will be called before the first byte leaves. A transport that promises
    /// it has a request that it was still connecting for counted as never sent when the time runs out; one that does
    /// not, has every such request counted as possibly sent.
    pub fn not_yet_written(&self) {
        self.unwritten.store(true, Ordering::SeqCst);
        if let Some(timing) = &self.timing {
            *timing.written.lock() = None;
        }
    }

    /// Says that the next thing to happen is the first byte leaving.
    pub fn writing(&self) {
        self.unwritten.store(false, Ordering::SeqCst);
        if let Some(timing) = &self.timing {
            *timing.written.lock() = Some(timing.clock.monotonic());
        }
    }

    pub(crate) fn is_unwritten(&self) -> bool {
        self.unwritten.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.body.as_ref().map_or(0, Bytes::len);
        write!(
            f,
            "Outgoing({}, {size} bytes, content redacted)",
            self.method.as_str()
        )
    }
}

/// One answer while it is being received.
pub struct Incoming {
    status: StatusCode,
    headers: HeaderMap,
    body: WipingBuffer,
    flaw: Option<Reason>,
    /// The connection that it came on, if that may carry another request.
    doubt: Option<Doubt>,
}

impl Incoming {
    /// An answer with this status and these headers, and no body yet.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            status,
            headers,
            body: WipingBuffer::default(),
            flaw: None,
            doubt: None,
        }
    }

    /// Takes the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        self.body.extend(bytes);
    }

    /// How many bytes of the body came.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether no body came.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Says that the body is not whole, and why.
    pub fn flawed(&mut self, reason: Reason) {
        self.flaw = Some(reason);
    }

    pub(super) fn came_on(&mut self, doubt: Doubt) {
        self.doubt = Some(doubt);
    }

    pub(crate) fn take_doubt(&mut self) -> Option<Doubt> {
        self.doubt.take()
    }

    pub(crate) fn finish(self) -> RawAnswer {
        RawAnswer::new(self.status, self.headers, self.body, self.flaw)
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Incoming(status {}, {} bytes, content redacted)",
            self.status,
            self.body.len()
        )
    }
}
