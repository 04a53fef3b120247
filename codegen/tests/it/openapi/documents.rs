//! The documents that are read here: our own, every golden one, and those from the field.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gateway_codegen::document::parse;
use gateway_codegen::openapi::{self, Document, Scope};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Our own document.
pub(crate) fn own() -> Value {
    static OWN: OnceLock<Value> = OnceLock::new();
    let parsed = || parse(&text(&root().join("spec/openapi.yaml"))).expect("our own document");
    OWN.get_or_init(|| parsed().value).clone()
}

/// Every document that can be read, with its name.
pub(crate) fn all() -> &'static [(String, Value)] {
    static ALL: OnceLock<Vec<(String, Value)>> = OnceLock::new();
    ALL.get_or_init(every)
}

fn every() -> Vec<(String, Value)> {
    let mut found = vec![("own".to_owned(), own())];
    let cases = root().join("tests/cases/documents");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&cases)
        .expect("the golden documents")
        .map(|entry| entry.expect("a folder").path())
        .collect();
    folders.sort();
    for folder in folders {
        let name = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if let Ok(done) = parse(&text(&folder.join("document.yaml"))) {
            found.push((name, done.value));
        }
    }
    let field = root().join("tests/cases/openapi");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&field)
        .expect("the documents from the field")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let name = file
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        found.push((
            name,
            parse(&text(&file))
                .expect("a document from the field")
                .value,
        ));
    }
    found.retain(|(_, value)| openapi::read(value).is_ok());
    assert!(found.len() > 25, "{} documents", found.len());
    found
}

/// The normal form of a document.
pub(crate) fn read(value: &Value) -> Document {
    match openapi::read(value) {
        Ok(done) => done.value,
        Err(findings) => panic!("{findings}"),
    }
}

/// Fails where two documents do not say the same.
pub(crate) fn assert_same(name: &str, one: &Value, other: &Value) {
    let (one, other) = (Said::of(one.clone()), Said::of(other.clone()));
    assert_same_in(Scope::Whole, name, &one, &other);
}

/// A document, and its normal form.
pub(crate) struct Said {
    pub(crate) value: Value,
    pub(crate) form: Document,
}

impl Said {
    pub(crate) fn of(value: Value) -> Self {
        let form = read(&value);
        Self { value, form }
    }
}

/// Fails where two documents do not say the same, as far as it counts.
pub(crate) fn assert_same_in(scope: Scope, name: &str, one: &Said, other: &Said) {
    if let Some(difference) = openapi::difference(&one.form, &other.form, scope) {
        let show = |value: &Value, pointer: &str| {
            value.pointer(pointer).map_or_else(String::new, |part| {
                let text = part.to_string();
                text.chars().take(1500).collect()
            })
        };
        panic!(
            "{difference}: {name}\n{}\n{}",
            show(&one.value, &difference.left.to_string()),
            show(&other.value, &difference.right.to_string())
        );
    }
}
