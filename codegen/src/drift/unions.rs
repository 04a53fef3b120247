//! Values that are of one of several shapes, and what they are not.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::{Comparison, Place};
use super::describe::{self, describe};
use super::side::Side;
use super::uses::held;
use super::{describe::shapes, similar};
use crate::openapi::{
    self, Discriminator, Document, Kind, SchemaId, Scope, Target, Union, Use, Wire,
};

/// The one union of a schema that says nothing else of the type.
pub(super) fn sole(wire: &Wire) -> Option<&Union> {
    match (&wire.kind, wire.unions.as_slice()) {
        (Kind::Any, [only]) => Some(only),
        _ => None,
    }
}

/// The alternatives of two unions that are the same ones, and those that are alone.
struct Matched<'u> {
    kept: Vec<(&'u Use, &'u Use)>,
    gone: Vec<&'u Use>,
    added: Vec<&'u Use>,
}

/// Compares all unions of two schemas.
pub(super) fn compare<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a [Union], &'a [Union]),
) {
    let marks = |side: &Side<'_>, union: &Union| {
        let marks = union.variants.iter().map(|variant| side.mark(variant.id));
        marks.collect::<BTreeSet<_>>()
    };
    let mut gone: Vec<&Union> = old.iter().collect();
    let mut added: Vec<&Union> = new.iter().collect();
    let mut kept: Vec<(&Union, &Union)> = Vec::new();
    gone.retain(|left| {
        let ours = marks(&c.old, left);
        let same = added.iter().position(|right| marks(&c.new, right) == ours);
        let right = same.map(|index| added.remove(index));
        kept.extend(right.map(|right| (*left, right)));
        right.is_none()
    });
    if gone.len() == added.len() {
        kept.extend(gone.drain(..).zip(added.drain(..)));
    }
    for (left, right) in kept {
        both(c, place, left, right);
    }
    for union in gone {
        let shown = (Some(describe::union(union)), None);
        c.differs(place, "combination-changed", word(union), shown);
    }
    for union in added {
        let shown = (None, Some(describe::union(union)));
        c.differs(place, "combination-changed", word(union), shown);
    }
}

fn word(union: &Union) -> &'static str {
    if union.exclusive { "oneOf" } else { "anyOf" }
}

fn both<'a>(c: &mut Comparison<'a>, place: &Place, old: &'a Union, new: &'a Union) {
    let apart = is_apart(&c.old, old) && is_apart(&c.new, new);
    if old.exclusive != new.exclusive && !apart {
        let shown = (Some(describe::union(old)), Some(describe::union(new)));
        c.differs(place, "combination-changed", "", shown);
    }
    let mut matched = matched(c, (&old.variants, &new.variants));
    // What is left, and as many, was changed rather than replaced.
    if matched.gone.len() == matched.added.len() {
        let rest = matched.gone.drain(..).zip(matched.added.drain(..));
        matched.kept.extend(rest);
    }
    if matched.kept.is_empty() {
        let shown = (Some(describe::union(old)), Some(describe::union(new)));
        return c.differs(place, "type-changed", "", shown);
    }
    for (left, right) in &matched.kept {
        variant(c, place, left, right);
    }
    for used in &matched.gone {
        let shown = Some(describe(&c.old, used.id));
        let path = place.path.clone();
        c.removed(place.unit, "variant-removed", path, &used.pointer, shown);
    }
    for used in &matched.added {
        let shown = Some(describe(&c.new, used.id));
        let path = place.path.clone();
        c.added(place.unit, "variant-added", path, &used.pointer, shown);
    }
    let told = (old.discriminator.as_ref(), new.discriminator.as_ref());
    discriminator(c, place, told, &matched.kept);
}

fn variant<'a>(c: &mut Comparison<'a>, place: &Place, old: &'a Use, new: &'a Use) {
    let path = format!("{} ({})", place.path, describe(&c.new, new.id));
    let within = place.within(path, &old.pointer, &new.pointer);
    held(c, &within, None, Some(old), Some(new));
}

