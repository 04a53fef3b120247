//! Where an operation and its samples stand in a document.

use serde_json::{Map, Value};

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
