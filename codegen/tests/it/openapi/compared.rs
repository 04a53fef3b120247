//! Documents are compared by what they say: another way to say the same is no change, and the way back is the reverse.

use std::collections::BTreeMap;

use gateway_codegen::drift::{self, Change, Class, rules};
use gateway_codegen::openapi::Version;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::documents::{Said, read};
use super::random::document;
use super::rewrite::{ALL, Rewriting, each_schema};
use super::rewritings::otherwise;
use crate::cases::cases;

fn compare(old: &Value, new: &Value) -> Vec<Change> {
    drift::compare(&read(old), &read(new))
}

/// The changes between a document and another way to say it, there and back. Where a way gives names to schemas or takes
/// them, that is documentation at most.
fn told(document: &Value, ways: &[(&str, Rewriting)]) -> Vec<Change> {
    let mut document = document.clone();
    if ways.iter().any(|(how, _)| LATER.contains(how)) {
        document = without_ignored(&document);
    }
    let mut said = document.clone();
    for (_, rewrite) in ways {
        said = rewrite(&said);
    }
    let how: Vec<&str> = ways.iter().map(|(how, _)| *how).collect();
    between(&Said::of(document), &Said::of(said), &how)
}

fn between(document: &Said, said: &Said, how: &[&str]) -> Vec<Change> {
    let mut changes = drift::compare(&document.form, &said.form);
    changes.extend(drift::compare(&said.form, &document.form));
    let names = ["components inlined", "schemas taken out"];
    if how.iter().any(|how| names.contains(how)) {
        changes.retain(|change| change.class != Class::Documentation);
    }
    changes
}

/// The ways that read what OpenAPI 3.0 ignores.
const LATER: [&str; 2] = ["as OpenAPI 3.1", "as OpenAPI 3.1 and back"];

/// A document without what OpenAPI 3.0 ignores beside a reference, which 3.1 would read.
fn without_ignored(document: &Value) -> Value {
    let is_3_0 = read(document).version == Version::V3_0;
    each_schema(document, |schema| {
        let members = schema.as_object_mut();
        if let Some(members) = members.filter(|it| is_3_0 && it.contains_key("$ref")) {
            members.retain(|name, _| name == "$ref" || name.starts_with("x-"));
        }
    })
}

#[test]
fn every_document_said_otherwise_is_no_change() {
    let mut wrong = String::new();
    for case in otherwise() {
        let document = &case.document;
        let ignores = without_ignored(&document.value) != document.value;
        for (way, said) in &case.ways {
            let (how, _) = way;
            let changes = match ignores && LATER.contains(how) {
                true => told(&document.value, &[*way]),
                false => between(document, said, &[how]),
            };
            for change in changes {
                wrong.push_str(&format!("{}, {how}: {change:?}\n", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Documents whose schemas `A` and `B` are these.
fn with_schemas(schemas: Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": { "/a": { "get": { "operationId": "a", "responses": { "200": {
            "description": "OK",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } },
        } } } } },
        "components": { "schemas": schemas },
    })
}

#[test]
fn an_alternative_under_another_name_once_more_is_no_change() {
    let other = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let document = |third: &str| {
        with_schemas(json!({
            "A": { "oneOf": [other("B"), { "type": "boolean" }, other(third)] },
            "B": { "type": "string" },
            "C": other("B"),
        }))
    };
    let (once, twice) = (document("B"), document("C"));
    for changes in [compare(&once, &twice), compare(&twice, &once)] {
        let told = |change: &&Change| change.class != Class::Documentation;
        assert_eq!(changes.iter().find(told), None);
    }
}

#[test]
fn what_may_only_be_null_is_that_however_null_is_said() {
    let plain = json!({ "allOf": [
        { "type": "object", "nullable": true },
        { "type": "string", "nullable": true },
    ] });
    // In 3.0 null is written as what may be null and is nothing else.
    let alone = json!({ "enum": [null], "nullable": true });
    let apart = json!({ "allOf": [
        { "anyOf": [{ "type": "object" }, alone] },
        { "anyOf": [{ "type": "string" }, alone] },
    ] });
    let document = |a: &Value| with_schemas(json!({ "A": a, "B": {} }));
    let (plain, apart) = (document(&plain), document(&apart));
    assert_eq!(compare(&plain, &apart), []);
    assert_eq!(compare(&apart, &plain), []);
}

#[test]
fn nothing_but_one_shape_under_several_names_is_that_shape() {
    let other = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    for shape in [json!({}), json!({ "type": "string", "enum": ["a"] })] {
        let document = |alternatives: Value| {
            with_schemas(json!({
                "A": { "type": "object", "properties": { "a": { "oneOf": alternatives } } },
                "B": shape.clone(),
                "C": other("B"),
                "D": other("B"),
            }))
        };
        let (once, twice) = (
            document(json!([other("B"), other("B")])),
            document(json!([other("C"), other("D")])),
        );
        for changes in [compare(&once, &twice), compare(&twice, &once)] {
            let told = |change: &&Change| change.class != Class::Documentation;
            assert_eq!(changes.iter().find(told), None);
        }
    }
}

#[test]
fn words_that_two_properties_share_tell_of_no_other_name_in_either_direction() {
    let said = json!({ "type": "string", "description": "Words." });
    let object = |names: &[&str]| {
        let properties: Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), said.clone()))
            .collect();
        with_schemas(json!({ "A": { "type": "object", "properties": properties } }))
    };
    let (one, two) = (object(&["amount"]), object(&["cardNo", "number"]));
    let (there, back) = (compare(&one, &two), compare(&two, &one));
    assert_eq!(seen(&there, true), seen(&back, false));
    assert!(
        there.iter().all(|change| change.rule != "property-renamed"),
        "{there:?}"
    );
}

/// What of a change has to be found again when the documents are swapped: its rule, and what it was and is where.
type Seen<'c> = (&'static str, [Option<&'c str>; 4]);

fn seen<'c>(changes: &'c [Change], mirrored: bool) -> BTreeMap<Seen<'c>, usize> {
    let mut seen = BTreeMap::new();
    for change in changes {
        let [former, pointer, was, is] =
            [&change.former, &change.pointer, &change.was, &change.is].map(Option::as_deref);
        let key = if mirrored {
            let rule = rules::rule(change.rule).expect("a rule of the table");
            (rule.mirror, [pointer, former, is, was])
        } else {
            (change.rule, [former, pointer, was, is])
        };
        *seen.entry(key).or_default() += 1;
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 400, ..cases(24) })]

    #[test]
    fn any_document_said_otherwise_is_no_change(
        document in document(),
        ways in vec(prop::sample::select(&ALL[..]), 1..4),
    ) {
        // What 3.0 says of a schema, 3.1 says otherwise.
        let last = ways.iter().position(|(how, _)| *how == "as OpenAPI 3.1");
        let ways = &ways[..last.map_or(ways.len(), |last| last + 1)];
        let changes = told(&document, ways);
        prop_assert!(changes.is_empty(), "{:?} of {document}: {changes:#?}", ways.iter().map(|way| way.0).collect::<Vec<_>>());
    }

    #[test]
    fn the_way_back_between_any_documents_is_the_reverse(old in document(), new in document()) {
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(seen(&there, true), seen(&back, false));
    }
}
