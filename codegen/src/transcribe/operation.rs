//! Operations.

use serde_json::{Map, Value, json};

use super::component::samples_of_rows;
use super::lookup::say;
use super::media::{FORM, Form, JSON, XML, form, header, is_form, is_json, is_xml};
use super::parameter;
use super::plain::unseen;
use super::response;
use super::sampler;
use super::shape::{self, Inner};
use super::values::{self, Values};
use super::writer::{Table, Writer};
use crate::findings::{At, Findings, Id};
use crate::page::is_filled;
use crate::page::model::{Kind, Operation, Place, Row};

/// An operation with the parameters that it shares with its path.
pub(super) struct Written {
    pub(super) operation: Map<String, Value>,
    /// Parameters that stand below the body, which only those of the path do.
    pub(super) shared: Vec<Value>,
}

/// Writes one operation, without what depends on others.
pub(super) fn write(
    writer: &Writer<'_>,
    operation: &Operation,
    findings: &mut Findings,
) -> Written {
    let mut written = Map::new();
    match &operation.summary {
        Some(summary) if summary.value != fallback_heading(operation) => {
            drop(written.insert("summary".to_owned(), json!(summary.value)))
        }
        Some(_) => {}
        None => drop(written.insert("x-unknown".to_owned(), json!(["summary"]))),
    }
    let described = operation.description.as_ref();
    say(&mut written, "description", described.map(|it| &it.value));
    let mut parameters = operation.parameters.iter();
    let rows: Vec<&Row> = parameters.clone().map(|it| &it.row).collect();
    let body_at = parameters.position(|parameter| parameter.place == Place::Body);
    let mut body_rows = body_at
        .map(|body| {
            let rows = rows.iter().copied().enumerate().skip(body + 1);
            shape::of_rows(rows.filter(|(index, _)| is_body(operation, *index)))
        })
        .unwrap_or_default();
    let sample = operation.body_sample.as_ref().map(|sample| &sample.value);
    body_rows.settle(sample);
    let firsts = samples_of_rows(&body_rows, sample, rows.len());
    let values = values::hand_out(
        &operation.parameter_values,
        &rows,
        |index| firsts.get(index).cloned().flatten(),
        findings,
    );
    let mut own = Vec::new();
    let mut shared = Vec::new();
    for (index, parameter) in operation
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.place != Place::Body)
    {
        let list = if body_at.is_some_and(|body| index > body) {
            &mut shared
        } else {
            &mut own
        };
        list.push(parameter::write(
            writer, operation, index, parameter, &values,
        ));
    }
    if !own.is_empty() {
        written.insert("parameters".to_owned(), Value::Array(own));
    }
    if let Some(body) = body_at.and_then(|body| operation.parameters.get(body)) {
        let schema = body_schema(writer, &body.row, &body_rows, sample, &values);
        let (method, path) = (&operation.method.value, &operation.path);
        if schema.get("x-unknown") == Some(&json!(["schema"])) {
            let text = format!("the page does not show all of what the body of {method} {path} is");
            findings.warning(Id::UnseenSchema, At::Line(body.row.line), text);
        } else if has_unknown(&schema, "combinator") {
            let text = format!(
                "the page does not show how parts of the body of {method} {path} are joined; it is said to be any of them"
            );
            findings.warning(Id::UnseenCombinator, At::Line(body.row.line), text);
        }
        let body = request_body(operation, &body.row, schema);
        written.insert("requestBody".to_owned(), body);
    }
    if body_at.is_none() && operation.body_sample.is_some() {
        let media = header(operation, "Content-Type").unwrap_or(JSON);
        let content = json!({ media: { "x-unknown": ["schema"] } });
        written.insert("requestBody".to_owned(), json!({ "content": content }));
    }
    let responses: Map<String, Value> = operation
        .responses
        .iter()
        .map(|row| {
            let answer = response::write(writer, operation, row, findings);
            (row.status.value.clone(), answer)
        })
        .collect();
    if let Some(line) = operation.content
        && !responses
            .values()
            .any(|answer| answer.get("content").is_some())
    {
        let (method, path) = (&operation.method.value, &operation.path);
        let text = format!(
            "an answer of {method} {path} has content, but no row says which answer and what it holds"
        );
        findings.warning(Id::UnseenContent, At::Line(line), text);
        let unknown = written.entry("x-unknown").or_insert_with(|| json!([]));
        if let Some(unknown) = unknown.as_array_mut() {
            unknown.push(json!("content of answers"));
        }
    }
    written.insert("responses".to_owned(), Value::Object(responses));
    Written {
        operation: written,
        shared,
    }
}

