//! The journal: written before a request is sent, there after a crash, and free of what must not be kept. What
//! the journal on disk proves by itself stands in `runtime/tests`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod ahead;
mod attempts;
mod audit;
mod canary;
mod claims;
mod crash;
mod damaged;
mod disk;
mod drain;
mod given_up;
mod hanging;
#[path = "../../../runtime/tests/it/journal/place.rs"]
mod place;
mod prepared;
mod recover;
mod refunds;
mod retention;

pub(crate) use place::Folder;
use place::{accepted, handle, order_of, random};
