//! All time and all sleeping of this crate.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use crate::record::future::BoxFuture;

/// Where time comes from, so that a test can move it.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Time since some fixed moment. It never goes back, whatever happens to the wall clock.
    fn monotonic(&self) -> Duration;

    /// The time of day, which people and time servers may change at any moment.
    fn wall(&self) -> SystemTime;

    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The clock of the machine, with the timer of tokio.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Waits for `future`, at most until `deadline` on the monotonic clock; `None` when that has passed.
///
/// The future is asked first, so what is ready at the deadline still counts.
pub(crate) async fn until<T>(
    clock: &dyn Clock,
    deadline: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut alarm = clock.sleep(deadline.saturating_sub(clock.monotonic()));
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::future::{pending, ready};

    use super::*;
    use crate::wire::testing::clock::TestClock;

    #[test]
    fn what_is_ready_at_the_deadline_still_counts() {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(async {
            let clock = TestClock::new();
            clock.advance(Duration::from_secs(10));
            for deadline in [9, 10] {
                let deadline = Duration::from_secs(deadline);
                assert_eq!(until(&clock, deadline, ready(7)).await, Some(7));
                assert_eq!(until(&clock, deadline, pending::<u8>()).await, None);
            }
            // Both at once: an answer that comes as the time runs out.
            let late = Duration::from_secs(20);
            let answer = async {
                clock.sleep(Duration::from_secs(10)).await;
                7
            };
            let mut waited = pin!(until(&clock, late, answer));
            let first = poll_fn(|context| Poll::Ready(waited.as_mut().poll(context))).await;
            assert_eq!(first, Poll::Pending);
            clock.advance(Duration::from_secs(10));
            assert_eq!(waited.await, Some(7));
        });
    }
}
