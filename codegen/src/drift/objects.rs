//! What an object has: properties, what of them is required, and further members.

use super::change::Direction;
use super::comparison::{Alone, Diff};
use super::describe::{describe, is_map};
use super::found::{Both, Found, Place, either, values, word};
use super::matching::Matching;
use super::side::Side;
use super::uses::held;
use super::{moves, similar, words};
use crate::openapi::{Extra, Object, Pointer, Property, Sides, Use};

/// Compares two objects.
pub(super) fn compare<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Object>) {
    let path = |property: &Property| format!("{}.{}", place.path, property.name);
    let mut all = Matching::of(&old.properties, &new.properties);
    for pair in all.same(|left, right| left.name == right.name) {
        property(c, &place.within(path(pair.1), pointers(pair)), pair);
    }
    let known = (
        |gone: &[&'a Property]| Known::of(&c.old, gone),
        |added: &[&'a Property]| Known::of(&c.new, added),
    );
    for pair in all.likely_by(known, Known::renamed) {
        let within = place.within(path(pair.1), pointers(pair));
        c.differs(
            &within,
            "property-renamed",
            "",
            values(&pair.0.name, &pair.1.name),
        );
        property(c, &within, pair);
    }
    for moved in moves::take(c, (old, new), &mut all) {
        let shown = format!("{}.{}", place.path, moved.names.1);
        let within = place.within(shown, pointers(moved.pair));
        let names = values(&moved.names.0, &moved.names.1);
        c.differs(&within, "property-moved", "", names);
        property(c, &within, moved.pair);
    }
    c.alone(place, all, |side, property| {
        const GONE: [&str; 2] = ["required-property-removed", "optional-property-removed"];
        const ADDED: [&str; 2] = ["required-property-added", "optional-property-added"];
        let required = is_required(property);
        let rules = [either(required, GONE), either(required, ADDED)];
        let shown = format!("{}, {}", describe(side, property.value.id), word(required));
        let alone = Alone::new(rules, path(property), &property.value.pointer, shown);
        alone.on(single(property.seen))
    });
    further_required(c, place, (old, new));
    further_members(c, place, (old, new));
}

/// Whether a map became an object with properties of its own, or the other way round.
pub(super) fn is_other(old: &Object, new: &Object) -> bool {
    let is_closed_to =
        |other: &Object| !other.properties.is_empty() && !matches!(other.extra, Extra::Of(_));
    is_map(old) && is_closed_to(new) || is_map(new) && is_closed_to(old)
}

fn pointers((old, new): Both<&Property>) -> Both<&Pointer> {
    (&old.value.pointer, &new.value.pointer)
}

fn is_required(property: &Property) -> bool {
    property.required.any()
}

/// The one side of these, where it is one.
fn single(sides: Sides) -> Option<Direction> {
    match (sides.request, sides.answer) {
        (true, false) => Some(Direction::Request),
        (false, true) => Some(Direction::Answer),
        _ => None,
    }
}

/// A property that both documents have.
fn property(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Property>) {
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
        let rule = match (direction, was, is) {
            (Direction::Request, true, false) => "became-read-only",
            (Direction::Request, false, true) => "no-longer-read-only",
            (Direction::Answer, true, false) => "became-write-only",
            (Direction::Answer, false, true) => "no-longer-write-only",
            _ => continue,
        };
        c.found(
            place.unit,
            Found::differs(rule, place, flag).on(Some(direction)),
        );
    }
    requiredness(c, place, (old.required, new.required));
    let sides = Sides {
        request: old.seen.request && new.seen.request,
        answer: old.seen.answer && new.seen.answer,
    };
    if sides.any() {
        held(
            c,
            place,
            single(sides),
            (Some(&old.value), Some(&new.value)),
        );
    }
}

fn requiredness(c: &mut Diff<'_>, place: &Place, (old, new): Both<Sides>) {
    let became = |is: bool| either(is, ["property-became-required", "property-became-optional"]);
    let told = |was: bool, is: bool, only| {
        let found = Found::differs(became(is), place, "");
        found.with(values(word(was), word(is))).on(only)
    };
    // What differs alike on both sides is told once.
    if (old.request, new.request) == (old.answer, new.answer) {
        if old != new {
            c.found(place.unit, told(old.request, new.request, None));
        }
        return;
    }
    for (was, is, side) in [
        (old.request, new.request, Direction::Request),
        (old.answer, new.answer, Direction::Answer),
    ] {
        if was != is {
            c.found(place.unit, told(was, is, Some(side)));
        }
    }
}

/// What a property is found again by that has another name.
struct Known<'a> {
    name: &'a str,
    shown: String,
    mark: Option<u64>,
    is_required: bool,
    /// The words that describe it and no other one.
    words: Option<words::Known>,
}

