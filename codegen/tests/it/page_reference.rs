//! The published page of the current release, where it is at hand. It is not part of the repository.

use std::fs;
use std::path::Path;

use gateway_codegen::page::{self, Page};
use gateway_codegen::transcribe;
use serde_json::Value;

use crate::cases::all_of_them;

/// Says that a test is skipped.
#[expect(clippy::print_stdout, reason = "a test that is skipped has to say so")]
fn skip(why: &str) {
    println!("skipped: {why}");
}

/// The page, or nothing where the folder beside the repository is missing.
fn bytes() -> Option<Vec<u8>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/reference/20250508.txt");
    let bytes = fs::read(&file).ok();
    if bytes.is_none() {
        skip(&format!("{} is not there", file.display()));
    }
    bytes
}

fn page() -> Option<Page> {
    let done = page::read(&bytes()?).unwrap_or_else(|findings| panic!("{findings}"));
    Some(done.value)
}

fn transcript(page: &Page) -> Value {
    transcribe::transcript(page)
        .unwrap_or_else(|findings| panic!("{findings}"))
        .value
}

fn members<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value
        .pointer(pointer)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

#[test]
fn everything_on_the_page_is_in_the_transcript() {
    let Some(page) = page() else { return };
    let transcript = transcript(&page);
    let operations =
        members(&transcript, "/paths").flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let schemas: Vec<&Value> = members(&transcript, "/components/schemas")
        .map(|(_, schema)| schema)
        .collect();
    let properties: Vec<&Value> = schemas
        .iter()
        .flat_map(|schema| members(schema, "/properties"))
        .map(|(_, property)| property)
        .collect();
    let maps = properties
        .iter()
        .filter(|property| property.get("additionalProperties").is_some());
    let references = properties
        .iter()
        .filter(|property| property.get("$ref").is_some() || property.get("allOf").is_some());
    let described = properties
        .iter()
        .filter(|property| property.get("allOf").is_some());
    let optional = schemas
        .iter()
        .filter(|schema| schema.get("required").is_none());
    let counts = [
        operations.count(),
        schemas.len(),
        properties.len(),
        maps.count(),
        references.count(),
        described.count(),
        optional.count(),
    ];
    assert_eq!(counts, [14, 47, 302, 3, 31, 28, 13]);
    let rows: usize = page
        .schemas
        .iter()
        .flat_map(|schema| &schema.table.blocks)
        .map(|block| block.rows.len())
        .sum();
    assert_eq!(rows, 305, "properties and map rows");
}

#[test]
fn the_transcript_is_the_committed_one() {
    let Some(page) = page() else { return };
    let release = transcribe::release_id(&page.version.value);
    assert_eq!(
        (page.version.value.as_str(), release.as_str()),
        ("V:20250508", "20250508")
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../spec/releases")
        .join(release)
        .join("transcript.yaml");
    let committed = fs::read_to_string(&file).expect("the release is committed");
    assert!(
        committed == transcribe::to_yaml(&transcript(&page)),
        "differs; run `cargo xtask transcribe PAGE`"
    );
}

#[test]
fn no_prose_of_the_page_is_in_the_transcript() {
    let Some(page) = page() else { return };
    let text = transcribe::to_yaml(&transcript(&page));
    let rows = page
        .schemas
        .iter()
        .flat_map(|schema| &schema.table.blocks)
        .flat_map(|block| &block.rows);
    let descriptions = rows
        .filter_map(|row| row.description.as_deref())
        .map(transcribe::tokens::prose);
    for prose in descriptions.filter(|prose| prose.chars().count() > 12) {
        assert!(!text.contains(&prose), "`{prose}` is in the transcript");
    }
    let longest = text
        .split(|letter: char| !('\u{4e00}'..='\u{9fff}').contains(&letter))
        .map(|run| run.chars().count())
        .max();
    assert!(
        longest.unwrap_or_default() < 6,
        "a run of Han characters is in the transcript"
    );
}

#[test]
fn the_array_of_a_batch_is_known_by_its_sample() {
    let Some(page) = page() else { return };
    let transcript = transcript(&page);
    let body = "/paths/~1gateway~1v1~1shipping~1tracking-batch/post/requestBody/content/application~1json/schema";
    assert_eq!(
        transcript.pointer(&format!("{body}/type")),
        Some(&Value::from("array"))
    );
}

#[test]
fn a_truncated_page_is_refused_wherever_it_is_cut_in_two() {
    let Some(bytes) = bytes() else { return };
    let text = String::from_utf8(bytes).expect("the page is text");
    let lines: Vec<&str> = text.lines().collect();
    let apart = if all_of_them() { 13 } else { 41 };
    let through: Vec<usize> = (0..lines.len())
        .step_by(apart)
        .filter(|end| {
            page::read(lines[..*end].join("\n").as_bytes())
                .is_ok_and(|done| transcribe::transcript(&done.value).is_ok())
        })
        .collect();
    assert_eq!(through, Vec::<usize>::new(), "of {} lines", lines.len());
}
