//! Every member of a document is taken or named.

use std::collections::BTreeSet;

use gateway_codegen::findings::{Id, pointer_token};
use gateway_codegen::openapi;
use serde_json::Value;

use super::documents::{all, read};

/// Every pointer of a document, the whole ones without what is within them.
pub(crate) fn pointers(document: &Value, whole: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(document, String::new())];
    while let Some((value, at)) = open.pop() {
        if whole.contains(&at) {
            continue;
        }
        let inner: Vec<(&Value, String)> = match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (value, format!("{at}/{}", pointer_token(name))))
                .collect(),
            Value::Array(entries) => entries
                .iter()
                .enumerate()
                .map(|(index, value)| (value, format!("{at}/{index}")))
                .collect(),
            _ => continue,
        };
        found.extend(inner.iter().map(|(_, at)| at.clone()));
        open.extend(inner);
    }
    found
}

/// How many pointers a document has beyond those that are taken or named.
pub(crate) fn unaccounted(document: &Value) -> i64 {
    let account = read(document).account;
    let opaque: BTreeSet<String> = account
        .opaque
        .iter()
        .map(|it| it.pointer.to_string())
        .collect();
    assert_eq!(opaque.len(), account.opaque.len(), "nothing is named twice");
    let mut whole: BTreeSet<String> = account.whole.iter().map(ToString::to_string).collect();
    whole.extend(opaque.iter().cloned());
    let all = pointers(document, &whole);
    for pointer in &opaque {
        assert!(all.contains(pointer), "{pointer} is named and not there");
    }
    i64::try_from(all.len()).unwrap() - i64::try_from(account.taken + opaque.len()).unwrap()
}

#[test]
fn every_pointer_is_taken_or_named() {
    for (name, document) in all() {
        assert_eq!(unaccounted(document), 0, "{name}");
    }
}

#[test]
fn what_is_not_understood_is_named_in_a_finding() {
    for (name, document) in all() {
        let done = openapi::read(document).expect("a document");
        for opaque in &done.value.account.opaque {
            let at = opaque.pointer.at();
            let named = done
                .findings
                .iter()
                .any(|it| it.at == at && it.id == Id::NotUnderstood);
            assert!(named, "{name}: {}", opaque.pointer);
        }
    }
}
