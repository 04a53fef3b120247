//! What was found, as changes: each once, with what it reaches and what follows.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::change::{Change, Class, Direction, Reached};
use super::comparison::{Comparison, Found, Told, Unit};
use super::rules::{self, Rule};
use crate::openapi::Pointer;

/// All changes, each once.
pub(super) fn finish(mut c: Comparison<'_>) -> Vec<Change> {
    for (unit, found, units) in std::mem::take(&mut c.otherwise) {
        let is_quiet = |unit: &usize| {
            let told = c.units.get(*unit).into_iter().flat_map(|unit| &unit.told);
            told.into_iter().all(|told| match told {
                Told::Found(found) => is_of_words(found),
                Told::Within(_) => true,
            })
        };
        if units.iter().all(is_quiet) {
            c.found(unit, found);
        }
    }
    spread(&mut c.units);
    let again = told_again(&c.units);
    let mut changes = Changes::default();
    for unit in (0..c.units.len()).filter(|unit| !c.units.get(*unit).is_some_and(|it| it.is_within))
    {
        emit(&c, unit, &again, &mut changes);
    }
    changes.all
}

fn is_of_words(found: &Found) -> bool {
    let kinds = ["prose-", "sample-", "extension-"];
    kinds.iter().any(|kind| found.rule.starts_with(kind))
}

/// Hands what reaches a unit on to the units that it leads to.
fn spread(units: &mut [Unit]) {
    let mut waiting: Vec<usize> = (0..units.len()).collect();
    while let Some(from) = waiting.pop() {
        let Some(unit) = units.get(from) else {
            continue;
        };
        let (reach, leads) = (unit.reach.clone(), unit.leads.clone());
        for (to, only) in leads {
            let Some(target) = units.get_mut(to) else {
                continue;
            };
            let before = target.reach.len();
            let passed = reach
                .iter()
                .filter(|(_, side)| only.is_none_or(|only| only == *side));
            target.reach.extend(passed);
            if target.reach.len() > before {
                waiting.push(to);
            }
        }
    }
}

/// What a finding is, wherever its schema stands.
type Print = (&'static str, Option<String>, Option<String>, String);

fn print(found: &Found) -> Print {
    let at = found.pointer.as_ref().or(found.former.as_ref());
    let member = at.map_or("", Pointer::last).to_owned();
    (found.rule, found.was.clone(), found.is.clone(), member)
}

/// The findings of each unit that a named schema tells which it is composed of.
fn told_again(units: &[Unit]) -> HashMap<usize, HashSet<Print>> {
    let prints = |unit: usize| {
        let told = units.get(unit).into_iter().flat_map(|unit| &unit.told);
        told.filter_map(|told| match told {
            Told::Found(found) => Some(print(found)),
            Told::Within(_) => None,
        })
    };
    let mut again = HashMap::new();
    for (index, unit) in units.iter().enumerate() {
        // Two that are composed of one another would each leave it to the other.
        let bases = unit
            .bases
            .iter()
            .filter(|base| !rests_on(units, **base, index));
        let told: HashSet<Print> = bases.flat_map(|base| prints(*base)).collect();
        if !told.is_empty() {
            again.insert(index, told);
        }
    }
    again
}

fn rests_on(units: &[Unit], unit: usize, wanted: usize) -> bool {
    let mut open = vec![unit];
    let mut seen = HashSet::new();
    while let Some(unit) = open.pop() {
        if unit == wanted {
            return true;
        }
        if seen.insert(unit) {
            open.extend(units.get(unit).into_iter().flat_map(|unit| &unit.bases));
        }
    }
    false
}

/// Emits what a unit tells, and what stands within it.
fn emit(
    c: &Comparison<'_>,
    unit: usize,
    again: &HashMap<usize, HashSet<Print>>,
    changes: &mut Changes,
) {
    let told = |unit: usize| c.units.get(unit).map_or(&[][..], |unit| &unit.told);
    let mut open = vec![(unit, told(unit).iter())];
    while let Some((unit, rest)) = open.last_mut() {
        let unit = *unit;
        match rest.next() {
            None => drop(open.pop()),
            Some(Told::Within(inner)) => open.push((*inner, told(*inner).iter())),
            Some(Told::Found(found)) => {
                let is_again = again
                    .get(&unit)
                    .is_some_and(|told| told.contains(&print(found)));
                if let Some(unit) = c.units.get(unit).filter(|_| !is_again) {
                    changes.add(found, reached(c, unit, found.only));
                }
            }
        }
    }
}

fn reached(c: &Comparison<'_>, unit: &Unit, only: Option<Direction>) -> BTreeSet<Reached> {
    let sides = unit
        .reach
        .iter()
        .filter(|(_, side)| only.is_none_or(|only| only == *side));
    sides
        .filter_map(|(operation, direction)| {
            Some(Reached {
                operation: c.operations.get(*operation)?.clone(),
                direction: *direction,
            })
        })
        .collect()
}

/// What makes a change the same as another.
type Key = (
    &'static str,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

#[derive(Default)]
struct Changes {
    all: Vec<Change>,
    places: HashMap<Key, usize>,
}

impl Changes {
    /// Adds what was found, or its reach where the same was found elsewhere.
    fn add(&mut self, found: &Found, mut reach: BTreeSet<Reached>) {
        let former = found.former.as_ref().map(ToString::to_string);
        let pointer = found.pointer.as_ref().map(ToString::to_string);
        let (was, is) = (found.was.clone(), found.is.clone());
        let key = (
            found.rule,
            former.clone(),
            pointer.clone(),
            was.clone(),
            is.clone(),
        );
        let next = self.all.len();
        let index = *self.places.entry(key).or_insert(next);
        if index == next {
            self.all.push(Change {
                rule: found.rule,
                class: Class::Documentation,
                reach: Vec::new(),
                path: found.path.clone(),
                former,
                pointer,
                line: None,
                was,
                is,
            });
        }
        if let Some(change) = self.all.get_mut(index) {
            reach.extend(std::mem::take(&mut change.reach));
            change.reach = reach.into_iter().collect();
            change.class =
                rules::rule(change.rule).map_or(Class::Breaking, |rule| class(rule, &change.reach));
        }
    }
}

/// The heaviest class of all sides that are reached. What nobody understands may reach any.
fn class(rule: &Rule, reach: &[Reached]) -> Class {
    if rule.request == Class::NotUnderstood && rule.answer == Class::NotUnderstood {
        return Class::NotUnderstood;
    }
    reach
        .iter()
        .map(|reached| rule.class(reached.direction))
        .max()
        .unwrap_or(Class::Documentation)
}
