//! No document ends the process: not by depth, not by circles, not by what doubles.

use std::thread;
use std::time::{Duration, Instant};

use gateway_codegen::drift;
use gateway_codegen::openapi::{self, Kind};
use serde_json::{Map, Value, json};

use super::documents::read;

fn document(schemas: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "components": { "schemas": schemas } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Schemas that each refer to the one before, made by a rule.
fn chain(length: usize, rule: impl Fn(usize, Value) -> Value) -> Value {
    let mut schemas = Map::new();
    schemas.insert(
        "S0".to_owned(),
        json!({ "type": "object", "properties": { "end": {} } }),
    );
    for index in 1..=length {
        let before = reference(&format!("S{}", index - 1));
        schemas.insert(format!("S{index}"), rule(index, before));
    }
    document(&Value::Object(schemas))
}

/// An eighth of the stack that a thread of a test has, so that chains of an eighth of the length say the same of it.
const STACK: usize = 256 * 1024;

fn in_time(document: &Value) {
    let start = Instant::now();
    let read = || match openapi::read(document) {
        Ok(done) => assert!(!done.value.schemas.is_empty()),
        Err(findings) => assert!(findings.has_errors()),
    };
    thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK);
        reader.spawn_scoped(scope, read).expect("a thread");
    });
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn what_doubles_is_made_once() {
    in_time(&chain(
        128,
        |_, before| json!({ "allOf": [before.clone(), before] }),
    ));
    in_time(&chain(
        128,
        |_, before| json!({ "oneOf": [before.clone(), { "allOf": [before, { "title": "t" }] }] }),
    ));
    in_time(&chain(
        128,
        |_, before| json!({ "properties": { "a": before.clone(), "b": before } }),
    ));
    in_time(&chain(
        128,
        |_, before| json!({ "allOf": [{ "properties": { "a": before.clone() } }, { "properties": { "a": before } }] }),
    ));
}

#[test]
fn long_lists_are_looked_up_and_not_gone_through() {
    let names: Vec<String> = (0..60_000).map(|number| format!("a{number}")).collect();
    let properties: Map<String, Value> = names.iter().map(|it| (it.clone(), json!({}))).collect();
    let consts: Vec<Value> = names.iter().map(|it| json!({ "const": it })).collect();
    for schema in [
        json!({ "type": "string", "enum": names }),
        json!({ "oneOf": consts }),
        json!({ "type": "object", "required": names, "properties": properties }),
    ] {
        in_time(&document(&json!({ "S": schema })));
    }
    let document = read(&document(
        &json!({ "S": { "type": "string", "enum": names } }),
    ));
    let start = Instant::now();
    assert!(drift::compare(&document, &document).is_empty());
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn long_chains_need_no_stack() {
    in_time(&chain(350, |_, before| before));
    in_time(&chain(350, |_, before| json!({ "oneOf": [before] })));
    in_time(&chain(
        350,
        |_, before| json!({ "oneOf": [before, { "type": "null" }] }),
    ));
    in_time(&chain(350, |_, before| json!({ "items": before })));
    in_time(&chain(
        250,
        |index, before| json!({ "allOf": [before, { "properties": { (format!("p{index}")): { "type": "string" } } }] }),
    ));
}

#[test]
fn merging_that_only_grows_is_refused_in_words() {
    // Circles of lengths that share no factor come to as many schemas as their product says.
    let mut schemas = Map::new();
    let mut all = Vec::new();
    for length in [2, 3, 5, 7, 11, 13, 17, 19, 23] {
        for step in 0..length {
            let next = reference(&format!("C{length}x{}", (step + 1) % length));
            // What each says besides makes what they come to larger, and so brings the end sooner.
            let required: Vec<String> = (0..24).map(|name| format!("r{length}x{name}")).collect();
            schemas.insert(
                format!("C{length}x{step}"),
                json!({ "properties": { "next": next }, "required": required }),
            );
        }
        all.push(reference(&format!("C{length}x0")));
    }
    schemas.insert("All".to_owned(), json!({ "allOf": all }));
    let findings = openapi::read(&document(&Value::Object(schemas))).expect_err("it only grows");
    assert!(findings.to_string().contains("too-large"), "{findings}");
}

#[test]
fn circles_end_in_every_way() {
    let ways = [
        json!({ "A": reference("A") }),
        json!({ "A": reference("B"), "B": reference("A") }),
        json!({ "A": { "allOf": [reference("A")] } }),
        json!({ "A": { "allOf": [reference("B"), { "type": "object" }] }, "B": { "allOf": [reference("A")] } }),
        json!({ "A": { "oneOf": [reference("A"), { "type": "null" }] } }),
        json!({ "A": { "anyOf": [reference("A"), reference("B")] }, "B": { "oneOf": [reference("A"), reference("B")] } }),
        json!({ "A": { "items": reference("A") } }),
        json!({ "A": { "additionalProperties": reference("A"), "not": reference("A") } }),
        json!({ "A": { "properties": { "a": { "$ref": "#/components/schemas/A/properties/a" } } } }),
        json!({ "A": { "properties": { "a": { "$ref": "#/components/schemas/A/properties/b" },
                                       "b": { "allOf": [{ "$ref": "#/components/schemas/A/properties/a" }] } } } }),
        json!({ "A": { "$ref": "#" } }),
        json!({ "A": { "$ref": "#/components" } }),
        json!({ "A": { "discriminator": { "propertyName": "t", "mapping": { "a": "A" } }, "oneOf": [reference("A")] } }),
    ];
    for way in ways {
        in_time(&document(&way));
    }
}

#[test]
fn a_tree_by_all_of_is_a_tree() {
    let tree = json!({ "Tree": { "type": "object", "properties": { "branches": { "type": "array", "items":
        { "allOf": [{ "properties": { "id": { "type": "string" } } }, reference("Tree")] } } } } });
    let document = read(&document(&tree));
    let tree = &document.schemas[document.components["Tree"].id];
    let Kind::Object(object) = &tree.wire.kind else {
        panic!("an object")
    };
    let branches = &document.schemas[object.property("branches").expect("branches").value.id];
    let Kind::List(list) = &branches.wire.kind else {
        panic!("a list")
    };
    let branch = &document.schemas[list.items.as_ref().expect("branches").id];
    let Kind::Object(branch_object) = &branch.wire.kind else {
        panic!("an object")
    };
    assert!(branch.recursive && branch_object.property("id").is_some());
    assert_eq!(
        branch_object.property("branches").map(|it| it.value.id),
        object.property("branches").map(|it| it.value.id)
    );
}

#[test]
fn what_is_nested_too_deep_is_refused_in_words() {
    let mut deep = json!({ "type": "string" });
    for _ in 0..300 {
        deep = json!({ "items": deep });
    }
    let findings = openapi::read(&document(&json!({ "A": deep }))).expect_err("it is too deep");
    assert!(findings.to_string().contains("too-deep"), "{findings}");
}

#[test]
fn a_long_name_is_not_kept_for_each_place_below_it() {
    let name = "n".repeat(1_000_000);
    let properties: Map<String, Value> = (0..5_000)
        .map(|index| (format!("p{index}"), json!({ "type": "string" })))
        .collect();
    in_time(&document(
        &json!({ (name): { "type": "object", "properties": properties } }),
    ));
}

#[test]
fn what_is_no_document_is_refused_in_words() {
    for document in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "openapi": "3.2.0" }),
        json!({ "swagger": "2.0" }),
        json!({ "openapi": 3 }),
    ] {
        assert!(openapi::read(&document).is_err(), "{document}");
    }
}
