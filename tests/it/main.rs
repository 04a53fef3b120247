//! Everything that is proven across rooms.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

#[path = "../../codegen/tests/it/accept.rs"]
mod accept;
mod bytes;
mod checks;
mod documents;
mod downstream;
mod end_to_end;
mod fake;
mod journal;
mod messages;
/// Our own document, as the tests of the generator take it through the pipeline.
#[allow(
    dead_code,
    reason = "not each test that looks at it looks at all of it"
)]
#[path = "../../codegen/tests/it/own.rs"]
mod own;
mod packages;
mod readme;
mod reconcile;
mod runtime;
mod samples;
mod sandbox;
mod serialized;
