//! What changed between two documents is reported once, under the right rule, for whom it concerns.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::document;
use gateway_codegen::drift::report::Report;
use gateway_codegen::drift::rules::{self, RULES};
use gateway_codegen::drift::{self, Change, Class, Direction, report};
use gateway_codegen::findings::Findings;
use gateway_codegen::openapi::{self, Document};
use gateway_codegen::pipeline::SILENT;
use gateway_codegen::release::{self, Options, Source};
use serde_json::{Value, json};

use crate::accept::accepts;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/drift")
}

fn read(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    document::parse(&text).expect("a document").value
}

/// The normal form of a document.
pub(crate) fn normal(document: &Value) -> Document {
    openapi::read(document).expect("it can be read").value
}

/// The changes between two documents.
pub(crate) fn compare(old: &Value, new: &Value) -> Vec<Change> {
    drift::compare(&normal(old), &normal(new))
}

/// How two documents are reported of, and nothing else is asked.
pub(crate) const PLAIN: Options<'static> = Options {
    ignored: &[],
    version: None,
    next: None,
};

/// What is reported of two documents that somebody else wrote.
pub(crate) fn reported(old: &Value, new: &Value) -> Report {
    let source = |document: &Value| {
        let text = document.to_string();
        let findings = &mut Findings::default();
        Source::read(text.as_bytes(), "document", findings, SILENT).expect("a document")
    };
    release::report(&source(old), &source(new), &[], PLAIN, SILENT).expect("both can be read")
}

/// What of a change has to be found again when the documents are swapped.
pub(crate) type Seen = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

pub(crate) fn seen(changes: &[Change]) -> BTreeMap<Seen, usize> {
    let mut seen = BTreeMap::new();
    for change in changes {
        let key = (
            change.rule.to_owned(),
            change.former.clone(),
            change.pointer.clone(),
            change.was.clone(),
            change.is.clone(),
        );
        *seen.entry(key).or_default() += 1;
    }
    seen
}

pub(crate) fn mirrored(changes: &[Change]) -> BTreeMap<Seen, usize> {
    let mut seen = BTreeMap::new();
    for change in changes {
        let rule = rules::rule(change.rule).expect("a rule of the table");
        let key = (
            rule.mirror.to_owned(),
            change.pointer.clone(),
            change.former.clone(),
            change.is.clone(),
            change.was.clone(),
        );
        *seen.entry(key).or_default() += 1;
    }
    seen
}

/// Changes as the goldens show them, one a line with what follows indented.
fn show(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        text.push_str(&format!(
            "{} {} {}\n",
            change.class, change.rule, change.path
        ));
        for (word, value) in [("was", &change.was), ("is", &change.is)] {
            if let Some(value) = value {
                text.push_str(&format!("    {word} {value}\n"));
            }
        }
        for (word, pointer) in [("from", &change.former), ("to", &change.pointer)] {
            if let Some(pointer) = pointer {
                text.push_str(&format!("    {word} {pointer}\n"));
            }
        }
        for (operation, directions) in change.operations() {
            let sides: Vec<&str> = directions.iter().map(|side| side.word()).collect();
            text.push_str(&format!("    reaches {operation} ({})\n", sides.join(", ")));
        }
    }
    if text.is_empty() {
        text.push_str("nothing\n");
    }
    text
}

