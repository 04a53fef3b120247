//! Samples of answers, put where the renderer of the page takes them from.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::lookup::{operation_of, operation_of_mut, same};
use super::media::{self, Form};
use super::sampler::{self, For};
use crate::page::model::{Example, Operation, ResponseType};

/// Writes down the samples of answers that the types do not yield, or that the renderer would not show.
///
/// It makes one sample of each form, for the first answer that has one; further ones are shown when the document gives them.
pub(super) fn write(operation: &Operation, document: &mut Value) {
    let mut made: BTreeSet<Form> = BTreeSet::new();
    let mut last = None;
    for example in &operation.examples {
        let Some((at, named)) = owner(operation, example, last) else {
            continue;
        };
        last = Some((at, named));
        let Some(row) = operation.responses.get(at) else {
            continue;
        };
        let status = row.status.value.as_str();
        let Some(sample) = &example.sample else {
            let nothing = example.xml.is_none()
                && content(document, operation, status).is_some_and(|content| {
                    content.keys().all(|name| media::form(name) == Form::None)
                });
            if nothing && !made.insert(Form::None) {
                label_alone(document, operation, status, example);
            }
            let content = content(document, operation, status).into_iter();
            made.extend(content.flatten().map(|(name, _)| media::form(name)));
            continue;
        };
        let form = match example.on_one_line {
            true => Form::Text,
            false => Form::Json,
        };
        let Some(name) = media_of(document, operation, status, form) else {
            continue;
        };
        let schema = content(document, operation, status)
            .and_then(|content| content.get(&name)?.get("schema"));
        let yielded = schema.and_then(|schema| sampler::sample(schema, document, For::Answer));
        let form = media::form(&name);
        let follows = !named
            && form != Form::None
            && !made.contains(&form)
            && same(yielded.as_ref(), &sample.value);
        let names = content(document, operation, status).into_iter();
        let names: Vec<String> = names.flat_map(Map::keys).cloned().collect();
        if follows {
            made.insert(form);
        }
        for other in names {
            let is_other = other != name;
            let form = media::form(&other);
            if is_other && (form != Form::Xml || example.xml.is_none()) {
                continue;
            }
            if follows || is_other && same(yielded.as_ref(), &sample.value) && made.insert(form) {
                continue;
            }
            let content = content_mut(document, operation, status);
            let media = content.and_then(|content| content.get_mut(&other)?.as_object_mut());
            if let Some(media) = media {
                put(media, example, &sample.value, named);
            }
        }
    }
}

/// Gives an answer a named sample of which nothing but the name is shown.
fn label_alone(document: &mut Value, operation: &Operation, status: &str, example: &Example) {
    let content = content_mut(document, operation, status);
    let media = content.and_then(|content| content.values_mut().next()?.as_object_mut());
    if let Some(media) = media {
        let label = &example.label.value;
        let named = json!({ "example1": { "description": label, "value": null } });
        media.insert("examples".to_owned(), named);
    }
}

fn content<'d>(
    document: &'d Value,
    operation: &Operation,
    status: &str,
) -> Option<&'d Map<String, Value>> {
    let answers = operation_of(document, operation)?.get("responses")?;
    answers.get(status)?.get("content")?.as_object()
}

fn content_mut<'d>(
    document: &'d mut Value,
    operation: &Operation,
    status: &str,
) -> Option<&'d mut Map<String, Value>> {
    let answers = operation_of_mut(document, operation)?.get_mut("responses")?;
    answers.get_mut(status)?.get_mut("content")?.as_object_mut()
}

/// The media type of an answer whose sample is shown in a form, or else the one that is most like it.
fn media_of(document: &Value, operation: &Operation, status: &str, form: Form) -> Option<String> {
    let content = content(document, operation, status)?;
    let of = |form: Form| content.keys().find(|name| media::form(name) == form);
    let found = of(form).or_else(|| of(Form::Json));
    found.or_else(|| content.keys().next()).cloned()
}

fn put(media: &mut Map<String, Value>, example: &Example, value: &Value, named: bool) {
    let value = printed(value);
    if !named && sampler::truthy(&value) && !media.contains_key("example") {
        media.insert("example".to_owned(), value);
        return;
    }
    let mut former = Vec::new();
    if !named {
        // Only named samples can be several, or be nothing.
        former.extend(media.shift_remove("example"));
    }
    let examples = media.entry("examples").or_insert_with(|| json!({}));
    if let Some(examples) = examples.as_object_mut() {
        for value in former.into_iter().chain([value]) {
            let name = format!("example{}", examples.len() + 1);
            let label = &example.label.value;
            examples.insert(name, json!({ "description": label, "value": value }));
        }
    }
}

/// A value as it has to stand in a document to be shown as it is: the renderer reads texts as YAML.
fn printed(value: &Value) -> Value {
    let Value::String(text) = value else {
        return value.clone();
    };
    match serde_yaml::from_str::<Value>(text).is_ok_and(|read| read == *value) {
        true => value.clone(),
        false => Value::String(value.to_string()),
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
        let row = rows.get(*at);
        row.is_some_and(|row| row.description.as_deref() == Some(label))
    };
    let stated = |at: &usize| {
        let both = rows.get(*at).zip(example.sample.as_ref());
        both.is_some_and(|(row, sample)| states(&sample.value, &row.status.value))
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
    let mut members = sample.as_object().into_iter().flat_map(Map::values);
    let is_status = |value: &Value| status.parse().ok() == value.as_u64();
    members.any(|value| value.is_u64() && is_status(value))
}
