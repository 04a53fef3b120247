//! Calls that go on to their end although nobody waits for them any more.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::watch;

use crate::evidence::Reason;
use crate::failure::Failure;
use crate::intent::Intent;
use crate::transport::TransportError;

use super::classify::{Judged, no_answer};

/// Somebody waits for a call. When this is dropped, the call is given up.
pub(super) struct Waiting {
    _alive: watch::Sender<()>,
}

/// Whether anybody still waits for a call.
#[derive(Clone, Default)]
pub(super) struct GivenUp(Option<watch::Receiver<()>>);

impl GivenUp {
    pub(super) fn unless_awaited() -> (Waiting, Self) {
        let (sender, receiver) = watch::channel(());
        (Waiting { _alive: sender }, Self(Some(receiver)))
    }

    /// What the future gives, unless the call is given up before that.
    pub(super) async fn or<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        self.or_once(future, || true).await
    }

    /// What the future gives, unless the call is given up before that and may still be stopped.
    pub(super) async fn or_once<T>(
        &self,
        future: impl Future<Output = T>,
        may_stop: impl Fn() -> bool,
    ) -> Option<T> {
        let Some(mut waiting) = self.0.clone() else {
            return Some(future.await);
        };
        let mut is_given_up = false;
        let (mut future, mut given_up) = (pin!(future), pin!(waiting.changed()));
        poll_fn(|context| {
            if !is_given_up && given_up.as_mut().poll(context).is_ready() {
                is_given_up = true;
            }
            if is_given_up && may_stop() {
                return Poll::Ready(None);
            }
            future.as_mut().poll(context).map(Some)
        })
        .await
    }
}

/// Runs a call as a task of its own. When the future is dropped, as a web server does with the work for a customer who
/// has gone, a request that is on its way is not cut off: the task waits for the answer and writes it down. One that has
/// not left yet is told by `waiting` that it need not.
pub(super) async fn to_its_end(
    call: impl Future<Output = Result<Judged, Failure>> + Send + 'static,
    waiting: Waiting,
    intent: Arc<Intent>,
) -> Result<Judged, Failure> {
    let ended = tokio::spawn(call).await;
    drop(waiting);
    match ended {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is shut down, and with it all that it ran.
            Err(_) => Err(no_answer(
                &intent,
                TransportError::may_have_been_sent(Reason::Closed),
                1,
            )),
        },
    }
}
