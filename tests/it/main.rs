//! Everything that is proven across rooms.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

#[path = "../../codegen/tests/it/accept.rs"]
mod accept;
mod bytes;
#[path = "../../codegen/tests/it/cases.rs"]
mod cases;
mod checks;
mod documents;
mod downstream;
mod end_to_end;
mod fake;
#[path = "../../codegen/tests/it/golden.rs"]
mod golden;
mod journal;
mod messages;
mod own;
mod packages;
mod readme;
mod reconcile;
mod runtime;
mod samples;
mod sandbox;
mod serialized;
