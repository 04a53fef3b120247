//! docs/openapi.md: what is supported of OpenAPI, keyword by keyword, written from a document for each.

mod keywords;

use std::fmt::Write as _;
use std::path::Path;

use gateway_codegen::account::Account;
use gateway_codegen::findings::{Findings, Severity};
use gateway_codegen::{lower, openapi};
use serde_json::{Value, json};

use keywords::{Place, asked, merge};

use crate::accept::accepts;

/// The versions that are read.
const VERSIONS: [&str; 2] = ["3.0.3", "3.1.0"];

fn document(version: &str, place: Place, part: &Value) -> Value {
    let object = json!({ "type": "object", "properties": { "p": { "type": "string" } } });
    let json_of = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let mut operation = json!({
        "operationId": "call",
        "requestBody": { "required": true, "content": json_of(&object) },
        "responses": { "200": { "description": "OK", "content": json_of(&object) } },
    });
    let mut path = "/call";
    match place {
        Place::Schema => {
            let holder = json!({ "type": "object", "properties": { "p": part } });
            operation["requestBody"]["content"] = json_of(&holder);
            operation["responses"]["200"]["content"] = json_of(&holder);
        }
        Place::Parameter => {
            if part["in"] == "path" {
                path = "/call/{p}";
            }
            operation["parameters"] = json!([part]);
        }
        Place::Body => operation["requestBody"] = part.clone(),
        Place::Answer => operation["responses"] = json!({ "200": part }),
        Place::Operation => merge(&mut operation, part),
        Place::Document => {}
    }
    let mut document = json!({
        "openapi": version,
        "info": { "title": "t", "version": "1" },
        "paths": { path: { "post": operation } },
        "components": { "schemas": { "T": { "type": "object", "properties": { "t": { "type": "string" } } } } },
    });
    if let Place::Document = place {
        merge(&mut document, part);
    }
    document
}

/// What becomes of a part: `whole`, or the findings that say what is lost.
fn becomes(version: &str, place: Place, part: &Value) -> String {
    let document = document(version, place, part);
    let mut findings = Findings::default();
    let lowered = openapi::read(&document)
        .map(|read| read.note_into(&mut findings))
        .and_then(|read| lower::lower(&read, false));
    match lowered.map(|lowered| lowered.note_into(&mut findings)) {
        Ok(api) => {
            let account = Account::of(&api, &findings);
            match account.is_whole() {
                true => "whole".to_owned(),
                false => ids(account.lost.keys().map(ToString::to_string)),
            }
        }
        Err(stopped) => {
            let errors = stopped.iter().filter(|it| it.severity == Severity::Error);
            format!("refused: {}", ids(errors.map(|it| it.id.to_string())))
        }
    }
}

fn ids(ids: impl Iterator<Item = String>) -> String {
    let ids: Vec<String> = ids.map(|id| format!("[`{id}`](findings.md)")).collect();
    ids.join(", ")
}

fn table() -> String {
    let mut text = String::from(
        "<!-- @generated from codegen/tests/it/openapi/support.rs. Do not edit: `INSTA_UPDATE=always cargo test -p gateway-codegen --test it openapi::support` writes it. -->

# What is supported of OpenAPI

Each line is a document with the keyword, of version 3.0 and of version 3.1, that is made into a crate. *Whole* means that
the crate has all that the document says: what is sent and read has a type, and limits of requests are checked before
anything is sent. Otherwise the findings are named that say what is lost; the rest of the document is carried over.
",
    );
    for (heading, place, keywords) in asked() {
        let _ = write!(text, "\n## {heading}\n\n| | 3.0 | 3.1 |\n|---|---|---|\n");
        for (keyword, part) in keywords {
            let [old, new] = VERSIONS.map(|version| becomes(version, place, &part));
            let _ = writeln!(text, "| {keyword} | {old} | {new} |");
        }
    }
    text
}

#[test]
fn the_table_of_what_is_supported_is_what_becomes_of_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.md");
    let table = table();
    if accepts() {
        std::fs::write(&path, &table).expect("a docs folder");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, table,
        "write it anew with INSTA_UPDATE=always, and look at what changed"
    );
}
