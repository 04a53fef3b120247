//! What a document says is text in every format of a report.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use gateway_codegen::drift::report as formats;
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline;
use gateway_codegen::release::{Source, report};
use serde_json::json;

use crate::drift::PLAIN;

/// A report of a change whose names and values are as bad as can be.
fn bad_report() -> formats::Report {
    let bad = "<script>alert('1')</script>\u{1b}[31m\u{202e}|`*_[x](y)@someone &\"\n# x";
    let document = |value: &str| {
        let text = json!({
            "openapi": "3.0.3",
            "info": { "title": bad, "version": bad },
            "paths": { format!("/{bad}"): { "get": { "responses": { "200": { "description": "OK", "content": { bad: { "schema": { "type": "object", "properties": { bad: { "type": "string", "enum": [value] } } } } } } } } } },
        });
        Source::read(
            text.to_string().as_bytes(),
            bad,
            &mut Findings::default(),
            pipeline::SILENT,
        )
        .expect("a document")
    };
    let mut report = report(&document("a"), &document(bad), &[], PLAIN, pipeline::SILENT)
        .expect("both can be read");
    report.from = bad.to_owned();
    assert!(report.changes.len() >= 2, "{:?}", report.changes);
    report
}

/// A line of Markdown without its spans of code, each of which ends with as many backticks as it begins with.
fn outside_of_code(line: &str) -> String {
    let mut outside = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let fence = rest[start..]
            .chars()
            .take_while(|letter| *letter == '`')
            .count();
        if outside.ends_with('\\') {
            rest = &rest[start + 1..];
            continue;
        }
        let body = &rest[start + fence..];
        let mut end = None;
        let mut at = 0;
        while let Some(next) = body[at..].find('`') {
            let run = body[at + next..]
                .chars()
                .take_while(|letter| *letter == '`')
                .count();
            if run == fence {
                end = Some(at + next + run);
                break;
            }
            at += next + run;
        }
        rest = &body[end.expect("every span of code ends")..];
    }
    outside.push_str(rest);
    outside
}

#[test]
fn what_a_page_says_is_text_in_every_format() {
    let report = bad_report();
    let text = formats::text(&report, false);
    let markdown = formats::markdown(&report);
    let html = formats::html(&report);
    for written in [&text, &markdown, &html] {
        assert!(
            !written.contains('\u{1b}') && !written.contains('\u{202e}'),
            "{written}"
        );
        // A line of its own would be a heading, or another finding.
        assert!(
            !written
                .lines()
                .any(|line| line.trim_start().starts_with("# x")),
            "{written}"
        );
    }
    assert!(
        !html.contains("<script") && html.contains("&lt;script&gt;"),
        "{html}"
    );
    for line in markdown.lines() {
        let outside = outside_of_code(line);
        assert!(!outside.contains("<script"), "{line}");
        assert!(!outside.contains("@someone"), "{line}");
        assert!(!outside.contains("[x](y)"), "{line}");
    }
    let json = formats::json(&report);
    assert_eq!(json["from"], json!(report.from));
}
