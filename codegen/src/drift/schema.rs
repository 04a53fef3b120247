//! Pairs of schemas: their types, and what is within.

use super::comparison::{Comparison, NotUnderstood, Pair, Place};
use super::describe::{describe, word};
use super::side::is_unknown;
use super::unread::Unread;
use super::uses::held;
use super::{limits, objects, restrictions, unions, values, words};
use crate::openapi::{Kind, List, Notes, Pointer, Schema, SchemaId, Use, Wire};

/// Compares two schemas, and asks for what is within them to be compared.
pub(super) fn compare(c: &mut Comparison<'_>, pair: Pair) {
    let (old, new) = (c.old.schema(pair.old), c.new.schema(pair.new));
    let place = Place {
        unit: pair.unit,
        path: pair.path,
        old: old.notes.pointer.clone(),
        new: new.notes.pointer.clone(),
    };
    if is_unknown(&old.notes, "schema") || is_unknown(&new.notes, "schema") {
        return;
    }
    let (was, is) = (c.old.notes(pair.old), c.new.notes(pair.new));
    said(c, &place, (&was, &is), (old, new));
    let stating = ((&old.notes, Some(pair.old)), (&new.notes, Some(pair.new)));
    let told = restrictions::compare(c, &place, stating.0, stating.1);
    let mut unread = told.unread.clone();
    if let Some(unit) = c.units.get(pair.unit) {
        unread.add(&unit.unread);
    }
    values::default(c, &place, &unread, (&was, &is));
    limits::stated(c, &place, &unread, (&was, &is));
    let mut units = vec![pair.unit];
    if bases(c, &place, (pair.old, pair.new)) {
        null(c, &place, (old, new));
    } else {
        units.extend(wire(c, &place, &unread, (pair.old, pair.new)));
    }
    told.unless(c, pair.unit, units);
}

/// Compares what is said about a value.
fn said<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    notes: (&[&Notes], &[&Notes]),
    (old, new): (&'a Schema, &'a Schema),
) {
    let mut elsewhere: Vec<&str> = limits::STATED.iter().map(|(name, _)| *name).collect();
    // The name on the page of a schema that is told to be renamed.
    if old.key.is_some() && new.key.is_some() && old.key != new.key {
        elsewhere.push("x-page-name");
    }
    words::notes(c, place, notes, &elsewhere);
    let opaque = |schema: &'a Schema| {
        let own = schema.notes.opaque.iter();
        own.chain(&schema.wire.opaque).collect()
    };
    c.opaque.push(NotUnderstood {
        place: place.clone(),
        old: opaque(old),
        new: opaque(new),
    });
}

/// Asks for the named schemas that both are composed of. Gives whether both are one named schema and nothing else.
fn bases(c: &mut Comparison<'_>, place: &Place, pair: (SchemaId, SchemaId)) -> bool {
    let (old, new) = (&c.old, &c.new);
    let same = old.named(pair.0).zip(new.named(pair.1));
    let same = same.filter(|((was, _), (is, _))| c.is_name(was, is));
    let same = same.map(|((_, left), (_, right))| (left, right));
    let same = same.filter(|same| *same != pair);
    let mut bases: Vec<(SchemaId, SchemaId)> = same.into_iter().collect();
    if bases.is_empty() {
        for left in &old.schema(pair.0).refers {
            let was = old.schema(*left).key.as_deref();
            let mut others = new.schema(pair.1).refers.iter();
            let right = others.find(|right| {
                let names = was.zip(new.schema(**right).key.as_deref());
                names.is_some_and(|(was, is)| c.is_name(was, is))
            });
            bases.extend(right.map(|right| (*left, *right)));
        }
    }
    for base in bases {
        let unit = c.lead(place, None, place.path.clone(), base);
        if let Some(own) = c.units.get_mut(place.unit) {
            own.bases.push(unit);
        }
    }
    same.is_some()
}

/// What of two schemas can be compared, by their types.
enum Comparable {
    Nothing,
    /// The values that are listed, and what the value is not.
    Values,
    /// That as well, and whether it may be null.
    Null,
    All,
}

/// Compares what a value can be. Gives the unit of what a list holds.
fn wire(
    c: &mut Comparison<'_>,
    place: &Place,
    unread: &Unread,
    (old_id, new_id): (SchemaId, SchemaId),
) -> Option<usize> {
    let (old, new) = (c.old.schema(old_id), c.new.schema(new_id));
    let (left, right) = (&*old.wire, &*new.wire);
    let comparable = types(c, place, (old_id, new_id));
    if matches!(comparable, Comparable::Nothing) {
        return None;
    }
    let values = (left.values.as_deref(), right.values.as_deref());
    values::enumeration(c, place, unread, values);
    unions::negations(c, place, (left, right));
    if matches!(comparable, Comparable::Values) {
        return None;
    }
    null(c, place, (old, new));
    if matches!(comparable, Comparable::Null) {
        return None;
    }
    format(c, place, (&left.kind, &right.kind));
    limits::compare(c, place, unread, (&left.kind, &right.kind));
    unions::compare(c, place, (&left.unions, &right.unions));
    unions::extended(c, place, (left, right));
    match (&left.kind, &right.kind) {
        (Kind::Object(old), Kind::Object(new)) => objects::compare(c, place, (old, new)),
        (Kind::List(old), Kind::List(new)) => return entries(c, place, unread, (old, new)),
        _ => {}
    }
    None
}

