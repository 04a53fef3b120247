//! What a gateway, a disk and a caller can do wrong that no other test has thought of.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod answers;
mod calls;
mod disk;
mod more;
mod proofs;
mod repeats;
