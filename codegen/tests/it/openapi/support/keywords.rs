//! The keywords that are asked about, each with a part of a document that has it.

use serde_json::{Value, json};

/// Where the part that is asked about stands in a document.
#[derive(Clone, Copy)]
pub(super) enum Place {
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

pub(super) fn merge(into: &mut Value, part: &Value) {
    match (into, part) {
        (Value::Object(into), Value::Object(part)) => {
            for (name, value) in part {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, part) => *into = part.clone(),
    }
}

/// A heading with its keywords: what is asked about, and a part that has it.
pub(super) type Asked = (&'static str, Place, Vec<(&'static str, Value)>);

pub(super) fn asked() -> Vec<Asked> {
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
                    "`minProperties`, `maxProperties`: beside properties",
                    json!({ "type": "object", "properties": { "a": {} }, "maxProperties": 1 }),
                ),
                (
                    "`patternProperties`: one, and no others",
                    json!({ "type": "object", "patternProperties": { "^a$": { "type": "string" } }, "additionalProperties": false }),
                ),
                (
                    "`patternProperties`",
                    json!({ "type": "object", "patternProperties": { "^a": {} } }),
                ),
                (
                    "`propertyNames`: lengths, or a pattern that is checked, of a map",
                    json!({ "type": "object", "additionalProperties": { "type": "string" }, "propertyNames": { "maxLength": 3 } }),
                ),
                (
                    "`propertyNames`: anything more",
                    json!({ "type": "object", "additionalProperties": { "type": "string" }, "propertyNames": { "enum": ["a"] } }),
                ),
                (
                    "`dependentRequired`",
                    json!({ "type": "object", "properties": { "a": {}, "b": {} }, "dependentRequired": { "a": ["b"] } }),
                ),
                (
                    "`dependentSchemas`: of `required` alone",
                    json!({ "type": "object", "properties": { "a": {}, "b": {} }, "dependentSchemas": { "a": { "required": ["b"] } } }),
                ),
                (
                    "`dependentSchemas`: anything more",
                    json!({ "type": "object", "dependentSchemas": { "a": { "maxProperties": 2 } } }),
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
                    "`oneOf` of `const`, each with words of its own",
                    json!({ "oneOf": [{ "const": "a", "description": "A." }, { "const": "b", "title": "B" }] }),
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
                    "`oneOf` of objects, beside properties",
                    json!({ "type": "object", "properties": { "p": { "type": "string" } }, "oneOf": [
                        { "properties": { "t": { "enum": ["a"] } }, "required": ["t"] },
                        { "properties": { "t": { "enum": ["b"] }, "b": {} }, "required": ["t", "b"] },
                    ] }),
                ),
                (
                    "`oneOf` of objects that nothing tells apart, beside properties",
                    json!({ "type": "object", "properties": { "p": { "type": "string" }, "q": { "type": "string" } }, "oneOf": [{ "required": ["p"] }, { "required": ["q"] }] }),
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
                (
                    "`xml` where nothing is XML",
                    json!({ "type": "string", "xml": { "name": "a" } }),
                ),
                ("`$comment`", json!({ "type": "string", "$comment": "a" })),
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
                (
                    "`xml` in a body of XML",
                    json!({ "content": { "application/xml": { "schema": { "type": "string", "xml": { "name": "a" } } } } }),
                ),
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
                (
                    "a form: `encoding` with a style, or with JSON as `contentType`",
                    json!({ "required": true, "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "a": { "type": "array", "items": { "type": "string" } }, "b": { "type": "object", "properties": { "c": {} } } } }, "encoding": { "a": { "style": "form", "explode": false }, "b": { "contentType": "application/json" } } } } }),
                ),
                (
                    "null as the whole body",
                    json!({ "required": true, "content": { "application/json": { "schema": { "anyOf": [{ "$ref": "#/components/schemas/T" }, { "enum": [null] }] } } } }),
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
                    "`security`: several at once",
                    json!({
                        "components": { "securitySchemes": {
                            "a": { "type": "apiKey", "in": "header", "name": "X-A" },
                            "b": { "type": "apiKey", "in": "query", "name": "b" },
                        } },
                        "security": [{ "a": [], "b": [] }],
                    }),
                ),
                (
                    "`security`: one of several",
                    json!({
                        "components": { "securitySchemes": {
                            "a": { "type": "apiKey", "in": "header", "name": "X-A" },
                            "b": { "type": "http", "scheme": "bearer" },
                        } },
                        "security": [{ "a": [] }, { "b": [] }],
                    }),
                ),
                (
                    "`security`: two in one place",
                    json!({
                        "components": { "securitySchemes": {
                            "a": { "type": "http", "scheme": "basic" },
                            "b": { "type": "http", "scheme": "bearer" },
                        } },
                        "security": [{ "a": [], "b": [] }],
                    }),
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
