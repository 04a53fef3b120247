//! `oneOf` and `anyOf`: what tells alternatives apart.

use std::collections::BTreeSet;

use openapiv3::{Discriminator, OpenAPI, ReferenceOr, Schema, SchemaKind, Type};

use super::collected::{Property, collected};
use super::descent::Descent;
use super::known;
use super::node::{Node, Statement, component_of, resolved};
use super::reach::Side;
use super::shape::{Shape, enumeration, outline};
use crate::api::{JsonKind, Likeness};

/// One of several things of different JSON types.
#[derive(Debug)]
pub(super) enum Alternative<'a> {
    /// As it is stated.
    Stated(Statement<'a>),
    /// As several statements come to it.
    Told(Box<Shape<'a>>),
    /// One of several objects that no member names.
    Like(Statement<'a>),
}

/// Alternatives as they are stated, less null, which no type needs.
pub(super) fn alternatives<'a>(
    document: &'a OpenAPI,
    node: Node<'a>,
    schemas: &'a [ReferenceOr<Schema>],
    pointer: &str,
) -> Shape<'a> {
    let mut statements: Vec<Statement<'a>> = Vec::new();
    for (index, schema) in schemas.iter().enumerate() {
        let alternative = Node::from(schema);
        let is_null = resolved(document, alternative).is_some_and(known::is_null);
        if !is_null && !statements.iter().any(|(known, _)| *known == alternative) {
            statements.push((alternative, format!("{pointer}/{index}")));
        }
    }
    match statements.as_slice() {
        [] => Shape::Anything,
        [(only, pointer)] => outline(document, *only, pointer),
        _ => {
            let by = node.data().and_then(|data| data.discriminator.as_ref());
            Shape::Alternatives(by, statements)
        }
    }
}

/// What alternatives come to: one thing, a union by a member or by the JSON type, or something untyped.
pub(super) fn told_apart<'a>(
    document: &'a OpenAPI,
    by: Option<&'a Discriminator>,
    statements: Vec<Statement<'a>>,
) -> Shape<'a> {
    let mut telling = Telling(Descent::new(document));
    by.and_then(|by| telling.discriminated(by, &statements))
        .or_else(|| telling.by_kind(statements))
        .unwrap_or_else(|| Shape::Untyped("nothing tells its alternatives apart".to_owned()))
}

/// What an object is known by among others, as the side has it that reads.
pub(super) fn likeness<'a>(
    document: &'a OpenAPI,
    statement: &Statement<'a>,
    side: Side,
) -> Likeness {
    Telling(Descent::new(document)).likeness(statement, side)
}

struct Telling<'a>(Descent<'a>);

impl<'a> Telling<'a> {
    /// A union by the member that the document names.
    fn discriminated(
        &mut self,
        by: &'a Discriminator,
        statements: &[Statement<'a>],
    ) -> Option<Shape<'a>> {
        let mut listed = Vec::new();
        for statement in statements {
            listed.push(self.member_values(statement, &by.property_name));
        }
        let listed_apart = are_apart(&listed);
        let mut variants = Vec::new();
        for (statement, listed) in statements.iter().zip(listed) {
            let component = match statement.0 {
                Node::Reference(reference) => component_of(reference),
                Node::Schema(_) => None,
            };
            let mapped = by.mapping.iter().filter(|(_, target)| {
                component == Some(component_of(target).unwrap_or(target.as_str()))
            });
            let mut values: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
            if values.is_empty() && listed_apart {
                values.extend(listed.into_iter().map(str::to_owned));
            }
            if values.is_empty() {
                values.push(component?.to_owned());
            }
            variants.extend(values.into_iter().map(|value| (value, statement.clone())));
        }
        Some(Shape::Union {
            by: &by.property_name,
            variants,
        })
    }

