//! The named schemas.

use serde_json::{Map, Value, json};

use super::described;
use super::plain::unseen;
use super::shape;
use super::values;
use super::writer::{Table, Writer};
use crate::findings::{At, Findings, Id};
use crate::page::model::{Kind, Row, Schema};

/// Writes one component.
pub(super) fn write(writer: &Writer<'_>, schema: &Schema, findings: &mut Findings) -> Value {
    let rows = schema.table.rows();
    let sample = schema.sample.as_ref().map(|sample| &sample.value);
    let mut inner = shape::of_blocks(&schema.table.blocks);
    inner.settle(sample);
    let itself = take_itself(&mut inner, schema, sample);
    let firsts = samples_of_rows(&inner, sample, rows.len());
    let values = values::hand_out(
        &schema.table.values,
        &rows,
        |index| firsts.get(index).cloned().flatten(),
        findings,
    );
    let table = Table {
        values: &values,
        expanded: false,
        flat: false,
    };
    let mut written = match inner.children.as_slice() {
        [] if inner.combined.is_empty() => nothing_shown(schema, sample, findings),
        // A component that is no object stands in one row, under its title or as `anonymous`.
        [only] if inner.combined.is_empty() && is_itself(only.row, schema, sample) => {
            writer.property(only, sample, table)
        }
        // The items of an array have no row of their own.
        _ if sample.is_some_and(Value::is_array) => {
            let items = itself.map_or_else(
                || Kind::Array(Box::new(Kind::object())),
                |row| row.ty.kind.clone(),
            );
            Value::Object(writer.kind(&items, &inner, sample, None, table))
        }
        _ => {
            let plain = inner.combined.is_empty()
                || !inner.children.is_empty()
                || writer.is_typed(&schema.key.value);
            let start = if plain {
                Map::from_iter([("type".to_owned(), json!("object"))])
            } else {
                Map::new()
            };
            Value::Object(writer.members(start, &inner, sample, table))
        }
    };
    if let Some(members) = written.as_object_mut() {
        if schema.lost_name {
            members.insert("x-unknown".to_owned(), json!(["name"]));
        }
        let shown = schema.title.as_ref().map(|title| title.value.as_str());
        // A title gives every schema but an object a row of its own, so that what stands there without one is a description.
        let titled = itself.is_some()
            || members.get("type").is_some_and(|ty| ty == "object")
            || rows
                .first()
                .is_some_and(|row| Some(row.name.as_str()) == shown);
        let described = writer
            .description(&schema.key.value)
            .or_else(|| members.get("description").and_then(Value::as_str))
            .or_else(|| itself.and_then(|row| row.description.as_deref()))
            .or_else(|| shown.filter(|_| !titled))
            .map(str::to_owned);
        if let Some(title) = shown.filter(|title| {
            described
                .as_deref()
                .is_none_or(|described| !described::is_same(described, title))
        }) {
            members.insert("title".to_owned(), json!(title));
        }
        members.extend(described.map(|description| ("description".to_owned(), json!(description))));
    }
    written
}

/// Takes out the row in which a combined component with a title, or the array that it is, stands itself, above its parts or
/// the properties of its items.
fn take_itself<'p>(
    inner: &mut shape::Inner<'p>,
    schema: &Schema,
    sample: Option<&Value>,
) -> Option<&'p Row> {
    let first = inner.children.first()?;
    let is_whole = match &first.row.ty.kind {
        Kind::Any => inner.children.len() == 1 && !inner.combined.is_empty(),
        Kind::Array(_) => inner.children.len() > 1 && sample.is_some_and(Value::is_array),
        Kind::Base { .. } | Kind::Reference(_) => false,
    };
    let itself = is_whole && first.inner.is_empty() && is_itself(first.row, schema, sample);
    itself.then(|| inner.children.remove(0).row)
}

/// Whether the only row of a table is the component itself.
fn is_itself(row: &Row, schema: &Schema, sample: Option<&Value>) -> bool {
    let named = row.name == "anonymous"
        || schema
            .title
            .as_ref()
            .is_some_and(|title| title.value == row.name);
    named && row.depth == 0 && sample.is_none_or(|sample| sample.get(&row.name).is_none())
}

/// A component without rows: an empty object, an array of plain values, or something that the page does not show.
fn nothing_shown(schema: &Schema, sample: Option<&Value>, findings: &mut Findings) -> Value {
    match sample {
        Some(Value::Object(members)) if members.is_empty() => json!({ "type": "object" }),
        Some(Value::Null) => json!({}),
        Some(sample @ Value::Array(_)) => unseen(sample),
        _ => {
            let text = format!(
                "the schema `{}` has a sample but no rows; what it is stays unknown",
                schema.key.value
            );
            findings.warning(Id::UnseenSchema, At::Line(schema.key.line), text);
            let mut unknown = Map::from_iter([("x-unknown".to_owned(), json!(["schema"]))]);
            unknown.extend(sample.map(|sample| ("example".to_owned(), sample.clone())));
            Value::Object(unknown)
        }
    }
}

/// The sample of every row, by its place in the table.
pub(super) fn samples_of_rows(
    inner: &shape::Inner<'_>,
    sample: Option<&Value>,
    rows: usize,
) -> Vec<Option<Value>> {
    let mut samples = vec![None; rows];
    fill(inner, sample, &mut samples);
    samples
}

fn fill(inner: &shape::Inner<'_>, sample: Option<&Value>, samples: &mut [Option<Value>]) {
    let mut sample = sample;
    while let Some(Value::Array(items)) = sample {
        sample = items.first();
    }
    for node in &inner.children {
        let own = sample.and_then(|sample| {
            sample
                .get(&node.row.name)
                .or_else(|| sample.get("property1"))
        });
        let own = if node.row.name == "anonymous" && own.is_none() {
            sample
        } else {
            own
        };
        if let Some(slot) = samples.get_mut(node.index) {
            *slot = own.cloned();
        }
        fill(&node.inner, own, samples);
    }
    for node in inner.combined.iter().flat_map(|combined| &combined.parts) {
        if let (Some(slot), Kind::Base { .. }) = (samples.get_mut(node.index), &node.row.ty.kind) {
            *slot = sample.filter(|sample| !sample.is_object()).cloned();
        }
        fill(&node.inner, sample, samples);
    }
}
