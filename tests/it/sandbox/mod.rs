//! The sandbox with the real client: its operations, its faults, its pages. What it proves by itself stands in `sandbox/tests`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

#[cfg(feature = "heavy")]
mod browser;
mod checkouts;
#[cfg(feature = "heavy")]
mod chromium;
mod declines;
mod faults;
mod flows;
mod load;
mod looking;
mod pages;
#[cfg(feature = "heavy")]
mod schema;
mod shop;
mod simulation;
#[allow(dead_code, reason = "the tests of the sandbox take the rest")]
#[path = "../../../sandbox/tests/it/wire.rs"]
pub(crate) mod wire;
