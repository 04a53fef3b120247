//! What holds of the comparison of any two documents.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

use gateway_codegen::drift::{Change, Class, rules};
use gateway_codegen::openapi;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::cases::cases;
use crate::drift::{compare, mirrored, seen};

const SCHEMAS: [&str; 5] = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"];
const PROPERTIES: [&str; 6] = ["number", "amount", "cardNo", "address", "items", "note"];

/// A schema that stands in a property.
fn value() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        (0_u32..4, 4_u32..9).prop_map(
            |(least, most)| json!({ "type": "string", "minLength": least, "maxLength": most })
        ),
        Just(json!({ "type": "string" })),
        Just(json!({ "type": "string", "format": "date" })),
        Just(json!({ "type": "integer", "format": "int32" })),
        Just(json!({ "type": "number", "minimum": 1 })),
        Just(json!({ "type": "boolean", "nullable": true })),
        Just(json!({ "type": "string", "enum": ["a", "b", "c"] })),
        Just(
            json!({ "type": "string", "x-restriction": "string[1, 64]", "minLength": 1, "maxLength": 64 })
        ),
        Just(json!({ "type": "string", "x-fingerprint": { "description": "0123456789ab" } })),
        Just(
            json!({ "type": "string", "x-restriction": "string[1, 64]", "minLength": 1, "maxLength": 64, "x-fingerprint": { "description": "ba9876543210" } })
        ),
        Just(json!({ "type": "string", "x-restriction": "[auto]" })),
        Just(
            json!({ "type": "string", "x-restriction": "[auto、manual]", "enum": ["auto", "manual"] })
        ),
        (0..SCHEMAS.len()).prop_map(
            |index| json!({ "$ref": format!("#/components/schemas/{}", SCHEMAS[index]) })
        ),
        (0..SCHEMAS.len()).prop_map(|index| json!({
            "allOf": [{ "$ref": format!("#/components/schemas/{}", SCHEMAS[index]) }],
            "description": "Words.",
        })),
    ];
    plain.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|items| json!({ "type": "array", "items": items })),
            inner
                .clone()
                .prop_map(|values| json!({ "type": "object", "additionalProperties": values })),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|shapes| json!({ "oneOf": shapes })),
            prop::collection::vec(inner, 1..3).prop_map(|parts| json!({ "allOf": parts })),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    let members = prop::collection::btree_map(
        prop::sample::select(&PROPERTIES[..]),
        (value(), any::<bool>()),
        1..5,
    );
    members.prop_map(|members| {
        let required: Vec<&str> = members
            .iter()
            .filter(|(_, (_, required))| *required)
            .map(|(name, _)| *name)
            .collect();
        let properties: Map<String, Value> = members
            .iter()
            .map(|(name, (value, _))| ((*name).to_owned(), value.clone()))
            .collect();
        json!({ "type": "object", "required": required, "properties": properties })
    })
}

/// A document in which every schema is there, and some are reached.
fn document() -> impl Strategy<Value = Value> {
    let schemas = prop::collection::vec(object(), SCHEMAS.len());
    let operations = prop::collection::btree_map(
        0_usize..6,
        (0..SCHEMAS.len(), 0..SCHEMAS.len(), any::<bool>()),
        1..5,
    );
    (schemas, operations).prop_map(|(schemas, operations)| {
        let mut paths = Map::new();
        for (index, (body, answer, secured)) in operations {
            let reference = |index: usize| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{}", SCHEMAS[index]) } } });
            let mut post = json!({
                "parameters": [{ "name": "trace", "in": "header", "schema": { "type": "string" } }],
                "requestBody": { "content": reference(body) },
                "responses": { "200": { "description": "OK", "content": reference(answer) }, "404": { "description": "Not Found" } },
            });
            if secured {
                post["security"] = json!([{ "key": [] }]);
            }
            paths.insert(format!("/{}", ["pay", "refund", "query", "shipping/track", "cancel", "orders/{number}"][index]), json!({ "post": post }));
        }
        let schemas: Map<String, Value> = SCHEMAS.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Shop", "version": "1" },
            "servers": [{ "url": "https://shop.example.com" }],
            "paths": paths,
            "components": { "schemas": schemas, "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "Authorization" } } },
        })
    })
}

