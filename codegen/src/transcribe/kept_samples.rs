//! Whether the samples of a page come back from the document that was written from it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lookup::{operation_of, same, schema_of};
use super::media::{self, Form};
use super::sampler::{self, For};
use crate::findings::{At, Findings, Id};
use crate::page::model::Operation;
use crate::page::{Page, is_filled};

/// A piece of the samples of an operation.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Label(String),
    /// A sample, with whether it has members and stands on one line nevertheless.
    Sample(Value, bool),
    Xml,
    Yaml,
}

/// Reports the samples of schemas, bodies and answers that would be others if the page were made from the document.
pub(super) fn report(page: &Page, document: &Value, findings: &mut Findings) {
    for schema in &page.schemas {
        let component = schema_of(document, &schema.key.value);
        if let (Some(sample), Some(component)) = (&schema.sample, component) {
            let yielded = sampler::sample(component, document, For::Schema);
            if !same(yielded.as_ref(), &sample.value) {
                let text = format!("the sample of `{}` does not come back", schema.key.value);
                findings.warning(Id::LostSample, At::Line(sample.line), text);
            }
        }
    }
    for operation in page.operations() {
        let Some(written) = operation_of(document, operation) else {
            continue;
        };
        answers(operation, written, document, findings);
        body(operation, written, findings);
    }
}

fn answers(operation: &Operation, written: &Value, document: &Value, findings: &mut Findings) {
    let shown = shown(operation);
    let yielded = yielded(written, document);
    let differs = |at: &usize| shown.get(*at).map(|(_, piece)| piece) != yielded.get(*at);
    let Some(at) = (0..shown.len().max(yielded.len())).find(differs) else {
        return;
    };
    let last = shown.last().map(|(line, _)| *line);
    let line = shown.get(at).map(|(line, _)| *line).or(last);
    let line = line.or(operation.content).unwrap_or(operation.method.line);
    let text = format!(
        "the samples of answers of {} {} do not all come back, from here on",
        operation.method.value, operation.path
    );
    findings.warning(Id::LostSample, At::Line(line), text);
}

/// The pieces that the page shows, each with its line.
fn shown(operation: &Operation) -> Vec<(usize, Piece)> {
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let mut last = None;
    for example in &operation.examples {
        let label = &example.label;
        if last.replace(label) != Some(label) && !label.value.is_empty() {
            pieces.push((label.line, Piece::Label(label.value.clone())));
        }
        if let Some(sample) = &example.sample {
            let piece = Piece::Sample(sample.value.clone(), example.on_one_line);
            pieces.push((sample.line, piece));
        }
        if let Some(xml) = &example.xml {
            pieces.push((xml.line, Piece::Xml));
        }
    }
    pieces
}

/// The pieces that the renderer makes of what was written.
fn yielded(written: &Value, document: &Value) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut made: BTreeSet<Form> = BTreeSet::new();
    let mut last = String::new();
    let answers = written.get("responses").and_then(Value::as_object);
    for (status, answer) in answers.into_iter().flatten() {
        let described = answer.get("description").and_then(Value::as_str);
        let label = format!("{status} Response");
        let content = answer.get("content").and_then(Value::as_object);
        for (name, media) in content.into_iter().flatten() {
            let form = media::form(name);
            let mut examples: Vec<(String, Option<Value>)> = Vec::new();
            let example = media.get("example").filter(|value| sampler::truthy(value));
            if let Some(named) = media.get("examples").and_then(Value::as_object) {
                examples.extend(named.values().map(|named| {
                    let own = named.get("description").and_then(Value::as_str);
                    let label = own.or(described).unwrap_or_default();
                    (label.to_owned(), named.get("value").map(converted))
                }));
            } else if let Some(example) = example {
                examples.push((label.clone(), Some(converted(example))));
            } else if let Some(schema) = media.get("schema")
                && made.insert(form)
            {
                let value = sampler::sample(schema, document, For::Answer);
                examples.push((label.clone(), value));
            }
            for (label, value) in examples {
                if !label.is_empty() && label != last {
                    pieces.push(Piece::Label(label.clone()));
                    last = label;
                }
                pieces.extend(piece(form, value));
            }
        }
    }
    pieces
}

fn piece(form: Form, value: Option<Value>) -> Option<Piece> {
    match form {
        Form::Json => value.map(|value| Piece::Sample(value, false)),
        Form::Text => value.map(|value| {
            let on_one_line = is_filled(&value);
            Piece::Sample(value, on_one_line)
        }),
        Form::Yaml => Some(Piece::Yaml),
        Form::Xml => value
            .is_none_or(|value| value.is_object() || value.is_array())
            .then_some(Piece::Xml),
        Form::None => None,
    }
}

/// The renderer reads texts as YAML.
fn converted(value: &Value) -> Value {
    let read = value
        .as_str()
        .and_then(|text| serde_yaml::from_str(text).ok());
    read.unwrap_or_else(|| value.clone())
}

/// A body is shown once for every form that its media types have.
fn body(operation: &Operation, written: &Value, findings: &mut Findings) {
    let content = written
        .get("requestBody")
        .and_then(|body| body.get("content")?.as_object());
    let forms: BTreeSet<&str> = content
        .into_iter()
        .flatten()
        .filter_map(|(name, _)| match media::form(name) {
            Form::None => media::is_form(name).then_some("form"),
            Form::Json => Some("json"),
            Form::Text => Some("text"),
            Form::Yaml => Some("yaml"),
            Form::Xml => Some("xml"),
        })
        .collect();
    let Some(sample) = &operation.body_sample else {
        return;
    };
    let form_lines = || operation.body_forms.iter().map(|form| form.line);
    let sent = [
        operation.call.body.as_ref().map(|body| body.line),
        operation.call.plain_body.as_ref().map(|body| body.line),
    ];
    let is_own =
        !form_lines().any(|line| line == sample.line) && !sent.contains(&Some(sample.line));
    let is_object = sample.value.is_object() || sample.value.is_array();
    let expected = forms.len() - usize::from(forms.contains("xml") && !is_object);
    if form_lines().count() + usize::from(is_own) != expected {
        let text = format!(
            "the body of {} {} is not shown in as many forms as it would be if the page were made from the document",
            operation.method.value, operation.path
        );
        findings.warning(Id::LostSample, At::Line(sample.line), text);
    }
}
