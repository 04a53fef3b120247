//! A base whose discriminator tells apart what extends it: used as a type, it is one of what extends it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::iter;
use std::sync::Arc;

use super::notes::Notes;
use super::resolver::Made;
use super::schema::{
    Discriminator, Kind, Role, Schema, SchemaId, Schemas, Sides, Target, Union, Use, Wire,
};

/// Says of each base with a discriminator which named schemas extend it, and makes one beside which no union stands the union
/// of these. They have the members of the base, and not its union.
pub(super) fn extend(made: &mut Made) {
    if !made.wires.iter().any(|wire| has_discriminator(wire)) {
        return;
    }
    tell_apart(made);
    let bases = Bases::of(made);
    let inheriting: Vec<SchemaId> = made.ids().filter(|id| bases.inherits(made, *id)).collect();
    let mut alone = HashMap::new();
    let mut unions = Vec::new();
    for base in bases.by.keys().filter(|base| bases.is_told(**base)) {
        unions.push((*base, bases.union(made, &mut alone, *base)));
    }
    bases.tell_alternatives(made);
    for id in inheriting {
        if let Some(wire) = made.wire_mut(id) {
            wire.discriminator = None;
        }
    }
    for (base, union) in unions {
        if let Some(wire) = made.wire_mut(base) {
            wire.discriminator = None;
            wire.unions = vec![union];
        }
    }
    for (base, extended) in bases.extended {
        if let Some(schema) = made.schemas.get_mut(base.place()) {
            schema.extended = extended;
        }
    }
}

impl Discriminator {
    /// Whether a value of it stands for a schema.
    fn lists(&self, id: SchemaId) -> bool {
        let mut mapping = self.mapping.iter();
        mapping.any(|(_, target)| target.schema() == Some(id))
    }
}

/// What tells apart what extends an object.
fn told_by(wire: &Wire) -> Option<&Discriminator> {
    let by = wire.discriminator.as_ref();
    by.filter(|_| matches!(wire.kind, Kind::Object(_)) && wire.unions.is_empty())
}

/// Whether something tells apart what extends an object, or its alternatives.
fn has_discriminator(wire: &Wire) -> bool {
    let mut unions = wire.unions.iter();
    wire.discriminator.is_some() || unions.any(|union| union.discriminator.is_some())
}

/// A schema that says nothing but that it is a base is another name of it, unless a value stands for it: then it extends the
/// base by nothing, and has a wire of its own.
fn tell_apart(made: &mut Made) {
    let mut apart = BTreeSet::new();
    for (index, wire) in made.wires.iter().enumerate() {
        let mapping = told_by(wire).into_iter().flat_map(|by| &by.mapping);
        let targets = mapping.filter_map(|(_, target)| target.schema());
        let is_name = |id: &SchemaId| {
            let schema = made.schemas.get(id.place());
            schema.is_some_and(|it| it.same_as.is_some()) && made.wire_of(*id) == Some(index)
        };
        apart.extend(targets.filter(is_name));
    }
    if apart.is_empty() {
        return;
    }
    let behind: Vec<(SchemaId, SchemaId)> = made
        .ids()
        .map(|id| (id, behind(&made.schemas, id, &apart)))
        .filter(|(_, named)| apart.contains(named))
        .collect();
    for id in apart {
        if let Some(wire) = made.wire_of(id).and_then(|wire| made.wires.get(wire)) {
            let own = Wire::clone(wire);
            made.wires.push(Arc::new(own));
            made.set_wire(id, made.wires.len() - 1);
        }
        if let Some(schema) = made.schemas.get_mut(id.place()) {
            schema.same_as = None;
        }
    }
    for (id, named) in behind {
        if let Some(wire) = made.wire_of(named) {
            made.set_wire(id, wire);
        }
    }
}

/// The schema that one is by other names, or the first among those that are told apart.
fn behind(schemas: &[Schema], id: SchemaId, apart: &BTreeSet<SchemaId>) -> SchemaId {
    let mut passed = BTreeSet::new();
    let mut here = id;
    while !apart.contains(&here) && passed.insert(here) {
        let schema = schemas.get(here.place());
        match schema.and_then(|schema| schema.same_as) {
            Some(next) => here = next,
            None => break,
        }
    }
    here
}

/// The bases of a document that have a discriminator.
struct Bases {
    /// What tells apart what extends each, of those beside which no union stands.
    by: BTreeMap<SchemaId, Discriminator>,
    /// Which of them each schema extends.
    above: HashMap<SchemaId, BTreeSet<SchemaId>>,
    /// The named schemas that extend each, in the order of the document.
    extended: BTreeMap<SchemaId, Vec<SchemaId>>,
}

