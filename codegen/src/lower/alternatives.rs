//! `oneOf` and `anyOf`: what tells alternatives apart.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use super::collected::Property;
use super::shape::{DEPTH, Node, Shape, component_of, enumeration, resolved, shape};
use super::types::{Hint, Meaning, Types};
use crate::api::TypeRef;

/// `oneOf` and `anyOf`: a single thing in wrapping, texts, or components that a member tells apart.
pub(super) fn alternative<'a>(
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

impl<'a> Types<'a> {
    /// What a property means that several alternatives of an object have: what is true of it in each.
    pub(super) fn alternatives(&mut self, property: &Property<'a>, hint: Hint<'_>) -> Meaning {
        let mut values = Vec::new();
        let mut shapes = Vec::new();
        let own = (property.node, property.pointer.clone());
        for (node, pointer) in std::iter::once(&own).chain(&property.alternatives) {
            let shape = match resolved(self.document, *node) {
                Some(schema) => shape(self.document, Node::Schema(schema), pointer),
                None => Shape::Anything,
            };
            if let Shape::Enumeration(known) = &shape {
                values.extend(known.iter().copied());
            }
            shapes.push(shape);
        }
        let all = |is: fn(&Shape<'_>) -> bool| shapes.iter().all(is);
        if all(|shape| matches!(shape, Shape::Enumeration(_)))
            && let Shape::Enumeration(values) = enumeration(values.into_iter())
        {
            let Property { node, pointer, .. } = property;
            let ty = self.enumeration(*node, &values, pointer, hint, None);
            return Meaning::plain(ty);
        }
        let same = property
            .alternatives
            .iter()
            .all(|(node, _)| *node == property.node);
        if same {
            return self.node(property.node, &property.pointer, hint, None);
        }
        if all(|shape| matches!(shape, Shape::Boolean)) {
            return Meaning::plain(TypeRef::Boolean);
        }
        if all(|shape| matches!(shape, Shape::Int32 | Shape::Int64)) {
            return Meaning::plain(TypeRef::Int64);
        }
        if all(|shape| matches!(shape, Shape::Text | Shape::Enumeration(_))) {
            return Meaning::plain(TypeRef::Text);
        }
        let text = "alternatives say different things of it, so this becomes an untyped value";
        self.problem("untyped", &property.pointer, text.to_owned());
        Meaning::plain(TypeRef::Json)
    }
}
