//! Each way to say a document otherwise gives the same normal form.

use std::sync::OnceLock;

use gateway_codegen::openapi::Scope;
use serde_json::Value;

use super::documents::{Said, all, assert_same, assert_same_in, own, read};
use super::rewrite::{ALL, Rewriting};
use crate::cases::all_of_them;

/// A document, and the same in each other way to say it.
pub(crate) struct Otherwise {
    pub(crate) name: &'static str,
    pub(crate) document: Said,
    pub(crate) ways: Vec<((&'static str, Rewriting), Said)>,
}

/// Every document in other ways to say it, read once for all tests that look at them. The ways take turns, so that each document
/// is said in a sixth of them, or in each where there is time.
pub(crate) fn otherwise() -> &'static [Otherwise] {
    static OTHERWISE: OnceLock<Vec<Otherwise>> = OnceLock::new();
    OTHERWISE.get_or_init(|| {
        let said = |(which, (name, document)): (usize, &'static (String, _))| {
            let is_said = |at: usize| (which + at).is_multiple_of(6) || all_of_them();
            let ways = ALL.into_iter().enumerate().filter(|(at, _)| is_said(*at));
            Otherwise {
                name,
                ways: ways
                    .map(|(_, way)| (way, Said::of(way.1(document))))
                    .collect(),
                document: Said::of(document.clone()),
            }
        };
        all().iter().enumerate().map(said).collect()
    })
}

#[test]
fn every_document_is_the_same_however_it_is_said() {
    for Otherwise {
        name,
        document,
        ways,
    } in otherwise()
    {
        for ((how, _), said) in ways {
            // Words that stand at a name are farther than those in place, until the name is gone.
            let scope = match *how {
                "components inlined" => Scope::Wire,
                _ => Scope::Whole,
            };
            let told = format!("{name}, {how}");
            assert_same_in(scope, &told, document, said);
        }
    }
}

#[test]
fn each_way_to_say_it_otherwise_changes_our_own_document() {
    let text = |document: &Value| serde_json::to_string(document).unwrap();
    let document = own();
    let same = ALL.into_iter();
    let same = same.filter(|(_, rewrite)| text(&rewrite(&document)) == text(&document));
    let same: Vec<&str> = same.map(|(how, _)| how).collect();
    // What is never stated there: bounds of whole numbers, null, headers, parts as components.
    let idle = [
        "bounds of whole numbers",
        "null as an alternative",
        "case of headers",
        "parameters of the path",
        "parts inlined",
    ];
    assert_eq!(same, idle);
}

#[test]
fn documents_that_differ_are_told_apart() {
    let document = own();
    let mut other = document.clone();
    let amount = other.pointer_mut("/components/schemas/Payment/properties");
    let properties = amount
        .and_then(serde_json::Value::as_object_mut)
        .expect("properties");
    let (name, _) = properties
        .iter()
        .next()
        .map(|(name, value)| (name.clone(), value.clone()))
        .unwrap();
    properties.shift_remove(&name);
    let difference =
        gateway_codegen::openapi::difference(&read(&document), &read(&other), Scope::Whole);
    assert!(difference.is_some(), "a property has gone");
}

#[test]
fn one_api_said_otherwise_in_the_field_is_one() {
    let documents = all();
    let named = |name: &str| {
        let mut found = documents.iter().filter(|(known, _)| known == name);
        &found.next().unwrap_or_else(|| panic!("no {name}")).1
    };
    assert_same("one", named("one.yaml"), named("one-said-otherwise.yaml"));
    let mut of_3_1 = named("same-in-3.1.yaml").clone();
    of_3_1
        .as_object_mut()
        .unwrap()
        .shift_remove("webhooks")
        .expect("a webhook");
    assert_same("same", named("same-in-3.0.yaml"), &of_3_1);
    let (two, range, empty) = (
        named("two.yaml"),
        named("two-with-2XX.yaml"),
        named("two-with-items-false.yaml"),
    );
    for other in [range, empty] {
        assert!(
            gateway_codegen::openapi::difference(&read(two), &read(other), Scope::Whole).is_some()
        );
    }
}
