//! All time and all sleeping of this crate.

use std::fmt;
use std::fs::File;
use std::future::{Future, poll_fn};
use std::io::Read;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use crate::record::future::BoxFuture;
use crate::value::locked::Locked;

/// Where time comes from, so that a test can move it.
pub trait Clock: Send + Sync + fmt::Debug {
    /// Time since some fixed moment. It never goes back, whatever happens to the wall clock.
    fn monotonic(&self) -> Duration;

    /// Time since some fixed moment that also passes while the machine is suspended, as far as the system can tell. By
    /// default that of [`monotonic`](Self::monotonic), of which some systems leave out what was slept.
    fn uptime(&self) -> Duration {
        self.monotonic()
    }

    /// The time of day, which people and time servers may change at any moment.
    fn wall(&self) -> SystemTime;

    /// What all of them show now. Whoever needs several asks once: a look at a clock is among the dearer steps of a call.
    fn reading(&self) -> Reading {
        Reading {
            monotonic: self.monotonic(),
            uptime: self.uptime(),
            wall: self.wall(),
        }
    }

    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// What the clocks show at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// [`Clock::monotonic`].
    pub monotonic: Duration,
    /// [`Clock::uptime`].
    pub uptime: Duration,
    /// [`Clock::wall`].
    pub wall: SystemTime,
}

/// The clock of the machine, with the timer of tokio.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
    began: SystemTime,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            began: SystemTime::now(),
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

    fn uptime(&self) -> Duration {
        self.reading().uptime
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn reading(&self) -> Reading {
        let (now, wall) = (Instant::now(), SystemTime::now());
        let monotonic = now.saturating_duration_since(self.start);
        // Where the system does not say, the wall clock knows: it is wrong only if it was set as well.
        let slept_through = || wall.duration_since(self.began).unwrap_or_default();
        let uptime = uptime_of_system(now, wall);
        Reading {
            monotonic,
            uptime: uptime.unwrap_or_else(|| monotonic.max(slept_through())),
            wall,
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        // Whoever sends without end keeps the task of a call so busy that tokio asks it to pause before its alarm is looked at,
        // time and again.
        Box::pin(tokio::task::unconstrained(tokio::time::sleep(duration)))
    }
}

/// How long the machine is up, with the time for which it was suspended, to a hundredth of a second. Linux alone says it in
/// a file, and its monotonic clock stands still meanwhile.
///
/// What the file said goes on with the monotonic clock for as long as the wall clock goes with it, to a millisecond: what was
/// slept passes on the wall clock alone. So a payment does not pay for the file, which costs more than all else of the clocks.
fn uptime_of_system(now: Instant, wall: SystemTime) -> Option<Duration> {
    static LAST: Locked<Option<Said>> = Locked::new(None);
    let mut last = LAST.lock();
    if let Some(still) = last.as_ref().and_then(|said| said.still(now, wall)) {
        return Some(still);
    }
    *last = Said::read();
    last.as_ref().map(|said| said.uptime)
}

/// What the system said of its uptime, and when that was on both other clocks.
struct Said {
    uptime: Duration,
    monotonic: Instant,
    wall: SystemTime,
}

impl Said {
    /// How far the clocks may part before the system is asked again; a time server that slews parts them by half of it a second.
    const APART: Duration = Duration::from_millis(1);

    fn read() -> Option<Self> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let (monotonic, wall) = (Instant::now(), SystemTime::now());
        let mut text = [0; 64];
        let read = File::open("/proc/uptime").and_then(|mut file| file.read(&mut text));
        let text = std::str::from_utf8(text.get(..read.ok()?)?).ok()?;
        let seconds: f64 = text.split(' ').next()?.parse().ok()?;
        Some(Self {
            uptime: Duration::try_from_secs_f64(seconds).ok()?,
            monotonic,
            wall,
        })
    }

    /// The uptime now, unless the wall clock went another way than the monotonic one.
    fn still(&self, now: Instant, wall: SystemTime) -> Option<Duration> {
        let passed = now.saturating_duration_since(self.monotonic);
        self.after(passed, wall.duration_since(self.wall).ok()?)
    }

    fn after(&self, monotonic: Duration, wall: Duration) -> Option<Duration> {
        (monotonic.abs_diff(wall) <= Self::APART).then(|| self.uptime.saturating_add(monotonic))
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
    until_later(clock, deadline, false, future).await
}

/// Does what [`until`] does. A future that sets an alarm of its own for an earlier time is woken by that: for it none is set
/// before it has been woken once, and mostly it is over then.
pub(crate) async fn until_later<T>(
    clock: &dyn Clock,
    deadline: Duration,
    sets_its_own: bool,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut waits_for_its_own = sets_its_own;
    // What is ready at once needs none.
    let mut alarm = None;
    poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        if std::mem::take(&mut waits_for_its_own) {
            return Poll::Pending;
        }
        let sleep = || clock.sleep(deadline.saturating_sub(clock.monotonic()));
        let alarm = alarm.get_or_insert_with(sleep);
        alarm.as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(all(test, feature = "testing"))]
mod tests;
