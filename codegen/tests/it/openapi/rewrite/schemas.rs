//! Ways to say one schema otherwise.

use serde_json::{Value, json};

pub(super) fn wrap(word: &str, schema: &mut Value) {
    let inner = schema.take();
    *schema = json!({ word: [inner] });
}

pub(super) fn wrap_reference(schema: &mut Value) {
    if schema.get("$ref").is_some() && schema.as_object().is_some_and(|members| members.len() == 1)
    {
        wrap("oneOf", schema);
    }
}

fn add(schema: &mut Value, name: &str, value: Value) {
    // Beside a reference, OpenAPI 3.0 ignores what stands there.
    if let Some(members) = schema
        .as_object_mut()
        .filter(|members| !members.contains_key("$ref"))
    {
        members.entry(name).or_insert(value);
    }
}

fn is(schema: &Value, ty: &str) -> bool {
    schema.get("type").and_then(Value::as_str) == Some(ty)
}

pub(super) fn idle(schema: &mut Value) {
    if is(schema, "string") {
        add(schema, "minLength", json!(0));
    }
    if is(schema, "array") {
        add(schema, "minItems", json!(0));
        add(schema, "uniqueItems", json!(false));
        add(schema, "items", json!({}));
        if schema.get("maxItems") == Some(&json!(1)) {
            add(schema, "uniqueItems", json!(true));
        }
    }
    if is(schema, "boolean") {
        add(schema, "enum", json!([true, false]));
    }
    if is(schema, "integer") && schema.get("format") == Some(&json!("int32")) {
        add(schema, "maximum", json!(i32::MAX));
        add(schema, "minimum", json!(i64::from(i32::MIN) - 1));
    }
    if is(schema, "object") {
        add(schema, "minProperties", json!(0));
        add(schema, "required", json!([]));
    }
    for name in ["deprecated", "readOnly", "writeOnly"] {
        add(schema, name, json!(false));
    }
    if schema.get("type").is_some_and(Value::is_string) {
        let null = schema.get("enum").and_then(Value::as_array);
        if !null.is_some_and(|values| values.contains(&Value::Null)) {
            add(schema, "nullable", json!(false));
        }
    }
}

pub(super) fn open_object(schema: &mut Value) {
    if is(schema, "object") {
        add(schema, "additionalProperties", json!(true));
    }
}

pub(super) fn one_value(schema: &mut Value) {
    let listed = schema.get("enum").and_then(Value::as_array);
    if let Some([only]) = listed.map(Vec::as_slice)
        && !only.is_null()
    {
        let only = only.clone();
        let members = schema.as_object_mut().expect("it has a member");
        members.shift_remove("enum");
        members.insert("const".to_owned(), only);
    }
}

pub(super) fn values_apart(schema: &mut Value) {
    let listed = schema.get("enum").and_then(Value::as_array);
    let Some(listed) = listed.filter(|listed| listed.len() > 1) else {
        return;
    };
    let each = listed.iter().map(|value| json!({ "enum": [value] }));
    let each: Vec<Value> = each.collect();
    if let Some(members) = schema
        .as_object_mut()
        .filter(|members| !members.contains_key("oneOf"))
    {
        members.shift_remove("enum");
        members.insert("oneOf".to_owned(), json!(each));
    }
}

pub(super) fn exclusive(schema: &mut Value) {
    if !is(schema, "integer") {
        return;
    }
    for (name, exclusive, by) in [
        ("minimum", "exclusiveMinimum", -1),
        ("maximum", "exclusiveMaximum", 1),
    ] {
        let bound = schema.get(name).and_then(Value::as_i64);
        if let Some(bound) = bound.filter(|_| schema.get(exclusive).is_none()) {
            schema[name] = json!(bound.saturating_add(by));
            schema[exclusive] = json!(true);
        }
    }
}

pub(super) fn null_apart(schema: &mut Value) {
    let is_typed = schema.get("type").is_some_and(Value::is_string);
    if !is_typed || schema.get("nullable") != Some(&json!(true)) {
        return;
    }
    let values = schema.get("enum").and_then(Value::as_array);
    if values.is_some_and(|values| values.contains(&Value::Null)) {
        return;
    }
    let mut inner = schema.take();
    inner
        .as_object_mut()
        .expect("it has a type")
        .shift_remove("nullable");
    *schema = json!({ "oneOf": [inner, { "type": "null" }] });
}
