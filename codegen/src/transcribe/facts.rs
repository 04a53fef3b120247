//! The facts of a document: everything but its prose and its samples, of which a fingerprint each is left.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::keys::component_keys;
use super::lookup::objects_mut;
use super::sampler::reference;
use super::tokens;
use crate::findings::pointer_name;
use crate::page::{is_phrase, phrase};

/// Keywords that hold a schema, schemas by name, and a list of schemas.
const HELD: [&str; 3] = ["items", "additionalProperties", "not"];
const HELD_BY_NAME: [&str; 4] = ["properties", "patternProperties", "$defs", "definitions"];
const HELD_IN_LISTS: [&str; 4] = ["allOf", "oneOf", "anyOf", "prefixItems"];

/// The first twelve hexadecimal digits of the SHA-256 of a text.
pub(crate) fn fingerprint(text: &str) -> String {
    Sha256::digest(text.as_bytes())
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The names of the page with the keys of the components.
struct Facts {
    keys: BTreeMap<String, String>,
    /// Whether words beside a reference count, as since OpenAPI 3.1.
    beside_references: bool,
}

/// Takes prose and samples out of a document, and makes the keys of its components legal.
pub(super) fn of(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas");
    let names = schemas.and_then(Value::as_object).into_iter();
    let names = names.flat_map(Map::keys).map(String::as_str);
    let version = document.get("openapi").and_then(Value::as_str);
    let facts = Facts {
        keys: component_keys(names),
        beside_references: version.is_some_and(|version| !version.starts_with("3.0")),
    };
    if let Some(info) = document.get_mut("info").and_then(Value::as_object_mut) {
        facts.info(info);
    }
    for tag in objects_mut(document.as_object_mut(), "tags") {
        prose(tag, &["description"]);
    }
    for part in ["paths", "webhooks"] {
        facts.items(objects_mut(document.as_object_mut(), part));
    }
    facts.components(&mut document);
    facts.references(&mut document);
    let unknown = document
        .pointer("/info/x-unknown")
        .and_then(Value::as_array);
    let is_unseen = unknown.is_some_and(|names| names.contains(&json!("security")));
    if let (true, Some(members)) = (is_unseen, document.as_object_mut()) {
        members.shift_remove("security");
    }
    document
}

impl Facts {
    fn info(&self, info: &mut Map<String, Value>) {
        prose(info, &["description"]);
        drop_unknown(info);
        for part in ["contact", "license"] {
            if let Some(part) = info.get_mut(part).and_then(Value::as_object_mut) {
                drop_unknown(part);
            }
        }
    }

    fn items<'v>(&self, items: impl IntoIterator<Item = &'v mut Map<String, Value>>) {
        for item in items {
            for parameter in objects_mut(Some(item), "parameters") {
                self.parameter(parameter);
            }
            for operation in item.values_mut().filter_map(Value::as_object_mut) {
                self.operation(operation);
            }
        }
    }

    fn callbacks(&self, of: &mut Map<String, Value>) {
        for callback in objects_mut(Some(of), "callbacks") {
            self.items(callback.values_mut().filter_map(Value::as_object_mut));
        }
    }

    fn operation(&self, operation: &mut Map<String, Value>) {
        prose(operation, &["summary", "description"]);
        for parameter in objects_mut(Some(operation), "parameters") {
            self.parameter(parameter);
        }
        if let Some(Value::Object(body)) = operation.get_mut("requestBody") {
            self.body(body);
        }
        let answers = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for (status, response) in answers.into_iter().flatten() {
            if let Value::Object(response) = response {
                self.response(response, |words| words == phrase(status));
            }
        }
        self.callbacks(operation);
    }

    /// Takes prose out of a parameter or a header.
    fn parameter(&self, parameter: &mut Map<String, Value>) {
        sample(parameter, "example");
        restricted(parameter);
        self.member(parameter, "schema");
        self.content(parameter);
    }

    fn body(&self, body: &mut Map<String, Value>) {
        prose(body, &["description"]);
        self.content(body);
    }

    /// Takes prose out of an answer. A description is required. The standard phrase of its status is no prose of the vendor's.
    fn response(&self, response: &mut Map<String, Value>, is_phrase: impl Fn(&str) -> bool) {
        let description = response.get("description").and_then(Value::as_str);
        if description.is_some_and(|words| !is_phrase(words)) {
            prose(response, &["description"]);
            response.shift_insert(0, "description".to_owned(), json!(""));
        }
        for header in objects_mut(Some(response), "headers") {
            self.parameter(header);
        }
        self.content(response);
    }

    fn content(&self, body: &mut Map<String, Value>) {
        for media in objects_mut(Some(body), "content") {
            sample(media, "example");
            sample(media, "examples");
            self.member(media, "schema");
        }
    }

    fn components(&self, document: &mut Value) {
        let Some(components) = document
            .get_mut("components")
            .and_then(Value::as_object_mut)
        else {
            return;
        };
        if let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") {
            schemes.retain(|_, scheme| scheme.pointer("/x-unknown/0") != Some(&json!("type")));
            let objects = schemes.values_mut().filter_map(Value::as_object_mut);
            objects.for_each(scopes);
            if schemes.is_empty() {
                components.shift_remove("securitySchemes");
            }
        }
        for part in ["parameters", "headers"] {
            let all = objects_mut(Some(components), part);
            all.into_iter().for_each(|one| self.parameter(one));
        }
        for body in objects_mut(Some(components), "requestBodies") {
            self.body(body);
        }
        for response in objects_mut(Some(components), "responses") {
            self.response(response, is_phrase);
        }
        self.callbacks(components);
        self.items(objects_mut(Some(components), "pathItems"));
        let Some(Value::Object(schemas)) = components.get_mut("schemas") else {
            return;
        };
        let mut renamed = Map::new();
        for (name, mut schema) in std::mem::take(schemas) {
            let key = self
                .keys
                .get(&name)
                .cloned()
                .unwrap_or_else(|| name.clone());
            if let Value::Object(members) = &mut schema {
                // A title that repeats the name says nothing.
                if members.get("title").and_then(Value::as_str) == Some(name.as_str()) {
                    members.shift_remove("title");
                }
            }
            self.schema(&mut schema);
            if let (true, Value::Object(members)) = (key != name, &mut schema) {
                members.insert("x-page-name".to_owned(), json!(name));
            }
            renamed.insert(key, schema);
        }
        *schemas = renamed;
    }

    /// Lets references wherever they stand, and the targets of discriminators, lead to schemas by the keys that these have.
    fn references(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match (name.as_str(), &mut *member) {
                        ("$ref", Value::String(target)) => self.target(target),
                        ("discriminator", Value::Object(by)) => {
                            let targets = by.get_mut("mapping").and_then(Value::as_object_mut);
                            for target in targets.into_iter().flat_map(Map::values_mut) {
                                if let Value::String(target) = target {
                                    self.target(target);
                                }
                            }
                        }
                        _ => self.references(member),
                    }
                }
            }
            Value::Array(entries) => {
                for entry in entries {
                    self.references(entry);
                }
            }
            _ => {}
        }
    }

    fn target(&self, target: &mut String) {
        const SCHEMAS: &str = "#/components/schemas/";
        let path = target.strip_prefix(SCHEMAS).unwrap_or(target);
        let (name, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        let name = pointer_name(&percent_decode_str(name).decode_utf8_lossy());
        if let Some(key) = self.keys.get(&name).filter(|key| **key != name) {
            *target = format!("{}{rest}", reference(key));
        }
    }

    fn member(&self, of: &mut Map<String, Value>, name: &str) {
        if let Some(schema) = of.get_mut(name) {
            self.schema(schema);
        }
    }

    fn schema(&self, schema: &mut Value) {
        let Value::Object(members) = schema else {
            return;
        };
        if members.contains_key("$ref") && !self.beside_references {
            return;
        }
        for name in HELD {
            self.member(members, name);
        }
        for name in HELD_BY_NAME {
            if let Some(Value::Object(parts)) = members.get_mut(name) {
                parts.values_mut().for_each(|part| self.schema(part));
            }
        }
        for name in HELD_IN_LISTS {
            if let Some(Value::Array(parts)) = members.get_mut(name) {
                parts.iter_mut().for_each(|part| self.schema(part));
            }
        }
        restricted(members);
        prose(members, &["title"]);
        sample(members, "example");
    }
}

