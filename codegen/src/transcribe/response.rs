//! Answers of operations.

use serde_json::{Map, Value, json};

use super::component::samples_of_rows;
use super::lookup::say;
use super::media::{self, ANY, Form, JSON, TEXT, XML, header};
use super::plain::{json_map, unseen};
use super::sampler;
use super::shape::{self, Inner};
use super::values::{self, Values};
use super::writer::{Table, Writer};
use crate::findings::{At, Findings, Id};
use crate::page::model::{Example, Kind, Operation, ResponseRow, ResponseType};

/// Writes the answer in a row of the table of answers.
pub(super) fn write(
    writer: &Writer<'_>,
    operation: &Operation,
    row: &ResponseRow,
    findings: &mut Findings,
) -> Value {
    let described = row.description.as_deref().unwrap_or_default();
    let mut response = json_map("description", json!(described));
    let headers: Map<String, Value> = operation
        .response_headers
        .iter()
        .filter(|header| header.status.value == row.status.value)
        .map(|header| {
            let mut written = Map::new();
            say(&mut written, "description", header.description.as_ref());
            let none = Table {
                values: &Values::new(),
                expanded: true,
                flat: true,
            };
            let schema = writer.kind(&header.kind, &Inner::default(), None, None, none);
            written.insert("schema".to_owned(), Value::Object(schema));
            (header.name.clone(), Value::Object(written))
        })
        .collect();
    if !headers.is_empty() {
        response.insert("headers".to_owned(), Value::Object(headers));
    }
    let label = format!("{} Response", row.status.value);
    let mut examples = operation.examples.iter();
    let example = examples.find(|example| example.label.value == label);
    let Some(schema) = schema_of(writer, operation, row, example, findings) else {
        return Value::Object(response);
    };
    let content = media_types(operation, row)
        .into_iter()
        .map(|(media, is_known)| {
            let mut written = json_map("schema", schema.clone());
            if !is_known {
                written.insert("x-unknown".to_owned(), json!(["media type"]));
            }
            (media, Value::Object(written))
        });
    let content: Map<String, Value> = content.collect();
    response.insert("content".to_owned(), Value::Object(content));
    Value::Object(response)
}

/// The media types of an answer, each with whether the page names it.
///
/// The samples of a call accept the first media type of all. The others show in the forms of samples alone, so that which one
/// it is stays unknown.
fn media_types(operation: &Operation, row: &ResponseRow) -> Vec<(String, bool)> {
    let accept = header(operation, "Accept").unwrap_or(JSON);
    let holding = |row: &&ResponseRow| row.schema != ResponseType::None;
    let first = operation.responses.iter().find(holding);
    let label = format!("{} Response", row.status.value);
    let examples = operation.examples.iter();
    let own: Vec<&Example> = examples
        .filter(|example| example.label.value == label)
        .collect();
    let is_shown = |line: bool| {
        own.iter()
            .any(|example| example.sample.is_some() && example.on_one_line == line)
    };
    let forms = [
        (Form::Json, JSON, is_shown(false)),
        (Form::Text, TEXT, is_shown(true)),
        (
            Form::Xml,
            XML,
            own.iter().any(|example| example.xml.is_some()),
        ),
    ];
    let mut media: Vec<(String, bool)> = Vec::new();
    if first.is_some_and(|first| first.status == row.status) {
        media.push((accept.to_owned(), true));
    }
    let is_value = |example: &&&Example| {
        example
            .sample
            .as_ref()
            .is_some_and(|sample| !sample.value.is_object() && !sample.value.is_array())
    };
    for (form, name, _) in forms.into_iter().filter(|(.., shown)| *shown) {
        // A plain value is shown alike as JSON and as text.
        let fits = |(media, _): &(String, bool)| {
            let known = media::form(media);
            known == form
                || known == Form::Text
                    && form == Form::Json
                    && own.iter().any(|example| is_value(&example))
        };
        if media.iter().any(fits) {
            continue;
        }
        let is_accepted = media::form(accept) == form;
        let name = if is_accepted { accept } else { name };
        media.push((name.to_owned(), is_accepted));
    }
    if media.is_empty() {
        let name = if own.is_empty() { accept } else { ANY };
        media.push((name.to_owned(), own.is_empty()));
    }
    media
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
        ResponseType::Of(kind) => {
            let schema = writer.kind(kind, &Inner::default(), sample, None, plain);
            Some(Value::Object(schema))
        }
        ResponseType::Inline => {
            let table = operation
                .response_schemas
                .iter()
                .find(|schema| schema.status.value == row.status.value);
            let Some(shown) = table else {
                if !sample.is_some_and(Value::is_array) {
                    let status = &row.status.value;
                    let text =
                        format!("the answer {status} holds something that the page does not show");
                    findings.warning(Id::UnseenSchema, At::Line(row.status.line), text);
                }
                return Some(sample.map_or_else(|| json!({ "x-unknown": ["schema"] }), unseen));
            };
            let rows = shown.table.rows();
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
                // A title gives every answer but an object a row of its own.
                let is_object = members.get("type").is_some_and(|ty| ty == "object");
                let is_titled = rows.first().is_some_and(|row| row.name == title.value);
                let word = if is_object || is_titled {
                    "title"
                } else {
                    "description"
                };
                members.insert(word.to_owned(), json!(title.value));
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
        let schema = writer.property(only, sample, table);
        let is_value = schema
            .get("type")
            .is_some_and(|ty| *ty != "object" && *ty != "array");
        // A plain value would be named in the table of answers; what has a table in its place is the part of something.
        return if is_value {
            json!({ "allOf": [schema] })
        } else {
            schema
        };
    }
    if let Some(Value::Array(_)) = sample {
        let items = Kind::Array(Box::new(Kind::object()));
        return Value::Object(writer.kind(&items, inner, sample, None, table));
    }
    let mut start = Map::from_iter([("type".to_owned(), json!("object"))]);
    if sample.is_none() {
        start.insert("x-unknown".to_owned(), json!(["type"]));
    }
    Value::Object(writer.members(start, inner, sample, table))
}
