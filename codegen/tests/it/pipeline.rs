//! The pipeline goes one way, once, and a draft says what it leaves out.

use std::cell::RefCell;

use gateway_codegen::findings::{Findings, Id, Severity};
use gateway_codegen::overlay;
use gateway_codegen::pipeline::{self, Draft, Input, SILENT, STAGES, Target};
use serde_json::{Value, json};

/// A small document of ours: one operation that issues a token, and one that orders.
fn document() -> Value {
    let answer = |name: &str| {
        json!({ "200": { "description": "Done.", "content": { "application/json": {
            "schema": { "$ref": format!("#/components/schemas/{name}") },
        } } } })
    };
    let body = json!({ "required": true, "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/Order" },
    } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "security": [{ "key": [] }],
        "paths": {
            "/token": { "post": {
                "operationId": "createToken", "summary": "Create", "description": "Creates.",
                "x-effect": "reads", "x-repeat": { "rule": "safe", "reason": "It reads." },
                "requestBody": body, "responses": answer("Token"),
            } },
            "/orders": { "post": {
                "operationId": "order", "summary": "Order", "description": "Orders.",
                "x-effect": "changes", "x-repeat": { "rule": "never", "reason": "It orders." },
                "requestBody": body, "responses": answer("Token"),
            } },
        },
        "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "key" } },
            "schemas": {
                "Order": {
                    "type": "object", "description": "An order.", "required": ["number"],
                    "properties": {
                        "number": { "type": "string", "description": "A number.", "x-class": "open" },
                        "other": { "type": "string", "description": "Another.", "x-class": "open" },
                    },
                },
                "Token": {
                    "type": "object", "description": "A token.",
                    "properties": {
                        "token": { "type": "string", "description": "A token.", "x-class": "secret" },
                        "expires": { "type": "integer", "description": "An end.", "x-class": "open" },
                    },
                },
            },
        },
    })
}

/// Judgements that name what is not there, by the place where they stand.
fn astray() -> Vec<(&'static str, &'static str, Value)> {
    let token = |operation: &str| {
        json!({ "operation": operation, "app-id": "number", "secret": "other", "access-token": "token",
                "expires-in": "expires", "unit": "seconds", "forms": ["raw"], "reason": "It is said." })
    };
    vec![
        ("", "x-envelope", json!({ "code": "code" })),
        ("/components/securitySchemes/key", "x-token", token("gone")),
        ("/components/securitySchemes/key", "x-token", json!({})),
        (
            "/components/schemas/Order",
            "x-either",
            json!([{ "rust-name": "Number", "of": ["number", "gone"] }]),
        ),
        (
            "/components/schemas/Order",
            "x-together",
            json!([{ "rust-name": "Number", "of": ["number", "gone"], "description": "Both." }]),
        ),
        (
            "/components/schemas/Order",
            "x-choice",
            json!([{ "by": "gone", "rust-name": "Choice", "blocks": {} }]),
        ),
        (
            "/components/schemas/Order",
            "x-one-of-required",
            json!([["number", "gone"]]),
        ),
        (
            "/components/schemas/Order",
            "x-presets",
            json!([{ "rust-name": "none", "description": "None.", "values": { "gone": "1" } }]),
        ),
        ("/paths/~1orders/post", "x-journal", json!(["gone"])),
        (
            "/paths/~1orders/post",
            "x-found-by",
            json!({ "operation": "gone", "with": {}, "match": { "field": "gone", "states": ["gone"] },
                    "reason": "The document does not say how." }),
        ),
        (
            "/paths/~1orders/post",
            "x-acknowledges",
            json!({ "same": { "gone": "number" }, "reason": "It is said." }),
        ),
    ]
}

fn with(mut document: Value, at: &str, name: &str, judgement: Value) -> Value {
    let node = document.pointer_mut(at).and_then(Value::as_object_mut);
    node.expect("a node").insert(name.to_owned(), judgement);
    document
}

fn drafted(document: &Value) -> (Draft, Vec<&'static str>) {
    let heard = RefCell::new(Vec::new());
    let watch = |stage| heard.borrow_mut().push(stage);
    let draft = pipeline::draft(Input::Refined(document), Target::OWN, &watch);
    (draft, heard.into_inner())
}

