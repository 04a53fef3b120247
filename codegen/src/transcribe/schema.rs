//! Trees of rows as schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::combined;
use super::defaults;
use super::described;
use super::lookup::say;
use super::plain::{base_type, fits, json_map, merge_beside, unseen, with_sample};
use super::sampler;
use super::shape::{Inner, Node};
use super::writer::{Table, Writer};
use crate::page::model::{Access, Kind, Row};
use crate::page::{hidden_part, is_part, shown_name};

impl<'p> Writer<'p> {
    /// The schema of a property with all that stands beside its type.
    pub(super) fn property(
        &self,
        node: &Node<'_>,
        sample: Option<&Value>,
        table: Table<'_>,
    ) -> Value {
        let row = node.row;
        let mut beside = Map::new();
        if row.ty.nullable {
            beside.insert("nullable".to_owned(), json!(true));
        }
        match row.access {
            Access::Both => {}
            Access::ReadOnly => drop(beside.insert("readOnly".to_owned(), json!(true))),
            Access::WriteOnly => drop(beside.insert("writeOnly".to_owned(), json!(true))),
        }
        let is_list = matches!(row.ty.kind, Kind::Array(_));
        let values = table.values.get(&node.index).filter(|_| !is_list);
        say(&mut beside, "enum", values);
        let is_of_schema = described::is_of_schema(row, &self.described);
        let description = row.description.as_ref().filter(|_| !is_of_schema);
        say(&mut beside, "description", description);
        let kind = self.actual(&row.ty.kind, sample);
        if let Kind::Reference(name) = &kind {
            if table.expanded {
                beside.remove("enum");
            }
            let whole = self.sample_of(name);
            if let (Some(sample), Some(whole)) = (sample, whole)
                && !is_part(sample, whole)
            {
                beside.insert("example".to_owned(), sample.clone());
            }
            let reference = json!({ "$ref": sampler::reference(name) });
            if beside.is_empty() && (table.expanded || node.inner.is_empty()) {
                return reference;
            }
            let mut schema = json_map("allOf", json!([reference]));
            schema.extend(beside);
            if !table.expanded && !node.inner.is_empty() {
                // A schema that is not spelled out has rows below it only where properties stand beside it.
                let own = self.members(Map::new(), &node.inner, None, table);
                schema.extend(own.into_iter().filter(|(name, _)| name != "example"));
            }
            return Value::Object(schema);
        }
        let mut schema = self.kind(&kind, &node.inner, sample, Some(&row.name), table);
        // The sampler takes the first value of an enumeration.
        if let Some(first) = beside
            .get("enum")
            .and_then(Value::as_array)
            .and_then(|values| values.first())
        {
            schema.remove("example");
            if let Some(sample) = sample.filter(|sample| *sample != first) {
                schema.insert("example".to_owned(), sample.clone());
            }
        }
        merge_beside(&mut schema, beside);
        Value::Object(schema)
    }

    /// The schema of a kind of value with what is nested in it.
    pub(super) fn kind(
        &self,
        kind: &Kind,
        inner: &Inner<'_>,
        sample: Option<&Value>,
        name: Option<&str>,
        table: Table<'_>,
    ) -> Map<String, Value> {
        match kind {
            Kind::Reference(name) => json_map("$ref", json!(sampler::reference(name))),
            Kind::Any if inner.is_empty() => with_sample(Map::new(), sample, &Value::Null),
            Kind::Any if table.flat && !combined::is_combined(inner) => {
                let mut schema = with_sample(Map::new(), sample, &Value::Null);
                schema.insert("x-unknown".to_owned(), json!(["schema"]));
                schema
            }
            Kind::Any => self.members(Map::new(), inner, sample, table),
            Kind::Array(items) => self.array(items, inner, sample, table),
            Kind::Base { name: base, format } => {
                let mut schema = Map::new();
                base_type(&mut schema, base, format.as_deref());
                match base.as_str() {
                    "object" => self.members(schema, inner, sample, table),
                    "array" => with_sample(schema, sample, &json!([])),
                    _ => {
                        let default = defaults::of(base, format.as_deref(), name);
                        let mut schema = with_sample(schema, sample, &default);
                        let gathered = self.gathered(inner, None, table);
                        for combined in &gathered.as_ref().unwrap_or(inner).combined {
                            self.combine(&mut schema, combined, None, table);
                        }
                        schema
                    }
                }
            }
        }
    }

