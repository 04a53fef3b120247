//! What is said of a document that could be read.

use gateway_codegen::openapi;
use serde_json::{Value, json};

fn document(paths: &Value, schema: &Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": paths,
        "components": { "schemas": { "A": schema } },
    })
}

#[test]
fn each_kind_is_said_where_it_stands() {
    let key = json!({ "name": "Key", "in": "header", "schema": {} });
    let twice =
        json!({ "/a": { "get": { "parameters": [key, { "name": "key", "in": "header" }] } } });
    let none = json!({});
    let answer = json!({ "description": "OK" });
    let answered = |status: &str| json!({ "/a": { "get": { "responses": { status: answer } } } });
    let cases = [
        (
            document(&twice, &none),
            "repeated-parameter",
            "/paths/~1a/get/parameters/1",
        ),
        (
            document(&answered("600"), &none),
            "not-understood",
            "/paths/~1a/get/responses/600",
        ),
        (
            document(&answered("abc"), &none),
            "not-understood",
            "/paths/~1a/get/responses/abc",
        ),
        (
            document(&none, &json!({ "type": "string", "maximum": 1 })),
            "limit-without-effect",
            "/components/schemas/A",
        ),
        (
            document(
                &none,
                &json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            ),
            "no-value",
            "/components/schemas/A",
        ),
        (
            document(
                &none,
                &json!({ "allOf": [{ "enum": ["a"] }, { "enum": ["b"] }] }),
            ),
            "no-value",
            "/components/schemas/A",
        ),
        (
            document(&none, &json!({ "if": {} })),
            "not-understood",
            "/components/schemas/A/if",
        ),
        (
            document(&none, &json!({ "maxLength": 1 })),
            "not-understood",
            "/components/schemas/A",
        ),
        (
            document(&none, &json!({ "const": 1 })),
            "later-keyword",
            "/components/schemas/A/const",
        ),
        (
            document(&none, &json!({ "$ref": "#/components/schemas/A" })),
            "circle",
            "/components/schemas/A",
        ),
        (
            document(&none, &json!({ "$ref": "#/nowhere" })),
            "unknown-reference",
            "/components/schemas/A",
        ),
        (
            document(&json!({ "/a": { "$ref": "#/nowhere" } }), &none),
            "unknown-reference",
            "/paths/~1a",
        ),
        (
            document(&json!({ "/a": { "fetch": {} } }), &none),
            "not-understood",
            "/paths/~1a/fetch",
        ),
        (
            document(&json!({ "a": {} }), &none),
            "not-understood",
            "/paths/a",
        ),
    ];
    for (document, id, pointer) in cases {
        let done = openapi::read(&document).expect("a document");
        let found = done.findings.iter().find(|finding| finding.id.name() == id);
        let found = found.unwrap_or_else(|| panic!("{id} is not among\n{}", done.findings));
        assert_eq!(
            found.at,
            gateway_codegen::findings::At::Pointer(pointer.to_owned()),
            "{id}"
        );
    }
}
