//! Overlays apply as the specification says, and what no longer applies is an error that names its action.
//!
//! Each folder of `cases/overlays` holds a document, one overlay or more, and the document or the findings that come of
//! them. With `INSTA_UPDATE=always` the expectations are written anew, for review.

use std::fs;
use std::path::Path;
use std::time::Instant;

use gateway_codegen::findings::Findings;
use gateway_codegen::overlay::{self, Overlay};
use gateway_codegen::yaml;
use serde_json::{Value, json};

use crate::accept::accepts;
use crate::golden::cases_of;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The overlays of a case in the order of their names.
fn overlays(folder: &Path) -> Result<Vec<Overlay>, Findings> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .filter(|name| name.starts_with("overlay"))
        .collect();
    names.sort();
    let mut findings = Findings::default();
    let mut overlays = Vec::new();
    for name in names {
        match overlay::parse(&name, &read(&folder.join(&name))) {
            Ok(done) => overlays.push(done.note_into(&mut findings)),
            Err(errors) => findings.append(errors),
        }
    }
    findings.finish(overlays).map(|done| done.value)
}

fn run(folder: &Path) -> Result<Value, Findings> {
    let document = yaml::read(&read(&folder.join("document.yaml"))).expect("a document");
    overlay::apply(document, &overlays(folder)?).map(|done| done.value)
}

#[test]
fn every_case_gives_its_document_or_its_findings() {
    let bless = accepts();
    let mut wrong = String::new();
    for folder in cases_of("overlays") {
        let (name, other, actual) = match run(&folder) {
            Ok(document) => ("expected.yaml", "expected.findings", yaml::write(&document)),
            Err(findings) => ("expected.findings", "expected.yaml", findings.to_string()),
        };
        let path = folder.join(name);
        if bless {
            let _ = fs::remove_file(folder.join(other));
            fs::write(&path, &actual).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        // Bytes, not values: the order of members is part of what is promised.
        if expected != actual || folder.join(other).exists() {
            wrong.push_str(&format!(
                "{} differs; it is now:\n{actual}\n",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_finding_in_json_has_its_line_too() {
    let text = "{\n  \"overlay\": \"1.0.0\",\n  \"info\": {\"title\": \"T\", \"version\": \"1\"},\n  \"actions\": [\n    {\"target\": \"$.a\", \"description\": \"why\",\n     \"remove\": true}\n  ]\n}";
    let overlay = overlay::parse("o.json", text).expect("an overlay").value;
    let findings = overlay::apply(json!({}), &[overlay]).expect_err("nothing matches");
    insta::assert_snapshot!(findings, @"o.json:5: error[overlay-no-match]: `$.a`: matches nothing");
}

#[test]
fn no_overlay_leaves_the_document_alone() {
    let document = json!({"openapi": "3.0.3", "paths": {}});
    assert_eq!(
        overlay::apply(document.clone(), &[])
            .expect("applied")
            .value,
        document
    );
}

/// A document and an overlay of the size that one release has.
fn large() -> (Value, String) {
    let mut schemas = serde_json::Map::new();
    let mut text = String::from("overlay: 1.0.0\ninfo: {title: Large, version: '1'}\nactions:\n");
    for schema in 0..60 {
        let mut properties = serde_json::Map::new();
        for property in 0..15 {
            let prose = "A description that is about as long as they usually are, with a unit and a sample.".repeat(3);
            properties.insert(
                format!("property{property}"),
                json!({"type": "string", "x-restriction": "[1, 64]", "title": prose}),
            );
            text.push_str(&format!(
                "  - target: $.components.schemas['Schema{schema}'].properties.property{property}\n    description: why\n    update:\n      description: ours\n      x-class: open\n"
            ));
        }
        schemas.insert(
            format!("Schema{schema}"),
            json!({"type": "object", "properties": properties}),
        );
    }
    for _ in 0..20 {
        let mark = text.len();
        text.push_str(&format!(
            "  - target: $..properties[?@.type == 'string']\n    description: why\n    update: {{x-mark-{mark}: true}}\n"
        ));
    }
    (json!({"components": {"schemas": schemas}}), text)
}

#[test]
fn an_overlay_of_a_thousand_actions_applies_at_once() {
    let (document, text) = large();
    assert!(
        document.to_string().len() > 250_000,
        "the document is large enough to tell"
    );
    let begin = Instant::now();
    let overlay = overlay::parse("large.yaml", &text)
        .expect("an overlay")
        .value;
    assert_eq!(overlay.actions.len(), 920);
    overlay::apply(document, &[overlay]).expect("applied");
    let took = begin.elapsed();
    println!("{took:?}");
    // Without optimisation and on a busy machine; it takes a tenth of this.
    assert!(took.as_secs() < 5, "it took {took:?}");
}

#[test]
fn an_overlay_of_which_nothing_applies_is_reported_at_once() {
    let (_, text) = large();
    let overlay = overlay::parse("large.yaml", &text)
        .expect("an overlay")
        .value;
    let begin = Instant::now();
    let findings = overlay::apply(json!({}), &[overlay]).expect_err("nothing matches");
    println!("{:?}", begin.elapsed());
    assert_eq!(findings.iter().count(), 920);
}
