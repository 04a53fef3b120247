//! docs/openapi.md: what is supported of OpenAPI, keyword by keyword, written from a document for each.

use std::fmt::Write as _;
use std::path::Path;

use gateway_codegen::account::Account;
use gateway_codegen::findings::{Findings, Severity};
use gateway_codegen::{lower, openapi};
use serde_json::{Value, json};

/// The versions that are read.
const VERSIONS: [&str; 2] = ["3.0.3", "3.1.0"];

/// Where the part that is asked about stands in a document.
#[derive(Clone, Copy)]
enum Place {
    /// A property of a request's body and of an answer's.
    Schema,
    /// A parameter of an operation.
    Parameter,
    /// The body of a request.
    Body,
    /// The answer 200.
    Answer,
    /// The operation.
    Operation,
    /// The document, into which it is merged.
    Document,
}

fn document(version: &str, place: Place, part: &Value) -> Value {
    let object = json!({ "type": "object", "properties": { "p": { "type": "string" } } });
    let json_of = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let mut operation = json!({
        "operationId": "call",
        "requestBody": { "required": true, "content": json_of(&object) },
        "responses": { "200": { "description": "OK", "content": json_of(&object) } },
    });
    let mut path = "/call";
    match place {
        Place::Schema => {
            let holder = json!({ "type": "object", "properties": { "p": part } });
            operation["requestBody"]["content"] = json_of(&holder);
            operation["responses"]["200"]["content"] = json_of(&holder);
        }
        Place::Parameter => {
            if part["in"] == "path" {
                path = "/call/{p}";
            }
            operation["parameters"] = json!([part]);
        }
        Place::Body => operation["requestBody"] = part.clone(),
        Place::Answer => operation["responses"] = json!({ "200": part }),
        Place::Operation => merge(&mut operation, part),
        Place::Document => {}
    }
    let mut document = json!({
        "openapi": version,
        "info": { "title": "t", "version": "1" },
        "paths": { path: { "post": operation } },
        "components": { "schemas": { "T": { "type": "object", "properties": { "t": { "type": "string" } } } } },
    });
    if let Place::Document = place {
        merge(&mut document, part);
    }
    document
}

fn merge(into: &mut Value, part: &Value) {
    match (into, part) {
        (Value::Object(into), Value::Object(part)) => {
            for (name, value) in part {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, part) => *into = part.clone(),
    }
}

/// What becomes of a part: `whole`, or the findings that say what is lost.
fn becomes(version: &str, place: Place, part: &Value) -> String {
    let document = document(version, place, part);
    let mut findings = Findings::default();
    let lowered = openapi::read(&document)
        .map(|read| read.note_into(&mut findings))
        .and_then(|read| lower::lower(&read, false));
    match lowered.map(|lowered| lowered.note_into(&mut findings)) {
        Ok(api) => {
            let account = Account::of(&api, &findings);
            match account.is_whole() {
                true => "whole".to_owned(),
                false => ids(account.lost.keys().map(ToString::to_string)),
            }
        }
        Err(stopped) => {
            let errors = stopped.iter().filter(|it| it.severity == Severity::Error);
            format!("refused: {}", ids(errors.map(|it| it.id.to_string())))
        }
    }
}

fn ids(ids: impl Iterator<Item = String>) -> String {
    let ids: Vec<String> = ids.map(|id| format!("[`{id}`](findings.md)")).collect();
    ids.join(", ")
}

/// A heading with its keywords: what is asked about, and a part that has it.
type Asked = (&'static str, Place, Vec<(&'static str, Value)>);

