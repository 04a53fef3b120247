//! Takes out of the refined document what only the transcript needs, and puts members in one order.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::extensions::Fingerprint;
use crate::openapi::{Document, Part};

/// Drops every `x-fingerprint`, and from every `x-unknown` what is known by now.
///
/// Fingerprints compare one transcript with the next and say nothing about the API. What is still unknown stays marked,
/// as do the raw tokens in `x-restriction`, which show where a limit comes from.
pub(super) fn drop_marks(document: &mut Value, form: &Document) {
    drop_known_of_operations(document, form);
    drop_marks_within(document);
}

fn drop_marks_within(node: &mut Value) {
    match node {
        Value::Object(members) => {
            // The values of properties that happen to bear these names are objects with a type, and stay.
            if is_fingerprints(members.get("x-fingerprint")) {
                members.shift_remove("x-fingerprint");
            }
            if let Some(Value::Array(names)) = members.get("x-unknown") {
                let unknown: Vec<Value> = names
                    .iter()
                    .filter(|name| !is_known(members, name))
                    .cloned()
                    .collect();
                if unknown.is_empty() {
                    members.shift_remove("x-unknown");
                } else {
                    members.insert("x-unknown".to_owned(), Value::Array(unknown));
                }
            }
            members.values_mut().for_each(drop_marks_within);
        }
        Value::Array(entries) => entries.iter_mut().for_each(drop_marks_within),
        _ => {}
    }
}

fn is_fingerprints(value: Option<&Value>) -> bool {
    value.is_some_and(|value| IndexMap::<String, Fingerprint>::deserialize(value).is_ok())
}

fn is_known(members: &Map<String, Value>, name: &Value) -> bool {
    name.as_str().is_some_and(|name| members.contains_key(name))
}

/// Drops from the list of what the page shows of no operation what every operation has by now.
fn drop_known_of_operations(document: &mut Value, form: &Document) {
    let of_all = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        let mut operations = form.operations.iter();
        !form.operations.is_empty()
            && operations.all(|operation| {
                let operation = document.pointer(&operation.notes.pointer.to_string());
                operation.is_some_and(|operation| operation.get(name).is_some())
            })
    };
    let Some(Value::Array(names)) = document.pointer("/info/x-unknown") else {
        return;
    };
    let unknown: Vec<Value> = names.iter().filter(|name| !of_all(name)).cloned().collect();
    if let Some(Value::Object(info)) = document.pointer_mut("/info") {
        info.insert("x-unknown".to_owned(), Value::Array(unknown));
    }
}

/// What people look for first comes first. What is not listed keeps its order, between the two lists.
const fn first(part: Part) -> &'static [&'static str] {
    match part {
        Part::Document => &[
            "openapi",
            "info",
            "servers",
            "security",
            "tags",
            "x-envelope",
            "paths",
            "components",
        ],
        Part::Operation => &["tags", "operationId", "summary", "description"],
        Part::Tag => &["name", "description"],
        Part::Parameter => &["name", "in", "required", "description", "schema"],
        Part::Schema(_) => &["title", "description", "allOf", "type", "format", "x-class"],
        Part::SecurityScheme | Part::Other => &[],
    }
}

/// Of an operation, its inputs and outputs come after all that is said about it.
const LAST_OF_OPERATION: [&str; 6] = [
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "security",
    "servers",
];

/// Of a schema, its parts come after all that is said about it.
const LAST_OF_SCHEMA: [&str; 6] = [
    "items",
    "required",
    "properties",
    "additionalProperties",
    "oneOf",
    "anyOf",
];

/// Puts the members of operations, schemas and the like in one order, whichever action added them. The order of
/// properties, schemas and paths is the page's and stays.
pub(super) fn order(document: &mut Value, form: &Document) {
    for (part, notes) in form.parts() {
        let place = document.pointer_mut(&notes.pointer.to_string());
        let Some(Value::Object(members)) = place else {
            continue;
        };
        let first = first(part);
        let last = match part {
            Part::Operation => &LAST_OF_OPERATION[..],
            Part::Schema(_) => &LAST_OF_SCHEMA[..],
            _ => &[],
        };
        if first.is_empty() && last.is_empty() {
            continue;
        }
        let mut ordered: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
        let place = |list: &[&str], name: &str| list.iter().position(|listed| *listed == name);
        // The sort is stable, so that what is in neither list keeps its order.
        ordered.sort_by_key(|(name, _)| match (place(first, name), place(last, name)) {
            (Some(place), _) => (0, place),
            (None, None) => (1, 0),
            (None, Some(place)) => (2, place),
        });
        members.extend(ordered);
    }
}
