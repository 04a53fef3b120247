//! Two documents side by side, with all that is found.
//!
//! What is compared falls into *units*: the sides of each operation, and each pair of schemas, which is compared once
//! however often it is used. Units lead to units; what an operation reaches follows from that at the end, so that a cycle
//! of schemas is no cycle of the comparison.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::change::Direction;
use super::found::{Both, Found, Place, Values};
use super::matching::Matching;
use super::side::Side;
use super::side_set::SideSet;
use super::unread::Unread;
use crate::openapi::{Document, Opaque, Pointer, SchemaId};

/// What a unit tells, in its order.
pub(super) enum Told {
    Found(Found),
    /// What the unit of a schema without a name tells, which stands within this one.
    Within(usize),
}

/// A part that is reached as a whole.
#[derive(Default)]
pub(super) struct Unit {
    pub(super) told: Vec<Told>,
    /// The units that it leads to, each with the side on which it does, where that is one alone.
    pub(super) leads: BTreeSet<(usize, Option<Direction>)>,
    /// The sides of operations that reach it, by the number of the operation.
    pub(super) reach: SideSet,
    /// The units of named schemas that its schemas are composed of. What they tell is not told again.
    pub(super) bases: Vec<usize>,
    /// Whether its findings stand within those of another.
    pub(super) is_within: bool,
    /// Whether null is told of where it stands, as of an alternative beside which null is one anyway.
    pub(super) is_beside_null: bool,
    /// Limits that the words around it stated and that cannot be compared.
    pub(super) unread: Unread,
}

/// The members of a place that are not understood.
pub(super) struct NotUnderstood<'a> {
    pub(super) place: Place,
    /// Whether it names what is not understood further in as well, as all places do but those of schemas.
    pub(super) is_around: bool,
    pub(super) members: Both<Vec<&'a Opaque>>,
}

/// A pair of schemas to be compared.
pub(super) struct Pair {
    pub(super) unit: usize,
    pub(super) path: String,
    pub(super) ids: Both<SchemaId>,
}

/// Something that one document has alone.
pub(super) struct Alone {
    /// The rule where it has gone, and where it is new.
    rules: [&'static str; 2],
    path: String,
    at: Pointer,
    shown: String,
    only: Option<Direction>,
}

impl Alone {
    pub(super) fn new(rules: [&'static str; 2], path: String, at: &Pointer, shown: String) -> Self {
        Self {
            rules,
            path,
            at: at.clone(),
            shown,
            only: None,
        }
    }

    /// The same, where it can be seen on one side alone.
    pub(super) fn on(self, only: Option<Direction>) -> Self {
        Self { only, ..self }
    }
}

/// Two documents while they are compared.
pub(super) struct Diff<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    /// The names of operations, by their numbers.
    pub(super) operations: Vec<String>,
    /// The named schemas that have another name in the new document.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    pub(super) units: Vec<Unit>,
    pub(super) opaque: Vec<NotUnderstood<'a>>,
    /// What is told where units tell of nothing but words.
    pub(super) otherwise: Vec<(usize, Found, Vec<usize>)>,
    /// The pairs of schemas that are compared, each with its unit.
    pub(super) pairs: HashMap<Both<SchemaId>, usize>,
    open: VecDeque<Pair>,
}

impl<'a> Diff<'a> {
    pub(super) fn new(old: &'a Document, new: &'a Document) -> Self {
        Self {
            old: Side::new(old),
            new: Side::new(new),
            operations: Vec::new(),
            renamed: BTreeMap::new(),
            units: Vec::new(),
            opaque: Vec::new(),
            otherwise: Vec::new(),
            pairs: HashMap::new(),
            open: VecDeque::new(),
        }
    }

    /// A unit that these sides of operations reach at once.
    pub(super) fn unit(&mut self, reach: impl IntoIterator<Item = (usize, Direction)>) -> usize {
        self.units.push(Unit {
            reach: reach.into_iter().collect(),
            ..Unit::default()
        });
        self.units.len() - 1
    }

    /// A pair of schemas, to be compared once, which a place leads to on both sides or on one.
    pub(super) fn lead(
        &mut self,
        from: &Place,
        only: Option<Direction>,
        ids: Both<SchemaId>,
    ) -> usize {
        let known = self.units.len();
        let unit = self.pair(&from.path, ids);
        let has_name = self.old.schema(ids.0).key.is_some() && self.new.schema(ids.1).key.is_some();
        let is_within = unit == known && !has_name;
        if let Some(target) = self.units.get_mut(unit).filter(|_| is_within) {
            target.is_within = true;
        }
        if let Some(from) = self.units.get_mut(from.unit) {
            from.leads.insert((unit, only));
            from.told.extend(is_within.then_some(Told::Within(unit)));
        }
        unit
    }

    /// A pair of schemas, to be compared once.
    pub(super) fn pair(&mut self, path: &str, ids: Both<SchemaId>) -> usize {
        if let Some(unit) = self.pairs.get(&ids) {
            return *unit;
        }
        let unit = self.unit([]);
        self.pairs.insert(ids, unit);
        let path = match (&self.old.schema(ids.0).key, &self.new.schema(ids.1).key) {
            (Some(_), Some(key)) => key.clone(),
            _ => path.to_owned(),
        };
        self.open.push_back(Pair { unit, path, ids });
        unit
    }

    /// The next pair of schemas.
    pub(super) fn next(&mut self) -> Option<Pair> {
        self.open.pop_front()
    }

    /// Whether a named schema of the old document has this name in the new one.
    pub(super) fn is_name(&self, old: &str, new: &str) -> bool {
        let renamed = self.renamed.get(old);
        renamed.map_or(old == new, |name| *name == new)
    }

    pub(super) fn found(&mut self, unit: usize, found: Found) {
        if let Some(unit) = self.units.get_mut(unit) {
            unit.told.push(Told::Found(found));
        }
    }

    /// Something that differs at a place that both documents have.
    pub(super) fn differs(
        &mut self,
        place: &Place,
        rule: &'static str,
        member: &str,
        values: Values,
    ) {
        self.found(place.unit, Found::differs(rule, place, member).with(values));
    }

    /// What of two lists one document has alone.
    pub(super) fn alone<'t, T>(
        &mut self,
        place: &Place,
        all: Matching<'t, T>,
        told: impl Fn(&Side<'a>, &'t T) -> Alone,
    ) {
        let gone = all.gone.into_iter().map(|it| (told(&self.old, it), true));
        let added = all.added.into_iter().map(|it| (told(&self.new, it), false));
        for (alone, is_gone) in gone.chain(added).collect::<Vec<_>>() {
            let ([gone, added], at) = (alone.rules, Some(&alone.at));
            let found = if is_gone {
                Found::new(gone, alone.path, (at, None)).with((Some(alone.shown), None))
            } else {
                Found::new(added, alone.path, (None, at)).with((None, Some(alone.shown)))
            };
            self.found(place.unit, found.on(alone.only));
        }
    }

    /// Whether the old, or the new, document cannot show such a thing while the other one can.
    pub(super) fn is_hidden(&self, name: &str) -> Both<bool> {
        let (old, new) = (self.old.cannot_show(name), self.new.cannot_show(name));
        (old && !new, new && !old)
    }
}
