use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use gateway_runtime::Clock;

use crate::clock::MovableClock;
use crate::codes::Codes;
use crate::faults::FaultRun;
use crate::state::{Moment, Rules, State, later};
use crate::store::Store;

/// How many calls are shown.
const CALLS_KEPT: usize = 200;

/// What every request needs.
pub(crate) struct Shared {
    pub(crate) address: SocketAddr,
    pub(crate) rules: Rules,
    pub(crate) codes: Codes,
    pub(crate) clock: MovableClock,
    pub(crate) faults: Mutex<Option<FaultRun>>,
    state: Mutex<State>,
    store: Option<Store>,
    calls: Mutex<Calls>,
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
            state: Mutex::new(state),
            store,
            calls: Mutex::default(),
        }
    }

    pub(crate) fn now(&self) -> Moment {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        later(0, since.unwrap_or_default())
    }

    /// Lets time pass up to now, does something, and stores what changed.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut State, &Rules, Moment) -> T) -> T {
        let now = self.now();
        let mut state = held(&self.state);
        state.pass(&self.rules, now);
        let value = act(&mut state, &self.rules, now);
        match &self.store {
            Some(store) => {
                if let Err(error) = store.save(&mut state) {
                    complain(&error);
                }
            }
            None => drop(state.take_touched()),
        }
        value
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

#[expect(
    clippy::print_stderr,
    reason = "a program for people that cannot keep its state must say so"
)]
fn complain(error: &crate::store::StoreError) {
    eprintln!("gateway-sandbox: {error}");
}
