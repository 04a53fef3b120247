//! What an operation takes: parameters and a body.

use super::comparison::{Alone, Diff};
use super::content::{self, required, schema};
use super::describe::describe;
use super::found::{Both, Place, either, values, word};
use super::matching::Matching;
use super::side::Side;
use super::{similar, styles, words};
use crate::openapi::{self, Body, Operation, Parameter};

/// Compares the parameters of an operation.
pub(super) fn parameters<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Operation>) {
    let path = |it: &Parameter| format!("{} {} {}", place.path, it.place.key(), it.name);
    let lent = |operation: &'a Operation| {
        let all = operation.parameters.iter().map(AsRef::as_ref);
        all.filter(|it: &&Parameter| it.is_ignored().is_none())
    };
    let mut all: Matching<'a, Parameter> = Matching::of(lent(old), lent(new));
    for pair in all.same(|one, other| one.place == other.place && one.name == other.name) {
        let within = place.of(path(pair.1), (&pair.0.notes, &pair.1.notes));
        parameter(c, &within, pair);
    }
    // A header has its name in any case of letters.
    let moved = |one: &Parameter, other: &Parameter| {
        one.place != other.place && one.name.eq_ignore_ascii_case(&other.name)
    };
    for pair in all.same(moved) {
        let within = place.of(path(pair.1), (&pair.0.notes, &pair.1.notes));
        let places = values(pair.0.place.key(), pair.1.place.key());
        c.differs(&within, "parameter-moved", "in", places);
        parameter(c, &within, pair);
    }
    for pair in all.likely(|left, right| renamed(c, (left, right), (old, new))) {
        let is_of_path = pair.0.place == openapi::Place::Path;
        let rule = either(is_of_path, ["path-parameter-renamed", "parameter-renamed"]);
        let within = place.of(path(pair.1), (&pair.0.notes, &pair.1.notes));
        c.differs(&within, rule, "name", values(&pair.0.name, &pair.1.name));
        parameter(c, &within, pair);
    }
    c.alone(place, all, |side, it| {
        const GONE: [&str; 2] = ["required-parameter-removed", "optional-parameter-removed"];
        const ADDED: [&str; 2] = ["required-parameter-added", "optional-parameter-added"];
        let rules = [either(it.required, GONE), either(it.required, ADDED)];
        Alone::new(rules, path(it), &it.notes.pointer, shown(side, it))
    });
}

fn shown(side: &Side<'_>, parameter: &Parameter) -> String {
    let ty = schema(&parameter.holds);
    let ty = ty.map_or_else(|| "any".to_owned(), |schema| describe(side, schema.id));
    format!("{ty}, {}", word(parameter.required))
}

/// How sure it is that a parameter is another one under a new name; nothing where it is not.
fn renamed(
    c: &Diff<'_>,
    (old, new): Both<&Parameter>,
    operations: Both<&Operation>,
) -> Option<f64> {
    if old.place != new.place {
        return None;
    }
    if old.place == openapi::Place::Path {
        // The same gap of the same path is the same parameter, whatever its name.
        let gap = |operation: &Operation, parameter: &Parameter| {
            let name = format!("{{{}}}", parameter.name);
            operation
                .path
                .split('/')
                .position(|part| part.contains(&name))
        };
        let (left, right) = (gap(operations.0, old), gap(operations.1, new));
        return (left.is_some() && left == right).then_some(1.0);
    }
    let alike = similar::names(&old.name, &new.name);
    let same = shown(&c.old, old) == shown(&c.new, new);
    (same && alike >= 0.7).then_some(alike)
}

fn parameter<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Parameter>) {
    let rules = ["parameter-became-required", "parameter-became-optional"];
    required(c, place, rules, (old.required, new.required));
    words::compare(c, place, (&old.notes, &new.notes));
    let rules = ["empty-value-allowed", "empty-value-refused"];
    if old.allow_empty != new.allow_empty {
        let rule = either(new.allow_empty, rules);
        c.differs(place, rule, "allowEmptyValue", (None, None));
    }
    let held = |it: &Parameter| schema(&it.holds).map(|held| held.id);
    let can_explode =
        |side: &Side<'_>, it: &Parameter| styles::can_explode(side, held(it), it.style);
    let can_reserve = |side: &Side<'_>, it: &Parameter| {
        it.place == openapi::Place::Query && styles::can_reserve(side, held(it))
    };
    let is_apart = can_explode(&c.old, old) || can_explode(&c.new, new);
    let is_reserved = can_reserve(&c.old, old) || can_reserve(&c.new, new);
    let style = |it| match old.place == new.place {
        true => style(it, is_apart, is_reserved),
        // Each place has styles of its own.
        false => String::new(),
    };
    let styles = [old, new].map(style).into();
    content::holds(
        c,
        place,
        styles,
        (&old.notes, &new.notes),
        (&old.holds, &new.holds),
    );
}

/// How a value is written, as stated or as it goes without saying. Whether it is exploded is told of what can be, and whether
/// reserved letters stay of what may have some.
fn style(parameter: &Parameter, is_apart: bool, is_reserved: bool) -> String {
    let mut words = vec![parameter.style.key()];
    let flags = [
        (parameter.explode && is_apart, "exploded"),
        (parameter.allow_reserved && is_reserved, "allowReserved"),
    ];
    words.extend(
        flags
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, word)| *word),
    );
    words.join(", ")
}

/// Compares the bodies of requests.
pub(super) fn body<'a>(c: &mut Diff<'a>, place: &Place, bodies: Both<Option<&'a Body>>) {
    let path = place.member("body");
    if let (Some(old), Some(new)) = bodies {
        let within = place.of(path, (&old.notes, &new.notes));
        let rules = ["body-became-required", "body-became-optional"];
        required(c, &within, rules, (old.required, new.required));
        words::compare(c, &within, (&old.notes, &new.notes));
        return content::compare(c, &within, (&old.content, &new.content));
    }
    c.alone(place, Matching::of(bodies.0, bodies.1), |side, body| {
        let gone = either(
            body.required,
            ["required-body-removed", "optional-body-removed"],
        );
        let added = either(
            body.required,
            ["required-body-added", "optional-body-added"],
        );
        let shown = content::shown(side, &body.content);
        Alone::new([gone, added], path.clone(), &body.notes.pointer, shown)
    });
}
