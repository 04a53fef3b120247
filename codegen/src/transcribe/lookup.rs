//! Where an operation and its samples stand in a document.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::media::is_json;
use crate::page::model::Operation;

/// Whether two samples print alike; the order of members counts.
pub(super) fn same(yielded: Option<&Value>, sample: &Value) -> bool {
    yielded.map(Value::to_string).as_deref() == Some(&*sample.to_string())
}

pub(super) fn operation_of<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    document
        .get("paths")?
        .get(&operation.path)?
        .get(operation.method.value.to_lowercase())
}

pub(super) fn operation_of_mut<'d>(
    document: &'d mut Value,
    operation: &Operation,
) -> Option<&'d mut Value> {
    document
        .get_mut("paths")?
        .get_mut(&operation.path)?
        .get_mut(operation.method.value.to_lowercase())
}

pub(super) fn first_media(body: &Value) -> Option<&Value> {
    first_named_media(body).map(|(_, media)| media)
}

fn first_named_media(body: &Value) -> Option<(&str, &Value)> {
    body.get("content")?
        .as_object()?
        .iter()
        .next()
        .map(|(name, media)| (name.as_str(), media))
}

pub(super) fn first_media_mut(body: &mut Value) -> Option<&mut Map<String, Value>> {
    body.get_mut("content")?
        .as_object_mut()?
        .values_mut()
        .next()?
        .as_object_mut()
}

/// The media type whose sample the page shows: the one of JSON, or else the first.
pub(super) fn shown_media(body: &Value) -> Option<(&str, &Value)> {
    let content = body.get("content")?.as_object()?;
    let json = content.iter().find(|(name, _)| is_json(name));
    json.or_else(|| content.iter().next())
        .map(|(name, media)| (name.as_str(), media))
}

/// A schema of the document by its key.
pub(super) fn schema_of<'d>(document: &'d Value, key: &str) -> Option<&'d Value> {
    document.get("components")?.get("schemas")?.get(key)
}

/// A schema of the document by its key, to change it.
pub(super) fn schema_of_mut<'d>(
    document: &'d mut Value,
    key: &str,
) -> Option<&'d mut Map<String, Value>> {
    let components = document.get_mut("components")?;
    components.get_mut("schemas")?.get_mut(key)?.as_object_mut()
}

/// The objects that a member of this name holds, be it a list or a map.
pub(super) fn objects_mut<'m>(
    members: Option<&'m mut Map<String, Value>>,
    name: &str,
) -> Vec<&'m mut Map<String, Value>> {
    let held: Vec<&mut Value> = match members.and_then(|members| members.get_mut(name)) {
        Some(Value::Array(items)) => items.iter_mut().collect(),
        Some(Value::Object(members)) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    held.into_iter().filter_map(Value::as_object_mut).collect()
}

/// Writes a member where there is something to say.
pub(super) fn say<T: Serialize>(members: &mut Map<String, Value>, name: &str, value: Option<T>) {
    if let Some(value) = value {
        members.insert(name.to_owned(), json!(value));
    }
}
