//! Bases that name what extends them.

use super::node::{Node, resolved};
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind};

/// Whether alternatives beside the properties of a base are what the base is extended to, so that each of them has the
/// properties of the base.
pub(super) fn are_subtypes<'a>(
    document: &'a OpenAPI,
    node: Node<'a>,
    schemas: &'a [ReferenceOr<Schema>],
) -> bool {
    let Node::Schema(base) = node else {
        return false;
    };
    base.schema_data.discriminator.is_some()
        && schemas
            .iter()
            .all(|schema| extends(document, schema.into(), base))
}

/// Whether `allOf` leads from a node to the base, by whatever way.
fn extends<'a>(document: &'a OpenAPI, node: Node<'a>, base: &Schema) -> bool {
    let mut seen: Vec<&Schema> = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let Some(schema) = resolved(document, node) else {
            continue;
        };
        if std::ptr::eq(schema, base) && !seen.is_empty() {
            return true;
        }
        if seen.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        seen.push(schema);
        match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => open.extend(all_of.iter().map(Node::from)),
            SchemaKind::Any(any) => open.extend(any.all_of.iter().map(Node::from)),
            _ => {}
        }
    }
    false
}
