//! Extensions are read into types by one reader, and its table, the types and spec/README.md say the same.

use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::extensions::table::{self, Extension, MEMBERS, SECTIONS};
use gateway_codegen::extensions::{self, Class, Effect, Extensions, Place, RepeatRule, Source};
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Generated, Input, SILENT, Target};
use gateway_codegen::render::TextFile;
use gateway_codegen::{openapi, yaml};
use serde_json::{Value, json};

use crate::accept::accepts;

fn top(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

fn read(document: &Value, ours: bool) -> (Extensions, Findings) {
    let document = openapi::read(document).expect("a document").value;
    extensions::read(&document, ours)
}

fn all() -> impl Iterator<Item = &'static Extension> {
    SECTIONS.iter().flat_map(|(_, extensions)| *extensions)
}

/// A document that has every place.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Till", "version": "1" },
        "paths": { "/pay": { "post": {
            "operationId": "pay",
            "parameters": [{ "name": "a", "in": "query", "schema": { "type": "string" } }],
            "responses": { "200": { "description": "Paid." } },
        } } },
        "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "key" } },
            "schemas": { "Card": { "type": "object", "properties": { "number": { "type": "string" } } } },
        },
    })
}

fn pointer(place: Place) -> &'static str {
    match place {
        Place::Document => "",
        Place::Operation => "/paths/~1pay/post",
        Place::Parameter => "/paths/~1pay/post/parameters/0",
        Place::SecurityScheme => "/components/securitySchemes/key",
        Place::Component => "/components/schemas/Card",
        Place::Property => "/components/schemas/Card/properties/number",
        Place::Part => "/paths/~1pay/post/parameters/0/schema",
        Place::Other => "/paths/~1pay/post/responses/200",
    }
}

/// The document with one extension at one place.
fn with(place: &str, name: &str, value: Value) -> Value {
    let mut document = document();
    let node = document.pointer_mut(place).expect("a place");
    node[name] = value;
    document
}

fn told(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{}: {finding}", finding.severity))
        .collect()
}

#[test]
fn every_extension_is_read_where_the_table_has_it_and_refused_elsewhere() {
    for extension in all() {
        for place in Place::ALL {
            let document = with(pointer(place), extension.name, json!({ "nobody": 1 }));
            let (_, findings) = read(&document, true);
            let at = format!("{}/{}", pointer(place), extension.name);
            let ids: Vec<&str> = findings.iter().map(|finding| finding.id.name()).collect();
            assert!(
                findings.pointers().all(|pointer| pointer.starts_with(&at)),
                "{findings}"
            );
            assert!(
                findings.has_errors(),
                "`{}` is not read at {at}",
                extension.name
            );
            let is_misplaced = ids == ["misplaced-extension"];
            assert_eq!(
                is_misplaced,
                !extension.places.contains(&place),
                "{at}: {findings}"
            );
            let (_, findings) = read(&document, false);
            assert!(!findings.has_errors(), "{findings}");
            assert_eq!(findings.is_empty(), is_misplaced, "{at}: {findings}");
        }
    }
}

#[test]
fn a_name_that_nobody_reads_is_an_error_in_a_document_of_ours_alone() {
    for place in Place::ALL
        .map(pointer)
        .into_iter()
        .chain(["/paths", "/components", "/info"])
    {
        for (name, text) in [
            (
                "x-foundby",
                "nobody reads this extension; `x-found-by` may be meant",
            ),
            (
                "x-clas",
                "nobody reads this extension; `x-class` may be meant",
            ),
            ("x-internal", "nobody reads this extension"),
        ] {
            let document = with(place, name, json!(true));
            let (_, findings) = read(&document, true);
            let expected = format!("error: -:{place}/{name}: error[unknown-extension]: {text}");
            assert_eq!(told(&findings), [expected]);
            assert!(read(&document, false).1.is_empty());
        }
    }
}

