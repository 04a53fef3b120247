//! Objects that are made of several: `allOf`, with references followed.

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use super::shape::{DEPTH, Node, Property, Shape, component_of, resolved};
use crate::findings::pointer_token;

/// An object with the properties of all that it is made of, in order; a later statement about a property wins.
pub(super) fn collected<'a>(document: &'a OpenAPI, node: Node<'a>, pointer: &str) -> Shape<'a> {
    let mut object = Collected::default();
    if let Err(reason) = object.collect(document, node, pointer, 0) {
        return Shape::Untyped(reason);
    }
    for property in &mut object.properties {
        property.required |= object.required.contains(&property.wire);
    }
    if object.properties.is_empty() {
        Shape::Anything
    } else {
        Shape::Object(object.properties)
    }
}

#[derive(Default)]
struct Collected<'a> {
    properties: Vec<Property<'a>>,
    required: Vec<&'a str>,
}

impl<'a> Collected<'a> {
    fn collect(
        &mut self,
        document: &'a OpenAPI,
        node: Node<'a>,
        pointer: &str,
        depth: usize,
    ) -> Result<(), String> {
        if depth > DEPTH {
            return Err("`allOf` goes round in a circle".to_owned());
        }
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(reference) => {
                let target = resolved(document, node)
                    .ok_or_else(|| format!("`{reference}` is not in the document"))?;
                let name = component_of(reference).unwrap_or_default();
                let pointer = format!("/components/schemas/{}", pointer_token(name));
                return self.collect(document, Node::Schema(target), &pointer, depth + 1);
            }
        };
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                self.required
                    .extend(object.required.iter().map(String::as_str));
                self.add(
                    object
                        .properties
                        .iter()
                        .map(|(name, node)| (name.as_str(), node.into())),
                    pointer,
                );
            }
            SchemaKind::AllOf { all_of } => self.collect_all(document, all_of, pointer, depth)?,
            SchemaKind::Any(any) => {
                self.collect_all(document, &any.all_of, pointer, depth)?;
                self.required
                    .extend(any.required.iter().map(String::as_str));
                self.add(
                    any.properties
                        .iter()
                        .map(|(name, node)| (name.as_str(), node.into())),
                    pointer,
                );
                if any.typ.as_deref().is_some_and(|typ| typ != "object") {
                    return Err("`allOf` holds something that is no object".to_owned());
                }
            }
            _ => return Err("`allOf` holds something that is no object".to_owned()),
        }
        Ok(())
    }

    fn collect_all(
        &mut self,
        document: &'a OpenAPI,
        members: &'a [ReferenceOr<Schema>],
        pointer: &str,
        depth: usize,
    ) -> Result<(), String> {
        for (index, member) in members.iter().enumerate() {
            self.collect(
                document,
                member.into(),
                &format!("{pointer}/allOf/{index}"),
                depth + 1,
            )?;
        }
        Ok(())
    }

    fn add(&mut self, properties: impl Iterator<Item = (&'a str, Node<'a>)>, pointer: &str) {
        for (wire, node) in properties {
            let pointer = format!("{pointer}/properties/{}", pointer_token(wire));
            let property = Property {
                wire,
                node,
                pointer,
                required: false,
            };
            match self.properties.iter_mut().find(|known| known.wire == wire) {
                Some(known) => *known = property,
                None => self.properties.push(property),
            }
        }
    }
}
