//! Bases that name what extends them.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind};

use super::shape::{DEPTH, Node, resolved};

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
            .all(|schema| extends(document, schema.into(), base, DEPTH))
}

fn extends<'a>(document: &'a OpenAPI, node: Node<'a>, base: &Schema, depth: usize) -> bool {
    let Some(schema) = resolved(document, node).filter(|_| depth > 0) else {
        return false;
    };
    let all_of = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of,
        SchemaKind::Any(any) => &any.all_of,
        _ => return false,
    };
    all_of.iter().any(|member| {
        let member = Node::from(member);
        resolved(document, member).is_some_and(|schema| std::ptr::eq(schema, base))
            || extends(document, member, base, depth - 1)
    })
}
