//! A restriction that nobody can read any more is never told as a looser one.

use gateway_codegen::drift::{self, Class, rules};
use gateway_codegen::{restrict, transcribe};
use serde_json::{Value, json};

use crate::drift::compare;

/// What a page says of one property, with the restrictions read.
fn page(ty: &str, description: &str) -> Value {
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/orders": { "post": {
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } },
            "responses": { "200": { "description": "OK" } },
        } } },
        "components": { "schemas": { "Order": {
            "type": "object",
            "properties": { "note": { "type": ty, "description": description } },
        } } },
    });
    restrict::read(transcribe::of_document(&document))
        .expect("no error")
        .value
}

/// The changes between two descriptions, each as its rule with what it was and is.
fn told(ty: &str, old: &str, new: &str) -> (Vec<String>, Option<Class>) {
    let changes = compare(&page(ty, old), &page(ty, new));
    let of_words = |rule: &str| rule.starts_with("prose-");
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let lines = changes
        .iter()
        .filter(|change| !of_words(change.rule))
        .map(|change| {
            format!(
                "{}: {} > {}",
                change.rule,
                shown(&change.was),
                shown(&change.is)
            )
        })
        .collect();
    (lines, drift::heaviest(&changes))
}

type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    Class,
);

const CASES: &[Case] = &[
    // Words that can be read are compared by what they say.
    (
        "string",
        "Number string[5..64]",
        "Number,长度不超过32位",
        &[
            "limit-tightened: maxLength 64 > maxLength 32",
            "limit-loosened: minLength 5 > -",
        ],
        Class::Breaking,
    ),
    (
        "string",
        "Number string[1..64]",
        "Number, at most 30 characters",
        &[
            "limit-tightened: maxLength 64 > maxLength 30",
            "limit-loosened: minLength 1 > -",
        ],
        Class::Breaking,
    ),
    (
        "string",
        "Mode[auto、manual],default:auto",
        "Mode[auto],default:auto",
        &["value-removed: manual > -"],
        Class::Breaking,
    ),
    // Words that cannot be read.
    (
        "string",
        "Number string[5..64]",
        "Number of no great length",
        &["restriction-lost: string[5..64] > -"],
        Class::NotUnderstood,
    ),
    (
        "string",
        "Mode[auto、manual],default:auto",
        "Automatic or by hand,default:auto",
        &["restriction-lost: [auto、manual] default:auto > default:auto"],
        Class::NotUnderstood,
    ),
    (
        "string",
        "Number string[5..64]",
        "Number, up to 2 digits after the point",
        &["restriction-unclear: string[5..64] > up to 2 digits after"],
        Class::NotUnderstood,
    ),
    (
        "string",
        "Mode[auto、manual]",
        "Mode[auto]",
        &[
            "value-removed: manual > -",
            "restriction-unclear: [auto、manual] > [auto]",
        ],
        Class::NotUnderstood,
    ),
    (
        "string",
        "Mode[auto、manual]",
        "Mode[fast]",
        &["restriction-unclear: [auto、manual] > [fast]"],
        Class::NotUnderstood,
    ),
    (
        "string",
        "Number [1, 64]",
        "Number, in Latin letters 不超过16位,else 不超过32位",
        &["restriction-lost: [1, 64] > 不超过16位 不超过32位"],
        Class::NotUnderstood,
    ),
    // Two of which nobody knows which holds, with no other word changed.
    (
        "string",
        "Number string[5..64]",
        "Number string[5..64] string[1..16]",
        &["restriction-lost: string[5..64] > string[1..16] string[5..64]"],
        Class::NotUnderstood,
    ),
    // Nothing but the restriction has gone, so that it is there no longer.
    (
        "string",
        "Number string[5..64]",
        "Number",
        &[
            "limit-loosened: maxLength 64 > -",
            "limit-loosened: minLength 5 > -",
        ],
        Class::Additive,
    ),
    // A restriction where there was none.
    (
        "integer",
        "Number",
        "Count [1, 64]",
        &["restriction-found: - > [1, 64]"],
        Class::Breaking,
    ),
];

#[test]
fn what_can_be_read_is_compared_and_what_cannot_is_not_understood() {
    for (ty, old, new, expected, class) in CASES {
        let (told, heaviest) = told(ty, old, new);
        assert_eq!(told, *expected, "{old} > {new}");
        assert_eq!(heaviest, Some(*class), "{old} > {new}");
    }
}

#[test]
fn the_way_back_is_told_as_the_reverse() {
    for (ty, old, new, _, _) in CASES {
        let there = compare(&page(ty, old), &page(ty, new));
        let back = compare(&page(ty, new), &page(ty, old));
        let mut reversed: Vec<(&str, Option<String>, Option<String>)> = there
            .into_iter()
            .map(|change| {
                let rule = rules::rule(change.rule).expect("a rule of the table");
                (rule.mirror, change.is, change.was)
            })
            .collect();
        let mut back: Vec<(&str, Option<String>, Option<String>)> = back
            .into_iter()
            .map(|change| (change.rule, change.was, change.is))
            .collect();
        reversed.sort();
        back.sort();
        assert_eq!(reversed, back, "{old} > {new}");
    }
}