/// The same document with all members, required names, variants and values in another order.
fn reordered(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .rev()
                .map(|(name, member)| {
                    let member = match (name.as_str(), member) {
                        ("required" | "enum" | "tags" | "parameters", Value::Array(entries)) => {
                            Value::Array(entries.iter().rev().map(reordered).collect())
                        }
                        (_, member) => reordered(member),
                    };
                    (name.clone(), member)
                })
                .collect(),
        ),
        Value::Array(entries) => Value::Array(entries.iter().map(reordered).collect()),
        other => other.clone(),
    }
}

/// Every class is the heaviest that the table gives for what is reached.
fn is_classed(change: &Change) -> bool {
    let rule = rules::rule(change.rule).expect("a rule of the table");
    let class = change
        .reach
        .iter()
        .map(|reached| rule.class(reached.direction))
        .max();
    // What nobody understands may reach any operation.
    let unreached = if change.rule == "opaque-changed" {
        Class::NotUnderstood
    } else {
        Class::Documentation
    };
    change.class == class.unwrap_or(unreached)
}

/// A change of one kind to one property, and the rules that may tell of it.
struct Mutation {
    name: &'static str,
    apply: fn(&mut Value, &str) -> bool,
    rules: &'static [&'static str],
}

/// Takes the schema of a component and the name of one of its properties.
const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a property goes",
        apply: |schema, property| {
            if let Some(required) = schema["required"].as_array_mut() {
                required.retain(|name| name != property);
            }
            schema["properties"]
                .as_object_mut()
                .expect("properties")
                .remove(property)
                .is_some()
        },
        rules: &["optional-property-removed", "required-property-removed"],
    },
    Mutation {
        name: "an optional property comes",
        apply: |schema, _| {
            schema["properties"]["zzz"] = json!({ "type": "string" });
            true
        },
        rules: &["optional-property-added"],
    },
    Mutation {
        name: "a required property comes",
        apply: |schema, _| {
            schema["properties"]["zzz"] = json!({ "type": "string" });
            schema["required"]
                .as_array_mut()
                .expect("a list")
                .push(json!("zzz"));
            true
        },
        rules: &["required-property-added"],
    },
    Mutation {
        name: "a property becomes required, or optional",
        apply: |schema, property| {
            let required = schema["required"].as_array_mut().expect("a list");
            let before = required.len();
            required.retain(|name| name != property);
            if required.len() == before {
                required.push(json!(property));
            }
            true
        },
        rules: &["property-became-required", "property-became-optional"],
    },
    Mutation {
        name: "a value becomes an untyped one",
        apply: |schema, property| {
            let is_plain = schema["properties"][property].get("type").is_some();
            schema["properties"][property] = json!({ "x-was": 1 });
            is_plain
        },
        rules: &[
            "type-widened",
            "enumeration-removed",
            "extension-changed",
            "prose-removed",
            "restriction-reworded",
            "restriction-unclear",
        ],
    },
    Mutation {
        name: "a value becomes nullable, or not",
        apply: |schema, property| {
            let node = &mut schema["properties"][property];
            let flag = node.get("nullable") == Some(&json!(true));
            let is_plain = node.get("type").is_some();
            node["nullable"] = json!(!flag);
            is_plain
        },
        rules: &["became-nullable", "became-not-nullable"],
    },
    Mutation {
        name: "a limit is set anew",
        apply: |schema, property| {
            let node = &mut schema["properties"][property];
            node["maxLength"] = json!(3);
            // Of short values that are listed it limits nothing.
            node.get("type") == Some(&json!("string")) && node.get("enum").is_none()
        },
        rules: &["limit-tightened"],
    },
    Mutation {
        name: "a value of an enumeration goes and one comes",
        apply: |schema, property| {
            let node = &mut schema["properties"][property];
            let is_enumeration = node.get("enum").is_some();
            node["enum"] = json!(["a", "b", "d"]);
            is_enumeration
        },
        rules: &["value-added", "value-removed"],
    },
    Mutation {
        name: "the words differ",
        apply: |schema, property| {
            let node = &mut schema["properties"][property];
            let is_transcribed = node.get("x-fingerprint").is_some();
            node["x-fingerprint"] = json!({ "description": "001122334455" });
            is_transcribed
        },
        rules: &["prose-changed"],
    },
    Mutation {
        name: "a type becomes another",
        apply: |schema, property| {
            let node = &mut schema["properties"][property];
            let is_string = *node == json!({ "type": "string" });
            *node = json!({ "type": "boolean" });
            is_string
        },
        rules: &["type-changed"],
    },
    Mutation {
        name: "an extension comes",
        apply: |schema, property| {
            schema["properties"][property]["x-class"] = json!("open");
            schema["properties"][property].get("$ref").is_none()
        },
        rules: &["extension-changed"],
    },
];

