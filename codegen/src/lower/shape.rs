//! What a schema is, once its wrappers and combinators are seen through.

use openapiv3::{
    AdditionalProperties, AnySchema, IntegerFormat, OpenAPI, ReferenceOr, Schema, SchemaData,
    SchemaKind, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use super::collected::collected;

/// The prefix of a reference to a schema of the document.
const COMPONENT: &str = "#/components/schemas/";

/// How many wrappers deep a combination may go before it is taken for a circle.
pub(super) const DEPTH: usize = 32;

/// A schema or a reference to one, however the document model boxes it.
#[derive(Debug, Clone, Copy)]
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
    /// One of several components, told apart by a member: its values and the components.
    Union {
        by: &'a str,
        variants: Vec<(String, &'a str)>,
    },
    /// Something that no type here says, and why.
    Untyped(String),
}

/// One property of an object.
#[derive(Debug, Clone)]
pub(super) struct Property<'a> {
    pub(super) wire: &'a str,
    pub(super) node: Node<'a>,
    pub(super) pointer: String,
    pub(super) required: bool,
}

/// The component that a reference names.
pub(super) fn component_of(reference: &str) -> Option<&str> {
    reference
        .strip_prefix(COMPONENT)
        .filter(|name| !name.contains('/'))
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

/// Sees through a node.
pub(super) fn shape<'a>(document: &'a OpenAPI, node: Node<'a>, pointer: &str) -> Shape<'a> {
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
        SchemaKind::Type(Type::Object(_)) => collected(document, node, pointer),
        SchemaKind::AllOf { all_of } => combined(document, node, all_of, pointer),
        SchemaKind::OneOf { one_of } => {
            alternative(document, node, one_of, &format!("{pointer}/oneOf"))
        }
        SchemaKind::AnyOf { any_of } => {
            alternative(document, node, any_of, &format!("{pointer}/anyOf"))
        }
        SchemaKind::Not { .. } => Shape::Untyped("`not` says what a value is not".to_owned()),
        SchemaKind::Any(any) => mixed(document, node, any, pointer),
    }
}

fn enumeration<'a>(values: impl Iterator<Item = &'a str>) -> Shape<'a> {
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
    if !any.properties.is_empty() {
        return collected(document, node, pointer);
    }
    if !any.all_of.is_empty() {
        return combined(document, node, &any.all_of, pointer);
    }
    for (schemas, name) in [(&any.one_of, "oneOf"), (&any.any_of, "anyOf")] {
        if !schemas.is_empty() {
            return alternative(document, node, schemas, &format!("{pointer}/{name}"));
        }
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

/// `allOf`: one thing in wrapping, or objects that add up.
fn combined<'a>(
    document: &'a OpenAPI,
    node: Node<'a>,
    all_of: &'a [ReferenceOr<Schema>],
    pointer: &str,
) -> Shape<'a> {
    let telling: Vec<(usize, Node<'a>)> = all_of
        .iter()
        .map(Node::from)
        .enumerate()
        .filter(|(_, member)| match member {
            Node::Reference(_) => true,
            Node::Schema(schema) => !says_nothing(schema),
        })
        .collect();
    match telling.as_slice() {
        [] => Shape::Anything,
        [(_, Node::Reference(reference))] => Shape::Reference(reference),
        [(index, only)] => shape(document, *only, &format!("{pointer}/allOf/{index}")),
        _ => collected(document, node, pointer),
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

/// `oneOf` and `anyOf`: a single thing in wrapping, texts, or components that a member tells apart.
fn alternative<'a>(
    document: &'a OpenAPI,
    node: Node<'a>,
    schemas: &'a [ReferenceOr<Schema>],
    pointer: &str,
) -> Shape<'a> {
    if let [only] = schemas {
        return shape(document, only.into(), &format!("{pointer}/0"));
    }
    if let Some(discriminator) = node.data().and_then(|data| data.discriminator.as_ref()) {
        let components: Option<Vec<&str>> = schemas
            .iter()
            .map(|schema| match schema {
                ReferenceOr::Reference { reference } => component_of(reference),
                ReferenceOr::Item(_) => None,
            })
            .collect();
        if let Some(components) = components {
            let mut variants = Vec::new();
            for component in components {
                let mut values: Vec<String> = discriminator
                    .mapping
                    .iter()
                    .filter(|(_, target)| component_of(target).unwrap_or(target) == component)
                    .map(|(value, _)| value.clone())
                    .collect();
                if values.is_empty() {
                    values.push(component.to_owned());
                }
                variants.extend(values.into_iter().map(|value| (value, component)));
            }
            return Shape::Union {
                by: &discriminator.property_name,
                variants,
            };
        }
    }
    let mut texts = Vec::new();
    for schema in schemas {
        match resolved(document, schema.into()).map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(Type::String(text))) => texts.push(text),
            _ => return Shape::Untyped("nothing tells its alternatives apart".to_owned()),
        }
    }
    if texts.iter().all(|text| !text.enumeration.is_empty()) {
        return enumeration(
            texts
                .into_iter()
                .flat_map(|text| text.enumeration.iter().flatten().map(String::as_str)),
        );
    }
    Shape::Text
}
