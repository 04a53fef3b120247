//! Every object of a document whose members are keywords, apart from samples and from objects whose members are names.

use std::fmt;

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
    "webhooks",
    "content",
    "encoding",
    "variables",
    "mapping",
    "scopes",
];

/// Keywords that may hold anything, also what looks like a part of a document.
const SAMPLES: &[&str] = &["example", "examples", "default", "enum"];

/// Where an object stands, as the steps that lead there from the last one on.
pub(super) enum Trail<'a> {
    /// The document as a whole.
    Root,
    /// A member.
    Member(&'a Trail<'a>, &'a str),
    /// An entry of a list.
    Entry(&'a Trail<'a>, usize),
}

/// A JSON pointer.
impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(before, name) => write!(f, "{before}/{}", pointer_token(name)),
            Self::Entry(before, index) => write!(f, "{before}/{index}"),
        }
    }
}

/// Visits every object of keywords, outer ones first, with where it stands.
pub(super) fn keywords(value: &Value, visit: &mut impl FnMut(&Map<String, Value>, &Trail<'_>)) {
    walk(value, &Trail::Root, visit);
}

fn walk(value: &Value, at: &Trail<'_>, visit: &mut impl FnMut(&Map<String, Value>, &Trail<'_>)) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &Trail::Entry(at, index), visit);
            }
        }
        Value::Object(members) => {
            visit(members, at);
            for (name, member) in members {
                if SAMPLES.contains(&name.as_str()) || name.starts_with("x-") {
                    continue;
                }
                let below = Trail::Member(at, name);
                match member {
                    Value::Object(named) if NAMES.contains(&name.as_str()) => {
                        for (name, member) in named {
                            walk(member, &Trail::Member(&below, name), visit);
                        }
                    }
                    _ => walk(member, &below, visit),
                }
            }
        }
        _ => {}
    }
}
