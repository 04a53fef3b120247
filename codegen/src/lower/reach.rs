//! Which components requests reach, which answers reach, and which both.

use super::node::{Node, component_of};
use std::collections::BTreeSet;

use openapiv3::{
    AdditionalProperties, Content, OpenAPI, Operation, Parameter, ParameterSchemaOrContent,
    PathItem, ReferenceOr, RequestBody, Response, SchemaKind, Type,
};

/// The side of a call on which a type stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// What we send.
    Request,
    /// What we read.
    Answer,
}

/// The components that each side reaches.
#[derive(Debug, Default)]
pub(super) struct Reach {
    request: BTreeSet<String>,
    answer: BTreeSet<String>,
}

impl Reach {
    /// Whether a side reaches a component.
    pub(super) fn has(&self, side: Side, component: &str) -> bool {
        match side {
            Side::Request => self.request.contains(component),
            Side::Answer => self.answer.contains(component),
        }
    }
}

/// Walks all operations, and then what they do not reach, which counts as answers: it may come in some other way.
pub(super) fn reach(document: &OpenAPI) -> Reach {
    let mut walk = Walk {
        document,
        reach: Reach::default(),
    };
    for (_, item) in &document.paths.paths {
        if let Some(item) = path_item(item) {
            for parameter in &item.parameters {
                walk.parameter(parameter);
            }
            for (_, operation) in item.iter() {
                walk.operation(operation);
            }
        }
    }
    walk.unreached();
    walk.reach
}

/// A path item that stands in the document itself.
pub(super) fn path_item(item: &ReferenceOr<PathItem>) -> Option<&PathItem> {
    match item {
        ReferenceOr::Item(item) => Some(item),
        ReferenceOr::Reference { .. } => None,
    }
}

/// A parameter, its reference followed.
pub(super) fn parameter<'a>(
    document: &'a OpenAPI,
    parameter: &'a ReferenceOr<Parameter>,
) -> Option<&'a Parameter> {
    follow(parameter, "#/components/parameters/", |name| {
        document.components.as_ref()?.parameters.get(name)
    })
}

/// A request body, its reference followed.
pub(super) fn request_body<'a>(
    document: &'a OpenAPI,
    body: &'a ReferenceOr<RequestBody>,
) -> Option<&'a RequestBody> {
    follow(body, "#/components/requestBodies/", |name| {
        document.components.as_ref()?.request_bodies.get(name)
    })
}

/// An answer, its reference followed.
pub(super) fn response<'a>(
    document: &'a OpenAPI,
    response: &'a ReferenceOr<Response>,
) -> Option<&'a Response> {
    follow(response, "#/components/responses/", |name| {
        document.components.as_ref()?.responses.get(name)
    })
}

fn follow<'a, T>(
    mut node: &'a ReferenceOr<T>,
    prefix: &str,
    look_up: impl Fn(&str) -> Option<&'a ReferenceOr<T>>,
) -> Option<&'a T> {
    for _ in 0..8 {
        match node {
            ReferenceOr::Item(item) => return Some(item),
            ReferenceOr::Reference { reference } => {
                node = look_up(reference.strip_prefix(prefix)?)?
            }
        }
    }
    None
}

struct Walk<'a> {
    document: &'a OpenAPI,
    reach: Reach,
}

impl<'a> Walk<'a> {
    fn unreached(&mut self) {
        let Some(components) = &self.document.components else {
            return;
        };
        for (name, schema) in &components.schemas {
            if !self.reach.request.contains(name) && self.reach.answer.insert(name.clone()) {
                self.node(schema.into(), Side::Answer);
            }
        }
    }

    fn operation(&mut self, operation: &'a Operation) {
        for parameter in &operation.parameters {
            self.parameter(parameter);
        }
        if let Some(body) = operation
            .request_body
            .as_ref()
            .and_then(|body| request_body(self.document, body))
        {
            self.content(&body.content, Side::Request);
        }
        let responses = &operation.responses;
        for answer in responses.responses.values().chain(&responses.default) {
            if let Some(answer) = response(self.document, answer) {
                self.content(&answer.content, Side::Answer);
            }
        }
    }

    fn parameter(&mut self, node: &'a ReferenceOr<Parameter>) {
        if let Some(parameter) = parameter(self.document, node) {
            match &parameter.parameter_data_ref().format {
                ParameterSchemaOrContent::Schema(schema) => self.node(schema.into(), Side::Request),
                ParameterSchemaOrContent::Content(content) => self.content(content, Side::Request),
            }
        }
    }

    fn content(&mut self, content: &'a Content, side: Side) {
        for media in content.values() {
            if let Some(schema) = &media.schema {
                self.node(schema.into(), side);
            }
        }
    }

    /// Walks one schema and all that it reaches, without recursion, since references go round in circles.
    fn node(&mut self, node: Node<'a>, side: Side) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let schema = match node {
                Node::Schema(schema) => schema,
                Node::Reference(reference) => {
                    let Some(name) = component_of(reference) else {
                        continue;
                    };
                    let seen = match side {
                        Side::Request => &mut self.reach.request,
                        Side::Answer => &mut self.reach.answer,
                    };
                    let components = self.document.components.as_ref();
                    if let Some(schema) =
                        components.and_then(|components| components.schemas.get(name))
                        && seen.insert(name.to_owned())
                    {
                        open.push(schema.into());
                    }
                    continue;
                }
            };
            // A union's discriminator can name components that its list does not.
            if let Some(discriminator) = &schema.schema_data.discriminator {
                open.extend(
                    discriminator
                        .mapping
                        .values()
                        .map(|reference| Node::Reference(reference)),
                );
            }
            match &schema.schema_kind {
                SchemaKind::Type(Type::Object(object)) => {
                    open.extend(object.properties.values().map(Node::from));
                    open.extend(values(object.additional_properties.as_ref()));
                }
                SchemaKind::Type(Type::Array(array)) => {
                    open.extend(array.items.iter().map(Node::from))
                }
                SchemaKind::Type(_) => {}
                SchemaKind::OneOf { one_of: members }
                | SchemaKind::AllOf { all_of: members }
                | SchemaKind::AnyOf { any_of: members } => {
                    open.extend(members.iter().map(Node::from))
                }
                SchemaKind::Not { .. } => {}
                SchemaKind::Any(any) => {
                    open.extend(any.properties.values().map(Node::from));
                    open.extend(values(any.additional_properties.as_ref()));
                    open.extend(any.items.iter().map(Node::from));
                    for members in [&any.one_of, &any.all_of, &any.any_of] {
                        open.extend(members.iter().map(Node::from));
                    }
                }
            }
        }
    }
}

fn values(additional: Option<&AdditionalProperties>) -> Option<Node<'_>> {
    match additional {
        Some(AdditionalProperties::Schema(schema)) => Some(Node::from(&**schema)),
        _ => None,
    }
}
