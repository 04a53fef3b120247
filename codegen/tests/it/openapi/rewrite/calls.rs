//! Ways to say otherwise what stands around the schemas: parameters, bodies, answers, headers, references and lists.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use super::{each_item, each_operation, each_schema};

/// Where each kind of part stands that can be a component, from the operation on.
const PARTS: [(&str, &str); 4] = [
    ("parameters", "/parameters/*"),
    ("requestBodies", "/requestBody"),
    ("responses", "/responses/*"),
    ("headers", "/responses/*/headers/*"),
];

/// Visits what stands at a place below a value; `*` is any member and any entry.
fn each_at(value: &mut Value, place: &str, visit: &mut impl FnMut(&mut Value)) {
    let Some(place) = place.strip_prefix('/') else {
        return visit(value);
    };
    let (step, rest) = place.split_at(place.find('/').unwrap_or(place.len()));
    match value {
        Value::Array(entries) if step == "*" => {
            entries
                .iter_mut()
                .for_each(|entry| each_at(entry, rest, visit));
        }
        Value::Object(members) if step == "*" => {
            members
                .values_mut()
                .for_each(|member| each_at(member, rest, visit));
        }
        Value::Object(members) => {
            if let Some(member) = members.get_mut(step) {
                each_at(member, rest, visit);
            }
        }
        _ => {}
    }
}

/// Visits each part of the operations that can be a component.
fn each_part(document: &Value, mut visit: impl FnMut(&str, &mut Value)) -> Value {
    let visit = RefCell::new(&mut visit);
    each_item(document, |item| {
        each_operation(item, |operation| {
            // What stands under no status is not understood, as it stands.
            let answers = operation.get("responses").and_then(Value::as_object);
            let is_status =
                |key: &String| key == "default" || key.starts_with(['1', '2', '3', '4', '5']);
            if !answers.is_none_or(|answers| answers.keys().all(is_status)) {
                return;
            }
            let mut whole = Value::Object(std::mem::take(operation));
            for (kind, place) in PARTS.into_iter().rev() {
                each_at(&mut whole, place, &mut |part| {
                    if part.is_object() {
                        (visit.borrow_mut())(kind, part);
                    }
                });
            }
            if let Value::Object(members) = whole {
                *operation = members;
            }
        });
    })
}

/// Makes a component of each.
pub(super) fn parts_taken_out(document: &Value) -> Value {
    let mut made: Vec<(String, String, Value)> = Vec::new();
    let mut rewritten = each_part(document, |kind, part| {
        if part.get("$ref").is_none() {
            let key = format!("Part{}", made.len());
            let place = format!("#/components/{kind}/{key}");
            made.push((
                kind.to_owned(),
                key,
                std::mem::replace(part, json!({ "$ref": place })),
            ));
        }
    });
    for (kind, key, part) in made {
        if !rewritten.get("components").is_some_and(Value::is_object) {
            rewritten["components"] = json!({});
        }
        rewritten["components"][kind][key] = part;
    }
    rewritten
}

/// Puts each component in place of the references to it.
pub(super) fn parts_inlined(document: &Value) -> Value {
    each_part(document, |_, part| {
        let target = part.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|it| document.pointer(it.strip_prefix('#')?));
        if let Some(target) = target {
            *part = target.clone();
        }
    })
}

/// Says of each operation what the document says of those that say nothing.
pub(super) fn security_of_each(document: &Value) -> Value {
    let Some(security) = document.get("security") else {
        return document.clone();
    };
    each_item(document, |item| {
        each_operation(item, |operation| {
            operation.entry("security").or_insert(security.clone());
        });
    })
}

/// Names what is required in the other order.
pub(super) fn required_reversed(schema: &mut Value) {
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.reverse();
    }
}

/// Says an object in two parts.
pub(super) fn in_two(schema: &mut Value) {
    let plain = ["type", "properties", "required", "description"];
    let Some(members) = schema.as_object_mut().filter(|members| {
        members.get("type") == Some(&json!("object"))
            && members.keys().all(|name| plain.contains(&name.as_str()))
    }) else {
        return;
    };
    let properties = members.get("properties").and_then(Value::as_object);
    let Some(properties) = properties.filter(|it| it.len() > 1) else {
        return;
    };
    let part = |from: usize, count: usize| {
        let part = properties.iter().skip(from).take(count);
        let part: Map<String, Value> = part.map(|(name, it)| (name.clone(), it.clone())).collect();
        json!({ "type": "object", "properties": part })
    };
    let half = properties.len() / 2;
    let parts = json!([part(0, half), part(half, properties.len())]);
    members.retain(|name, _| !["type", "properties"].contains(&name.as_str()));
    members.insert("allOf".to_owned(), parts);
}

/// Writes limits with a point.
pub(super) fn with_points(schema: &mut Value) {
    for name in [
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "multipleOf",
    ] {
        let number = schema
            .get(name)
            .and_then(Value::as_i64)
            .filter(|it| it.abs() < 1 << 50);
        if let Some(number) = number {
            schema[name] = json!(number as f64);
        }
    }
}

/// Ends each description as a block of YAML does.
pub(super) fn with_line_ends(schema: &mut Value) {
    // Beside a reference, OpenAPI 3.0 ignores it.
    if schema.get("$ref").is_none()
        && let Some(Value::String(text)) = schema.get_mut("description")
    {
        text.push('\n');
    }
}

const PLACE: &str = "#/components/schemas/";

/// Rewrites each reference to a component, by the key of that.
fn each_reference(document: &Value, rewrite: impl Fn(&str) -> String) -> Value {
    each_schema(document, |schema| {
        if let Some(Value::String(target)) = schema.get_mut("$ref")
            && document.pointer(target.trim_start_matches('#')).is_some()
            && let Some(key) = target.strip_prefix(PLACE)
            && !key.contains(['/', '~', '%'])
        {
            *target = rewrite(key);
        }
    })
}

/// Writes the first letter of what a reference names as an octet.
pub(super) fn encoded(document: &Value) -> Value {
    each_reference(document, |key| match key.split_at_checked(1) {
        Some((first, rest)) => format!("{PLACE}%{:02X}{rest}", first.as_bytes()[0]),
        None => format!("{PLACE}{key}"),
    })
}
