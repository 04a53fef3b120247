//! The program as people start it: its state file on bad days, what it makes up, and callers that hold on.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it skipped"
)]

#[cfg(unix)]
mod callers;
#[cfg(unix)]
mod running;
#[cfg(unix)]
mod secrets;
#[cfg(unix)]
mod shell;
#[cfg(unix)]
mod state;
