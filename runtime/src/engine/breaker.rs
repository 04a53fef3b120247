//! Whether new payments are sent while too many of them end without an outcome.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::record::call::Call;
use crate::record::operation::{Effect, Operation};
use crate::value::locked::Locked;

/// The most outcomes that are remembered.
const MOST: usize = 1_000;

type Ask = Arc<dyn Fn() -> Call + Send + Sync>;

/// When no new payments are sent, since too many of those before them ended without an outcome
/// ([`Config::breaker`](crate::Config::breaker)).
///
/// Payments are counted, and pages to pay on: of those of the last minute that had an answer or may have been sent, at least
/// 10, half ended open. Then a new one is *never sent* ([`Reason::TooManyOpen`](crate::Reason::TooManyOpen)). After a pause of
/// 5 s, the next one has the query asked first, and is sent if the gateway answers that, with whatever code. No payment is ever
/// a probe. Captures, voids, refunds and queries are always sent.
///
/// ```
/// use gateway_runtime::{Breaker, Call, Config, Operation};
/// use std::time::Duration;
///
/// fn careful(config: Config, query: &'static Operation) -> Config {
///     let breaker = Breaker::probing(query, Call::new).above(30, 20);
///     config.breaker(breaker.within(Duration::from_secs(120)))
/// }
/// # let _ = careful;
/// ```
#[derive(Clone)]
#[must_use]
pub struct Breaker {
    pub(super) operation: &'static Operation,
    ask: Ask,
    pub(super) percent: u8,
    pub(super) at_least: usize,
    within: Duration,
    pause: Duration,
}

impl Breaker {
    /// With this query as its probe. Whatever it asks for need not be there.
    pub fn probing(
        query: &'static Operation,
        call: impl Fn() -> Call + Send + Sync + 'static,
    ) -> Self {
        Self {
            operation: query,
            ask: Arc::new(call),
            percent: 50,
            at_least: 10,
            within: Duration::from_secs(60),
            pause: Duration::from_secs(5),
        }
    }

    /// How many percent of the payments have to end open, from 1 to 100, and of how many at least, from 1 to 1,000; 50 percent
    /// of 10 by default.
    pub fn above(mut self, percent: u8, of: usize) -> Self {
        (self.percent, self.at_least) = (percent, of);
        self
    }

    /// Of how long a time payments are counted; the last minute by default.
    pub fn within(mut self, time: Duration) -> Self {
        self.within = time;
        self
    }

    /// How long the gateway is left alone before the query is asked, and after one that was not answered; 5 s by default.
    pub fn pause(mut self, time: Duration) -> Self {
        self.pause = time;
        self
    }

    pub(super) fn call(&self) -> Call {
        (self.ask)()
    }

    /// Whether it counts payments as it says, and asks a query.
    pub(super) fn is_usable(&self) -> bool {
        (1..=100).contains(&self.percent)
            && (1..=MOST).contains(&self.at_least)
            && self.operation.effect == Effect::Reads
    }
}

impl fmt::Debug for Breaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaker")
            .field("operation", &self.operation.id)
            .field("percent", &self.percent)
            .field("at_least", &self.at_least)
            .field("within", &self.within)
            .field("pause", &self.pause)
            .finish_non_exhaustive()
    }
}

/// Whether a payment may be sent.
pub(super) enum Admission<'a> {
    Yes,
    No,
    /// If the gateway answers a query first.
    Probe(Probing<'a>),
}

/// A breaker and what it has counted, on the monotonic clock.
pub(super) struct Counted {
    pub(super) breaker: Breaker,
    state: Locked<State>,
}

#[derive(Default)]
struct State {
    /// When a payment ended, and whether its outcome is open.
    ended: VecDeque<(Duration, bool)>,
    /// When the gateway may be asked, if no payments are sent.
    ask_from: Option<Duration>,
    is_asked: bool,
}

impl Counted {
    pub(super) fn new(breaker: Breaker) -> Self {
        Self {
            breaker,
            state: Locked::default(),
        }
    }

    pub(super) fn admits(&self, now: Duration) -> Admission<'_> {
        let mut state = self.state.lock();
        match state.ask_from {
            None => Admission::Yes,
            Some(from) if now >= from && !state.is_asked => {
                state.is_asked = true;
                Admission::Probe(Probing(self))
            }
            Some(_) => Admission::No,
        }
    }

    /// Counts what a payment came to that may have been sent.
    pub(super) fn count(&self, is_open: bool, now: Duration) {
        let mut state = self.state.lock();
        let since = now.saturating_sub(self.breaker.within);
        state.ended.push_back((now, is_open));
        while state.ended.len() > MOST || state.ended.front().is_some_and(|(at, _)| *at < since) {
            state.ended.pop_front();
        }
        let all = state.ended.len();
        let open = state.ended.iter().filter(|(_, is_open)| *is_open).count();
        let is_too_many =
            open.saturating_mul(100) >= all.saturating_mul(self.breaker.percent.into());
        if state.ask_from.is_none() && is_open && all >= self.breaker.at_least && is_too_many {
            state.ask_from = Some(now.saturating_add(self.breaker.pause));
            drop(state);
            tracing::error!(
                open,
                all,
                "too many payments ended without an outcome: no new ones are sent until the gateway answers a query"
            );
        }
    }
}

/// Somebody asks the gateway, and nobody else does meanwhile.
pub(super) struct Probing<'a>(&'a Counted);

impl Probing<'_> {
    /// Says whether the gateway answered.
    pub(super) fn ended(self, is_answered: bool, now: Duration) {
        let mut state = self.0.state.lock();
        match is_answered {
            true => {
                state.ask_from = None;
                state.ended.clear();
            }
            false => state.ask_from = Some(now.saturating_add(self.0.breaker.pause)),
        }
        drop(state);
        if is_answered {
            tracing::warn!("the gateway answers again: payments are sent");
        }
    }
}

impl Drop for Probing<'_> {
    fn drop(&mut self) {
        self.0.state.lock().is_asked = false;
    }
}

#[cfg(all(test, feature = "testing"))]
mod tests;
