//! A restriction that nobody can read any more is never told as a looser one.

use gateway_codegen::drift::{self, Change, Class, rules};
use gateway_codegen::{restrict, transcribe};
use serde_json::{Value, json};

use crate::drift::{compare, reported};

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
    // Of so many bytes nobody can say how many characters they are.
    (
        "string",
        "City <= 50 characters",
        "City <= 50 bytes",
        &["restriction-unclear: <= 50 characters > <= 50 bytes"],
        Class::NotUnderstood,
    ),
    (
        "string",
        "City <= 50 bytes",
        "City <= 100 characters",
        &[
            "restriction-unclear: <= 50 bytes > <= 100 characters",
            "limit-loosened: maxLength 50 > maxLength 100",
        ],
        Class::NotUnderstood,
    ),
    // A list in which each value is explained, and one that goes on in words.
    (
        "string",
        "Mode enum:Y、N",
        "Mode enum: Y - yes, R (review)",
        &["value-removed: N > -", "value-added: - > R"],
        Class::Breaking,
    ),
    (
        "string",
        "Mode enum:Y、N",
        "Mode. Possible values: Y, N",
        &["restriction-reworded: enum:Y、N > Possible values: Y, N"],
        Class::Documentation,
    ),
    (
        "string",
        "Mode enum:Y、N",
        "Mode enum: Y, N for cards alone",
        &["restriction-unclear: enum:Y、N > enum: Y, N for cards alone"],
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
    // One end of the two is the same, and of the other nobody knows.
    (
        "string",
        "Street string[1..128]",
        "Street string[1,128]; string[1,64]",
        &["restriction-lost: string[1..128] > string[1,128] string[1,64]"],
        Class::NotUnderstood,
    ),
    // Both ends, each in words of its own.
    (
        "string",
        "Number string[1..64]",
        "Number, minimum 3, maximum 64 characters",
        &["limit-tightened: minLength 1 > minLength 3"],
        Class::Breaking,
    ),
    (
        "string",
        "Number string[1..64]",
        "Number, at least 1 and at most 32 characters",
        &["limit-tightened: maxLength 64 > maxLength 32"],
        Class::Breaking,
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

/// A document that states a limit in words at each place that can have one.
fn limited(most: u32) -> Value {
    let words = format!("At most {most} characters.");
    let text = json!({ "type": ["string", "null"], "description": words });
    let content = json!({ "application/json": { "schema": { "type": "object", "properties": { "note": text } } } });
    let reference = |to: &str| json!({ "$ref": format!("#/components/{to}") });
    let called = json!({ "post": { "requestBody": { "content": content }, "responses": {} } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shop", "version": "1" },
        "paths": { "/orders": {
            "parameters": [reference("parameters/Key")],
            "post": {
                "requestBody": reference("requestBodies/Order"),
                "responses": { "200": reference("responses/Order") },
                "callbacks": { "done": { "{$request.body#/url}": called } },
            },
        } },
        "webhooks": { "told": called },
        "components": {
            "parameters": { "Key": { "name": "key", "in": "query", "description": words, "schema": { "type": "string" } } },
            "headers": { "Rest": { "description": words, "schema": { "type": "string" } } },
            "requestBodies": { "Order": { "content": content } },
            "responses": { "Order": {
                "description": "OK",
                "headers": { "X-Rest": reference("headers/Rest") },
                "content": { "application/json": { "schema": {
                    "type": "object",
                    "$defs": { "Inner": text },
                    "properties": {
                        "inner": { "$ref": "#/components/responses/Order/content/application~1json/schema/$defs/Inner" },
                        "beside": { "$ref": "#/components/schemas/Plain", "description": words },
                    },
                } } },
            } },
            "schemas": { "Plain": { "type": "string" } },
        },
    })
}

#[test]
fn limits_in_the_words_of_anybodys_document_are_read_wherever_they_stand() {
    let changes = reported(&limited(40), &limited(20)).changes;
    let tighter = |change: &&Change| change.rule == "limit-tightened";
    let mut told: Vec<&str> = changes
        .iter()
        .filter(tighter)
        .map(|change| change.path.as_str())
        .collect();
    told.sort_unstable();
    let expected = [
        "POST /orders 200 header x-rest",
        "POST /orders 200.beside",
        "POST /orders 200.inner",
        "POST /orders body.note",
        "POST /orders callback done POST {$request.body#/url} body.note",
        "POST /orders query key",
        "webhook POST told body.note",
    ];
    assert_eq!(told, expected, "{changes:#?}");
    assert_eq!(changes.len(), expected.len(), "{changes:#?}");
    assert_eq!(drift::heaviest(&changes), Some(Class::Breaking));
}

#[test]
fn words_that_the_schema_itself_says_otherwise_are_not_told_as_the_same() {
    let document = |most: u32| {
        let mut document = limited(most);
        document["components"]["parameters"]["Key"]["schema"]["maxLength"] = json!(10);
        document
    };
    let changes = reported(&document(40), &document(20)).changes;
    let mut of_key = changes.iter().filter(|change| change.path.ends_with("key"));
    let told = of_key.next().map(|change| (change.rule, change.class));
    assert_eq!(told, Some(("restriction-unclear", Class::NotUnderstood)));
    assert_eq!(of_key.next(), None);
}
