//! Everything that is proven across rooms.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

mod bytes;
mod checks;
mod documents;
mod downstream;
mod drift;
mod drift_random;
mod drift_restrictions;
mod drift_schema;
mod drift_source;
mod end_to_end;
mod fake;
mod hostile;
mod journal;
mod messages;
mod overlay;
mod own;
mod packages;
mod page;
mod page_bad;
mod page_damage;
mod page_forms;
mod page_reference;
mod readme;
mod reconcile;
mod refine;
mod refine_against;
mod release;
mod restrict;
mod runtime;
mod samples;
mod sandbox;
mod serialized;
mod surface;
mod transcribe_tokens;