/// Compares the types, and tells what of the rest can be compared.
fn types(c: &mut Comparison<'_>, place: &Place, (old, new): (SchemaId, SchemaId)) -> Comparable {
    let (was, is) = (c.old.schema(old), c.new.schema(new));
    let (left, right) = (&*was.wire, &*is.wire);
    let open = |wire: &Wire| matches!(wire.kind, Kind::Any) && wire.unions.is_empty();
    let single = |id: SchemaId, pointer: &Pointer| {
        [Use {
            id,
            pointer: pointer.clone(),
        }]
    };
    let (rule, comparable) = match (&left.kind, &right.kind) {
        _ if left.lost != right.lost => ("type-changed", Comparable::Nothing),
        _ if open(left) && !open(right) => ("type-narrowed", Comparable::Values),
        _ if open(right) && !open(left) => ("type-widened", Comparable::Values),
        (Kind::Object(old), Kind::Object(new)) if objects::is_other(old, new) => {
            ("type-changed", Comparable::Nothing)
        }
        (Kind::Integer(_), Kind::Number(_)) => ("type-widened", Comparable::All),
        (Kind::Number(_), Kind::Integer(_)) => ("type-narrowed", Comparable::All),
        (old, new) if word(old) == word(new) => return Comparable::All,
        (Kind::Null, _) if is.nullable => ("type-widened", Comparable::Values),
        (_, Kind::Null) if was.nullable => ("type-narrowed", Comparable::Values),
        _ => {
            let one = single(new, &place.new);
            let other = single(old, &place.old);
            let (pair, rule) = match (unions::sole(left), unions::sole(right)) {
                (Some(union), None) => ((&union.variants[..], &one[..]), "type-narrowed"),
                (None, Some(union)) => ((&other[..], &union.variants[..]), "type-widened"),
                _ => ((&other[..0], &one[..0]), "type-changed"),
            };
            if unions::with_single(c, place, pair) {
                (rule, Comparable::Null)
            } else {
                ("type-changed", Comparable::Nothing)
            }
        }
    };
    let described = (Some(describe(&c.old, old)), Some(describe(&c.new, new)));
    c.differs(place, rule, "type", described);
    comparable
}

fn null(c: &mut Comparison<'_>, place: &Place, (old, new): (&Schema, &Schema)) {
    let rule = match (old.nullable, new.nullable) {
        (false, true) => "became-nullable",
        (true, false) => "became-not-nullable",
        _ => return,
    };
    let shown = |nullable: bool| {
        let word = if nullable { "may be null" } else { "not null" };
        Some(word.to_owned())
    };
    let values = (shown(old.nullable), shown(new.nullable));
    c.differs(place, rule, "nullable", values);
}

/// The format of a type, with the numbers that it can hold: each holds all that the ones before it hold.
fn format(c: &mut Comparison<'_>, place: &Place, (old, new): (&Kind, &Kind)) {
    const NUMBERS: [&[&str]; 2] = [&["int32", "int64"], &["float", "double"]];
    let of = |kind: &Kind| match kind {
        Kind::Text(text) => text.format.clone(),
        Kind::Integer(number) | Kind::Number(number) => number.format.clone(),
        _ => None,
    };
    let wider = |from: &str, to: &str| {
        NUMBERS.iter().any(|order| {
            let place = |name: &str| order.iter().position(|listed| *listed == name);
            matches!((place(from), place(to)), (Some(from), Some(to)) if from < to)
        })
    };
    let (was, is) = (of(old), of(new));
    let rule = match (was.as_deref(), is.as_deref()) {
        (was, is) if was == is => return,
        // Of a whole number and any other, the type tells.
        (None, _) | (_, None) if word(old) != word(new) => return,
        (None, Some(_)) => "format-narrowed",
        (Some(_), None) => "format-widened",
        (Some(was), Some(is)) if wider(was, is) => "format-widened",
        (Some(was), Some(is)) if wider(is, was) => "format-narrowed",
        _ => "format-changed",
    };
    c.differs(place, rule, "format", (was, is));
}

/// Compares what lists hold. A list that is always empty holds nothing that could be compared.
fn entries<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    unread: &Unread,
    (old, new): (&'a List, &'a List),
) -> Option<usize> {
    if old.max_items == Some(0) || new.max_items == Some(0) {
        return None;
    }
    let path = format!("{}[]", place.path);
    let within = place.within(path, &place.old.member("items"), &place.new.member("items"));
    let unit = held(c, &within, None, old.items.as_ref(), new.items.as_ref())?;
    // What the prose says of a list can be said of its entries.
    let entries = c.units.get_mut(unit).filter(|unit| unit.is_within)?;
    entries.unread.add(unread);
    Some(unit)
}
