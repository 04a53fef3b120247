//! A clock after each look at which the process that looks may stand still.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::record::future::BoxFuture;
use crate::recovery::tests::model::random::Random;
use crate::wire::clock::Clock;
use crate::wire::testing::clock::TestClock;

/// One look of so many is followed by a pause.
const LOOKS: u64 = 8;

pub(super) struct Pausing {
    clock: TestClock,
    random: Mutex<Random>,
}

impl Pausing {
    pub(super) fn new(clock: TestClock, random: Random) -> Arc<Self> {
        let random = Mutex::new(random);
        Arc::new(Self { clock, random })
    }

    fn after<T>(&self, shown: T) -> T {
        let mut random = self.random.lock().unwrap();
        if random.one_of(LOOKS) {
            let pause = random.pick(&[3, 400, 2_500, 9_000, 90_000, 7_200_000]);
            self.clock.advance(Duration::from_millis(pause));
        }
        shown
    }
}

impl fmt::Debug for Pausing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pausing")
    }
}

impl Clock for Pausing {
    fn monotonic(&self) -> Duration {
        self.after(self.clock.monotonic())
    }

    fn uptime(&self) -> Duration {
        self.after(self.clock.uptime())
    }

    fn wall(&self) -> SystemTime {
        self.after(self.clock.wall())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.sleep(duration)
    }
}
