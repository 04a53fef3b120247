//! What was found, as changes: each once, with what it reaches and what follows.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::change::{Change, Class, Reached};
use super::comparison::{Diff, Told, Unit};
use super::found::Found;
use super::rules;
use super::side_set::SideSet;
use crate::openapi::Pointer;

/// All changes, each once.
pub(super) fn finish(mut c: Diff<'_>) -> Vec<Change> {
    for (unit, found, units) in std::mem::take(&mut c.otherwise) {
        let told = |unit: &usize| findings(&c.units, *unit).all(is_of_words);
        if units.iter().all(told) {
            c.found(unit, found);
        }
    }
    spread(&mut c.units);
    let moved = Moved::of(&c.units);
    let mut all = IndexMap::new();
    for (number, unit) in c
        .units
        .iter()
        .enumerate()
        .filter(|(_, unit)| !unit.is_within)
    {
        emit(&c.units, number, unit, &moved, &mut all);
    }
    // What is shared is reached alike with all that changed in it.
    let mut named: HashMap<SideSet, Arc<[Reached]>> = HashMap::new();
    let changes = all.into_iter().map(|(key, (path, sides))| {
        let reach = named
            .entry(sides)
            .or_insert_with_key(|sides| reached(&c, sides));
        change(key, path, Arc::clone(reach))
    });
    changes.collect()
}

fn findings(units: &[Unit], unit: usize) -> impl Iterator<Item = &Found> {
    let told = units.get(unit).into_iter().flat_map(|unit| &unit.told);
    told.filter_map(|told| match told {
        Told::Found(found) => Some(found),
        Told::Within(_) => None,
    })
}

fn is_of_words(found: &Found) -> bool {
    let kinds = ["prose-", "sample-", "extension-"];
    kinds.iter().any(|kind| found.rule.starts_with(kind))
}

/// Hands what reaches a unit on to the units that it leads to.
fn spread(units: &mut [Unit]) {
    // Most lead to later ones, so that the first of those that wait has most of what it hands on.
    let mut waiting: BTreeSet<usize> = (0..units.len()).collect();
    while let Some(from) = waiting.pop_first() {
        let Some(unit) = units.get(from) else {
            continue;
        };
        let (reach, leads) = (unit.reach.clone(), unit.leads.clone());
        for (to, only) in leads {
            if let Some(target) = units.get_mut(to)
                && target.reach.take(&reach, only)
            {
                waiting.insert(to);
            }
        }
    }
}

/// Whether a unit tells what a named schema tells that it is composed of. Two that are composed of one another would each
/// leave it to the other.
fn is_again(units: &[Unit], number: usize, unit: &Unit, found: &Found) -> bool {
    let member = |found: &Found| {
        let at = found.at.1.as_ref().or(found.at.0.as_ref());
        at.map_or("", Pointer::last).to_owned()
    };
    let is_same = |other: &Found| {
        other.rule == found.rule && other.values == found.values && member(other) == member(found)
    };
    let mut bases = unit.bases.iter();
    bases.any(|base| findings(units, *base).any(is_same) && !rests_on(units, *base, number))
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

/// The properties that stand in another object than before. Where they stood nothing has gone, and where they stand
/// nothing is new.
struct Moved {
    /// The units that tell so, by where such a property was and by where it is.
    told: HashMap<Pointer, HashSet<usize>>,
    /// By the number of each unit, those that lead to it.
    above: Vec<Vec<usize>>,
}

impl Moved {
    fn of(units: &[Unit]) -> Self {
        let mut told: HashMap<Pointer, HashSet<usize>> = HashMap::new();
        let mut above = vec![Vec::new(); units.len()];
        for (number, unit) in units.iter().enumerate() {
            let within = unit.told.iter().filter_map(|told| match told {
                Told::Within(inner) => Some(*inner),
                Told::Found(_) => None,
            });
            for below in unit.leads.iter().map(|(below, _)| *below).chain(within) {
                if let Some(above) = above.get_mut(below) {
                    above.push(number);
                }
            }
            let moves = findings(units, number).filter(|found| found.rule == "property-moved");
            for at in moves.flat_map(|found| [&found.at.0, &found.at.1]).flatten() {
                told.entry(at.clone()).or_default().insert(number);
            }
        }
        Self { told, above }
    }

    /// Whether what a unit has alone is told as moved wherever the unit is reached from.
    fn tells(&self, unit: usize, found: &Found) -> bool {
        const ALONE: [&str; 4] = [
            "required-property-removed",
            "optional-property-removed",
            "required-property-added",
            "optional-property-added",
        ];
        let at = found.at.1.as_ref().or(found.at.0.as_ref());
        let Some(told) = at.and_then(|at| self.told.get(at)) else {
            return false;
        };
        if !ALONE.contains(&found.rule) {
            return false;
        }
        let (mut open, mut seen) = (vec![unit], HashSet::new());
        while let Some(unit) = open.pop() {
            if told.contains(&unit) || !seen.insert(unit) {
                continue;
            }
            match self.above.get(unit) {
                Some(above) if !above.is_empty() => open.extend(above),
                _ => return false,
            }
        }
        true
    }
}

/// What makes a change the same as another: its rule, where it was and is, and what.
type Key = (&'static str, [Option<String>; 4]);

/// Changes with the path of the first place where each was found and all that it reaches.
type Changes = IndexMap<Key, (String, SideSet)>;

/// Adds what a unit tells, and what stands within it.
fn emit(units: &[Unit], number: usize, unit: &Unit, moved: &Moved, changes: &mut Changes) {
    let mut open = vec![(number, unit, unit.told.iter())];
    while let Some((number, unit, rest)) = open.last_mut() {
        match rest.next() {
            None => drop(open.pop()),
            Some(Told::Within(inner)) => {
                let within = units
                    .get(*inner)
                    .map(|unit| (*inner, unit, unit.told.iter()));
                open.extend(within);
            }
            Some(Told::Found(found))
                if is_again(units, *number, unit, found) || moved.tells(*number, found) => {}
            Some(Told::Found(found)) => {
                let at = [&found.at.0, &found.at.1].map(|at| at.as_ref().map(ToString::to_string));
                let [former, pointer] = at;
                let (was, is) = found.values.clone();
                let known = changes.entry((found.rule, [former, pointer, was, is]));
                let (_, reach) = known.or_insert_with(|| (found.path.clone(), SideSet::default()));
                reach.take(&unit.reach, found.only);
            }
        }
    }
}

/// The sides by the names of their operations.
fn reached(c: &Diff<'_>, sides: &SideSet) -> Arc<[Reached]> {
    let named = sides.iter().filter_map(|(operation, direction)| {
        let operation = c.operations.get(operation)?.clone();
        Some(Reached {
            operation,
            direction,
        })
    });
    let reached: BTreeSet<Reached> = named.collect();
    reached.into_iter().collect()
}

fn change((rule, [former, pointer, was, is]): Key, path: String, reach: Arc<[Reached]>) -> Change {
    Change {
        rule,
        class: class(rule, &reach),
        reach,
        path,
        former,
        pointer,
        line: None,
        was,
        is,
    }
}

/// The heaviest class of all sides that are reached. What nobody understands may reach any.
fn class(rule: &str, reach: &[Reached]) -> Class {
    let Some(rule) = rules::rule(rule) else {
        return Class::Breaking;
    };
    let classes = reach.iter().map(|reached| rule.class(reached.direction));
    let unreached = rule.request.min(rule.answer);
    let unreached = Some(unreached).filter(|class| *class == Class::NotUnderstood);
    classes
        .chain(unreached)
        .max()
        .unwrap_or(Class::Documentation)
}
