//! Where extensions can stand in a document.

use std::collections::HashSet;

use crate::openapi::{Document, Media, Notes, Pointer, Role};

/// What an extension says something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The document as a whole.
    Document,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A security scheme.
    SecurityScheme,
    /// A named schema under `components`.
    Component,
    /// A property of a schema.
    Property,
    /// Any other schema: of entries, of a body, a part of a combination.
    Part,
    /// Anything else that has members.
    Other,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 8] = [
        Self::Document,
        Self::Operation,
        Self::Parameter,
        Self::SecurityScheme,
        Self::Component,
        Self::Property,
        Self::Part,
        Self::Other,
    ];

    /// Any schema.
    pub const SCHEMAS: [Self; 3] = [Self::Component, Self::Property, Self::Part];

    /// The place in words: `security scheme`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::SecurityScheme => "security scheme",
            Self::Component => "component",
            Self::Property => "property",
            Self::Part => "other schema",
            Self::Other => "any other node",
        }
    }
}

/// Everything of a document of which something is said, each once.
pub(super) fn nodes(document: &Document) -> Vec<(Place, &Notes)> {
    let mut found = Nodes::default();
    found.add(Place::Document, &document.notes);
    found.add(Place::Other, &document.info.notes);
    for tag in &document.tags {
        found.add(Place::Other, &tag.notes);
    }
    for operation in &document.operations {
        found.add(Place::Other, &operation.path_notes);
        found.add(Place::Operation, &operation.notes);
        for parameter in &operation.parameters {
            found.add(Place::Parameter, &parameter.notes);
        }
        if let Some(body) = &operation.body {
            found.add(Place::Other, &body.notes);
            found.content(&body.content);
        }
        for answer in &operation.answers {
            let response = &answer.response;
            found.add(Place::Other, &response.notes);
            found.content(&response.content);
            for header in &response.headers {
                found.add(Place::Other, &header.notes);
            }
        }
    }
    for scheme in document.schemes.values() {
        found.add(Place::SecurityScheme, &scheme.notes);
    }
    for statement in &document.statements {
        let place = match statement.role {
            Role::Component => Place::Component,
            Role::Property => Place::Property,
            Role::Part => Place::Part,
        };
        found.add(place, &statement.notes);
    }
    found.list
}

#[derive(Default)]
struct Nodes<'a> {
    list: Vec<(Place, &'a Notes)>,
    seen: HashSet<&'a Pointer>,
}

impl<'a> Nodes<'a> {
    fn add(&mut self, place: Place, notes: &'a Notes) {
        if !notes.extensions.is_empty() && self.seen.insert(&notes.pointer) {
            self.list.push((place, notes));
        }
    }

    fn content(&mut self, content: &'a [Media]) {
        for media in content {
            self.add(Place::Other, &media.notes);
            for encoding in media.encoding.values() {
                self.add(Place::Other, &encoding.notes);
            }
        }
    }
}
