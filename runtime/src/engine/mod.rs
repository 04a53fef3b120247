//! One call, from the check of the request to the outcome.

pub(crate) mod accounts;
pub(crate) mod acknowledged;
pub(crate) mod admitted;
pub(crate) mod attempts;
pub(crate) mod authorize;
pub(crate) mod authorized;
pub(crate) mod breaker;
pub(crate) mod calls;
pub(crate) mod classify;
pub(crate) mod compose;
pub(crate) mod config;
pub(crate) mod detached;
pub(crate) mod drain;
pub(crate) mod failing;
#[cfg(feature = "testing")]
pub(crate) mod fake;
pub(crate) mod fetch;
pub(crate) mod further;
pub(crate) mod gateway;
pub(crate) mod held;
pub(crate) mod inner;
pub(crate) mod known;
pub(crate) mod metrics;
pub(crate) mod observed;
pub(crate) mod observer;
pub(crate) mod options;
pub(crate) mod perform;
pub(crate) mod prepared;
pub(crate) mod refunds;
pub(crate) mod retry;
pub(crate) mod task;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(all(test, feature = "testing"))]
mod tests;
pub(crate) mod their_clock;
pub(crate) mod token;
pub(crate) mod trace;
pub(crate) mod typed;
pub(crate) mod unlisted;
pub(crate) mod verdict;
pub(crate) mod written;
