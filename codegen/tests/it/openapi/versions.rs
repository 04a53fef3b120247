//! Documents of 3.0 and 3.1 go through the commands as one.

use gateway_codegen::drift::Class;
use gateway_codegen::pipeline::{self, Input, SILENT, Target};
use serde_json::{Value, json};

use super::documents::{all, own};
use super::rewrite::as_3_1;
use crate::cases::all_of_them;
use crate::drift::reported;

fn assert_no_change(old: &Value, new: &Value) {
    let report = reported(old, new);
    assert_eq!(report.changes, []);
    assert_eq!(report.no_rust, None);
    let rust = report.rust.expect("both crates");
    assert_eq!(rust.items, []);
}

#[test]
fn our_own_document_said_in_3_1_is_no_change() {
    let (own, later) = (own(), as_3_1(&own()));
    assert_no_change(&own, &later);
    // The way back has the same rules, and each takes seconds.
    if all_of_them() {
        assert_no_change(&later, &own);
    }
}

#[test]
fn what_the_field_says_in_both_versions_differs_by_its_webhook() {
    let all = all();
    let named = |name: &str| &all.iter().find(|(known, _)| known == name).expect(name).1;
    let (earlier, later) = (named("same-in-3.0.yaml"), named("same-in-3.1.yaml"));
    let (added, gone) = (Class::Additive, Class::Breaking);
    for (old, new, class) in [(earlier, later, added), (later, earlier, gone)] {
        let report = reported(old, new);
        let places: Vec<&str> = report
            .changes
            .iter()
            .map(|change| change.path.as_str())
            .collect();
        assert_eq!(places, ["webhook POST w"]);
        assert_eq!(report.weight(), Some(class));
    }
}

#[test]
fn a_change_between_two_versions_is_told() {
    let (_, earlier) = all()
        .iter()
        .find(|(name, _)| name == "answers")
        .expect("it");
    let mut later = as_3_1(earlier);
    let paths = later["paths"].as_object_mut().expect("paths");
    let first = paths.keys().next().expect("a path").clone();
    paths.remove(&first);
    let report = reported(earlier, &later);
    let mut rules = report.changes.iter().map(|change| change.rule);
    assert!(rules.any(|rule| rule == "operation-removed"));
}

#[test]
fn a_document_of_3_1_becomes_a_crate() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/price": { "get": {
            "operationId": "price",
            "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
                "type": "object",
                "required": ["amount"],
                "properties": { "amount": { "type": ["integer", "null"] }, "kind": { "const": "net" } },
            } } } } },
        } } },
    });
    let input = Input::Foreign(&document);
    let made = pipeline::run(input, Target::OWN, SILENT)
        .expect("a crate")
        .value;
    let holds = |text: &str| {
        made.generated
            .files
            .iter()
            .any(|file| file.text.contains(text))
    };
    assert!(holds("pub amount: Option<Sensitive<i64>>") && holds("Self::Net => \"net\""));
}
