//! Whether everything that stands in the tables of a page is in the document that was written from it.
//!
//! Count in is count out: a row, a parameter, an enumerated value, an answer or a header that the document does not give back
//! is said with its line, whatever the reason is.

use std::collections::BTreeMap;

use serde_json::Value;

use super::echo::{self, Offset, Shown};
use super::lookup::{first_media, operation_of, schema_of};
use super::sampler::component;
use crate::findings::{At, Findings, Id};
use crate::page::model::{EnumValue, Kind, Operation, ParameterRow, Place, Row, Type};
use crate::page::{Page, shown_name};

/// Reports all that a document does not give back of the tables of its page.
pub(super) fn report(page: &Page, document: &Value, findings: &mut Findings) {
    for schema in &page.schemas {
        let component = schema_of(document, &schema.key.value);
        let Some(component) = component else {
            let text = format!("the schema `{}` is not carried over", schema.key.value);
            findings.warning(Id::LostSchema, At::Line(schema.key.line), text);
            continue;
        };
        let shown = echo::table(component, document, Offset::Schemas);
        compare(&schema.table.rows(), &shown, findings);
        values(&schema.table.values, &shown, findings);
    }
    for operation in page.operations() {
        let Some(written) = operation_of(document, operation) else {
            let (method, path) = (&operation.method, &operation.path);
            let text = format!("the operation {} {path} is not carried over", method.value);
            findings.warning(Id::LostOperation, At::Line(method.line), text);
            continue;
        };
        parameters(operation, written, document, findings);
        answers(operation, written, document, findings);
    }
}

/// Compares rows with those that the renderer would make.
fn compare(rows: &[&Row], shown: &[Shown], findings: &mut Findings) {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for row in shown {
        *left.entry(row.name.as_str()).or_default() += 1;
    }
    let mut is_lost = false;
    for row in rows {
        match left.get_mut(shown_name(&row.name).as_str()) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                is_lost = true;
                let text = format!("the row `{}` is not carried over", row.name);
                findings.warning(Id::LostRow, At::Line(row.line), text);
            }
        }
    }
    let other = rows
        .iter()
        .zip(shown)
        .find(|(row, shown)| !is_same(row, shown));
    if let Some((row, shown)) = other.filter(|_| !is_lost) {
        let text = format!(
            "the row `{}` and what follows it do not come back from the document as they stand: `{}` of the type `{}` would stand here",
            row.name, shown.name, shown.ty
        );
        findings.warning(Id::OtherTable, At::Line(row.line), text);
    } else if let Some(more) = shown.get(rows.len()).filter(|_| !is_lost) {
        let line = rows.last().map_or(0, |row| row.line);
        let text = format!(
            "a row `{}` would follow this one, if the page were made from the document",
            more.name
        );
        findings.warning(Id::OtherTable, At::Line(line), text);
    }
}

fn is_same(row: &Row, shown: &Shown) -> bool {
    row.depth == shown.depth
        && shown_name(&row.name) == shown.name
        && row.required == shown.required
        && type_text(&row.ty) == shown.ty
        && words(row.description.as_deref()) == words(shown.description.as_deref())
}

fn words(text: Option<&str>) -> Vec<&str> {
    let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
    if words == ["none"] { Vec::new() } else { words }
}

fn type_text(ty: &Type) -> String {
    let text = kind_text(&ty.kind);
    if ty.nullable {
        format!("{text}¦null")
    } else {
        text
    }
}

fn kind_text(kind: &Kind) -> String {
    match kind {
        Kind::Any => "any".to_owned(),
        Kind::Base { name, format: None } | Kind::Reference(name) => name.clone(),
        Kind::Base {
            name,
            format: Some(format),
        } => format!("{name}({format})"),
        Kind::Array(items) => format!("[{}]", kind_text(items)),
    }
}

/// Reports enumerated values that no row gives back.
fn values(listed: &[EnumValue], shown: &[Shown], findings: &mut Findings) {
    let given = shown
        .iter()
        .flat_map(|row| row.values.iter().map(|value| (row.name.as_str(), value)));
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for (name, value) in given {
        *left.entry(value_text(name, value)).or_default() += 1;
    }
    for entry in listed {
        let text = without_marks(entry.text.trim_start_matches('»'));
        match left.get_mut(&text) {
            Some(count) if *count > 0 => *count -= 1,
            _ => {
                let text = format!("the enumerated value `{}` is not carried over", entry.text);
                findings.warning(Id::LostValue, At::Line(entry.line), text);
            }
        }
    }
}

