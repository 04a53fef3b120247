//! Members that are not understood: a change in one is told, wherever it stands.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::comparison::{Comparison, Found, NotUnderstood, Told};
use crate::openapi::{Document, Opaque, Pointer};
use crate::transcribe::fingerprint;

const RULE: &str = "opaque-changed";

/// Tells what differs in members that are not understood: place by place, and then what stands at none of the places that
/// were compared. What they hold may be words of a vendor and is not shown.
pub(super) fn compare(c: &mut Comparison<'_>, unit: usize) {
    let mut places = std::mem::take(&mut c.opaque);
    // What stands around a place names its members as well.
    places.sort_by_key(|at| Reverse(depth(&at.place.old).max(depth(&at.place.new))));
    let mut known: (HashSet<Pointer>, HashSet<Pointer>) = (HashSet::new(), HashSet::new());
    for NotUnderstood { place, old, new } in places {
        let mut gone = fresh(old, &mut known.0);
        let mut added = fresh(new, &mut known.1);
        let is_same =
            |one: &Opaque, other: &Opaque| one.name == other.name && one.value == other.value;
        take_pairs(&mut gone, &mut added, is_same);
        let mut changed = take_pairs(&mut gone, &mut added, |one, other| one.name == other.name);
        changed.sort_by_key(|(one, _)| one.name.clone());
        let both = changed
            .into_iter()
            .map(|(one, other)| (Some(one), Some(other)));
        let gone = gone.into_iter().map(|one| (Some(one), None));
        let added = added.into_iter().map(|other| (None, Some(other)));
        let all: Vec<_> = both.chain(gone).chain(added).collect();
        for (was, is) in all {
            let name = was.or(is).map_or("", |opaque| &opaque.name);
            let found = found(RULE, place.member(name), (was, is));
            c.found(place.unit, found);
        }
    }
    elsewhere(c, unit, known);
}

fn depth(pointer: &Pointer) -> usize {
    std::iter::successors(pointer.before(), |at| at.before()).count()
}

/// Those of which nothing was told yet, each once.
fn fresh<'a>(all: Vec<&'a Opaque>, known: &mut HashSet<Pointer>) -> Vec<&'a Opaque> {
    let fresh = all
        .into_iter()
        .filter(|it| known.insert(it.pointer.clone()));
    fresh.collect()
}

/// Takes each of one list with the first of the other that it belongs to.
fn take_pairs<'a>(
    gone: &mut Vec<&'a Opaque>,
    added: &mut Vec<&'a Opaque>,
    belongs: impl Fn(&Opaque, &Opaque) -> bool,
) -> Vec<(&'a Opaque, &'a Opaque)> {
    let mut pairs = Vec::new();
    gone.retain(|one| {
        let same = added.iter().position(|other| belongs(one, other));
        let other = same.map(|index| added.remove(index));
        pairs.extend(other.map(|other| (*one, other)));
        other.is_none()
    });
    pairs
}

fn found(rule: &'static str, path: String, (was, is): (Option<&Opaque>, Option<&Opaque>)) -> Found {
    Found {
        rule,
        only: None,
        path,
        former: was.map(|opaque| opaque.pointer.clone()),
        pointer: is.map(|opaque| opaque.pointer.clone()),
        was: None,
        is: None,
    }
}

/// What stands at no place that was compared, and within nothing that is told to be new or to have gone.
fn elsewhere(c: &mut Comparison<'_>, unit: usize, known: (HashSet<Pointer>, HashSet<Pointer>)) {
    let mut alone: (HashSet<Pointer>, HashSet<Pointer>) = (HashSet::new(), HashSet::new());
    for told in c.units.iter().flat_map(|unit| &unit.told) {
        match told {
            Told::Found(Found {
                former: Some(at),
                pointer: None,
                ..
            }) => alone.0.insert(at.clone()),
            Told::Found(Found {
                former: None,
                pointer: Some(at),
                ..
            }) => alone.1.insert(at.clone()),
            _ => continue,
        };
    }
    let old = left(c.old.document, &known.0, &alone.0);
    let new = left(c.new.document, &known.1, &alone.1);
    let places: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for place in places {
        let (was, is) = (old.get(place).copied(), new.get(place).copied());
        if was.map(|it| &it.value) == is.map(|it| &it.value) {
            continue;
        }
        let name = was.or(is).map_or("", |opaque| &opaque.name);
        let mut found = found(
            rule(name, was.is_some(), is.is_some()),
            place.clone(),
            (was, is),
        );
        if found.rule != RULE {
            let print = |opaque: &Opaque| fingerprint(&opaque.value.to_string());
            (found.was, found.is) = (was.map(print), is.map(print));
        }
        c.found(unit, found);
    }
}

/// The rule for what stands elsewhere. Words beside a reference, which OpenAPI 3.0 ignores, are words.
fn rule(name: &str, was: bool, is: bool) -> &'static str {
    let words = matches!(name, "title" | "summary" | "description");
    let sample = matches!(name, "example" | "examples");
    match (words, sample, was, is) {
        (true, _, true, true) => "prose-changed",
        (true, _, true, false) => "prose-removed",
        (true, _, false, _) => "prose-added",
        (_, true, true, true) => "sample-changed",
        (_, true, true, false) => "sample-removed",
        (_, true, false, _) => "sample-added",
        _ => RULE,
    }
}

fn left<'a>(
    document: &'a Document,
    known: &HashSet<Pointer>,
    alone: &HashSet<Pointer>,
) -> BTreeMap<String, &'a Opaque> {
    let is_told = |pointer: &Pointer| {
        let mut around = std::iter::successors(Some(pointer), |at| at.before());
        around.any(|at| alone.contains(at))
    };
    let opaque = document.account.opaque.iter();
    opaque
        .filter(|opaque| !known.contains(&opaque.pointer) && !is_told(&opaque.pointer))
        .map(|opaque| (opaque.pointer.to_string(), opaque))
        .collect()
}