/// Whether something in a schema is said to be unknown.
fn has_unknown(schema: &Value, what: &str) -> bool {
    match schema {
        Value::Object(members) => {
            let unknown = members.get("x-unknown").and_then(Value::as_array);
            unknown.is_some_and(|list| list.iter().any(|entry| entry == what))
                || members.values().any(|member| has_unknown(member, what))
        }
        Value::Array(items) => items.iter().any(|item| has_unknown(item, what)),
        _ => false,
    }
}

/// The heading that an operation gets when it has neither a summary nor an id.
fn fallback_heading(operation: &Operation) -> String {
    format!(
        "{}_{}",
        operation.method.value.to_lowercase(),
        operation.path.replace('/', "_")
    )
}

fn is_body(operation: &Operation, index: usize) -> bool {
    operation
        .parameters
        .get(index)
        .is_some_and(|parameter| parameter.place == Place::Body)
}

/// The schema of the body. Its first character says whether it is an array: the table names the items of one alone.
fn body_schema(
    writer: &Writer<'_>,
    row: &Row,
    inner: &Inner<'_>,
    sample: Option<&Value>,
    values: &Values,
) -> Value {
    let table = Table {
        values,
        expanded: true,
        flat: true,
    };
    match &row.ty.kind {
        Kind::Reference(name) => {
            let reference = json!({ "$ref": sampler::reference(name) });
            let list = sample.is_some_and(Value::is_array) && !writer.is_list(name);
            if list {
                json!({ "type": "array", "items": reference })
            } else {
                reference
            }
        }
        Kind::Base { name, .. } if name == "object" => {
            let start = Map::from_iter([("type".to_owned(), json!("object"))]);
            Value::Object(writer.members(start, inner, sample, table))
        }
        Kind::Array(_) => sample.map_or_else(
            || json!({ "type": "array", "items": {}, "x-unknown": ["items"] }),
            unseen,
        ),
        Kind::Any => sample.map_or_else(
            || json!({ "x-unknown": ["schema"] }),
            |sample| json!({ "x-unknown": ["schema"], "example": sample }),
        ),
        kind @ Kind::Base { .. } => Value::Object(writer.kind(kind, inner, sample, None, table)),
    }
}

/// Whether a value is an object or an array with something in it, which no form but JSON shows over several lines.
/// What a body holds in a media type that no call shows.
fn presumed(schema: &Value) -> Value {
    json!({ "schema": schema, "x-unknown": ["media type"] })
}

fn request_body(operation: &Operation, row: &Row, schema: Value) -> Value {
    let mut body = Map::new();
    say(&mut body, "description", row.description.as_ref());
    say(&mut body, "required", row.required.then_some(true));
    let media = header(operation, "Content-Type").unwrap_or(JSON);
    let mut content = Map::from_iter([(media.to_owned(), json!({ "schema": schema }))]);
    // A sample in JSON tells of a media type of JSON, though not which.
    let shown = operation.body_sample.as_ref().filter(|sample| {
        let sent = operation.call.body.as_ref();
        let mut forms = operation.body_forms.iter();
        let is_formed = forms.any(|form| form.line == sample.line);
        let is_plain = !is_filled(&sample.value)
            && (form(media) != Form::Xml && form(media) != Form::None || is_form(media));
        let plain = operation.call.plain_body.as_ref();
        let is_sent = sent.is_some_and(|sent| sent.line == sample.line)
            || plain.is_some_and(|body| body.line == sample.line);
        !is_formed && !is_plain && !is_sent
    });
    if shown.is_some() && !is_json(media) {
        content.insert(JSON.to_owned(), presumed(&schema));
    }
    // Further media types show in the forms of the sample alone, by which they cannot be told exactly.
    for form in &operation.body_forms {
        let further = if form.value.starts_with('<') {
            XML
        } else {
            FORM
        };
        let known = content
            .keys()
            .any(|media| is_xml(media) == (further == XML) && !is_json(media));
        if !known {
            content.insert(further.to_owned(), presumed(&schema));
        }
    }
    body.insert("content".to_owned(), Value::Object(content));
    Value::Object(body)
}