/// Anything that could stand in a document by mistake.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(
            &[
                "",
                "string",
                "#/components/schemas/Alpha",
                "#/components/schemas/Alpha/properties/note",
                "#",
                "object",
                "\u{1b}[31m"
            ][..]
        )
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let names = prop::sample::select(
            &[
                "$ref",
                "allOf",
                "oneOf",
                "type",
                "properties",
                "required",
                "items",
                "enum",
                "additionalProperties",
                "content",
                "200",
                "x-restriction",
                "x-unknown",
                "x-fingerprint",
                "not",
            ][..],
        );
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..4).prop_map(|members| Value::Object(
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

/// Puts something in place of the node that a number leads to.
fn spoil(node: &mut Value, mut steps: usize, with: Value) {
    let mut at = node;
    loop {
        let count = match at {
            Value::Object(members) => members.len(),
            Value::Array(entries) => entries.len(),
            _ => 0,
        };
        if count == 0 || steps % 7 == 6 {
            *at = with;
            return;
        }
        let index = steps % count;
        steps /= 3;
        let Some(next) = (match at {
            Value::Object(members) => members.values_mut().nth(index),
            Value::Array(entries) => entries.get_mut(index),
            _ => None,
        }) else {
            return;
        };
        at = next;
    }
}

/// How the rules begin that speak of what a value is and how far it goes.
const OF_THE_REST: [&str; 10] = [
    "property-became-",
    "became-nullable",
    "map-",
    "list-",
    "type-",
    "format-",
    "limit-",
    "pattern-",
    "enumeration-",
    "value-",
];

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn a_document_does_not_differ_from_itself(document in document()) {
        prop_assert_eq!(compare(&document, &document), []);
    }

    #[test]
    fn order_and_version_are_no_change(document in document()) {
        let mut other = reordered(&document);
        other["info"]["version"] = json!("2");
        prop_assert_eq!(compare(&document, &other), []);
    }

    #[test]
    fn the_way_back_mirrors_the_way_there(old in document(), new in document()) {
        let there = compare(&old, &new);
        let back = compare(&new, &old);
        prop_assert_eq!(mirrored(&there), seen(&back));
    }

    #[test]
    fn every_change_is_classed_by_the_table(old in document(), new in document()) {
        for change in compare(&old, &new) {
            prop_assert!(is_classed(&change), "{change:?}");
        }
    }

    #[test]
    fn every_mutation_is_reported_and_nothing_else_is(
        document in document(),
        schema in 0..SCHEMAS.len(),
        property in 0_usize..5,
        mutation in 0..MUTATIONS.len(),
    ) {
        let mutation = &MUTATIONS[mutation];
        let mut new = document.clone();
        let component = &mut new["components"]["schemas"][SCHEMAS[schema]];
        let names: Vec<String> = component["properties"].as_object().expect("properties").keys().cloned().collect();
        let name = &names[property % names.len()];
        prop_assume!((mutation.apply)(component, name));
        let changes = compare(&document, &new);
        prop_assert!(!changes.is_empty(), "{} of {name} is not reported", mutation.name);
        let at = format!("/components/schemas/{}", SCHEMAS[schema]);
        let has_parts = document["components"].to_string().contains("allOf");
        for change in &changes {
            // What is composed of it, and of another part that states the rest, is narrower or wider then.
            let is_composed = has_parts && (!change.path.starts_with(SCHEMAS[schema]) || change.path.matches('.').count() > 1);
            let is_of_the_rest = is_composed && OF_THE_REST.iter().any(|stem| change.rule.starts_with(stem));
            prop_assert!(is_of_the_rest || mutation.rules.contains(&change.rule), "{}: {change:?}", mutation.name);
            prop_assert!(is_classed(change), "{change:?}");
            // What is composed of the schema can differ with it; what has nothing to do with it cannot.
            let is_there = change.place().starts_with(&at);
            prop_assert!(is_there || has_parts, "{change:?}");
        }
        prop_assert!(changes.iter().any(|change| change.place().starts_with(&at)));
    }

    #[test]
    fn an_operation_that_comes_or_goes_is_reported(document in document(), take in any::<prop::sample::Index>()) {
        let paths: Vec<String> = document["paths"].as_object().expect("paths").keys().cloned().collect();
        let path = take.get(&paths);
        let mut new = document.clone();
        new["paths"].as_object_mut().expect("paths").remove(path);
        let gone = compare(&document, &new);
        prop_assert_eq!(gone.len(), 1);
        prop_assert_eq!(gone[0].rule, "operation-removed");
        prop_assert_eq!(&gone[0].path, &format!("POST {}", path));
        let come = compare(&new, &document);
        prop_assert_eq!(come.len(), 1);
        prop_assert_eq!(come[0].rule, "operation-added");
    }

    #[test]
    fn nothing_panics_whatever_stands_there(
        old in document(),
        new in document(),
        places in prop::collection::vec((any::<usize>(), anything()), 1..6),
    ) {
        let (mut old, mut new) = (old, new);
        for (index, (steps, with)) in places.into_iter().enumerate() {
            spoil(if index % 2 == 0 { &mut old } else { &mut new }, steps, with);
        }
        prop_assume!([&old, &new].iter().all(|document| openapi::read(document).is_ok()));
        let there = compare(&old, &new);
        let back = compare(&new, &old);
        prop_assert_eq!(compare(&old, &old), []);
        prop_assert_eq!(mirrored(&there), seen(&back));
    }
}

#[test]
fn a_key_that_leads_nowhere_is_no_scheme_that_has_it_by_now() {
    let document = |key: &str| {
        json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" },
            "paths": { "/orders": { "get": {
                "responses": { "200": { "description": "Here they are." } }, "security": [{ "key": [] }],
            } } },
            "components": { "securitySchemes": { key: { "type": "apiKey", "in": "header", "name": "Key" } } },
        })
    };
    let (old, new) = (document("key"), document("other"));
    let (there, back) = (compare(&old, &new), compare(&new, &old));
    let rules: Vec<&str> = there.iter().map(|change| change.rule).collect();
    let expected = [
        "security-alternative-removed",
        "security-alternative-added",
        "security-scheme-renamed",
    ];
    assert_eq!(rules.len(), expected.len(), "{rules:?}");
    assert!(
        expected.iter().all(|rule| rules.contains(rule)),
        "{rules:?}"
    );
    assert_eq!(mirrored(&there), seen(&back));
}
