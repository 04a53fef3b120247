//! Servers of PostgreSQL and Redis that belong to one test: in a folder of its own, on sockets in it, ended with it.
//!
//! Programs are looked for in `PATH`, where Debian puts them, and in the folder that `GATEWAY_SERVERS` names. Where there is
//! none, a test says that it was skipped; with `GATEWAY_SERVERS_REQUIRED` set, that is a failure.
#![allow(
    clippy::print_stderr,
    reason = "it is a part of tests, which say on the terminal what they leave out"
)]

mod folder;
mod postgres;
mod process;
mod program;
mod proxy;
mod redis;
mod template;

pub use crate::postgres::PostgresServer;
pub use crate::process::{Signal, send};
pub use crate::program::program;
pub use crate::proxy::Proxy;
pub use crate::redis::RedisServer;
