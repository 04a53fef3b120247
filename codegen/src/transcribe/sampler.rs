//! The samples that the page's renderer makes from a document.
//!
//! It follows openapi-sampler 1.7 as far as documents made from pages go: this tells which samples have to be written down
//! for the page to come out again, and which follow from the types.

use serde_json::{Map, Value, json};

use super::defaults;
use super::view::View;
use crate::findings::{pointer_name, pointer_token};

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

/// How deep the sampler goes.
const DEEPEST: usize = 15;

/// How many schemas may be in one another, where parts hold themselves.
const NESTED: usize = 100;

/// How deep the renderer shows what the sampler gives.
const SHOWN: usize = 10;

/// How many schemas one sample may hold; a page with more in one sample is none that people read.
const LARGEST: usize = 500_000;

/// Makes the sample of a schema. `None` stands for what JavaScript prints as nothing.
pub(super) fn sample(schema: &Value, document: &Value, purpose: For) -> Option<Value> {
    let mut sampler = Sampler {
        document,
        purpose,
        open: Vec::new(),
        budget: LARGEST,
        level: 0,
    };
    let view = sampler.resolve(schema)?;
    if let Some(example) = view.get("example").filter(|example| truthy(example)) {
        return Some(example.clone());
    }
    let mut value = sampler.traverse(&view, None).value;
    if value.as_ref().is_none_or(is_empty) {
        // What looks like nothing is made again as the property of an object.
        let context = Context {
            depth: 2,
            property: Some("anonymous"),
        };
        value = sampler.traverse(&view, Some(context)).value;
    }
    value.map(|value| trimmed(value, 0))
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

/// Whether JavaScript finds no key in a value.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// A value without what is too deep to be shown.
fn trimmed(value: Value, level: usize) -> Value {
    match value {
        Value::Array(_) if level >= SHOWN => Value::Array(Vec::new()),
        Value::Object(_) if level >= SHOWN => Value::Object(Map::new()),
        Value::Array(items) => items
            .into_iter()
            .map(|item| trimmed(item, level + 1))
            .collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| (name, trimmed(member, level + 1)))
            .collect::<Map<String, Value>>()
            .into(),
        plain => plain,
    }
}

/// Where in a sample the sampler is; nowhere at its top.
#[derive(Debug, Clone, Copy)]
struct Context<'d> {
    depth: usize,
    property: Option<&'d str>,
}

/// What the sampler makes of a schema.
#[derive(Debug, Default)]
struct Made<'d> {
    value: Option<Value>,
    ty: &'d str,
    read_only: bool,
    write_only: bool,
}

struct Sampler<'d> {
    document: &'d Value,
    purpose: For,
    /// The schemas in which the sampler is.
    open: Vec<Option<usize>>,
    /// How many more schemas may be looked at.
    budget: usize,
    /// How many schemas the sampler is in, copies included.
    level: usize,
}

impl<'d> Sampler<'d> {
    /// The schema that stands in a place or that is referred to there.
    fn resolve(&self, value: &'d Value) -> Option<View<'d>> {
        let mut value = value;
        for _ in 0..DEEPEST {
            match value.get("$ref").and_then(Value::as_str) {
                Some(reference) => value = component(self.document, reference)?,
                None => break,
            }
        }
        value.as_object().map(View::new)
    }

    fn visit(&mut self, value: &'d Value, context: Option<Context<'d>>) -> Made<'d> {
        match self.resolve(value) {
            Some(view) => self.traverse(&view, context),
            None => Made::default(),
        }
    }

