//! Objects that are made of several: `allOf`, with references followed.

use std::collections::BTreeSet;

use openapiv3::{OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, Type};

use super::descent::{Descent, Stop};
use super::node::{Node, Statement, places};
use super::shape::Shape;
use crate::findings::pointer_token;

/// One property of an object.
#[derive(Debug, Clone)]
pub(super) struct Property<'a> {
    pub(super) wire: &'a str,
    pub(super) node: Node<'a>,
    pub(super) pointer: String,
    pub(super) required: bool,
    /// What stands outside of its schema: the description of a parameter.
    pub(super) description: Option<&'a str>,
    /// Whether it is deprecated outside of its schema.
    pub(super) deprecated: bool,
    /// What else has to be true of it, as it was stated before.
    pub(super) earlier: Vec<Statement<'a>>,
    /// What else it may be, as alternatives of the object have it.
    pub(super) alternatives: Vec<Statement<'a>>,
    /// Whether it stands in alternatives alone.
    is_alternative: bool,
}

impl<'a> Property<'a> {
    pub(super) fn new(wire: &'a str, node: Node<'a>, pointer: String) -> Self {
        Self {
            wire,
            node,
            pointer,
            required: false,
            description: None,
            deprecated: false,
            earlier: Vec::new(),
            alternatives: Vec::new(),
            is_alternative: false,
        }
    }

    /// Adds a statement, which decides where it does not agree with what was said before.
    pub(super) fn state_again(&mut self, node: Node<'a>, pointer: String) {
        let before = (
            std::mem::replace(&mut self.node, node),
            std::mem::replace(&mut self.pointer, pointer),
        );
        // What holds for the whole object says enough of what its alternatives have.
        if std::mem::take(&mut self.is_alternative) {
            self.alternatives.clear();
        } else {
            self.earlier.push(before);
        }
    }

    /// All that is said of it, by the places where it is said; the last word is whether it is required.
    pub(super) fn said(&self) -> Vec<String> {
        let earlier = places(&self.earlier);
        let alternatives = places(&self.alternatives);
        let own = [self.pointer.clone(), self.required.to_string()];
        [earlier, alternatives, own.to_vec()].concat()
    }

    /// What stands beside the kind in each statement, the deciding one first.
    pub(super) fn data(&self) -> impl Iterator<Item = &'a SchemaData> {
        let earlier = self.earlier.iter().rev().map(|(node, _)| *node);
        std::iter::once(self.node)
            .chain(earlier)
            .filter_map(Node::data)
    }
}

/// An object with the properties of all that it is made of, in order. What is said of a property more than once is kept,
/// to be held against one another.
pub(super) fn collected<'a>(document: &'a OpenAPI, statements: &[Statement<'a>]) -> Shape<'a> {
    let mut object = Collected {
        descent: Descent::new(document),
        properties: Vec::new(),
        required: Vec::new(),
        done: BTreeSet::new(),
    };
    for (node, pointer) in statements {
        if let Err(reason) = object.collect(*node, pointer, Part::Whole) {
            return Shape::Untyped(reason);
        }
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

/// How a part belongs to its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// All of it is true of the object.
    Whole,
    /// It is one alternative, so that nothing of it has to be there.
    Alternative,
}

struct Collected<'a> {
    descent: Descent<'a>,
    properties: Vec<Property<'a>>,
    required: Vec<&'a str>,
    /// Those that were: a base that is reached by two ways says the same both times.
    done: BTreeSet<(&'a str, Part)>,
}

impl<'a> Collected<'a> {
    fn collect(&mut self, node: Node<'a>, pointer: &str, part: Part) -> Result<(), String> {
        self.descent.down().map_err(|stop| stop.why())?;
        let collected = self.below(node, pointer, part);
        self.descent.up();
        collected
    }

    fn below(&mut self, node: Node<'a>, pointer: &str, part: Part) -> Result<(), String> {
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(reference) => return self.referred(reference, part),
        };
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                let properties = object.properties.iter();
                self.add(
                    properties.map(|(name, node)| (name.as_str(), node.into())),
                    &object.required,
                    pointer,
                    part,
                );
            }
            SchemaKind::AllOf { all_of } => self.all(all_of, pointer, part)?,
            SchemaKind::OneOf { one_of } => self.any(one_of, &format!("{pointer}/oneOf")),
            SchemaKind::AnyOf { any_of } => self.any(any_of, &format!("{pointer}/anyOf")),
            SchemaKind::Any(any) => {
                if any.typ.as_deref().is_some_and(|typ| typ != "object") {
                    return Err("`allOf` holds something that is no object".to_owned());
                }
                self.all(&any.all_of, pointer, part)?;
                let properties = any.properties.iter();
                self.add(
                    properties.map(|(name, node)| (name.as_str(), node.into())),
                    &any.required,
                    pointer,
                    part,
                );
                // Where a member tells them apart, they are what extends this object, and no part of it.
                if schema.schema_data.discriminator.is_none() {
                    self.any(&any.one_of, &format!("{pointer}/oneOf"));
                    self.any(&any.any_of, &format!("{pointer}/anyOf"));
                }
            }
            _ => return Err("`allOf` holds something that is no object".to_owned()),
        }
        Ok(())
    }

    fn referred(&mut self, reference: &'a str, part: Part) -> Result<(), String> {
        let (name, target) = self.descent.target(reference).map_err(|stop| stop.why())?;
        match self.descent.enter(name) {
            Err(Stop::Circle) if part == Part::Alternative => return Ok(()),
            entered => entered.map_err(|stop| stop.why())?,
        }
        if !self.done.insert((name, part)) {
            self.descent.leave();
            return Ok(());
        }
        let pointer = format!("/components/schemas/{}", pointer_token(name));
        let collected = self.collect(target, &pointer, part);
        self.descent.leave();
        collected
    }

    fn all(
        &mut self,
        members: &'a [ReferenceOr<Schema>],
        pointer: &str,
        part: Part,
    ) -> Result<(), String> {
        for (index, member) in members.iter().enumerate() {
            self.collect(member.into(), &format!("{pointer}/allOf/{index}"), part)?;
        }
        Ok(())
    }

    /// Collects alternatives; one that is no object cannot be meant, since the whole is one.
    fn any(&mut self, members: &'a [ReferenceOr<Schema>], pointer: &str) {
        for (index, member) in members.iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            let _ = self.collect(member.into(), &pointer, Part::Alternative);
        }
    }

    fn add(
        &mut self,
        properties: impl Iterator<Item = (&'a str, Node<'a>)>,
        required: &'a [String],
        pointer: &str,
        part: Part,
    ) {
        if part == Part::Whole {
            self.required.extend(required.iter().map(String::as_str));
        }
        for (wire, node) in properties {
            let pointer = format!("{pointer}/properties/{}", pointer_token(wire));
            let known = self.properties.iter_mut().find(|known| known.wire == wire);
            match (known, part) {
                (Some(known), Part::Whole) if known.is_alternative || known.node != node => {
                    known.state_again(node, pointer);
                }
                (Some(known), Part::Alternative) if known.is_alternative => {
                    known.alternatives.push((node, pointer));
                }
                (Some(_), _) => {}
                (None, _) => self.properties.push(Property {
                    is_alternative: part == Part::Alternative,
                    ..Property::new(wire, node, pointer)
                }),
            }
        }
    }
}
