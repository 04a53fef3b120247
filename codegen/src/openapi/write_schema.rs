//! Schemas of the normal form written as OpenAPI 3.0.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::{Map, Value, json};

use super::graph::leads;
use super::model::Document;
use super::notes::Notes;
use super::pointer::Pointer;
use super::same::effective;
use super::schema::{
    Discriminator, Extra, Kind, List, Number, Object, SchemaId, Schemas, Target, Union, Wire,
};
use super::write_parts::{
    filled, flag, flags, held, is_exact, literal, prose, reference, say, some, text,
};
use crate::findings::{Findings, Id};

/// How deep schemas without a name are written into one another before one of them gets a name.
const DEEPEST: usize = 24;

/// Schemas while they are written.
pub(super) struct Writing<'a> {
    document: &'a Document,
    /// The names of those that are referred to.
    names: HashMap<SchemaId, String>,
    /// Those that are written once, under a name.
    shared: HashSet<SchemaId>,
    /// The bases of each schema that extends some which are one of what extends them: that it does is not said by what it has.
    bases: HashMap<SchemaId, Vec<SchemaId>>,
    /// Those that got a name on the way.
    waiting: VecDeque<SchemaId>,
    pub(super) findings: Findings,
}

/// Whether a schema is one of what extends it.
fn is_of_extended(schemas: &Schemas, base: SchemaId) -> bool {
    let schema = &schemas[base];
    let told = schema.wire.unions.iter();
    let mut told = told.filter(|union| union.discriminator.is_some() && schema.same_as.is_none());
    told.any(|union| {
        let mut variants = union.variants.iter();
        variants.all(|it| it.id != base && schemas.with_referred(it.id).contains(&base))
    })
}

