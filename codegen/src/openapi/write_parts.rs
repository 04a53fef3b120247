//! The smaller parts of what is written: words, samples, numbers.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::decimal::Decimal;
use super::notes::{Notes, Sample};
use super::schema::{Literal, Schema, Text};
use crate::findings::pointer_token;

/// Whether it is seen on one side alone, unless what it refers to says so.
pub(super) fn flags(
    schema: &Schema,
    read_only: bool,
    write_only: bool,
    members: &mut Map<String, Value>,
) {
    flag(members, "readOnly", schema.read_only && !read_only);
    flag(members, "writeOnly", schema.write_only && !write_only);
}

/// What any part of a document says of itself.
pub(super) fn prose(notes: &Notes, members: &mut Map<String, Value>) {
    some(members, "summary", &notes.summary);
    some(members, "description", &notes.description);
    flag(members, "deprecated", notes.deprecated);
    if let Some(docs) = &notes.external_docs {
        let mut said = Map::new();
        say(&mut said, "url", json!(docs.url));
        some(&mut said, "description", &docs.description);
        said.extend(docs.extensions.clone());
        say(members, "externalDocs", Value::Object(said));
    }
    for (name, value) in &notes.extensions {
        say(members, name, value.clone());
    }
}

/// The samples of a parameter or a body: one without a name, and those with one.
pub(super) fn samples(samples: &[Sample], members: &mut Map<String, Value>) {
    let mut named = Map::new();
    for sample in samples {
        let Some(name) = &sample.name else {
            if let Some(value) = &sample.value {
                say(members, "example", value.clone());
            }
            continue;
        };
        let mut said = Map::new();
        let words = [
            ("summary", &sample.summary),
            ("description", &sample.description),
            ("externalValue", &sample.url),
        ];
        if let Some(value) = &sample.value {
            say(&mut said, "value", value.clone());
        }
        for (word, text) in words {
            some(&mut said, word, text);
        }
        named.insert(name.clone(), Value::Object(said));
    }
    filled(members, "examples", Value::Object(named));
}

pub(super) fn say(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

/// Says what is known of a member; nothing where nothing is.
pub(super) fn some<T: Serialize>(members: &mut Map<String, Value>, name: &str, value: &Option<T>) {
    if let Some(value) = value {
        say(members, name, json!(value));
    }
}

/// Says that something holds; that it does not goes without saying.
pub(super) fn flag(members: &mut Map<String, Value>, name: &str, holds: bool) {
    if holds {
        say(members, name, json!(true));
    }
}

/// Says a list or an object that holds something.
pub(super) fn filled(members: &mut Map<String, Value>, name: &str, value: Value) {
    let is_empty = match &value {
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    };
    if !is_empty {
        say(members, name, value);
    }
}

pub(super) fn text(text: &Text, members: &mut Map<String, Value>, parts: &mut Vec<Value>) {
    say(members, "type", json!("string"));
    some(members, "format", &text.format);
    some(members, "minLength", &text.min_length);
    some(members, "maxLength", &text.max_length);
    for pattern in &text.patterns {
        if members.contains_key("pattern") {
            parts.push(json!({ "pattern": pattern }));
        } else {
            say(members, "pattern", json!(pattern));
        }
    }
}

/// Whether the typed document keeps every digit of a number: 64 bits of a whole one that stands alone, a float of others.
pub(super) fn is_exact(value: &Value, whole: bool) -> bool {
    if whole && value.is_i64() {
        return true;
    }
    let float = value
        .as_f64()
        .and_then(|float| Decimal::parse(&float.to_string()));
    float.is_some() && float == value.as_number().and_then(Decimal::of_json)
}

/// A number as JSON, where it keeps every digit.
pub(super) fn held(number: &Decimal) -> Option<Value> {
    let json = number.to_json()?;
    (Decimal::of_json(&json).as_ref() == Some(number)).then_some(Value::Number(json))
}

pub(super) fn literal(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Text(text) => json!(text),
        Literal::Number(number) => held(number)?,
        Literal::Boolean(value) => json!(value),
        Literal::Structure(value) => value.clone(),
    })
}

pub(super) fn reference(name: &str) -> Value {
    let name = pointer_token(name).replace('%', "%25");
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