impl Bases {
    fn of(made: &mut Made) -> Self {
        let mut bases = Self {
            by: BTreeMap::new(),
            above: HashMap::new(),
            extended: BTreeMap::new(),
        };
        let none = BTreeSet::new();
        let is_named = |schema: &Schema| schema.key.is_some() && schema.same_as.is_none();
        let schemas = Schemas(std::mem::take(&mut made.schemas));
        let mut all = BTreeSet::new();
        for (id, _) in schemas.iter().filter(|(_, schema)| is_named(schema)) {
            let wire = made.wire_of(id).and_then(|wire| made.wires.get(wire));
            let wire = wire.filter(|wire| has_discriminator(wire));
            all.extend(wire.map(|_| id));
            bases
                .by
                .extend(wire.and_then(|wire| Some((id, told_by(wire)?.clone()))));
        }
        for (id, _) in schemas.iter() {
            let is_base = |other: &SchemaId| *other != id && all.contains(other);
            let above: BTreeSet<SchemaId> = schemas
                .with_referred(id)
                .into_iter()
                .filter(is_base)
                .collect();
            if !above.is_empty() {
                bases.above.insert(id, above);
            }
        }
        for (id, _) in schemas.iter().filter(|(_, schema)| is_named(schema)) {
            for base in bases.above.get(&id).unwrap_or(&none) {
                if !bases.is_above(id, *base) && made.wire_of(id) != made.wire_of(*base) {
                    bases.extended.entry(*base).or_default().push(id);
                }
            }
        }
        made.schemas = schemas.0;
        for by in bases.by.values_mut() {
            for (_, target) in &mut by.mapping {
                if let Target::Schema(id) = target {
                    *id = behind(&made.schemas, *id, &none);
                }
            }
        }
        bases
    }

    /// Whether something extends a base, beside which no union stands.
    fn is_told(&self, base: SchemaId) -> bool {
        self.by.contains_key(&base) && self.extended.contains_key(&base)
    }

    /// Whether one of them is a base of another one.
    fn is_above(&self, above: SchemaId, id: SchemaId) -> bool {
        self.above.get(&id).is_some_and(|all| all.contains(&above))
    }

    /// Whether what tells apart what extends a schema is said by a base that it extends.
    fn inherits(&self, made: &Made, id: SchemaId) -> bool {
        let wire = made.wire_of(id);
        let by = |wire: Option<usize>| made.wires.get(wire?)?.discriminator.as_ref();
        let says_it = |base: &SchemaId| {
            let of = made.wire_of(*base);
            self.is_told(*base) && of != wire && by(of) == by(wire)
        };
        let mut above = self.above.get(&id).into_iter().flatten();
        by(wire).is_some() && above.any(says_it)
    }

    /// Lets a union without a discriminator, of alternatives that all extend one base, be told apart by that of the base.
    fn tell_alternatives(&self, made: &mut Made) {
        let Made { wires, schemas, .. } = made;
        for union in wires
            .iter_mut()
            .filter_map(Arc::get_mut)
            .flat_map(|wire| &mut wire.unions)
        {
            if union.discriminator.is_some() {
                continue;
            }
            let variants = union.variants.iter();
            let variants: BTreeSet<SchemaId> = variants
                .map(|it| behind(schemas, it.id, &BTreeSet::new()))
                .collect();
            let first = variants.first().and_then(|first| self.above.get(first));
            let bases = first.into_iter().flatten();
            let key = |id: SchemaId| schemas.get(id.place())?.key.clone();
            let is_of_all = |base: &&SchemaId| {
                let mut all = variants.iter();
                self.by.contains_key(*base)
                    && all.all(|id| key(*id).is_some() && self.is_above(**base, *id))
            };
            let depth = |id: &&SchemaId| self.above.get(*id).map_or(0, BTreeSet::len);
            let Some(base) = bases.filter(is_of_all).max_by_key(depth) else {
                continue;
            };
            let Some(by) = self.by.get(base) else {
                continue;
            };
            // One that is extended further stands for what extends it, unless that is an alternative itself.
            let standing_for = |id: SchemaId| match variants.contains(&id) {
                true => Some(id),
                false => {
                    let all = variants.iter().filter(|above| self.is_above(**above, id));
                    all.max_by_key(depth).copied()
                }
            };
            let listed = by.mapping.iter().filter_map(|(value, target)| {
                let alternative = standing_for(target.schema()?)?;
                Some((value.clone(), Target::Schema(alternative)))
            });
            let mut mapping: Vec<_> = listed.collect();
            for alternative in &variants {
                let Some(further) = self.extended.get(alternative) else {
                    continue;
                };
                let own = iter::once(alternative).chain(further);
                let by_key = own.copied().filter(|id| {
                    let is_part = standing_for(*id) == Some(*alternative);
                    is_part && !by.lists(*id) && !self.is_told_within(*id, *base)
                });
                mapping
                    .extend(by_key.filter_map(|id| Some((key(id)?, Target::Schema(*alternative)))));
            }
            union.discriminator = Some(Discriminator {
                property: by.property.clone(),
                mapping,
            });
        }
    }

