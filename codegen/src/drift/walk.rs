//! Walks two documents side by side.
//!
//! The walk goes over *units*: the sides of each operation, and each pair of named schemas, which is walked once however
//! often it is referred to. Units refer to units; what an operation reaches follows from that at the end, so that a cycle
//! of schemas is no cycle of the walk.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::change::{Change, Class, Direction, Reached};
use super::rules::{self, Rule};
use super::side::{Node, Side};

/// A pair of nodes on the way, with how it was reached.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// The unit that is being walked.
    pub(super) unit: usize,
    /// The name of the place for people.
    pub(super) path: String,
    /// The only side on which the place can be seen, where it is not both.
    pub(super) only: Option<Direction>,
    pub(super) old: Node<'a>,
    pub(super) new: Node<'a>,
    /// How deep in the unit it is.
    pub(super) depth: usize,
}

impl<'a> Place<'a> {
    /// A place further in.
    pub(super) fn within(&self, path: String, old: Node<'a>, new: Node<'a>) -> Self {
        Self {
            unit: self.unit,
            path,
            only: self.only,
            old,
            new,
            depth: self.depth + 1,
        }
    }

    /// The same member of both nodes, where both have it.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        Some(self.within(self.path.clone(), self.old.get(name)?, self.new.get(name)?))
    }
}

/// What a rule found at a place.
pub(super) struct Found {
    pub(super) rule: &'static str,
    pub(super) only: Option<Direction>,
    pub(super) path: String,
    pub(super) former: Option<String>,
    pub(super) pointer: Option<String>,
    pub(super) was: Option<String>,
    pub(super) is: Option<String>,
}

/// A part of the walk that is reached as a whole.
#[derive(Default)]
struct Unit {
    found: Vec<Found>,
    leads_to: BTreeSet<(usize, Option<Direction>)>,
    reach: BTreeSet<Reached>,
}

