//! What an object has: properties, what of them is required, and further members.

use super::change::Direction;
use super::comparison::{Comparison, Found, Place};
use super::describe::{describe, is_map};
use super::side::Side;
use super::uses::held;
use super::{similar, words};
use crate::openapi::{Extra, Object, Property, Sides};

/// Compares two objects.
pub(super) fn compare<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a Object, &'a Object),
) {
    let mut gone: Vec<&Property> = old.properties.iter().collect();
    let mut added: Vec<&Property> = Vec::new();
    for right in &new.properties {
        match old.property(&right.name) {
            Some(left) => {
                gone.retain(|other| other.name != right.name);
                both(c, place, left, right);
            }
            None => added.push(right),
        }
    }
    let pairs = similar::pairs(gone.len(), added.len(), |left, right| {
        renamed(c, gone.get(left)?, added.get(right)?, &gone)
    });
    for (left, right) in &pairs {
        let (Some(left), Some(right)) = (gone.get(*left), added.get(*right)) else {
            continue;
        };
        let pointers = (&left.value.pointer, &right.value.pointer);
        let within = place.within(path(place, &right.name), pointers.0, pointers.1);
        let names = (Some(left.name.clone()), Some(right.name.clone()));
        c.differs(&within, "property-renamed", "", names);
        both(c, place, left, right);
    }
    for (index, property) in gone.iter().enumerate() {
        if !pairs.iter().any(|(paired, _)| *paired == index) {
            let rules = ["required-property-removed", "optional-property-removed"];
            let (only, rule) = alone(property, rules);
            c.found(
                place.unit,
                Found {
                    rule,
                    only,
                    path: path(place, &property.name),
                    former: Some(property.value.pointer.clone()),
                    pointer: None,
                    was: Some(shown(&c.old, property)),
                    is: None,
                },
            );
        }
    }
    for (index, property) in added.iter().enumerate() {
        if !pairs.iter().any(|(_, paired)| *paired == index) {
            let rules = ["required-property-added", "optional-property-added"];
            let (only, rule) = alone(property, rules);
            c.found(
                place.unit,
                Found {
                    rule,
                    only,
                    path: path(place, &property.name),
                    former: None,
                    pointer: Some(property.value.pointer.clone()),
                    was: None,
                    is: Some(shown(&c.new, property)),
                },
            );
        }
    }
    further_required(c, place, old, new);
    further_members(c, place, old, new);
}

/// Whether a map became an object with properties of its own, or the other way round.
pub(super) fn is_other(old: &Object, new: &Object) -> bool {
    let is_closed_to =
        |other: &Object| !other.properties.is_empty() && !matches!(other.extra, Extra::Of(_));
    is_map(old) && is_closed_to(new) || is_map(new) && is_closed_to(old)
}

fn path(place: &Place, name: &str) -> String {
    format!("{}.{name}", place.path)
}

fn is_required(property: &Property) -> bool {
    property.required.request || property.required.answer
}

