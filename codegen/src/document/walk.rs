//! Every object of a document whose members are keywords, apart from samples and from objects whose members are names.

use serde_json::{Map, Value};

use crate::findings::pointer_token;

/// Keywords whose objects have names as members, so that a property may be called `enum` or `example`.
const NAMES: &[&str] = &[
    "properties",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "paths",
    "content",
    "encoding",
    "variables",
    "mapping",
    "scopes",
];

/// Keywords that may hold anything, also what looks like a part of a document.
const SAMPLES: &[&str] = &["example", "examples", "default", "enum"];

/// Visits every object of keywords, outer ones first, with its JSON pointer.
pub(super) fn keywords(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>, &str)) {
    walk(value, "", visit);
}

fn walk(value: &mut Value, pointer: &str, visit: &mut impl FnMut(&mut Map<String, Value>, &str)) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                walk(item, &format!("{pointer}/{index}"), visit);
            }
        }
        Value::Object(members) => {
            visit(members, pointer);
            for (name, member) in members {
                if SAMPLES.contains(&name.as_str()) || name.starts_with("x-") {
                    continue;
                }
                let below = format!("{pointer}/{}", pointer_token(name));
                match member {
                    Value::Object(named) if NAMES.contains(&name.as_str()) => {
                        for (name, member) in named {
                            walk(member, &format!("{below}/{}", pointer_token(name)), visit);
                        }
                    }
                    _ => walk(member, &below, visit),
                }
            }
        }
        _ => {}
    }
}
