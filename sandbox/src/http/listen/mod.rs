//! Connections, down to the byte: a fault can reset one, and none may hold on for ever.

mod patient;
#[cfg(test)]
mod tests;
mod wire;

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tower_service::Service;

use self::patient::Patient;

pub(super) use self::wire::Wire;

/// How long a peer may take for the head of a request, for its body, and to take an answer in.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// The most connections at one time. Where there is one more, the one that has waited the longest for its peer closes.
const PLACES: usize = 1024;
/// How long a connection is left alone although others want its place, so that whoever comes is heard.
const GRACE: Duration = Duration::from_millis(50);
/// How long to wait before looking for room again.
const PAUSE: Duration = Duration::from_millis(10);
/// The most bytes of a head.
const HEAD_BYTES: usize = 64 * 1024;

/// Serves until it is told to stop or dropped; either closes every connection.
pub(crate) async fn serve(listener: TcpListener, router: Router, stopping: Arc<Notify>) {
    let mut door = Door::new(router, PLACES, PATIENCE);
    tokio::select! {
        () = door.accept(&listener) => {}
        () = stopping.notified() => {}
    }
    door.connections.shutdown().await;
}

/// Who is let in, and who has to go for it.
struct Door {
    router: Router,
    places: usize,
    patience: Duration,
    connections: JoinSet<()>,
    wires: Vec<Wire>,
}

impl Door {
    fn new(router: Router, places: usize, patience: Duration) -> Self {
        Self {
            router,
            places,
            patience,
            connections: JoinSet::new(),
            wires: Vec::new(),
        }
    }

    async fn accept(&mut self, listener: &TcpListener) {
        loop {
            let accepted = listener.accept().await;
            while self.connections.try_join_next().is_some() {}
            match accepted {
                Ok((stream, _)) => {
                    while self.connections.len() >= self.places {
                        self.make_room().await;
                    }
                    if self.wires.len() > self.places.saturating_mul(2) {
                        self.wires.retain(Wire::is_open);
                    }
                    let wire = Wire::default();
                    self.wires.push(wire.clone());
                    self.connections.spawn(connection(
                        stream,
                        self.router.clone(),
                        wire,
                        self.patience,
                    ));
                }
                // Out of file handles, most likely.
                Err(_) if !self.connections.is_empty() => self.make_room().await,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// Closes the connection that has waited the longest for its peer, and waits a moment for one to be closed. A request
    /// that is being carried out is left alone.
    async fn make_room(&mut self) {
        self.wires.retain(Wire::is_open);
        let waiting = self
            .wires
            .iter()
            .filter_map(|wire| Some((wire.waits_since()?, wire)));
        if let Some((since, longest)) = waiting.min_by_key(|(since, _)| *since)
            && since.elapsed() >= GRACE
        {
            longest.close();
        }
        tokio::select! {
            _ = self.connections.join_next() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router, wire: Wire, patience: Duration) {
    // Answers are short and awaited.
    let _ = stream.set_nodelay(true);
    let given = wire.clone();
    let service = service_fn(move |request| answer(request, router.clone(), given.clone()));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Patient::new(stream, patience)), service);
    let is_reset = {
        let mut ended = Pin::new(&mut connection);
        let mut reset = pin!(wire.is_reset());
        let mut closed = pin!(wire.is_closed());
        std::future::poll_fn(|context| {
            // The reset first: an answer that is ready at the same time must not get out.
            if reset.as_mut().poll(context).is_ready() {
                return Poll::Ready(true);
            }
            if closed.as_mut().poll(context).is_ready() || ended.as_mut().poll(context).is_ready() {
                return Poll::Ready(false);
            }
            match reset.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(true),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    };
    let patient = connection.into_parts().io.into_inner();
    if is_reset || patient.is_waiting() {
        patient.reset();
    }
}

async fn answer(
    request: Request<Incoming>,
    mut router: Router,
    wire: Wire,
) -> Result<Response<Body>, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(wire);
    router.call(request).await
}
