//! Schemas that lead back to themselves, in whatever way, end with types or with findings, on a small stack.

use std::collections::BTreeSet;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use gateway_codegen::api::{Api, TypeKind};
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Input, Target};
use gateway_codegen::{lower, openapi};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::cases::{all_of_them, cases};

/// What a thread of a test has, and half of what most main threads have; in a debug build frames are large.
const STACK: usize = 2 * 1024 * 1024;

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

/// What comes of a document on a small stack: the model of its API, if there is one, and the findings.
type Made = (Option<Api>, String);

/// A document that takes milliseconds where it ends at all, so that one without end fails and does not hang.
const WITHIN: Duration = Duration::from_secs(120);

fn on_a_small_stack(run: impl FnOnce() -> Made + Send + 'static) -> Made {
    let (send, made) = mpsc::channel();
    let run = move || {
        let _gave_up = send.send(run());
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
    thread.expect("a thread");
    match made.recv_timeout(WITHIN) {
        Ok(made) => made,
        Err(RecvTimeoutError::Timeout) => panic!("no end within {WITHIN:?}"),
        Err(RecvTimeoutError::Disconnected) => panic!("it panicked"),
    }
}

fn lowered(document: Value) -> Made {
    on_a_small_stack(move || {
        let mut findings = Findings::default();
        let api = openapi::read(&document)
            .and_then(|loaded| lower::lower(&loaded.note_into(&mut findings), false))
            .map(|api| api.note_into(&mut findings));
        finished(api, findings)
    })
}

fn generated(document: Value) -> Made {
    on_a_small_stack(move || {
        let target = Target {
            crate_name: "cyclic",
            command: "cargo xtask generate --document",
            source: "cyclic.json",
        };
        let mut findings = Findings::default();
        let api = pipeline::run(Input::Foreign(&document), target, pipeline::SILENT)
            .map(|done| done.note_into(&mut findings).generated.api);
        finished(api, findings)
    })
}

fn finished(api: Result<Api, Findings>, mut findings: Findings) -> Made {
    match api {
        Ok(api) => (Some(api), findings.to_string()),
        Err(stopped) => {
            findings.append(stopped);
            (None, findings.to_string())
        }
    }
}

fn with_components(components: Value) -> Value {
    let content = |name: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{name}") } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Cyclic", "version": "1" },
        "paths": {
            "/one": { "post": {
                "operationId": "one",
                "requestBody": { "content": content("A") },
                "responses": { "200": { "description": "OK", "content": content("A") } },
            } },
            "/other": { "get": {
                "operationId": "other",
                "parameters": [{ "$ref": "#/components/parameters/P" }],
                "responses": { "200": { "$ref": "#/components/responses/R" } },
            } },
        },
        "components": components,
    })
}

/// What the types of a crate hold by value, in which no type may lead back to itself.
fn by_value<'a>(api: &'a Api, name: &str) -> Vec<&'a str> {
    let Some(ty) = api.types.iter().find(|ty| ty.name == name) else {
        return Vec::new();
    };
    match &ty.kind {
        // Fields are put into boxes where models lead to models, so that only what is no model is left.
        TypeKind::Alias(inner) => inner.named().into_iter().collect(),
        _ => Vec::new(),
    }
}

fn hold(api: &Api) {
    let names: BTreeSet<&str> = api.types.iter().map(|ty| ty.name.as_str()).collect();
    assert_eq!(names.len(), api.types.len(), "each name once");
    for ty in &api.types {
        let mut seen = BTreeSet::new();
        let mut open = by_value(api, &ty.name);
        while let Some(inner) = open.pop() {
            assert!(names.contains(inner), "`{inner}` is a type of the crate");
            assert_ne!(inner, ty.name, "a name for itself");
            if seen.insert(inner) {
                open.extend(by_value(api, inner));
            }
        }
    }
}

fn reference() -> impl Strategy<Value = Value> {
    let middle = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        "/items",
        "/properties/p",
        "/properties/q",
        "/additionalProperties",
        "/allOf/0",
        "/allOf/1",
        "/oneOf/0",
        "/anyOf/0",
        "/not",
        "/properties/p/items",
        "/properties/p/allOf/0",
    ]);
    (prop::sample::select(&NAMES[..]), middle)
        .prop_map(|(name, below)| json!({ "$ref": format!("#/components/schemas/{name}{below}") }))
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        6 => reference(),
        1 => Just(json!({ "type": "string" })),
        1 => Just(json!({ "type": "string", "enum": ["a", "b"] })),
        1 => Just(json!({ "type": "object" })),
        1 => Just(json!({})),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let several = || prop::collection::vec(inner.clone(), 1..4);
        let members = (inner.clone(), inner.clone(), any::<bool>(), any::<bool>());
        let object = members.prop_map(|(p, q, both, required)| {
            let mut properties = Map::new();
            properties.insert("p".to_owned(), p);
            if both {
                properties.insert("q".to_owned(), q);
            }
            let mut object = json!({ "type": "object", "properties": properties });
            if required {
                object["required"] = json!(["p"]);
            }
            object
        });
        prop_oneof![
            3 => object.clone(),
            1 => inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            1 => inner.clone().prop_map(|values| json!({ "type": "object", "additionalProperties": values })),
            2 => several().prop_map(|parts| json!({ "allOf": parts })),
            1 => several().prop_map(|parts| json!({ "oneOf": parts })),
            1 => several().prop_map(|parts| json!({ "anyOf": parts })),
            1 => inner.clone().prop_map(|inner| json!({ "not": inner })),
            1 => (several(), prop::sample::select(&NAMES[..])).prop_map(|(parts, name)| json!({
                "oneOf": parts,
                "discriminator": { "propertyName": "p", "mapping": { "one": format!("#/components/schemas/{name}"), "two": name } },
            })),
            2 => (object, several(), prop::sample::select(vec!["allOf", "oneOf", "anyOf"]), any::<bool>())
                .prop_map(|(mut object, parts, how, told)| {
                    object[how] = Value::Array(parts);
                    if told {
                        object["discriminator"] = json!({ "propertyName": "p" });
                    }
                    object
                }),
        ]
    })
}

