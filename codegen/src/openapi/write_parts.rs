//! The smaller parts of what is written: words, samples, numbers.

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
    if schema.read_only && !read_only {
        say(members, "readOnly", json!(true));
    }
    if schema.write_only && !write_only {
        say(members, "writeOnly", json!(true));
    }
}

/// What any part of a document says of itself.
pub(super) fn prose(notes: &Notes, members: &mut Map<String, Value>) {
    if let Some(summary) = &notes.summary {
        say(members, "summary", json!(summary));
    }
    if let Some(description) = &notes.description {
        say(members, "description", json!(description));
    }
    if notes.deprecated {
        say(members, "deprecated", json!(true));
    }
    if let Some(docs) = &notes.external_docs {
        let mut said = Map::new();
        say(&mut said, "url", json!(docs.url));
        if let Some(description) = &docs.description {
            say(&mut said, "description", json!(description));
        }
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
            if let Some(text) = text {
                say(&mut said, word, json!(text));
            }
        }
        named.insert(name.clone(), Value::Object(said));
    }
    if !named.is_empty() {
        say(members, "examples", Value::Object(named));
    }
}

pub(super) fn say(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

pub(super) fn count(members: &mut Map<String, Value>, name: &str, count: Option<u64>) {
    if let Some(count) = count {
        say(members, name, json!(count));
    }
}

pub(super) fn text(text: &Text, members: &mut Map<String, Value>, parts: &mut Vec<Value>) {
    say(members, "type", json!("string"));
    if let Some(format) = &text.format {
        say(members, "format", json!(format));
    }
    count(members, "minLength", text.min_length);
    count(members, "maxLength", text.max_length);
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
