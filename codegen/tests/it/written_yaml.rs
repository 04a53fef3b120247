//! Every document that is committed as written by machine stands as it would be written now.

use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::yaml;

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn what_is_committed_is_what_would_be_written() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = vec![root.join("spec/openapi.yaml")];
    yaml_files(&root.join("spec/releases"), &mut files);
    yaml_files(&root.join("tests/cases/pages"), &mut files);
    let mut overlays = Vec::new();
    yaml_files(&root.join("tests/cases/overlays"), &mut overlays);
    files.extend(
        overlays
            .into_iter()
            .filter(|file| file.ends_with("expected.yaml")),
    );
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a text");
        let is_comment = |line: &&str| line.starts_with('#');
        let comments: usize = text
            .split_inclusive('\n')
            .take_while(is_comment)
            .map(str::len)
            .sum();
        let body = text.get(comments..).unwrap_or_default();
        let document = yaml::read(body).expect("a document");
        if yaml::write(&document) != body {
            wrong.push(file.display().to_string());
        }
    }
    assert!(files.len() > 50, "{} files", files.len());
    assert!(
        wrong.is_empty(),
        "these are written otherwise now: {wrong:#?}"
    );
}
