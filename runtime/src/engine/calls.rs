//! The calls under way, and whether new ones are taken.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::yield_now;

/// So many calls under way for each worker of the runtime keep its workers busy.
const BUSY: usize = 16;

/// The bit that says that no new calls are taken; the others count those under way.
const DRAINING: usize = 1 << (usize::BITS - 1);

/// The calls of a client that are under way.
#[derive(Default)]
pub(super) struct Calls {
    state: AtomicUsize,
    changed: Notify,
}

impl Calls {
    /// Counts a new call until what this gives is dropped; `None` if no new ones are taken.
    pub(super) fn begin(&self) -> Option<UnderWay<'_>> {
        let under_way = self.go_on();
        (!self.is_draining()).then_some(under_way)
    }

    /// Counts what finds out the outcome of a call, until what this gives is dropped.
    pub(super) fn go_on(&self) -> UnderWay<'_> {
        self.state.fetch_add(1, Ordering::SeqCst);
        UnderWay(self)
    }

    pub(super) fn count(&self) -> usize {
        self.state.load(Ordering::SeqCst) & !DRAINING
    }

    /// Lets the rest of what the runtime has at hand go first, once, when many calls are under way.
    ///
    /// A worker of tokio's runs first what was woken last: an answer, whom it is for, what that one calls next, and so all of
    /// the code of a call in a row, which no cache holds. What waits here is begun together with other calls, while the
    /// code of that is at hand. With few calls nothing is gained, and another worker would be woken to look for work.
    pub(super) async fn take_turn(&self) {
        let under_way = self.count();
        if under_way >= BUSY && under_way >= BUSY * Handle::current().metrics().num_workers() {
            yield_now().await;
        }
    }

    pub(super) fn is_draining(&self) -> bool {
        self.state.load(Ordering::SeqCst) & DRAINING != 0
    }

    /// Takes no new calls from now on.
    pub(super) fn close(&self) {
        self.state.fetch_or(DRAINING, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    /// Waits until this holds, which a call that ends or a [`close`](Self::close) can bring about.
    pub(super) async fn until(&self, holds: impl Fn(&Self) -> bool) {
        loop {
            // Told of what happens from here on, before it is asked whether it has happened.
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            if holds(self) {
                return;
            }
            changed.await;
        }
    }
}

/// A call that is counted.
pub(crate) struct UnderWay<'a>(&'a Calls);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let before = self.0.state.fetch_sub(1, Ordering::SeqCst);
        if before == DRAINING | 1 {
            self.0.changed.notify_waiters();
        }
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;

    use super::*;
    use crate::fixture::run;

    #[test]
    fn new_calls_are_taken_until_it_drains_and_what_is_counted_is_waited_for() {
        run(async {
            let calls = Calls::default();
            let (call, search) = (calls.begin().unwrap(), calls.go_on());
            calls.close();
            assert!(calls.begin().is_none() && calls.is_draining());
            assert_eq!(calls.count(), 2);
            drop(call);
            let late = calls.go_on();
            drop(search);
            let mut drained = pin!(calls.until(|calls| calls.count() == 0));
            let first = poll_fn(|context| Poll::Ready(drained.as_mut().poll(context))).await;
            assert_eq!(first, Poll::Pending);
            drop(late);
            drained.await;
        });
    }

    #[test]
    fn a_call_lets_others_go_first_when_many_are_under_way() {
        run(async {
            let calls = Calls::default();
            let polled_once = async || {
                let mut turn = pin!(calls.take_turn());
                poll_fn(|context| Poll::Ready(turn.as_mut().poll(context))).await
            };
            let mut under_way: Vec<_> = (1..BUSY).map(|_| calls.go_on()).collect();
            assert_eq!(polled_once().await, Poll::Ready(()));
            under_way.push(calls.go_on());
            assert_eq!(polled_once().await, Poll::Pending);
            calls.take_turn().await;
        });
    }
}