impl<'a> Writing<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let names = document.components.iter();
        let mut writing = Self {
            document,
            names: names.map(|(key, used)| (used.id, key.clone())).collect(),
            shared: HashSet::new(),
            bases: HashMap::new(),
            waiting: VecDeque::new(),
            findings: Findings::default(),
        };
        // What leads back to itself, or is used more than once, is written once.
        let mut uses: HashMap<SchemaId, usize> = HashMap::new();
        for (id, schema) in document.schemas.iter() {
            // One that is another one is written as a reference to it.
            let leads = leads(schema).into_iter().map(|(inner, _)| inner);
            let leads = leads.filter(|_| schema.same_as.is_none());
            for inner in leads.chain(schema.same_as) {
                *uses.entry(inner).or_default() += 1;
            }
            for referred in &schema.refers {
                *uses.entry(*referred).or_default() += 1;
            }
            if schema.recursive {
                *uses.entry(id).or_default() += 2;
            }
        }
        let schemas = &document.schemas;
        let named = document.components.values().map(|used| used.id);
        let listing: HashSet<SchemaId> = named.filter(|id| is_of_extended(schemas, *id)).collect();
        for (id, schema) in schemas.iter().filter(|_| !listing.is_empty()) {
            let above = schemas.with_referred(id).into_iter();
            let above = above.filter(|base| *base != id && listing.contains(base));
            let above: Vec<SchemaId> = above.filter(|_| schema.same_as.is_none()).collect();
            if !above.is_empty() {
                writing.bases.insert(id, above);
            }
        }
        let often = uses.into_iter().filter(|(_, uses)| *uses > 1);
        writing.shared = often.map(|(id, _)| id).collect();
        writing
    }

    /// All named schemas: those of the document, and those that got a name where they were used.
    pub(super) fn components(&mut self) -> Value {
        let mut all = Map::new();
        let document = self.document;
        for (key, used) in &document.components {
            let written = self.body(used.id, 0);
            all.insert(key.clone(), written);
        }
        while let Some(id) = self.waiting.pop_front() {
            let written = self.body(id, 0);
            let name = self.names.get(&id).cloned().unwrap_or_default();
            all.insert(name, written);
        }
        Value::Object(all)
    }

    fn name(&mut self, id: SchemaId) -> String {
        if let Some(known) = self.names.get(&id) {
            return known.clone();
        }
        let mut name = format!("Schema{}", id.0);
        while self.document.components.contains_key(&name) {
            name.push('x');
        }
        self.names.insert(id, name.clone());
        self.waiting.push_back(id);
        name
    }

    /// A schema where it is used: a reference, or the schema itself where it has no name.
    pub(super) fn used(&mut self, id: SchemaId, depth: usize) -> Value {
        let is_named = self.names.contains_key(&id) || self.shared.contains(&id);
        if !is_named && depth <= DEEPEST {
            return self.body(id, depth);
        }
        reference(&self.name(id))
    }

    pub(super) fn cannot(&mut self, at: &Pointer, what: &str) {
        let text = format!("OpenAPI 3.0 cannot hold {what}, so this is left out");
        self.findings.warning(Id::NotHeld, at.at(), text);
    }

    fn body(&mut self, id: SchemaId, depth: usize) -> Value {
        let document = self.document;
        let schema = &document.schemas[id];
        let mut members = Map::new();
        let base = schema
            .same_as
            .filter(|base| schema.nullable || !document.schemas[*base].nullable);
        if let Some(base) = base {
            let wrapped = self.used(base, DEEPEST + 1);
            say(&mut members, "allOf", json!([wrapped]));
            let adds_null = schema.nullable && !document.schemas[base].nullable;
            flag(&mut members, "nullable", adds_null);
            self.notes(&schema.notes, &mut members);
            let inner = &document.schemas[base];
            flags(schema, inner.read_only, inner.write_only, &mut members);
        } else {
            self.wire(id, &mut members, depth);
            // A scalar of a name that is narrowed keeps the name.
            let is_scalar = matches!(
                schema.wire.kind,
                Kind::Text(_) | Kind::Integer(_) | Kind::Number(_)
            );
            let is_plain =
                |wire: &Wire| wire.unions.is_empty() && wire.not.is_empty() && wire.lost.is_empty();
            if let ([narrowed], true) = (schema.refers.as_slice(), is_scalar)
                && !members.contains_key("allOf")
                && is_plain(&schema.wire)
                && is_plain(&document.schemas[*narrowed].wire)
                && document.schemas[*narrowed].nullable == schema.nullable
            {
                let named = self.used(*narrowed, DEEPEST + 1);
                say(&mut members, "allOf", json!([named]));
            }
            flag(&mut members, "nullable", schema.nullable);
            self.notes(&effective(&document.schemas, id), &mut members);
            flags(schema, false, false, &mut members);
        }
        Value::Object(members)
    }

    fn wire(&mut self, id: SchemaId, members: &mut Map<String, Value>, depth: usize) {
        let document = self.document;
        let schema = &document.schemas[id];
        let wire = &schema.wire;
        let at = &schema.notes.pointer;
        // What cannot be said twice in one schema is said in parts of it.
        let mut parts: Vec<Value> = Vec::new();
        match &wire.kind {
            Kind::Any => {}
            Kind::Null => {
                say(members, "enum", json!([null]));
                say(members, "nullable", json!(true));
            }
            Kind::Never(_) => {
                say(members, "not", json!({}));
                return;
            }
            Kind::Boolean => say(members, "type", json!("boolean")),
            Kind::Text(said) => text(said, members, &mut parts),
            Kind::Integer(said) => {
                let alone = wire.unions.is_empty() && wire.not.is_empty() && wire.lost.is_empty();
                self.number("integer", alone, said, at, members, &mut parts);
            }
            Kind::Number(said) => self.number("number", false, said, at, members, &mut parts),
            Kind::List(said) => self.list(at, said, members, depth),
            Kind::Object(said) => self.object(at, said, members, depth),
        }
        some(members, "format", &wire.hint);
        if let Some(values) = &wire.values {
            let mut all: Vec<Value> = Vec::new();
            for value in values {
                match literal(value) {
                    Some(value) => all.push(value),
                    None => self.cannot(at, "a value of so many digits"),
                }
            }
            if schema.nullable && matches!(wire.kind, Kind::Any) {
                all.push(Value::Null);
            }
            say(members, "enum", Value::Array(all));
        }
        for union in &wire.unions {
            let mut said = self.union(union, depth);
            let word = if union.exclusive { "oneOf" } else { "anyOf" };
            if members.contains_key(word) || members.contains_key("discriminator") {
                parts.push(Value::Object(said));
            } else {
                members.append(&mut said);
            }
        }
        for not in &wire.not {
            let not = self.used(not.id, depth + 1);
            if members.contains_key("not") {
                parts.push(json!({ "not": not }));
            } else {
                say(members, "not", not);
            }
        }
        if let Some(by) = &wire.discriminator {
            let by = self.discriminator(by);
            if members.contains_key("discriminator") || !wire.unions.is_empty() {
                parts.push(json!({ "discriminator": by }));
            } else {
                say(members, "discriminator", by);
            }
        }
        for base in self.bases.get(&id).cloned().unwrap_or_default() {
            parts.push(reference(&self.name(base)));
        }
        parts.extend(wire.lost.iter().map(|lost| json!({ "$ref": lost })));
        filled(members, "allOf", Value::Array(parts));
    }

    fn number(
        &mut self,
        ty: &str,
        alone: bool,
        number: &Number,
        at: &Pointer,
        members: &mut Map<String, Value>,
        parts: &mut Vec<Value>,
    ) {
        // Whole numbers alone are held with 64 bits.
        let whole = alone && number.multiple_of.len() <= 1;
        say(members, "type", json!(ty));
        some(members, "format", &number.format);
        let bounds = [
            (&number.minimum, "minimum", "exclusiveMinimum"),
            (&number.maximum, "maximum", "exclusiveMaximum"),
        ];
        for (bound, name, exclusive) in bounds {
            let Some(bound) = bound else { continue };
            match held(&bound.value).filter(|value| is_exact(value, whole)) {
                Some(value) => say(members, name, value),
                None => self.cannot(at, "a bound of so many digits"),
            }
            flag(members, exclusive, bound.exclusive);
        }
        for of in &number.multiple_of {
            match held(of).filter(|value| is_exact(value, whole)) {
                None => self.cannot(at, "a factor of so many digits"),
                Some(of) if members.contains_key("multipleOf") => {
                    parts.push(json!({ "multipleOf": of }))
                }
                Some(of) => say(members, "multipleOf", of),
            }
        }
    }

    fn list(&mut self, at: &Pointer, list: &List, members: &mut Map<String, Value>, depth: usize) {
        if !list.places.is_empty() {
            self.cannot(at, "what entries are by their places");
        }
        say(members, "type", json!("array"));
        let items = list
            .items
            .as_ref()
            .map(|items| self.used(items.id, depth + 1));
        say(members, "items", items.unwrap_or_else(|| json!({})));
        some(members, "minItems", &list.min_items);
        some(members, "maxItems", &list.max_items);
        flag(members, "uniqueItems", list.unique);
    }

    fn object(
        &mut self,
        at: &Pointer,
        object: &Object,
        members: &mut Map<String, Value>,
        depth: usize,
    ) {
        if !object.patterns.is_empty() {
            self.cannot(at, "what members are by patterns of their names");
        }
        if object.names.is_some() {
            self.cannot(at, "what the names of members are");
        }
        if !object.beside.is_empty() {
            self.cannot(at, "what has to be there beside something else");
        }
        say(members, "type", json!("object"));
        let mut properties = Map::new();
        let mut required: Vec<&str> = Vec::new();
        for property in &object.properties {
            properties.insert(
                property.name.clone(),
                self.used(property.value.id, depth + 1),
            );
            if property.required.any() {
                required.push(&property.name);
            }
        }
        required.extend(object.further_required.iter().map(String::as_str));
        filled(members, "properties", Value::Object(properties));
        filled(members, "required", json!(required));
        match &object.extra {
            Extra::Any => {}
            Extra::None => say(members, "additionalProperties", json!(false)),
            Extra::Of(extra) => {
                let extra = self.used(extra.id, depth + 1);
                say(members, "additionalProperties", extra);
            }
        }
        some(members, "minProperties", &object.min_properties);
        some(members, "maxProperties", &object.max_properties);
    }

    fn union(&mut self, union: &Union, depth: usize) -> Map<String, Value> {
        let listed = union.variants.iter().filter(|_| union.variants.len() > 1);
        let variants: Vec<Value> = listed
            .map(|variant| self.used(variant.id, depth + 1))
            .collect();
        let word = if union.exclusive { "oneOf" } else { "anyOf" };
        let mut members = Map::new();
        filled(&mut members, word, Value::Array(variants));
        if let Some(by) = &union.discriminator {
            let by = self.discriminator(by);
            say(&mut members, "discriminator", by);
        }
        members
    }

    fn discriminator(&mut self, by: &Discriminator) -> Value {
        let mapping: Map<String, Value> = by
            .mapping
            .iter()
            .map(|(value, target)| {
                let target = match target {
                    Target::Schema(id) => {
                        let name = self.name(*id);
                        reference(&name).get("$ref").cloned().unwrap_or_default()
                    }
                    Target::Lost(written) => json!(written),
                };
                (value.clone(), target)
            })
            .collect();
        let mut members = Map::new();
        say(&mut members, "propertyName", json!(by.property));
        filled(&mut members, "mapping", Value::Object(mapping));
        Value::Object(members)
    }

    fn notes(&mut self, notes: &Notes, members: &mut Map<String, Value>) {
        some(members, "title", &notes.title);
        prose(notes, members);
        if let Some(default) = &notes.default {
            say(members, "default", default.clone());
        }
        let mut samples = notes
            .samples
            .iter()
            .filter_map(|sample| sample.value.as_ref());
        if let Some(sample) = samples.next() {
            say(members, "example", sample.clone());
        }
        if samples.next().is_some() {
            self.cannot(&notes.pointer, "more than one sample of a schema");
        }
    }
}