/// Takes the description out, and keeps the restrictions that it states.
///
/// The fingerprint is that of the prose without them: a change of a restriction is a change of the contract, not of the words.
fn restricted(members: &mut Map<String, Value>) {
    let Some(Value::String(description)) = members.shift_remove("description") else {
        return;
    };
    let tokens = tokens::tokens(&description).into_iter();
    let tokens: Vec<String> = tokens.map(|token| token.text).collect();
    match tokens.as_slice() {
        [] => {}
        [single] => drop(members.insert("x-restriction".to_owned(), json!(single))),
        several => drop(members.insert("x-restriction".to_owned(), json!(several))),
    }
    let prose = tokens::prose(&description);
    if !prose.is_empty() {
        leave(members, "description", &prose);
    }
}

/// Takes pieces of prose out.
fn prose(members: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        if let Some(Value::String(text)) = members.shift_remove(*name)
            && !text.is_empty()
        {
            leave(members, name, &text);
        }
    }
}

/// Takes a sample out.
fn sample(members: &mut Map<String, Value>, name: &str) {
    if let Some(value) = members.shift_remove(name) {
        leave(members, name, &value.to_string());
    }
}

fn leave(members: &mut Map<String, Value>, name: &str, text: &str) {
    let known = members.entry("x-fingerprint").or_insert_with(|| json!({}));
    if let Some(known) = known.as_object_mut() {
        known.insert(name.to_owned(), json!(fingerprint(text)));
    }
}