/// The rule for a property that one document has alone, and the only side on which it can be seen.
fn alone(
    property: &Property,
    [required, optional]: [&'static str; 2],
) -> (Option<Direction>, &'static str) {
    let rule = if is_required(property) {
        required
    } else {
        optional
    };
    (single(property.seen), rule)
}

/// The one side of these, where it is one.
fn single(sides: Sides) -> Option<Direction> {
    match (sides.request, sides.answer) {
        (true, false) => Some(Direction::Request),
        (false, true) => Some(Direction::Answer),
        _ => None,
    }
}

fn word(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

fn shown(side: &Side<'_>, property: &Property) -> String {
    let ty = describe(side, property.value.id);
    format!("{ty}, {}", word(is_required(property)))
}

/// A property that both documents have.
fn both<'a>(c: &mut Comparison<'a>, place: &Place, old: &'a Property, new: &'a Property) {
    let within = place.within(
        path(place, &new.name),
        &old.value.pointer,
        &new.value.pointer,
    );
    let seen = [
        (
            old.seen.request,
            new.seen.request,
            Direction::Request,
            "readOnly",
        ),
        (
            old.seen.answer,
            new.seen.answer,
            Direction::Answer,
            "writeOnly",
        ),
    ];
    for (was, is, direction, flag) in seen {
        let rule = match (flag, was, is) {
            ("readOnly", true, false) => "became-read-only",
            ("readOnly", false, true) => "no-longer-read-only",
            (_, true, false) => "became-write-only",
            (_, false, true) => "no-longer-write-only",
            _ => continue,
        };
        c.differs_on(&within, Some(direction), rule, flag, (None, None));
    }
    requiredness(c, &within, old.required, new.required);
    let sides = Sides {
        request: old.seen.request && new.seen.request,
        answer: old.seen.answer && new.seen.answer,
    };
    let is_seen = sides.request || sides.answer;
    if is_seen {
        held(
            c,
            &within,
            single(sides),
            Some(&old.value),
            Some(&new.value),
        );
    }
}

fn requiredness(c: &mut Comparison<'_>, place: &Place, old: Sides, new: Sides) {
    let became = |is: bool| match is {
        true => "property-became-required",
        false => "property-became-optional",
    };
    let differs = Sides {
        request: old.request != new.request,
        answer: old.answer != new.answer,
    };
    let words = |was: bool| (Some(word(was).to_owned()), Some(word(!was).to_owned()));
    if differs == Sides::BOTH && old.request == old.answer {
        return c.differs(place, became(new.request), "", words(old.request));
    }
    for (differs, was, direction) in [
        (differs.request, old.request, Direction::Request),
        (differs.answer, old.answer, Direction::Answer),
    ] {
        if differs {
            c.differs_on(place, Some(direction), became(!was), "", words(was));
        }
    }
}

/// How sure it is that a property that has gone is one that is new; nothing where it is not.
fn renamed(c: &Comparison<'_>, old: &Property, new: &Property, gone: &[&Property]) -> Option<f64> {
    if describe(&c.old, old.value.id) != describe(&c.new, new.value.id) {
        return None;
    }
    let notes = |property: &Property| &c.old.schema(property.value.id).notes;
    let theirs = &c.new.schema(new.value.id).notes;
    let is_said =
        |property: &Property| words::is_said_alike(notes(property), theirs, "description");
    let same_words = is_said(old) && gone.iter().filter(|other| is_said(other)).count() == 1;
    let alike = similar::names(&old.name, &new.name);
    let weight = |holds: bool| if holds { 0.2 } else { 0.0 };
    (alike >= 0.7 || same_words).then(|| {
        alike
            + weight(same_words) * 3.0
            + weight(is_required(old) == is_required(new))
            + weight(c.old.mark(old.value.id) == c.new.mark(new.value.id))
    })
}

/// Names that are required although no property has them.
fn further_required(c: &mut Comparison<'_>, place: &Place, old: &Object, new: &Object) {
    let lists = [
        (old, new, "property-became-optional"),
        (new, old, "property-became-required"),
    ];
    for (has, lacks, rule) in lists {
        for name in &has.further_required {
            if lacks.further_required.contains(name) || lacks.property(name).is_some() {
                continue;
            }
            let mut within = place.clone();
            within.path = path(place, name);
            let is = rule == "property-became-required";
            let shown = |required: bool| Some(format!("{name}: {}", word(required)));
            c.differs(&within, rule, "required", (shown(!is), shown(is)));
        }
    }
}

fn further_members<'a>(c: &mut Comparison<'a>, place: &Place, old: &'a Object, new: &'a Object) {
    let hidden = c.is_hidden("additionalProperties without a schema");
    let rule = match (&old.extra, &new.extra) {
        (Extra::None, Extra::None) | (Extra::Any, Extra::Any) => return,
        (Extra::Of(left), Extra::Of(right)) => {
            let path = format!("{}{{*}}", place.path);
            let within = place.within(path, &left.pointer, &right.pointer);
            held(c, &within, None, Some(left), Some(right));
            return;
        }
        (Extra::Any, Extra::None) if hidden.0 => return,
        (Extra::None, Extra::Any) if hidden.1 => return,
        (_, Extra::None) => "map-closed",
        (Extra::None, _) => "map-opened",
        (Extra::Any, Extra::Of(_)) => "map-values-typed",
        (Extra::Of(_), Extra::Any) => "map-values-untyped",
    };
    let shown = |side: &Side<'_>, extra: &Extra| {
        Some(match extra {
            Extra::None => "none".to_owned(),
            Extra::Any => "any".to_owned(),
            Extra::Of(values) => describe(side, values.id),
        })
    };
    let values = (shown(&c.old, &old.extra), shown(&c.new, &new.extra));
    let mut within = place.clone();
    within.path = format!("{}{{*}}", place.path);
    c.differs(&within, rule, "additionalProperties", values);
}
