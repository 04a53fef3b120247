//! The schemas that calls hold.

use super::graph;
use super::model::{Header, Holds, Media, Operation};
use super::schema::{SchemaId, Schemas, Side, Sides};

/// The sides on which one operation reaches each schema of its document, by its place.
#[must_use]
pub fn reached(schemas: &Schemas, operation: &Operation) -> Vec<Sides> {
    graph::reached(schemas, held(std::slice::from_ref(operation)))
}

/// Every schema that an operation sends or reads, with the side.
pub(super) fn held(operations: &[Operation]) -> Vec<(SchemaId, Side)> {
    let mut all = Vec::new();
    for operation in operations {
        for parameter in &operation.parameters {
            holds(&parameter.holds, Side::Request, &mut all);
        }
        if let Some(body) = &operation.body {
            content(&body.content, Side::Request, &mut all);
        }
        for answer in &operation.answers {
            let response = &answer.response;
            content(&response.content, Side::Answer, &mut all);
            for header in &response.headers {
                holds(&header.holds, Side::Answer, &mut all);
            }
        }
    }
    all
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