/// Leaves of a scheme's flows, where they are unknown but required, the names of the scopes. Flows that a document shows stay.
fn scopes(scheme: &mut Map<String, Value>) {
    let unknown = scheme.get("x-unknown").and_then(Value::as_array);
    if !unknown.is_some_and(|names| names.contains(&json!("flows"))) {
        return;
    }
    let Some(flows) = scheme.insert("flows".to_owned(), json!({})) else {
        scheme.shift_remove("flows");
        return;
    };
    let scopes = flows
        .pointer("/clientCredentials/scopes")
        .and_then(Value::as_object);
    let names: Vec<&String> = scopes.into_iter().flat_map(Map::keys).collect();
    let descriptions = scopes
        .map(|scopes| Value::Object(scopes.clone()).to_string())
        .unwrap_or_default();
    scheme.insert("x-scopes".to_owned(), json!(names));
    leave(scheme, "scopes", &descriptions);
}

/// Drops what only stands in for something that the page does not show.
fn drop_unknown(members: &mut Map<String, Value>) {
    let Some(Value::Array(unknown)) = members.get("x-unknown").cloned() else {
        return;
    };
    for name in unknown.iter().filter_map(Value::as_str) {
        members.shift_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn flows_that_a_document_shows_stay() {
        let flows = json!({ "clientCredentials": { "tokenUrl": "https://shop.example.com/token", "scopes": {} } });
        let scheme = json!({ "type": "oauth2", "flows": flows });
        let document = json!({ "components": { "securitySchemes": { "oauth": scheme } } });
        assert_eq!(of(document.clone()), document);
    }

    #[test]
    fn references_lead_to_the_keys_wherever_they_stand() {
        let document = |odd: &str, written: &str| {
            let target = format!("#/components/schemas/{written}");
            let held = json!({ "$ref": target });
            json!({ "components": {
                "responses": { "Ok": { "content": { "application/json": { "schema": held } } } },
                "schemas": {
                    odd: { "type": "object" },
                    "Any": { "prefixItems": [held], "discriminator": { "propertyName": "kind", "mapping": { "a": target } } },
                },
            } })
        };
        let mut expected = document("PageA", "PageA");
        if let Some(page) = expected.pointer_mut("/components/schemas/PageA") {
            *page = json!({ "type": "object", "x-page-name": "Page[A]" });
        }
        assert_eq!(of(document("Page[A]", "Page[A]")), expected);
        assert_eq!(of(document("Page[A]", "Page%5BA%5D")), expected);
    }
}
