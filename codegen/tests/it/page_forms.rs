//! A page is read as text, as the HTML that a browser saves and as Markdown, and the three agree on all that the text shows.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use std::fs;
use std::path::Path;

use gateway_codegen::page;
use gateway_codegen::transcribe;
use proptest::prelude::*;
use serde_json::Value;

use crate::cases::cases;
use crate::drift::compare;

fn bytes(ending: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/releases/forms");
    fs::read(path.join(format!("page.{ending}"))).expect("a page")
}

fn transcript(bytes: &[u8]) -> Value {
    let page = page::read(bytes)
        .unwrap_or_else(|stopped| panic!("{stopped}"))
        .value;
    transcribe::transcript(&page).expect("a transcript").value
}

#[test]
fn html_and_markdown_agree() {
    assert_eq!(transcript(&bytes("html")), transcript(&bytes("md")));
}

/// The heading `Cookie` looks like furniture to the extraction of text, which loses it.
#[test]
fn they_add_what_the_text_has_lost_and_differ_in_nothing_else() {
    let mut text = transcript(&bytes("txt"));
    let html = transcript(&bytes("html"));
    let lost = &mut text["paths"]["/orders"]["post"];
    assert_eq!(lost["x-unknown"], serde_json::json!(["summary"]));
    let operation = &html["paths"]["/orders"]["post"];
    assert!(operation.get("x-unknown").is_none());
    let summary = operation["x-fingerprint"]["summary"].clone();
    assert!(summary.is_string());
    lost.as_object_mut()
        .expect("an operation")
        .remove("x-unknown");
    lost["x-fingerprint"]["summary"] = summary;
    assert_eq!(text, html);
}

#[test]
fn what_becomes_known_is_no_change() {
    let (text, html) = (transcript(&bytes("txt")), transcript(&bytes("html")));
    assert_eq!(compare(&text, &html), []);
    assert_eq!(compare(&html, &text), []);
}

/// A browser keeps them, and people paste them.
#[test]
fn spaces_without_breaks_and_what_has_no_width_are_read_as_they_look() {
    let text = String::from_utf8(bytes("txt")).expect("text");
    let copied = text.replace(" true none", "\u{a0}true\u{202f}none\u{200b}\u{ad}");
    assert_ne!(text, copied);
    assert_eq!(transcript(text.as_bytes()), transcript(copied.as_bytes()));
}

/// Programs that people paste text into write each empty line twice, or an empty line behind each line.
#[test]
fn text_that_is_spread_out_evenly_is_read_as_what_it_was() {
    let text = String::from_utf8(bytes("txt")).expect("text");
    let twice = |line: &str| if line.is_empty() { "\n\n" } else { "\n" }.to_owned();
    let ends: [&dyn Fn(&str) -> String; 3] =
        [&twice, &|_| "\n\n".into(), &|_| "\r\n\r\n\r\n".into()];
    for end in ends {
        let page: String = text
            .lines()
            .map(|line| line.to_owned() + &end(line))
            .collect();
        assert_eq!(transcript(text.as_bytes()), transcript(page.as_bytes()));
    }
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn a_broken_page_is_told_and_never_panics(
        is_html in any::<bool>(),
        from in any::<prop::sample::Index>(),
        length in 0_usize..2000,
        with in "[<>&;#|`*\\[\\]()/a-z \"'\n\u{4e2d}-]{0,12}",
    ) {
        let mut page = String::from_utf8(bytes(if is_html { "html" } else { "md" })).expect("text");
        let mut start = from.index(page.len());
        while !page.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + length).min(page.len());
        while !page.is_char_boundary(end) {
            end += 1;
        }
        page.replace_range(start..end, &with);
        // Whether it can be read does not matter here.
        if let Ok(done) = page::read(page.as_bytes()) {
            let _ = transcribe::transcript(&done.value);
        }
    }
}