fn cyclic() -> impl Strategy<Value = Value> {
    let others = (
        schema(),
        reference(),
        prop::sample::select(vec!["P", "Q"]),
        prop::sample::select(vec!["R", "S"]),
        prop::sample::select(vec!["H", "I"]),
    );
    (prop::collection::vec(schema(), 1..5), others).prop_map(
        |(schemas, (parameter, answer, next_parameter, next_answer, next_header))| {
            let schemas: Map<String, Value> = NAMES
                .iter()
                .zip(schemas)
                .map(|(name, schema)| ((*name).to_owned(), schema))
                .collect();
            with_components(json!({
                "schemas": schemas,
                "parameters": {
                    "P": { "$ref": format!("#/components/parameters/{next_parameter}") },
                    "Q": { "name": "q", "in": "query", "schema": parameter },
                },
                "headers": {
                    "H": { "$ref": format!("#/components/headers/{next_header}") },
                    "I": { "schema": { "$ref": "#/components/headers/H/schema" } },
                },
                "responses": {
                    "R": { "$ref": format!("#/components/responses/{next_answer}") },
                    "S": {
                        "description": "S",
                        "headers": { "X-Back": { "$ref": "#/components/headers/H" } },
                        "content": { "application/json": { "schema": answer } },
                    },
                },
            }))
        },
    )
}

fn hold_or_say((api, findings): Made) -> Result<(), TestCaseError> {
    match api {
        Some(api) => hold(&api),
        None => prop_assert!(findings.contains("error["), "{findings}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn any_schemas_that_lead_back_to_themselves_become_types_or_findings(document in cyclic()) {
        hold_or_say(lowered(document))?;
    }
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn crates_come_of_them(document in cyclic()) {
        hold_or_say(generated(document))?;
    }
}

/// Puts a schema into another.
type Wrap = fn(Value) -> Value;

/// Components that lead to the next, each by as many schemas in one another as are given.
fn chain(length: usize, deep: usize, wrap: Wrap, below: &str) -> Value {
    let schemas: Map<String, Value> = (0..length)
        .map(|index| {
            let next = (index + 1) % length;
            let name = |index: usize| {
                if index == 0 {
                    "A".to_owned()
                } else {
                    format!("S{index}")
                }
            };
            let mut schema =
                json!({ "$ref": format!("#/components/schemas/{}{below}", name(next)) });
            for _ in 0..deep {
                schema = wrap(schema);
            }
            (name(index), schema)
        })
        .collect();
    with_components(json!({ "schemas": schemas }))
}

#[test]
fn texts_that_limit_one_another_are_text() {
    // `A` is text that limits `C`, which is `A` again, once with its type beside and once without.
    let back = json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }], "discriminator": { "propertyName": "p" } });
    for type_of_c in [json!({}), json!({ "type": "string" })] {
        let mut c = back.clone();
        for (name, value) in type_of_c.as_object().into_iter().flatten() {
            c[name] = value.clone();
        }
        let limits = json!({ "allOf": [{ "type": "string" }, { "allOf": [
            { "type": "string", "enum": ["a", "b"] },
            { "$ref": "#/components/schemas/C" },
        ] }] });
        let document = with_components(json!({
            "schemas": { "A": limits, "C": c },
            "parameters": { "P": { "name": "q", "in": "query", "schema": { "$ref": "#/components/schemas/C" } } },
            "responses": { "R": { "description": "OK" } },
        }));
        let (api, findings) = lowered(document);
        hold(&api.expect(&findings));
    }
}

#[test]
fn long_ways_back_end_too() {
    let wraps: [(Wrap, &str); 7] = [
        (
            |inner| json!({ "type": "object", "properties": { "p": inner } }),
            "/properties/p",
        ),
        (|inner| json!({ "type": "array", "items": inner }), "/items"),
        (
            |inner| json!({ "additionalProperties": inner }),
            "/additionalProperties",
        ),
        (|inner| json!({ "allOf": [inner] }), "/allOf/0"),
        (
            |inner| json!({ "allOf": [inner, { "type": "object", "properties": { "p": { "type": "string" } } }] }),
            "/allOf/1",
        ),
        (
            |inner| json!({ "oneOf": [inner, { "type": "string" }] }),
            "/oneOf/0",
        ),
        (
            |inner| json!({ "anyOf": [inner, { "type": "object", "properties": { "q": { "type": "string" } } }] }),
            "/anyOf/1",
        ),
    ];
    // Lengths take turns, so that each way to stand in another has some of them, or all where there is time.
    let mut turn = 0..;
    for (wrap, below) in wraps {
        for below in ["", below] {
            for (length, deep) in [(1, 1), (2, 1), (3, 1), (200, 1), (70, 3), (12, 6), (1, 24)] {
                if !all_of_them() && !turn.next().is_some_and(|at: usize| at.is_multiple_of(3)) {
                    continue;
                }
                let (api, findings) = lowered(chain(length, deep, wrap, below));
                match api {
                    Some(api) => hold(&api),
                    None => assert!(findings.contains("error["), "{findings}"),
                }
            }
        }
    }
}