    /// Adds properties, the values of a map and combinators to a schema.
    pub(super) fn members(
        &self,
        mut schema: Map<String, Value>,
        inner: &Inner<'_>,
        sample: Option<&Value>,
        table: Table<'_>,
    ) -> Map<String, Value> {
        let sampled = sample.and_then(Value::as_object);
        let gathered = self.gathered(inner, sampled, table);
        let inner = gathered.as_ref().unwrap_or(inner);
        let map = inner.children.iter().find(|node| is_map_row(node, sampled));
        let own: Vec<&Node<'_>> = inner
            .children
            .iter()
            .filter(|node| map.is_none_or(|map| map.index != node.index))
            .collect();
        let names = written_names(&own, sampled);
        let hidden = sampled
            .filter(|_| map.is_none() && inner.combined.is_empty())
            .and_then(|members| self.hidden_part(&names, members));
        let fits = sampled.is_some_and(|members| {
            let written: BTreeSet<&String> = names.iter().collect();
            let described = |name: &String| {
                written.contains(name) || map.is_some() && is_map_key(name) || hidden.is_some()
            };
            !inner.combined.is_empty() || !members.is_empty() && members.keys().all(described)
        });
        let nothing = own.is_empty() && map.is_none() && inner.combined.is_empty();
        // A plain sample of a combinator is that of its first part.
        let first = !inner.combined.is_empty() && sample.is_some_and(|sample| !sample.is_object());
        let follows = fits || first || nothing && sample == Some(&json!({}));
        if let Some(sample) = sample.filter(|_| !follows) {
            schema.insert("example".to_owned(), sample.clone());
        }
        let sampled = sampled.filter(|_| fits);
        let mut properties = Map::new();
        for (node, name) in own.iter().zip(&names) {
            let sample = sampled.and_then(|members| members.get(name));
            properties.insert(name.clone(), self.property(node, sample, table));
        }
        let required = own.iter().zip(&names).filter(|(node, _)| node.row.required);
        let required: Vec<&String> = required.map(|(_, name)| name).collect();
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Value::Object(properties));
        }
        if let Some(map) = map {
            let sample = sampled.and_then(|members| members.get("property1"));
            let values = self.property(map, sample, table);
            schema.insert("additionalProperties".to_owned(), values);
        }
        if let Some(part) = hidden {
            let part = json!({ "$ref": sampler::reference(part) });
            schema.insert("allOf".to_owned(), json!([part]));
        }
        for combined in &inner.combined {
            self.combine(&mut schema, combined, sample, table);
        }
        schema
    }

    /// The named schema that is a part of an object beside the properties that its rows show.
    fn hidden_part(&self, names: &[String], members: &Map<String, Value>) -> Option<&'p str> {
        let own = names.iter().map(String::as_str).collect();
        let samples = self.schemas.iter().filter_map(|(name, schema)| {
            let sample = schema.sample.as_ref()?;
            Some((*name, &sample.value))
        });
        hidden_part(&own, members, samples)
    }

    fn array(
        &self,
        items: &Kind,
        inner: &Inner<'_>,
        sample: Option<&Value>,
        table: Table<'_>,
    ) -> Map<String, Value> {
        let (mut schema, single) = list(sample);
        let items = self.items(items, inner, single, table);
        schema.insert("items".to_owned(), items);
        schema
    }

    fn items(
        &self,
        kind: &Kind,
        inner: &Inner<'_>,
        sample: Option<&Value>,
        table: Table<'_>,
    ) -> Value {
        let kind = self.actual(kind, sample);
        if let Kind::Reference(name) = &kind {
            return json!({ "$ref": sampler::reference(name) });
        }
        if matches!(&kind, Kind::Base { name, .. } if name == "array") {
            // The page does not say what an inner array holds: only its sample and the rows below do.
            let (mut schema, single) = list(sample);
            let items = match single {
                Some(Value::Array(_)) => self.items(&kind, inner, single, table),
                Some(value) if inner.is_empty() => unseen(value),
                _ => self.items(&Kind::object(), inner, single, table),
            };
            schema.insert("items".to_owned(), items);
            return Value::Object(schema);
        }
        if let Some(named) = self.named_items(inner, sample) {
            return json!({ "$ref": sampler::reference(named) });
        }
        // An inline item with a title stands in a row of its own.
        if let [only] = inner.children.as_slice()
            && inner.combined.is_empty()
            && is_titled_item(only.row, &kind, sample)
        {
            let Value::Object(mut schema) = self.property(only, sample, table) else {
                return Value::Null;
            };
            schema.insert("title".to_owned(), json!(only.row.name));
            return Value::Object(schema);
        }
        Value::Object(self.kind(&kind, inner, sample, None, table))
    }

    /// The kind that a row means: a plain word can be the name of a schema too, and then the sample tells.
    fn actual(&self, kind: &Kind, sample: Option<&Value>) -> Kind {
        match (kind, sample) {
            (Kind::Base { name, format: None }, Some(sample))
                if self.schemas.contains_key(name.as_str()) && !fits(name, sample) =>
            {
                Kind::Reference(name.clone())
            }
            _ => kind.clone(),
        }
    }
}

