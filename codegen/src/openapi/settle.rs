//! What follows for a schema of what others say, once all are made.

use std::sync::Arc;

use super::resolver::Made;
use super::schema::{Extra, Kind, SchemaId, Sides, Use, Wire};

/// Settles what hangs on other schemas: the sides of properties, what lists and maps hold, and null.
pub(super) fn settle(made: &mut Made) {
    properties(made);
    negations(made);
    contents(made);
    null(made);
}

/// `readOnly` and `writeOnly` hide a property from one side, where it is then not required either.
fn properties(made: &mut Made) {
    let schemas = &made.schemas;
    for wire in made.wires.iter_mut().filter_map(Arc::get_mut) {
        let Kind::Object(object) = &mut wire.kind else {
            continue;
        };
        for property in &mut object.properties {
            let Some(value) = schemas.get(property.value.id.place()) else {
                continue;
            };
            property.seen = Sides {
                request: !value.read_only,
                answer: !value.write_only,
            };
            property.required.request &= property.seen.request;
            property.required.answer &= property.seen.answer;
        }
    }
}

/// What is not anything is nothing, and what is not nothing is anything.
fn negations(made: &mut Made) {
    let of = &made.of;
    let target = |used: &Use| of.get(used.id.place()).copied();
    // Which say that they are not what a wire says.
    let mut outer: Vec<Vec<usize>> = vec![Vec::new(); made.wires.len()];
    let mut open = Vec::new();
    for (index, wire) in made
        .wires
        .iter()
        .enumerate()
        .filter(|(_, wire)| !wire.not.is_empty())
    {
        open.push(index);
        for inner in wire.not.iter().filter_map(target) {
            if let Some(outer) = outer.get_mut(inner) {
                outer.push(index);
            }
        }
    }
    while let Some(index) = open.pop() {
        let Some(wire) = made.wires.get(index) else {
            continue;
        };
        let says = |used: &Use| made.wires.get(target(used)?).map(Arc::as_ref);
        let never = wire.not.iter().filter_map(says).any(Wire::is_anything);
        let is_nothing = |wire: &Wire| matches!(wire.kind, Kind::Never(_));
        let kept: Vec<Use> = wire
            .not
            .iter()
            .filter(|used| says(used).is_none_or(|wire| !is_nothing(wire)))
            .cloned()
            .collect();
        if !never && kept.len() == wire.not.len() {
            continue;
        }
        if let Some(wire) = made.wires.get_mut(index).and_then(Arc::get_mut) {
            if never {
                *wire = Wire {
                    kind: Kind::Never("no value is allowed".to_owned()),
                    ..Wire::default()
                };
            } else {
                wire.not = kept;
            }
        }
        open.extend(outer.get(index).into_iter().flatten());
    }
}

/// A list of nothing is empty, a map to nothing has no members, and what may be anything need not be said.
fn contents(made: &mut Made) {
    let of = &made.of;
    let schemas = &made.schemas;
    let wire_of = |wires: &[Arc<Wire>], id: SchemaId| -> Option<(bool, bool, bool)> {
        let wire = wires.get(*of.get(id.place())?)?;
        let schema = schemas.get(id.place())?;
        let silent = schema.refers.is_empty() && schema.key.is_none() && schema.notes.is_silent();
        Some((
            matches!(wire.kind, Kind::Never(_)),
            wire.is_anything(),
            silent,
        ))
    };
    for index in 0..made.wires.len() {
        let held = match made.wires.get(index).map(|wire| &wire.kind) {
            Some(Kind::List(list)) => list.items.as_ref(),
            Some(Kind::Object(object)) => object.extra.of(),
            _ => None,
        };
        let Some((never, anything, silent)) = held.and_then(|held| wire_of(&made.wires, held.id))
        else {
            continue;
        };
        let wire = made.wires.get_mut(index).and_then(Arc::get_mut);
        match wire.map(|wire| &mut wire.kind) {
            Some(Kind::List(list)) if anything && silent => list.items = None,
            Some(Kind::List(list)) if never => {
                list.items = None;
                list.max_items = Some(0);
            }
            Some(Kind::Object(object)) if never => object.extra = Extra::None,
            Some(Kind::Object(object)) if anything => object.extra = Extra::Any,
            _ => {}
        }
    }
}

/// What may be null in one of its alternatives may be null; of what may be anything, that is not said.
fn null(made: &mut Made) {
    let mut within: Vec<Vec<usize>> = vec![Vec::new(); made.schemas.len()];
    let mut open = Vec::new();
    for index in 0..made.schemas.len() {
        let wire = made.of.get(index).and_then(|wire| made.wires.get(*wire));
        let Some((schema, wire)) = made.schemas.get_mut(index).zip(wire) else {
            continue;
        };
        let anything =
            matches!(wire.kind, Kind::Any) && wire.unions.is_empty() && wire.values.is_none();
        if anything || matches!(wire.kind, Kind::Null | Kind::Never(_)) {
            schema.nullable = false;
        }
        if schema.nullable {
            open.push(index);
        }
        if !matches!(wire.kind, Kind::Any) {
            continue;
        }
        for variant in wire.unions.iter().flat_map(|union| &union.variants) {
            if let Some(outer) = within.get_mut(variant.id.place()) {
                outer.push(index);
            }
        }
    }
    while let Some(inner) = open.pop() {
        for outer in within.get(inner).cloned().unwrap_or_default() {
            if let Some(schema) = made
                .schemas
                .get_mut(outer)
                .filter(|schema| !schema.nullable)
            {
                schema.nullable = true;
                open.push(outer);
            }
        }
    }
}
