//! The reader of published pages, on pages made from documents of our own.
//!
//! Every folder of `cases/pages/made` holds a document, the page that was made from it, and what is read from the page.
//! `INSTA_UPDATE=always` writes what is read; `cases/pages/render.sh` makes the pages again.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gateway_codegen::findings::{Done, Findings, Stage};
use gateway_codegen::page::{self, Page};
use gateway_codegen::transcribe;
use serde_json::Value;

use crate::accept::accepts;
use crate::golden::{cases_of, name};

/// The folders of all cases, by name.
fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Reads a page and writes a document from it, with the findings of both.
fn through<T>(bytes: &[u8], write: impl FnOnce(&Page) -> Stage<T>) -> Stage<T> {
    let mut findings = Findings::default();
    let page = page::read(bytes)?.note_into(&mut findings);
    match write(&page) {
        Ok(done) => {
            let value = done.note_into(&mut findings);
            Ok(Done { value, findings })
        }
        Err(more) => {
            findings.append(more);
            Err(findings)
        }
    }
}

/// The summaries of the document, by method and path: they stand in for headings that the page has lost.
fn summaries(document: &Value) -> BTreeMap<String, String> {
    let mut summaries = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("a document has paths") {
        for (method, operation) in item.as_object().expect("a path is an object") {
            if let Some(summary) = operation["summary"].as_str() {
                summaries.insert(
                    format!("{} {path}", method.to_uppercase()),
                    summary.to_owned(),
                );
            }
        }
    }
    summaries
}

#[test]
fn every_made_page_is_transcribed_as_committed() {
    let update = accepts();
    let mut wrong = Vec::new();
    for case in cases_of("pages/made") {
        let page = read(&case.join("page.txt"));
        let done = through(page.as_bytes(), transcribe::transcript).unwrap_or_else(|findings| {
            panic!("{}:\n{}", name(&case), findings.in_file("page.txt"))
        });
        let expected = [
            ("transcript.yaml", transcribe::to_yaml(&done.value)),
            (
                "findings.txt",
                done.findings.in_file("page.txt").to_string(),
            ),
        ];
        for (file, text) in expected {
            let path = case.join(file);
            if update {
                fs::write(&path, &text).expect("the case can be written");
            } else if read(&path) != text {
                wrong.push(path.display().to_string());
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "differs; look at it and run again with INSTA_UPDATE=always:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_case_is_missing() {
    let names: Vec<String> = cases_of("pages/made")
        .iter()
        .map(|case| name(case).to_owned())
        .collect();
    insta::assert_snapshot!(names.join("\n"));
}

#[test]
fn every_case_holds_its_files_and_no_other() {
    for case in cases_of("pages/made") {
        let entries = fs::read_dir(&case).expect("a case is a folder");
        let mut files: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("it can be read")
                    .file_name()
                    .into_string()
                    .expect("plain names")
            })
            .filter(|file| file != "not-rendered.txt")
            .collect();
        files.sort();
        assert_eq!(
            files,
            [
                "document.json",
                "findings.txt",
                "page.txt",
                "transcript.yaml"
            ],
            "{}",
            name(&case)
        );
    }
}

/// Needs the renderer: `RENDER_PAGE=…/render-page cargo test -p gateway-tests page`.
#[test]
fn full_documents_render_back_into_their_pages() {
    let Some(renderer) = std::env::var_os("RENDER_PAGE") else {
        println!("skipped: RENDER_PAGE does not name the renderer");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder of its own");
    // A case that cannot come back whole says why.
    let cases: Vec<PathBuf> = cases_of("pages/made")
        .into_iter()
        .filter(|case| !case.join("not-rendered.txt").exists())
        .collect();
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = cases.len().div_ceil(workers).max(1);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = cases
            .chunks(share)
            .map(|cases| {
                scope.spawn(|| {
                    cases
                        .iter()
                        .filter(|case| !comes_back(case, &renderer, folder.path()))
                        .map(|case| name(case).to_owned())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("no case panics"))
            .collect()
    });
    assert!(wrong.is_empty(), "do not come back: {}", wrong.join(", "));
}

/// Whether the full document of a case renders back into its page.
fn comes_back(case: &Path, renderer: &OsStr, folder: &Path) -> bool {
    let page = read(&case.join("page.txt"));
    let document: Value =
        serde_json::from_str(&read(&case.join("document.json"))).expect("a document is JSON");
    let full = through(page.as_bytes(), |page| {
        transcribe::full(page, &summaries(&document))
    })
    .expect("the page is good");
    let (json, text) = (
        folder.join(format!("{}.json", name(case))),
        folder.join(format!("{}.txt", name(case))),
    );
    fs::write(&json, full.value.to_string()).expect("the folder can be written");
    let status = Command::new(renderer)
        .arg(&json)
        .arg(&text)
        .stdin(Stdio::null())
        .status()
        .expect("the renderer runs");
    status.success() && read(&text) == page
}
