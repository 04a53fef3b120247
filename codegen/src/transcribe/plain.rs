//! Plain types and their samples.

use serde_json::{Map, Value, json};

/// Whether a sample is a value of a plain type.
pub(super) fn fits(base: &str, sample: &Value) -> bool {
    match base {
        "string" => sample.is_string(),
        "integer" | "number" => sample.is_number(),
        "boolean" => sample.is_boolean(),
        "array" => sample.is_array(),
        "object" => sample.is_object(),
        _ => true,
    }
}

/// A schema for a value of which only a sample is seen.
pub(super) fn unseen(sample: &Value) -> Value {
    let mut schema = Map::new();
    let (ty, default) = match sample {
        Value::String(_) => ("string", json!("string")),
        Value::Bool(_) => ("boolean", json!(true)),
        Value::Number(_) => ("number", json!(0)),
        Value::Array(list) => {
            let mut schema = json_map("type", json!("array"));
            match list.as_slice() {
                [single] => drop(schema.insert("items".to_owned(), unseen(single))),
                _ => {
                    schema.insert("items".to_owned(), json!({ "x-unknown": ["schema"] }));
                    schema.insert("example".to_owned(), sample.clone());
                }
            }
            return Value::Object(schema);
        }
        Value::Object(_) | Value::Null => {
            if !sample.is_null() {
                schema.insert("example".to_owned(), sample.clone());
            }
            schema.insert("x-unknown".to_owned(), json!(["schema"]));
            return Value::Object(schema);
        }
    };
    schema.insert("type".to_owned(), json!(ty));
    let unknown = if ty == "number" {
        json!(["type", "format"])
    } else {
        json!(["format"])
    };
    let mut schema = with_sample(schema, Some(sample), &default);
    schema.insert("x-unknown".to_owned(), unknown);
    Value::Object(schema)
}

/// Writes a plain type; `string,null` is how the page shows a list of types.
pub(super) fn base_type(schema: &mut Map<String, Value>, base: &str, format: Option<&str>) {
    let types: Vec<&str> = base.split(',').collect();
    let plain: Vec<&&str> = types.iter().filter(|ty| **ty != "null").collect();
    match plain.as_slice() {
        [single] => {
            schema.insert("type".to_owned(), json!(single));
            if types.len() > 1 {
                schema.insert("nullable".to_owned(), json!(true));
            }
        }
        _ => drop(schema.insert("x-unknown".to_owned(), json!(["type"]))),
    }
    if let Some(format) = format {
        schema.insert("format".to_owned(), json!(format));
    }
}

pub(super) fn with_sample(
    mut schema: Map<String, Value>,
    sample: Option<&Value>,
    default: &Value,
) -> Map<String, Value> {
    if let Some(sample) = sample.filter(|sample| *sample != default) {
        schema.insert("example".to_owned(), sample.clone());
    }
    schema
}

pub(super) fn merge_beside(schema: &mut Map<String, Value>, beside: Map<String, Value>) {
    let at = usize::from(schema.contains_key("type")) + usize::from(schema.contains_key("format"));
    let rest: Vec<(String, Value)> = std::mem::take(schema).into_iter().collect();
    let (head, tail) = rest.split_at(at.min(rest.len()));
    let described = beside.iter().filter(|(name, _)| *name == "description");
    let marks = beside.iter().filter(|(name, _)| *name != "description");
    schema.extend(head.iter().cloned());
    schema.extend(marks.map(|(name, value)| (name.clone(), value.clone())));
    schema.extend(described.map(|(name, value)| (name.clone(), value.clone())));
    schema.extend(tail.iter().cloned());
}

pub(super) fn json_map(name: &str, value: Value) -> Map<String, Value> {
    Map::from_iter([(name.to_owned(), value)])
}
