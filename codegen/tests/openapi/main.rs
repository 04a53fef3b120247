//! The normal form: whatever way a document says a thing, it is read as the same.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

mod account;
mod compared;
mod documents;
mod findings;
mod hostile;
mod keywords;
mod lowered;
mod random;
mod rewrite;
mod rewritings;
mod support;
mod versions;
mod written;
