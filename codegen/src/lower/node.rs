//! Schemas and references to them, as the document model has them.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaData};

/// The prefix of a reference to a schema of the document.
const COMPONENT: &str = "#/components/schemas/";

/// How many wrappers deep a combination may go before it is taken for a circle.
pub(super) const DEPTH: usize = 32;

/// How deep components may lead into one another before what is still deeper is not followed.
pub(super) const NESTED: usize = 64;

/// A schema or a reference to one, however the document model boxes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Node<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

impl<'a> From<&'a ReferenceOr<Schema>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Schema>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Node<'a> {
    fn from(schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        match schema {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> Node<'a> {
    /// What stands beside the schema's kind, where the node is no bare reference.
    pub(super) fn data(self) -> Option<&'a SchemaData> {
        match self {
            Self::Reference(_) => None,
            Self::Schema(schema) => Some(&schema.schema_data),
        }
    }
}

/// What is said of a thing, with the place where it is said.
pub(super) type Statement<'a> = (Node<'a>, String);

/// The component that a reference names.
pub(super) fn component_of(reference: &str) -> Option<&str> {
    reference.strip_prefix(COMPONENT)
}

/// The schema that a node stands for, references followed.
pub(super) fn resolved<'a>(document: &'a OpenAPI, node: Node<'a>) -> Option<&'a Schema> {
    let mut node = node;
    for _ in 0..DEPTH {
        match node {
            Node::Schema(schema) => return Some(schema),
            Node::Reference(reference) => {
                node = document
                    .components
                    .as_ref()?
                    .schemas
                    .get(component_of(reference)?)?
                    .into();
            }
        }
    }
    None
}

/// Where statements stand, which tells them from others.
pub(super) fn places(statements: &[Statement<'_>]) -> Vec<String> {
    statements.iter().map(|(_, at)| at.clone()).collect()
}
