//! Golden cases are folders: which there are, and what each is called.

use std::fs;
use std::path::{Path, PathBuf};

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
