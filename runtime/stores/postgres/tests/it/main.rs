//! The journal and the token on a real PostgreSQL, which each test starts for itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod caller;
mod contract;
mod durable;
mod pace;
mod partitions;
mod plans;
mod shared;
#[cfg(feature = "tls")]
mod tls;
mod tokens;