fn asked() -> Vec<Asked> {
    let parameter = |more: Value| {
        let mut parameter = json!({ "name": "p", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } });
        merge(&mut parameter, &more);
        parameter
    };
    let text = |media: &str| json!({ "required": true, "content": { media: { "schema": { "type": "string" } } } });
    let answer = |media: &str| json!({ "description": "OK", "content": { media: { "schema": { "type": "string" } } } });
    let scheme = |scheme: Value| json!({ "components": { "securitySchemes": { "s": scheme } }, "security": [{ "s": [] }] });
    vec![
        (
            "Schemas",
            Place::Schema,
            vec![
                ("`type`: one", json!({ "type": "integer" })),
                ("`type`: several", json!({ "type": ["string", "integer"] })),
                (
                    "`type`: one and `null`",
                    json!({ "type": ["string", "null"] }),
                ),
                ("`nullable`", json!({ "type": "string", "nullable": true })),
                (
                    "`enum` of texts",
                    json!({ "type": "string", "enum": ["a", "b"] }),
                ),
                (
                    "`enum` of whole numbers",
                    json!({ "type": "integer", "enum": [1, 2] }),
                ),
                ("`const`", json!({ "const": "a" })),
                (
                    "`format`: `int32`, `int64`, `uint64`",
                    json!({ "type": "integer", "format": "uint64" }),
                ),
                (
                    "`format`: `date`, `date-time`",
                    json!({ "type": "string", "format": "date" }),
                ),
                (
                    "`format`: `ipv4`, `ipv6`",
                    json!({ "type": "string", "format": "ipv4" }),
                ),
                (
                    "`format`: `uuid`, `email`, `uri` and others",
                    json!({ "type": "string", "format": "uuid" }),
                ),
                (
                    "`minLength`, `maxLength`",
                    json!({ "type": "string", "minLength": 1, "maxLength": 2 }),
                ),
                (
                    "`pattern`: rows of classes",
                    json!({ "type": "string", "pattern": "^[A-Z]{2}[0-9]+$" }),
                ),
                (
                    "`pattern`: anything more",
                    json!({ "type": "string", "pattern": "^(?=a)b|c$" }),
                ),
                (
                    "`minimum`, `maximum`",
                    json!({ "type": "number", "minimum": 1, "maximum": 2 }),
                ),
                (
                    "`exclusiveMinimum`: a flag",
                    json!({ "type": "number", "minimum": 1, "exclusiveMinimum": true }),
                ),
                (
                    "`exclusiveMinimum`: a number",
                    json!({ "type": "number", "exclusiveMinimum": 1 }),
                ),
                (
                    "`multipleOf`",
                    json!({ "type": "integer", "multipleOf": 5 }),
                ),
                (
                    "`items`",
                    json!({ "type": "array", "items": { "type": "string" } }),
                ),
                (
                    "`minItems`, `maxItems`",
                    json!({ "type": "array", "items": {}, "minItems": 1, "maxItems": 2 }),
                ),
                (
                    "`uniqueItems`",
                    json!({ "type": "array", "items": {}, "uniqueItems": true }),
                ),
                (
                    "`prefixItems`",
                    json!({ "type": "array", "prefixItems": [{ "type": "string" }] }),
                ),
                (
                    "`contains`",
                    json!({ "type": "array", "contains": { "type": "string" } }),
                ),
                (
                    "`properties`, `required`",
                    json!({ "type": "object", "properties": { "a": {} }, "required": ["a"] }),
                ),
                (
                    "`additionalProperties`: a schema",
                    json!({ "type": "object", "additionalProperties": { "type": "string" } }),
                ),
                (
                    "`additionalProperties`: beside properties",
                    json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "string" } }),
                ),
                (
                    "`additionalProperties`: false",
                    json!({ "type": "object", "properties": { "a": {} }, "additionalProperties": false }),
                ),
                (
                    "`minProperties`, `maxProperties`",
                    json!({ "type": "object", "additionalProperties": {}, "minProperties": 1 }),
                ),
                (
                    "`patternProperties`",
                    json!({ "type": "object", "patternProperties": { "^a": {} } }),
                ),
                (
                    "`propertyNames`",
                    json!({ "type": "object", "propertyNames": { "maxLength": 3 } }),
                ),
                (
                    "`dependentRequired`",
                    json!({ "type": "object", "dependentRequired": { "a": ["b"] } }),
                ),
                (
                    "`unevaluatedProperties`",
                    json!({ "type": "object", "unevaluatedProperties": false }),
                ),
                (
                    "`readOnly`, `writeOnly`",
                    json!({ "type": "object", "properties": { "a": { "type": "string", "readOnly": true } } }),
                ),
                (
                    "`allOf`",
                    json!({ "allOf": [{ "$ref": "#/components/schemas/T" }, { "properties": { "b": {} } }] }),
                ),
                (
                    "`oneOf` with a discriminator",
                    json!({ "oneOf": [{ "$ref": "#/components/schemas/T" }], "discriminator": { "propertyName": "t" } }),
                ),
                (
                    "`oneOf` of several JSON types",
                    json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
                ),
                (
                    "`oneOf` of objects",
                    json!({ "oneOf": [{ "$ref": "#/components/schemas/T" }, { "type": "object", "properties": { "b": {} }, "required": ["b"] }] }),
                ),
                (
                    "`anyOf` of several JSON types",
                    json!({ "anyOf": [{ "type": "string" }, { "type": "boolean" }] }),
                ),
                (
                    "`oneOf` beside `anyOf`",
                    json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }], "anyOf": [{ "maxLength": 2 }, { "minimum": 1 }] }),
                ),
                (
                    "`not`",
                    json!({ "type": "string", "not": { "enum": ["a"] } }),
                ),
                (
                    "`if`, `then`, `else`",
                    json!({ "type": "string", "if": { "minLength": 1 }, "then": { "maxLength": 2 } }),
                ),
                ("`$ref`", json!({ "$ref": "#/components/schemas/T" })),
                (
                    "`$ref` with siblings",
                    json!({ "$ref": "#/components/schemas/T", "description": "D" }),
                ),
                (
                    "`$ref` into another file",
                    json!({ "$ref": "other.yaml#/T" }),
                ),
                (
                    "`$defs`, `$anchor`",
                    json!({ "$defs": { "d": { "$anchor": "d", "type": "string" } }, "type": "string" }),
                ),
                ("`$dynamicRef`", json!({ "$dynamicRef": "#d" })),
                (
                    "`contentEncoding`: `base64`",
                    json!({ "type": "string", "contentEncoding": "base64" }),
                ),
                (
                    "`contentMediaType`",
                    json!({ "type": "string", "contentMediaType": "image/png" }),
                ),
                (
                    "`title`, `description`, `deprecated`",
                    json!({ "type": "string", "title": "T", "description": "D", "deprecated": true }),
                ),
                (
                    "`default`, `example`, `examples`",
                    json!({ "type": "string", "default": "a", "example": "a" }),
                ),
                (
                    "`externalDocs`",
                    json!({ "type": "string", "externalDocs": { "url": "https://example.com" } }),
                ),
                ("`xml`", json!({ "type": "string", "xml": { "name": "a" } })),
                ("`true` and `false` as schemas", json!(true)),
                (
                    "unknown keywords",
                    json!({ "type": "string", "colour": "red" }),
                ),
            ],
        ),
        (
            "Parameters",
            Place::Parameter,
            vec![
                (
                    "in the path",
                    json!({ "name": "p", "in": "path", "required": true, "schema": { "type": "string" } }),
                ),
                ("in the query", parameter(json!({}))),
                ("in a header", parameter(json!({ "in": "header" }))),
                (
                    "in a cookie",
                    json!({ "name": "p", "in": "cookie", "schema": { "type": "string" } }),
                ),
                (
                    "`style`: `simple`, `label`, `matrix`",
                    json!({ "name": "p", "in": "path", "required": true, "style": "matrix", "explode": true, "schema": { "type": "array", "items": { "type": "string" } } }),
                ),
                (
                    "`style`: `form`, `spaceDelimited`, `pipeDelimited`",
                    parameter(json!({ "style": "pipeDelimited", "explode": false })),
                ),
                (
                    "`style`: `deepObject`",
                    parameter(
                        json!({ "style": "deepObject", "schema": { "type": "object", "items": null, "properties": { "a": { "type": "string" } } } }),
                    ),
                ),
                (
                    "`allowReserved`",
                    parameter(json!({ "allowReserved": true, "schema": { "type": "string" } })),
                ),
                (
                    "`allowEmptyValue`",
                    json!({ "name": "p", "in": "query", "allowEmptyValue": true, "schema": { "type": "string" } }),
                ),
                (
                    "`content`: JSON",
                    json!({ "name": "p", "in": "query", "content": { "application/json": { "schema": { "type": "object", "properties": { "a": {} } } } } }),
                ),
                (
                    "`content`: anything else",
                    json!({ "name": "p", "in": "query", "content": { "application/xml": {} } }),
                ),
            ],
        ),
        (
            "Bodies of requests",
            Place::Body,
            vec![
                ("JSON", text("application/json")),
                ("JSON of another name", text("application/merge-patch+json")),
                (
                    "`required`: false",
                    json!({ "content": { "application/json": {} } }),
                ),
                (
                    "a form",
                    json!({ "required": true, "content": { "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/T" } } } }),
                ),
                ("text", text("text/plain")),
                ("bytes", text("application/octet-stream")),
                (
                    "`multipart/form-data`",
                    json!({ "required": true, "content": { "multipart/form-data": { "schema": { "$ref": "#/components/schemas/T" } } } }),
                ),
                (
                    "several media types",
                    json!({ "required": true, "content": { "application/json": {}, "text/csv": {} } }),
                ),
            ],
        ),
        (
            "Answers",
            Place::Answer,
            vec![
                ("JSON", answer("application/json")),
                ("JSON of another name", answer("application/problem+json")),
                ("text", answer("text/csv")),
                ("bytes", answer("application/pdf")),
                ("nothing", json!({ "description": "OK" })),
                (
                    "`headers`",
                    json!({ "description": "OK", "headers": { "X-Rate": { "schema": { "type": "integer" } } } }),
                ),
                (
                    "`links`",
                    json!({ "description": "OK", "links": { "next": { "operationId": "call" } } }),
                ),
            ],
        ),
        (
            "Operations",
            Place::Operation,
            vec![
                (
                    "several successes",
                    json!({ "responses": { "201": { "description": "Created", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/T" } } } } } }),
                ),
                (
                    "ranges such as `2XX`, `default`",
                    json!({ "responses": { "2XX": { "description": "OK" }, "default": { "description": "Else" } } }),
                ),
                (
                    "answers of failures",
                    json!({ "responses": { "422": { "description": "No", "content": { "application/json": { "schema": { "type": "object", "properties": { "why": {} } } } } } } }),
                ),
                (
                    "`deprecated`, `tags`, `summary`, `externalDocs`",
                    json!({ "deprecated": true, "tags": ["a"], "summary": "S", "externalDocs": { "url": "https://example.com" } }),
                ),
                (
                    "`callbacks`",
                    json!({ "callbacks": { "done": { "{$request.body#/p}": { "post": { "responses": { "200": { "description": "OK" } } } } } } }),
                ),
                (
                    "`servers`",
                    json!({ "servers": [{ "url": "https://example.com" }] }),
                ),
            ],
        ),
        (
            "The document",
            Place::Document,
            vec![
                (
                    "`servers`",
                    json!({ "servers": [{ "url": "https://example.com/{v}", "variables": { "v": { "default": "1" } } }] }),
                ),
                (
                    "`security`: a key in a header, the query or a cookie",
                    scheme(json!({ "type": "apiKey", "in": "header", "name": "X-Key" })),
                ),
                (
                    "`security`: `http`, bearer or basic",
                    scheme(json!({ "type": "http", "scheme": "bearer" })),
                ),
                (
                    "`security`: `oauth2`",
                    scheme(json!({ "type": "oauth2", "flows": {} })),
                ),
                (
                    "`security`: `openIdConnect`",
                    scheme(
                        json!({ "type": "openIdConnect", "openIdConnectUrl": "https://example.com" }),
                    ),
                ),
                (
                    "`security`: `mutualTLS`",
                    scheme(json!({ "type": "mutualTLS" })),
                ),
                (
                    "`webhooks`",
                    json!({ "webhooks": { "paid": { "post": { "responses": { "200": { "description": "OK" } } } } } }),
                ),
                (
                    "`components.pathItems`",
                    json!({ "components": { "pathItems": { "p": { "get": { "operationId": "more", "responses": { "200": { "description": "OK" } } } } } }, "paths": { "/more": { "$ref": "#/components/pathItems/p" } } }),
                ),
                (
                    "`jsonSchemaDialect`",
                    json!({ "jsonSchemaDialect": "https://example.com/dialect" }),
                ),
                (
                    "`info.summary`, `license.identifier`",
                    json!({ "info": { "summary": "S", "license": { "name": "MIT", "identifier": "MIT" } } }),
                ),
            ],
        ),
    ]
}

fn table() -> String {
    let mut text = String::from(
        "<!-- @generated from codegen/tests/openapi/support.rs. Do not edit: `UPDATE_DOCS=1 cargo test -p gateway-codegen --test openapi support` writes it. -->

# What is supported of OpenAPI

Each line is a document with the keyword, of version 3.0 and of version 3.1, that is made into a crate. *Whole* means that
the crate has all that the document says: what is sent and read has a type, and limits of requests are checked before
anything is sent. Otherwise the findings are named that say what is lost; the rest of the document is carried over.
",
    );
    for (heading, place, keywords) in asked() {
        let _ = write!(text, "\n## {heading}\n\n| | 3.0 | 3.1 |\n|---|---|---|\n");
        for (keyword, part) in keywords {
            let [old, new] = VERSIONS.map(|version| becomes(version, place, &part));
            let _ = writeln!(text, "| {keyword} | {old} | {new} |");
        }
    }
    text
}

#[test]
fn the_table_of_what_is_supported_is_what_becomes_of_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.md");
    let table = table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &table).expect("a docs folder");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, table,
        "write it anew with UPDATE_DOCS=1, and look at what changed"
    );
}
