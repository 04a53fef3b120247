//! Finds schemas, properties and operations by their names.

use std::collections::HashSet;

use crate::openapi::{Document, Kind, Media, Operation, SchemaId};

/// A document in which names are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a>(pub(super) &'a Document);

impl<'a> Names<'a> {
    /// The operation with this id.
    pub(super) fn operation(self, id: &str) -> Option<&'a Operation> {
        let mut operations = self.0.operations.iter();
        operations.find(|operation| operation.id.as_deref() == Some(id))
    }

    /// The schema of a property, be it a property of an alternative.
    pub(super) fn property(self, schema: SchemaId, name: &str) -> Option<SchemaId> {
        let mut seen = HashSet::new();
        let mut open = vec![schema];
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let wire = &self.0.schemas[id].wire;
            if let Kind::Object(object) = &wire.kind
                && let Some(property) = object.property(name)
            {
                return Some(property.value.id);
            }
            let variants = wire.unions.iter().flat_map(|union| &union.variants);
            let variants: Vec<SchemaId> = variants.map(|variant| variant.id).collect();
            open.extend(variants.iter().rev());
        }
        None
    }

    /// The schema at a path of wire names such as `order.orderStatus`, `refund[].orderNo` or `[].orderNo`.
    pub(super) fn path(self, schema: SchemaId, path: &str) -> Option<SchemaId> {
        path.split('.').try_fold(schema, |schema, step| {
            let (name, list) = match step.strip_suffix("[]") {
                Some(name) => (name, true),
                None => (step, false),
            };
            let named = if name.is_empty() && list {
                schema
            } else {
                self.property(schema, name)?
            };
            match &self.0.schemas[named].wire.kind {
                Kind::List(entries) if list => entries.items.as_ref().map(|items| items.id),
                _ if list => None,
                _ => Some(named),
            }
        })
    }

    /// The schema of an operation's JSON body.
    pub(super) fn request(self, operation: &Operation) -> Option<SchemaId> {
        json_schema(&operation.body.as_ref()?.content)
    }

    /// The schemas of an operation's successful JSON answers.
    pub(super) fn answers(self, operation: &Operation) -> Vec<SchemaId> {
        let answers = operation.answers.iter();
        let successes = answers.filter(|answer| answer.status.is_success());
        successes
            .filter_map(|answer| json_schema(&answer.response.content))
            .collect()
    }

    /// Whether any successful answer of an operation has this path.
    pub(super) fn answers_with(self, operation: &Operation, path: &str) -> bool {
        let mut answers = self.answers(operation).into_iter();
        answers.any(|answer| self.path(answer, path).is_some())
    }

    /// Whether a path of a successful answer leads to what holds other values, and is none itself.
    pub(super) fn answers_with_several(self, operation: &Operation, path: &str) -> bool {
        let mut answers = self.answers(operation).into_iter();
        answers.any(|answer| self.leads_to_several(answer, path))
    }

    /// Whether a path of a successful answer leads to a number or a truth value.
    pub(super) fn answers_with_number(self, operation: &Operation, path: &str) -> bool {
        let answers = self.answers(operation).into_iter();
        let mut found = answers.filter_map(|answer| self.path(answer, path));
        found.any(|id| {
            let kind = &self.0.schemas[id].wire.kind;
            matches!(kind, Kind::Integer(_) | Kind::Number(_) | Kind::Boolean)
        })
    }

    /// Whether a path of a request's body does.
    pub(super) fn requests_with_several(self, operation: &Operation, path: &str) -> bool {
        let body = self.request(operation);
        body.is_some_and(|body| self.leads_to_several(body, path))
    }

    fn leads_to_several(self, schema: SchemaId, path: &str) -> bool {
        let kind = self
            .path(schema, path)
            .map(|id| &self.0.schemas[id].wire.kind);
        matches!(kind, Some(Kind::Object(_) | Kind::List(_)))
    }

    /// What every request of an operation has, by name: parameters, and members of its body.
    pub(super) fn required(self, operation: &'a Operation) -> Vec<&'a str> {
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter(|parameter| parameter.required);
        let parameters = parameters.map(|parameter| parameter.name.as_str());
        let body = self.request(operation).into_iter();
        let members = body.flat_map(|body| self.required_of(body));
        parameters.chain(members).collect()
    }

    /// The members that an object always has in a request.
    fn required_of(self, schema: SchemaId) -> impl Iterator<Item = &'a str> {
        let object = match &self.0.schemas[schema].wire.kind {
            Kind::Object(object) => Some(object),
            _ => None,
        };
        object.into_iter().flat_map(|object| {
            let members = object.properties.iter();
            let members = members.filter(|member| member.required.request);
            let members = members.map(|member| member.name.as_str());
            members.chain(object.further_required.iter().map(String::as_str))
        })
    }

    /// Whether every request of an operation has a value at this path, in its body or as a parameter; of a list, each entry.
    pub(super) fn always_requests(self, operation: &'a Operation, path: &str) -> bool {
        let mut parameters = operation.parameters.iter();
        if let Some(parameter) = parameters.find(|parameter| parameter.name == path) {
            return parameter.required;
        }
        let body = operation.body.as_ref().filter(|body| body.required);
        let Some(body) = body.and_then(|_| self.request(operation)) else {
            return false;
        };
        let walked = path.split('.').try_fold(body, |schema, step| {
            let name = step.strip_suffix("[]").unwrap_or(step);
            let is_there = name.is_empty() || self.required_of(schema).any(|own| own == name);
            let value = is_there.then(|| self.path(schema, step))?;
            // Null is no value that anybody could go by.
            value.filter(|id| !self.0.schemas[*id].nullable)
        });
        walked.is_some()
    }

    /// Whether the body of an operation's request has this path.
    pub(super) fn body_has(self, operation: &Operation, path: &str) -> bool {
        let body = self.request(operation);
        body.is_some_and(|body| self.path(body, path).is_some())
    }

    /// Whether a request of an operation has this path, in its body or as a parameter.
    pub(super) fn requests_with(self, operation: &Operation, path: &str) -> bool {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.name == path) || self.body_has(operation, path)
    }
}

/// The schema of the JSON media type, or of the first: pages often show `*/*`.
fn json_schema(content: &[Media]) -> Option<SchemaId> {
    let json = content.iter().find(|media| media.essence.contains("json"));
    let media = json.or_else(|| content.first())?;
    media.schema.as_ref().map(|schema| schema.id)
}
