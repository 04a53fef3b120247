//! The side of a call on which a type stands, and which schemas each side reaches.

use crate::openapi::{self, Document, SchemaId, Sides};

/// The side of a call on which a type stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    /// What we send.
    Request,
    /// What we read.
    Answer,
}

impl Side {
    /// Both, in the order in which types are made for them.
    pub(super) const BOTH: [Self; 2] = [Self::Request, Self::Answer];

    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Request => Self::Answer,
            Self::Answer => Self::Request,
        }
    }

    /// Whether this is one of the sides.
    pub(super) fn is_in(self, sides: Sides) -> bool {
        match self {
            Self::Request => sides.request,
            Self::Answer => sides.answer,
        }
    }
}

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
