use std::collections::VecDeque;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use gateway_runtime::Clock;

use crate::clock::MovableClock;
use crate::codes::{Codes, Refusal};
use crate::faults::FaultRun;
use crate::state::{Moment, Refused, Rules, State, later};
use crate::store::{Store, StoreError};

/// How many calls are shown.
const CALLS_KEPT: usize = 200;

/// What every request needs.
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) rules: Rules,
    pub(crate) codes: Codes,
    pub(crate) clock: MovableClock,
    pub(crate) faults: Mutex<Option<FaultRun>>,
    state: Mutex<Durable>,
    calls: Mutex<Calls>,
}

/// The state, and where it is kept.
struct Durable {
    state: State,
    store: Option<Store>,
    /// Whether the last write failed, so that a failure is told once.
    is_failing: bool,
}

/// The last calls, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    pub(crate) count: u64,
    pub(crate) last: VecDeque<CallSeen>,
}

/// What is shown of a call: nothing that is sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallSeen {
    /// When it came.
    pub at: Moment,
    /// The id of the operation.
    pub operation: &'static str,
    /// The merchant's number of the order, where the request names one.
    pub order_no: Option<String>,
    /// The status of the answer; none where the connection ended before it.
    pub status: Option<u16>,
    /// The code of the answer.
    pub code: Option<String>,
    /// The fault, where there was one.
    pub fault: Option<String>,
}

impl Shared {
    pub(crate) fn new(
        address: SocketAddr,
        rules: Rules,
        codes: Codes,
        clock: MovableClock,
        state: State,
        store: Option<Store>,
    ) -> Self {
        Self {
            address,
            rules,
            codes,
            clock,
            faults: Mutex::default(),
            state: Mutex::new(Durable {
                state,
                store,
                is_failing: false,
            }),
            calls: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        later(0, since.unwrap_or_default())
    }

    /// Lets time pass up to now, does something, and keeps what changed.
    ///
    /// # Errors
    ///
    /// What refuses it, or [`Refusal::NotKept`]: then nothing has happened, time included.
    pub(crate) fn change<T>(
        &self,
        act: impl FnOnce(&mut State, &Rules, Moment) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let now = self.now();
        let mut durable = held(&self.state);
        durable.state.pass(&self.rules, now);
        let outcome = act(&mut durable.state, &self.rules, now);
        if durable.keep() {
            outcome
        } else {
            Err(Refusal::NotKept.into())
        }
    }

    /// Lets time pass up to now, where that can be kept, and looks.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State, Moment) -> T) -> T {
        let now = self.now();
        let mut durable = held(&self.state);
        durable.state.pass(&self.rules, now);
        durable.keep();
        look(&durable.state, now)
    }

    /// Revokes every token. None is kept, so that this cannot fail.
    pub(crate) fn revoke_tokens(&self) {
        held(&self.state).state.revoke_tokens();
    }

    pub(crate) fn calls(&self) -> MutexGuard<'_, Calls> {
        held(&self.calls)
    }

    pub(crate) fn note(&self, call: CallSeen) {
        let mut calls = self.calls();
        calls.count = calls.count.wrapping_add(1);
        if calls.last.len() >= CALLS_KEPT {
            calls.last.pop_front();
        }
        calls.last.push_back(call);
    }
}

/// A lock that a panic elsewhere does not make useless.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Durable {
    /// Keeps what changed, or takes it back and says so.
    fn keep(&mut self) -> bool {
        if !self.state.is_changed() {
            return true;
        }
        let saved = match &mut self.store {
            Some(store) => store.save(&self.state),
            None => Ok(()),
        };
        match saved {
            Ok(()) => self.state.settle(),
            Err(_) => self.state.take_back(),
        }
        tell(&saved, self.is_failing);
        self.is_failing = saved.is_err();
        saved.is_ok()
    }
}

/// Tells people on the terminal, once. The terminal may be a file on the very disk that is full.
fn tell(saved: &Result<(), StoreError>, was_failing: bool) {
    let mut terminal = std::io::stderr();
    let _ = match saved {
        Err(error) if !was_failing => writeln!(
            terminal,
            "gateway-sandbox: {error}. Until then, what changes something is refused."
        ),
        Ok(()) if was_failing => writeln!(terminal, "gateway-sandbox: the state is kept again."),
        _ => Ok(()),
    };
}
