//! Pairs of schemas: their types, and what is within.

use super::comparison::{Diff, NotUnderstood, Pair};
use super::describe::{describe, unnamed};
use super::found::{Both, Place, either};
use super::matching::Matching;
use super::side::is_unknown;
use super::unread::Unread;
use super::uses::held;
use super::{behind, limits, listed, objects, restrictions, unions, values, words};
use crate::openapi::{
    Kind, List, Literal, Notes, Opaque, Pointer, Schema, SchemaId, Use, Wire, is_wider,
};

/// Compares two schemas, and asks for what is within them to be compared.
pub(super) fn compare(c: &mut Diff<'_>, Pair { unit, path, ids }: Pair) {
    let (old, new) = (c.old.schema(ids.0), c.new.schema(ids.1));
    let at = (old.notes.pointer.clone(), new.notes.pointer.clone());
    let place = Place { unit, path, at };
    let is_hidden = |notes: &Notes| is_unknown(notes, "schema");
    let not_shown = || "not shown".to_owned();
    let shown = match (is_hidden(&old.notes), is_hidden(&new.notes)) {
        (false, false) => None,
        (true, true) => return,
        (false, true) => Some((describe(&c.old, ids.0), not_shown())),
        (true, false) => Some((not_shown(), describe(&c.new, ids.1))),
    };
    if let Some((was, is)) = shown {
        // Nobody can tell whether it is as it was.
        return c.differs(&place, "opaque-changed", "", (Some(was), Some(is)));
    }
    let (was, is) = (c.old.notes(ids.0), c.new.notes(ids.1));
    let notes: Both<&[&Notes]> = (&was, &is);
    said(c, &place, notes, (old, new));
    let own: Both<&Notes> = (&old.notes, &new.notes);
    let told = restrictions::compare(c, &place, own, (Some(ids.0), Some(ids.1)));
    let mut unread = told.unread.clone();
    if let Some(unit) = c.units.get(unit) {
        unread.add(&unit.unread);
    }
    values::default(c, &place, &unread, (notes, (old, new)));
    limits::stated(c, &place, &unread, notes);
    let mut units = vec![unit];
    if bases(c, &place, ids) {
        null(c, &place, (old, new));
    } else {
        units.extend(wire(c, &place, &unread, ids));
    }
    told.unless(c, unit, units);
}

/// Compares what is said about a value.
fn said<'a>(c: &mut Diff<'a>, place: &Place, notes: Both<&[&Notes]>, (old, new): Both<&'a Schema>) {
    let mut elsewhere = limits::stated_well(notes);
    // The name on the page of a schema that is told to be renamed.
    if old.key.is_some() && new.key.is_some() && old.key != new.key {
        elsewhere.push("x-page-name");
    }
    // Of a value with a list of values, a page shows the first one where it has no sample.
    let first = |schema: &'a Schema| match schema.wire.values.as_deref()?.first()? {
        Literal::Text(first) => Some(first.as_str()),
        _ => None,
    };
    if words::is_sample(notes, first(new)) || words::is_sample((notes.1, notes.0), first(old)) {
        elsewhere.push("example");
    }
    words::notes(c, place, notes, &elsewhere);
    let opaque = |schema: &'a Schema| {
        let (own, all) = (&schema.notes.opaque, &schema.wire.opaque);
        let is_own = |opaque: &&Opaque| own.iter().any(|it| it.pointer == opaque.pointer);
        let further = all.iter().filter(|opaque| !is_own(opaque));
        own.iter().chain(further).collect()
    };
    behind::compare(c, place, (&old.wire.opaque, &new.wire.opaque));
    c.opaque.push(NotUnderstood {
        place: place.clone(),
        is_around: false,
        members: (opaque(old), opaque(new)),
    });
}

