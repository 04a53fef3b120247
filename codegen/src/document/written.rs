//! What a document means as text and writes without quotes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::walk::{Trail, keywords};
use crate::findings::{At, Findings, Id};
use crate::yaml;

/// Keywords whose value is text.
const TEXTS: &[&str] = &[
    "openapi",
    "title",
    "version",
    "description",
    "summary",
    "name",
    "operationId",
    "propertyName",
];

/// Keywords whose values are lists of texts.
const LISTS: &[&str] = &["tags", "required"];

/// Takes numbers and truth values for text where a document can only mean text: as they were written, so that the
/// version `1.10` does not become `1.1`.
pub(super) fn take_as_written(document: &mut Value, text: &str, findings: &mut Findings) {
    let mut wanted = BTreeSet::new();
    keywords(document, &mut |members, at| {
        wanted.extend(unquoted(members, at));
    });
    if wanted.is_empty() {
        return;
    }
    let written = yaml::scalars(text, &wanted);
    for pointer in wanted {
        let Some(value) = document.pointer_mut(&pointer) else {
            continue;
        };
        // JSON has no other way to write a number than the value has.
        let text = written
            .get(&pointer)
            .cloned()
            .unwrap_or_else(|| value.to_string());
        findings.note(
            Id::TakenAsText,
            At::Pointer(pointer),
            format!("`{text}` stands here without quotes and is taken as text"),
        );
        *value = Value::String(text);
    }
}

/// The places in an object where text is meant and something else stands.
fn unquoted(members: &Map<String, Value>, at: &Trail<'_>) -> Vec<String> {
    let is_text = members.get("type").and_then(Value::as_str) == Some("string");
    let mut places = Vec::new();
    for (name, value) in members {
        match value {
            Value::Number(_) | Value::Bool(_) if TEXTS.contains(&name.as_str()) => {
                places.push(format!("{at}/{name}"));
            }
            Value::Array(values)
                if LISTS.contains(&name.as_str()) || (is_text && name == "enum") =>
            {
                let indices = values.iter().enumerate();
                places.extend(
                    indices
                        .filter(|(_, value)| value.is_number() || value.is_boolean())
                        .map(|(index, _)| format!("{at}/{name}/{index}")),
                );
            }
            _ => {}
        }
    }
    places
}