/// `INSTA_UPDATE=always` writes the goldens.
#[test]
fn every_rule_fires_in_its_case_and_stays_silent_in_the_one_beside_it() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let folder = cases().join(rule.id);
        let old = read(&folder.join("old.yaml"));
        let fired = compare(&old, &read(&folder.join("new.yaml")));
        let silent = compare(&old, &read(&folder.join("other.yaml")));
        if !fired.iter().any(|change| change.rule == rule.id) {
            wrong.push(format!("{}: does not fire\n{}", rule.id, show(&fired)));
        }
        if silent.iter().any(|change| change.rule == rule.id) {
            wrong.push(format!("{}: is not silent\n{}", rule.id, show(&silent)));
        }
        let actual = format!(
            "# new.yaml\n{}\n# other.yaml\n{}",
            show(&fired),
            show(&silent)
        );
        let golden = folder.join("expected.txt");
        if accepts() {
            fs::write(&golden, &actual).expect("written");
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if actual != expected {
            wrong.push(format!("{}: differs from expected.txt\n{actual}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Pairs that a rule of its own does not tell of: ways to say the same, and changes that can be taken for others.
/// `INSTA_UPDATE=always` writes the goldens.
#[test]
fn every_pair_is_told_as_its_golden_says_and_back_as_the_reverse() {
    let mut wrong = Vec::new();
    let pairs = cases().with_file_name("drift-pairs");
    let mut folders: Vec<PathBuf> = fs::read_dir(&pairs)
        .expect("the pairs")
        .map(|entry| entry.expect("a pair").path())
        .collect();
    folders.sort();
    for folder in folders {
        let (old, new) = (
            read(&folder.join("old.yaml")),
            read(&folder.join("new.yaml")),
        );
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        let actual = format!("# there\n{}\n# back\n{}", show(&there), show(&back));
        let golden = folder.join("expected.txt");
        if accepts() {
            fs::write(&golden, &actual).expect("written");
        }
        if fs::read_to_string(&golden).unwrap_or_default() != actual {
            wrong.push(format!("{}: differs\n{actual}", folder.display()));
        }
        if mirrored(&there) != seen(&back) {
            wrong.push(format!("{}: is no reverse\n{actual}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_belongs_to_a_rule() {
    for entry in fs::read_dir(cases()).expect("the cases") {
        let name = entry
            .expect("a case")
            .file_name()
            .into_string()
            .expect("a name");
        assert!(
            rules::rule(&name).is_some(),
            "no rule has the name of the case {name}"
        );
    }
}

#[test]
fn rules_are_unique_and_mirror_each_other() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len(), "an id stands twice");
    for rule in RULES {
        let mirror = rules::rule(rule.mirror).expect("the mirror is a rule");
        assert_eq!(mirror.mirror, rule.id, "{} and {}", rule.id, mirror.id);
        assert!(
            !rule.what.is_empty() && rule.why.ends_with('.'),
            "{}",
            rule.id
        );
    }
}

/// `INSTA_UPDATE=always` writes the page.
#[test]
fn the_page_of_rules_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/drift-rules.md");
    if accepts() {
        fs::write(&path, rules::markdown()).expect("written");
    }
    let committed = fs::read_to_string(&path).expect("docs/drift-rules.md");
    assert!(
        committed == rules::markdown(),
        "docs/drift-rules.md is old; `INSTA_UPDATE=always cargo test -p gateway-codegen --test it drift::` writes it"
    );
}

/// An order that answers alone reach, and one that requests alone reach.
fn one_sided(requests: bool) -> Value {
    let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
    let mut operation = json!({ "responses": { "200": { "description": "OK" } } });
    if requests {
        operation["requestBody"] = body;
    } else {
        operation["responses"]["200"]["content"] = body["content"].clone();
    }
    json!({
        "openapi": "3.0.3",
        "paths": { "/orders": { "post": operation } },
        "components": { "schemas": { "Order": {
            "type": "object",
            "required": ["number"],
            "properties": { "number": { "type": "string" }, "note": { "type": "string" } },
        } } },
    })
}

/// A rule, a change of a schema that it tells of, and its class in requests and in answers.
type Case<'a> = (&'static str, &'a dyn Fn(&mut Value), Class, Class);

#[test]
fn the_direction_decides_the_class() {
    let changes: [Case; 6] = [
        (
            "required-property-added",
            &|order| {
                order["properties"]["colour"] = json!({ "type": "string" });
                order["required"] = json!(["number", "colour"]);
            },
            Class::Breaking,
            Class::Additive,
        ),
        (
            "property-became-optional",
            &|order| order["required"] = json!([]),
            Class::Additive,
            Class::Breaking,
        ),
        (
            "became-nullable",
            &|order| order["properties"]["note"]["nullable"] = json!(true),
            Class::Additive,
            Class::Breaking,
        ),
        (
            "limit-tightened",
            &|order| order["properties"]["note"]["maxLength"] = json!(5),
            Class::Breaking,
            Class::Additive,
        ),
        (
            "enumeration-added",
            &|order| order["properties"]["note"]["enum"] = json!(["a"]),
            Class::Breaking,
            Class::Additive,
        ),
        (
            "type-changed",
            &|order| order["properties"]["note"]["type"] = json!("boolean"),
            Class::Breaking,
            Class::Breaking,
        ),
    ];
    for (rule, change, request, answer) in changes {
        for (side, class) in [(true, request), (false, answer)] {
            let old = one_sided(side);
            let mut new = old.clone();
            change(&mut new["components"]["schemas"]["Order"]);
            let found = compare(&old, &new);
            let [only] = found.as_slice() else {
                panic!("{rule}: one change, not\n{}", show(&found));
            };
            assert_eq!((only.rule, only.class), (rule, class), "requests: {side}");
            let direction = if side {
                Direction::Request
            } else {
                Direction::Answer
            };
            assert!(
                only.reach
                    .iter()
                    .all(|reached| reached.direction == direction)
            );
        }
    }
}

#[test]
fn a_shared_schema_is_reported_once_with_all_that_it_reaches() {
    let mut old = one_sided(true);
    old["paths"]["/refunds"] = json!({ "get": { "responses": { "200": {
        "description": "OK",
        "content": { "*/*": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Order" } } } },
    } } } });
    let mut new = old.clone();
    new["components"]["schemas"]["Order"]["properties"]["note"]["maxLength"] = json!(5);
    insta::assert_snapshot!(show(&compare(&old, &new)), @r"
    breaking limit-tightened Order.note
        is maxLength 5
        from /components/schemas/Order/properties/note/maxLength
        to /components/schemas/Order/properties/note/maxLength
        reaches GET /refunds (answer)
        reaches POST /orders (request)
    ");
}

#[test]
fn a_heading_names_an_operation_by_its_whole_path() {
    let document = |extra: Value| {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "t", "version": "1" },
            "paths": { "/orders/{id}.json": { "get": {
                "operationId": "order",
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }, extra],
                "responses": { "204": { "description": "OK" } },
            } } },
        })
    };
    let parameter = |name: &str| json!({ "name": name, "in": "query", "schema": {} });
    let (old, new) = (document(parameter("a.b")), document(parameter("zyx")));
    let text = report::text(&reported(&old, &new), false);
    let headings = text.matches("\n  GET /orders/{id}.json\n").count();
    assert_eq!(headings, 2, "{text}");
}

#[test]
fn what_nothing_reaches_is_documentation() {
    let mut old = one_sided(true);
    old["components"]["schemas"]["Alone"] = json!({ "type": "string" });
    let mut new = old.clone();
    new["components"]["schemas"]["Alone"]["type"] = json!("integer");
    let changes = compare(&old, &new);
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].class, Class::Documentation);
}

