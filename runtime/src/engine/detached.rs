//! Calls that go on to their end although nobody waits for them any more.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::intent::Intent;
use crate::value::locked::Locked;
use crate::wire::transport::TransportError;

use crate::engine::classify::{Judged, no_answer};

/// Somebody waits for a call. When this is dropped, the call is given up.
pub(super) struct Waiting(Arc<Locked<Waited>>);

/// Whether anybody still waits for a call.
#[derive(Default)]
pub(super) struct Cancelled(Option<Arc<Locked<Waited>>>);

#[derive(Default)]
struct Waited {
    is_over: bool,
    /// Who wants to know when it is.
    task: Option<Waker>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waited = self.0.lock();
        waited.is_over = true;
        let task = waited.task.take();
        drop(waited);
        if let Some(task) = task {
            task.wake();
        }
    }
}

impl Cancelled {
    pub(super) fn unless_awaited() -> (Waiting, Self) {
        let waited = Arc::<Locked<Waited>>::default();
        (Waiting(Arc::clone(&waited)), Self(Some(waited)))
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
        let mut future = pin!(future);
        poll_fn(|context| {
            if self.is_known(context) && may_stop() {
                return Poll::Ready(None);
            }
            future.as_mut().poll(context).map(Some)
        })
        .await
    }
}

impl Cancelled {
    /// Whether nobody waits any more; the task is woken when that comes to be.
    fn is_known(&self, context: &Context<'_>) -> bool {
        let Some(waited) = &self.0 else {
            return false;
        };
        let mut waited = waited.lock();
        if !waited.is_over {
            match &mut waited.task {
                Some(task) => task.clone_from(context.waker()),
                None => waited.task = Some(context.waker().clone()),
            }
        }
        waited.is_over
    }
}

/// Runs a call as a task of its own. When the future is dropped, as a web server does with the work for a customer who
/// has gone, a request that is on its way is not cut off: the task waits for the answer and writes it down. One that has
/// not left yet is told by `waiting` that it need not.
pub(super) async fn run_detached(
    call: impl Future<Output = Result<Box<Judged>, Failure>> + Send + 'static,
    waiting: Waiting,
    intent: Arc<Intent>,
) -> Result<Box<Judged>, Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::pin::Pin;

    /// Polls once, as the runtime does when something has happened.
    fn poll<T>(future: &mut Pin<Box<impl Future<Output = T>>>) -> Poll<T> {
        let mut context = Context::from_waker(Waker::noop());
        future.as_mut().poll(&mut context)
    }

    /// Ends with its number when it was polled so often.
    async fn after(polls: u32) -> u32 {
        let mut polled = 0;
        poll_fn(|_| {
            polled += 1;
            match polled == polls {
                true => Poll::Ready(polls),
                false => Poll::Pending,
            }
        })
        .await
    }

    #[test]
    fn a_call_that_is_waited_for_goes_on_to_its_end() {
        let (waiting, cancelled) = Cancelled::unless_awaited();
        for cancelled in [cancelled, Cancelled::default()] {
            let mut call = Box::pin(cancelled.or(after(2)));
            assert_eq!(poll(&mut call), Poll::Pending);
            assert_eq!(poll(&mut call), Poll::Ready(Some(2)));
        }
        drop(waiting);
    }

    #[test]
    fn one_that_nobody_waits_for_is_not_polled_again() {
        let (waiting, cancelled) = Cancelled::unless_awaited();
        let mut call = Box::pin(cancelled.or(after(2)));
        assert_eq!(poll(&mut call), Poll::Pending);
        drop(waiting);
        assert_eq!(poll(&mut call), Poll::Ready(None));
        // It is never begun where it was given up before.
        let mut next = Box::pin(cancelled.or(after(1)));
        assert_eq!(poll(&mut next), Poll::Ready(None));
    }

    #[test]
    fn what_may_not_be_stopped_goes_on_however_often_it_is_woken() {
        let (waiting, cancelled) = Cancelled::unless_awaited();
        let mut call = Box::pin(cancelled.or_once(after(4), || false));
        assert_eq!(poll(&mut call), Poll::Pending);
        drop(waiting);
        assert_eq!(poll(&mut call), Poll::Pending);
        assert_eq!(poll(&mut call), Poll::Pending);
        assert_eq!(poll(&mut call), Poll::Ready(Some(4)));
    }

    #[test]
    fn what_may_be_stopped_again_is() {
        let (waiting, cancelled) = Cancelled::unless_awaited();
        let may_stop = Cell::new(false);
        let mut call = Box::pin(cancelled.or_once(after(9), || may_stop.get()));
        drop(waiting);
        assert_eq!(poll(&mut call), Poll::Pending);
        may_stop.set(true);
        assert_eq!(poll(&mut call), Poll::Ready(None));
    }
}
