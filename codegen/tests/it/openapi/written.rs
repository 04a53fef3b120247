//! What is written as OpenAPI 3.0 reads back as the same.

use gateway_codegen::findings::Id;
use gateway_codegen::openapi;
use proptest::prelude::*;
use serde_json::Value;

use super::documents::{all, assert_same, own, read};
use super::random::document;
use crate::cases::cases;

/// A document without what is not understood in it; nothing where that is more than a member.
fn understood(document: &Value) -> Option<Value> {
    let mut left = document.clone();
    for _ in 0..8 {
        let form = read(&left);
        if form.account.opaque.is_empty() {
            let understood = form
                .schemas
                .iter()
                .all(|(_, schema)| schema.wire.opaque.is_empty());
            return understood.then_some(left);
        }
        for opaque in form.account.opaque.iter().rev() {
            let holder = opaque.pointer.before()?.to_string();
            match left.pointer_mut(&holder)? {
                Value::Object(members) => {
                    members.shift_remove(opaque.pointer.last());
                }
                Value::Array(entries) => {
                    entries.remove(opaque.pointer.last().parse().ok()?);
                }
                _ => return None,
            }
        }
    }
    None
}

/// The same document by way of its normal form and of OpenAPI 3.0, where that holds all of it.
fn again(document: &Value) -> Option<Value> {
    let done = match openapi::write(&read(document)) {
        Ok(done) => done,
        Err(findings) => panic!("{findings}{document}"),
    };
    done.findings
        .is_empty()
        .then(|| serde_json::to_value(&done.value).expect("a document"))
}

#[test]
fn every_document_that_3_0_holds_reads_back_as_the_same() {
    let mut held = 0;
    for (name, document) in all() {
        let Some(document) = understood(document) else {
            continue;
        };
        if let Some(written) = again(&document) {
            assert_same(name, &document, &written);
            held += 1;
        }
    }
    assert!(held > 20, "{held} documents");
}

#[test]
fn our_own_document_is_held_whole() {
    let document = own();
    let written = again(&document).expect("3.0 holds all of it");
    assert_same("our own", &document, &written);
}

#[test]
fn what_3_0_has_no_words_for_is_named() {
    let document = serde_json::json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1", "summary": "s", "license": { "name": "MIT", "identifier": "MIT" } },
        "components": {
            "schemas": { "A": { "type": "string", "examples": ["a", "b"] } },
            "securitySchemes": { "key": { "type": "mutualTLS" } },
        },
    });
    let done = openapi::write(&read(&document)).expect("the rest is held");
    let named = done
        .findings
        .iter()
        .filter(|finding| finding.id == Id::NotHeld)
        .count();
    assert_eq!(named, 4, "{}", done.findings);
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 400, ..cases(16) })]

    #[test]
    fn any_document_reads_back_as_the_same(document in document()) {
        if let Some(written) = understood(&document).and_then(|document| again(&document)) {
            assert_same(&format!("{document}"), &document, &written);
        }
    }
}
