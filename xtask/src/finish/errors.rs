//! What the compiler says, by the files that it says it of and the operations that it takes.

use std::collections::{BTreeMap, BTreeSet};

use gateway_codegen::api::Api;
use serde_json::Value;

use super::offers::{not_played, offered};

/// A line for each file that does not compile: its first error, how many more there are, and the operations that the
/// errors name, be it by a method or by a type of their requests and answers.
///
/// `output` is what `cargo check --message-format json` prints, and `server` the source of the trait that is implemented.
pub(super) fn lines(output: &str, api: &Api, server: &str) -> Vec<String> {
    let mut files: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for line in output.lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        if let Some(told) = message.get("message").and_then(told) {
            let errors = files.entry(told.file.clone()).or_default();
            // A file is compiled more than once, alone and for its tests.
            if !errors.iter().any(|other| other.text == told.text) {
                errors.push(told);
            }
        }
    }
    let lines = files.values().filter_map(|errors| {
        let mut line = errors.first()?.text.clone();
        if errors.len() > 1 {
            line.push_str(&format!(", and {} more", errors.len() - 1));
        }
        let words: BTreeSet<&str> = errors.iter().flat_map(|it| words(&it.around)).collect();
        let operations = operations(api, &words);
        if !operations.is_empty() {
            line.push_str(&format!("; it takes {}", operations.join(", ")));
        }
        if errors.iter().any(|it| it.text.contains(LACKS_METHODS)) {
            line.push_str("; it has to have, of what it does not play:");
            let methods = api
                .operations()
                .filter(|it| words.contains(it.rust.as_str()));
            for method in methods.filter_map(|it| not_played(server, &it.rust)) {
                line.push_str(&offered(&method));
            }
        }
        Some(line)
    });
    lines.collect()
}

/// What the compiler says of an implementation of the server that lacks the method of an operation.
const LACKS_METHODS: &str = "not all trait items implemented";

struct Told {
    file: String,
    /// The place and what is wrong.
    text: String,
    /// What is wrong, with the lines that it is said of.
    around: String,
}

/// An error with its place; nothing of anything else.
fn told(message: &Value) -> Option<Told> {
    if text(message, "level") != Some("error") {
        return None;
    }
    let spans: Vec<&Value> = list(message, "spans").collect();
    let is_primary = |span: &&&Value| span.get("is_primary") == Some(&Value::Bool(true));
    let primary = spans.iter().find(is_primary)?;
    let file = text(primary, "file_name")?.to_owned();
    let line = primary.get("line_start")?;
    let what = text(message, "message")?;
    let notes = list(message, "children").filter_map(|child| text(child, "message"));
    let code = spans.iter().flat_map(|span| list(span, "text"));
    let code = code.filter_map(|line| text(line, "text"));
    let around: Vec<&str> = [what].into_iter().chain(notes).chain(code).collect();
    Some(Told {
        text: format!("{file}:{line}: {what}"),
        around: around.join("\n"),
        file,
    })
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    let entries = value.get(name).and_then(Value::as_array);
    entries.into_iter().flatten()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

/// The operations that some words name: by their methods, or else by the types that they hold.
fn operations(api: &Api, words: &BTreeSet<&str>) -> Vec<String> {
    let by_method = api.operations().filter(|operation| {
        let constant = operation.rust.to_uppercase();
        words.contains(operation.rust.as_str()) || words.contains(constant.as_str())
    });
    let by_method: Vec<String> = by_method.map(|operation| operation.id.clone()).collect();
    if !by_method.is_empty() {
        return by_method;
    }
    let by_type = api.operations().filter(|operation| {
        let types = api.types_of(operation);
        types.iter().any(|name| words.contains(name))
    });
    by_type.map(|operation| operation.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;
    use gateway_codegen::document;
    use gateway_codegen::pipeline::{self, Input, Target};
    use serde_json::json;

    fn error(file: &str, line: u32, what: &str, code: &str) -> String {
        let span = json!({ "file_name": file, "line_start": line, "is_primary": true, "text": [{ "text": code }] });
        json!({ "reason": "compiler-message", "message": { "level": "error", "message": what, "spans": [span], "children": [] } }).to_string()
    }

    #[test]
    fn each_file_is_named_once_with_the_operations_that_its_errors_take() {
        let order = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
        let none = json!({ "200": { "description": "OK" } });
        let text = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" },
            "paths": {
                "/orders": { "post": { "operationId": "createOrder", "requestBody": order, "responses": none } },
                "/stock": { "get": { "operationId": "readStock", "responses": none } },
            },
            "components": { "schemas": {
                "Order": { "type": "object", "properties": { "line": { "$ref": "#/components/schemas/Line" } } },
                "Line": { "type": "object", "properties": { "sku": { "type": "string" } } },
            } },
        });
        let document = document::parse(&text.to_string())
            .expect("a document")
            .value;
        let run = pipeline::run(Input::Foreign(&document), Target::OWN, pipeline::SILENT);
        let api = run.expect("a crate").value.generated.api;
        let output = [
            error("tests/a.rs", 3, "missing field `sku`", "Line {}"),
            error("tests/a.rs", 3, "missing field `sku`", "Line {}"),
            error("tests/a.rs", 9, "no method `number`", "line.number()"),
            error(
                "src/b.rs",
                1,
                "not all trait items implemented, missing: `read_stock`",
                "impl Service for Shop {",
            ),
            error("src/c.rs", 7, "expected `;`", "let a = 1"),
            json!({ "reason": "compiler-artifact" }).to_string(),
        ];
        assert_eq!(
            lines(
                &output.join("\n"),
                &api,
                "fn read_stock(&self) -> impl Future<Output = Result<(), Other>> + Send;"
            ),
            [
                "src/b.rs:1: not all trait items implemented, missing: `read_stock`; it takes readStock; it has to have, of what it does not play:\n    async fn read_stock(&self) -> Result<(), Other> { Err(online_payment_gateway::server::Status::CODE_404.into()) }",
                "src/c.rs:7: expected `;`",
                "tests/a.rs:3: missing field `sku`, and 1 more; it takes createOrder",
            ]
        );
    }
}
