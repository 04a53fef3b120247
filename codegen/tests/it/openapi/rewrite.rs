//! Ways to say the same otherwise, each for any document.

mod calls;
mod schemas;

use std::cmp::Reverse;

use gateway_codegen::openapi::Method;
use serde_json::{Map, Value, json};

use super::documents::read;
use schemas::{
    exclusive, idle, null_apart, one_value, open_object, values_apart, wrap, wrap_reference,
};

/// A way to say a document otherwise.
pub(crate) type Rewriting = fn(&Value) -> Value;

/// All of them, by name.
pub(crate) const ALL: [(&str, Rewriting); 27] = [
    ("allOf of one", |document| {
        each_schema(document, |schema| wrap("allOf", schema))
    }),
    ("oneOf of one", |document| {
        each_schema(document, |schema| wrap("oneOf", schema))
    }),
    ("anyOf of one", |document| {
        each_schema(document, |schema| wrap("anyOf", schema))
    }),
    ("each reference in oneOf of one", |document| {
        each_schema(document, wrap_reference)
    }),
    ("idle limits", |document| each_schema(document, idle)),
    ("open objects", |document| {
        each_schema(document, open_object)
    }),
    ("values of one", |document| each_schema(document, one_value)),
    ("values as alternatives", |document| {
        each_schema(document, values_apart)
    }),
    ("bounds of whole numbers", |document| {
        each_schema(document, exclusive)
    }),
    ("null as an alternative", |document| {
        each_schema(document, null_apart)
    }),
    ("order of members", reversed),
    ("case of headers", headers_in_capitals),
    ("parameters of media types", with_charset),
    ("parameters of the path", to_the_path),
    ("idle words", idle_words),
    ("parts taken out", calls::parts_taken_out),
    ("parts inlined", calls::parts_inlined),
    ("security of each", calls::security_of_each),
    ("order of what is required", |document| {
        each_schema(document, calls::required_reversed)
    }),
    ("objects in two parts", |document| {
        each_schema(document, calls::in_two)
    }),
    ("limits with points", |document| {
        each_schema(document, calls::with_points)
    }),
    ("line ends", |document| {
        each_schema(document, calls::with_line_ends)
    }),
    ("encoded references", calls::encoded),
    ("components inlined", inlined),
    ("schemas taken out", taken_out),
    ("as OpenAPI 3.1", as_3_1),
    ("as OpenAPI 3.1 and back", |document| {
        as_3_0(&as_3_1(document))
    }),
];

/// Rewrites every schema of a document, the inner ones first.
pub(crate) fn each_schema(document: &Value, rewrite: impl Fn(&mut Value)) -> Value {
    let mut rewritten = document.clone();
    let mut places: Vec<String> = read(document)
        .statements
        .iter()
        .map(|statement| statement.notes.pointer.to_string())
        .collect();
    places.sort_by_key(|place| Reverse(place.matches('/').count()));
    // What is rewritten may not stand on the way of a reference into the middle of it.
    let text = document.to_string();
    for place in places
        .into_iter()
        .filter(|place| !text.contains(&format!("\"#{place}/")))
    {
        if let Some(schema) = rewritten.pointer_mut(&place) {
            rewrite(schema);
        }
    }
    rewritten
}

/// Members of every object in the other order; of lists, the order says something.
fn reversed(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let turned = members.iter().rev();
            Value::Object(
                turned
                    .map(|(name, value)| (name.clone(), reversed(value)))
                    .collect(),
            )
        }
        Value::Array(entries) => Value::Array(entries.iter().map(reversed).collect()),
        other => other.clone(),
    }
}

/// Visits every operation with its path item.
fn each_item(document: &Value, rewrite: impl Fn(&mut Map<String, Value>)) -> Value {
    let mut rewritten = document.clone();
    // What a reference leads into keeps its place.
    if document.to_string().contains("\"#/paths/") {
        return rewritten;
    }
    let items = rewritten.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        if let Some(item) = item.as_object_mut().filter(|_| path.starts_with('/')) {
            rewrite(item);
        }
    }
    rewritten
}

fn each_operation(item: &mut Map<String, Value>, rewrite: impl Fn(&mut Map<String, Value>)) {
    for (method, operation) in item {
        if let Some(operation) = operation
            .as_object_mut()
            .filter(|_| Method::of(method).is_some())
        {
            rewrite(operation);
        }
    }
}

