//! Answers of operations.

use serde_json::{Map, Value, json};

use super::component::samples_of_rows;
use super::media::{JSON, XML, header, is_json};
use super::plain::unseen;
use super::sampler;
use super::schema::{Table, Writer};
use super::shape::{self, Inner};
use super::values::{self, Values};
use crate::findings::{At, Findings};
use crate::page::model::{Example, Kind, Operation, ResponseRow, ResponseType, Row};

/// Writes the answer in a row of the table of answers.
pub(super) fn write(
    writer: &Writer<'_>,
    operation: &Operation,
    row: &ResponseRow,
    findings: &mut Findings,
) -> Value {
    let mut response = Map::from_iter([(
        "description".to_owned(),
        json!(row.description.as_deref().unwrap_or_default()),
    )]);
    let headers: Map<String, Value> = operation
        .response_headers
        .iter()
        .filter(|header| header.status.value == row.status.value)
        .map(|header| {
            let mut written = Map::new();
            written.extend(
                header
                    .description
                    .as_ref()
                    .map(|description| ("description".to_owned(), json!(description))),
            );
            let none = Table {
                values: &Values::new(),
                expanded: true,
                flat: true,
            };
            written.insert(
                "schema".to_owned(),
                Value::Object(writer.kind(&header.kind, &Inner::default(), None, None, none)),
            );
            (header.name.clone(), Value::Object(written))
        })
        .collect();
    if !headers.is_empty() {
        response.insert("headers".to_owned(), Value::Object(headers));
    }
    let label = format!("{} Response", row.status.value);
    let example = operation
        .examples
        .iter()
        .find(|example| example.label.value == label);
    let Some(schema) = schema_of(writer, operation, row, example, findings) else {
        return Value::Object(response);
    };
    let mut content = Map::new();
    let shows_json = example.is_some_and(|example| example.sample.is_some());
    let accept = header(operation, "Accept").unwrap_or(JSON);
    // The samples of a call accept the first media type of all. A sample in JSON tells of another one, though not which.
    let first = operation
        .responses
        .iter()
        .find(|row| row.schema != ResponseType::None);
    let other = shows_json && !is_json(accept) && !accept.starts_with("text/");
    if !other || first.is_some_and(|first| first.status == row.status) {
        content.insert(accept.to_owned(), json!({ "schema": schema }));
    }
    if other {
        content.insert(
            JSON.to_owned(),
            json!({ "schema": schema, "x-unknown": ["media type"] }),
        );
    }
    if example.is_some_and(|example| example.xml.is_some()) && !content.contains_key(XML) {
        content.insert(
            XML.to_owned(),
            json!({ "schema": schema, "x-unknown": ["media type"] }),
        );
    }
    response.insert("content".to_owned(), Value::Object(content));
    Value::Object(response)
}

fn schema_of(
    writer: &Writer<'_>,
    operation: &Operation,
    row: &ResponseRow,
    example: Option<&Example>,
    findings: &mut Findings,
) -> Option<Value> {
    let sample = example
        .and_then(|example| example.sample.as_ref())
        .map(|sample| &sample.value);
    let none = Values::new();
    let plain = Table {
        values: &none,
        expanded: true,
        flat: false,
    };
    match &row.schema {
        // Both words can be names of schemas; then a sample, or the absence of a table, tells.
        ResponseType::None if example.is_some() && writer.knows("None") => Some(named("None")),
        ResponseType::Inline if writer.knows("Inline") && writer.yields("Inline", sample) => {
            Some(named("Inline"))
        }
        ResponseType::None => None,
        ResponseType::Of(kind) => Some(Value::Object(writer.kind(
            kind,
            &Inner::default(),
            sample,
            None,
            plain,
        ))),
        ResponseType::Inline => {
            let table = operation
                .response_schemas
                .iter()
                .find(|schema| schema.status.value == row.status.value);
            let Some(shown) = table else {
                if !sample.is_some_and(Value::is_array) {
                    findings.warning(
                        "unseen-schema",
                        At::Line(row.status.line),
                        format!(
                            "the answer {} holds something that the page does not show",
                            row.status.value
                        ),
                    );
                }
                return Some(sample.map_or_else(|| json!({ "x-unknown": ["schema"] }), unseen));
            };
            let rows: Vec<&Row> = shown
                .table
                .blocks
                .iter()
                .flat_map(|block| &block.rows)
                .collect();
            let mut inner = shape::of_blocks(&shown.table.blocks);
            inner.settle(sample);
            let firsts = samples_of_rows(&inner, sample, rows.len());
            let values = values::hand_out(
                &shown.table.values,
                &rows,
                |index| firsts.get(index).cloned().flatten(),
                findings,
            );
            let table = Table {
                values: &values,
                expanded: true,
                flat: false,
            };
            let mut schema = inline(writer, &inner, sample, table);
            if let (Some(title), Some(members)) = (&shown.title, schema.as_object_mut()) {
                members.insert("title".to_owned(), json!(title.value));
            }
            Some(schema)
        }
    }
}

fn named(name: &str) -> Value {
    json!({ "$ref": sampler::reference(name) })
}

/// An inline answer: an object whose properties stand in the rows, an array in a row of its own, or the items of one.
fn inline(
    writer: &Writer<'_>,
    inner: &Inner<'_>,
    sample: Option<&Value>,
    table: Table<'_>,
) -> Value {
    if let [only] = inner.children.as_slice()
        && inner.combined.is_empty()
        && only.row.depth == 0
    {
        return writer.property(only, sample, table);
    }
    if let Some(Value::Array(_)) = sample {
        let items = Kind::Array(Box::new(Kind::Base {
            name: "object".to_owned(),
            format: None,
        }));
        return Value::Object(writer.kind(&items, inner, sample, None, table));
    }
    let mut start = Map::from_iter([("type".to_owned(), json!("object"))]);
    if sample.is_none() {
        start.insert("x-unknown".to_owned(), json!(["type"]));
    }
    Value::Object(writer.members(start, inner, sample, table))
}