#[test]
fn a_judgement_that_leads_astray_stops_a_run_and_is_left_out_of_a_draft_that_runs_once() {
    let plain = document();
    let run = pipeline::run(Input::Refined(&plain), Target::OWN, SILENT);
    let whole = run.unwrap_or_else(|findings| panic!("{findings}")).value;
    for (at, name, judgement) in astray() {
        let document = with(plain.clone(), at, name, judgement);
        let stopped = pipeline::run(Input::Refined(&document), Target::OWN, SILENT);
        let stopped = stopped.expect_err(name);
        let (draft, heard) = drafted(&document);
        assert_eq!(
            heard,
            ["loading", "lowering", "shaping models", "rendering"]
        );
        let told = |findings: &Findings| findings.to_string();
        assert_eq!(told(&draft.left_out), told(&stopped), "{name}");
        let made = draft.generated.expect(name);
        assert_eq!(made.api, whole.generated.api, "{name}");
        assert!(made.files == whole.generated.files, "{name}: {stopped}");
    }
}

#[test]
fn in_a_document_of_others_a_judgement_that_leads_astray_is_a_warning() {
    for (at, name, judgement) in astray() {
        let document = with(document(), at, name, judgement);
        let run = pipeline::run(Input::Foreign(&document), Target::OWN, SILENT);
        let done = run.unwrap_or_else(|findings| panic!("{name}: {findings}"));
        assert!(!done.findings.is_empty(), "{name}");
    }
}

#[test]
fn a_draft_lacks_what_the_overlays_say_of_things_that_are_not_there() {
    let transcript = document();
    let text = "overlay: 1.0.0\ninfo: {title: All, version: '1'}\nactions:\n\
        - target: $.components.schemas.Order.properties\n  description: A property that has gone.\n  \
          update: {gone: {description: Gone., x-class: open}}\n\
        - target: $.components.schemas.Order\n  description: It names what has gone.\n  \
          update: {x-one-of-required: [[number, lost]]}\n\
        - target: $.components.schemas.Lost\n  description: A schema that has gone.\n  update: {title: Lost}\n";
    let overlays = [overlay::parse("10.yaml", text).expect("an overlay").value];
    let input = Input::Transcript {
        transcript: &transcript,
        file: "transcript.yaml",
        overlays: &overlays,
    };
    let heard = RefCell::new(Vec::new());
    let watch = |stage| heard.borrow_mut().push(stage);
    let draft = pipeline::draft(input, Target::OWN, &watch);
    assert_eq!(*heard.borrow(), STAGES[2..]);
    let ids: Vec<&str> = draft
        .findings
        .iter()
        .map(|finding| finding.id.name())
        .collect();
    for id in [
        "overlay-no-match",
        "overlay-beyond-the-page",
        "dangling-name",
    ] {
        assert!(ids.contains(&id), "{id}: {}", draft.findings);
    }
    let order = draft
        .document
        .pointer("/components/schemas/Order")
        .expect("it stays");
    assert!(
        order.pointer("/properties/gone").is_none() && order.get("x-one-of-required").is_none()
    );
    assert!(
        draft.left_out.is_empty() && draft.generated.is_some(),
        "{}",
        draft.left_out
    );
}

#[test]
fn a_reference_that_leads_nowhere_is_told_together_with_what_is_missing() {
    let mut transcript = document();
    let order = "/components/schemas/Order/properties";
    let properties = transcript.pointer_mut(order).expect("properties");
    properties["number"] = json!({ "type": "string", "description": "A number." });
    properties["other"] = json!({ "$ref": "#/components/schemas/Gone" });
    let input = Input::Transcript {
        transcript: &transcript,
        file: "transcript.yaml",
        overlays: &[],
    };
    let stopped = pipeline::run(input, Target::OWN, SILENT).expect_err("it stops");
    let told: Vec<(&str, Severity)> = stopped
        .iter()
        .map(|it| (it.id.name(), it.severity))
        .collect();
    for id in ["unknown-reference", "missing-class"] {
        assert!(told.contains(&(id, Severity::Error)), "{stopped}");
    }
    let draft = pipeline::draft(input, Target::OWN, SILENT);
    let told = |findings: &Findings| {
        findings
            .iter()
            .filter(|it| it.id == Id::UnknownReference)
            .count()
    };
    assert_eq!((told(&draft.findings), told(&draft.left_out)), (1, 0));
}
