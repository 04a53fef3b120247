//! The samples that the page's renderer makes from a document.
//!
//! It follows openapi-sampler 1.7 as far as documents made from pages go: this tells which samples have to be written down
//! for the page to come out again, and which follow from the types.

use serde_json::{Map, Value};

use super::defaults;
use crate::findings::pointer_token;

/// Who a sample is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// The list of schemas: everything is shown.
    Schema,
    /// A request: what only the service writes is left out.
    Request,
    /// An answer: what only the caller writes is left out.
    Answer,
}

/// How deep the renderer goes.
const DEEPEST: usize = 15;

/// How many schemas one sample may hold; a page with more in one sample is none that people read.
const LARGEST: usize = 1_000_000;

struct Sampler<'d> {
    document: &'d Value,
    purpose: For,
    /// The references that are being followed.
    open: Vec<String>,
    /// How many more schemas may be looked at.
    budget: usize,
}

/// Makes the sample of a schema. `None` stands for what JavaScript prints as nothing.
pub(super) fn sample(schema: &Value, document: &Value, purpose: For) -> Option<Value> {
    if let Some(example) = schema.get("example").filter(|example| truthy(example)) {
        return Some(example.clone());
    }
    let mut sampler = Sampler {
        document,
        purpose,
        open: Vec::new(),
        budget: LARGEST,
    };
    sampler.traverse(schema, 0, None)
}

pub(super) fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

impl<'d> Sampler<'d> {
    fn traverse<'s>(
        &mut self,
        schema: &'s Value,
        depth: usize,
        property: Option<&str>,
    ) -> Option<Value>
    where
        'd: 's,
    {
        self.budget = self.budget.checked_sub(1)?;
        if depth > DEEPEST {
            return cut(type_of(schema));
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.follow(reference, depth, property);
        }
        if let Some(example) = schema.get("example") {
            return Some(example.clone());
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return self.all_of(schema, parts, depth, property);
        }
        for word in ["oneOf", "anyOf"] {
            if let Some(first) = schema
                .get(word)
                .and_then(Value::as_array)
                .and_then(|parts| parts.first())
            {
                return self.one_of(schema, first, depth, property);
            }
        }
        if let Some(value) = schema
            .get("enum")
            .and_then(Value::as_array)
            .and_then(|values| values.first())
        {
            return Some(value.clone());
        }
        match type_of(schema) {
            "object" => Some(Value::Object(self.object(schema, depth))),
            "array" => match schema.get("items") {
                Some(items) => Some(Value::Array(vec![
                    self.traverse(items, depth + 1, None).unwrap_or(Value::Null),
                ])),
                None => Some(Value::Array(Vec::new())),
            },
            plain => Some(defaults::of(
                plain,
                schema.get("format").and_then(Value::as_str),
                property,
            )),
        }
    }

    fn follow(&mut self, reference: &str, depth: usize, property: Option<&str>) -> Option<Value> {
        let target = component(self.document, reference)?;
        if self.open.iter().any(|open| open == reference) {
            return cut(type_of(target));
        }
        self.open.push(reference.to_owned());
        let value = self.traverse(target, depth, property);
        self.open.pop();
        value
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            if !self.hidden(property)
                && let Some(value) = self.traverse(property, depth + 1, Some(name))
            {
                members.insert(name.clone(), value);
            }
        }
        if let Some(values) = schema
            .get("additionalProperties")
            .filter(|values| values.is_object())
        {
            for name in ["property1", "property2"] {
                if let Some(value) = self.traverse(values, depth + 1, None) {
                    members.insert(name.to_owned(), value);
                }
            }
        }
        members
    }

    /// Whether a property is left out of the sample, which its target can decide too.
    fn hidden(&self, schema: &Value) -> bool {
        let word = match self.purpose {
            For::Schema => return false,
            For::Request => "readOnly",
            For::Answer => "writeOnly",
        };
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return component(self.document, reference)
                .is_some_and(|target| target.get(word) == Some(&Value::Bool(true)));
        }
        schema.get(word) == Some(&Value::Bool(true))
            || schema
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .any(|part| self.hidden(part))
    }

    fn all_of(
        &mut self,
        schema: &Value,
        parts: &[Value],
        depth: usize,
        property: Option<&str>,
    ) -> Option<Value> {
        let own: Map<String, Value> = schema
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "allOf")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let own = Value::Object(own);
        let mut samples: Vec<Value> = Vec::new();
        if own.get("properties").is_some()
            || own.get("additionalProperties").is_some()
            || type_of(&own) == "object"
        {
            samples.extend(self.traverse_copy(&own, depth, property));
        }
        for part in parts {
            samples.extend(self.traverse_copy(part, depth, property));
        }
        if samples.iter().any(Value::is_object) {
            let mut members = Map::new();
            for sample in samples {
                if let Value::Object(more) = sample {
                    merge(&mut members, more);
                }
            }
            return Some(Value::Object(members));
        }
        samples.pop()
    }

    fn one_of(
        &mut self,
        schema: &Value,
        first: &Value,
        depth: usize,
        property: Option<&str>,
    ) -> Option<Value> {
        let own: Map<String, Value> = schema
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "oneOf" && *name != "anyOf")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let own = self.traverse_copy(&Value::Object(own), depth, property);
        let first = self.traverse_copy(first, depth, property);
        match (own, first) {
            (Some(Value::Object(mut own)), Some(Value::Object(first))) => {
                merge(&mut own, first);
                Some(Value::Object(own))
            }
            (_, first) => first,
        }
    }

    fn traverse_copy(
        &mut self,
        schema: &Value,
        depth: usize,
        property: Option<&str>,
    ) -> Option<Value> {
        let mut inner = Sampler {
            document: self.document,
            purpose: self.purpose,
            open: self.open.clone(),
            budget: self.budget,
        };
        inner.traverse(schema, depth, property)
    }
}

/// The component that a reference names.
pub(super) fn component<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    if reference.contains("/properties/") {
        return document.pointer(reference.strip_prefix('#')?);
    }
    let name = reference
        .strip_prefix("#/components/schemas/")?
        .replace("~1", "/")
        .replace("~0", "~");
    let schemas = document.pointer("/components/schemas")?.as_object()?;
    schemas.get(name.as_str())
}

/// The reference to a component, or to a property of one.
pub(super) fn reference(key: &str) -> String {
    if let Some((key, rest)) = key.split_once("/properties/") {
        return format!(
            "#/components/schemas/{}/properties/{rest}",
            pointer_token(key)
        );
    }
    format!("#/components/schemas/{}", pointer_token(key))
}

fn type_of(schema: &Value) -> &str {
    match schema.get("type").and_then(Value::as_str) {
        Some(ty) => ty,
        None if schema.get("items").is_some() => "array",
        None if schema.get("properties").is_some()
            || schema.get("additionalProperties").is_some()
            || schema.get("required").is_some() =>
        {
            "object"
        }
        None => "",
    }
}

/// What stands in a sample where a schema holds itself.
fn cut(ty: &str) -> Option<Value> {
    match ty {
        "object" => Some(Value::Object(Map::new())),
        "array" => Some(Value::Array(Vec::new())),
        _ => None,
    }
}

fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (name, value) in from {
        match (into.get_mut(&name), value) {
            (Some(Value::Object(known)), Value::Object(more)) => merge(known, more),
            (_, value) => {
                into.insert(name, value);
            }
        }
    }
}
