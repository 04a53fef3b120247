//! Applies OpenAPI Overlay 1.0 documents, strictly.
//!
//! What is followed:
//!
//! - Targets are RFC 9535 JSONPath queries; actions apply in order, each to the result of the one before.
//! - `update` merges into an object member by member: a primitive replaces a primitive, an object merges into an object,
//!   an array is concatenated to an array, and a member that is not there is added. Other pairs are incompatible, which is
//!   what Overlay 1.1 spells out and 1.0 means by "compatible".
//! - `update` on a target that is an array appends the value as one entry. Tools disagree about a value that is itself an
//!   array, so that is refused unless the array already holds arrays.
//! - `remove` takes the target out of the object or array that contains it. The text of 1.0 speaks of objects and arrays
//!   only, yet its own compliance set removes a member that is a primitive, so members may be of any type; a primitive
//!   entry of an array may not, nor may a primitive be the target of an update.
//! - To replace an array or a reference, remove it in one action and add the new one in the next.
//!
//! What is stricter than the specification, because an overlay holds judgements about a document that somebody else
//! changes: an action that matches nothing is an error, as is every value in it that a matched place already has, an
//! action that does not say why it is there, a member that the specification does not know, and a null over a value.

mod apply;
mod lines;
mod merge;
mod parse;
mod place;
mod rests;

use serde_json::Value;
use serde_json_path::JsonPath;

use lines::Lines;

pub use apply::{apply, apply_what_fits};
pub use parse::parse;
pub use rests::{Rest, rests};

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
    lines: Lines,
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
    query: JsonPath,
}

/// What an action does to each node that it selects.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Merges a value into an object, or appends it to an array.
    Update(Value),
    /// Takes the node out of what contains it.
    Remove,
}
