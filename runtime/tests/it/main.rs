//! The runtime, over real HTTP on the loopback address, and whatever it reads.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

mod any_json;
#[allow(dead_code, reason = "the tests across rooms take the rest")]
mod api;
mod calls;
mod canary;
#[path = "../../../codegen/tests/it/cases.rs"]
mod cases;
mod compare;
mod connections;
mod contract;
mod credentials;
mod deadline;
mod desync;
mod journal;
mod mutual_tls;
mod observers;
mod odd_answers;
mod options;
mod properties;
mod proxy;
mod reading;
mod recorder;
mod refusing_proxy;
mod retries;
mod secure;
#[allow(dead_code, reason = "the tests across rooms take the rest")]
mod server;
mod soak;
#[allow(dead_code, reason = "the tests across rooms take the rest")]
mod stub;
mod tls;
mod tokens;
mod turns;
mod unauthorized;
mod wire;

use compare::compare_with_file;
use turns::{ended_before, settle};
