//! What the reader says of pages that are broken, and that it survives anything.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::cases::cases;
use gateway_codegen::page;
use gateway_codegen::transcribe;
use proptest::prelude::*;

/// A page with everything that the mutations below break.
fn whole() -> String {
    let page =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/pages/made/whole/page.txt");
    std::fs::read_to_string(page).expect("the case is there")
}

/// Reads a page and writes both documents from it; gives the findings, and whether it went through.
fn outcome(bytes: &[u8]) -> (bool, String) {
    let page = match page::read(bytes) {
        Ok(done) => done,
        Err(findings) => return (false, findings.to_string()),
    };
    let mut text = page.findings.to_string();
    let full = transcribe::full(&page.value, &Default::default());
    let transcript = transcribe::transcript(&page.value);
    match (full, transcript) {
        (Ok(_), Ok(done)) => {
            text.push_str(&done.findings.to_string());
            (true, text)
        }
        (Err(findings), Err(_)) => (false, text + &findings.to_string()),
        _ => panic!("the full document and the transcript disagree"),
    }
}

/// Replaces a text that must be there.
fn with(from: &str, to: &str) -> String {
    let page = whole();
    assert!(page.contains(from), "`{from}` is not in the page");
    page.replacen(from, to, 1)
}

/// The page without a text where it stands for the nth time.
fn without_nth(text: &str, nth: usize) -> String {
    let page = whole();
    let (at, _) = page
        .match_indices(text)
        .nth(nth - 1)
        .unwrap_or_else(|| panic!("`{text}` is not in the page that often"));
    format!("{}{}", &page[..at], &page[at + text.len()..])
}

/// The page up to a text.
fn until(text: &str) -> String {
    let page = whole();
    let (before, _) = page
        .split_once(text)
        .unwrap_or_else(|| panic!("`{text}` is not in the page"));
    before.to_owned()
}

