//! Two documents side by side, with all that is found.
//!
//! What is compared falls into *units*: the sides of each operation, and each pair of schemas, which is compared once
//! however often it is used. Units lead to units; what an operation reaches follows from that at the end, so that a cycle
//! of schemas is no cycle of the comparison.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::change::Direction;
use super::side::Side;
use super::unread::Unread;
use crate::openapi::{Document, Opaque, Pointer, SchemaId};

/// A place that both documents have.
#[derive(Clone)]
pub(super) struct Place {
    /// The unit that it belongs to.
    pub(super) unit: usize,
    /// Its name for people.
    pub(super) path: String,
    pub(super) old: Pointer,
    pub(super) new: Pointer,
}

impl Place {
    /// A place further in.
    pub(super) fn within(&self, path: String, old: &Pointer, new: &Pointer) -> Self {
        Self {
            unit: self.unit,
            path,
            old: old.clone(),
            new: new.clone(),
        }
    }

    /// The path of a member.
    pub(super) fn member(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{} {name}", self.path)
    }
}

/// What a rule found.
#[derive(Clone)]
pub(super) struct Found {
    pub(super) rule: &'static str,
    /// The only side that it concerns, where it is not both.
    pub(super) only: Option<Direction>,
    pub(super) path: String,
    pub(super) former: Option<Pointer>,
    pub(super) pointer: Option<Pointer>,
    pub(super) was: Option<String>,
    pub(super) is: Option<String>,
}

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
    pub(super) reach: BTreeSet<(usize, Direction)>,
    /// The units of named schemas that its schemas are composed of. What they tell is not told again.
    pub(super) bases: Vec<usize>,
    /// Whether its findings stand within those of another.
    pub(super) is_within: bool,
    /// Limits that the words around it stated and that cannot be compared.
    pub(super) unread: Unread,
}

/// The members of a place that are not understood.
pub(super) struct NotUnderstood<'a> {
    pub(super) place: Place,
    pub(super) old: Vec<&'a Opaque>,
    pub(super) new: Vec<&'a Opaque>,
}

/// A pair of schemas to be compared.
pub(super) struct Pair {
    pub(super) unit: usize,
    pub(super) path: String,
    pub(super) old: SchemaId,
    pub(super) new: SchemaId,
}

/// Two documents while they are compared.
pub(super) struct Comparison<'a> {
    pub(super) old: Side<'a>,
    pub(super) new: Side<'a>,
    /// The names of operations, by their numbers.
    pub(super) operations: Vec<String>,
    /// The named schemas that have another name in the new document.
    pub(super) renamed: BTreeMap<&'a str, &'a str>,
    pub(super) units: Vec<Unit>,
    /// What is not understood at each place.
    pub(super) opaque: Vec<NotUnderstood<'a>>,
    /// What is told where units tell of nothing but words.
    pub(super) otherwise: Vec<(usize, Found, Vec<usize>)>,
    pairs: HashMap<(SchemaId, SchemaId), usize>,
    open: VecDeque<Pair>,
}

impl<'a> Comparison<'a> {
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
        path: String,
        (old, new): (SchemaId, SchemaId),
    ) -> usize {
        let known = self.units.len();
        let unit = self.pair(path, old, new);
        let has_name = self.old.schema(old).key.is_some() && self.new.schema(new).key.is_some();
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
    pub(super) fn pair(&mut self, path: String, old: SchemaId, new: SchemaId) -> usize {
        if let Some(unit) = self.pairs.get(&(old, new)) {
            return *unit;
        }
        let unit = self.unit([]);
        self.pairs.insert((old, new), unit);
        let path = match (&self.old.schema(old).key, &self.new.schema(new).key) {
            (Some(_), Some(key)) => key.clone(),
            _ => path,
        };
        self.open.push_back(Pair {
            unit,
            path,
            old,
            new,
        });
        unit
    }

    /// The next pair of schemas.
    pub(super) fn next(&mut self) -> Option<Pair> {
        self.open.pop_front()
    }

    /// Whether a named schema of the old document has this name in the new one.
    pub(super) fn is_name(&self, old: &str, new: &str) -> bool {
        self.renamed
            .get(old)
            .map_or(old == new, |name| *name == new)
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
        (was, is): (Option<String>, Option<String>),
    ) {
        self.differs_on(place, None, rule, member, (was, is));
    }

    /// The same, where it concerns one side alone.
    pub(super) fn differs_on(
        &mut self,
        place: &Place,
        only: Option<Direction>,
        rule: &'static str,
        member: &str,
        (was, is): (Option<String>, Option<String>),
    ) {
        let at = |pointer: &Pointer| {
            Some(if member.is_empty() {
                pointer.clone()
            } else {
                pointer.member(member)
            })
        };
        let found = Found {
            rule,
            only,
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
        unit: usize,
        rule: &'static str,
        path: String,
        at: &Pointer,
        is: Option<String>,
    ) {
        let found = Found {
            rule,
            only: None,
            path,
            former: None,
            pointer: Some(at.clone()),
            was: None,
            is,
        };
        self.found(unit, found);
    }

    /// Something that only the old document has.
    pub(super) fn removed(
        &mut self,
        unit: usize,
        rule: &'static str,
        path: String,
        at: &Pointer,
        was: Option<String>,
    ) {
        let found = Found {
            rule,
            only: None,
            path,
            former: Some(at.clone()),
            pointer: None,
            was,
            is: None,
        };
        self.found(unit, found);
    }

    /// Whether the old, or the new, document cannot show such a thing while the other one can.
    pub(super) fn is_hidden(&self, name: &str) -> (bool, bool) {
        let (old, new) = (self.old.cannot_show(name), self.new.cannot_show(name));
        (old && !new, new && !old)
    }
}