#[test]
fn every_problem_of_an_extension_is_told_with_its_place() {
    let document = with(
        "/paths/~1pay/post",
        "x-found-by",
        json!({
            "operation": "find",
            "with": { "a": { "from": "b" }, "c": "d" },
            "match": { "field": " ", "states": [], "same": ["a"], "until": "e" },
            "lost": ["f", 5],
        }),
    );
    let (extensions, findings) = read(&document, false);
    let at = "-:/paths/~1pay/post/x-found-by";
    assert_eq!(
        told(&findings),
        [
            format!(
                "warning: {at}/with/a: warning[bad-extension]: this has to be a field of the request, {{const: …}} or {{ask: …}}"
            ),
            format!(
                "warning: {at}/match/until: warning[unknown-member]: this member is none of field, states, same, alike, since"
            ),
            format!("warning: {at}/match/field: warning[bad-extension]: this text says nothing"),
            format!(
                "warning: {at}/match/states: warning[bad-extension]: this has to be a list of states, one at least"
            ),
            format!("warning: {at}/match/same: warning[bad-extension]: this has to be an object"),
            format!("warning: {at}/lost/1: warning[bad-extension]: this has to be text"),
            format!("warning: {at}: warning[missing-reason]: there is no `reason`"),
        ]
    );
    assert_eq!(extensions.operations[0].found_by, None);
}

#[test]
fn what_follows_of_a_problem_is_no_second_one() {
    let either = json!([{ "of": ["number", 5], "rust-name": 7 }]);
    let document = with("/components/schemas/Card", "x-either", either);
    let document = openapi::read(&document).expect("a document").value;
    let (extensions, findings) = extensions::read(&document, true);
    let at = "error: -:/components/schemas/Card/x-either/0";
    assert_eq!(
        told(&findings),
        [
            format!("{at}/of/1: error[bad-extension]: this has to be text"),
            format!("{at}/rust-name: error[bad-extension]: this has to be text"),
        ]
    );
    let card = document.components["Card"].id;
    assert!(extensions.schema(card).either.is_empty());
}

#[test]
fn what_is_wrong_costs_its_extension_and_no_other() {
    let mut document = with("/paths/~1pay/post", "x-before-state", json!([401, 500]));
    document["paths"]["/pay"]["post"]["x-effect"] = json!("changes");
    document["paths"]["/pay"]["post"]["x-repeat"] =
        json!({ "rule": "same-key", "key": "a", "reason": "So." });
    let (extensions, findings) = read(&document, true);
    let pay = &extensions.operations[0];
    assert_eq!(pay.effect, Some(Effect::Changes));
    assert_eq!(
        pay.repeat.as_ref().map(|repeat| &repeat.rule),
        Some(&RepeatRule::SameKey("a".to_owned()))
    );
    assert!(pay.before_state.is_empty());
    assert_eq!(
        told(&findings),
        [
            "error: -:/paths/~1pay/post/x-before-state/1: error[bad-extension]: a status is a number from 400 to 499"
        ]
    );
}

#[test]
fn documents_of_ours_are_read_without_a_finding() {
    for file in ["spec/openapi.yaml", "tests/cases/refine/complete.yaml"] {
        let document = yaml::read(&fs::read_to_string(top(file)).expect(file)).expect(file);
        let (extensions, findings) = read(&document, true);
        assert!(findings.is_empty(), "{file}\n{findings}");
        assert!(extensions.document.envelope.is_some());
        assert!(
            extensions
                .schemes
                .values()
                .any(|scheme| scheme.token.is_some())
        );
        let ways = extensions
            .operations
            .iter()
            .filter_map(|operation| operation.found_by.as_ref());
        let mut ways = ways.flat_map(|found_by| &found_by.ways);
        assert!(ways.any(|way| {
            way.with
                .values()
                .any(|from| matches!(from, Source::Constant(_)))
        }));
        let form = openapi::read(&document).expect(file).value;
        let classes = form
            .schemas
            .iter()
            .filter_map(|(id, _)| extensions.schema(id).class);
        assert!(classes.into_iter().any(|class| class == Class::Pan));
    }
}

/// The client of anybody's document.
fn lowered(document: &Value) -> Generated {
    let run = pipeline::run(Input::Foreign(document), Target::OWN, SILENT);
    let done = run.unwrap_or_else(|stopped| panic!("{stopped}"));
    done.value.generated
}

