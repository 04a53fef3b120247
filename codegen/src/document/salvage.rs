//! Taking out what the document model cannot hold, so that the rest goes through.

use openapiv3::{
    Callback, Example, ExternalDocumentation, Header, Info, Link, Operation, Parameter, PathItem,
    ReferenceOr, RequestBody, Response, Schema, SecurityRequirement, SecurityScheme, Server, Tag,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::walk::METHODS;
use super::walk::keywords;
use crate::findings::{At, Findings, pointer_token};

/// Takes out what cannot be held, innermost first, and says what it was.
pub(super) fn salvage(value: &mut Value, strict: bool, findings: &mut Findings) {
    let mut taken = Taken { strict, findings };
    if let Some(schemas) = value
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            taken.schema(
                schema,
                &format!("/components/schemas/{}", pointer_token(name)),
            );
        }
    }
    keywords(value, &mut |members, pointer| {
        if let Some(schema) = members.get_mut("schema") {
            taken.schema(schema, &format!("{pointer}/schema"));
        }
    });
    taken.member::<Vec<Server>>(value, "servers");
    taken.member::<Vec<Tag>>(value, "tags");
    taken.member::<Vec<SecurityRequirement>>(value, "security");
    taken.member::<ExternalDocumentation>(value, "externalDocs");
    taken.component::<ReferenceOr<Parameter>>(value, "parameters", "parameter");
    taken.component::<ReferenceOr<Header>>(value, "headers", "header");
    taken.component::<ReferenceOr<Example>>(value, "examples", "example");
    taken.component::<ReferenceOr<Link>>(value, "links", "link");
    taken.component::<ReferenceOr<Callback>>(value, "callbacks", "callback");
    if let Some(responses) = value.pointer_mut("/components/responses") {
        taken.describe(responses, "/components/responses");
    }
    taken.component::<ReferenceOr<Response>>(value, "responses", "response");
    taken.component::<ReferenceOr<RequestBody>>(value, "requestBodies", "request body");
    taken.component::<ReferenceOr<SecurityScheme>>(value, "securitySchemes", "security scheme");
    taken.paths(value);
    if let Some(Err(error)) = value.get("info").map(hold::<Info>) {
        let at = At::Pointer("/info".to_owned());
        taken.findings.error("not-openapi", at, error);
    }
}

/// Whether a value can be held as a part of a document, or why it cannot.
fn hold<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    match T::deserialize(value) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn hold_schema(value: &Value) -> Result<(), String> {
    if value.get("$ref").is_some_and(Value::is_string) {
        return Ok(());
    }
    hold::<Schema>(value)
}

/// Says what is taken out.
pub(super) struct Taken<'a> {
    pub(super) strict: bool,
    pub(super) findings: &'a mut Findings,
}

