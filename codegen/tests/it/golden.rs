//! Golden cases are folders: which there are, what each is called, and what comes of the document in one.

use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::document;
use gateway_codegen::findings::Findings;
use gateway_codegen::pipeline::{self, Generated, Input, Target};

/// The cases in a folder of `tests/cases`, in the order of their names.
pub(crate) fn cases_of(subject: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder.join(subject))
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    cases.sort();
    cases
}

/// What a case is called.
pub(crate) fn name(case: &Path) -> &str {
    case.file_name()
        .and_then(|name| name.to_str())
        .expect("cases have plain names")
}

/// What comes of the document of a case, and its findings.
pub(crate) fn run(case: &Path) -> (Option<Generated>, Findings) {
    let text = fs::read_to_string(case.join("document.yaml")).expect("a document");
    let mut findings = Findings::default();
    let value = match document::parse(&text) {
        Ok(done) => done.note_into(&mut findings),
        Err(findings) => return (None, findings),
    };
    let input = if name(case).starts_with("strict-") {
        Input::Refined(&value)
    } else {
        Input::Foreign(&value)
    };
    let target = Target {
        crate_name: "example-client",
        command: "cargo xtask generate --document",
        source: "document.yaml",
    };
    match pipeline::run(input, target, pipeline::SILENT) {
        Ok(done) => (Some(done.note_into(&mut findings).generated), findings),
        Err(stopped) => {
            findings.append(stopped);
            (None, findings)
        }
    }
}
