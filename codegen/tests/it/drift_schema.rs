//! What is written as JSON is what the published schema says.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::cell::Cell;

use gateway_codegen::drift::ignore;
use gateway_codegen::drift::report::{SCHEMA, json};
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline;
use gateway_codegen::release::{Options, Source, report};
use serde_json::{Value, json};

use crate::drift::PLAIN;

/// Checks a value against the words of JSON Schema that the published schema uses, and refuses others.
fn check(value: &Value, schema: &Value, root: &Value, at: &str, wrong: &mut Vec<String>) {
    for (word, said) in schema.as_object().expect("a schema") {
        let holds = match word.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let pointer = said.as_str().expect("text").trim_start_matches('#');
                check(
                    value,
                    root.pointer(pointer).expect("a definition"),
                    root,
                    at,
                    wrong,
                );
                true
            }
            "allOf" => {
                for part in said.as_array().expect("a list") {
                    check(value, part, root, at, wrong);
                }
                true
            }
            "type" => {
                let is = |name: &Value| match name.as_str().expect("a type") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "integer" => value.is_u64() || value.is_i64(),
                    other => panic!("{other} is no type that is used"),
                };
                said.as_array()
                    .map_or_else(|| is(said), |types| types.iter().any(is))
            }
            "const" => value == said,
            "enum" => said.as_array().expect("a list").contains(value),
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= said.as_f64().expect("a number")),
            "required" => value.as_object().is_none_or(|members| {
                said.as_array()
                    .expect("a list")
                    .iter()
                    .all(|name| members.contains_key(name.as_str().expect("a name")))
            }),
            "properties" => {
                for (name, schema) in said.as_object().expect("properties") {
                    if let Some(member) = value.get(name) {
                        check(member, schema, root, &format!("{at}/{name}"), wrong);
                    }
                }
                // Whatever is written is described.
                value.as_object().is_none_or(|members| {
                    members.keys().all(|name| said.get(name).is_some())
                        || schema.get("allOf").is_some()
                        || at.contains("/ignored/")
                })
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    check(member, said, root, &format!("{at}/{name}"), wrong);
                }
                true
            }
            "items" => {
                for (index, entry) in value.as_array().into_iter().flatten().enumerate() {
                    check(entry, said, root, &format!("{at}/{index}"), wrong);
                }
                true
            }
            other => panic!("{other} is no word that is used"),
        };
        if !holds {
            wrong.push(format!("{at}: {word} does not hold for {value}"));
        }
    }
}

fn source(page: &str) -> Source {
    let path = format!(
        "{}/../tests/cases/releases/shop/{page}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(path).expect("a page");
    Source::read(&bytes, page, &mut Findings::default(), pipeline::SILENT).expect("a page")
}

fn wrong(written: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema");
    let mut wrong = Vec::new();
    check(written, &schema, &schema, "", &mut wrong);
    wrong
}

#[test]
fn a_report_is_what_the_schema_says() {
    let ignored = ignore::parse("limit-tightened Address.* # Checked with the vendor.\n")
        .expect("a list")
        .value;
    let options = Options {
        ignored: &ignored,
        version: Some("0.1.0+1.0"),
        next: None,
    };
    let written = json(
        &report(
            &source("1.0"),
            &source("1.1"),
            &[],
            options,
            pipeline::SILENT,
        )
        .expect("both can be read"),
    );
    assert_eq!(wrong(&written), [""; 0]);
    assert_eq!(
        written["ignored"][0]["reason"],
        json!("Checked with the vendor.")
    );
    assert!(
        written["rust"]["items"]
            .as_array()
            .is_some_and(|items| !items.is_empty())
    );
    let items = written["rust"]["items"].as_array().expect("a list");
    let told = |item: &&Value| {
        item["item"]
            .as_str()
            .is_some_and(|it| it.starts_with("server::"))
    };
    assert!(items.iter().any(|item| !told(&item)));
    for item in items {
        assert_eq!(item["server"], json!(told(&item)), "{item}");
    }
    let mut spoiled = written.clone();
    spoiled["changes"][0]["class"] = json!("awful");
    spoiled["rust"]["breaks"] = json!("yes");
    spoiled.as_object_mut().expect("an object").remove("counts");
    assert_eq!(wrong(&spoiled).len(), 3, "{:?}", wrong(&spoiled));
}

#[test]
fn a_report_about_nothing_is_what_the_schema_says() {
    // What is the same becomes Rust once.
    let lowered = Cell::new(0);
    let watch = |stage: &'static str| lowered.set(lowered.get() + u32::from(stage == "lowering"));
    let written = json(
        &report(&source("1.0"), &source("1.0"), &[], PLAIN, &watch).expect("both can be read"),
    );
    assert_eq!(lowered.get(), 1);
    assert_eq!(wrong(&written), [""; 0]);
    assert_eq!(written["changes"], json!([]));
    assert_eq!(written["version"], Value::Null);
}
