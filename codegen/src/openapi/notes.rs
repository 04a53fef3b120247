//! What is said about a part of a document, and what of it is not understood.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::pointer::Pointer;
use super::references::{references, schema_key};

/// What is said about a schema, an operation, a parameter and the like. Nothing of it is sent.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// Where it stands.
    pub pointer: Pointer,
    /// `title`.
    pub title: Option<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Documentation elsewhere.
    pub external_docs: Option<Box<ExternalDocs>>,
    /// What it is where it is left out, as JSON; null is `Some(Value::Null)`.
    pub default: Option<Value>,
    /// `example`, and the entries or members of `examples`.
    pub samples: Vec<Sample>,
    /// Extensions by their names, `x-…`, as they stand.
    pub extensions: IndexMap<String, Value>,
    /// Members that are not understood here.
    pub opaque: Vec<Opaque>,
}

impl Notes {
    /// Takes what is not said here from what is said of the same by another part, but for what is not understood.
    pub(super) fn fill(&mut self, other: &Self) {
        self.title = self.title.take().or_else(|| other.title.clone());
        let description = self.description.take();
        self.description = description.or_else(|| other.description.clone());
        self.deprecated |= other.deprecated;
        let docs = self.external_docs.take();
        self.external_docs = docs.or_else(|| other.external_docs.clone());
        self.default = self.default.take().or_else(|| other.default.clone());
        if self.samples.is_empty() {
            self.samples.clone_from(&other.samples);
        }
        for (name, value) in &other.extensions {
            let known = self.extensions.entry(name.clone());
            known.or_insert_with(|| value.clone());
        }
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.title.is_none()
            && self.summary.is_none()
            && self.description.is_none()
            && !self.deprecated
            && self.external_docs.is_none()
            && self.default.is_none()
            && self.samples.is_empty()
            && self.extensions.is_empty()
            && self.opaque.is_empty()
    }
}

/// Documentation that stands elsewhere.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExternalDocs {
    /// Where.
    pub url: String,
    /// What it is.
    pub description: Option<String>,
    /// Extensions.
    pub extensions: IndexMap<String, Value>,
}

/// An example of a value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sample {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The value as it stands; nothing where it is told of and not shown.
    pub value: Option<Value>,
    /// What it shows, in short.
    pub summary: Option<String>,
    /// What it shows.
    pub description: Option<String>,
    /// Where it can be had.
    pub url: Option<String>,
}

impl Sample {
    /// A value that nothing is said of.
    pub(super) fn of(value: &Value) -> Self {
        Self {
            value: Some(value.clone()),
            ..Self::default()
        }
    }
}

/// A member of a document that is not understood, with what is lost so.
#[derive(Debug, Clone)]
pub struct Opaque {
    /// Where it stands.
    pub pointer: Pointer,
    /// The member's name, or the reason where the whole of something is not understood.
    pub name: String,
    /// The member as it stands.
    pub value: Arc<Value>,
    /// What is lost, as a phrase.
    pub lost: String,
}

impl Opaque {
    /// The keys of the named schemas that it refers to.
    #[must_use]
    pub fn schemas(&self) -> BTreeSet<String> {
        let keys = references(&self.value).into_iter().filter_map(schema_key);
        keys.collect()
    }
}
