//! Prose restrictions become limits, samples do not, and what is unclear is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use gateway_codegen::restrict::{self, Kind, Reading, Simple};
use gateway_codegen::yaml;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every kind of token with what it yields, one a line.
const GRAMMAR: &str = include_str!("../../../tests/cases/restrictions/grammar.txt");

#[test]
fn every_token_of_the_grammar_yields_what_the_table_says() {
    let mut wrong = String::new();
    for line in GRAMMAR
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (kind, rest) = line.split_once(" | ").expect("a type");
        let (token, expected) = rest.rsplit_once(" | ").expect("what it yields");
        let reading = restrict::token(token, kind_named(kind));
        let actual = show(&reading);
        if actual != expected {
            wrong.push_str(&format!("{kind} | {token} | {actual}    ({reading:?})\n"));
        }
    }
    assert!(wrong.is_empty(), "these differ from the table:\n{wrong}");
}

/// Each release has its own table, so that a better reader shows in all of them what it reads differently.
#[test]
fn every_token_of_every_release_yields_what_was_reviewed() {
    let releases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/releases");
    let mut names: Vec<String> = fs::read_dir(releases.as_path())
        .expect("the releases")
        .map(|entry| {
            entry
                .expect("a release")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    names.sort();
    for name in names {
        let text =
            fs::read_to_string(releases.join(&name).join("transcript.yaml")).expect("a transcript");
        let transcript = yaml::read(&text).expect("a document");
        insta::assert_snapshot!(format!("tokens_of_{name}"), table(&transcript));
    }
}

/// The tokens of a document by their readings, each with the places where it stands.
fn table(transcript: &Value) -> String {
    let mut rows: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for stated in restrict::tokens(transcript) {
        let reading = show(&stated.reading);
        let place = stated
            .pointer
            .trim_start_matches("/components/schemas/")
            .trim_end_matches("/x-restriction")
            .replace("/properties/", ".");
        rows.entry((format!("{} | {}", stated.kind, stated.text), reading))
            .or_default()
            .push(place);
    }
    let count: usize = rows.values().map(Vec::len).sum();
    let mut table = format!("{count} tokens, {} different\n\n", rows.len());
    for ((token, reading), places) in rows {
        table.push_str(&format!("{token} | {reading}\n    {}\n", places.join(", ")));
    }
    table
}

fn kind_named(name: &str) -> Kind {
    match name {
        "string" => Kind::String,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "object" => Kind::Object,
        "array of string" => Kind::Array(Some(Simple::String)),
        "not given" => Kind::Any,
        other => panic!("no type `{other}`"),
    }
}

fn show(reading: &Reading) -> String {
    match reading {
        Reading::Nothing => "nothing".to_owned(),
        Reading::Unclear(_) => "unclear".to_owned(),
        Reading::Limits(limits) => {
            let members: Vec<String> = limits
                .members
                .iter()
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            let entries = if limits.of_entries { "entries: " } else { "" };
            format!("{entries}{}", members.join(", "))
        }
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![
        Kind::String,
        Kind::Integer,
        Kind::Number,
        Kind::Boolean,
        Kind::Array(None),
        Kind::Array(Some(Simple::Number)),
        Kind::Object,
        Kind::Any,
    ])
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".*", kind in kinds()) {
        let _ = restrict::token(&text, kind);
    }

    /// Random text rarely gets past the first bracket; pieces of real tokens do.
    #[test]
    fn no_mix_of_the_grammars_pieces_makes_the_reader_panic(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "[", "]", "(", ")", "【", "】", "string", "O", "M,", "1", "64", "0.01", "-", "..", "~", ",", "、", "/", " ", "位",
            "长度", "min", "max", "<=", ">", "enum", ":", "default", "yyyy-MM-dd", "^", "$", "\"", "auto", "characters", "至",
            "以内", "99999999999999999999", "decimal", "位小数", "枚举", "字",
        ]), 0..24),
        kind in kinds(),
    ) {
        let _ = restrict::token(&pieces.concat(), kind);
    }
}

#[test]
fn brackets_may_nest_without_end() {
    let text = "[".repeat(50_000) + &"]".repeat(50_000);
    assert!(matches!(
        restrict::token(&text, Kind::String),
        Reading::Unclear(_)
    ));
}

#[test]
fn limits_go_before_the_token_that_states_them() {
    let document = json!({"components": {"schemas": {"A": {"type": "object", "properties": {
        "x-restriction": {"type": "string", "x-restriction": "[1, 64]", "description": "A property of that very name."},
    }}}}});
    let done = restrict::read(document).expect("no error");
    assert!(done.findings.is_empty(), "{}", done.findings);
    let property = &done.value["components"]["schemas"]["A"]["properties"]["x-restriction"];
    assert_eq!(
        property.to_string(),
        r#"{"type":"string","minLength":1,"maxLength":64,"x-restriction":"[1, 64]","description":"A property of that very name."}"#
    );
}

