//! What the sandbox proves by itself: its sums against a model, what it refuses, bad input, and the program as people start it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

#[path = "../../../codegen/tests/it/cases.rs"]
mod cases;
mod input;
mod model;
mod page;
mod program;
mod reach;
mod strict;
#[allow(dead_code, reason = "the tests across rooms take the rest")]
mod wire;
