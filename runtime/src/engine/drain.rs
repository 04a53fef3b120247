//! Ending in good order: no new calls, and those under way go to their end.

use std::fmt;
use std::time::Duration;

use crate::engine::calls::{Calls, UnderWay};
use crate::engine::gateway::Gateway;
use crate::wire::clock::until;

/// Calls were still under way when the time to wait for them was over. They go on for as long as the process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotDrained {
    /// How many.
    pub calls: usize,
}

impl fmt::Display for NotDrained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls = self.calls;
        write!(f, "{calls} of the client's calls are still under way")
    }
}

impl std::error::Error for NotDrained {}

impl Gateway {
    /// Takes no new calls from now on, and waits until those under way have their outcome, in the journal too if there
    /// is one; at most for so long. So a process that is about to end leaves no payment behind of which nobody knows.
    ///
    /// It holds for every clone, and for good. A new call is a [`Failure::NotSent`](crate::Failure::NotSent) with
    /// [`Reason::Draining`](crate::Reason::Draining). Calls count although nobody waits for them any more. Look-ups of
    /// outcomes ([`reconcile`](Self::reconcile), [`recover`](Self::recover)) are counted and may still be begun, so that
    /// what came out indeterminate can be found out before the process ends; [`wait_until_final`](Self::wait_until_final)
    /// ends after the look-up that it is at, with a handle to go on with.
    ///
    /// The longest that a call can take is its total timeout, so with that and a little more nothing is left.
    ///
    /// # Errors
    ///
    /// [`NotDrained`] with the number of calls that were still under way. With a journal, the next process
    /// [recovers](Self::recover) what becomes of them.
    ///
    /// ```no_run
    /// # async fn shut_down(gateway: gateway_runtime::Gateway) {
    /// use std::time::Duration;
    ///
    /// if let Err(left) = gateway.drain(Duration::from_secs(100)).await {
    ///     println!("{left}");
    /// }
    /// # }
    /// ```
    pub async fn drain(&self, within: Duration) -> Result<(), NotDrained> {
        let calls = &self.inner.calls;
        calls.close();
        let clock = self.clock();
        let deadline = clock.monotonic().saturating_add(within);
        let ended = calls.until(|calls| calls.count() == 0);
        match until(clock, deadline, ended).await {
            Some(()) => Ok(()),
            None => Err(NotDrained {
                calls: calls.count(),
            }),
        }
    }

    /// Counts a search for outcomes as one that a drain waits for.
    pub(crate) fn search(&self) -> UnderWay<'_> {
        self.inner.calls.go_on()
    }

    /// Pauses for so long, and says whether the client began to drain before that was over.
    pub(crate) async fn pause_unless_draining(&self, pause: Duration) -> bool {
        let clock = self.clock();
        let ends = clock.monotonic().saturating_add(pause);
        let draining = self.inner.calls.until(Calls::is_draining);
        until(clock, ends, draining).await.is_some()
    }
}
