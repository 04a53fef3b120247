//! Whether our samples are what the document allows, as the linters of a pipeline would find out.

use serde_json::Value;

use super::fits::misfit;
use crate::findings::{Findings, Id};
use crate::openapi::{Document, Extra, Holds, Kind, Media, Notes, SchemaId, Schemas, Side};

/// Holds every sample against the schema that it is a sample of. What does not fit is an error at the sample's place.
///
/// A format that nobody here knows is held to be anything.
pub(super) fn find(document: &Document) -> Findings {
    let mut samples = Samples {
        document,
        findings: Findings::default(),
    };
    for operation in &document.operations {
        for parameter in &operation.parameters {
            samples.holds(&parameter.holds, &parameter.notes, Side::Request);
        }
        if let Some(body) = &operation.body {
            samples.content(&body.content, Side::Request);
        }
        for answer in &operation.answers {
            samples.content(&answer.response.content, Side::Answer);
            for header in &answer.response.headers {
                samples.holds(&header.holds, &header.notes, Side::Answer);
            }
        }
    }
    for statement in &document.statements {
        let side = match document.schemas[statement.id].reach.request {
            true => Side::Request,
            false => Side::Answer,
        };
        samples.check(&statement.notes, statement.id, side);
    }
    samples.findings
}

struct Samples<'a> {
    document: &'a Document,
    findings: Findings,
}

impl Samples<'_> {
    fn holds(&mut self, holds: &Holds, notes: &Notes, side: Side) {
        match holds {
            Holds::Anything => {}
            Holds::Schema(held) => self.check(notes, held.id, side),
            Holds::Content(content) => self.content(content, side),
        }
    }

    fn content(&mut self, content: &[Media], side: Side) {
        for media in content {
            if let Some(schema) = &media.schema {
                self.check(&media.notes, schema.id, side);
            }
        }
    }

    fn check(&mut self, notes: &Notes, id: SchemaId, side: Side) {
        for sample in &notes.samples {
            let Some(value) = &sample.value else { continue };
            let at = match &sample.name {
                Some(name) => notes
                    .pointer
                    .member("examples")
                    .member(name)
                    .member("value"),
                None => notes.pointer.member("example"),
            };
            if let Some(misfit) = misfit(&self.document.schemas, id, value, side) {
                let text = format!("this sample is refused: {misfit}");
                self.findings.error(Id::SampleRefused, at.at(), text);
            } else if let Some(member) = stray(&self.document.schemas, id, value) {
                let text = format!("this sample has `{member}`, which the document does not have");
                self.findings.error(Id::SampleRefused, at.at(), text);
            }
        }
    }
}

/// The first member of a sample that no property is. It is let pass, as what nobody knows is, but a sample of ours that has it
/// tells of a document that there is no more.
fn stray(schemas: &Schemas, id: SchemaId, value: &Value) -> Option<String> {
    let wire = &schemas[id].wire;
    match (&wire.kind, value) {
        (Kind::Object(object), Value::Object(members)) if !object.properties.is_empty() => {
            let is_open = matches!(object.extra, Extra::Any) && wire.unions.is_empty();
            members.iter().find_map(|(name, value)| {
                let Some(property) = object.property(name) else {
                    return is_open.then(|| name.clone());
                };
                let inner = stray(schemas, property.value.id, value)?;
                let dot = if inner.starts_with('[') { "" } else { "." };
                Some(format!("{name}{dot}{inner}"))
            })
        }
        (Kind::List(list), Value::Array(entries)) => {
            let items = list.items.as_ref()?.id;
            let mut entries = entries.iter().enumerate();
            entries.find_map(|(index, entry)| {
                Some(format!("[{index}].{}", stray(schemas, items, entry)?))
            })
        }
        _ => None,
    }
}
