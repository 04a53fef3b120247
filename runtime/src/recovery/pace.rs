//! How fast the gateway may be asked, by us and by itself.

use std::time::Duration;

use crate::engine::retry::retry_after;
use crate::record::failure::Failure;
use crate::recovery::look::Look;
use crate::value::locked::Locked;
use crate::wire::clock::Clock;

/// What all look-ups of one run share.
pub(super) struct Pace {
    /// The least time between the beginnings of two looks.
    apart: Duration,
    shared: Locked<Shared>,
}

#[derive(Default)]
struct Shared {
    /// When the next look may begin by our own rate, on the monotonic clock.
    next: Duration,
    /// When the gateway wants to be asked again.
    not_before: Duration,
    /// The last look had no answer, or was told to come back later.
    away: Option<Failure>,
}

impl Pace {
    pub(super) fn new(apart: Duration) -> Self {
        Self {
            apart,
            shared: Locked::default(),
        }
    }

    /// Waits until a look may begin; `false` if the gateway wants no look before the deadline, or if our own rate allows
    /// none before it and this one is not `owed`.
    pub(super) async fn wait(&self, clock: &dyn Clock, deadline: Duration, owed: bool) -> bool {
        loop {
            let now = clock.monotonic();
            let not_before = self.shared.lock().not_before;
            if not_before > now {
                if not_before > deadline {
                    return false;
                }
                clock.sleep(not_before.saturating_sub(now)).await;
                continue;
            }
            if self.apart.is_zero() {
                return true;
            }
            let begins = {
                let mut shared = self.shared.lock();
                let begins = shared.next.max(now);
                if begins > deadline && !owed {
                    return false;
                }
                shared.next = begins.saturating_add(self.apart);
                begins
            };
            if begins > now {
                clock.sleep(begins.saturating_sub(now)).await;
            }
            // The gateway may have asked for more time meanwhile.
            if self.shared.lock().not_before <= clock.monotonic() {
                return true;
            }
        }
    }

    /// Takes note of what a look came to.
    pub(super) fn heard(&self, look: &Look, clock: &dyn Clock) {
        let Look::Failed(failure) = look else {
            self.shared.lock().away = None;
            return;
        };
        let answer = failure.answer();
        let header = answer.and_then(|answer| answer.header("retry-after"));
        let pause = header.and_then(|header| retry_after(header, clock.wall()));
        let mut shared = self.shared.lock();
        if let Some(pause) = pause {
            let not_before = clock.monotonic().saturating_add(pause);
            shared.not_before = shared.not_before.max(not_before);
        }
        shared.away = (answer.is_none() || pause.is_some()).then(|| failure.clone());
    }

    /// Why the gateway need not be asked now, if the last one that asked it was not answered.
    pub(super) fn away(&self) -> Option<Failure> {
        self.shared.lock().away.clone()
    }
}
