//! A page becomes a release in one step, as a whole or not at all, and what needs a person is said before.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

mod killed;
mod moved;
mod place;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use gateway_codegen::drift::report as formats;
use gateway_codegen::files::{self, Mode};
use gateway_codegen::findings::Findings;
use gateway_codegen::overlay;
use gateway_codegen::pipeline::{self, Input, Output, Target, document_text};
use gateway_codegen::release::{
    self, FileChange, Outcome, Plan, Source, Trouble, Wanted, write_all,
};
use gateway_codegen::transcribe;

use place::*;

fn attention(plan: &Plan) -> String {
    let mut text = String::new();
    for attention in &plan.attention {
        text.push_str(&format!(
            "{}: {}: {}\n",
            attention.kind.title(),
            attention.at,
            attention.asked()
        ));
        if let Some((was, is)) = &attention.words {
            text.push_str(&format!("    was {was:?}\n    is {is:?}\n"));
        }
    }
    text
}

fn refusal(outcome: Result<Outcome, Trouble>) -> String {
    match outcome {
        Err(trouble) => trouble.to_string(),
        Ok(Outcome::Same { release }) => panic!("this is {release}"),
        Ok(Outcome::Next(_)) => panic!("it was not refused"),
    }
}

#[test]
fn a_report_is_written_in_every_format() {
    let plan = second_release();
    insta::assert_snapshot!("shop_text", formats::text(&plan.report, false));
    insta::assert_snapshot!("shop_markdown", formats::markdown(&plan.report));
    insta::assert_snapshot!("shop_html", formats::html(&plan.report));
    insta::assert_snapshot!("shop_json", format!("{:#}", formats::json(&plan.report)));
}

#[test]
fn colours_change_nothing_but_the_colours() {
    let report = &second_release().report;
    let coloured = formats::text(report, true);
    assert!(coloured.contains("\u{1b}[1;31mbreaking\u{1b}[0m"));
    let mut plain = String::new();
    for (index, part) in coloured.split("\u{1b}[").enumerate() {
        plain.push_str(if index == 0 {
            part
        } else {
            part.split_once('m').expect("a colour").1
        });
    }
    assert_eq!(plain, formats::text(report, false));
}

#[test]
fn what_needs_a_person_is_listed_with_the_words_that_changed() {
    insta::assert_snapshot!("shop_attention", attention(second_release()));
}

#[test]
fn a_draft_writes_everything_and_says_what_is_open() {
    let place = Place::new("draft");
    let before = place.tree();
    let plan = second_release();
    place.write(plan);
    let after = place.tree();
    assert_eq!(after["spec/RELEASE"], "1.1\n");
    assert_eq!(
        after["spec/releases/1.0/openapi.yaml"],
        before["spec/openapi.yaml"]
    );
    assert_eq!(
        after["spec/releases/1.0/transcript.yaml"],
        before["spec/releases/1.0/transcript.yaml"]
    );
    assert!(after["spec/releases/1.1/transcript.yaml"].contains("version: v1.1"));
    assert!(after["generated/Cargo.toml"].contains("version = \"0.2.0+1.1\""));
    assert!(after["Cargo.lock"].contains("name = \"other\"\nversion = \"0.1.0\"\n"));
    assert!(after["Cargo.lock"].contains("name = \"paper-shop\"\nversion = \"0.2.0+1.1\"\n"));
    assert!(
        after["Cargo.toml"]
            .contains("paper-shop = { path = \"generated\", version = \"0.2.0\" }\n")
    );
    assert!(after["CHANGELOG.md"].contains("\n## 0.2.0+1.1\n"));
    for file in release::changes_files("1.1", &plan.report) {
        assert_eq!(after[&file.path], file.text);
        assert!(!file.text.contains("line "), "no page is committed");
    }
    assert!(
        after["spec/releases/1.1/release.yaml"]
            .contains("former: '1.0'\nversion: 0.1.0+1.0\nrevision: 1\n")
    );
    let open = &after["spec/releases/1.1/OPEN.md"];
    let questions = release::questions(&plan.attention);
    assert_eq!(open.matches("- [ ]").count(), questions.len());
    for attention in &plan.attention {
        assert!(open.contains(&format!("`{}`", attention.at)));
    }
    assert!(
        !after.contains_key("generated/src/models/cancellation_request.rs"),
        "what has gone is still there"
    );
    assert!(after.contains_key("generated/src/models/return_request.rs"));
    assert!(
        after
            .keys()
            .all(|name| !name.ends_with(".new") && !name.ends_with(".old"))
    );
    // The words of the page are shown and never written down.
    for (name, text) in &after {
        assert!(
            !text.contains("Orders some paper, once"),
            "{name} holds the vendor's words"
        );
    }
}

