//! Schemas in a few words, and how much two of them have in common.

use std::collections::BTreeSet;

use super::comparison::Diff;
use super::found::Both;
use super::side::Side;
use super::similar;
use crate::openapi::{Extra, Kind, List, Object, Schema, SchemaId, Union};

/// A schema in a few words: its name, or what it is.
pub(super) fn describe(side: &Side<'_>, id: SchemaId) -> String {
    let named = side.named(id);
    named.map_or_else(|| unnamed(side, id), |(name, _)| name.to_owned())
}

/// What a schema is, whatever its name.
pub(super) fn unnamed(side: &Side<'_>, id: SchemaId) -> String {
    let schema = side.schema(id);
    let refers = schema.refers.iter();
    let mut words: Vec<String> = refers
        .filter_map(|id| side.schema(*id).key.clone())
        .collect();
    match &schema.wire.kind {
        Kind::List(List {
            items: Some(items), ..
        }) => words.push(format!("array of {}", entry(side, items.id))),
        Kind::Object(object) if is_map(object) && words.is_empty() => {
            let values = object.extra.of().map(|values| entry(side, values.id));
            words.push(format!("map of {}", values.as_deref().unwrap_or("any")));
        }
        Kind::Any => {}
        Kind::Object(_) if !words.is_empty() => {}
        _ => words.push(plain(schema)),
    }
    for union in &schema.wire.unions {
        let shapes = union.variants.iter().map(|shape| entry(side, shape.id));
        let shapes: Vec<String> = shapes.collect();
        let word = if union.exclusive { "one of" } else { "any of" };
        words.push(format!("{word} {}", shapes.join(", ")));
    }
    if words.is_empty() {
        return "any".to_owned();
    }
    words.join(" and ")
}

/// A schema that stands within another, in fewer words.
fn entry(side: &Side<'_>, id: SchemaId) -> String {
    let named = side.named(id).map(|(name, _)| name.to_owned());
    named.unwrap_or_else(|| plain(side.schema(id)))
}

/// How many of the values that a schema lists are shown.
const MOST_VALUES: usize = 4;

/// A type with its format, and with the values that it has.
fn plain(schema: &Schema) -> String {
    let kind = &schema.wire.kind;
    let mut text = kind.word().to_owned();
    if let Some(format) = kind.format() {
        text.push_str(&format!("({format})"));
    }
    if let Some(values) = &schema.wire.values {
        let shown = values.iter().take(MOST_VALUES).map(ToString::to_string);
        let shown: Vec<String> = shown.collect();
        let more = if values.len() > shown.len() {
            ", …"
        } else {
            ""
        };
        text.push_str(&format!(" [{}{more}]", shown.join(", ")));
    }
    text
}

/// Whether an object is a map: it has members of one schema and no property.
pub(super) fn is_map(object: &Object) -> bool {
    object.properties.is_empty()
        && object.further_required.is_empty()
        && matches!(object.extra, Extra::Of(_))
}

/// A union in a few words.
pub(super) fn union(union: &Union) -> String {
    let word = if union.exclusive { "oneOf" } else { "anyOf" };
    format!("{word} {} shapes", union.variants.len())
}

/// Two objects have to have this much in common for one to stand in for the other.
pub(super) const ALIKE: f64 = 0.4;

/// How much of the shape two schemas have in common, from 0 to 1.
pub(super) fn shapes(c: &Diff<'_>, (old, new): Both<SchemaId>) -> f64 {
    fn names<'a>(side: &Side<'a>, id: SchemaId) -> BTreeSet<&'a str> {
        match &side.schema(id).wire.kind {
            Kind::Object(object) => {
                let properties = object.properties.iter();
                properties.map(|property| property.name.as_str()).collect()
            }
            _ => BTreeSet::new(),
        }
    }
    let (ours, theirs) = (names(&c.old, old), names(&c.new, new));
    if ours.is_empty() && theirs.is_empty() {
        let same = c.old.mark(old) == c.new.mark(new);
        return if same { 1.0 } else { 0.0 };
    }
    let shared = ours.intersection(&theirs).count();
    similar::ratio(shared, ours.union(&theirs).count())
}

/// Whether two schemas are objects that have hardly anything in common.
pub(super) fn is_another(c: &Diff<'_>, ids: Both<SchemaId>) -> bool {
    let is_object = |side: &Side<'_>, id| matches!(side.schema(id).wire.kind, Kind::Object(_));
    is_object(&c.old, ids.0) && is_object(&c.new, ids.1) && shapes(c, ids) < ALIKE
}
