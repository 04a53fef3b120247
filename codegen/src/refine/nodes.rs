//! Walks an OpenAPI 3.0 document and tells which of its objects is what.
//!
//! A member's name alone does not tell: a property may well be called `description` or `x-class`.

use serde_json::{Map, Value};

use crate::findings::pointer_token;

/// What an object of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Root,
    Info,
    Tag,
    Operation,
    Parameter,
    SecurityScheme,
    /// A named schema under `components`.
    Component,
    /// A property of a schema.
    Property,
    /// Any other schema: of entries, of a body, a part of a combination.
    Part,
    /// Anything else that has members of its own: a response, a media type.
    Other,
}

impl Role {
    pub(super) fn is_schema(self) -> bool {
        matches!(self, Self::Component | Self::Property | Self::Part)
    }
}

/// One object of a document.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) role: Role,
    pub(super) pointer: String,
    pub(super) value: &'a Value,
    /// The members of the value, which is an object.
    pub(super) members: &'a Map<String, Value>,
}

/// Every object of a document in its order, a node before what it contains.
pub(super) fn nodes(document: &Value) -> Vec<Node<'_>> {
    let mut walk = Walk { nodes: Vec::new() };
    walk.node(document, Role::Root, "");
    walk.nodes
}

/// What the members of an object are: the role of the one value, or of every value in the map or the list behind it.
enum Shape {
    One(Role),
    Each(Role),
    /// Maps within a map: callbacks by name and expression.
    EachOfEach(Role),
}

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

fn shape(role: Role, name: &str) -> Option<Shape> {
    let shape = match (role, name) {
        (Role::Root, "info") => Shape::One(Role::Info),
        (Role::Root, "tags") => Shape::Each(Role::Tag),
        (Role::Root, "paths" | "components") => Shape::One(Role::Other),
        (role, "properties") if role.is_schema() => Shape::Each(Role::Property),
        (role, "items" | "additionalProperties" | "not") if role.is_schema() => {
            Shape::One(Role::Part)
        }
        (role, "allOf" | "oneOf" | "anyOf") if role.is_schema() => Shape::Each(Role::Part),
        (Role::Operation | Role::Other, "parameters") => Shape::Each(Role::Parameter),
        (Role::Operation, "requestBody") => Shape::One(Role::Other),
        (Role::Operation, "responses") => Shape::Each(Role::Other),
        (Role::Operation, "callbacks") => Shape::EachOfEach(Role::Other),
        (Role::Parameter | Role::Other, "schema") => Shape::One(Role::Part),
        (Role::Parameter | Role::Other, "content") => Shape::Each(Role::Other),
        (Role::Other, "headers" | "requestBodies" | "responses") => Shape::Each(Role::Other),
        (Role::Other, "callbacks") => Shape::EachOfEach(Role::Other),
        (Role::Other, "schemas") => Shape::Each(Role::Component),
        (Role::Other, "securitySchemes") => Shape::Each(Role::SecurityScheme),
        (Role::Other, name) if METHODS.contains(&name) => Shape::One(Role::Operation),
        // The items of `paths` are told from other members by their slash.
        (Role::Other, name) if name.starts_with('/') => Shape::One(Role::Other),
        _ => return None,
    };
    Some(shape)
}

struct Walk<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Walk<'a> {
    fn node(&mut self, value: &'a Value, role: Role, pointer: &str) {
        let Value::Object(members) = value else {
            return;
        };
        self.nodes.push(Node {
            role,
            pointer: pointer.to_owned(),
            value,
            members,
        });
        for (name, member) in members {
            let at = format!("{pointer}/{}", pointer_token(name));
            match shape(role, name) {
                Some(Shape::One(role)) => self.node(member, role, &at),
                Some(Shape::Each(role)) => self.each(member, &at, &mut |walk, value, at| {
                    walk.node(value, role, at)
                }),
                Some(Shape::EachOfEach(role)) => self.each(member, &at, &mut |walk, value, at| {
                    walk.each(value, at, &mut |walk, value, at| walk.node(value, role, at));
                }),
                None => {}
            }
        }
    }

    fn each(
        &mut self,
        value: &'a Value,
        pointer: &str,
        visit: &mut dyn FnMut(&mut Self, &'a Value, &str),
    ) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    visit(self, member, &format!("{pointer}/{}", pointer_token(name)));
                }
            }
            Value::Array(entries) => {
                for (index, entry) in entries.iter().enumerate() {
                    visit(self, entry, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }
}
