//! The sandbox: its sums against a model, its operations with the real client, its faults, its pages, bad input.

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
mod input;
mod load;
mod looking;
mod model;
mod pages;
mod reach;
#[cfg(feature = "heavy")]
mod schema;
mod shop;
mod simulation;
mod strict;
pub(crate) mod wire;