#[test]
fn a_judgement_that_cannot_be_read_is_taken_for_the_worst() {
    let mut document = document();
    let mut get = document["paths"]["/pay"]["post"].clone();
    get["operationId"] = json!("look");
    document["paths"]["/pay"]["get"] = get;
    let judged = |document: &Value| {
        let api = lowered(document).api;
        let look = api
            .operations()
            .find(|operation| operation.id == "look")
            .cloned();
        let look = look.expect("it is sent");
        (look.effect, look.repeat)
    };
    assert_eq!(judged(&document), (Effect::Reads, RepeatRule::Safe));
    document["paths"]["/pay"]["get"]["x-effect"] = json!("moves-mony");
    document["paths"]["/pay"]["get"]["x-repeat"] =
        json!({ "rule": "neverr", "reason": "It pays." });
    assert_eq!(judged(&document), (Effect::MovesMoney, RepeatRule::Never));
}

#[test]
fn the_lifetime_of_a_token_has_the_unit_that_is_stated() {
    for (unit, variant) in [
        ("milliseconds", "Milliseconds"),
        ("seconds", "Seconds"),
        ("minutes", "Minutes"),
        ("hours", "Hours"),
    ] {
        let token = json!({
            "operation": "pay", "app-id": "a", "secret": "a", "access-token": "b", "expires-in": "b",
            "unit": unit, "forms": ["raw"], "reason": "It is said.",
        });
        let mut document = with("/components/securitySchemes/key", "x-token", token);
        document["security"] = json!([{ "key": [] }]);
        let files = lowered(&document).files;
        let is_said = |file: &TextFile| file.text.contains(&format!("TimeUnit::{variant}"));
        assert!(files.iter().any(is_said), "{unit}");
    }
}

#[test]
fn the_tables_of_members_name_what_the_types_have() {
    for members in MEMBERS {
        let nobody = json!({ "nobody": 1 });
        let (place, name, value) = match members.of {
            "x-class" => (Place::Property, "x-class", json!("nobody")),
            "x-states" => (Place::Property, "x-states", json!({ "paid": "nobody" })),
            "x-choice" => (Place::Component, "x-choice", json!([nobody])),
            "x-repeat" => (Place::Operation, "x-repeat", json!({ "rule": "nobody" })),
            "x-acknowledges" => (Place::Operation, "x-acknowledges", nobody),
            "x-found-by" => (Place::Operation, "x-found-by", nobody),
            "page" | "match" => {
                let member = json!({ members.of: nobody });
                (Place::Operation, "x-found-by", member)
            }
            "x-token" => (Place::SecurityScheme, "x-token", nobody),
            other => panic!("nothing says what `{other}` is"),
        };
        let (_, findings) = read(&with(pointer(place), name, value), true);
        let mut known = findings.iter().filter_map(|finding| {
            let (_, known) = finding.text.split_once(" is none of ")?;
            Some(known.split(", ").collect::<Vec<&str>>())
        });
        let mut named: Vec<&str> = members.rows.iter().map(|row| row[0]).collect();
        let mut known = known.next().unwrap_or_else(|| panic!("{findings}"));
        named.sort_unstable();
        known.sort_unstable();
        assert_eq!(named, known, "{}", members.of);
    }
}

/// `INSTA_UPDATE=always` writes the tables.
#[test]
fn the_tables_of_the_readme_are_what_the_table_says() {
    let path = top("spec/README.md");
    let committed = fs::read_to_string(&path).expect("spec/README.md");
    let mut written = committed.clone();
    let sections = SECTIONS.iter().map(|(section, extensions)| {
        (
            format!("extensions: {section}"),
            table::markdown(extensions),
        )
    });
    let members = MEMBERS
        .iter()
        .map(|members| (format!("members: {}", members.of), members.markdown()));
    for (what, table) in sections.chain(members) {
        let mark = format!("<!-- {what}; written from codegen/src/extensions/table.rs -->\n");
        let (before, after) = written.split_once(&mark).expect(&what);
        let after: Vec<&str> = after
            .split_inclusive('\n')
            .skip_while(|line| line.starts_with('|'))
            .collect();
        written = format!("{before}{mark}{table}{}", after.concat());
    }
    if accepts() {
        fs::write(&path, &written).expect("written");
        return;
    }
    assert!(
        committed == written,
        "spec/README.md is old; `INSTA_UPDATE=always cargo test -p gateway-codegen --test it extensions::` writes its tables"
    );
}