fn headers_in_capitals(document: &Value) -> Value {
    let rename = |parameters: Option<&mut Value>| {
        for parameter in parameters
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            if parameter.get("in").and_then(Value::as_str) == Some("header") {
                let name = parameter["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_uppercase();
                parameter["name"] = json!(name);
            }
        }
    };
    each_item(document, |item| {
        rename(item.get_mut("parameters"));
        each_operation(item, |operation| {
            rename(operation.get_mut("parameters"));
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                let Some(headers) = response.get_mut("headers").and_then(Value::as_object_mut)
                else {
                    continue;
                };
                let capitals = headers.iter();
                *headers = capitals
                    .map(|(name, header)| (name.to_uppercase(), header.clone()))
                    .collect();
            }
        });
    })
}

fn with_charset(document: &Value) -> Value {
    let rename = |holder: Option<&mut Value>| {
        let content = holder
            .and_then(|holder| holder.get_mut("content"))
            .and_then(Value::as_object_mut);
        if let Some(content) = content {
            let otherwise = |name: &str| match name.to_uppercase() {
                name if name.contains("CHARSET=") => name,
                name => format!("{name}; Charset=utf-8"),
            };
            let content_now = content.iter();
            *content = content_now
                .map(|(name, media)| (otherwise(name), media.clone()))
                .collect();
        }
    };
    each_item(document, |item| {
        each_operation(item, |operation| {
            rename(operation.get_mut("requestBody"));
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                rename(Some(response));
            }
        });
    })
}

/// Where a path has one operation, what it takes can be said of the path.
fn to_the_path(document: &Value) -> Value {
    each_item(document, |item| {
        let methods = item
            .keys()
            .filter(|name| Method::of(name).is_some())
            .count();
        if methods != 1 || item.contains_key("parameters") {
            return;
        }
        let mut moved = None;
        for (method, operation) in item.iter_mut() {
            if Method::of(method).is_some() {
                moved = operation
                    .as_object_mut()
                    .and_then(|it| it.shift_remove("parameters"));
            }
        }
        item.extend(moved.map(|moved| ("parameters".to_owned(), moved)));
    })
}

/// What goes without saying of parameters, operations and the document.
fn idle_words(document: &Value) -> Value {
    let mut rewritten = each_item(document, |item| {
        let say = |parameters: Option<&mut Value>| {
            for parameter in parameters
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                let Some(members) = parameter
                    .as_object_mut()
                    .filter(|it| !it.contains_key("$ref"))
                else {
                    continue;
                };
                let usual = match members.get("in").and_then(Value::as_str) {
                    Some("query" | "cookie") => "form",
                    Some("path" | "header") => "simple",
                    _ => continue,
                };
                if !members.contains_key("style") && !members.contains_key("explode") {
                    members.insert("style".to_owned(), json!(usual));
                    members.insert("explode".to_owned(), json!(usual == "form"));
                }
                members.entry("deprecated").or_insert(json!(false));
                members.entry("required").or_insert(json!(false));
                members.entry("allowReserved").or_insert(json!(false));
            }
        };
        say(item.get_mut("parameters"));
        each_operation(item, |operation| {
            say(operation.get_mut("parameters"));
            operation.entry("deprecated").or_insert(json!(false));
            operation.entry("parameters").or_insert(json!([]));
            if let Some(body) = operation
                .get_mut("requestBody")
                .and_then(Value::as_object_mut)
                && !body.contains_key("$ref")
            {
                body.entry("required").or_insert(json!(false));
            }
        });
    });
    if let Some(members) = rewritten.as_object_mut() {
        members.entry("servers").or_insert(json!([{ "url": "/" }]));
        members.entry("security").or_insert(json!([]));
        members.entry("tags").or_insert(json!([]));
    }
    rewritten
}

/// Puts a component that refers to nothing in place of each reference to it. A base is what it is by its name, by which
/// others extend it.
fn inlined(document: &Value) -> Value {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let plain: Map<String, Value> = schemas
        .into_iter()
        .flatten()
        .filter(|(_, schema)| {
            let text = schema.to_string();
            !text.contains("\"$ref\"") && !text.contains("\"discriminator\"")
        })
        .map(|(key, schema)| (format!("#/components/schemas/{key}"), schema.clone()))
        .collect();
    let mut rewritten = document.clone();
    let statements = read(document).statements;
    let places = statements.iter().map(|it| it.notes.pointer.to_string());
    // Alternatives are told apart by their names.
    for place in places.filter(|place| !place.contains("/oneOf/") && !place.contains("/anyOf/")) {
        let Some(schema) = rewritten.pointer_mut(&place) else {
            continue;
        };
        let target = schema.get("$ref").and_then(Value::as_str);
        let target = target.and_then(|it| plain.get(it));
        if let Some(target) = target.filter(|_| schema.as_object().is_some_and(|it| it.len() == 1))
        {
            *schema = target.clone();
        }
    }
    // What was taken out for one place alone goes with it.
    let text = rewritten.to_string();
    let schemas = rewritten
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut);
    if let Some(schemas) = schemas {
        schemas.retain(|key, _| {
            !key.starts_with("TakenOut") || text.contains(&format!("#/components/schemas/{key}\""))
        });
    }
    rewritten
}

