//! Samples that do not follow from the types, put where the renderer of the page takes them from.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::answer_samples;
use super::media::is_json;
use super::sampler::{self, For};
use crate::page::Page;
use crate::page::model::Operation;

/// How often components are gone through: a sample that is put in one shows in those that refer to it.
const ROUNDS: usize = 4;

/// Compares the sample of every component, body and answer with the one that the document yields, and writes down those that differ.
pub(super) fn samples(page: &Page, mut document: Value) -> Value {
    for _ in 0..ROUNDS {
        if !components(page, &mut document) {
            break;
        }
    }
    for operation in page.tags.iter().flat_map(|tag| &tag.operations) {
        parameters(operation, &mut document);
        body(operation, &mut document);
        answer_samples::write(operation, &mut document);
    }
    document
}

/// Writes down the samples of components that differ; gives whether there was one.
fn components(page: &Page, document: &mut Value) -> bool {
    let mut changed = false;
    for schema in &page.schemas {
        let Some(sample) = &schema.sample else {
            continue;
        };
        let key = schema.key.value.as_str();
        let Some(component) = document
            .get("components")
            .and_then(|components| components.get("schemas"))
            .and_then(|schemas| schemas.get(key))
        else {
            continue;
        };
        if same(
            sampler::sample(component, document, For::Schema).as_ref(),
            &sample.value,
        ) {
            continue;
        }
        let slot = document
            .get_mut("components")
            .and_then(|components| components.get_mut("schemas"))
            .and_then(|schemas| schemas.get_mut(key))
            .and_then(Value::as_object_mut);
        if let Some(component) = slot {
            changed |= component
                .insert("example".to_owned(), sample.value.clone())
                .as_ref()
                != Some(&sample.value);
        }
    }
    changed
}

/// Writes down the objects and arrays of parameters that differ from what their schemas yield.
fn parameters(operation: &Operation, document: &mut Value) {
    for (name, value) in &operation.call.values {
        let list = operation_of(document, operation)
            .and_then(|operation| operation.get("parameters")?.as_array());
        let found = list.into_iter().flatten().position(|parameter| {
            parameter.get("name").and_then(Value::as_str) == Some(name)
                && matches!(
                    parameter.get("in").and_then(Value::as_str),
                    Some("header" | "query")
                )
        });
        let Some(at) = found else { continue };
        let schema = list.and_then(|list| list.get(at)?.get("schema"));
        let yielded = schema.and_then(|schema| sampler::sample(schema, document, For::Request));
        if same(yielded.as_ref(), value) {
            continue;
        }
        let parameter = operation_of_mut(document, operation).and_then(|operation| {
            operation
                .get_mut("parameters")?
                .get_mut(at)?
                .as_object_mut()
        });
        if let Some(parameter) = parameter {
            parameter.insert("example".to_owned(), value.clone());
        }
    }
}

fn body(operation: &Operation, document: &mut Value) {
    let Some(sample) = &operation.body_sample else {
        return;
    };
    let schema = operation_of(document, operation)
        .and_then(|operation| first_media(operation.get("requestBody")?))
        .and_then(|media| media.get("schema"));
    let yielded = schema.and_then(|schema| sampler::sample(schema, document, For::Request));
    if same(yielded.as_ref(), &sample.value) {
        return;
    }
    let media = operation_of_mut(document, operation)
        .and_then(|operation| first_media_mut(operation.get_mut("requestBody")?));
    if let Some(media) = media {
        media.insert(
            "examples".to_owned(),
            json!({ "default": { "value": sample.value } }),
        );
    }
}

/// Puts headings where the page has lost them.
pub(super) fn summaries(document: &mut Value, summaries: &BTreeMap<String, String>) {
    for (name, summary) in summaries {
        let Some((method, path)) = name.split_once(' ') else {
            continue;
        };
        let operation = document
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(path))
            .and_then(|item| item.get_mut(method.to_lowercase()));
        if let Some(operation) = operation
            .and_then(Value::as_object_mut)
            .filter(|operation| !operation.contains_key("summary"))
        {
            operation.insert("summary".to_owned(), json!(summary));
        }
    }
}

/// Moves discriminators from the combinators, beside which the page shows them, to the schemas that have them.
pub(super) fn discriminators(document: &mut Value) {
    let mut found = Vec::new();
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        collect(schemas, &mut found);
    }
    for (name, property) in found {
        let target = document
            .get_mut("components")
            .and_then(|components| components.get_mut("schemas"))
            .and_then(|schemas| schemas.get_mut(&name));
        if let Some(target) = target.and_then(Value::as_object_mut) {
            target.insert(
                "discriminator".to_owned(),
                json!({ "propertyName": property }),
            );
        }
    }
}

fn collect(value: &mut Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            if let Some(shown) = members.remove("x-discriminator")
                && let Some((name, property)) =
                    shown.as_str().and_then(|shown| shown.rsplit_once('.'))
            {
                found.push((name.to_owned(), property.to_owned()));
            }
            members.values_mut().for_each(|value| collect(value, found));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| collect(value, found)),
        _ => {}
    }
}

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

fn first_media_mut(body: &mut Value) -> Option<&mut Map<String, Value>> {
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
