//! An order of alternatives that follows from what they say, not from how they stand.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::schema::{Extra, Kind, Schema, SchemaId, Schemas, Union, Use};

/// Unions with their alternatives, in an order that follows from what they say.
pub(super) fn sorted<'u>(unions: &'u [Union], marks: &[u64]) -> Vec<(&'u Union, Vec<SchemaId>)> {
    let mark = |id: &SchemaId| marks.get(id.0 as usize).copied().unwrap_or_default();
    let mut all: Vec<(&Union, Vec<SchemaId>)> = unions
        .iter()
        .map(|union| {
            let mut variants: Vec<SchemaId> = union.variants.iter().map(|used| used.id).collect();
            variants.sort_by_key(mark);
            (union, variants)
        })
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

/// A number for each schema that follows from what it says and what stands within it, for putting alternatives in order.
pub(super) fn marks(schemas: &Schemas) -> Vec<u64> {
    let mut marks: Vec<u64> = schemas
        .iter()
        .map(|(_, schema)| mark(schema, &[]))
        .collect();
    for _ in 0..ROUNDS {
        marks = schemas
            .iter()
            .map(|(_, schema)| mark(schema, &marks))
            .collect();
    }
    marks
}

fn mark(schema: &Schema, marks: &[u64]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let of = |used: &Use| marks.get(used.id.0 as usize).copied().unwrap_or_default();
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
            (list.min_items, list.max_items, list.items.as_ref().map(of)).hash(&mut hasher);
        }
        Kind::Object(object) => {
            let mut all: Vec<(&str, u64)> = object
                .properties
                .iter()
                .map(|property| (property.name.as_str(), of(&property.value)))
                .collect();
            all.sort_unstable();
            (all, &object.further_required).hash(&mut hasher);
            if let Extra::Of(extra) = &object.extra {
                of(extra).hash(&mut hasher);
            }
        }
        _ => {}
    }
    for value in schema.wire.values.iter().flatten() {
        value.to_string().hash(&mut hasher);
    }
    for union in &schema.wire.unions {
        let mut variants: Vec<u64> = union.variants.iter().map(of).collect();
        variants.sort_unstable();
        variants.hash(&mut hasher);
    }
    hasher.finish()
}
