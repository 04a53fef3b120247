//! What the generator proves by itself: from pages, documents and overlays to Rust, without the runtime.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

mod accept;
mod anew;
mod cases;
mod circles;
mod cyclic_schemas;
mod documents;
mod drift;
mod drift_formats;
mod drift_random;
mod drift_restrictions;
mod drift_schema;
mod extensions;
mod findings;
mod follow;
mod golden;
mod openapi;
mod overlay;
mod own;
mod page;
mod page_bad;
mod page_damage;
mod page_forms;
mod page_reference;
mod pipeline;
mod refine;
mod refine_against;
mod release;
mod restrict;
mod surface;
mod transcribe_tokens;
mod written_yaml;