    fn traverse(&mut self, schema: &View<'d>, context: Option<Context<'d>>) -> Made<'d> {
        let Some(budget) = self.budget.checked_sub(1) else {
            return Made::default();
        };
        if self.level > NESTED {
            return Made::default();
        }
        self.budget = budget;
        self.level += 1;
        let made = self.known(schema, context);
        self.level -= 1;
        made
    }

    /// Makes a value of a schema unless the sampler is in that schema already.
    fn known(&mut self, schema: &View<'d>, context: Option<Context<'d>>) -> Made<'d> {
        let Some(within) = context else {
            return self.make(schema, context);
        };
        let id = schema.id();
        if within.depth > DEEPEST || id.is_some() && self.open.contains(&id) {
            return Made {
                value: cut(schema.ty()),
                ..Made::default()
            };
        }
        let parts = ["allOf", "oneOf", "anyOf"];
        let is_joined = parts.iter().any(|word| schema.get(word).is_some());
        // A schema that consists of parts is left before they are looked at.
        if is_joined && schema.get("example").is_none() {
            return self.make(schema, context);
        }
        self.open.push(id);
        let made = self.make(schema, context);
        self.open.pop();
        made
    }

    fn make(&mut self, schema: &View<'d>, context: Option<Context<'d>>) -> Made<'d> {
        let made = |value: Option<Value>, ty: &'d str| Made {
            value,
            ty,
            read_only: schema.is_set("readOnly"),
            write_only: schema.is_set("writeOnly"),
        };
        if let Some(example) = schema.get("example") {
            let ty = schema.get("type").and_then(Value::as_str).or(schema.ty);
            return made(Some(example.clone()), ty.unwrap_or_default());
        }
        if let Some(parts) = schema.parts("allOf") {
            return match schema.inferred() {
                Some(value) => made(Some(value.clone()), ""),
                None => self.all_of(schema, parts, context),
            };
        }
        for word in ["oneOf", "anyOf"] {
            if let Some(first) = schema.parts(word).and_then(<[Value]>::first) {
                return match schema.inferred() {
                    Some(value) => made(Some(value.clone()), ""),
                    None => self.one_of(schema, first, context),
                };
            }
        }
        if let Some(value) = schema.inferred() {
            return made(Some(value.clone()), "");
        }
        let ty = schema.ty();
        let depth = context.map_or(1, |context| context.depth);
        let value = match ty {
            // Nothing that is in it would be shown.
            "object" if depth > SHOWN => json!({}),
            "array" if depth > SHOWN => json!([]),
            "object" => Value::Object(self.object(schema, depth)),
            "array" => Value::Array(self.array(schema, depth)),
            plain => defaults::of(
                plain,
                schema.get("format").and_then(Value::as_str),
                context.and_then(|context| context.property),
            ),
        };
        made(Some(value), ty)
    }

    fn array(&mut self, schema: &View<'d>, depth: usize) -> Vec<Value> {
        let Some(items) = schema.get("items") else {
            return Vec::new();
        };
        let context = Context {
            depth: depth + 1,
            property: None,
        };
        let item = self.visit(items, Some(context)).value;
        vec![item.unwrap_or(Value::Null)]
    }

    fn object(&mut self, schema: &View<'d>, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        let context = |property| Context {
            depth: depth + 1,
            property,
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let made = self.visit(property, Some(context(Some(name))));
            let is_hidden = match self.purpose {
                For::Schema => false,
                For::Request => made.read_only,
                For::Answer => made.write_only,
            };
            if let Some(value) = made.value.filter(|_| !is_hidden) {
                members.insert(name.clone(), value);
            }
        }
        let values = schema.get("additionalProperties");
        if let Some(values) = values.filter(|values| values.is_object()) {
            for name in ["property1", "property2"] {
                if let Some(value) = self.visit(values, Some(context(None))).value {
                    members.insert(name.to_owned(), value);
                }
            }
        }
        members
    }

    fn all_of(
        &mut self,
        schema: &View<'d>,
        parts: &'d [Value],
        context: Option<Context<'d>>,
    ) -> Made<'d> {
        let mut whole = self.traverse(&schema.alone(), None);
        let context = context.unwrap_or(Context {
            depth: 1,
            property: None,
        });
        let mut samples = Vec::new();
        for part in parts {
            let Some(part) = self.resolve(part) else {
                continue;
            };
            let part = View {
                is_copy: true,
                ty: Some(whole.ty).filter(|ty| !ty.is_empty()),
                ..part
            };
            let made = self.traverse(&part, Some(context));
            if whole.ty.is_empty() || !made.ty.is_empty() {
                whole.ty = made.ty;
            }
            whole.read_only |= made.read_only;
            whole.write_only |= made.write_only;
            samples.extend(made.value.filter(|value| !value.is_null()));
        }
        if whole.ty == "object" {
            let mut members = match whole.value.take() {
                Some(Value::Object(members)) => members,
                _ => Map::new(),
            };
            for sample in samples {
                if let Value::Object(more) = sample {
                    merge(&mut members, more);
                }
            }
            whole.value = Some(Value::Object(members));
        } else if let Some(last) = samples.pop() {
            whole.value = Some(last);
        }
        whole
    }

    fn one_of(
        &mut self,
        schema: &View<'d>,
        first: &'d Value,
        context: Option<Context<'d>>,
    ) -> Made<'d> {
        let own = self.traverse(&schema.alone(), context).value;
        let Some(first) = self.resolve(first) else {
            return Made::default();
        };
        let first = View {
            is_copy: true,
            read_only: schema.is_set("readOnly"),
            write_only: schema.is_set("writeOnly"),
            ..first
        };
        let mut made = self.traverse(&first, context);
        made.value = match (own, made.value) {
            (Some(Value::Object(mut own)), Some(Value::Object(first))) => {
                merge(&mut own, first);
                Some(Value::Object(own))
            }
            (Some(own @ Value::Object(_)), Some(Value::Null)) => Some(own),
            (Some(Value::Null), Some(Value::Null)) => Some(Value::Object(Map::new())),
            (_, first) => first,
        };
        made
    }
}

/// The component that a reference names.
pub(super) fn component<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    if reference.contains("/properties/") {
        return document.pointer(reference.strip_prefix('#')?);
    }
    let name = pointer_name(reference.strip_prefix("#/components/schemas/")?);
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
