//! An overlay as plain data.

use serde_json::Value;
use serde_json_path::JsonPath;

use super::lines::Lines;

/// An overlay document, read and checked.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// The file's name as findings show it.
    pub file: String,
    /// What the overlay is for.
    pub title: String,
    /// The overlay's own version.
    pub version: String,
    /// The document that it says it is for. Which document it is applied to is the caller's decision.
    pub extends: Option<String>,
    /// The changes in the order in which they apply.
    pub actions: Vec<Action>,
    /// Where the actions stand, for when there is something to say about them.
    pub(super) lines: Lines,
}

impl Overlay {
    /// The line at which the node behind a JSON pointer into the overlay begins.
    #[must_use]
    pub fn line_of(&self, pointer: &str) -> Option<usize> {
        self.lines.of(pointer)
    }
}

/// One change with its reason.
#[derive(Debug, Clone)]
pub struct Action {
    /// Its place in the overlay's list, from 0.
    pub index: usize,
    /// The query as written.
    pub target: String,
    /// Why the document is changed.
    pub reason: String,
    /// What happens to the nodes that the query selects.
    pub change: Change,
    /// The query, parsed once.
    pub(super) query: JsonPath,
}

/// What an action does to each node that it selects.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Merges a value into an object, or appends it to an array.
    Update(Value),
    /// Takes the node out of what contains it.
    Remove,
}