#[test]
fn the_type_is_found_through_references() {
    let document = json!({
        "properties": {"a": {"allOf": [{"$ref": "#/definitions/Count"}], "x-restriction": "[1, 64]"}},
        "definitions": {"Count": {"type": "integer"}, "Loop": {"allOf": [{"$ref": "#/definitions/Loop"}], "x-restriction": "[1, 64]"}},
    });
    let done = restrict::read(document).expect("no error");
    assert_eq!(done.value["properties"]["a"]["maximum"], json!(64));
    insta::assert_snapshot!(done.findings, @"-:/definitions/Loop/x-restriction: warning[restriction-unreadable]: `[1, 64]` yields no limit: it may limit a length or a value, and there is no type; state it in the overlay");
}

#[test]
fn values_among_which_is_the_propertys_own_name_may_be_properties() {
    let stated = |name: &str| {
        let mut properties = json!({});
        properties[name] = json!({"type": "string", "x-restriction": "One of name or email"});
        restrict::read(json!({"properties": properties})).expect("no error")
    };
    let asked = stated("name");
    assert_eq!(asked.value["properties"]["name"].get("enum"), None);
    assert_eq!(asked.findings.iter().count(), 1);
    let read = stated("sentBy").value;
    assert_eq!(
        read["properties"]["sentBy"]["enum"],
        json!(["name", "email"])
    );
}

#[test]
fn a_parameters_token_restricts_its_schema() {
    let document = json!({"parameters": [{"name": "id", "in": "query", "schema": {"type": "string"}, "x-restriction": "[1, 64]"}]});
    let done = restrict::read(document).expect("no error");
    assert_eq!(
        done.value["parameters"][0]["schema"],
        json!({"type": "string", "minLength": 1, "maxLength": 64})
    );
}

#[test]
fn every_token_that_yields_no_limit_is_named_with_its_place() {
    let document = json!({"properties": {
        "unclear": {"type": "string", "x-restriction": "[64]"},
        "falling": {"type": "string", "x-restriction": "[64, 1]"},
        "wrong/type": {"type": "integer", "x-restriction": "string[1, 64]"},
        "disputed": {"type": "string", "x-restriction": ["[1, 64]", "[2, 64]"]},
        "stated": {"type": "string", "maxLength": 32, "x-restriction": "[1, 64]"},
        "hidden": {"$ref": "#/definitions/A", "x-restriction": "[1, 64]"},
        "list": {"type": "array", "items": {"type": "string"}, "x-restriction": "[1, 64]"},
        "shape": {"type": "string", "x-restriction": 5},
        "sample": {"type": "string", "x-restriction": "[O,11]"},
    }});
    let done = restrict::read(document).expect("no error");
    insta::assert_snapshot!(done.findings.in_file("transcript.yaml"), @"
    transcript.yaml:/properties/hidden: warning[restriction-beside-reference]: readers of OpenAPI 3.0 drop what stands beside a reference; wrap the reference in allOf
    transcript.yaml:/properties/shape/x-restriction: warning[restriction-unreadable]: a restriction is a text or a list of texts
    transcript.yaml:/properties/unclear/x-restriction: warning[restriction-unreadable]: `[64]` yields no limit: `64` alone may be a limit or a sample; state it in the overlay
    transcript.yaml:/properties/falling/x-restriction: warning[restriction-unreadable]: `[64, 1]` yields no limit: no value is at least 64 and at most 1; state it in the overlay
    transcript.yaml:/properties/wrong~1type/x-restriction: warning[restriction-unreadable]: `string[1, 64]` yields no limit: it speaks of a text, but the type is integer; state it in the overlay
    transcript.yaml:/properties/disputed/x-restriction: warning[restriction-contradiction]: the tokens give `minLength` as 1 and as 2, so neither is taken; state it in the overlay
    transcript.yaml:/properties/stated/x-restriction: warning[restriction-contradiction]: `[1, 64]` gives `maxLength` as 64, but the schema has 32, which is kept
    transcript.yaml:/properties/list/x-restriction: warning[restriction-unreadable]: `[1, 64]` yields no limit: it may limit the entries or their number; state it in the overlay
    ");
    assert_eq!(
        done.value["properties"]["disputed"],
        json!({"type": "string", "maxLength": 64, "x-restriction": ["[1, 64]", "[2, 64]"]})
    );
    assert_eq!(done.value["properties"]["stated"]["maxLength"], json!(32));
}
