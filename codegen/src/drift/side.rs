//! One of the two documents, in its normal form.

use std::collections::BTreeSet;

use crate::extensions;
use crate::openapi::{self, Document, Notes, Schema, SchemaId, Schemas, Use};

/// One document, with what is asked of it often.
pub(super) struct Side<'a> {
    pub(super) document: &'a Document,
    /// What this kind of document cannot show anywhere.
    unseen: BTreeSet<String>,
    /// A number for each schema, the same for two that say the same.
    marks: Vec<u64>,
}

impl<'a> Side<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            unseen: unknown(&document.info.notes).into_iter().collect(),
            marks: openapi::marks(&document.schemas),
        }
    }

    pub(super) fn schema(&self, id: SchemaId) -> &'a Schema {
        &self.document.schemas[id]
    }

    /// The number of what a schema says of a value.
    pub(super) fn mark(&self, id: SchemaId) -> Option<u64> {
        self.marks.get(id.place()).copied()
    }

    /// A schema, with what [`openapi::is_same_value`] asks of its document.
    pub(super) fn marked(&self, id: SchemaId) -> (&'a Schemas, &[u64], SchemaId) {
        (&self.document.schemas, &self.marks, id)
    }

    /// Whether one of several schemas says this of a value.
    pub(super) fn has(&self, all: &[Use], mark: Option<u64>) -> bool {
        all.iter().any(|used| self.mark(used.id) == mark)
    }

    /// The named schema that one is, be it with other words about it.
    pub(super) fn named(&self, id: SchemaId) -> Option<(&'a str, SchemaId)> {
        let schema = self.schema(id);
        let own = schema.key.as_deref().map(|key| (key, id));
        own.or_else(|| {
            let same = schema.same_as?;
            Some((self.schema(same).key.as_deref()?, same))
        })
    }

    /// What is said of a schema, by itself first and then by what it refers to.
    pub(super) fn notes(&self, id: SchemaId) -> Vec<&'a Notes> {
        let all = self.document.schemas.with_referred(id);
        all.into_iter().map(|id| &*self.schema(id).notes).collect()
    }

    /// Whether this document cannot show such a thing anywhere.
    pub(super) fn cannot_show(&self, name: &str) -> bool {
        self.unseen.contains(name)
    }
}

/// What a document says that it cannot show at a place.
fn unknown(notes: &Notes) -> Vec<String> {
    extensions::marks(notes).unknown
}

/// Whether a document says that it cannot show something at a place.
pub(super) fn is_unknown(notes: &Notes, name: &str) -> bool {
    unknown(notes).iter().any(|listed| listed == name)
}