#[test]
fn the_report_is_of_what_the_release_has_become_and_not_of_its_draft() {
    let place = Place::new("become");
    place.write(second_release());
    let told = || {
        let overlays = place
            .workspace
            .overlays(&mut Findings::default())
            .expect("overlays");
        let transcript = place
            .workspace
            .transcript("1.1")
            .expect("read")
            .expect("a transcript");
        let input = Input::Transcript {
            transcript: &transcript,
            file: "transcript.yaml",
            overlays: &overlays,
        };
        let made = pipeline::draft(input, Target::OWN, pipeline::SILENT);
        let told = release::changes(&place.workspace, &overlays, &made, pipeline::SILENT);
        told.expect("read").expect("it came after another")
    };
    let drafted = told();
    for file in release::changes_files("1.1", &drafted) {
        let committed = place.workspace.read(&file.path).expect("written");
        assert_eq!(
            committed, file.text,
            "{} is written from committed files alone",
            file.path
        );
    }
    // What it asks for is there already, and nothing is taken back.
    assert!(drafted.version.is_some());
    let versions = release::version_files(&place.workspace, &drafted).expect("read");
    assert!(versions.is_empty());
    // Judgement that comes later is in the report.
    let named = "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n  - target: $.components.schemas.Line\n    description: Why.\n    update: {x-rust-name: OrderedLine}\n";
    files::write(&place.workspace.path("spec/overlay/20-names.yaml"), named).expect("written");
    let settled = told();
    let names = |report: &formats::Report| {
        let items = report.rust.iter().flat_map(|rust| &rust.items);
        items
            .filter(|item| item.item.contains("OrderedLine"))
            .count()
    };
    assert_eq!(names(&drafted), 0);
    assert!(names(&settled) > 0);
}

#[test]
fn what_a_release_left_open_is_carried_into_the_next_draft() {
    let place = Place::new("carried");
    let open = "spec/releases/1.0/OPEN.md";
    let text = "# Open\n\n- [x] `a`: settled\n- [ ] `/components/schemas/Line`: is it \\[one\\]?\n";
    files::write(&place.workspace.path(open), text).expect("written");
    let plan = place.next("1.0.1");
    assert_eq!(
        attention(&plan),
        "Left open by releases before: /components/schemas/Line: is it [one]?\n"
    );
    place.write(&plan);
    let tree = place.tree();
    assert!(!tree.contains_key(open));
    assert!(
        tree["spec/releases/1.0.1/OPEN.md"]
            .contains("- [ ] `/components/schemas/Line`: is it \\[one\\]?\n")
    );
    let lists = release::open_lists(&place.workspace).expect("read");
    assert_eq!(
        lists
            .iter()
            .map(|list| list.points.len())
            .collect::<Vec<_>>(),
        [1]
    );
}

#[test]
fn a_release_with_nothing_open_is_what_generate_makes_of_it() {
    let place = Place::new("quiet");
    let plan = place.next("1.0.1");
    assert_eq!(attention(&plan), "");
    place.write(&plan);
    let after = place.tree();
    assert!(!after.contains_key("spec/releases/1.0.1/OPEN.md"));
    // A constant of the server's side goes with the status, which is outside of semantic versioning.
    assert!(!plan.report.wire_breaks());
    assert_eq!(plan.report.source_breaks(), Some(false));
    assert!(after["generated/Cargo.toml"].contains("version = \"0.1.1+1.0.1\""));
    let overlays = place
        .workspace
        .overlays(&mut Findings::default())
        .expect("overlays");
    let transcript = place
        .workspace
        .transcript("1.0.1")
        .expect("read")
        .expect("a transcript");
    let Output {
        document,
        generated,
        ..
    } = generated(&transcript, &overlays);
    assert_eq!(
        after["spec/openapi.yaml"],
        document_text(&document, Target::OWN)
    );
    let changes = files::sync(
        &place.workspace.path("generated/src"),
        &generated.files,
        Mode::Check,
    );
    assert!(changes.expect("compared").is_empty());
}

#[test]
fn the_same_page_twice_changes_nothing() {
    let place = Place::new("twice");
    assert!(matches!(place.plan("1.0"), Ok(Outcome::Same { release }) if release == "1.0"));
    place.write(second_release());
    assert!(matches!(place.plan("1.1"), Ok(Outcome::Same { release }) if release == "1.1"));
}

