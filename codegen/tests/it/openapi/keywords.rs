//! What becomes of each keyword of a schema.

use serde_json::{Value, json};

use super::documents::read;
use super::told::told;

fn becomes(version: &str, schema: &Value) -> String {
    let document = read(&json!({
        "openapi": version,
        "info": { "title": "t", "version": "1" },
        "components": { "schemas": { "S": schema, "T": { "type": "string", "maxLength": 9 } } },
    }));
    told(&document, document.components["S"].id)
}

/// Both versions read these as one.
#[test]
fn keywords_of_either_version() {
    let cases = [
        (json!({}), "anything"),
        (json!({ "type": "string" }), "text"),
        (
            json!({ "type": "string", "format": "date", "minLength": 1, "maxLength": 2, "pattern": "^a" }),
            "text format date from 1 to 2 like ^a",
        ),
        (json!({ "type": "string", "minLength": 0 }), "text"),
        (
            json!({ "type": "string", "enum": ["a", "b", "a"] }),
            "text one of [a b]",
        ),
        (
            json!({ "type": "integer", "enum": [1, "a", 1.5] }),
            "integer one of [1]",
        ),
        (json!({ "enum": [1, 2.0] }), "integer one of [1 2]"),
        (json!({ "enum": ["a", null] }), "text one of [a] or null"),
        (json!({ "enum": ["a", 1] }), "anything one of [a 1]"),
        (
            json!({ "type": "integer", "format": "int32", "minimum": 1.5, "maximum": 9.5, "multipleOf": 3 }),
            "integer format int32 from 2 to 9 of [3]",
        ),
        (json!({ "type": "integer", "multipleOf": 1 }), "integer"),
        (
            json!({ "type": "number", "minimum": 0.10 }),
            "number from 0.1",
        ),
        (json!({ "type": "boolean" }), "boolean"),
        (
            json!({ "type": "array", "items": {}, "minItems": 0, "uniqueItems": false }),
            "list",
        ),
        (
            json!({ "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 2, "uniqueItems": true }),
            "list of text from 1 to 2 unique",
        ),
        (json!({ "items": { "type": "string" } }), "list of text"),
        (
            json!({ "type": "object", "required": [], "minProperties": 0, "additionalProperties": true }),
            "object",
        ),
        (
            json!({ "type": "object", "additionalProperties": {}, "minProperties": 1, "maxProperties": 2 }),
            "object from 1 to 2",
        ),
        (
            json!({ "type": "object", "additionalProperties": false }),
            "object closed",
        ),
        (
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            "object further (text)",
        ),
        (
            json!({ "properties": { "a": {} }, "required": ["a", "b"] }),
            "object a (anything required) also b",
        ),
        (
            json!({ "properties": { "a": { "type": "string", "readOnly": true } }, "required": ["a"] }),
            "object a (text in answers required in answers)",
        ),
        (
            json!({ "properties": { "a": { "type": "string", "writeOnly": true } }, "required": ["a"] }),
            "object a (text in requests required in requests)",
        ),
        (json!({ "allOf": [] }), "anything"),
        (
            json!({ "allOf": [{ "type": "string", "minLength": 2 }, { "minLength": 1, "maxLength": 5 }] }),
            "text from 2 to 5",
        ),
        (
            json!({ "allOf": [{ "type": "number", "maximum": 5 }, { "type": "integer", "maximum": 4.5 }] }),
            "integer to 4",
        ),
        (
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            "nothing",
        ),
        (
            json!({ "allOf": [{ "properties": { "a": { "type": "string" } } }, { "properties": { "a": { "maxLength": 3 }, "b": {} }, "required": ["a"] }] }),
            "object a (text to 3 required) b (anything)",
        ),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/T" }, { "maxLength": 3 }] }),
            "text to 3",
        ),
        (
            json!({ "allOf": [{ "enum": ["a", "b"] }, { "enum": ["b", "c"] }] }),
            "text one of [b]",
        ),
        (json!({ "oneOf": [{ "type": "string" }] }), "text"),
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
            "anything either (text | integer)",
        ),
        (
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }, { "type": "null" }] }),
            "anything any (text | integer) or null",
        ),
        (
            json!({ "anyOf": [{ "$ref": "#/components/schemas/T" }, { "type": "null" }] }),
            "text to 9 or null",
        ),
        (
            json!({ "type": "string", "not": { "enum": ["a"] } }),
            "text not (text one of [a])",
        ),
        (json!({ "not": {} }), "nothing"),
        (
            json!({ "type": "object", "discriminator": { "propertyName": "kind" } }),
            "object by kind",
        ),
        (
            json!({ "type": "string", "title": "T", "description": "D", "deprecated": true, "default": "a" }),
            "text titled T described D deprecated default \"a\"",
        ),
        (
            json!({ "type": "string", "deprecated": false, "example": "a", "x-y": [1] }),
            "text sample \"a\" x-y [1]",
        ),
        (
            json!({ "type": "string", "externalDocs": { "url": "https://example.com" } }),
            "text see https://example.com",
        ),
        (json!({ "type": "string", "xml": { "name": "a" } }), "text"),
        (json!({ "type": "text" }), "anything without type"),
        (json!({ "type": "string", "enum": [] }), "text without enum"),
        (
            json!({ "type": "number", "multipleOf": 0 }),
            "number without multipleOf",
        ),
        (
            json!({ "type": "string", "maxLength": -1 }),
            "text without maxLength",
        ),
        (
            json!({ "maxLength": 1 }),
            "anything without limits without a type",
        ),
        (
            json!({ "type": "string", "colour": "red" }),
            "text without colour",
        ),
    ];
    for (schema, expected) in cases {
        for version in ["3.0.3", "3.1.0"] {
            assert_eq!(becomes(version, &schema), expected, "{version}: {schema}");
        }
    }
}

