//! Samples that do not follow from the types, put where the renderer of the page takes them from.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::answer_samples;
use super::lookup::{
    first_media, first_media_mut, operation_of, operation_of_mut, same, schema_of, schema_of_mut,
};
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
    for operation in page.operations() {
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
        let Some(component) = schema_of(document, key) else {
            continue;
        };
        let yielded = sampler::sample(component, document, For::Schema);
        if same(yielded.as_ref(), &sample.value) {
            continue;
        }
        if let Some(component) = schema_of_mut(document, key) {
            let former = component.insert("example".to_owned(), sample.value.clone());
            changed |= former.as_ref() != Some(&sample.value);
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
        let examples = json!({ "default": { "value": sample.value } });
        media.insert("examples".to_owned(), examples);
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
        if let Some(target) = schema_of_mut(document, &name) {
            let discriminator = json!({ "propertyName": property });
            target.insert("discriminator".to_owned(), discriminator);
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