#[test]
fn schemas_that_run_in_a_circle_are_walked_once() {
    let document = |extra: bool| {
        let mut node = json!({
            "type": "object",
            "properties": {
                "next": { "$ref": "#/components/schemas/Node" },
                "all": { "allOf": [{ "$ref": "#/components/schemas/Node" }, { "$ref": "#/components/schemas/Leaf" }] },
            },
        });
        if extra {
            node["properties"]["more"] = json!({ "type": "string" });
        }
        json!({
            "openapi": "3.0.3",
            "paths": { "/nodes": { "get": { "responses": { "200": { "description": "OK", "content": { "*/*": { "schema": { "$ref": "#/components/schemas/Node" } } } } } } } },
            "components": { "schemas": {
                "Node": node,
                "Leaf": { "allOf": [{ "$ref": "#/components/schemas/Leaf" }] },
                "Loop": { "$ref": "#/components/schemas/Loop" },
            } },
        })
    };
    let changes = compare(&document(false), &document(true));
    assert_eq!(changes.len(), 1, "{}", show(&changes));
    assert_eq!(changes[0].rule, "optional-property-added");
}

#[test]
fn a_property_that_only_one_side_can_see_is_told_as_such_on_the_other() {
    let order = |flag: Option<&str>| {
        let mut document = one_sided(true);
        document["paths"]["/orders"]["get"] = one_sided(false)["paths"]["/orders"]["post"].clone();
        if let Some(flag) = flag {
            document["components"]["schemas"]["Order"]["properties"]["note"][flag] = json!(true);
        }
        document
    };
    insta::assert_snapshot!(show(&compare(&order(None), &order(Some("readOnly")))), @r"
    breaking became-read-only Order.note
        from /components/schemas/Order/properties/note/readOnly
        to /components/schemas/Order/properties/note/readOnly
        reaches POST /orders (request)
    ");
    insta::assert_snapshot!(show(&compare(&order(Some("writeOnly")), &order(None))), @r"
    additive no-longer-write-only Order.note
        from /components/schemas/Order/properties/note/writeOnly
        to /components/schemas/Order/properties/note/writeOnly
        reaches GET /orders (answer)
    ");
}

#[test]
fn what_a_page_cannot_show_and_another_document_does_is_no_change() {
    let mut page = one_sided(true);
    page["info"] = json!({ "title": "Shop", "version": "1", "x-unknown": ["maxLength", "default", "operationId", "deprecated"] });
    page["paths"]["/orders"]["post"]["x-unknown"] = json!(["summary"]);
    let mut document = one_sided(true);
    document["info"] = json!({ "title": "Shop", "version": "1" });
    let post = &mut document["paths"]["/orders"]["post"];
    post["summary"] = json!("Order");
    post["operationId"] = json!("order");
    let note = &mut document["components"]["schemas"]["Order"]["properties"]["note"];
    note["maxLength"] = json!(5);
    note["default"] = json!("x");
    assert_eq!(show(&compare(&page, &document)), "nothing\n");
    assert_eq!(show(&compare(&document, &page)), "nothing\n");
    // Two pages show it in their prose, or do not.
    let mut next = page.clone();
    next["components"]["schemas"]["Order"]["properties"]["note"]["maxLength"] = json!(5);
    assert_eq!(compare(&page, &next).len(), 1);
}
