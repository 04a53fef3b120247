//! A node's place in a document, as something that can be kept while the document changes.

use std::fmt;

use serde_json::Value;
use serde_json_path::{NormalizedPath, PathElement};

use crate::findings::pointer_token;

/// One step down from an array or an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Entry(usize),
    Member(String),
}

/// The steps from the root. The order puts a node before what it contains and an array's entries by their index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(Vec<Step>);

impl Place {
    /// The node, unless it has gone since.
    pub(super) fn find<'a>(&self, document: &'a mut Value) -> Option<&'a mut Value> {
        self.0.iter().try_fold(document, descend)
    }

    /// The place of what contains the node and the last step to it; nothing for the root.
    pub(super) fn split(&self) -> Option<(Self, &Step)> {
        let (last, before) = self.0.split_last()?;
        Some((Self(before.to_vec()), last))
    }
}

fn descend<'a>(node: &'a mut Value, step: &Step) -> Option<&'a mut Value> {
    match (node, step) {
        (Value::Array(entries), Step::Entry(index)) => entries.get_mut(*index),
        (Value::Object(members), Step::Member(name)) => members.get_mut(name),
        _ => None,
    }
}

impl From<&NormalizedPath<'_>> for Place {
    fn from(path: &NormalizedPath<'_>) -> Self {
        Self(
            path.iter()
                .map(|element| match element {
                    PathElement::Name(name) => Step::Member((*name).to_owned()),
                    PathElement::Index(index) => Step::Entry(*index),
                })
                .collect(),
        )
    }
}

impl fmt::Display for Place {
    /// Writes a JSON pointer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Entry(index) => write!(f, "/{index}")?,
                Step::Member(name) => write!(f, "/{}", pointer_token(name))?,
            }
        }
        Ok(())
    }
}
