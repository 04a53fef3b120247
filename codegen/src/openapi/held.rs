//! The schemas that calls hold.

use super::graph;
use super::model::{Body, Header, Holds, Media, Operation};
use super::schema::{SchemaId, Schemas, Side, Sides};

/// The sides on which one operation with all that it calls back reaches each schema of its document, by its place. What it
/// takes is on the side of its caller: a request of ours, or what the service sends.
#[must_use]
pub fn reached(schemas: &Schemas, operation: &Operation, caller: Side) -> Vec<Sides> {
    let mut all = Vec::new();
    held_with_callbacks(operation, caller, &mut all);
    graph::reached(schemas, all)
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
        held_by(operation, apart.is_none(), Side::Request, &mut all);
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
        held_by(operation, true, Side::Request, &mut all);
    }
    all
}

/// Every schema of what the service calls.
pub(super) fn called(operations: &[Operation], webhooks: &[Operation]) -> Vec<SchemaId> {
    let mut all = Vec::new();
    let callbacks = operations.iter().flat_map(|it| it.callbacks.values());
    for operation in callbacks.flatten().chain(webhooks) {
        held_with_callbacks(operation, Side::Answer, &mut all);
    }
    all.into_iter().map(|(id, _)| id).collect()
}

fn held_with_callbacks(operation: &Operation, caller: Side, all: &mut Vec<(SchemaId, Side)>) {
    held_by(operation, true, caller, all);
    for called in operation.callbacks.values().flatten() {
        held_with_callbacks(called, caller.other(), all);
    }
}

fn held_by(operation: &Operation, with_body: bool, caller: Side, all: &mut Vec<(SchemaId, Side)>) {
    for parameter in &operation.parameters {
        holds(&parameter.holds, caller, all);
    }
    if let Some(body) = operation.body.as_deref().filter(|_| with_body) {
        content(&body.content, caller, all);
    }
    for answer in &operation.answers {
        let response = &answer.response;
        content(&response.content, caller.other(), all);
        for header in &response.headers {
            holds(&header.holds, caller.other(), all);
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