impl Taken<'_> {
    pub(super) fn out(&mut self, pointer: String, text: String) {
        let at = At::Pointer(pointer);
        self.findings.problem(self.strict, "not-openapi", at, text);
    }

    /// Mends a schema from the inside: a keyword that cannot be held is taken out, and where that does not help, the
    /// schema states nothing.
    fn schema(&mut self, schema: &mut Value, pointer: &str) {
        if hold_schema(schema).is_ok() {
            return;
        }
        if let Some(members) = schema.as_object_mut() {
            self.inner(members, pointer);
            members.retain(|name, value| {
                let Err(error) = hold_schema(&json!({ name: value })) else {
                    return true;
                };
                let text =
                    format!("this is left out of its schema, since it cannot be held: {error}");
                self.out(format!("{pointer}/{}", pointer_token(name)), text);
                false
            });
        }
        if let Err(error) = hold_schema(schema) {
            self.out(
                pointer.to_owned(),
                format!("this schema becomes an untyped value, since it cannot be held: {error}"),
            );
            *schema = Value::Object(Map::new());
        }
    }

    fn inner(&mut self, members: &mut Map<String, Value>, pointer: &str) {
        for (name, inner) in members {
            let pointer = format!("{pointer}/{}", pointer_token(name));
            match (name.as_str(), inner) {
                ("properties", Value::Object(properties)) => {
                    for (name, property) in properties {
                        self.schema(property, &format!("{pointer}/{}", pointer_token(name)));
                    }
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(several)) => {
                    for (index, each) in several.iter_mut().enumerate() {
                        self.schema(each, &format!("{pointer}/{index}"));
                    }
                }
                ("items" | "not" | "additionalProperties", inner @ Value::Object(_)) => {
                    self.schema(inner, &pointer);
                }
                _ => {}
            }
        }
    }

    /// Takes a member of the document itself out where it cannot be held.
    fn member<T: DeserializeOwned>(&mut self, document: &mut Value, name: &str) {
        if let Some(Err(error)) = document.get(name).map(hold::<T>) {
            let text = format!("this is left out, since it cannot be held: {error}");
            self.out(format!("/{name}"), text);
            if let Some(members) = document.as_object_mut() {
                members.shift_remove(name);
            }
        }
    }

    fn component<T: DeserializeOwned>(&mut self, document: &mut Value, kind: &str, what: &str) {
        let pointer = format!("/components/{kind}");
        if let Some(components) = document.pointer_mut(&pointer) {
            self.members::<T>(components, &pointer, what);
        }
    }

    fn members<T: DeserializeOwned>(&mut self, value: &mut Value, pointer: &str, what: &str) {
        let Some(members) = value.as_object_mut() else {
            return;
        };
        members.retain(|name, member| match hold::<T>(member) {
            Ok(()) => true,
            Err(error) => {
                let pointer = format!("{pointer}/{}", pointer_token(name));
                let text = format!("this {what} is left out, since it cannot be held: {error}");
                self.out(pointer, text);
                false
            }
        });
    }

    /// Gives answers that lack the description which OpenAPI asks of each an empty one.
    fn describe(&mut self, responses: &mut Value, pointer: &str) {
        for (name, response) in responses.as_object_mut().into_iter().flatten() {
            let Some(response) = response.as_object_mut() else {
                continue;
            };
            if !response.contains_key("$ref") && !response.contains_key("description") {
                response.insert("description".to_owned(), Value::from(""));
                let at = At::Pointer(format!("{pointer}/{}", pointer_token(name)));
                let text = "OpenAPI asks for a description here, and there is none";
                self.findings.note("missing-description", at, text);
            }
        }
    }

    /// Takes out answers, then operations, then paths that cannot be held.
    fn paths(&mut self, value: &mut Value) {
        let Some(paths) = value.get_mut("paths").and_then(Value::as_object_mut) else {
            return;
        };
        paths.retain(|path, item| {
            // What is no path was said already.
            if !path.starts_with('/') {
                return true;
            }
            let pointer = format!("/paths/{}", pointer_token(path));
            if let Some(item) = item.as_object_mut() {
                item.retain(|name, operation| {
                    !METHODS.contains(&name.as_str())
                        || self.operation(operation, &format!("{pointer}/{name}"))
                });
            }
            match hold::<ReferenceOr<PathItem>>(item) {
                Err(error) => {
                    let text = format!("this path is left out, since it cannot be held: {error}");
                    self.out(pointer, text);
                    false
                }
                _ => true,
            }
        });
    }

    fn operation(&mut self, operation: &mut Value, pointer: &str) -> bool {
        if hold::<Operation>(operation).is_ok() {
            return true;
        }
        if let Some(members) = operation.as_object_mut()
            && !members.contains_key("responses")
        {
            members.insert("responses".to_owned(), json!({}));
            let at = At::Pointer(pointer.to_owned());
            let text = "OpenAPI asks for responses here, and there are none";
            self.findings.note("missing-responses", at, text);
        }
        if let Some(responses) = operation.get_mut("responses") {
            let pointer = format!("{pointer}/responses");
            self.describe(responses, &pointer);
            self.members::<ReferenceOr<Response>>(responses, &pointer, "response");
        }
        match hold::<Operation>(operation) {
            Ok(()) => true,
            Err(error) => {
                self.out(
                    pointer.to_owned(),
                    format!("this operation is left out, since it cannot be held: {error}"),
                );
                false
            }
        }
    }
}
