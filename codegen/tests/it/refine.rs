//! The refined document is in one order, keeps what people need, and is checked for what is missing.

mod changes;

use gateway_codegen::findings::Findings;
use gateway_codegen::openapi;
use gateway_codegen::pipeline::{self, Input};
use gateway_codegen::refine::{complete, refine};
use gateway_codegen::restrict;
use gateway_codegen::yaml;
use serde_json::{Value, json};

use crate::cases::all_of_them;
use changes::CHANGES;

fn document() -> Value {
    yaml::read(include_str!("../../../tests/cases/refine/complete.yaml")).expect("a document")
}

/// What there is to say of a document of ours, as it is read and as it is looked through.
fn lacking(document: &Value) -> Findings {
    let read = openapi::read(document).expect("a document");
    let mut findings = read.findings;
    findings.append(complete(&read.value));
    findings
}

#[test]
fn a_document_that_lacks_nothing_passes() {
    let findings = lacking(&document());
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn a_document_without_any_of_it_lacks_everything() {
    let document = json!({
        "openapi": "3.0.3",
        "paths": {"/a": {"post": {"responses": {}}}},
        "components": {"schemas": {"A": {"type": "object", "properties": {"b": {"type": "string"}}}}},
    });
    insta::assert_snapshot!(lacking(&document), @r"
    -:/paths/~1a/post: error[missing-operation-id]: there is no `operationId`
    -:/paths/~1a/post: error[missing-summary]: there is no summary
    -:/paths/~1a/post: error[missing-description]: there is no description
    -:/paths/~1a/post: error[missing-effect]: there is no `x-effect`
    -:/paths/~1a/post: error[missing-repeat]: there is no `x-repeat`
    -:/components/schemas/A: error[missing-description]: there is no description
    -:/components/schemas/A/properties/b: error[missing-description]: there is no description
    -:/components/schemas/A/properties/b: error[missing-class]: neither this property nor what it refers to has an `x-class`
    ");
}

fn change(document: &mut Value, pointer: &str, value: Option<&str>) {
    let (parent, name) = pointer.rsplit_once('/').expect("a member");
    let value = value.map(|text| yaml::read(text).expect("a value"));
    match (document.pointer_mut(parent).expect(pointer), value) {
        (Value::Object(members), Some(value)) => drop(members.insert(name.to_owned(), value)),
        (Value::Object(members), None) => drop(members.shift_remove(name).expect(pointer)),
        (Value::Array(entries), Some(value)) => {
            *entries
                .get_mut(name.parse::<usize>().expect("an index"))
                .expect(pointer) = value
        }
        other => panic!("{pointer}: {other:?}"),
    }
}

#[test]
fn whatever_is_missing_or_dangling_is_found() {
    let mut report = String::new();
    for (pointer, value) in CHANGES {
        let mut document = document();
        change(&mut document, pointer, *value);
        let findings = lacking(&document);
        assert!(findings.has_errors(), "{pointer} = {value:?} passes");
        report.push_str(&format!(
            "{pointer} = {}\n{findings}\n",
            value.unwrap_or("(removed)")
        ));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn what_a_query_requires_is_filled_from_what_each_request_has() {
    let left_out = |pointer: Option<&str>, is_required: &str| {
        let mut document = document();
        let parameter = "/paths/~1orders/get/parameters/0/required";
        change(&mut document, parameter, Some(is_required));
        if let Some(pointer) = pointer {
            change(&mut document, pointer, None);
        }
        let findings = lacking(&document).to_string();
        findings.matches(", and a request may leave `").count()
    };
    assert_eq!(left_out(None, "true"), 0);
    for (pointer, count) in [
        ("/components/requestBodies/Order/required", 2),
        ("/paths/~1orders/put/requestBody/required", 1),
        ("/components/schemas/Order/allOf/1/required", 3),
    ] {
        assert_eq!(left_out(Some(pointer), "true"), count, "{pointer}");
        assert_eq!(left_out(Some(pointer), "false"), 0, "{pointer}");
    }
}

#[test]
fn what_proves_an_outcome_may_be_one_of_several_fields_of_which_each_request_has_one() {
    let optional = "/components/schemas/Order/allOf/1/required";
    let proven_by = |same: &str, of: &str| {
        let mut document = document();
        change(&mut document, optional, Some("[]"));
        change(&mut document, "/paths/~1orders/post/x-found-by/or", None);
        change(&mut document, "/paths/~1orders/put/x-found-by", None);
        change(
            &mut document,
            "/paths/~1orders/post/x-found-by/match/same",
            Some(same),
        );
        change(
            &mut document,
            "/components/schemas/Order/allOf/1/x-either/0/of",
            Some(of),
        );
        let findings = lacking(&document).to_string();
        !findings.contains("no answer proves")
    };
    let both = "{'orders[].orderNo': orderNo, 'orders[].placed': tradeNo}";
    assert!(proven_by(both, "[orderNo, tradeNo]"));
    assert!(!proven_by(both, "[tradeNo, note]"));
    let one = "{'orders[].orderNo': orderNo}";
    assert!(!proven_by(one, "[orderNo, tradeNo]"));
}

#[test]
fn every_member_of_an_extension_can_be_anything_without_a_panic() {
    let document = document();
    let mut pointers = Vec::new();
    collect(&document, "", &mut pointers);
    let values = ["null", "5", "''", "[]", "[[]]", "{}", "{a: {}}"];
    // Every tenth place, or each of them where there is time.
    let step = if all_of_them() { 1 } else { 10 };
    for (index, pointer) in pointers.into_iter().enumerate().step_by(step) {
        // Values take turns, so that members beside one another get them all; what OpenAPI itself has is read in one place.
        let many = if pointer.contains("/x-") { 3 } else { 1 };
        for value in values.iter().cycle().skip(index).take(many) {
            let mut broken = document.clone();
            *broken.pointer_mut(&pointer).expect("a place") = yaml::read(value).expect("a value");
            let _ = refined(&broken);
        }
    }
}

/// What the pipeline makes of a transcript without judgement.
fn refined(transcript: &Value) -> Value {
    let input = Input::Transcript {
        transcript,
        file: "transcript.yaml",
        overlays: &[],
    };
    pipeline::draft_document(input, pipeline::SILENT).0
}

fn collect(value: &Value, at: &str, pointers: &mut Vec<String>) {
    pointers.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                collect(
                    member,
                    &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    pointers,
                );
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                collect(entry, &format!("{at}/{index}"), pointers);
            }
        }
        _ => {}
    }
}

#[test]
fn references_may_run_in_circles() {
    let document = json!({"openapi": "3.0.3", "components": {"schemas": {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"$ref": "#/components/schemas/A"},
        "C": {"description": "A circle.", "allOf": [{"$ref": "#/components/schemas/C"}], "x-one-of-required": [["a", "b"]],
              "properties": {"self": {"description": "Itself.", "allOf": [{"$ref": "#/components/schemas/C"}]},
                             "lost": {"description": "Nowhere.", "allOf": [{"$ref": "#/components/schemas/A"}]}}},
    }}});
    insta::assert_snapshot!(lacking(&document), @"
    -:/components/schemas/A: warning[circle]: this is made of itself alone, so nothing is known of it
    -:/components/schemas/B: warning[circle]: this is made of itself alone, so nothing is known of it
    -:/components/schemas/C/properties/lost: warning[circle]: this is made of itself alone, so nothing is known of it
    -:/components/schemas/C/x-one-of-required: error[dangling-name]: the schema has no property `a`
    -:/components/schemas/C/x-one-of-required: error[dangling-name]: the schema has no property `b`
    -:/components/schemas/C/properties/lost: error[missing-class]: neither this property nor what it refers to has an `x-class`
    ");
}

#[test]
fn marks_of_the_transcript_go_and_members_come_in_one_order() {
    let transcript = json!({
        "info": {"x-unknown": ["operationId", "deprecated"]},
        "x-envelope": {"code": "code"},
        "components": {"schemas": {"A": {
            "type": "object",
            "properties": {
                "b": {"type": "string", "x-restriction": "[1, 64]", "x-fingerprint": {"description": "0123456789ab"}, "x-class": "open", "description": "B."},
                "x-fingerprint": {"type": "object"},
                "a": {"x-unknown": ["type"]},
            },
            "x-page-name": "A a",
            "required": ["b"],
            "x-fingerprint": {"title": "0123456789ab"},
            "description": "An A.",
        }}},
        "paths": {"/a": {"post": {
            "responses": {}, "x-effect": "reads", "summary": "A", "x-unknown": ["summary", "description"], "tags": ["A"], "operationId": "a",
        }}},
        "openapi": "3.0.3",
    });
    let limited = restrict::read(transcript.clone()).expect("read").value;
    let (document, _) = refine(limited, &transcript, &[]);
    insta::assert_snapshot!(yaml::write(&document), @r"
    openapi: 3.0.3
    info:
      x-unknown:
      - deprecated
    x-envelope:
      code: code
    paths:
      /a:
        post:
          tags:
          - A
          operationId: a
          summary: A
          x-effect: reads
          x-unknown:
          - description
          responses: {}
    components:
      schemas:
        A:
          description: An A.
          type: object
          x-page-name: A a
          required:
          - b
          properties:
            b:
              description: B.
              type: string
              x-class: open
              minLength: 1
              maxLength: 64
              x-restriction: '[1, 64]'
            x-fingerprint:
              type: object
            a:
              x-unknown:
              - type
    ");
}