/// Asks for the named schemas that both are composed of. Gives whether both are one named schema and nothing else.
fn bases(c: &mut Diff<'_>, place: &Place, ids: Both<SchemaId>) -> bool {
    let same = c.old.named(ids.0).zip(c.new.named(ids.1));
    let same = same.filter(|((was, _), (is, _))| c.is_name(was, is));
    let same = same.map(|((_, left), (_, right))| (left, right));
    let same = same.filter(|same| *same != ids);
    let mut bases: Vec<Both<SchemaId>> = same.into_iter().collect();
    if bases.is_empty() {
        let parts = (&c.old.schema(ids.0).refers, &c.new.schema(ids.1).refers);
        let kept = Matching::of(parts.0, parts.1).same(|left, right| {
            let names = c.old.named(*left).zip(c.new.named(*right));
            names.is_some_and(|((was, _), (is, _))| c.is_name(was, is))
        });
        bases.extend(kept.into_iter().map(|(left, right)| (*left, *right)));
    }
    for base in bases {
        let unit = c.lead(place, None, base);
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
fn wire(c: &mut Diff<'_>, place: &Place, unread: &Unread, ids: Both<SchemaId>) -> Option<usize> {
    let nulls = (c.old.schema(ids.0), c.new.schema(ids.1));
    let ids = unions::widest(c, ids);
    let (old, new) = (c.old.schema(ids.0), c.new.schema(ids.1));
    let (left, right) = (&*old.wire, &*new.wire);
    let comparable = types(c, place, ids);
    if matches!(comparable, Comparable::Nothing) {
        return None;
    }
    let values = (left.values.as_deref(), right.values.as_deref());
    values::enumeration(c, place, unread, values);
    unions::negations(c, place, (left, right));
    if matches!(comparable, Comparable::Values) {
        return None;
    }
    null(c, place, nulls);
    if matches!(comparable, Comparable::Null) {
        return None;
    }
    format(c, place, (&left.kind, &right.kind));
    if left.hint != right.hint {
        let hints = (left.hint.clone(), right.hint.clone());
        c.differs(place, "hint-changed", "format", hints);
    }
    let listed: Vec<Literal> = values
        .0
        .into_iter()
        .chain(values.1)
        .flatten()
        .cloned()
        .collect();
    let (one, other) = (&left.kind, &right.kind);
    let limited = (
        listed::without(one, other, &listed),
        listed::without(other, one, &listed),
    );
    limits::compare(c, place, unread, (&limited.0, &limited.1));
    let is_beside_null = nulls.0.nullable && nulls.1.nullable;
    unions::compare(c, place, is_beside_null, (&left.unions, &right.unions));
    unions::extended(c, place, (old, new));
    match (&left.kind, &right.kind) {
        (Kind::Object(old), Kind::Object(new)) => objects::compare(c, place, (old, new)),
        (Kind::List(old), Kind::List(new)) => return entries(c, place, unread, (old, new)),
        _ => {}
    }
    None
}

/// Compares the types, and tells what of the rest can be compared.
fn types(c: &mut Diff<'_>, place: &Place, ids: Both<SchemaId>) -> Comparable {
    if unions::repeats(c, ids) {
        return Comparable::Nothing;
    }
    let (was, is) = (c.old.schema(ids.0), c.new.schema(ids.1));
    let (left, right) = (&*was.wire, &*is.wire);
    let open = |wire: &Wire| matches!(wire.kind, Kind::Any) && wire.unions.is_empty();
    let (rule, comparable) = match (&left.kind, &right.kind) {
        _ if left.lost != right.lost => ("type-changed", Comparable::Nothing),
        _ if open(left) && !open(right) => ("type-narrowed", Comparable::Values),
        _ if open(right) && !open(left) => ("type-widened", Comparable::Values),
        (Kind::Object(old), Kind::Object(new)) if objects::is_other(old, new) => {
            ("type-changed", Comparable::Nothing)
        }
        (Kind::Integer(_), Kind::Number(_)) => ("type-widened", Comparable::All),
        (Kind::Number(_), Kind::Integer(_)) => ("type-narrowed", Comparable::All),
        (old, new) if old.word() == new.word() => return Comparable::All,
        (Kind::Null, _) if is.nullable => ("type-widened", Comparable::Values),
        (_, Kind::Null) if was.nullable => ("type-narrowed", Comparable::Values),
        _ => {
            let single = |id, pointer: &Pointer| {
                let pointer = pointer.clone();
                [Use { id, pointer }]
            };
            let (one, other) = (single(ids.0, &place.at.0), single(ids.1, &place.at.1));
            let (shapes, rule) = match (unions::sole(left), unions::sole(right)) {
                (Some(union), None) => ((&union.variants[..], &other[..]), "type-narrowed"),
                (None, Some(union)) => ((&one[..], &union.variants[..]), "type-widened"),
                _ => ((&[][..], &[][..]), "type-changed"),
            };
            if unions::with_single(c, place, shapes) {
                (rule, Comparable::Null)
            } else {
                ("type-changed", Comparable::Nothing)
            }
        }
    };
    let (mut was, mut is) = (describe(&c.old, ids.0), describe(&c.new, ids.1));
    if was == is {
        // Of one name, what it stands for is told.
        (was, is) = (unnamed(&c.old, ids.0), unnamed(&c.new, ids.1));
    }
    let described = (Some(was), Some(is));
    c.differs(place, rule, "type", described);
    comparable
}

fn null(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Schema>) {
    if c.units
        .get(place.unit)
        .is_some_and(|unit| unit.is_beside_null)
    {
        return;
    }
    let rule = match (old.nullable, new.nullable) {
        (false, true) => "became-nullable",
        (true, false) => "became-not-nullable",
        _ => return,
    };
    let shown = |nullable| Some(either(nullable, ["may be null", "not null"]).to_owned());
    let values = (shown(old.nullable), shown(new.nullable));
    c.differs(place, rule, "nullable", values);
}

/// The format of a type.
fn format(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Kind>) {
    let (was, is) = (old.format(), new.format());
    // This format says how a value is shown, and not what it is.
    let limiting =
        |format: Option<&'_ str>| format.filter(|it| *it != "password").map(str::to_owned);
    let stated = (limiting(was), limiting(is));
    let rule = match (stated.0.as_deref(), stated.1.as_deref()) {
        _ if was == is => return,
        (was, is) if was == is => "hint-changed",
        // Of a whole number and any other, the type tells: the one holds all that the other holds.
        (None, _)
        | (_, None)
        | (Some("int32"), Some("double"))
        | (Some("double"), Some("int32"))
            if old.word() != new.word() =>
        {
            return;
        }
        (None, Some(_)) => "format-narrowed",
        (Some(_), None) => "format-widened",
        (Some(was), Some(is)) if is_wider(is, was) => "format-widened",
        (Some(was), Some(is)) if is_wider(was, is) => "format-narrowed",
        _ => "format-changed",
    };
    let shown = (was.map(str::to_owned), is.map(str::to_owned));
    c.differs(place, rule, "format", shown);
}

/// Compares what lists hold. A list that is always empty holds nothing that could be compared.
fn entries(
    c: &mut Diff<'_>,
    place: &Place,
    unread: &Unread,
    (old, new): Both<&List>,
) -> Option<usize> {
    if old.max_items == Some(0) || new.max_items == Some(0) {
        return None;
    }
    for (index, (was, is)) in old.places.iter().zip(&new.places).enumerate() {
        let path = format!("{}[{index}]", place.path);
        let within = place.within(path, (&was.pointer, &is.pointer));
        held(c, &within, None, (Some(was), Some(is)));
    }
    let (shorter, longer) = match old.places.len() < new.places.len() {
        true => (old, new),
        false => (new, old),
    };
    let known = u64::try_from(shorter.places.len()).unwrap_or(u64::MAX);
    let is_closed = shorter.max_items.is_some_and(|most| most <= known);
    // What entries are behind those that have a place of their own is not known, unless there are none.
    if shorter.places.len() < longer.places.len() && !is_closed {
        c.differs(place, "opaque-changed", "prefixItems", (None, None));
    }
    let (was, is) = (place.at.0.member("items"), place.at.1.member("items"));
    let within = place.within(format!("{}[]", place.path), (&was, &is));
    let unit = held(c, &within, None, (old.items.as_ref(), new.items.as_ref()))?;
    // What the prose says of a list can be said of its entries.
    let entries = c.units.get_mut(unit).filter(|unit| unit.is_within)?;
    entries.unread.add(unread);
    Some(unit)
}
