use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use crate::record::future::BoxFuture;
use crate::value::locked::Locked;
use crate::wire::clock::Clock;

/// A clock that stands still until a test moves it. Clones show the same time.
///
/// ```
/// use gateway_runtime::{Clock, testing::TestClock};
/// use std::time::Duration;
///
/// let clock = TestClock::new();
/// clock.advance(Duration::from_secs(5));
/// assert_eq!(clock.monotonic(), Duration::from_secs(5));
/// ```
#[derive(Clone, Default)]
pub struct TestClock(Arc<Locked<State>>);

struct State {
    now: Duration,
    /// For how long the machine was suspended.
    suspended: Duration,
    wall: SystemTime,
    sleepers: BTreeMap<u64, (Duration, Waker)>,
    next: u64,
    watchers: Vec<Waker>,
}

impl Default for State {
    fn default() -> Self {
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1_750_000_000);
        Self {
            now: Duration::ZERO,
            suspended: Duration::ZERO,
            wall,
            sleepers: BTreeMap::new(),
            next: 0,
            watchers: Vec::new(),
        }
    }
}

impl State {
    fn next_alarm(&self) -> Option<Duration> {
        self.sleepers
            .values()
            .map(|(due, _)| due.saturating_sub(self.now))
            .min()
    }
}

impl TestClock {
    /// A clock at some moment of the year 2025.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets time pass by both clocks, and wakes whoever has slept long enough.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.0.lock();
        state.now = state.now.saturating_add(duration);
        state.wall += duration;
        let now = state.now;
        let mut wakers = Vec::new();
        state.sleepers.retain(|_, (due, waker)| {
            let is_due = *due <= now;
            if is_due {
                wakers.push(waker.clone());
            }
            !is_due
        });
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Changes the time of day, as a person or a time server may do, without letting time pass.
    pub fn set_wall(&self, wall: SystemTime) {
        self.0.lock().wall = wall;
    }

    /// Suspends the machine: time passes on the wall and in [`uptime`](Clock::uptime), and nobody wakes.
    pub fn suspend(&self, duration: Duration) {
        let mut state = self.0.lock();
        state.suspended = state.suspended.saturating_add(duration);
        state.wall += duration;
    }

    /// How long until the first sleeper wakes; `None` if nobody sleeps.
    pub fn next_alarm(&self) -> Option<Duration> {
        self.0.lock().next_alarm()
    }

    /// Waits until somebody sleeps whose alarm is at most `within` away.
    pub async fn until_alarm_within(&self, within: Duration) {
        std::future::poll_fn(|context| {
            let mut state = self.0.lock();
            if state.next_alarm().is_some_and(|alarm| alarm <= within) {
                return Poll::Ready(());
            }
            state.watchers.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestClock({:?})", self.monotonic())
    }
}

impl Clock for TestClock {
    fn monotonic(&self) -> Duration {
        self.0.lock().now
    }

    fn uptime(&self) -> Duration {
        let state = self.0.lock();
        state.now.saturating_add(state.suspended)
    }

    fn wall(&self) -> SystemTime {
        self.0.lock().wall
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.0.lock();
        state.next += 1;
        let (id, due) = (state.next, state.now.saturating_add(duration));
        Box::pin(Sleep {
            clock: self.clone(),
            id,
            due,
        })
    }
}

struct Sleep {
    clock: TestClock,
    id: u64,
    due: Duration,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.0.lock();
        if state.now >= self.due {
            return Poll::Ready(());
        }
        state
            .sleepers
            .insert(self.id, (self.due, context.waker().clone()));
        let watchers = std::mem::take(&mut state.watchers);
        drop(state);
        watchers.into_iter().for_each(Waker::wake);
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.0.lock().sleepers.remove(&self.id);
    }
}