    /// The one thing that all alternatives are, or one of several that differ by their JSON type.
    fn by_kind(&mut self, statements: Vec<Statement<'a>>) -> Option<Shape<'a>> {
        let mut groups: Vec<(JsonKind, Vec<Statement<'a>>)> = Vec::new();
        for statement in statements {
            let kind = self.kind(statement.0)?;
            match groups.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, group)) => group.push(statement),
                None => groups.push((kind, vec![statement])),
            }
        }
        let mut told = Vec::new();
        for (kind, group) in groups {
            let alternative = match group.as_slice() {
                [only] => Alternative::Stated(only.clone()),
                _ => match self.group(kind, &group) {
                    Some(shape) => Alternative::Told(Box::new(shape)),
                    None => {
                        told.extend(
                            group
                                .into_iter()
                                .map(|each| (kind, Alternative::Like(each))),
                        );
                        continue;
                    }
                },
            };
            told.push((kind, alternative));
        }
        Some(match told.pop() {
            Some((_, Alternative::Told(shape))) if told.is_empty() => *shape,
            Some(last) => {
                told.push(last);
                Shape::Kinds(told)
            }
            None => Shape::Anything,
        })
    }

    /// What alternatives of one JSON type come to; none where they are objects that no member names.
    fn group(&mut self, kind: JsonKind, group: &[Statement<'a>]) -> Option<Shape<'a>> {
        match kind {
            JsonKind::Text => {
                let mut values = Vec::new();
                for (node, _) in group {
                    values.extend(self.texts(*node));
                }
                Some(enumeration(values.into_iter()))
            }
            JsonKind::Number => {
                let whole = group.iter().all(|(node, _)| {
                    let schema = resolved(self.0.document, *node);
                    schema.is_some_and(|schema| {
                        let shape = outline(self.0.document, Node::Schema(schema), "");
                        matches!(shape, Shape::Int32 | Shape::Int64)
                    })
                });
                Some(if whole { Shape::Int64 } else { Shape::Number })
            }
            JsonKind::Boolean => Some(Shape::Boolean),
            JsonKind::Object => self.by_member(group),
            JsonKind::List => Some(Shape::List(None)),
        }
    }

    /// A union by a member that every object must have, and whose known values differ in each.
    fn by_member(&mut self, group: &[Statement<'a>]) -> Option<Shape<'a>> {
        let first = self.properties(group.first()?);
        for property in first.iter().filter(|property| property.required) {
            let mut listed = Vec::new();
            for statement in group {
                listed.push(self.member_values(statement, property.wire));
            }
            if !are_apart(&listed) {
                continue;
            }
            let variants = group.iter().zip(listed).flat_map(|(statement, values)| {
                let values = values.into_iter();
                values.map(move |value| (value.to_owned(), statement.clone()))
            });
            return Some(Shape::Union {
                by: property.wire,
                variants: variants.collect(),
            });
        }
        None
    }

    /// The known values of a member that an object must have.
    fn member_values(&mut self, statement: &Statement<'a>, name: &str) -> Vec<&'a str> {
        let properties = self.properties(statement);
        let mut named = properties.iter().filter(|property| property.wire == name);
        match named.next() {
            Some(property) if property.required => self.texts(property.node),
            _ => Vec::new(),
        }
    }

    /// What an object is known by, as the side has it that reads.
    fn likeness(&mut self, statement: &Statement<'a>, side: Side) -> Likeness {
        let mut likeness = Likeness::default();
        for property in self.properties(statement) {
            let hidden = property.data().any(|data| match side {
                Side::Request => data.read_only,
                Side::Answer => data.write_only,
            });
            if hidden {
                continue;
            }
            if let [only] = self.texts(property.node).as_slice() {
                likeness
                    .tags
                    .push((property.wire.to_owned(), (*only).to_owned()));
            }
            let names = if property.required {
                &mut likeness.required
            } else {
                &mut likeness.optional
            };
            names.push(property.wire.to_owned());
        }
        likeness
    }

    fn properties(&self, statement: &Statement<'a>) -> Vec<Property<'a>> {
        match collected(self.0.document, std::slice::from_ref(statement)) {
            Shape::Object(properties) => properties,
            _ => Vec::new(),
        }
    }

    /// The JSON type of a node, where it can be of one alone.
    fn kind(&mut self, node: Node<'a>) -> Option<JsonKind> {
        self.0.down().ok()?;
        let kind = self.kind_below(node);
        self.0.up();
        kind
    }

    fn kind_below(&mut self, node: Node<'a>) -> Option<JsonKind> {
        Some(match outline(self.0.document, node, "") {
            Shape::Reference(reference) => {
                return self.within(reference, |telling, node| telling.kind(node))?;
            }
            Shape::Text | Shape::Enumeration(_) => JsonKind::Text,
            Shape::Boolean => JsonKind::Boolean,
            Shape::Int32 | Shape::Int64 | Shape::Number => JsonKind::Number,
            Shape::List(_) => JsonKind::List,
            Shape::Map(..) | Shape::Object(_) | Shape::Union { .. } => JsonKind::Object,
            Shape::Anything if is_object(node) => JsonKind::Object,
            Shape::Several(statements) | Shape::Alternatives(_, statements) => {
                let mut kinds = BTreeSet::new();
                for (node, _) in statements {
                    kinds.insert(self.kind(node)?);
                }
                return kinds.pop_first().filter(|_| kinds.is_empty());
            }
            Shape::Anything | Shape::Kinds(_) | Shape::Untyped(_) => return None,
        })
    }

    /// The known values of a node that is text.
    fn texts(&mut self, node: Node<'a>) -> Vec<&'a str> {
        if self.0.down().is_err() {
            return Vec::new();
        }
        let values = self.texts_below(node);
        self.0.up();
        values
    }

    fn texts_below(&mut self, node: Node<'a>) -> Vec<&'a str> {
        match outline(self.0.document, node, "") {
            Shape::Enumeration(values) => values,
            Shape::Reference(reference) => self
                .within(reference, |telling, node| telling.texts(node))
                .unwrap_or_default(),
            Shape::Several(statements) | Shape::Alternatives(_, statements) => {
                let mut values = Vec::new();
                for (node, _) in statements {
                    values.extend(self.texts(node));
                }
                values
            }
            _ => Vec::new(),
        }
    }

    /// Looks into a component, unless that is being done already.
    fn within<T>(
        &mut self,
        reference: &'a str,
        look: impl FnOnce(&mut Self, Node<'a>) -> T,
    ) -> Option<T> {
        let (name, target) = self.0.target(reference).ok()?;
        self.0.enter(name).ok()?;
        let seen = look(self, target);
        self.0.leave();
        Some(seen)
    }
}

/// Whether lists of values each hold one at least, and none that another has.
fn are_apart(listed: &[Vec<&str>]) -> bool {
    let mut seen = BTreeSet::new();
    listed.iter().all(|values| {
        let own: BTreeSet<&str> = values.iter().copied().collect();
        !own.is_empty() && own.into_iter().all(|value| seen.insert(value))
    })
}

/// Whether a node is an object of which nothing more is said.
pub(super) fn is_object(node: Node<'_>) -> bool {
    let Node::Schema(schema) = node else {
        return false;
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::Object(_)) => true,
        SchemaKind::Any(any) => any.typ.as_deref() == Some("object"),
        _ => false,
    }
}
