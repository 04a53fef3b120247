//! Operations.

use serde_json::{Map, Value, json};

use super::component::samples_of_rows;
use super::sampler;
use super::schema::{Table, Writer, unseen};
use super::shape::{self, Inner, Node};
use super::values::{self, Values};
use crate::findings::{At, Findings};
use crate::page::model::{
    Example, Kind, Operation, ParameterRow, Place, ResponseRow, ResponseType, Row,
};

/// The media type of a body or an answer whose samples name none.
const JSON: &str = "application/json";

/// The media type of an answer that is shown as XML too, though another one may be meant.
const XML: &str = "application/xml";

/// The media type of a body that is shown as a form too.
const FORM: &str = "application/x-www-form-urlencoded";

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
    if let Some(description) = &operation.description {
        written.insert("description".to_owned(), json!(description.value));
    }
    let rows: Vec<&Row> = operation
        .parameters
        .iter()
        .map(|parameter| &parameter.row)
        .collect();
    let body_at = operation
        .parameters
        .iter()
        .position(|parameter| parameter.place == Place::Body);
    let mut body_rows = body_at
        .map(|body| {
            shape::of_rows(
                rows.iter()
                    .copied()
                    .enumerate()
                    .skip(body + 1)
                    .filter(|(index, _)| is_body(operation, *index)),
            )
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
        list.push(write_parameter(
            writer, operation, index, parameter, &values,
        ));
    }
    if !own.is_empty() {
        written.insert("parameters".to_owned(), Value::Array(own));
    }
    if let Some(body) = body_at.and_then(|body| operation.parameters.get(body)) {
        let schema = body_schema(writer, &body.row, &body_rows, sample, &values);
        if schema.get("x-unknown").is_some() {
            let text = format!(
                "the page does not show all of what the body of {} is",
                operation.path
            );
            findings.warning("unseen-schema", At::Line(body.row.line), text);
        }
        written.insert(
            "requestBody".to_owned(),
            request_body(operation, &body.row, schema),
        );
    }
    let responses = operation.responses.iter().map(|row| {
        (
            row.status.value.clone(),
            write_response(writer, operation, row, findings),
        )
    });
    written.insert("responses".to_owned(), Value::Object(responses.collect()));
    Written {
        operation: written,
        shared,
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

fn write_parameter(
    writer: &Writer<'_>,
    operation: &Operation,
    index: usize,
    parameter: &ParameterRow,
    values: &Values,
) -> Value {
    let row = &parameter.row;
    let place = match parameter.place {
        Place::Query => "query",
        Place::Path => "path",
        Place::Header => "header",
        Place::Cookie | Place::Body => "cookie",
    };
    let mut written = Map::from_iter([
        ("name".to_owned(), json!(row.name)),
        ("in".to_owned(), json!(place)),
    ]);
    if row.required {
        written.insert("required".to_owned(), json!(true));
    }
    if let Some(description) = &row.description {
        written.insert("description".to_owned(), json!(description));
    }
    let table = Table {
        values,
        expanded: true,
        flat: true,
    };
    let bare = Row {
        description: None,
        ..row.clone()
    };
    let node = Node {
        row: &bare,
        index,
        inner: Inner::default(),
    };
    let mut schema = writer.property(&node, None, table);
    // Of an array, the values are those of its items.
    if let (Kind::Array(_), Some(values)) = (&row.ty.kind, values.get(&index))
        && let Some(items) = schema.get_mut("items").and_then(Value::as_object_mut)
    {
        items.insert("enum".to_owned(), Value::Array(values.clone()));
    }
    let default = schema.get("enum").and_then(|values| values.get(0)).cloned();
    if let Some(value) = shown_value(operation, parameter)
        && default.as_ref().and_then(Value::as_str) != Some(&value)
        && !is_default(row, &value)
    {
        let example = match &row.ty.kind {
            Kind::Base { name, .. } if name == "string" => json!(value),
            _ => serde_json::from_str(&value).unwrap_or_else(|_| json!(value)),
        };
        written.insert("example".to_owned(), example);
    }
    written.insert("schema".to_owned(), schema);
    Value::Object(written)
}

/// The value of a parameter in the code samples, which show headers and required parts of the query.
fn shown_value(operation: &Operation, parameter: &ParameterRow) -> Option<String> {
    let name = parameter.row.name.as_str();
    match parameter.place {
        // The samples add headers of their own before those that are documented.
        Place::Header => operation
            .call
            .headers
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone()),
        Place::Query => operation
            .call
            .query
            .as_deref()?
            .split('&')
            .find_map(|pair| {
                let (known, value) = pair.split_once('=')?;
                (decoded(known)? == name).then(|| decoded(value)).flatten()
            }),
        Place::Path | Place::Cookie | Place::Body => None,
    }
}

/// Text without the escapes of a URL.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_default(row: &Row, shown: &str) -> bool {
    let Kind::Base { name, format } = &row.ty.kind else {
        return true;
    };
    let default = super::defaults::of(name, format.as_deref(), None);
    default
        .as_str()
        .map_or_else(|| default.to_string(), str::to_owned)
        == shown
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

fn request_body(operation: &Operation, row: &Row, schema: Value) -> Value {
    let mut body = Map::new();
    if let Some(description) = &row.description {
        body.insert("description".to_owned(), json!(description));
    }
    if row.required {
        body.insert("required".to_owned(), json!(true));
    }
    let media = header(operation, "Content-Type").unwrap_or(JSON);
    let mut content = Map::from_iter([(media.to_owned(), json!({ "schema": schema }))]);
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
            content.insert(
                further.to_owned(),
                json!({ "schema": schema, "x-unknown": ["media type"] }),
            );
        }
    }
    body.insert("content".to_owned(), Value::Object(content));
    Value::Object(body)
}

fn is_xml(media: &str) -> bool {
    media.contains("xml")
}

fn header<'o>(operation: &'o Operation, name: &str) -> Option<&'o str> {
    operation
        .call
        .headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn write_response(
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
    let Some(schema) = response_schema(writer, operation, row, example, findings) else {
        return Value::Object(response);
    };
    let accept = header(operation, "Accept").unwrap_or(JSON);
    let shows_json = example.is_some_and(|example| example.sample.is_some());
    let media = if shows_json && !is_json(accept) && !accept.starts_with("text/") {
        JSON
    } else {
        accept
    };
    let mut content = Map::from_iter([(media.to_owned(), json!({ "schema": schema }))]);
    if example.is_some_and(|example| example.xml.is_some()) && !content.contains_key(XML) {
        content.insert(
            XML.to_owned(),
            json!({ "schema": schema, "x-unknown": ["media type"] }),
        );
    }
    response.insert("content".to_owned(), Value::Object(content));
    Value::Object(response)
}

/// Whether the page shows samples of a media type as JSON.
pub(super) fn is_json(media: &str) -> bool {
    let plain = media.split(';').next().unwrap_or_default().trim();
    plain
        .strip_prefix("application/")
        .or_else(|| plain.strip_prefix("text/"))
        .is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

fn response_schema(
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
