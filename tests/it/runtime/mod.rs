//! The runtime where the client, a journal or a document is needed besides; what it proves alone stands in `runtime/tests`, with
//! the servers and transports that are used here as well.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod faults;
mod memory;

#[path = "../../../runtime/tests/it"]
mod shared {
    #![allow(dead_code, reason = "the tests of the runtime take the rest")]

    pub(crate) mod any_json;
    pub(crate) mod api;
    pub(crate) mod compare;
    pub(crate) mod odd_answers;
    pub(crate) mod recorder;
    pub(crate) mod secure;
    pub(crate) mod server;
    pub(crate) mod stub;
    pub(crate) mod turns;
}

use shared::compare::compare_with_file;
use shared::turns::{ended_before, settle};
pub(crate) use shared::{any_json, api, recorder, secure, server};
use shared::{odd_answers, stub};
