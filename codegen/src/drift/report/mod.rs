//! What is said about two releases, in four formats.
//!
//! Whatever comes from a page is escaped in each of them: a name can hold anything.

mod html;
mod json;
mod markdown;
mod summary;
mod text;

pub use html::html;
pub use json::{SCHEMA, json};
pub use markdown::markdown;
pub use summary::{Report, plain};
pub use text::text;
