//! The tables that the page's renderer makes from a document.
//!
//! It follows widdershins 4.0 as far as documents made from pages go. What it makes of a written document is compared with
//! the tables that were read: this tells whether a row got lost on the way, without rendering anything.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::sampler::component;
use crate::findings::pointer_name;
use crate::page::shown_name;

/// The words that join parts.
const PARTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];

/// A row as the renderer makes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) required: bool,
    pub(super) description: Option<String>,
    /// The values that are listed below the table.
    pub(super) values: Vec<Value>,
}

/// How far out the rows of a table begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offset {
    /// As in the list of schemas, which does not spell out what it refers to.
    Schemas,
    /// As in bodies and answers, which do.
    Operations,
}

/// How many rows a table may have; where schemas hold each other, a page with more is none that people read.
const LONGEST: usize = 200_000;

/// How deep schemas may be in one another.
const DEEPEST: usize = 100;

/// Makes the rows of the table of a schema.
pub(super) fn table(schema: &Value, document: &Value, offset: Offset) -> Vec<Shown> {
    let mut walk = Walk {
        document,
        offset,
        top: true,
        seen: BTreeSet::new(),
        depths: Depths::default(),
        rows: Vec::new(),
    };
    let parent = Schema::default();
    walk.visit(schema, &parent, None, 0);
    walk.rows
}

/// Where a schema stands in the one around it.
#[derive(Debug, Clone, Copy)]
enum Place<'d> {
    Items,
    Map,
    Property(&'d str),
    Part,
}

/// A schema, put together from the single part that it consists of and from what stands beside that.
#[derive(Debug, Default, Clone)]
struct Schema<'d> {
    layers: Vec<&'d Map<String, Value>>,
    merged: Vec<&'static str>,
    reference: Option<&'d str>,
}

impl<'d> Schema<'d> {
    fn get(&self, name: &str) -> Option<&'d Value> {
        if self.merged.contains(&name) {
            return None;
        }
        self.layers.iter().find_map(|layer| layer.get(name))
    }

    fn text(&self, name: &str) -> Option<&'d str> {
        self.get(name).and_then(Value::as_str)
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }

    /// The type that is stated, or the one that the other members tell of.
    fn inferred(&self) -> String {
        if let Some(ty) = self.text("type") {
            return ty.to_owned();
        }
        let has = |names: &[&str]| names.iter().any(|name| self.get(name).is_some());
        let mut possible: Vec<&str> = Vec::new();
        if has(&["properties", "additionalProperties", "required"]) {
            possible.push("object");
        }
        if has(&["items"]) {
            possible.push("array");
        }
        let values = self.get("enum").and_then(Value::as_array);
        possible.extend(values.into_iter().flatten().map(|value| match value {
            Value::String(_) => "string",
            Value::Number(_) => "number",
            Value::Bool(_) => "boolean",
            _ => "object",
        }));
        match possible.as_slice() {
            [single] => (*single).to_owned(),
            _ => "any".to_owned(),
        }
    }
}

struct Walk<'d> {
    document: &'d Value,
    offset: Offset,
    /// Whether the walk stands at the schema of the table itself.
    top: bool,
    /// The schemas that have been spelled out, by the places where they are kept.
    seen: BTreeSet<usize>,
    depths: Depths,
    rows: Vec<Shown>,
}

impl<'d> Walk<'d> {
    fn visit(
        &mut self,
        value: &'d Value,
        parent: &Schema<'d>,
        place: Option<Place<'d>>,
        depth: usize,
    ) {
        if self.rows.len() > LONGEST || depth > DEEPEST {
            return;
        }
        let Some((mut schema, mut key)) = self.resolve(value) else {
            return;
        };
        if schema.get("$ref").is_none() {
            for word in ["allOf", "anyOf", "oneOf"] {
                let single = schema.get(word).and_then(Value::as_array);
                if let Some([part]) = single.map(Vec::as_slice)
                    && let Some((part, _)) = self.resolve(part)
                {
                    schema.layers.extend(part.layers);
                    schema.merged.push(word);
                    schema.reference = schema.reference.or(part.reference);
                    key = None;
                }
            }
        }
        self.row(&schema, parent, place, depth);
        let is_leaf = schema.layers.len() == 1 && schema.get("$ref").is_some();
        if is_leaf || key.is_some_and(|key| !self.seen.insert(key)) {
            return;
        }
        self.top = false;
        let depth = depth + 1;
        if let Some(items) = schema.get("items") {
            self.visit(items, &schema, Some(Place::Items), depth);
        }
        if let Some(values) = schema.get("additionalProperties") {
            self.visit(values, &schema, Some(Place::Map), depth);
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            self.visit(property, &schema, Some(Place::Property(name)), depth);
        }
        for word in PARTS {
            let parts = match schema.get(word) {
                Some(Value::Array(parts)) => parts.as_slice(),
                Some(part) => std::slice::from_ref(part),
                None => &[],
            };
            for part in parts {
                self.visit(part, &schema, Some(Place::Part), depth);
            }
        }
    }

