//! Schemas by their ids: each that is asked for is made once, from all that is said of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::closure::{Atom, Closure, closure};
use super::distribute::{distribute, lists_what_extends};
use super::merge::{Ids, merge};
use super::notes::Notes;
use super::pointer::Pointer;
use super::raws::Raws;
use super::schema::{Kind, Role, Schema, SchemaId, Schemas, Sides, Use, Wire};
use super::stated::{RawId, Stated, Types};
use crate::findings::Id;

/// How much merging may make of any document before it is taken for one that only grows.
const LARGEST: usize = 1_000_000;

/// How much it may make for each schema of the document.
const LARGEST_EACH: usize = 20;

/// The schemas of a document while they are made.
pub(super) struct Resolver<'a> {
    pub(super) raws: Raws<'a>,
    /// Each id by what it stands for, in the order of that.
    ids: HashMap<Box<[RawId]>, SchemaId>,
    /// What each id stands for, in the order in which it was said.
    entries: Vec<Vec<RawId>>,
    /// What was merged already, by what it was merged of.
    /// By what tells of them: those that may be null, as far as types say, and the others.
    wires: [HashMap<Vec<RawId>, usize>; 2],
    made: Vec<Arc<Wire>>,
    /// Whether each base that was looked at lists what extends it.
    listing: HashMap<RawId, bool>,
    size: usize,
}

/// A schema whose value is yet to be shared.
pub(super) struct Made {
    pub(super) schemas: Vec<Schema>,
    /// What schemas say, which nobody shares yet.
    pub(super) wires: Vec<Arc<Wire>>,
    /// The wire of each schema.
    pub(super) of: Vec<usize>,
}