#[test]
fn broken_pages_give_findings_with_lines() {
    let no_rows =
        "city string true none none\nopen boolean false none none\nnext Station false none none";
    let pages: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("blank", b"\n\n\n".to_vec()),
        ("not a reference", b"Dear reader,\n\nthis is a letter.\n".to_vec()),
        ("not UTF-8", [b"Parcel API\n\n", &[0xff, 0xfe, 0x00][..]].concat()),
        ("HTML instead of text", b"<!doctype html>\n<html><body><h1>Parcel API v1</h1></body></html>\n".to_vec()),
        ("title without a version", with("Parcel API V:20260101", "Parcel API").into()),
        ("no title", with("Parcel API V:20260101", "").into()),
        ("truncated in the front", until("Base URLs:").into()),
        ("truncated in code samples", until("result = RestClient.post").into()),
        ("truncated after the path", until("Body parameter").into()),
        ("truncated before the answers", until("Example responses").into()),
        ("truncated before the schemas", until("\nSchemas\n").into()),
        ("truncated in a sample", until("  \"next\": {").into()),
        ("truncated after a sample", until("Properties\n\nName Type Required Restrictions Description\ncity").into()),
        ("truncated between two schemas", until("Part\n\n{\n").into()),
        ("truncated between two schemas, with quotes of print", until("Part\n\n{\n").replace('"', "\u{201d}").into()),
        ("truncated in a table of properties", until("open boolean").into()),
        ("row of a property without its flag", with("weight number(double) true none", "weight number(double) tru none").into()),
        ("row of a property with a number for a restriction", with("weight number(double) true none", "weight number(double) true 64").into()),
        ("row of a property cut in its name", with("weight number(double) true none In kilograms\nkind string false none Its form\nparts [Part]", "wei\nkind string false none Its form\nparts [Part]").into()),
        ("row of a property without its type", with("weight number(double) true", "weight true").into()),
        ("first row of a table broken", with("city string true none none", "city string").into()),
        ("row of a property missing", with("open boolean false none none\n", "").into()),
        ("row of a parameter broken", with("state query string", "state querry string").into()),
        ("row of a parameter in place of its table", with("Name In Type Required Description\nid path", "id path").into()),
        ("row of an answer broken", with("401 Unauthorized Unauthorized None", "401 Unauthorised Unauthorized None").into()),
        ("answer without its schema", with("404 Not Found Not Found None", "404 Not Found Not Found").into()),
        ("table of parameters missing", with("Name In Type Required Description\nbody body [Parcel Request](#schemaparcel request) true none\n", "").into()),
        ("table of answers missing", with("Status Meaning Description Schema\n", "").into()),
        ("table of properties missing", with(&format!("Properties\n\nName Type Required Restrictions Description\n{no_rows}"), "").into()),
        ("rows of a table missing", with(no_rows, "").into()),
        ("all tables of properties with another header", whole().replace("Name Type Required Restrictions Description", "Field Type Mandatory Restrictions Description").into()),
        ("all tables of properties under another heading", whole().replace("\nProperties\n", "\nAttributes\n").into()),
        ("all code samples under another heading", whole().replace("\nCode samples\n", "\nExamples\n").into()),
        ("all tables of answers with another header", whole().replace("Status Meaning", "Code Meaning").into()),
        ("all rows with other words for what is required", whole().replace(" true ", " yes ").replace(" false ", " no ").into()),
        ("unknown schema in a property", with("next Station false", "next Statoin false").into()),
        ("unknown schema in an array", with("parts [Part] false", "parts [Prat] false").into()),
        ("unknown schema in a body", with("body body [Parcel Request](#schemaparcel request)", "body body Parcl").into()),
        ("unknown schema in an answer", with("200 OK OK [Parcel Response](#schemaparcel response)", "200 OK OK Response").into()),
        ("values of no property", with("kind box", "knid box").into()),
        ("values missing", with("kind box\nkind tube\n", "").into()),
        ("prose among the headings", with("Code samples", "Some words\nin two lines\n\nCode samples").into()),
        ("another server", whole().replace("https://parcels.example.com/api/stations", "https://other.example.com/stations").into()),
        ("another server in one language", with("fetch('https://parcels.example.com/api/stations'", "fetch('https://other.example.com/stations'").into()),
        ("another path in the samples", with("\"https://parcels.example.com/api/stations\"", "\"https://parcels.example.com/api/station\"").into()),
        ("the path of another operation", with("GET /stations\n", "GET /parcels/{id}\n").into()),
        ("another method", with("POST /parcels\n", "PUT /parcels\n").into()),
        ("an operation without its beginning", without_nth("Code samples\n", 2).into()),
        ("the first operation without its beginning", without_nth("Code samples\n", 1).into()),
        ("another media type in one language", with("  'Accept':'application/json',\n", "  'Accept':'application/xml',\n").into()),
        ("a header in one language only", with("  'Authorization':'API_KEY'\n", "").into()),
        ("a body that the samples do not send", with("Body parameter\n\n{\n  \"to\": \"Ada\"", "Body parameter\n\n{\n  \"too\": \"Ada\"").into()),
        ("the heading of the body gone", with("Body parameter\n\n", "").into()),
        ("the heading of the samples of answers gone", with("Example responses\n\n", "").into()),
        ("the heading of an inline answer gone", with("Status Code 200\n\n", "").into()),
        ("the heading of a schema gone", with("Part\n\n{", "{").into()),
        ("the heading of enumerated values gone", with("Enumerated Values\n\nProperty", "Property").into()),
        ("the header of enumerated values gone", with("Property Value\n", "").into()),
        ("the row of a parameter of the path gone", with("id path string true Which one\n", "").into()),
        ("the row of an answer gone", with("200 OK OK [Parcel Response](#schemaparcel response)\n", "").into()),
        ("the row of an answer twice", with("401 Unauthorized Unauthorized None\n", "401 Unauthorized Unauthorized None\n401 Unauthorized Unauthorized None\n").into()),
        ("rows of answers in another order", with("200 OK OK Inline\n404 Not Found Not Found None", "404 Not Found Not Found None\n200 OK OK Inline").into()),
        ("an answer that holds nothing of its sample", with("200 OK OK [Parcel Response](#schemaparcel response)", "200 OK OK None").into()),
        ("a row in the middle of a table gone", with("weight number(double) true none In kilograms\n", "").into()),
        ("the row of a parameter twice", with("id path string true Which one\n", "id path string true Which one\nid path string true Which one\n").into()),
        ("the row of a nested property gone", with("» id string true none Its number\n", "").into()),
        ("the row of a map gone", with("extra object false none none\n» additionalProperties string false none none\n\nStation", "extra object false none none\n\nStation").into()),
        ("the row above nested ones gone", with("» part Part false none none\n", "").into()),
        ("the row of a spelled out property differs", with("»» label string false none What it is", "»» label string true none What it is").into()),
        ("rows in another order", with("open boolean false none none\nnext Station false none none", "next Station false none none\nopen boolean false none none").into()),
        ("a line of a sample gone", with("Parcel Response\n\n{\n  \"id\": \"string\",\n", "Parcel Response\n\n{\n").into()),
        ("the only line of an object of a sample gone", with("      \"property1\": \"string\",\n      \"property2\": \"string\"\n", "").into()),
        ("the end of a sample gone", with("        \"property2\": \"string\"\n      }\n    }\n  ]\n}\n\nParameters", "        \"property2\": \"string\"\n      }\n    }\n  ]\n\nParameters").into()),
        ("the first enumerated value gone", with("kind box\n", "").into()),
        ("an enumerated value twice", with("kind tube\n", "kind tube\nkind tube\n").into()),
    ];
    let mut report = String::new();
    for (name, bytes) in pages {
        let (good, findings) = outcome(&bytes);
        let findings = if findings.is_empty() {
            "nothing\n".to_owned()
        } else {
            findings
        };
        writeln!(
            report,
            "## {name}{}\n{findings}",
            if good { " (goes through)" } else { "" }
        )
        .expect("a string takes all");
    }
    insta::assert_snapshot!(report);
}

