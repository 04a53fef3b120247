//! Every part of a document of which something is said.

use std::collections::HashSet;

use super::access::{SchemeKind, Server};
use super::model::{Document, Header, Holds, Media};
use super::notes::Notes;
use super::pointer::Pointer;
use super::schema::Role;

/// What a part of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The document as a whole.
    Document,
    /// A group of operations.
    Tag,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A way to prove who calls.
    SecurityScheme,
    /// A schema as it stands.
    Schema(Role),
    /// Anything else, such as an answer.
    Other,
}

impl Document {
    /// All parts of the document that something uses, each once, with what is said of it.
    #[must_use]
    pub fn parts(&self) -> Vec<(Part, &Notes)> {
        let mut parts = Parts::default();
        parts.add(Part::Document, &self.notes);
        parts.add(Part::Other, &self.info.notes);
        parts.servers(&self.servers.list);
        for tag in &self.tags {
            parts.add(Part::Tag, &tag.notes);
        }
        for operation in &self.operations {
            parts.add(Part::Other, &operation.path_notes);
            parts.add(Part::Operation, &operation.notes);
            parts.servers(&operation.servers.list);
            for parameter in &operation.parameters {
                parts.add(Part::Parameter, &parameter.notes);
                parts.holds(&parameter.holds);
            }
            if let Some(body) = &operation.body {
                parts.add(Part::Other, &body.notes);
                parts.content(&body.content);
            }
            for answer in &operation.answers {
                parts.add(Part::Other, &answer.response.notes);
                answer
                    .response
                    .headers
                    .iter()
                    .for_each(|it| parts.header(it));
                parts.content(&answer.response.content);
            }
        }
        for scheme in self.schemes.values() {
            parts.add(Part::SecurityScheme, &scheme.notes);
            if let SchemeKind::OAuth2(flows) = &scheme.kind {
                flows
                    .values()
                    .for_each(|it| parts.add(Part::Other, &it.notes));
            }
        }
        for statement in &self.statements {
            parts.add(Part::Schema(statement.role), &statement.notes);
        }
        parts.list
    }
}

#[derive(Default)]
struct Parts<'a> {
    list: Vec<(Part, &'a Notes)>,
    seen: HashSet<&'a Pointer>,
}

impl<'a> Parts<'a> {
    fn add(&mut self, part: Part, notes: &'a Notes) {
        if self.seen.insert(&notes.pointer) {
            self.list.push((part, notes));
        }
    }

    fn servers(&mut self, servers: &'a [Server]) {
        for server in servers {
            self.add(Part::Other, &server.notes);
            let variables = server.variables.values();
            variables.for_each(|it| self.add(Part::Other, &it.notes));
        }
    }

    fn holds(&mut self, holds: &'a Holds) {
        if let Holds::Content(content) = holds {
            self.content(content);
        }
    }

    fn header(&mut self, header: &'a Header) {
        self.add(Part::Other, &header.notes);
        self.holds(&header.holds);
    }

    fn content(&mut self, content: &'a [Media]) {
        for media in content {
            self.add(Part::Other, &media.notes);
            for encoding in media.encoding.values() {
                self.add(Part::Other, &encoding.notes);
                encoding.headers.iter().for_each(|it| self.header(it));
            }
        }
    }
}