/// Compares a union with a single schema, be it that the other shapes are new or that they have gone. Gives whether the
/// single one is among the shapes.
pub(super) fn with_single(
    c: &mut Comparison<'_>,
    place: &Place,
    (old, new): (&[Use], &[Use]),
) -> bool {
    let matched = matched(c, (old, new));
    for (left, right) in &matched.kept {
        c.lead(place, None, place.path.clone(), (left.id, right.id));
    }
    !matched.kept.is_empty()
}

/// Finds the alternatives that are the same ones: by their names, by what they say, or else by what they have in common.
fn matched<'u>(c: &Comparison<'_>, (old, new): (&'u [Use], &'u [Use])) -> Matched<'u> {
    let mut gone: Vec<&Use> = old.iter().collect();
    let mut added: Vec<&Use> = new.iter().collect();
    let mut kept: Vec<(&Use, &Use)> = Vec::new();
    let by_name = |left: &Use, right: &Use| match (c.old.named(left.id), c.new.named(right.id)) {
        (Some((was, _)), Some((is, _))) => c.is_name(was, is),
        _ => false,
    };
    let by_mark = |left: &Use, right: &Use| c.old.mark(left.id) == c.new.mark(right.id);
    for is_same in [&by_name as &dyn Fn(&Use, &Use) -> bool, &by_mark] {
        gone.retain(|left| {
            let same = added.iter().position(|right| is_same(left, right));
            let right = same.map(|index| added.remove(index));
            kept.extend(right.map(|right| (*left, right)));
            right.is_none()
        });
    }
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        alike(c, gone.get(left)?, added.get(right)?)
    });
    let paired = pairs
        .iter()
        .filter_map(|(left, right)| Some((*gone.get(*left)?, *added.get(*right)?)));
    kept.extend(paired.collect::<Vec<_>>());
    let is_kept = |used: &&Use, old: bool| {
        let mut sides = kept
            .iter()
            .map(|(left, right)| if old { left } else { right });
        sides.any(|known| known.pointer == used.pointer && known.id == used.id)
    };
    gone.retain(|used| !is_kept(used, true));
    added.retain(|used| !is_kept(used, false));
    Matched { kept, gone, added }
}

/// How much two alternatives have in common; nothing where one cannot stand in for the other.
fn alike(c: &Comparison<'_>, old: &Use, new: &Use) -> Option<f64> {
    let (left, right) = (
        &c.old.schema(old.id).wire.kind,
        &c.new.schema(new.id).wire.kind,
    );
    match (left, right) {
        (Kind::Object(_), Kind::Object(_)) => {
            let shared = shapes(&c.old, old.id, &c.new, new.id);
            (shared >= 0.4).then_some(shared)
        }
        _ => (describe::word(left)? == describe::word(right)?).then_some(1.0),
    }
}

/// Whether no value is of two of the shapes, by their types alone.
fn is_apart(side: &Side<'_>, union: &Union) -> bool {
    let words: Vec<Option<&str>> = union
        .variants
        .iter()
        .map(
            |variant| match describe::word(&side.schema(variant.id).wire.kind) {
                Some("integer") => Some("number"),
                word => word,
            },
        )
        .collect();
    let distinct: BTreeSet<&Option<&str>> = words.iter().collect();
    distinct.len() == words.len() && !words.contains(&None)
}

