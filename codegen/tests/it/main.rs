//! What the generator proves by itself: from pages, documents and overlays to Rust, without the runtime.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that indexes or unwraps wrongly fails, as it should"
)]

mod anew;
mod circles;
mod cyclic_schemas;
mod extensions;
mod findings;
mod follow;
mod openapi;
mod pipeline;
mod written_yaml;