/// Whether the only row below an array is its item, under the title that it has.
/// The schema of a list without what it holds, and the one entry that its sample has.
fn list(sample: Option<&Value>) -> (Map<String, Value>, Option<&Value>) {
    let mut schema = json_map("type", json!("array"));
    let single = match sample {
        Some(Value::Array(entries)) if entries.len() == 1 => entries.first(),
        _ => None,
    };
    say(&mut schema, "example", sample.filter(|_| single.is_none()));
    (schema, single)
}

fn is_titled_item(row: &Row, kind: &Kind, sample: Option<&Value>) -> bool {
    if row.name == "additionalProperties" {
        return false;
    }
    match (kind, &row.ty.kind) {
        (Kind::Base { name, .. }, Kind::Base { name: shown, .. }) if name != "object" => {
            name == shown
        }
        // What an inner array holds is told by its sample alone.
        (Kind::Base { .. }, Kind::Base { name: shown, .. })
            if shown != "object" && sample.is_some_and(|sample| !sample.is_object()) =>
        {
            sample.is_some_and(|sample| fits(shown, sample))
        }
        (kind, shown) => {
            let members = sample.and_then(Value::as_object);
            kind == shown && members.is_some_and(|members| !members.contains_key(&row.name))
        }
    }
}

fn is_map_row(node: &Node<'_>, sample: Option<&Map<String, Value>>) -> bool {
    let shown = sample.is_some_and(|members| {
        members.contains_key("property1") && members.contains_key("property2")
    });
    let named = node.row.name == "additionalProperties"
        && !sample.is_some_and(|members| members.contains_key("additionalProperties"));
    // The values of a map that refer to a schema with a title bear that title.
    let titled = shown
        && matches!(node.row.ty.kind, Kind::Reference(_) | Kind::Base { .. })
        && sample.is_some_and(|members| !members.contains_key(&node.row.name));
    named || titled
}

/// The names of properties as the sample has them, since a table loses what looks like markup (`_id_` shows as `id`) and
/// what follows a slash (`a` and `a/b` both show as `a`).
fn written_names(all: &[&Node<'_>], sample: Option<&Map<String, Value>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for node in all {
        let shown = &node.row.name;
        let is_free = |name: &&String| {
            !names.contains(name) && !all.iter().any(|node| node.row.name == **name)
        };
        let known = sample.filter(|members| !members.contains_key(shown) || names.contains(shown));
        let written = known.and_then(|members| {
            let mut members = members.keys().filter(is_free);
            members.find(|name| shown_name(name) == *shown)
        });
        names.push(written.unwrap_or(shown).clone());
    }
    names
}

fn is_map_key(name: &str) -> bool {
    matches!(name, "property1" | "property2")
}