impl<'a> Ids<'a> for Resolver<'a> {
    fn raws(&mut self) -> &mut Raws<'a> {
        &mut self.raws
    }

    fn used(&mut self, all: &[RawId]) -> Use {
        let first = all.first().copied();
        let pointer = first.map_or_else(Pointer::root, |first| {
            self.raws.stated(first).notes.pointer.clone()
        });
        Use {
            id: self.id(all),
            pointer,
        }
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(raws: Raws<'a>) -> Self {
        Self {
            raws,
            ids: HashMap::new(),
            entries: Vec::new(),
            wires: Default::default(),
            made: Vec::new(),
            listing: HashMap::new(),
            size: 0,
        }
    }

    /// The schema that all of these come to together.
    pub(super) fn id(&mut self, all: &[RawId]) -> SchemaId {
        let mut entries: Vec<RawId> = Vec::new();
        for raw in all {
            let sole = self.raws.sole(*raw);
            if !entries.contains(&sole) {
                entries.push(sole);
            }
        }
        let mut key = entries.clone();
        key.sort_unstable();
        let next = SchemaId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(key.into()).or_insert(next);
        if id == next {
            self.size += entries.len();
            self.entries.push(entries);
        }
        id
    }

    /// Makes all that was asked for, and what that asks for in turn.
    ///
    /// # Errors
    ///
    /// A sentence, for a document of which merging makes more than can be held.
    pub(super) fn make(&mut self) -> Result<Made, String> {
        // What was asked for asks for more. Room that is not used costs nothing, and moving all that was made does.
        let room = self.entries.len().saturating_mul(2);
        let (mut schemas, mut of) = (Vec::with_capacity(room), Vec::with_capacity(room));
        while let Some(entries) = self.entries.get(schemas.len()).cloned() {
            let found = closure(&mut self.raws, &entries);
            self.size += found.atoms.len();
            let (mut telling, denies_null) = self.telling(&found);
            self.leave_out_listed(&found, &mut telling);
            let wire = self.wire(&telling, denies_null);
            of.push(wire);
            schemas.push(self.schema(&entries, &found, &telling));
            let largest = LARGEST + LARGEST_EACH * self.raws.len();
            if self.size > largest {
                return Err(format!(
                    "its schemas refer to one another so often that merging them makes more than {largest} parts"
                ));
            }
        }
        Ok(Made {
            schemas,
            wires: std::mem::take(&mut self.made),
            of,
        })
    }

    /// What says something of the value. A type that stands beside a named schema which has it anyway says nothing, and
    /// neither does what is written twice. Gives as well whether a type is among it that null has not, nor an alternative to it.
    fn telling(&mut self, found: &Closure) -> (Vec<RawId>, bool) {
        let said = |own: bool| found.atoms.iter().filter(move |atom| atom.own == own);
        let mut types: Option<Types> = None;
        for atom in said(false) {
            let stated = self.raws.known(atom.id);
            types = match (types, stated.types) {
                (Some(one), Some(other)) => Some(one.and(other)),
                (one, other) => one.or(other),
            };
        }
        let is_idle = |stated: &Stated| match (types, stated.types) {
            (Some(known), Some(own)) => own.holds(known),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let tells = |own: bool, stated: &Stated| {
            stated.says_more() || (stated.types.is_some() && !(own && is_idle(stated)))
        };
        let mut telling = Vec::new();
        let mut denies_null = false;
        for atom in &found.atoms {
            let stated = self.raws.known(atom.id);
            if tells(atom.own, stated) {
                telling.push(atom.id);
                denies_null |= stated.types.is_some() && self.null(atom) == Some(false);
            }
        }
        if telling.len() > 1 {
            let mut seen = HashSet::new();
            telling.retain(|id| self.raws.print(*id).is_none_or(|print| seen.insert(print)));
        }
        (telling, denies_null)
    }

    /// Takes what a base lists as extending it out of what extends the base, which has the members of the base and is one of
    /// those itself, or another one.
    fn leave_out_listed(&mut self, found: &Closure, telling: &mut Vec<RawId>) {
        if !telling.iter().any(|id| self.lists(*id)) {
            return;
        }
        let stated_by = |found: &Closure| -> HashSet<RawId> {
            let own = found.atoms.iter().filter(|atom| atom.own);
            own.map(|atom| atom.id).collect()
        };
        // Another name of a schema is what that is.
        let (mut own, mut refers) = (stated_by(found), found.refers.clone());
        let mut passed = HashSet::new();
        while let [only] = *refers.as_slice()
            && !telling.iter().any(|id| own.contains(id))
            && passed.insert(only)
        {
            let named = closure(&mut self.raws, &[only]);
            (own, refers) = (stated_by(&named), named.refers);
        }
        for id in std::mem::take(telling) {
            match !own.contains(&id) && self.lists(id) {
                true => telling.extend(self.raws.bare(id)),
                false => telling.push(id),
            }
        }
    }

    fn lists(&mut self, id: RawId) -> bool {
        if let Some(known) = self.listing.get(&id) {
            return *known;
        }
        let lists = lists_what_extends(&mut self.raws, id);
        self.listing.insert(id, lists);
        lists
    }

    fn wire(&mut self, telling: &[RawId], denies_null: bool) -> usize {
        if let Some(known) = self.known_wires(denies_null).get(telling) {
            return *known;
        }
        let wire = distribute(self, telling);
        let wire = wire.unwrap_or_else(|| merge(self, telling, denies_null));
        self.size += match &wire.kind {
            Kind::Object(object) => object.properties.len() + object.further_required.len(),
            _ => 1,
        };
        self.size += wire.values.as_ref().map_or(0, Vec::len);
        self.size += wire
            .unions
            .iter()
            .map(|union| union.variants.len())
            .sum::<usize>();
        self.made.push(Arc::new(wire));
        let place = self.made.len() - 1;
        self.known_wires(denies_null)
            .insert(telling.to_vec(), place);
        place
    }

    fn known_wires(&mut self, denies_null: bool) -> &mut HashMap<Vec<RawId>, usize> {
        let [may_be_null, not_null] = &mut self.wires;
        match denies_null {
            true => not_null,
            false => may_be_null,
        }
    }

    fn schema(&mut self, entries: &[RawId], found: &Closure, telling: &[RawId]) -> Schema {
        let first = entries.first().map(|first| self.raws.known(*first));
        let alone = entries.len() == 1;
        let key = first.and_then(|first| first.key.clone()).filter(|_| alone);
        let role = first.map_or(Role::Part, |first| first.role);
        let pointer = first
            .map(|first| first.notes.pointer.clone())
            .unwrap_or_default();
        let notes = self.notes(&found.nearest, pointer);
        let any = |says: fn(&Stated) -> bool| {
            found
                .atoms
                .iter()
                .any(|atom| says(self.raws.known(atom.id)))
        };
        let (read_only, write_only) = (
            any(|stated| stated.read_only),
            any(|stated| stated.write_only),
        );
        if found.circular && telling.is_empty() {
            let text = "this is made of itself alone, so nothing is known of it";
            self.raws
                .findings
                .warning(Id::Circle, notes.pointer.at(), text);
        }
        let own: HashSet<RawId> = found
            .atoms
            .iter()
            .filter(|atom| atom.own)
            .map(|atom| atom.id)
            .collect();
        let adds = telling.iter().any(|id| own.contains(id));
        let refers: Vec<SchemaId> = found.refers.iter().map(|raw| self.id(&[*raw])).collect();
        let same_as = match refers.as_slice() {
            [only] if !adds => Some(*only),
            _ => None,
        };
        Schema {
            key,
            role,
            nullable: self.nullable(found),
            notes,
            refers,
            same_as,
            extended: Vec::new(),
            read_only,
            write_only,
            wire: Arc::default(),
            reach: Sides::default(),
            recursive: false,
        }
    }

    /// Null is a value where all that say something of it allow it.
    fn nullable(&self, found: &Closure) -> bool {
        let mut allowed = None;
        for says in found.atoms.iter().filter_map(|atom| self.null(atom)) {
            allowed = Some(allowed.unwrap_or(true) && says);
        }
        allowed.unwrap_or_default()
    }

    /// Whether one of them lets null through, itself or as an alternative to it; nothing where it says nothing of null.
    fn null(&self, atom: &Atom) -> Option<bool> {
        let stated = self.raws.known(atom.id);
        match stated.null {
            Some(null) => Some(null || atom.null || stated.adds_null),
            None => stated.adds_null.then_some(true),
        }
    }

    /// What is said here; of two that say the same thing otherwise, the nearest.
    fn notes(&self, nearest: &[RawId], pointer: Pointer) -> Arc<Notes> {
        if let [only] = nearest {
            let said = &self.raws.known(*only).notes;
            if said.pointer == pointer {
                return Arc::clone(said);
            }
        }
        let mut notes = Notes::default();
        for id in nearest {
            let said = &self.raws.known(*id).notes;
            notes.fill(said);
            notes.opaque.extend(said.opaque.iter().cloned());
        }
        notes.pointer = pointer;
        Arc::new(notes)
    }
}

/// Shares what schemas say, once it is whole.
pub(super) fn share(made: Made) -> Schemas {
    let mut schemas = made.schemas;
    for (schema, wire) in schemas.iter_mut().zip(made.of) {
        if let Some(wire) = made.wires.get(wire) {
            schema.wire = Arc::clone(wire);
        }
    }
    Schemas(schemas)
}
