//! What a schema is, once its wrappers and combinators are seen through.

use openapiv3::{
    AdditionalProperties, AnySchema, Discriminator, IntegerFormat, OpenAPI, ReferenceOr, Schema,
    SchemaKind, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::alternatives::{Alternative, alternatives, told_apart};
use super::collected::{Property, collected};
use super::node::{Node, Statement};
use super::subtypes::are_subtypes;
use crate::api::JsonKind;

/// A schema by what it is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// What a reference names.
    Reference(&'a str),
    /// Text.
    Text,
    /// Text with known values.
    Enumeration(Vec<&'a str>),
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// Any other whole number.
    Int64,
    /// Any other number.
    Number,
    /// A list, with its items.
    List(Option<(Node<'a>, String)>),
    /// A map from text, with its values.
    Map(Node<'a>, String),
    /// An object that says nothing of its members, or nothing at all.
    Anything,
    /// An object with properties.
    Object(Vec<Property<'a>>),
    /// One of several objects, told apart by a member: its values and the objects.
    Union {
        by: &'a str,
        variants: Vec<(String, Statement<'a>)>,
    },
    /// One of several things, told apart by their JSON type.
    Kinds(Vec<(JsonKind, Alternative<'a>)>),
    /// One of several things before they are told apart, with what the document says of that. No whole shape has it.
    Alternatives(Option<&'a Discriminator>, Vec<Statement<'a>>),
    /// What several statements say, all of which are true.
    Several(Vec<Statement<'a>>),
    /// Something that no type here says, and why.
    Untyped(String),
}

/// Sees through a node.
pub(super) fn shape<'a>(document: &'a OpenAPI, node: Node<'a>, pointer: &str) -> Shape<'a> {
    match outline(document, node, pointer) {
        Shape::Alternatives(by, statements) => told_apart(document, by, statements),
        shape => shape,
    }
}

/// Sees through a node as far as that takes no look at what it refers to.
pub(super) fn outline<'a>(document: &'a OpenAPI, node: Node<'a>, pointer: &str) -> Shape<'a> {
    let schema = match node {
        Node::Reference(reference) => return Shape::Reference(reference),
        Node::Schema(schema) => schema,
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(text)) => {
            enumeration(text.enumeration.iter().flatten().map(String::as_str))
        }
        SchemaKind::Type(Type::Boolean(_)) => Shape::Boolean,
        SchemaKind::Type(Type::Integer(integer)) => match &integer.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Shape::Int32,
            _ => Shape::Int64,
        },
        SchemaKind::Type(Type::Number(_)) => Shape::Number,
        SchemaKind::Type(Type::Array(array)) => Shape::List(
            array
                .items
                .as_ref()
                .map(|items| (items.into(), format!("{pointer}/items"))),
        ),
        SchemaKind::Type(Type::Object(object)) if object.properties.is_empty() => {
            map(object.additional_properties.as_ref(), pointer)
        }
        SchemaKind::Type(Type::Object(_)) => collected(document, &[(node, pointer.to_owned())]),
        SchemaKind::AllOf { all_of } => combined(document, all_of, pointer),
        SchemaKind::OneOf { one_of } => {
            alternatives(document, node, one_of, &format!("{pointer}/oneOf"))
        }
        SchemaKind::AnyOf { any_of } => {
            alternatives(document, node, any_of, &format!("{pointer}/anyOf"))
        }
        SchemaKind::Not { .. } => Shape::Untyped("`not` says what a value is not".to_owned()),
        SchemaKind::Any(any) => mixed(document, node, any, pointer),
    }
}

/// Text with known values, each once; plain text where there are none.
pub(super) fn enumeration<'a>(values: impl Iterator<Item = &'a str>) -> Shape<'a> {
    let mut known: Vec<&str> = Vec::new();
    for value in values {
        if !known.contains(&value) {
            known.push(value);
        }
    }
    if known.is_empty() {
        Shape::Text
    } else {
        Shape::Enumeration(known)
    }
}

fn map<'a>(values: Option<&'a AdditionalProperties>, pointer: &str) -> Shape<'a> {
    match values {
        Some(AdditionalProperties::Schema(values)) => Shape::Map(
            Node::from(&**values),
            format!("{pointer}/additionalProperties"),
        ),
        _ => Shape::Anything,
    }
}

/// A schema that states several kinds of things at once.
fn mixed<'a>(
    document: &'a OpenAPI,
    node: Node<'a>,
    any: &'a AnySchema,
    pointer: &str,
) -> Shape<'a> {
    let stated = [(&any.one_of, "oneOf"), (&any.any_of, "anyOf")];
    let mut stated = stated.iter().filter(|(list, _)| !list.is_empty());
    let (first, second) = (stated.next(), stated.next());
    let own = !any.properties.is_empty() || !any.required.is_empty();
    if let (Some((schemas, name)), None) = (first, second)
        && ((!own && any.all_of.is_empty()) || are_subtypes(document, node, schemas))
    {
        return alternatives(document, node, schemas, &format!("{pointer}/{name}"));
    }
    let is_object = any.typ.as_deref().is_none_or(|typ| typ == "object");
    if is_object
        && (!any.properties.is_empty() || first.is_some() || (own && !any.all_of.is_empty()))
    {
        return collected(document, &[(node, pointer.to_owned())]);
    }
    if !any.all_of.is_empty() {
        return combined(document, &any.all_of, pointer);
    }
    if any.not.is_some() {
        return Shape::Untyped("`not` says what a value is not".to_owned());
    }
    match any.typ.as_deref() {
        Some("string") => enumeration(any.enumeration.iter().filter_map(Value::as_str)),
        Some("boolean") => Shape::Boolean,
        Some("integer") if any.format.as_deref() == Some("int32") => Shape::Int32,
        Some("integer") => Shape::Int64,
        Some("number") => Shape::Number,
        Some("array") => Shape::List(
            any.items
                .as_ref()
                .map(|items| (items.into(), format!("{pointer}/items"))),
        ),
        Some("object") => map(any.additional_properties.as_ref(), pointer),
        Some(other) => Shape::Untyped(format!("there is no type `{other}`")),
        None if any.items.is_some() => Shape::List(
            any.items
                .as_ref()
                .map(|items| (items.into(), format!("{pointer}/items"))),
        ),
        None if any.additional_properties.is_some() => {
            map(any.additional_properties.as_ref(), pointer)
        }
        None if any.enumeration.iter().any(Value::is_string) => {
            enumeration(any.enumeration.iter().filter_map(Value::as_str))
        }
        None => listed(&any.enumeration),
    }
}

/// What values that are no texts have in common.
fn listed<'a>(values: &[Value]) -> Shape<'a> {
    let all = |is: fn(&Value) -> bool| values.iter().filter(|value| !value.is_null()).all(is);
    if all(Value::is_null) {
        Shape::Anything
    } else if all(Value::is_boolean) {
        Shape::Boolean
    } else if all(|value| value.is_i64() || value.is_u64()) {
        Shape::Int64
    } else if all(Value::is_number) {
        Shape::Number
    } else {
        Shape::Untyped("its known values are of several kinds, none of them text".to_owned())
    }
}

/// `allOf`: one thing in wrapping, or several statements about one thing.
fn combined<'a>(
    document: &'a OpenAPI,
    all_of: &'a [ReferenceOr<Schema>],
    pointer: &str,
) -> Shape<'a> {
    let mut telling: Vec<Statement<'a>> = Vec::new();
    for (index, member) in all_of.iter().enumerate() {
        let node = Node::from(member);
        let says = match node {
            Node::Reference(_) => true,
            Node::Schema(schema) => !says_nothing(schema),
        };
        if says && !telling.iter().any(|(known, _)| *known == node) {
            telling.push((node, format!("{pointer}/allOf/{index}")));
        }
    }
    match telling.as_slice() {
        [] => Shape::Anything,
        [(Node::Reference(reference), _)] => Shape::Reference(reference),
        [(only, pointer)] => outline(document, *only, pointer),
        _ => Shape::Several(telling),
    }
}

/// Whether a schema only annotates.
fn says_nothing(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Any(any) => *any == AnySchema::default(),
        SchemaKind::Type(Type::Object(object)) => {
            object.properties.is_empty()
                && object.additional_properties.is_none()
                && object.required.is_empty()
        }
        _ => false,
    }
}
