//! The table of findings, the code and the cases speak of the same ids.

mod fired;
mod used;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gateway_codegen::findings::table::{KINDS, Kind, Weight, markdown};

use crate::accept::accepts;

/// A path from the top of the workspace.
fn top(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(below)
}

fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().flat_map(|(_, kinds)| *kinds)
}

/// The texts of all files below a folder whose names end as one of these. What is emitted speaks of no finding.
fn texts(folder: &Path, endings: &[&str], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.to_str().expect("a name");
        if path.is_dir() && !path.ends_with("src") {
            texts(&path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(fs::read_to_string(&path).expect("text"));
        }
    }
}

#[test]
fn no_id_stands_in_the_table_twice() {
    let mut ids = BTreeSet::new();
    for each in kinds() {
        assert!(ids.insert(each.id.name()), "{} stands there twice", each.id);
        assert!(!each.weights.is_empty(), "{} has no weight", each.id);
    }
}

#[test]
fn every_finding_of_the_code_has_a_weight_that_the_table_gives_it() {
    for found in used::findings() {
        let used::Used { file, method, id } = found;
        let known = kinds().find(|kind| format!("{:?}", kind.id) == *id);
        let known = known.expect("an id is one of the table");
        let weight = match method.as_str() {
            "error" => Some(Weight::Error),
            "problem" => Some(Weight::Problem),
            "warning" => Some(Weight::Warning),
            "note" => Some(Weight::Note),
            _ => None,
        };
        let fits = weight.is_none_or(|weight| known.weights.contains(&weight));
        assert!(fits, "{file}: `{id}` is no {method} in the table");
    }
}

#[test]
fn every_id_of_the_table_is_used_by_the_code() {
    let names = used::ids();
    for each in kinds() {
        assert!(
            names.contains(&format!("{:?}", each.id)),
            "nobody finds `{}`: take it out of the table",
            each.id
        );
    }
}

/// What no input should lead to has no case before it is found.
#[test]
fn every_id_of_the_table_is_fired_by_a_case() {
    let mut cases = Vec::new();
    texts(
        &top("tests/cases"),
        &["findings.txt", "expected.findings"],
        &mut cases,
    );
    texts(&top("codegen/tests"), &[".rs", ".snap"], &mut cases);
    for each in kinds().filter(|each| !each.is_ours()) {
        let told = [
            format!("[{}]", each.id),
            format!("\"{}\"", each.id),
            format!("Id::{:?}", each.id),
        ];
        let is_fired = cases
            .iter()
            .any(|case| told.iter().any(|told| case.contains(told)));
        assert!(is_fired, "no case fires `{}`", each.id);
    }
}

/// `INSTA_UPDATE=always` writes the page.
#[test]
fn the_page_of_findings_is_what_the_table_says() {
    let path = top("docs/findings.md");
    if accepts() {
        fs::write(&path, markdown()).expect("written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == markdown(),
        "docs/findings.md is old; `INSTA_UPDATE=always cargo test -p gateway-codegen --test it findings::` writes it"
    );
}
