use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};
use std::time::UNIX_EPOCH;

use gateway_runtime::Clock;
use tokio::sync::Notify;

use crate::clock::MovableClock;
use crate::codes::{Codes, Refusal};
use crate::durable::{Durable, Ticket};
use crate::faults::FaultRun;
use crate::held::held;
use crate::reach::Reach;
use crate::state::{Moment, Refused, Rules, State, later};
use crate::store::Store;

/// How many calls are shown.
const CALLS_KEPT: usize = 200;

/// What every request needs.
pub(crate) struct Shared {
    pub(crate) reach: Reach,
    pub(crate) rules: Rules,
    pub(crate) codes: Codes,
    pub(crate) clock: MovableClock,
    pub(crate) faults: Mutex<Option<FaultRun>>,
    state: Durable,
    calls: Mutex<Calls>,
    /// Tells whoever looks on that there may be something new.
    pub(crate) news: Notify,
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
    /// Whether a button of the live page asked for it, and no request of a client.
    pub is_by_page: bool,
    /// The fault, where there was one.
    pub fault: Option<String>,
    /// What the request and the answer carried, as text for people: names, and the values that are open.
    pub carried: String,
}

impl Shared {
    pub(crate) fn new(
        reach: Reach,
        rules: Rules,
        codes: Codes,
        clock: MovableClock,
        state: State,
        store: Option<Store>,
    ) -> Self {
        Self {
            reach,
            rules,
            codes,
            clock,
            faults: Mutex::default(),
            state: Durable::new(state, store),
            calls: Mutex::default(),
            news: Notify::new(),
        }
    }

    /// The base URL.
    pub(crate) fn url(&self) -> String {
        self.reach.url()
    }

    pub(crate) fn now(&self) -> Moment {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        later(0, since.unwrap_or_default())
    }

    /// Lets time pass up to now, does something, and waits until what changed is kept.
    ///
    /// # Errors
    ///
    /// What refuses it, or [`Refusal::NotKept`]: then nothing has happened, time included.
    pub(crate) async fn change<T>(
        &self,
        act: impl FnOnce(&mut State, &Rules, Moment) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let (outcome, ticket) = self.begin(act);
        let is_kept = self.state.is_kept(ticket).await;
        self.news.notify_waiters();
        if is_kept {
            outcome
        } else {
            Err(Refusal::NotKept.into())
        }
    }

    /// As [`change`](Self::change), on this thread.
    pub(crate) fn change_here<T>(
        &self,
        act: impl FnOnce(&mut State, &Rules, Moment) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let (outcome, ticket) = self.begin(act);
        if self.state.is_kept_here(ticket) {
            outcome
        } else {
            Err(Refusal::NotKept.into())
        }
    }

    fn begin<T>(
        &self,
        act: impl FnOnce(&mut State, &Rules, Moment) -> Result<T, Refused>,
    ) -> (Result<T, Refused>, Ticket) {
        let now = self.now();
        self.state.with(|state| {
            state.pass(&self.rules, now);
            act(state, &self.rules, now)
        })
    }

    /// Lets time pass up to now, and looks. What time did is kept with the next change; after a restart it happens again.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State, Moment) -> T) -> T {
        let now = self.now();
        let (seen, _) = self.state.with(|state| {
            state.pass(&self.rules, now);
            look(state, now)
        });
        seen
    }

    /// Closes the state file.
    pub(crate) fn close(&self) {
        self.state.close();
    }

    /// Revokes every token. None is kept, so that this cannot fail.
    pub(crate) fn revoke_tokens(&self) {
        self.state.with(State::revoke_tokens);
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
        drop(calls);
        self.news.notify_waiters();
    }
}
