//! Documents that nobody means well with end soon, and with findings.

use std::sync::mpsc;
use std::time::Duration;

use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Input, Target};
use gateway_codegen::{document, lower, openapi};
use serde_json::{Map, Value, json};

/// How long any of these may take on a machine that is busy with other tests; what doubles with every schema takes years.
const LONG: Duration = Duration::from_secs(600);

/// The stack that a thread has. What stands in one another is lowered to the deepest that is taken, whatever the length of a
/// chain is, and has to fit.
const USUAL: usize = 2 * 1024 * 1024;

/// A quarter of it, for what is lowered one by one, so that chains of a quarter of the length say the same of it; each costs the
/// square of its length.
const SMALL: usize = USUAL / 4;

/// Lowers a document of these schemas, the first of which requests and answers have, and gives back its findings.
fn lowered(schemas: Map<String, Value>) -> String {
    lowered_on(USUAL, schemas)
}

fn lowered_on(stack: usize, schemas: Map<String, Value>) -> String {
    let first = schemas.keys().next().cloned().unwrap_or_default();
    let content = json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{first}") } } });
    let value = json!({
        "openapi": "3.0.3",
        "info": { "title": "Hostile", "version": "1" },
        "paths": { "/": { "post": {
            "operationId": "post",
            "requestBody": { "content": content },
            "responses": { "200": { "description": "OK", "content": content } },
        } } },
        "components": { "schemas": schemas },
    });
    let (done, waiting) = mpsc::channel();
    let reader = std::thread::Builder::new().stack_size(stack);
    let read = move || {
        let mut findings = Findings::default();
        let stopped = match openapi::read(&value) {
            Ok(loaded) => lower::lower(&loaded.note_into(&mut findings), false)
                .map(|api| drop(api.note_into(&mut findings)))
                .err(),
            Err(stopped) => Some(stopped),
        };
        if let Some(stopped) = stopped {
            findings.append(stopped);
        }
        let _ = done.send(findings.to_string());
    };
    reader.spawn(read).expect("a thread");
    waiting
        .recv_timeout(LONG)
        .expect("lowering ends soon, and without a panic")
}

/// Schemas that each lead to the next, the last of which is an object.
fn chain(length: usize, link: impl Fn(&str, usize) -> Value) -> Map<String, Value> {
    let name = |index: usize| format!("S{index:04}");
    let mut schemas: Map<String, Value> = (0..length)
        .map(|index| {
            let next = format!("#/components/schemas/{}", name(index + 1));
            (name(index), link(&next, index))
        })
        .collect();
    let end = json!({ "type": "object", "properties": { "end": { "type": "string" } } });
    schemas.insert(name(length), end);
    schemas
}

#[test]
fn schemas_that_lead_into_one_another_without_end_do_not_exhaust_the_stack() {
    let objects = lowered_on(
        SMALL,
        chain(
            750,
            |next, _| json!({ "type": "object", "properties": { "next": { "$ref": next } } }),
        ),
    );
    assert!(!objects.contains("too-deep"), "objects are made one by one");
    for findings in [
        lowered(chain(300, |next, _| json!({ "$ref": next }))),
        lowered(chain(
            300,
            |next, _| json!({ "type": "array", "items": { "$ref": next } }),
        )),
        lowered(chain(
            300,
            |next, _| json!({ "additionalProperties": { "$ref": next } }),
        )),
    ] {
        assert!(findings.contains("warning[too-deep]"), "{findings}");
    }
    let names = lowered_on(SMALL, chain(1_600, |next, _| json!({ "$ref": next })));
    assert!(names.contains("error[too-large]"), "{names}");
    let all_of = lowered(chain(200, |next, index| {
        let own = json!({ "type": "object", "properties": { format!("p{index}"): { "type": "string" } } });
        json!({ "allOf": [{ "$ref": next }, own] })
    }));
    assert!(!all_of.contains("warning"), "{all_of}");
}

#[test]
fn what_doubles_with_every_schema_does_not_double_the_work() {
    lowered(chain(30, |next, _| {
        let next = json!({ "$ref": next });
        json!({ "allOf": [next, { "allOf": [next] }, { "allOf": [next, { "description": "Again." }] }] })
    }));
    lowered(chain(30, |next, _| {
        let next = json!({ "$ref": next });
        let holding = json!({ "type": "object", "properties": { "next": next } });
        json!({ "oneOf": [next, { "anyOf": [next, holding] }, holding] })
    }));
}

#[test]
fn references_into_the_middle_are_not_copied_without_end() {
    let mut schemas = chain(24, |next, _| {
        let next = json!({ "$ref": format!("{next}/properties/end") });
        json!({ "type": "object", "properties": { "end": { "type": "object", "properties": { "left": next, "right": next } } } })
    });
    schemas.shift_insert(
        0,
        "First".to_owned(),
        json!({ "$ref": "#/components/schemas/S0000" }),
    );
    let findings = lowered(schemas);
    assert!(!findings.contains("warning"), "{findings}");
}

#[test]
fn brackets_that_nobody_closes_are_refused_before_they_are_parsed() {
    let text = format!("openapi: 3.0.3\nx:\n  {}", "[".repeat(1_000_000));
    let findings = document::parse(&text).expect_err("this is no YAML");
    let findings = findings.to_string();
    assert!(
        findings.contains("3: error[not-yaml]: more than 5000"),
        "{findings}"
    );
    let text = format!(
        "openapi: 3.0.3\nx: {}",
        "a".repeat(1_000) + &"[a]".repeat(10_000)
    );
    assert!(document::parse(&text).is_ok());
}

/// A type in a type in a type, each named after all that it stands in.
#[test]
fn types_that_stand_deep_in_others_have_files_that_can_be_written() {
    let property = "a_property_with_a_name_that_is_rather_long";
    let mut schema = json!({ "type": "string", "enum": ["one", "other"] });
    for _ in 0..8 {
        schema = json!({ "type": "object", "properties": { property: schema } });
    }
    let value = json!({
        "openapi": "3.0.3",
        "info": { "title": "Deep", "version": "1" },
        "paths": { "/": { "get": {
            "operationId": "get",
            "responses": { "200": { "description": "OK", "content": { "application/json": { "schema": schema } } } },
        } } },
    });
    let target = Target {
        crate_name: "deep",
        command: "cargo xtask generate --document",
        source: "deep.json",
    };
    let made = pipeline::run(Input::Foreign(&value), target, pipeline::SILENT);
    let files = made.expect("a crate").value.generated.files;
    let longest = files.iter().filter_map(|file| file.path.rsplit('/').next());
    let longest = longest.map(str::len).max().unwrap_or_default();
    assert!((150..256).contains(&longest), "{longest}");
    let mut names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
