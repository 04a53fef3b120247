use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use gateway_runtime::{BoxFuture, Clock};
use tokio::sync::Notify;

/// A clock that tests can move. It runs at the pace of the machine, or a number of times faster, or stands still, and
/// jumps when told to.
///
/// Clones are one clock. Give one to the client as well (`Config::clock`), and the two agree.
#[derive(Debug, Clone)]
pub struct MovableClock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    began: Instant,
    began_at: SystemTime,
    pace: u32,
    /// Milliseconds that were jumped over.
    jumped: AtomicU64,
    moved: Notify,
    /// Held for reading while a sleeper makes ready to be woken, so that no jump falls between.
    jumping: RwLock<()>,
}

impl MovableClock {
    /// A clock at the pace of the machine.
    #[must_use]
    pub fn new() -> Self {
        Self::at_pace(1)
    }

    /// A clock that runs so many times faster than the machine's; at least once.
    #[must_use]
    pub fn at_pace(pace: u32) -> Self {
        Self::begun(SystemTime::now(), pace.max(1))
    }

    /// A clock that stands still until it is moved, so that two runs of the same calls tell the same times. What waits by it,
    /// such as a slow answer, waits until it is moved.
    #[must_use]
    pub fn standing_at(moment: SystemTime) -> Self {
        Self::begun(moment, 0)
    }

    fn begun(began_at: SystemTime, pace: u32) -> Self {
        Self(Arc::new(Inner {
            began: Instant::now(),
            began_at,
            pace,
            jumped: AtomicU64::new(0),
            moved: Notify::new(),
            jumping: RwLock::new(()),
        }))
    }

    /// Jumps forward, and wakes whoever sleeps until then.
    pub fn advance(&self, by: Duration) {
        let milliseconds = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        let held = self
            .0
            .jumping
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        // Never back, however often it is moved; the lock keeps others from moving it between.
        let jumped = self.0.jumped.load(Ordering::SeqCst);
        let jumped = jumped.saturating_add(milliseconds);
        self.0.jumped.store(jumped, Ordering::SeqCst);
        self.0.moved.notify_waiters();
        drop(held);
    }
}

impl Default for MovableClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for MovableClock {
    fn monotonic(&self) -> Duration {
        let jumped = Duration::from_millis(self.0.jumped.load(Ordering::SeqCst));
        let run = self.0.began.elapsed().saturating_mul(self.0.pace);
        run.saturating_add(jumped)
    }

    fn wall(&self) -> SystemTime {
        let now = self.0.began_at.checked_add(self.monotonic());
        now.unwrap_or(self.0.began_at)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        let ends = clock.monotonic().saturating_add(duration);
        Box::pin(async move {
            loop {
                let mut moved = std::pin::pin!(clock.0.moved.notified());
                let left = {
                    let _held = clock
                        .0
                        .jumping
                        .read()
                        .unwrap_or_else(PoisonError::into_inner);
                    moved.as_mut().enable();
                    ends.saturating_sub(clock.monotonic())
                };
                if left.is_zero() {
                    return;
                }
                let nap = left.checked_div(clock.0.pace).unwrap_or(left);
                tokio::select! {
                    () = tokio::time::sleep(nap) => {}
                    () = moved => {}
                }
            }
        })
    }
}
