//! Documents become crates as the golden cases say, and what cannot become anything is told with its place.
//!
//! Each folder of `cases/documents` holds a document, the findings that come of it and, where it goes through, the
//! emitted `src`, which [`compiled`] compiles. With `BLESS=1` the expectations are written anew, for review.

use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::document;
use gateway_codegen::files::{self, Mode};
use gateway_codegen::findings::Findings;
use gateway_codegen::generate::{Generated, Request, generate};

/// The emitted crates of the cases, as modules, so that whatever is golden also compiles.
mod compiled;
mod served;
mod styles;
mod unions;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/documents");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> &str {
    case.file_name()
        .and_then(|name| name.to_str())
        .expect("a name")
}

fn run(case: &Path) -> (Option<Generated>, Findings) {
    let text = fs::read_to_string(case.join("document.yaml")).expect("a document");
    let mut findings = Findings::default();
    let value = match document::parse(&text) {
        Ok(done) => done.note_into(&mut findings),
        Err(findings) => return (None, findings),
    };
    let request = Request {
        document: &value,
        strict: name(case).starts_with("strict-"),
        crate_name: "example-client",
        command: "cargo xtask generate --document",
        source: "document.yaml",
    };
    match generate(request) {
        Ok(done) => (Some(done.note_into(&mut findings)), findings),
        Err(stopped) => {
            findings.append(stopped);
            (None, findings)
        }
    }
}

#[test]
fn every_document_gives_its_crate_and_its_findings() {
    let bless = std::env::var_os("BLESS").is_some();
    let mode = if bless { Mode::Write } else { Mode::Check };
    let mut wrong = Vec::new();
    for case in cases() {
        let (generated, findings) = run(&case);
        let findings = findings.in_file("document.yaml").to_string();
        let path = case.join("findings.txt");
        if bless {
            files::write(&path, &findings).expect("written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != findings {
            wrong.push(format!("{}: findings are now\n{findings}", name(&case)));
        }
        let files = generated
            .map(|generated| generated.files)
            .unwrap_or_default();
        if files.is_empty() {
            if case.join("src").exists() {
                wrong.push(format!("{}: no crate comes of it any more", name(&case)));
            }
            continue;
        }
        let changes = files::sync(&case.join("src"), &files, mode).expect("files");
        if !bless && !changes.is_empty() {
            wrong.push(format!("{}: {changes:?}", name(&case)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nrun with BLESS=1 and review the difference",
        wrong.join("\n")
    );
}

#[test]
fn every_crate_of_a_case_is_compiled() {
    let listed = include_str!("documents/compiled.rs");
    for case in cases().iter().filter(|case| case.join("src").exists()) {
        let path = format!("cases/documents/{}/src/lib.rs", name(case));
        assert!(
            listed.contains(&path),
            "tests/it/documents/compiled.rs does not list {path}"
        );
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for case in cases() {
        let (first, second) = (run(&case), run(&case));
        let files = |run: &(Option<Generated>, Findings)| {
            run.0.as_ref().map(|generated| generated.files.clone())
        };
        assert_eq!(files(&first), files(&second), "{}", name(&case));
    }
}