#[test]
fn a_page_cut_anywhere_but_in_its_last_description_is_refused() {
    let page = whole();
    let lines: Vec<&str> = page.lines().collect();
    let through: Vec<usize> = (0..lines.len())
        .filter(|end| outcome(lines[..*end].join("\n").as_bytes()).0)
        .collect();
    assert_eq!(through, Vec::<usize>::new(), "of {} lines", lines.len());
}

#[test]
fn noise_is_refused_in_linear_time() {
    let line = "word word true none word [a](#schemaa) string false read-only ";
    let noises = [
        ("one line", line.repeat(30_000)),
        ("lines", format!("{line}\n").repeat(10_000)),
        ("code samples", "Code samples\n\n".repeat(75_000)),
        ("headings and open samples", "Name\n\n{\n\n".repeat(100_000)),
        (
            "headings and samples",
            format!(
                "Scroll down for more\n\nSchemas\n\n{}",
                "Name\n\n{}\n\n".repeat(100_000)
            ),
        ),
        ("verbs", "POST /a\n\n".repeat(100_000)),
        (
            "tables",
            format!(
                "{}{}",
                whole(),
                "Name Type Required Restrictions Description\n\n".repeat(10_000)
            ),
        ),
        ("brackets", "[".repeat(2_000_000)),
        ("marks", "»".repeat(1_000_000)),
    ];
    for (name, noise) in noises {
        let begun = Instant::now();
        let (good, _) = outcome(noise.as_bytes());
        assert!(!good || name == "tables", "{name} goes through");
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{name} takes {:?}",
            begun.elapsed()
        );
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn mutated_pages_never_panic(cuts in proptest::collection::vec((0.0..1.0_f64, 0..400_usize, "[ -~»\n]{0,12}"), 1..6)) {
        let mut bytes = whole().into_bytes();
        for (at, length, put) in cuts {
            let from = (at * bytes.len() as f64) as usize;
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, put.bytes());
        }
        outcome(&bytes);
    }

    #[test]
    fn shuffled_lines_never_panic(order in proptest::collection::vec(0..700_usize, 0..300)) {
        let page = whole();
        let lines: Vec<&str> = page.lines().collect();
        let shuffled: Vec<&str> = order.iter().filter_map(|line| lines.get(*line).copied()).collect();
        outcome(shuffled.join("\n").as_bytes());
    }
}
