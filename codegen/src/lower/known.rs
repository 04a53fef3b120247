//! The known values of a schema: those that become an enumeration, and those that only documentation can list.

use super::node::{Node, resolved};
use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

/// The known values of a node that are no texts, as JSON: of a number, a truth value, or of what is mixed. A list has
/// those of its items.
pub(super) fn without_text(node: Node<'_>) -> Vec<String> {
    let mut values = Vec::new();
    if let Node::Schema(schema) = node {
        collect(schema, &mut values);
    }
    values
}

fn collect(schema: &Schema, values: &mut Vec<String>) {
    let mut add = |value: String| {
        if !values.contains(&value) {
            values.push(value);
        }
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => {
            let known = integer.enumeration.iter().flatten();
            known.for_each(|value| add(value.to_string()));
        }
        SchemaKind::Type(Type::Number(number)) => {
            let known = number.enumeration.iter().flatten();
            known.for_each(|value| add(value.to_string()));
        }
        SchemaKind::Type(Type::Boolean(boolean)) => {
            let known = boolean.enumeration.iter().flatten();
            known.for_each(|value| add(value.to_string()));
        }
        SchemaKind::Type(Type::Array(array)) => {
            if let Some(ReferenceOr::Item(items)) = &array.items {
                collect(items, values);
            }
        }
        SchemaKind::Any(any) => any
            .enumeration
            .iter()
            .filter(|value| !value.is_string() && !value.is_null())
            .for_each(|value| add(value.to_string())),
        _ => {}
    }
}

/// Whether null is among the known values of a node, or one of its alternatives.
pub(super) fn allows_null(document: &OpenAPI, node: Node<'_>) -> bool {
    let Node::Schema(schema) = node else {
        return false;
    };
    let alternatives = match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => one_of,
        SchemaKind::AnyOf { any_of } => any_of,
        SchemaKind::Any(any) if !any.one_of.is_empty() => &any.one_of,
        SchemaKind::Any(any) => &any.any_of,
        _ => return lists_null(schema),
    };
    lists_null(schema)
        || alternatives.iter().any(|alternative| {
            resolved(document, alternative.into())
                .is_some_and(|schema| schema.schema_data.nullable || is_null(schema))
        })
}

/// Whether a schema is null and nothing else.
pub(super) fn is_null(schema: &Schema) -> bool {
    let no_other = match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => text.enumeration.iter().all(Option::is_none),
        SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.iter().all(Option::is_none),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.iter().all(Option::is_none),
        SchemaKind::Type(Type::Boolean(boolean)) => boolean.enumeration.iter().all(Option::is_none),
        SchemaKind::Any(any) => any.enumeration.iter().all(Value::is_null),
        _ => false,
    };
    no_other && lists_null(schema)
}

fn lists_null(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => text.enumeration.contains(&None),
        SchemaKind::Type(Type::Integer(integer)) => integer.enumeration.contains(&None),
        SchemaKind::Type(Type::Number(number)) => number.enumeration.contains(&None),
        SchemaKind::Type(Type::Boolean(boolean)) => boolean.enumeration.contains(&None),
        SchemaKind::Any(any) => any.enumeration.contains(&Value::Null),
        _ => false,
    }
}