/// Compares what tells shapes apart, for the shapes that both documents have. A shape that is new or has gone is told as
/// such.
pub(super) fn discriminator(
    c: &mut Comparison<'_>,
    place: &Place,
    (old, new): (Option<&Discriminator>, Option<&Discriminator>),
    kept: &[(&Use, &Use)],
) {
    const NAME: &str = "discriminator";
    let tell = |c: &mut Comparison<'_>, values| {
        c.differs(place, "discriminator-changed", NAME, values);
    };
    let (Some(left), Some(right)) = (old, new) else {
        if old.is_some() || new.is_some() {
            let shown = |stated: Option<&Discriminator>| stated.map(|it| it.property.clone());
            tell(c, (shown(old), shown(new)));
        }
        return;
    };
    if left.property != right.property {
        let names = (Some(left.property.clone()), Some(right.property.clone()));
        return tell(c, names);
    }
    for (was, is) in kept {
        let (before, after) = (values(&c.old, left, was.id), values(&c.new, right, is.id));
        if before != after {
            let shown = |values: BTreeSet<&str>| {
                let values: Vec<&str> = values.into_iter().collect();
                Some(values.join(", "))
            };
            let shown = (shown(before), shown(after));
            tell(c, shown);
        }
    }
}

/// The values that stand for a shape: those of the mapping, and the name of the schema.
fn values<'a>(side: &Side<'a>, by: &'a Discriminator, id: SchemaId) -> BTreeSet<&'a str> {
    let named = side.named(id);
    let mut values: BTreeMap<&str, bool> =
        named.map(|(name, _)| (name, true)).into_iter().collect();
    let is_it = |target: &Target| match target {
        Target::Schema(target) => *target == id || named.is_some_and(|(_, named)| *target == named),
        Target::Lost(_) => false,
    };
    for (value, target) in &by.mapping {
        values.insert(value, is_it(target));
    }
    let values = values.into_iter().filter(|(_, stands)| *stands);
    values.map(|(value, _)| value).collect()
}

/// Compares what tells objects apart that extend a schema.
pub(super) fn extended(c: &mut Comparison<'_>, place: &Place, (old, new): (&Wire, &Wire)) {
    let (old, new) = (old.discriminator.as_ref(), new.discriminator.as_ref());
    discriminator(c, place, (old, new), &[]);
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    let names = |side: &Side<'_>, by: &Discriminator| {
        let named = by.mapping.iter().map(|(value, target)| {
            let target = match target {
                Target::Schema(id) => describe(side, *id),
                Target::Lost(target) => target.clone(),
            };
            (value.clone(), target)
        });
        named.collect::<BTreeMap<String, String>>()
    };
    let (left, right) = (names(&c.old, old), names(&c.new, new));
    let values: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for value in values {
        let (was, is) = (left.get(value), right.get(value));
        let is_same = was.zip(is).is_some_and(|(was, is)| c.is_name(was, is));
        if !is_same {
            let shown = |name: Option<&String>| name.map(|name| format!("{value}: {name}"));
            c.differs(
                place,
                "discriminator-changed",
                "discriminator",
                (shown(was), shown(is)),
            );
        }
    }
}

/// Compares what values are not.
pub(super) fn negations(c: &mut Comparison<'_>, place: &Place, (old, new): (&Wire, &Wire)) {
    let (left, right) = (c.old.document, c.new.document);
    let mut added: Vec<&Use> = new.not.iter().collect();
    let gone = old.not.iter().filter(|not| {
        let same = added
            .iter()
            .position(|other| is_same(left, not.id, right, other.id));
        same.map(|index| added.remove(index)).is_none()
    });
    let gone = gone.count();
    if gone + added.len() > 0 {
        let shown = |side: &Side<'_>, wire: &Wire| {
            let words = wire.not.iter().map(|not| describe(side, not.id));
            let words: Vec<String> = words.collect();
            (!words.is_empty()).then(|| format!("not {}", words.join(", not ")))
        };
        let values = (shown(&c.old, old), shown(&c.new, new));
        c.differs(place, "combination-changed", "not", values);
    }
}

fn is_same(old: &Document, left: SchemaId, new: &Document, right: SchemaId) -> bool {
    openapi::same_schemas(old, left, new, right, Scope::Wire).is_ok()
}
