//! Parameters of operations.

use serde_json::{Map, Value, json};

use super::defaults;
use super::lookup::say;
use super::sampler;
use super::shape::{Inner, Node};
use super::values::Values;
use super::writer::{Table, Writer};
use crate::page::decoded;
use crate::page::model::{Kind, Operation, ParameterRow, Place, Row};

/// Writes the parameter in a row of the table of parameters.
pub(super) fn write(
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
    say(&mut written, "required", row.required.then_some(true));
    say(&mut written, "description", row.description.as_ref());
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
        // The renderer passes over a sample that JavaScript takes for nothing, unless the schema has it.
        if sampler::truthy(&example) {
            written.insert("example".to_owned(), example);
        } else if let Some(schema) = schema.as_object_mut() {
            schema.insert("example".to_owned(), example);
        }
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

fn is_default(row: &Row, shown: &str) -> bool {
    let Kind::Base { name, format } = &row.ty.kind else {
        return true;
    };
    let default = defaults::of(name, format.as_deref(), None);
    default
        .as_str()
        .map_or_else(|| default.to_string(), str::to_owned)
        == shown
}
