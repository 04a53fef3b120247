//! Cases of findings that no golden case fires: a page with one piece of it changed, and the smallest inputs of the rest.

use std::fs;

use gateway_codegen::emit::SourceFile;
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Input, SILENT, Target};
use gateway_codegen::{document, drift, overlay, refine, render};
use serde_json::{Value, json};

use super::top;

/// What a page gives after a change of its text.
fn page(name: &str, from: &str, to: &str) -> Findings {
    let path = top("tests/cases/pages/made").join(name).join("page.txt");
    let text = fs::read_to_string(path).expect("a page");
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{name} has no {from:?}");
    match pipeline::transcript(changed.as_bytes(), None, SILENT) {
        Ok(done) => done.findings,
        Err(stopped) => stopped,
    }
}

#[track_caller]
fn fires(id: &str, findings: &Findings) {
    assert!(
        findings.iter().any(|finding| finding.id.name() == id),
        "{id} is not among\n{findings}"
    );
}

#[test]
fn pages_that_are_damaged_in_one_place() {
    let cases = [
        (
            "missing-title",
            "whole",
            "NAV Navigation\nGo JavaScript Java Python PHP Ruby\n\nParcel API V:20260101\n\n",
            "\n\n",
        ),
        (
            "broken-line",
            "whole",
            "id path string true Which one\n",
            "id path string true Which one\nand some more\n",
        ),
        (
            "copied-from-browser",
            "whole",
            "Name Type Required Restrictions Description\n",
            "Name\tType\tRequired\tRestrictions\tDescription\n",
        ),
        ("duplicate-schema", "whole", "\nStation\n\n{", "\nPart\n\n{"),
        (
            "broken-description",
            "parameters-long-description",
            "filter: A filter",
            "some words",
        ),
        (
            "broken-body",
            "whole",
            "body body [Parcel Request](#schemaparcel request) true none\n",
            "body body [Parcel Request](#schemaparcel request) true none\nother body string true none\n",
        ),
        (
            "raw-markup",
            "whole",
            "Body parameter\n\n{\n  \"to\": \"Ada\",\n",
            "Body parameter\n\n{\n  \"to\": ```\n",
        ),
        (
            "loose-values",
            "whole",
            "Read a parcel\n\nCode samples",
            "Enumerated Values\n\nProperty Value\nkind box\n\nRead a parcel\n\nCode samples",
        ),
        (
            "other-parameter",
            "parameters-header-and-cookie",
            "\nX-Trace header",
            "\nX-Trail header",
        ),
        (
            "stray-text",
            "whole",
            "\nAuthentication\n\nParcels\n",
            "\nAuthentication\n\nGetting started\n\nRead this.\n\nParcels\n",
        ),
        (
            "look-alike",
            "parameters-header-and-cookie",
            "\nX-Trace header",
            "\nX-Tr\u{430}ce header",
        ),
        (
            "repeated-line",
            "whole",
            "What it is\nin two lines",
            "in two lines\nin two lines",
        ),
        ("repeated-tag", "whole", "\nStations\n\n", "\nParcels\n\n"),
    ];
    for (id, name, from, to) in cases {
        fires(id, &page(name, from, to));
    }
}

#[test]
fn pages_whose_calls_show_little() {
    let read = |name: &str, edit: fn(&str) -> String| {
        let path = top("tests/cases/pages/made").join(name).join("page.txt");
        let text = edit(&fs::read_to_string(path).expect("a page"));
        match pipeline::transcript(text.as_bytes(), None, SILENT) {
            Ok(done) => done.findings,
            Err(stopped) => stopped,
        }
    };
    let without_url = read("prose-lines", |text| {
        let lines = text.lines().filter(|line| !line.contains("https://"));
        lines.map(|line| format!("{line}\n")).collect()
    });
    fires("no-url", &without_url);
    let without_sample = read("body-primitive", |text| {
        let lines = text.lines().filter(|line| !line.contains("inputBody"));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        text.replace("\n\"string\"\n", "\n")
    });
    fires("no-sample", &without_sample);
}

#[test]
fn documents_and_what_stands_beside_them() {
    fires(
        "not-json",
        &document::parse("{\"openapi\": }").expect_err("no JSON"),
    );
    for (id, line) in [
        ("unknown-rule", "no-such-rule Card # Because."),
        ("ignore-without-path", "value-added # Because."),
        ("ignore-without-reason", "value-added Card"),
    ] {
        fires(id, &drift::ignore::parse(line).expect_err(id));
    }
    let file = |_| {
        Some(SourceFile {
            path: "lib.rs".to_owned(),
            tokens: "fn fn".parse().expect("tokens"),
        })
    };
    fires(
        "not-rust",
        &render::render(1, file, "").expect_err("no Rust"),
    );
}

#[test]
fn security_that_no_client_speaks() {
    let document = |scheme: Value, asked: Value| {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Keys", "version": "1" },
            "paths": { "/": { "get": {
                "operationId": "get", "security": [asked],
                "responses": { "200": { "description": "OK" } },
            } } },
            "components": { "securitySchemes": { "key": scheme, "same": scheme } },
        })
    };
    let key = json!({ "type": "apiKey", "in": "header", "name": "key", "x-token": {} });
    for (id, asked) in [
        ("missing-member", json!({ "key": [] })),
        ("security-scheme-left-out", json!({ "other": [] })),
        ("second-security-scheme", json!({ "key": [], "same": [] })),
    ] {
        let document = document(key.clone(), asked);
        let run = pipeline::run(Input::Foreign(&document), Target::OWN, SILENT);
        fires(
            id,
            &run.unwrap_or_else(|stopped| panic!("{stopped}")).findings,
        );
    }
}

#[test]
fn overlays_that_contradict_the_page() {
    let page = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/": { "post": {
            "requestBody": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Order" },
            } } },
            "responses": { "200": { "description": "OK" } },
        } } },
        "components": { "schemas": { "Order": { "type": "object", "properties": {
            "number": { "type": "string", "maxLength": 64 },
            "mode": { "type": "string", "enum": ["auto"] },
        } } } },
    });
    let found = |target: &str, change: &str| {
        let text = format!(
            "{{overlay: 1.0.0, info: {{title: T, version: '1'}}, actions: [{{target: \"$.components.schemas{target}\", description: why, {change}}}]}}"
        );
        let overlay = overlay::parse("o.yaml", &text).unwrap_or_else(|found| panic!("{found}"));
        refine::refine(page.clone(), &page, &[overlay.value]).1
    };
    let number = ".Order.properties.number";
    for (id, target, change) in [
        (
            "overlay-untyped",
            ".Order.properties.*.type",
            "remove: true",
        ),
        ("overlay-contradicts", number, "update: {maxLength: 65}"),
        ("overlay-stricter", number, "update: {maxLength: 63}"),
        (
            "overlay-list-removed",
            ".Order.properties.mode[?@[0] == 'auto']",
            "remove: true",
        ),
        ("overlay-collides", "", "update: {Order: {x-scalar: true}}"),
        ("sample-refused", number, "update: {example: 1}"),
    ] {
        fires(id, &found(target, change));
    }
}
