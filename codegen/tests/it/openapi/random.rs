//! Documents that nobody wrote, said otherwise in ways that nobody chose.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::account::unaccounted;
use super::documents::{assert_same, read};
use super::rewrite::ALL;
use crate::cases::cases;

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn reference() -> impl Strategy<Value = Value> {
    prop::sample::select(&NAMES[..])
        .prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
}

/// What may stand in any schema.
fn notes() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let each = prop_oneof![
        Just(("description", json!("Some words."))),
        Just(("title", json!("A title"))),
        Just(("deprecated", json!(true))),
        Just(("readOnly", json!(true))),
        Just(("writeOnly", json!(true))),
        Just(("example", json!("a sample"))),
        Just(("default", json!(1))),
        Just(("x-class", json!("open"))),
        Just(("nullable", json!(true))),
    ];
    vec(each, 0..3)
}

fn with(mut schema: Value, notes: Vec<(&'static str, Value)>) -> Value {
    if let Some(members) = schema
        .as_object_mut()
        .filter(|members| !members.contains_key("$ref"))
    {
        for (name, value) in notes {
            // Null is said of a type.
            if name != "nullable" || members.contains_key("type") {
                members.insert(name.to_owned(), value);
            }
        }
    }
    schema
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({})),
        Just(json!({ "type": "boolean" })),
        (0_u8..4, 4_u8..9)
            .prop_map(|(min, max)| json!({ "type": "string", "minLength": min, "maxLength": max })),
        Just(json!({ "type": "string", "enum": ["x"] })),
        Just(json!({ "type": "string", "enum": ["x", "y"], "pattern": "^.$" })),
        Just(json!({ "type": "string", "format": "byte" })),
        (-3_i8..3, any::<bool>()).prop_map(|(least, exclusive)| {
            json!({ "type": "integer", "minimum": least, "exclusiveMinimum": exclusive })
        }),
        (-3_i8..3)
            .prop_map(|most| json!({ "type": "integer", "format": "int32", "maximum": most })),
        Just(
            json!({ "type": "number", "multipleOf": 0.5, "maximum": 1.5, "exclusiveMaximum": true })
        ),
        reference(),
    ]
}

/// A schema of any shape.
fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let object = (vec(inner.clone(), 0..4), any::<bool>()).prop_map(|(values, required)| {
            let names = ["a", "b", "c", "d"];
            let properties: Map<String, Value> =
                names.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value)).collect();
            let mut object = json!({ "type": "object", "properties": properties });
            if required {
                object["required"] = json!(["a", "z"]);
            }
            object
        });
        let shape = prop_oneof![
            4 => object,
            1 => inner.clone().prop_map(|items| json!({ "type": "array", "items": items, "minItems": 1 })),
            1 => inner.clone().prop_map(|extra| json!({ "type": "object", "additionalProperties": extra })),
            1 => Just(json!({ "type": "object", "additionalProperties": false })),
            2 => vec(inner.clone(), 1..4).prop_map(|all| json!({ "allOf": all })),
            1 => vec(inner.clone(), 1..4).prop_map(|all| json!({ "oneOf": all })),
            1 => vec(inner.clone(), 1..4).prop_map(|all| json!({ "anyOf": all })),
            1 => inner.prop_map(|not| json!({ "type": "string", "not": not })),
        ];
        (shape, notes()).prop_map(|(shape, notes)| with(shape, notes))
    })
}

pub(crate) fn document() -> impl Strategy<Value = Value> {
    (vec(schema(), 4), vec(schema(), 3), any::<bool>()).prop_map(|(named, used, required)| {
        let schemas: Map<String, Value> =
            NAMES.iter().zip(named).map(|(name, schema)| ((*name).to_owned(), schema)).collect();
        let mut used = used.into_iter();
        let mut next = || used.next().unwrap_or_default();
        json!({
            "openapi": "3.0.3",
            "info": { "title": "t", "version": "1" },
            "paths": { "/a/{id}": { "post": {
                "operationId": "a",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "x-key", "in": "header", "schema": next() },
                ],
                "requestBody": { "required": required, "content": { "application/json": { "schema": next() } } },
                "responses": { "200": {
                    "description": "",
                    "headers": { "x-next": { "schema": { "type": "string" } } },
                    "content": { "application/json": { "schema": next() } },
                } },
            } } },
            "components": { "schemas": schemas },
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 400, ..cases(16) })]

    #[test]
    fn every_pointer_of_any_document_is_taken_or_named(document in document()) {
        prop_assert_eq!(unaccounted(&document), 0);
    }

    #[test]
    fn any_document_is_the_same_however_it_is_said(
        document in document(),
        ways in vec(prop::sample::select(&ALL[..]), 1..4),
    ) {
        let mut said = document.clone();
        let mut how = Vec::new();
        for (name, rewrite) in ways {
            // What 3.0 says of a schema, 3.1 says otherwise.
            if said["openapi"] == "3.1.0" {
                break;
            }
            said = rewrite(&said);
            how.push(name);
        }
        assert_same(&format!("{how:?} of {document}"), &document, &said);
    }

    #[test]
    fn any_value_is_read_or_refused_in_words(mut document in document(), at in any::<prop::sample::Index>(), value in anything()) {
        let whole = std::collections::BTreeSet::new();
        let places: Vec<String> = super::account::pointers(&document, &whole).into_iter().collect();
        let place = at.get(&places);
        *document.pointer_mut(place).expect("it is a place") = value;
        if let Ok(done) = gateway_codegen::openapi::read(&document) {
            prop_assert!(!done.findings.has_errors());
            prop_assert_eq!(unaccounted(&document), 0, "{}: {}", place, document);
            read(&document);
        }
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(1e300)),
        Just(json!(-1)),
        Just(json!("text")),
        Just(json!([])),
        Just(json!([null, 1, "a", [], {}])),
        Just(json!({})),
        Just(json!({ "$ref": "#/paths" })),
        Just(json!({ "$ref": "#/nowhere", "type": 1, "properties": [] })),
        Just(json!({ "type": ["string", "integer", "null"], "items": [{}], "x-y": {} })),
    ]
}