    /// What stands in a place, with the place where it is kept. The list of schemas does not follow references.
    fn resolve(&self, value: &'d Value) -> Option<(Schema<'d>, Option<usize>)> {
        let mut value = value;
        let mut reference = None;
        for _ in 0..8 {
            let Some(target) = value.get("$ref").and_then(Value::as_str) else {
                break;
            };
            reference = reference.or(Some(target));
            if self.offset == Offset::Schemas {
                break;
            }
            value = component(self.document, target)?;
        }
        let members = value.as_object()?;
        let schema = Schema {
            layers: vec![members],
            merged: Vec::new(),
            reference,
        };
        Some((schema, Some(std::ptr::from_ref(members) as usize)))
    }

    fn row(
        &mut self,
        schema: &Schema<'d>,
        parent: &Schema<'d>,
        place: Option<Place<'d>>,
        depth: usize,
    ) {
        let stated = if schema.get("$ref").is_some() {
            Some("$ref")
        } else {
            schema.text("type")
        };
        let mut name = match place {
            Some(Place::Part) => Some("anonymous"),
            Some(Place::Property(name)) => name.split('/').next(),
            _ => None,
        };
        let plain = name;
        name = name
            .or(schema.text("title"))
            .filter(|name| !name.is_empty());
        let items = schema.get("items");
        let list =
            stated == Some("array") && items.is_some_and(|items| items.get("$ref").is_some());
        let ty = schema.text("type");
        let value = ty.is_some_and(|ty| !matches!(ty, "object" | "array"));
        if name.is_none() && (list || self.top && value) {
            self.top = false;
        }
        if name.is_none() && !self.top {
            name = match place {
                Some(Place::Map) => Some("additionalProperties"),
                _ if parent.get("items").is_none() => Some("anonymous"),
                _ => None,
            };
        }
        let Some(name) = name else { return };
        let depth = self.depths.of(depth, self.offset);
        if self.top
            && (stated == Some("object") || stated.is_none() && schema.inferred() == "object")
        {
            return;
        }
        let raw = match place {
            Some(Place::Property(_)) => plain.unwrap_or(name),
            _ => name,
        };
        let required = parent.get("required").and_then(Value::as_array);
        let required = required.is_some_and(|names| names.iter().any(|known| known == raw));
        let values = schema.get("enum").and_then(Value::as_array);
        self.rows.push(Shown {
            depth,
            name: shown_name(name),
            ty: self.ty(schema, stated),
            required: required && matches!(place, Some(Place::Property(_))),
            description: self.description(schema, stated),
            values: values.cloned().unwrap_or_default(),
        });
    }

    fn ty(&self, schema: &Schema<'d>, stated: Option<&str>) -> String {
        let Some(stated) = stated else {
            return schema.inferred();
        };
        let mut text = match (schema.reference, schema.text("format")) {
            (Some(reference), _) => target_name(reference),
            (None, Some(format)) => format!("{stated}({format})"),
            (None, None) => stated.to_owned(),
        };
        if let Some(items) = schema.get("items").filter(|_| stated == "array") {
            text = format!("[{}]", self.items(items));
        }
        if schema.is_set("nullable") {
            text.push_str("¦null");
        }
        text
    }

    fn items(&self, items: &'d Value) -> String {
        let resolved = self.resolve(items);
        let known = resolved.as_ref().map(|(schema, _)| schema);
        if known.is_some_and(|items| PARTS.iter().any(|word| items.get(word).is_some())) {
            return "any".to_owned();
        }
        if let Some(reference) = items.get("$ref").and_then(Value::as_str) {
            return target_name(reference);
        }
        let ty = known.and_then(|items| items.text("type"));
        ty.unwrap_or("any").to_owned()
    }

    /// The description of a schema, or else of the one that it refers to.
    fn description(&self, schema: &Schema<'d>, stated: Option<&str>) -> Option<String> {
        let of = |reference: &str| {
            let target = component(self.document, reference)?;
            target.get("description").and_then(Value::as_str)
        };
        let own = schema.text("description").filter(|text| !text.is_empty());
        let own = own.or_else(|| of(schema.reference?));
        let items = || {
            let items = schema.get("items").filter(|_| stated == Some("array"))?;
            of(items.get("$ref")?.as_str()?).map(|text| format!("[{text}]"))
        };
        own.map(str::to_owned)
            .or_else(items)
            .filter(|text| !text.trim().is_empty())
    }
}

/// The name that a reference shows.
fn target_name(reference: &str) -> String {
    let name = reference
        .strip_prefix("#/components/schemas/")
        .unwrap_or(reference);
    pointer_name(name)
}

/// How deep rows are shown. The renderer counts a step that goes more than two schemas down as one, and back as that many.
#[derive(Debug, Default)]
struct Depths {
    last: usize,
    shown: usize,
    steps: Vec<(usize, usize)>,
}

impl Depths {
    fn of(&mut self, depth: usize, offset: Offset) -> usize {
        if depth > self.last {
            let step = depth - self.last;
            match self.steps.iter_mut().find(|(from, _)| *from == self.last) {
                Some((_, known)) => *known = step,
                None => self.steps.push((self.last, step)),
            }
            self.shown += 1;
        } else if depth < self.last {
            let back: usize = self
                .steps
                .iter()
                .filter(|(from, _)| *from >= depth)
                .map(|(_, step)| if step % 2 == 0 { step / 2 } else { *step })
                .sum();
            self.steps.retain(|(from, _)| *from < depth);
            self.shown = self.shown.saturating_sub(back);
        }
        self.last = depth;
        match offset {
            Offset::Schemas => self.shown.saturating_sub(1),
            Offset::Operations => self.shown,
        }
    }
}
