use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::sync::Notify;

use crate::held::held;

/// What can be told to a connection, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Wire(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    reset: Notify,
    close: Notify,
    /// Since when the peer is waited for; none while its request is being carried out.
    waits: Mutex<Option<Instant>>,
}

impl Default for Wire {
    fn default() -> Self {
        Self(Arc::new(Inner {
            reset: Notify::new(),
            close: Notify::new(),
            waits: Mutex::new(Some(Instant::now())),
        }))
    }
}

impl Wire {
    /// Resets the connection. It never returns: what is waiting for it goes down with the connection.
    pub(crate) async fn reset(&self) -> Infallible {
        self.0.reset.notify_one();
        std::future::pending().await
    }

    /// Notes that a request is being carried out, until what it returns is dropped.
    pub(crate) fn busy(&self) -> Busy {
        *held(&self.0.waits) = None;
        Busy(self.clone())
    }

    pub(super) fn close(&self) {
        self.0.close.notify_one();
    }

    pub(super) async fn is_reset(&self) {
        self.0.reset.notified().await;
    }

    pub(super) async fn is_closed(&self) {
        self.0.close.notified().await;
    }

    /// Whether the connection that has the other ends is there.
    pub(super) fn is_open(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    pub(super) fn waits_since(&self) -> Option<Instant> {
        *held(&self.0.waits)
    }
}

/// A request is being carried out; its connection does not wait for its peer.
pub(crate) struct Busy(Wire);

impl Drop for Busy {
    fn drop(&mut self) {
        *held(&self.0.0.waits) = Some(Instant::now());
    }
}