    /// Whether what extends a base extends something between that tells it apart itself.
    fn is_told_within(&self, id: SchemaId, base: SchemaId) -> bool {
        let mut above = self.above.get(&id).into_iter().flatten();
        above.any(|above| {
            self.is_above(base, *above)
                && self.is_told(*above)
                && self.by.get(above) != self.by.get(&base)
        })
    }

    /// What a base is: what extends it, and itself where a value stands for that.
    fn union(
        &self,
        made: &mut Made,
        alone: &mut HashMap<SchemaId, SchemaId>,
        base: SchemaId,
    ) -> Union {
        let by = self.by.get(&base);
        let mut union = Union {
            exclusive: true,
            variants: Vec::new(),
            discriminator: by.cloned(),
        };
        let is_listed = |id: SchemaId| by.is_some_and(|by| by.lists(id));
        let inherits = self.inherits(made, base);
        let itself = Some(base).filter(|_| is_listed(base) || inherits);
        let extended = self.extended.get(&base).into_iter().flatten().copied();
        for id in itself.into_iter().chain(extended) {
            if !is_listed(id) && self.is_told_within(id, base) {
                continue;
            }
            let is_base = self.is_told(id) && self.by.get(&id) == by;
            let used = match is_base {
                true => *alone
                    .entry(id)
                    .or_insert_with(|| made.without_what_extends(id)),
                false => id,
            };
            let schema = made.schemas.get(id.place());
            if let Some(by) = union.discriminator.as_mut().filter(|_| used != id) {
                for (_, target) in &mut by.mapping {
                    if target.schema() == Some(id) {
                        *target = Target::Schema(used);
                    }
                }
                if !is_listed(id) {
                    let key = schema.and_then(|schema| schema.key.clone());
                    by.mapping
                        .extend(key.map(|key| (key, Target::Schema(used))));
                }
            }
            let pointer = schema.map(|schema| schema.notes.pointer.clone());
            union.variants.push(Use {
                id: used,
                pointer: pointer.unwrap_or_default(),
            });
        }
        // Of what its own base lists, the rest is no part of it.
        if let Some(by) = union.discriminator.as_mut().filter(|_| inherits) {
            let is_part = |id| union.variants.iter().any(|variant| variant.id == id);
            by.mapping
                .retain(|(_, target)| target.schema().is_some_and(is_part));
        }
        union
    }
}

impl Made {
    fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        let count = u32::try_from(self.schemas.len()).unwrap_or(u32::MAX);
        (0..count).map(SchemaId)
    }

    fn wire_of(&self, id: SchemaId) -> Option<usize> {
        self.of.get(id.place()).copied()
    }

    fn set_wire(&mut self, id: SchemaId, wire: usize) {
        if let Some(of) = self.of.get_mut(id.place()) {
            *of = wire;
        }
    }

    fn wire_mut(&mut self, id: SchemaId) -> Option<&mut Wire> {
        let wire = self.wire_of(id)?;
        Arc::get_mut(self.wires.get_mut(wire)?)
    }

    /// A schema that is a base and nothing that extends it.
    fn without_what_extends(&mut self, base: SchemaId) -> SchemaId {
        let wire = self.wire_of(base).and_then(|wire| self.wires.get(wire));
        let wire = Wire {
            discriminator: None,
            ..wire.map(|wire| Wire::clone(wire)).unwrap_or_default()
        };
        let mut notes = Notes::default();
        if let Some(said) = self.schemas.get(base.place()).map(|schema| &schema.notes) {
            notes.pointer = said.pointer.clone();
            notes.title.clone_from(&said.title);
            notes.description.clone_from(&said.description);
            notes.deprecated = said.deprecated;
        }
        self.of.push(self.wires.len());
        self.wires.push(Arc::new(wire));
        let id = SchemaId(u32::try_from(self.schemas.len()).unwrap_or(u32::MAX));
        self.schemas.push(Schema {
            key: None,
            role: Role::Part,
            notes: Arc::new(notes),
            refers: vec![base],
            same_as: None,
            extended: Vec::new(),
            nullable: false,
            read_only: false,
            write_only: false,
            wire: Arc::default(),
            reach: Sides::default(),
            recursive: false,
        });
        id
    }
}