/// The text of this page has lost a heading, which its HTML shows.
#[test]
fn a_release_that_changes_nothing_is_in_the_version_of_the_crate() {
    let place = Place::new("nothing");
    let text = String::from_utf8(page("1.0")).expect("text");
    let next = text.replacen("v1.0", "v1.2", 1);
    assert_ne!(next, text);
    let wanted = place.wanted();
    let planned = release::plan(
        &place.workspace,
        next.as_bytes(),
        "page.txt",
        &wanted,
        pipeline::SILENT,
    );
    let Ok(Outcome::Next(plan)) = planned else {
        panic!("it is another release")
    };
    assert_eq!(plan.report.changes, []);
    let (was, is) = plan.report.version.expect("a version");
    assert_eq!(
        [was.to_string(), is.to_string()],
        ["0.1.0+1.0", "0.1.1+1.2"]
    );
}

#[test]
fn the_same_page_in_another_form_changes_nothing() {
    let place = Place::new("forms");
    let plan = |ending: &str| {
        let bytes = fs::read(shop().join(format!("../forms/page.{ending}"))).expect("a page");
        release::plan(
            &place.workspace,
            &bytes,
            ending,
            &place.wanted(),
            pipeline::SILENT,
        )
        .expect("planned")
    };
    let Outcome::Next(first) = plan("txt") else {
        panic!("the text is a new release");
    };
    place.write(&first);
    for ending in ["txt", "html", "md"] {
        assert!(
            matches!(plan(ending), Outcome::Same { release } if release == "2.0"),
            "{ending}"
        );
    }
}

#[test]
fn a_document_that_the_vendor_publishes_is_taken_over_like_a_page() {
    let place = Place::new("document");
    let source = Source::read(
        &page("1.1"),
        "1.1.txt",
        &mut Findings::default(),
        pipeline::SILENT,
    )
    .expect("a page");
    let full = transcribe::full(source.page.as_ref().expect("a page"), &BTreeMap::new())
        .expect("whole")
        .value;
    let bytes = full.to_string().into_bytes();
    let Ok(Outcome::Next(plan)) = release::plan(
        &place.workspace,
        &bytes,
        "shop.json",
        &place.wanted(),
        pipeline::SILENT,
    ) else {
        panic!("a document is taken");
    };
    assert_eq!(plan.release, "1.1");
    let from_page = second_release();
    let rules = |plan: &Plan| -> Vec<(String, &'static str)> {
        plan.report
            .changes
            .iter()
            .map(|change| (change.path.clone(), change.rule))
            .collect()
    };
    assert_eq!(rules(&plan), rules(from_page));
}

#[test]
fn a_draft_has_stubs_in_its_overlays_that_say_nothing_until_they_are_answered() {
    let plan = second_release();
    assert!(!plan.stubs.is_empty());
    for stub in &plan.stubs {
        let written = plan.files.iter().find(|file| file.path == stub.file);
        let text = written
            .and_then(|file| file.text.as_deref())
            .expect("written");
        let before = text.strip_suffix(&stub.text).expect("it ends in the stub");
        let actions = |text: &str| {
            let overlay = overlay::parse(&stub.file, text).expect("an overlay");
            overlay.value.actions.len()
        };
        assert_eq!(actions(text), actions(before));
        let marked = stub.text.lines().filter(|line| line.starts_with("#   "));
        let answered: Vec<&str> = marked.filter_map(|line| line.strip_prefix("# ")).collect();
        let answered = format!("{before}{}\n", answered.join("\n"));
        assert!(actions(&answered) > actions(before), "{answered}");
    }
}

#[test]
fn every_link_of_the_page_leads_to_a_change_or_an_operation() {
    let html = formats::html(&second_release().report);
    let after = |mark: &str| {
        let parts = html.split(mark).skip(1);
        let names = parts.filter_map(|part| part.split('"').next());
        names.map(str::to_owned).collect::<Vec<String>>()
    };
    let (links, places) = (after("href=\"#"), after(" id=\""));
    assert!(links.iter().any(|link| link.starts_with("operation-")));
    assert!(links.iter().any(|link| link.starts_with("change-")));
    for link in links {
        let leads = places.iter().filter(|place| **place == link).count();
        assert_eq!(leads, 1, "{link}");
    }
    let changes = second_release().report.changes.len();
    assert_eq!(html.matches("<b>To do:</b>").count(), changes);
    // Within a table nothing breaks a word, and what was and is, is code.
    assert!(html.contains("th,td,td code{overflow-wrap:normal}"));
    assert!(html.contains("<p>Was <code>"));
}
