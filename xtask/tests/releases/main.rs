//! Releases as vendors make them and as callers meet them: patched pages of the field, and code that a compiler takes against
//! the next release. They need those pages, or minutes, so that they are a step of `.ci/run` and not of every run.
#![allow(
    clippy::indexing_slicing,
    reason = "a test that indexes wrongly fails, as it should"
)]

mod compiled;
mod field;