impl<'a> Known<'a> {
    /// What is known of each of some properties.
    fn of(side: &Side<'_>, properties: &[&'a Property]) -> Vec<Self> {
        let said = |it: &&Property| words::said(&side.schema(it.value.id).notes, "description");
        let all: Vec<Option<words::Known>> = properties.iter().map(said).collect();
        let is_alone =
            |words: &Option<words::Known>| all.iter().filter(|it| *it == words).count() == 1;
        let alone: Vec<bool> = all.iter().map(is_alone).collect();
        let each = properties.iter().zip(all).zip(alone);
        each.map(|((property, words), is_alone)| Self {
            name: &property.name,
            shown: describe(side, property.value.id),
            mark: side.mark(property.value.id),
            is_required: is_required(property),
            words: words.filter(|_| is_alone),
        })
        .collect()
    }

    /// How sure it is that a property that has gone is one that is new; nothing where it is not.
    fn renamed(&self, new: &Self) -> Option<f64> {
        if self.shown != new.shown {
            return None;
        }
        let same_words = self.words.is_some() && self.words == new.words;
        let alike = similar::names(self.name, new.name);
        let weight = |holds: bool| if holds { 0.2 } else { 0.0 };
        (alike >= 0.7 || same_words).then(|| {
            alike
                + weight(same_words) * 3.0
                + weight(self.is_required == new.is_required)
                + weight(self.mark == new.mark)
        })
    }
}

/// Names that are required although no property has them.
fn further_required(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Object>) {
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
            within.path = format!("{}.{name}", place.path);
            let is = rule == "property-became-required";
            let shown = |required: bool| Some(format!("{name}: {}", word(required)));
            c.differs(&within, rule, "required", (shown(!is), shown(is)));
        }
    }
}

/// Compares what members are whose names match a pattern. Where there are no others, another pattern lets more pass; where there
/// are, nobody knows what they were that it takes out of them.
fn by_pattern(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Object>) {
    let mut all = Matching::of(&old.patterns, &new.patterns);
    for ((_, left), (pattern, right)) in all.same(|(one, _), (other, _)| one == other) {
        let within = place.within(path(place, pattern), (&left.pointer, &right.pointer));
        held(c, &within, None, (Some(left), Some(right)));
    }
    let gone = either(new.by_name, ["map-closed", "opaque-changed"]);
    let added = either(old.by_name, ["map-opened", "opaque-changed"]);
    c.alone(place, all, |side, (pattern, used)| {
        let shown = describe(side, used.id);
        Alone::new([gone, added], path(place, pattern), &used.pointer, shown)
    });
    if old.by_name != new.by_name {
        let rule = either(new.by_name, ["map-closed", "map-opened"]);
        let shown = |by_name| Some(either(by_name, ["none", "any"]).to_owned());
        let values = (shown(old.by_name), shown(new.by_name));
        c.differs(place, rule, "additionalProperties", values);
    }
    fn path(place: &Place, pattern: &str) -> String {
        format!("{}{{{pattern}}}", place.path)
    }
}

fn further_members(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Object>) {
    by_pattern(c, place, (old, new));
    match (&old.names, &new.names) {
        (Some(left), Some(right)) => {
            let mut place = place.clone();
            place.path.push_str("{name}");
            held(c, &place, None, (Some(left), Some(right)));
        }
        (None, None) => {}
        (was, is) => {
            let rule = either(is.is_some(), ["limit-tightened", "limit-loosened"]);
            let shown = |side: &Side<'_>, names: &Option<Use>| {
                names.as_ref().map(|names| describe(side, names.id))
            };
            let values = (shown(&c.old, was), shown(&c.new, is));
            c.differs(place, rule, "propertyNames", values);
        }
    }
    let hidden = c.is_hidden("additionalProperties without a schema");
    let mut place = place.clone();
    place.path.push_str("{*}");
    let rule = match (&old.extra, &new.extra) {
        (Extra::None, Extra::None) | (Extra::Any, Extra::Any) => return,
        (Extra::Of(left), Extra::Of(right)) => {
            held(c, &place, None, (Some(left), Some(right)));
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
    c.differs(&place, rule, "additionalProperties", values);
}