#[test]
fn keywords_of_3_0() {
    let cases = [
        (
            json!({ "type": "string", "nullable": true }),
            "text or null",
        ),
        (json!({ "type": "string", "nullable": false }), "text"),
        (
            json!({ "type": "string", "nullable": true, "enum": ["a", null] }),
            "text one of [a] or null",
        ),
        (
            json!({ "nullable": true, "allOf": [{ "$ref": "#/components/schemas/T" }] }),
            "text to 9 or null",
        ),
        (
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 10, "exclusiveMaximum": true }),
            "integer from 1 to 9",
        ),
        (
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true, "exclusiveMaximum": true }),
            "number from 0 excluded",
        ),
        (
            json!({ "$ref": "#/components/schemas/T", "maxLength": 3, "description": "D" }),
            "text to 9",
        ),
        (
            json!({ "type": "string", "format": "byte" }),
            "text format byte",
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(becomes("3.0.3", &schema), expected, "{schema}");
    }
}

#[test]
fn keywords_of_3_1() {
    let cases = [
        (json!(true), "anything"),
        (json!(false), "nothing"),
        (json!({ "type": ["string", "null"] }), "text or null"),
        (json!({ "type": ["null"] }), "null"),
        (json!({ "type": "null" }), "null"),
        (json!({ "const": null }), "null"),
        (json!({ "const": "a" }), "text one of [a]"),
        (
            json!({ "type": ["string", "integer", "null"], "maxLength": 3, "minimum": 1, "enum": ["a", 1, 2, null] }),
            "anything any (text to 3 one of [a] | integer from 1 one of [1 2]) or null",
        ),
        (
            json!({ "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9.5 }),
            "integer from 1 to 9",
        ),
        (
            json!({ "type": "number", "minimum": 1, "exclusiveMinimum": 0 }),
            "number from 1",
        ),
        (
            json!({ "type": "number", "minimum": 1, "exclusiveMinimum": 1 }),
            "number from 1 excluded",
        ),
        (
            json!({ "$ref": "#/components/schemas/T", "maxLength": 3, "description": "D" }),
            "text to 3 described D",
        ),
        (
            json!({ "$defs": { "q": { "type": "boolean" } }, "$ref": "#/components/schemas/S/$defs/q" }),
            "boolean",
        ),
        (
            json!({ "properties": { "a": { "$ref": "#named" }, "b": { "$anchor": "named", "type": "boolean" } } }),
            "object a (boolean) b (boolean)",
        ),
        (
            json!({ "type": "string", "contentEncoding": "base64" }),
            "text format byte",
        ),
        (
            json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            "text format binary",
        ),
        (
            json!({ "type": "string", "contentEncoding": "quoted-printable" }),
            "text without contentEncoding",
        ),
        (
            json!({ "type": "string", "contentMediaType": "image/png", "contentSchema": {} }),
            "text format binary without contentMediaType without contentSchema",
        ),
        (
            json!({ "type": "string", "examples": ["a", "b"] }),
            "text sample \"a\" \"b\"",
        ),
        (json!({ "type": "array", "items": false }), "list to 0"),
        (
            json!({ "type": "array", "prefixItems": [{}], "contains": {}, "minContains": 1, "maxContains": 2 }),
            "list then (anything) without contains without minContains without maxContains",
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "boolean" }, { "type": "string" }], "items": false }),
            "list of anything any (boolean | text) then (boolean) then (text) to 2",
        ),
        (
            json!({ "type": "object", "patternProperties": { "^a$": { "type": "boolean" } }, "additionalProperties": false }),
            "object further (boolean) ^a$ (boolean) by name",
        ),
        (
            json!({ "type": "array", "contains": { "type": "string" }, "unevaluatedItems": false }),
            "list without contains without unevaluatedItems",
        ),
        (
            json!({ "type": "array", "unevaluatedItems": { "type": "string" } }),
            "list of text",
        ),
        (
            json!({ "type": "object", "patternProperties": {}, "propertyNames": {} }),
            "object",
        ),
        (
            json!({ "type": "object", "propertyNames": { "pattern": "^a$", "maxLength": 3 } }),
            "object names (text to 3 like ^a$)",
        ),
        (
            json!({ "allOf": [{ "propertyNames": { "minLength": 2 } }, { "propertyNames": { "maxLength": 3 } }] }),
            "object names (text from 2 to 3)",
        ),
        (
            json!({ "type": "object", "dependentRequired": { "b": ["c", "a", "b"] }, "dependentSchemas": { "a": { "required": ["c"] } } }),
            "object with a c with b a with b c",
        ),
        (
            json!({ "type": "object", "dependentRequired": { "a": [1] }, "dependentSchemas": { "b": { "required": ["c"], "maxProperties": 2 } } }),
            "object without a without b",
        ),
        (
            json!({ "type": "object", "if": {}, "then": {}, "else": {} }),
            "object without if without then without else",
        ),
        (
            json!({ "type": "object", "dependentRequired": {}, "dependentSchemas": {}, "unevaluatedProperties": {} }),
            "object",
        ),
        (
            json!({ "type": "object", "unevaluatedProperties": { "not": {} } }),
            "object closed",
        ),
        (
            json!({ "type": "object", "additionalProperties": {}, "unevaluatedProperties": false }),
            "object",
        ),
        (
            json!({ "type": "object", "$id": "a", "$schema": "b", "$comment": "c", "$dynamicAnchor": "d" }),
            "object without $schema",
        ),
        (
            json!({ "$dynamicRef": "#d" }),
            "anything without $dynamicRef",
        ),
    ];
    for (schema, expected) in cases {
        assert_eq!(becomes("3.1.0", &schema), expected, "{schema}");
    }
}

/// What 3.0 does not have is read where it is clear.
#[test]
fn keywords_of_3_1_in_3_0() {
    for schema in [
        json!({ "type": ["string", "null"] }),
        json!({ "const": "a" }),
        json!({ "type": "integer", "exclusiveMinimum": 0 }),
        json!({ "type": "string", "examples": ["a"] }),
        json!({ "type": "string", "contentEncoding": "base64" }),
    ] {
        assert_eq!(
            becomes("3.0.3", &schema),
            becomes("3.1.0", &schema),
            "{schema}"
        );
    }
}
