//! Samples that do not follow from the types, put where the renderer of the page takes them from.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::media::is_json;
use super::sampler::{self, For};
use crate::page::Page;
use crate::page::model::{Example, Operation, ResponseType};

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
        body(operation, &mut document);
        answers(operation, &mut document);
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

fn answers(operation: &Operation, document: &mut Value) {
    // The renderer makes a sample for the first answer of a kind only; further ones are shown when the document gives them.
    let mut made = false;
    let mut last = None;
    for example in &operation.examples {
        let Some((at, named)) = owner(operation, example, last) else {
            continue;
        };
        last = Some((at, named));
        let Some(status) = operation
            .responses
            .get(at)
            .map(|row| row.status.value.clone())
        else {
            continue;
        };
        let Some(sample) = &example.sample else {
            continue;
        };
        let media = operation_of(document, operation)
            .and_then(|operation| operation.get("responses")?.get(&status))
            .and_then(shown_media);
        let Some((name, media)) = media else { continue };
        let yielded = media
            .get("schema")
            .and_then(|schema| sampler::sample(schema, document, For::Answer));
        let follows = !named && !made && is_json(name) && same(yielded.as_ref(), &sample.value);
        made |= follows;
        if follows {
            continue;
        }
        let media = operation_of_mut(document, operation)
            .and_then(|operation| operation.get_mut("responses")?.get_mut(&status))
            .and_then(shown_media_mut);
        if let Some(media) = media {
            put_example(media, example, &sample.value, named);
        }
    }
}

fn put_example(media: &mut Map<String, Value>, example: &Example, value: &Value, named: bool) {
    if !named {
        media.insert("example".to_owned(), value.clone());
        return;
    }
    let examples = media.entry("examples").or_insert_with(|| json!({}));
    if let Some(examples) = examples.as_object_mut() {
        let name = format!("example{}", examples.len() + 1);
        examples.insert(
            name,
            json!({ "description": example.label.value, "value": value }),
        );
    }
}

/// The answer that a sample belongs to, by its place among the answers, and whether the sample has a name of its own.
///
/// Samples stand in the order of their answers. A named one that no description claims goes to the answer whose status
/// it states, or else to the next one.
fn owner(
    operation: &Operation,
    example: &Example,
    last: Option<(usize, bool)>,
) -> Option<(usize, bool)> {
    let label = example.label.value.as_str();
    let rows = &operation.responses;
    if let Some(status) = label.strip_suffix(" Response")
        && let Some(at) = rows.iter().position(|row| row.status.value == status)
    {
        return Some((at, false));
    }
    let from = last.map_or(0, |(at, named)| at + usize::from(!named));
    let holds = |at: &usize| {
        rows.get(*at)
            .is_some_and(|row| row.schema != ResponseType::None)
    };
    let described = |at: &usize| {
        rows.get(*at)
            .is_some_and(|row| row.description.as_deref() == Some(label))
    };
    let stated = |at: &usize| {
        rows.get(*at).is_some_and(|row| {
            example
                .sample
                .as_ref()
                .is_some_and(|sample| states(&sample.value, &row.status.value))
        })
    };
    let free = || (from..rows.len()).filter(holds);
    let next = || {
        free()
            .find(|at| last.is_none_or(|(last, _)| *at > last))
            .or_else(|| free().next())
    };
    free()
        .find(described)
        .or_else(|| free().find(stated))
        .or_else(next)
        .map(|at| (at, true))
}

/// Whether one of the members of a sample is the status itself.
fn states(sample: &Value, status: &str) -> bool {
    sample.as_object().is_some_and(|members| {
        members.values().any(|value| {
            value
                .as_u64()
                .is_some_and(|number| status.parse() == Ok(number))
        })
    })
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
fn same(yielded: Option<&Value>, sample: &Value) -> bool {
    yielded.map(Value::to_string).as_deref() == Some(&*sample.to_string())
}

pub(super) fn operation_of<'d>(document: &'d Value, operation: &Operation) -> Option<&'d Value> {
    document
        .get("paths")?
        .get(&operation.path)?
        .get(operation.method.value.to_lowercase())
}

fn operation_of_mut<'d>(document: &'d mut Value, operation: &Operation) -> Option<&'d mut Value> {
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

fn shown_media_mut(body: &mut Value) -> Option<&mut Map<String, Value>> {
    let name = shown_media(body)?.0.to_owned();
    body.get_mut("content")?.get_mut(&name)?.as_object_mut()
}
