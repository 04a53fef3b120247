//! Operations: which there are, and what each of them takes and gives.

use std::collections::BTreeSet;

use super::change::Direction;
use super::comparison::{Alone, Diff};
use super::found::{Both, Place};
use super::matching::Matching;
use super::pairing::Operations;
use super::security::Schemes;
use super::{answers, requests, security, servers, similar, words};
use crate::openapi::Operation;

/// Compares operations, whose numbers are those that the comparison has for them.
pub(super) fn compare<'a>(c: &mut Diff<'a>, operations: &Operations<'a>, schemes: &Schemes<'a>) {
    for (place, (old, new, has_moved)) in operations.kept.iter().enumerate() {
        let all = (operations, operations.number(place));
        operation(c, all, (old, new), *has_moved, schemes);
    }
    let (gone, new) = (operations.gone.iter(), operations.new.iter());
    let alone = gone
        .map(|old| (Some(*old), None))
        .chain(new.map(|new| (None, Some(*new))));
    for (place, (old, new)) in (operations.kept.len()..).zip(alone) {
        let number = operations.number(place);
        let place = Place::root(c.unit(Direction::ALL.map(|side| (number, side))));
        c.alone(&place, Matching::of(old, new), |_, operation| {
            let rules = ["operation-removed", "operation-added"];
            let (name, at) = (operations.name(operation), &operation.notes.pointer);
            Alone::new(rules, name.clone(), at, name)
        });
    }
}

fn operation<'a>(
    c: &mut Diff<'a>,
    (all, number): (&Operations<'a>, usize),
    (old, new): Both<&'a Operation>,
    has_moved: bool,
    schemes: &Schemes<'a>,
) {
    let (name, caller) = (|operation| all.name(operation), all.caller);
    let whole = Place {
        unit: c.unit(Direction::ALL.map(|side| (number, side))),
        path: name(new),
        at: (old.notes.pointer.clone(), new.notes.pointer.clone()),
    };
    let rules = [
        (has_moved, "operation-moved"),
        (old.method != new.method, "method-changed"),
    ];
    for (_, rule) in rules.into_iter().filter(|(differs, _)| *differs) {
        c.differs(&whole, rule, "", (Some(name(old)), Some(name(new))));
    }
    words::compare(c, &whole, (&old.notes, &new.notes));
    identity(c, &whole, (old, new));
    let item = (&*old.path_notes, &*new.path_notes);
    words::compare(c, &whole.of(new.path.clone(), item), item);
    callbacks(c, &whole, (old, new), (number, caller), schemes);
    let request = Place {
        unit: c.unit([(number, caller)]),
        ..whole.clone()
    };
    security::of_operation(c, &request, (&old.security, &new.security), schemes);
    servers::of_operation(c, &request, (&old.servers, &new.servers));
    requests::parameters(c, &request, (old, new));
    requests::body(c, &request, (old.body.as_deref(), new.body.as_deref()));
    let answer = Place {
        unit: c.unit([(number, caller.other())]),
        ..whole
    };
    answers::compare(c, &answer, (old, new));
}

/// Compares what an operation calls back, name by name. The names are not sent: the same calls under another one are the same.
fn callbacks<'a>(
    c: &mut Diff<'a>,
    place: &Place,
    (old, new): Both<&'a Operation>,
    of: (usize, Direction),
    schemes: &Schemes<'a>,
) {
    let called = |operation: &'a Operation, name: Option<&String>| {
        let called = name.and_then(|name| operation.callbacks.get(name));
        called.map(Vec::as_slice).unwrap_or_default()
    };
    let calls = |operation: &'a Operation, name: &String| -> BTreeSet<(&str, &str)> {
        let calls = called(operation, Some(name)).iter();
        calls
            .map(|it| (it.method.key(), it.path.as_str()))
            .collect()
    };
    let mut all = Matching::of(old.callbacks.keys(), new.callbacks.keys());
    let mut pairs = all.same(|left, right| left == right);
    let renamed = all.likely(|left, right| {
        (calls(old, left) == calls(new, right)).then(|| similar::names(left, right))
    });
    for (was, is) in &renamed {
        let at = |of: &Operation, name: &str| of.notes.pointer.member("callbacks").member(name);
        let name = format!("{} callback {is}", place.path);
        let renamed = place.within(name, (&at(old, was), &at(new, is)));
        let values = (Some((*was).clone()), Some((*is).clone()));
        c.differs(&renamed, "callback-renamed", "", values);
    }
    pairs.extend(renamed);
    let pairs = pairs
        .into_iter()
        .map(|(left, right)| (Some(left), Some(right)));
    for (left, right) in pairs.chain(all) {
        let name = right.or(left).map_or("", String::as_str);
        let around = format!("{} callback {name} ", place.path);
        let lists = (called(old, left), called(new, right));
        let called = Operations::called_back((&c.old, &c.new), lists, of, around);
        compare(c, &called, schemes);
    }
}

/// The id and the tags.
fn identity(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Operation>) {
    let hidden = c.is_hidden("operationId");
    let unseen = old.id.is_none() && hidden.0 || new.id.is_none() && hidden.1;
    if old.id != new.id && !unseen {
        let ids = (old.id.clone(), new.id.clone());
        c.differs(place, "operation-id-changed", "operationId", ids);
    }
    let tags = |operation: &Operation| {
        let tags: BTreeSet<&str> = operation.tags.iter().map(String::as_str).collect();
        let tags: Vec<&str> = tags.into_iter().collect();
        (!tags.is_empty()).then(|| tags.join(", "))
    };
    let (was, is) = (tags(old), tags(new));
    if was != is {
        c.differs(place, "tags-changed", "tags", (was, is));
    }
}
