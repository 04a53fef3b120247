//! Which schemas each side of a call reaches, and which are its bodies.

use std::collections::HashSet;

use super::media::{form, json, multipart};
use super::shape::{Shape, Shapes};
use crate::openapi::{self, Body, Document, Media, SchemaId, Side, Sides};

/// The sides that reach each schema.
pub(super) struct Reach(Vec<Sides>);

impl Reach {
    /// A body in parts is a type of its operation: what its schema is called elsewhere is not reached by it.
    pub(super) fn of(document: &Document, shapes: &Shapes<'_>) -> Self {
        let schemas = &document.schemas;
        let taken_apart = |body: &Body| {
            let whole = json(&body.content, schemas).or_else(|| form(&body.content, schemas));
            let media = multipart(&body.content).filter(|_| whole.is_none())?;
            let id = media.schema.as_ref()?.id;
            shapes.held(id).map(|_| id)
        };
        let sides = openapi::reached_in_parts(schemas, &document.operations, taken_apart);
        let named = document.components.values().map(|used| used.id);
        Self(openapi::with_unsent(schemas, sides, named))
    }

    /// Whether a side reaches a schema.
    pub(super) fn has(&self, side: Side, id: SchemaId) -> bool {
        self.0
            .get(id.place())
            .is_some_and(|sides| side.is_in(*sides))
    }
}

/// The objects that a request sends as its whole body, or as the elements of one that is a list; not those whose members
/// are parts.
pub(super) struct SentWhole(HashSet<SchemaId>);

impl SentWhole {
    pub(super) fn of(document: &Document, shapes: &Shapes<'_>) -> Self {
        let bodies = document.operations.iter().flat_map(|operation| {
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            let whole = bodies.filter(|media| !media.has_parts());
            whole.filter_map(|media| Some(media.schema.as_ref()?.id))
        });
        let mut sent = HashSet::new();
        for body in bodies {
            let mut here = Some(body);
            while let Some(id) = here.filter(|id| sent.insert(*id)) {
                here = match &*shapes.of(id) {
                    Shape::Named(named) => Some(*named),
                    Shape::List(Some(element)) => Some(element.id),
                    _ => None,
                };
            }
        }
        Self(sent)
    }

    pub(super) fn has(&self, id: SchemaId) -> bool {
        self.0.contains(&id)
    }
}

/// The named schemas that are whole bodies, by side.
pub(super) struct Bodies(HashSet<(Side, SchemaId)>);

impl Bodies {
    pub(super) fn of(document: &Document, shapes: &Shapes<'_>) -> Self {
        let sent = document.operations.iter().flat_map(|operation| {
            let bodies = operation.body.iter().flat_map(|body| &body.content);
            bodies.map(|media| (Side::Request, media))
        });
        let read = document.operations.iter().flat_map(|operation| {
            let answers = operation.answers.iter();
            let bodies = answers.flat_map(|answer| &answer.response.content);
            bodies.map(|media| (Side::Answer, media))
        });
        let named = |(side, media): (Side, &Media)| {
            let used = media.schema.as_ref()?;
            Some((side, shapes.named(used)?))
        };
        Self(sent.chain(read).filter_map(named).collect())
    }

    /// Whether a schema is a whole body on a side.
    pub(super) fn has(&self, side: Side, id: SchemaId) -> bool {
        self.0.contains(&(side, id))
    }
}
