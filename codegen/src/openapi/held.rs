//! The schemas that calls hold.

use super::graph;
use super::model::{Body, Header, Holds, Media, Operation};
use super::schema::{SchemaId, Schemas, Side, Sides};

/// The sides on which one operation reaches each schema of its document, by its place.
#[must_use]
pub fn reached(schemas: &Schemas, operation: &Operation) -> Vec<Sides> {
    graph::reached(schemas, held(std::slice::from_ref(operation)))
}

/// The sides on which operations reach each schema, by its place, where of bodies that are taken apart nothing is sent but
/// the members: of those the schema is given, of others nothing.
#[must_use]
pub fn reached_in_parts(
    schemas: &Schemas,
    operations: &[Operation],
    taken_apart: impl Fn(&Body) -> Option<SchemaId>,
) -> Vec<Sides> {
    let mut all = Vec::new();
    for operation in operations {
        let apart = operation.body.as_deref().and_then(&taken_apart);
        held_by(operation, apart.is_none(), &mut all);
        let members = apart.map(|id| graph::leads(&schemas[id]));
        let sent = members
            .into_iter()
            .flatten()
            .filter(|(_, sides)| sides.request);
        all.extend(sent.map(|(id, _)| (id, Side::Request)));
    }
    graph::reached(schemas, all)
}

/// Every schema that an operation sends or reads, with the side.
pub(super) fn held(operations: &[Operation]) -> Vec<(SchemaId, Side)> {
    let mut all = Vec::new();
    for operation in operations {
        held_by(operation, true, &mut all);
    }
    all
}

fn held_by(operation: &Operation, with_body: bool, all: &mut Vec<(SchemaId, Side)>) {
    for parameter in &operation.parameters {
        holds(&parameter.holds, Side::Request, all);
    }
    if let Some(body) = operation.body.as_deref().filter(|_| with_body) {
        content(&body.content, Side::Request, all);
    }
    for answer in &operation.answers {
        let response = &answer.response;
        content(&response.content, Side::Answer, all);
        for header in &response.headers {
            holds(&header.holds, Side::Answer, all);
        }
    }
}

fn holds(held: &Holds, side: Side, all: &mut Vec<(SchemaId, Side)>) {
    match held {
        Holds::Schema(schema) => all.push((schema.id, side)),
        Holds::Content(media) => content(media, side, all),
        Holds::Anything => {}
    }
}

fn content(content: &[Media], side: Side, all: &mut Vec<(SchemaId, Side)>) {
    for media in content {
        all.extend(media.schema.iter().map(|schema| (schema.id, side)));
        let headers = media
            .encoding
            .values()
            .flat_map(|encoding| &encoding.headers);
        for header in headers.map(AsRef::<Header>::as_ref) {
            holds(&header.holds, side, all);
        }
    }
}
