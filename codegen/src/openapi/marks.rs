//! An order of alternatives that follows from what they say, not from how they stand.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::schema::{Extra, Kind, Schema, SchemaId, Schemas, Union, Use};

/// Schemas in an order that follows from what they say.
pub(super) fn in_order(used: &[Use], marks: &[u64]) -> Vec<SchemaId> {
    let mut all: Vec<SchemaId> = used.iter().map(|used| used.id).collect();
    all.sort_by_key(|id| marks.get(id.place()).copied().unwrap_or_default());
    all
}

/// Unions with their alternatives, in an order that follows from what they say.
pub(super) fn sorted<'u>(unions: &'u [Union], marks: &[u64]) -> Vec<(&'u Union, Vec<SchemaId>)> {
    let mark = |id: &SchemaId| marks.get(id.place()).copied().unwrap_or_default();
    let mut all: Vec<(&Union, Vec<SchemaId>)> = unions
        .iter()
        .map(|union| (union, in_order(&union.variants, marks)))
        .collect();
    all.sort_by_key(|(union, variants)| {
        (
            union.exclusive,
            variants.iter().map(mark).collect::<Vec<u64>>(),
        )
    });
    all
}

/// How far a mark looks.
const ROUNDS: usize = 6;

/// A number for each schema, by its place, that follows from what it says and what stands within it.
///
/// Two that say the same have one number in any document. Two of one number need not say the same.
#[must_use]
pub fn marks(schemas: &Schemas) -> Vec<u64> {
    let mut marks: Vec<u64> = schemas
        .iter()
        .map(|(_, schema)| mark(schemas, schema, &[]))
        .collect();
    for _ in 0..ROUNDS {
        marks = schemas
            .iter()
            .map(|(_, schema)| mark(schemas, schema, &marks))
            .collect();
    }
    marks
}

fn mark(schemas: &Schemas, schema: &Schema, marks: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let of = |used: &Use| marks.get(used.id.place()).copied().unwrap_or_default();
    schema.nullable.hash(&mut hasher);
    std::mem::discriminant(&schema.wire.kind).hash(&mut hasher);
    match &schema.wire.kind {
        Kind::Text(text) => (
            &text.format,
            text.min_length,
            text.max_length,
            &text.patterns,
        )
            .hash(&mut hasher),
        Kind::Integer(number) | Kind::Number(number) => {
            format!(
                "{:?} {:?} {:?}",
                number.format, number.minimum, number.maximum
            )
            .hash(&mut hasher);
        }
        Kind::List(list) => {
            // To hold anything is the same, said or not.
            let says = |items: &&Use| !schemas[items.id].wire.is_anything();
            let items = list.items.as_ref().filter(says);
            let places: Vec<u64> = list.places.iter().map(of).collect();
            (list.min_items, list.max_items, items.map(of), places).hash(&mut hasher);
        }
        Kind::Object(object) => {
            let mut all: Vec<(&str, u64)> = object
                .properties
                .iter()
                .map(|property| (property.name.as_str(), of(&property.value)))
                .collect();
            all.sort_unstable();
            let mut further: Vec<&String> = object.further_required.iter().collect();
            further.sort_unstable();
            let patterns = object.patterns.iter();
            let mut patterns: Vec<(&str, u64)> = patterns
                .map(|(pattern, used)| (pattern.as_str(), of(used)))
                .collect();
            patterns.sort_unstable();
            let names = object.names.as_ref().map(of);
            (all, further, patterns, object.by_name).hash(&mut hasher);
            (names, &object.beside).hash(&mut hasher);
            if let Extra::Of(extra) = &object.extra {
                of(extra).hash(&mut hasher);
            }
        }
        _ => {}
    }
    let values = schema.wire.values.iter().flatten();
    let mut values: Vec<String> = values.map(ToString::to_string).collect();
    values.sort_unstable();
    values.hash(&mut hasher);
    let mut nots: Vec<u64> = schema.wire.not.iter().map(of).collect();
    nots.sort_unstable();
    nots.hash(&mut hasher);
    let unions = schema.wire.unions.iter().map(|union| {
        let mut variants: Vec<u64> = union.variants.iter().map(of).collect();
        variants.sort_unstable();
        (union.exclusive, variants)
    });
    let mut unions: Vec<(bool, Vec<u64>)> = unions.collect();
    unions.sort_unstable();
    unions.hash(&mut hasher);
    hasher.finish()
}
