//! Connections, down to the byte: a fault can reset one, and none may hold on for ever.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tower_service::Service;

/// How long a sender may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The most connections at one time; more wait to be accepted.
const CONNECTIONS: usize = 4096;
/// The most bytes of a head.
const HEAD_BYTES: usize = 64 * 1024;

/// The way for a handler to reset the connection that its request came on.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire(Arc<Notify>);

impl Wire {
    /// Resets the connection. It never returns: what is waiting for it goes down with the connection.
    pub(super) async fn reset(&self) -> Infallible {
        self.0.notify_one();
        std::future::pending().await
    }
}

/// Serves until it is told to stop or dropped; either closes every connection.
pub(crate) async fn serve(listener: TcpListener, router: Router, stopping: Arc<Notify>) {
    let mut connections = JoinSet::new();
    tokio::select! {
        () = accept(listener, router, &mut connections) => {}
        () = stopping.notified() => {}
    }
    connections.shutdown().await;
}

async fn accept(listener: TcpListener, router: Router, connections: &mut JoinSet<()>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let router = router.clone();
                connections.spawn(async move {
                    connection(stream, router).await;
                    drop(place);
                });
            }
            // Out of file handles, most likely: others have to close first.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    // Answers are short and awaited.
    let _ = stream.set_nodelay(true);
    let wire = Wire::default();
    let given = wire.clone();
    let service = service_fn(move |request| answer(request, router.clone(), given.clone()));
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let is_reset = {
        let mut ended = Pin::new(&mut connection);
        let mut reset = pin!(wire.0.notified());
        std::future::poll_fn(|context| {
            // The reset first: an answer that is ready at the same time must not get out.
            if reset.as_mut().poll(context).is_ready() {
                return std::task::Poll::Ready(true);
            }
            if ended.as_mut().poll(context).is_ready() {
                return std::task::Poll::Ready(false);
            }
            match reset.as_mut().poll(context) {
                std::task::Poll::Ready(()) => std::task::Poll::Ready(true),
                std::task::Poll::Pending => std::task::Poll::Pending,
            }
        })
        .await
    };
    if is_reset {
        let stream = connection.into_parts().io.into_inner();
        let _ = stream.set_zero_linger();
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
