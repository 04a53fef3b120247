//! Which schemas each side of a call reaches.

use crate::openapi::{self, Document, SchemaId, Side, Sides};

/// The sides that reach each schema.
pub(super) struct Reach(Vec<Sides>);

impl Reach {
    pub(super) fn of(document: &Document) -> Self {
        let named = document.components.values().map(|used| used.id);
        Self(openapi::reach_all(&document.schemas, named))
    }

    /// Whether a side reaches a schema.
    pub(super) fn has(&self, side: Side, id: SchemaId) -> bool {
        self.0
            .get(id.place())
            .is_some_and(|sides| side.is_in(*sides))
    }
}
