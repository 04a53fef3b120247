//! What is known of a request: its operation, what it sends, how far it got, and what may be kept of it.

pub(crate) mod account;
mod advice;
pub(crate) mod attempt;
pub(crate) mod call;
pub(crate) mod claim;
pub(crate) mod credentials;
pub(crate) mod entry;
pub(crate) mod evidence;
pub(crate) mod failure;
pub(crate) mod forget;
pub(crate) mod future;
pub(crate) mod handle;
pub(crate) mod header;
pub(crate) mod intent;
pub(crate) mod journal;
#[cfg(any(feature = "journal", feature = "testing"))]
pub(crate) mod leases;
pub(crate) mod note;
pub(crate) mod numbers;
pub(crate) mod operation;
pub(crate) mod outcome;
pub(crate) mod raw_answer;
pub(crate) mod recorded;
pub(crate) mod security;
pub(crate) mod seen;
pub(crate) mod span;
pub(crate) mod token_store;
