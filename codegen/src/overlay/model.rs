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

    /// The file and the line of an action, as far as it is known.
    pub(super) fn place_of(&self, action: &Action) -> String {
        let line = self.line_of(&format!("/actions/{}", action.index));
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        format!("{}{line}", self.file)
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Merges a value into an object, or appends it to an array.
    Update(Value),
    /// Takes the node out of what contains it.
    Remove,
}

impl Change {
    /// Whether a node is as this leaves it.
    #[must_use]
    pub fn is_done(&self, node: Option<&Value>) -> bool {
        match self {
            Self::Remove => node.is_none(),
            Self::Update(update) => node.is_some_and(|node| holds(node, update)),
        }
    }
}

/// Whether a value has all that another one says.
fn holds(node: &Value, said: &Value) -> bool {
    match (node, said) {
        (Value::Object(members), Value::Object(said)) => {
            let mut said = said.iter();
            said.all(|(name, said)| members.get(name).is_some_and(|node| holds(node, said)))
        }
        (Value::Array(entries), Value::Array(said)) => said.iter().all(|it| entries.contains(it)),
        (Value::Array(entries), said) => entries.contains(said),
        _ => node == said,
    }
}