/// Whether something stands in its list once more.
fn has_twin(document: &Value, place: &str) -> bool {
    let list = place
        .rsplit_once('/')
        .and_then(|(list, _)| document.pointer(list)?.as_array());
    let own = document.pointer(place);
    list.is_some_and(|list| list.iter().filter(|each| Some(*each) == own).count() > 1)
}

/// Makes a component of each schema of a body or an answer. One alternative that is written twice stays: under two names it
/// would be two.
fn taken_out(document: &Value) -> Value {
    let mut places: Vec<String> = read(document)
        .statements
        .iter()
        .map(|statement| statement.notes.pointer.to_string())
        .filter(|place| place.starts_with("/paths/") && !place.contains("/$defs"))
        .filter(|place| !has_twin(document, place))
        .collect();
    places.sort_by_key(|place| Reverse(place.matches('/').count()));
    let mut rewritten = document.clone();
    for (index, place) in places.into_iter().enumerate() {
        let Some(schema) = rewritten.pointer_mut(&place) else {
            continue;
        };
        // Another part may refer to this very place.
        let mut key = format!("TakenOut{index}");
        while document.to_string().contains(&key) {
            key.push('x');
        }
        let taken = std::mem::replace(
            schema,
            json!({ "$ref": format!("#/components/schemas/{key}") }),
        );
        if document.to_string().contains(&format!("\"#{place}")) {
            *rewritten.pointer_mut(&place).expect("it was there") = taken;
            continue;
        }
        for name in ["components", "schemas"] {
            let at = if name == "components" {
                ""
            } else {
                "/components"
            };
            let holder = rewritten.pointer_mut(at).and_then(Value::as_object_mut);
            holder.expect("an object").entry(name).or_insert(json!({}));
        }
        rewritten["components"]["schemas"][key] = taken;
    }
    rewritten
}

/// Says in OpenAPI 3.1 what 3.0 says.
pub(crate) fn as_3_1(document: &Value) -> Value {
    if document
        .get("openapi")
        .and_then(Value::as_str)
        .is_none_or(|it| !it.starts_with("3.0"))
    {
        return document.clone();
    }
    let mut rewritten = each_schema(document, |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if members.contains_key("$ref") {
            members.retain(|name, _| name == "$ref" || name.starts_with("x-"));
            return;
        }
        if members.get("type").is_some_and(Value::is_string)
            && members.shift_remove("nullable") == Some(json!(true))
        {
            let ty = members["type"].clone();
            members.insert("type".to_owned(), json!([ty, "null"]));
        }
        for (plain, exclusive) in [
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ] {
            if members.get(exclusive).is_some_and(Value::is_boolean)
                && members.shift_remove(exclusive) == Some(json!(true))
                && let Some(bound) = members.shift_remove(plain)
            {
                members.insert(exclusive.to_owned(), bound);
            }
        }
        if !members.contains_key("examples")
            && let Some(sample) = members.shift_remove("example")
        {
            members.insert("examples".to_owned(), json!([sample]));
        }
        if members.get("format") == Some(&json!("byte")) {
            members.shift_remove("format");
            members.insert("contentEncoding".to_owned(), json!("base64"));
        }
        if members.get("format") == Some(&json!("binary")) {
            members.shift_remove("format");
            members.insert(
                "contentMediaType".to_owned(),
                json!("application/octet-stream"),
            );
        }
    });
    // What 3.0 ignores beside a reference, 3.1 would read.
    rewritten["openapi"] = json!("3.1.0");
    rewritten
}

/// Says in OpenAPI 3.0 what 3.1 says, as far as it can.
fn as_3_0(document: &Value) -> Value {
    let mut rewritten = each_schema(document, |schema| {
        let Some(members) = schema.as_object_mut() else {
            return;
        };
        if members.len() > 1
            && let Some(target) = members.shift_remove("$ref")
        {
            let parts = members.entry("allOf").or_insert(json!([]));
            parts
                .as_array_mut()
                .expect("a list")
                .insert(0, json!({ "$ref": target }));
        }
        if let Some([ty, null]) = members
            .get("type")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            && null == "null"
        {
            let ty = ty.clone();
            members.insert("type".to_owned(), ty);
            members.insert("nullable".to_owned(), json!(true));
        }
        for (plain, exclusive) in [
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ] {
            if let Some(bound) = members
                .get(exclusive)
                .filter(|bound| bound.is_number())
                .cloned()
            {
                members.insert(plain.to_owned(), bound);
                members.insert(exclusive.to_owned(), json!(true));
            }
        }
    });
    rewritten["openapi"] = json!("3.0.3");
    rewritten
}
