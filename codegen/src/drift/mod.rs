//! Tells what changed between two documents, what each change means, and for whom.

mod access;
mod answers;
pub mod change;
mod document;
pub mod ignore;
mod later;
mod limits;
pub mod lines;
mod media;
mod members;
mod operations;
mod pairing;
mod reach;
pub mod report;
mod requests;
mod restrictions;
pub mod rules;
pub mod rust;
mod schema;
mod side;
mod similar;
mod stated;
pub mod version;
mod walk;
mod words;

use serde_json::Value;

pub use change::{Change, Class, Direction, Reached, heaviest};

/// Compares two OpenAPI documents of 3.0 or 3.1, be they transcripts, refined documents or anybody's.
///
/// Every difference comes once, under one of the [`rules`], with the operations and the sides of a call that it reaches,
/// and with the class that follows. The order of anything, the version and what one of the documents says that it cannot
/// show are no difference. The document need not be valid: what cannot be understood is compared as it stands.
///
/// A limit that a transcript states in prose counts only once it is read ([`restrict::read`](crate::restrict::read)).
///
/// ```
/// use gateway_codegen::drift::{self, Class};
/// use serde_json::json;
///
/// let release = |longest: u32| json!({
///     "openapi": "3.0.3",
///     "paths": { "/orders": { "get": {
///         "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string", "maxLength": longest } }],
///         "responses": { "200": { "description": "OK" } },
///     } } },
/// });
/// let changes = drift::compare(&release(64), &release(32));
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].rule, "limit-tightened");
/// assert_eq!(changes[0].class, Class::Breaking);
/// assert!(drift::compare(&release(64), &release(64)).is_empty());
/// ```
#[must_use]
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    later::compare(old, new).unwrap_or_else(|| stated::compare(old, new))
}