fn value_text(name: &str, value: &Value) -> String {
    let value = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    without_marks(&format!("{name} {value}"))
}

/// A text without what can be marks of emphasis or code, which a table loses.
fn without_marks(text: &str) -> String {
    let plain = text.replace(['*', '`', '_'], "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares the parameters and the body of an operation with those that were written.
fn parameters(operation: &Operation, written: &Value, document: &Value, findings: &mut Findings) {
    let shared = document
        .get("paths")
        .and_then(|paths| paths.get(&operation.path)?.get("parameters"));
    let known: Vec<&Value> = [written.get("parameters"), shared]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .collect();
    let mut given: Vec<Shown> = Vec::new();
    let (body, others): (Vec<&ParameterRow>, Vec<&ParameterRow>) = operation
        .parameters
        .iter()
        .partition(|parameter| parameter.place == Place::Body);
    for parameter in others {
        let name = parameter.row.name.as_str();
        let found = known.iter().find(|known| {
            known.get("name").and_then(Value::as_str) == Some(name)
                && known.get("in").and_then(Value::as_str) == Some(place(parameter.place))
        });
        match found {
            Some(found) => {
                let schema = found.get("schema").unwrap_or(&Value::Null);
                given.push(of_schema(name, schema, document));
            }
            None => {
                let text = format!("the parameter `{name}` is not carried over");
                findings.warning(Id::LostRow, At::Line(parameter.row.line), text);
            }
        }
    }
    let schema = written
        .get("requestBody")
        .and_then(first_media)
        .and_then(|media| media.get("schema"));
    if let Some((first, rest)) = body.split_first() {
        let Some(schema) = schema else {
            let text = "the body is not carried over";
            findings.warning(Id::LostRow, At::Line(first.row.line), text);
            return;
        };
        let is_spelled = schema.get("$ref").is_none()
            && schema.get("type").and_then(Value::as_str) == Some("object");
        let shown = if is_spelled {
            echo::table(schema, document, Offset::Operations)
        } else {
            given.push(of_schema("body", schema, document));
            Vec::new()
        };
        let rows: Vec<&Row> = rest.iter().map(|parameter| &parameter.row).collect();
        compare(&rows, &shown, findings);
        given.extend(shown);
    }
    values(&operation.parameter_values, &given, findings);
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Query => "query",
        Place::Path => "path",
        Place::Header => "header",
        Place::Cookie => "cookie",
        Place::Body => "body",
    }
}

/// A row of which only the name and the values count.
fn of_schema(name: &str, schema: &Value, document: &Value) -> Shown {
    let schema = target(schema, document);
    let items = schema.get("items").map(|items| target(items, document));
    let values = [
        schema.get("enum"),
        items.and_then(|items| items.get("enum")),
    ];
    let values = values.into_iter().flatten().filter_map(Value::as_array);
    Shown {
        depth: 0,
        name: name.to_owned(),
        ty: String::new(),
        required: false,
        description: None,
        values: values.flatten().cloned().collect(),
    }
}

fn target<'d>(schema: &'d Value, document: &'d Value) -> &'d Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|reference| component(document, reference));
    target.unwrap_or(schema)
}

/// Compares the answers of an operation, their tables and their headers with those that were written.
fn answers(operation: &Operation, written: &Value, document: &Value, findings: &mut Findings) {
    let answer = |status: &str| written.get("responses").and_then(|all| all.get(status));
    for row in &operation.responses {
        let status = &row.status;
        if answer(&status.value).is_none() {
            let text = format!("the answer {} is not carried over", status.value);
            findings.warning(Id::LostRow, At::Line(status.line), text);
        }
    }
    for table in &operation.response_schemas {
        let schema = answer(&table.status.value)
            .and_then(first_media)
            .and_then(|media| media.get("schema"));
        let shown = schema.map(|schema| echo::table(schema, document, Offset::Operations));
        let shown = shown.unwrap_or_default();
        compare(&table.table.rows(), &shown, findings);
        values(&table.table.values, &shown, findings);
    }
    for header in &operation.response_headers {
        let status = &header.status;
        let known =
            answer(&status.value).and_then(|answer| answer.get("headers")?.get(&header.name));
        if known.is_none() {
            let text = format!("the header `{}` is not carried over", header.name);
            findings.warning(Id::LostRow, At::Line(status.line), text);
        }
    }
}
