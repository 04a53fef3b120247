//! Members that are not understood: a change in one is told, wherever it stands.

use std::collections::{HashMap, HashSet};

use super::comparison::{Diff, NotUnderstood, Told};
use super::found::{Both, Found};
use super::matching::Matching;
use super::words;
use crate::openapi::{Document, Opaque, Pointer};
use crate::transcribe::fingerprint;

const RULE: &str = "opaque-changed";

/// Tells what differs in members that are not understood: place by place, and then what stands at none of the places that
/// were compared. What they hold may be words of a vendor and is not shown.
pub(super) fn compare(c: &mut Diff<'_>, unit: usize) {
    let places = std::mem::take(&mut c.opaque);
    let known = (Known::of(&places, true), Known::of(&places, false));
    for NotUnderstood {
        place,
        is_around,
        members: (old, new),
    } in places
    {
        let own = |all: Vec<&'_ Opaque>, known: &Known, at: &Pointer| -> Vec<Opaque> {
            let all = all.into_iter();
            all.filter(|it| !is_around || known.is_of(it, at))
                .cloned()
                .collect()
        };
        let old = own(old, &known.0, &place.at.0);
        let new = own(new, &known.1, &place.at.1);
        let mut all = Matching::of(&old, &new);
        all.same(is_same);
        let changed = all.same(|one, other| one.name == other.name).into_iter();
        let changed = changed.map(|(one, other)| (Some(one), Some(other)));
        for (was, is) in changed.chain(all) {
            let name = was.or(is).map_or("", |opaque| &opaque.name);
            c.found(place.unit, found(RULE, place.member(name), (was, is)));
        }
    }
    elsewhere(c, unit, known);
}

fn is_same(one: &Opaque, other: &Opaque) -> bool {
    one.name == other.name && one.value == other.value
}

/// What the places name that were compared, each with how deep the innermost stands that is around it and names it.
struct Known(HashMap<Pointer, usize>);

impl Known {
    fn of(places: &[NotUnderstood<'_>], is_old: bool) -> Self {
        let mut known = HashMap::new();
        for at in places {
            let (all, place) = if is_old {
                (&at.members.0, &at.place.at.0)
            } else {
                (&at.members.1, &at.place.at.1)
            };
            for opaque in all {
                let innermost = known.entry(opaque.pointer.clone()).or_default();
                *innermost = depth(place).max(*innermost);
            }
        }
        Self(known)
    }

    /// Whether a member is told of at this place and not further in.
    fn is_of(&self, opaque: &Opaque, place: &Pointer) -> bool {
        self.0.get(&opaque.pointer) == Some(&depth(place))
    }
}

fn depth(pointer: &Pointer) -> usize {
    std::iter::successors(pointer.before(), |at| at.before()).count()
}

fn found(rule: &'static str, path: String, (was, is): Both<Option<&Opaque>>) -> Found {
    let at = |opaque: Option<&'_ Opaque>| opaque.map(|opaque| opaque.pointer.clone());
    let (former, pointer) = (at(was), at(is));
    Found::new(rule, path, (former.as_ref(), pointer.as_ref()))
}

/// What stands at no place that was compared, and within nothing that is told to be new or to have gone.
fn elsewhere(c: &mut Diff<'_>, unit: usize, known: (Known, Known)) {
    let told = |is_old: bool| {
        let told = c.units.iter().flat_map(|unit| &unit.told);
        let told = told.filter_map(move |told| match told {
            Told::Found(found) if is_old && found.at.1.is_none() => found.at.0.clone(),
            Told::Found(found) if !is_old && found.at.0.is_none() => found.at.1.clone(),
            _ => None,
        });
        told.collect::<HashSet<Pointer>>()
    };
    let old = left(c.old.document, &known.0, &told(true));
    let new = left(c.new.document, &known.1, &told(false));
    let mut all = Matching::of(old, new);
    all.same(is_same);
    let changed = all
        .same(|one, other| one.pointer == other.pointer)
        .into_iter();
    let changed = changed.map(|(one, other)| (Some(one), Some(other)));
    for (was, is) in changed.chain(all) {
        let at = was
            .or(is)
            .map(|it| (it.name.as_str(), it.pointer.to_string()));
        let (name, path) = at.unwrap_or_default();
        let mut found = found(rule(name, was.is_some(), is.is_some()), path, (was, is));
        if found.rule != RULE {
            let print = |opaque: &Opaque| fingerprint(&opaque.value.to_string());
            found.values = (was.map(print), is.map(print));
        }
        c.found(unit, found);
    }
}

/// The rule for what stands elsewhere. Words beside a reference, which OpenAPI 3.0 ignores, are words.
fn rule(name: &str, was: bool, is: bool) -> &'static str {
    match (words::rules(name), was, is) {
        (None, ..) => RULE,
        (Some([_, _, changed]), true, true) => changed,
        (Some([_, removed, _]), true, false) => removed,
        (Some([added, _, _]), false, _) => added,
    }
}

fn left<'a>(document: &'a Document, known: &Known, told: &HashSet<Pointer>) -> Vec<&'a Opaque> {
    let is_told = |pointer: &Pointer| {
        let mut around = std::iter::successors(Some(pointer), |at| at.before());
        around.any(|at| told.contains(at))
    };
    let opaque = document.account.opaque.iter();
    let left = opaque.filter(|it| !known.0.contains_key(&it.pointer) && !is_told(&it.pointer));
    left.collect()
}
