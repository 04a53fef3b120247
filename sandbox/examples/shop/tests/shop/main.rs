//! The shop through every route, against a sandbox, and through what can go wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[cfg(unix)]
mod ending;
mod forged;
mod handling;
mod in_postgres;
mod losing;
mod running;
mod taking;