/// The walk with all that it has found.
pub(super) struct Walk<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    /// The named schemas that have another name in the new document.
    pub(super) renamed: BTreeMap<String, String>,
    units: Vec<Unit>,
    by_pointers: BTreeMap<(String, String), usize>,
    waiting: VecDeque<Place<'a>>,
    /// Pairs of places within units that were walked, since expanded references can run in a circle.
    walked: BTreeSet<(usize, String, String)>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: Side<'a>, new: Side<'a>) -> Self {
        Self {
            old,
            new,
            renamed: BTreeMap::new(),
            units: Vec::new(),
            by_pointers: BTreeMap::new(),
            waiting: VecDeque::new(),
            walked: BTreeSet::new(),
        }
    }

    /// A unit that these operations reach at once.
    pub(super) fn unit(&mut self, reach: impl IntoIterator<Item = Reached>) -> usize {
        self.units.push(Unit {
            reach: reach.into_iter().collect(),
            ..Unit::default()
        });
        self.units.len() - 1
    }

    /// A pair of named schemas, to be walked once, which a place leads to.
    pub(super) fn lead(&mut self, from: &Place<'a>, path: String, old: Node<'a>, new: Node<'a>) {
        let unit = self.pair(path, old, new);
        if let Some(from_unit) = self.units.get_mut(from.unit) {
            from_unit.leads_to.insert((unit, from.only));
        }
    }

    /// A pair of named schemas, to be walked once.
    pub(super) fn pair(&mut self, path: String, old: Node<'a>, new: Node<'a>) -> usize {
        let key = (old.pointer.clone(), new.pointer.clone());
        if let Some(unit) = self.by_pointers.get(&key) {
            return *unit;
        }
        let unit = self.unit([]);
        self.by_pointers.insert(key, unit);
        self.waiting.push_back(Place {
            unit,
            path,
            only: None,
            old,
            new,
            depth: 0,
        });
        unit
    }

    /// The next pair of named schemas.
    pub(super) fn next(&mut self) -> Option<Place<'a>> {
        self.waiting.pop_front()
    }

    /// Whether a place is met for the first time in its unit.
    pub(super) fn first_time(&mut self, place: &Place<'a>) -> bool {
        self.walked.insert((
            place.unit,
            place.old.pointer.clone(),
            place.new.pointer.clone(),
        ))
    }

    pub(super) fn found(&mut self, unit: usize, found: Found) {
        if let Some(unit) = self.units.get_mut(unit) {
            unit.found.push(found);
        }
    }

    /// Something that differs at a place that both documents have.
    pub(super) fn differs(
        &mut self,
        place: &Place<'a>,
        rule: &'static str,
        member: &str,
        was: Option<String>,
        is: Option<String>,
    ) {
        let at = |node: &Node<'a>| {
            Some(if member.is_empty() {
                node.pointer.clone()
            } else {
                node.at(member)
            })
        };
        let found = Found {
            rule,
            only: place.only,
            path: place.path.clone(),
            former: at(&place.old),
            pointer: at(&place.new),
            was,
            is,
        };
        self.found(place.unit, found);
    }

    /// Something that only the new document has.
    pub(super) fn added(
        &mut self,
        place: &Place<'a>,
        rule: &'static str,
        path: String,
        node: &Node<'a>,
        is: Option<String>,
    ) {
        let found = Found {
            rule,
            only: place.only,
            path,
            former: None,
            pointer: Some(node.pointer.clone()),
            was: None,
            is,
        };
        self.found(place.unit, found);
    }

    /// Something that only the old document has.
    pub(super) fn removed(
        &mut self,
        place: &Place<'a>,
        rule: &'static str,
        path: String,
        node: &Node<'a>,
        was: Option<String>,
    ) {
        let found = Found {
            rule,
            only: place.only,
            path,
            former: Some(node.pointer.clone()),
            pointer: None,
            was,
            is: None,
        };
        self.found(place.unit, found);
    }

    /// Takes back some of what was found in a unit since it had so many findings.
    pub(super) fn retract(&mut self, unit: usize, since: usize, wanted: impl Fn(&Found) -> bool) {
        if let Some(unit) = self.units.get_mut(unit) {
            let mut later = unit.found.split_off(since.min(unit.found.len()));
            later.retain(|found| !wanted(found));
            unit.found.append(&mut later);
        }
    }

    /// How many findings a unit has.
    pub(super) fn count(&self, unit: usize) -> usize {
        self.units.get(unit).map_or(0, |unit| unit.found.len())
    }

    /// Whether the old, or the new, document cannot show such a thing while the other one can.
    pub(super) fn is_hidden(&self, name: &str) -> (bool, bool) {
        let (old, new) = (self.old.cannot_show(name), self.new.cannot_show(name));
        (old && !new, new && !old)
    }

    /// All changes, each once, with what they reach.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.spread();
        let mut changes: Vec<Change> = Vec::new();
        for unit in self.units {
            for found in unit.found {
                let reach: BTreeSet<Reached> = unit
                    .reach
                    .iter()
                    .filter(|reached| found.only.is_none_or(|only| only == reached.direction))
                    .cloned()
                    .collect();
                merge(&mut changes, found, reach);
            }
        }
        for change in &mut changes {
            change.class =
                rules::rule(change.rule).map_or(Class::Breaking, |rule| class(rule, &change.reach));
        }
        changes
    }

    /// Hands what reaches a unit on to the units that it leads to.
    fn spread(&mut self) {
        let mut waiting: Vec<usize> = (0..self.units.len()).collect();
        while let Some(from) = waiting.pop() {
            let Some(unit) = self.units.get(from) else {
                continue;
            };
            let reach = unit.reach.clone();
            for (to, only) in unit.leads_to.clone() {
                let Some(target) = self.units.get_mut(to) else {
                    continue;
                };
                let before = target.reach.len();
                let passed = reach
                    .iter()
                    .filter(|reached| only.is_none_or(|only| only == reached.direction));
                target.reach.extend(passed.cloned());
                if target.reach.len() > before {
                    waiting.push(to);
                }
            }
        }
    }
}

/// Adds what was found, or its reach where the same was found elsewhere.
fn merge(changes: &mut Vec<Change>, found: Found, reach: BTreeSet<Reached>) {
    let same = |change: &&mut Change| {
        change.rule == found.rule
            && change.former == found.former
            && change.pointer == found.pointer
            && change.was == found.was
            && change.is == found.is
    };
    if let Some(known) = changes.iter_mut().find(same) {
        let mut all: BTreeSet<Reached> = std::mem::take(&mut known.reach).into_iter().collect();
        all.extend(reach);
        known.reach = all.into_iter().collect();
        return;
    }
    changes.push(Change {
        rule: found.rule,
        class: Class::Documentation,
        reach: reach.into_iter().collect(),
        path: found.path,
        former: found.former,
        pointer: found.pointer,
        line: None,
        was: found.was,
        is: found.is,
    });
}

fn class(rule: &Rule, reach: &[Reached]) -> Class {
    reach
        .iter()
        .map(|reached| rule.class(reached.direction))
        .max()
        .unwrap_or(Class::Documentation)
}
