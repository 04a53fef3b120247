//! Checks that a document says everything that an SDK needs, and that its extensions name only what is there.

mod envelope;
mod names;
mod operation;
mod schema;
mod token;

use std::collections::{HashMap, HashSet};

use crate::extensions::{self, Extensions};
use crate::findings::{Findings, Id};
use crate::openapi::{Document, Notes, Part, Pointer, SchemaId};
use names::Names;

/// Checks a refined document.
///
/// - Every operation has an id of its own, a summary, a description, its effect and its repeat rule.
/// - Every schema and every property has an English description, and every property a class: its own, that of the scalar
///   that it refers to, or those of the object's properties.
/// - Every extension is one that somebody reads, has a legal value, and names only what is there.
///
/// All of it is errors: a document of our own lacks nothing. For other documents the same are at most warnings.
#[must_use]
pub fn complete(document: &Document) -> Findings {
    let (said, findings) = extensions::read(document, true);
    let stated = document.statements.iter();
    let stated = stated.map(|it| (&it.notes.pointer, it.id));
    let mut check = Check {
        names: Names(document),
        said: &said,
        stated: stated.collect(),
        findings,
    };
    check.document();
    check.findings
}

/// A document under examination.
struct Check<'a> {
    names: Names<'a>,
    said: &'a Extensions,
    /// The schemas by where they stand.
    stated: HashMap<&'a Pointer, SchemaId>,
    findings: Findings,
}

impl<'a> Check<'a> {
    fn error(&mut self, id: Id, at: &Pointer, text: impl Into<String>) {
        self.findings.error(id, at.at(), text);
    }

    fn document(&mut self) {
        let (document, said): (&'a Document, &'a Extensions) = (self.names.0, self.said);
        if let Some(envelope) = &said.document.envelope {
            self.envelope(envelope);
        }
        let mut ids = HashSet::new();
        for (operation, said) in document.operations.iter().zip(&said.operations) {
            self.operation(operation, said);
            if let Some(id) = operation.id.as_deref().filter(|id| !ids.insert(*id)) {
                let at = operation.notes.pointer.member("operationId");
                let text = format!("another operation has the id `{id}`");
                self.error(Id::RepeatedOperationId, &at, text);
            }
        }
        for (part, notes) in document.parts() {
            if part == Part::Parameter {
                self.prose(notes, "description");
            }
        }
        self.parameters();
        for (scheme, said) in document.schemes.values().zip(said.schemes.values()) {
            if let Some(token) = &said.token {
                self.token(scheme, token);
            }
        }
        for (index, statement) in document.statements.iter().enumerate() {
            self.schema(statement, said.statement(index));
        }
        self.scalars();
    }

    /// A scalar that was added to be referred to, and is not, has lost what it was for.
    fn scalars(&mut self) {
        let statements = &self.names.0.statements;
        let used = statements.iter().filter_map(|it| it.reference.as_deref());
        let used: HashSet<&str> = used.collect();
        for (index, statement) in statements.iter().enumerate() {
            let at = &statement.notes.pointer;
            if self.said.statement(index).scalar && !used.contains(format!("#{at}").as_str()) {
                self.error(Id::UnusedScalar, at, "nothing refers to this scalar");
            }
        }
    }

    /// A text of our own must be there, and be English.
    fn prose(&mut self, notes: &Notes, name: &str) {
        let (text, id) = match name {
            "summary" => (&notes.summary, Id::MissingSummary),
            _ => (&notes.description, Id::MissingDescription),
        };
        match text {
            Some(text) => self.english(&notes.pointer.member(name), text),
            None => self.error(id, &notes.pointer, format!("there is no {name}")),
        }
    }

    fn english(&mut self, at: &Pointer, text: &str) {
        if !text.contains(|c: char| c.is_ascii_alphabetic()) {
            self.error(Id::NotEnglish, at, "this says nothing in English");
        } else if let Some(other) = text
            .chars()
            .find(|c| c.is_alphabetic() && u32::from(*c) >= 0x2e80)
        {
            self.error(Id::NotEnglish, at, format!("`{other}` is no English"));
        }
    }
}
