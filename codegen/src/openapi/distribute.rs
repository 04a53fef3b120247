//! An object beside alternatives that can be told apart, said in each of them: it is one of several objects, each with the
//! members of all.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::closure::closure;
use super::merge::{Ids, discriminate};
use super::raws::Raws;
use super::schema::{Discriminator, Literal, SchemaId, Target, Union, Wire};
use super::stated::{RawId, Stated, StatedDiscriminator, StatedUnion, Types};

/// How many objects are said in alternatives that stand in one another: each of them in all that are further in.
const DEEPEST_OBJECTS: usize = 2;

/// What statements come to that say an object beside one union, where its alternatives can be told apart; nothing of others.
pub(super) fn distribute<'a>(ids: &mut impl Ids<'a>, all: &[RawId]) -> Option<Wire> {
    let beside = Beside::of(ids.raws(), all)?;
    let mut alternatives = Vec::new();
    for variant in &beside.union.variants {
        alternatives.push(Alternative::of(ids, *variant, &beside)?);
    }
    let discriminator = match beside.discriminator {
        Some(stated) => {
            let by = discriminate(ids, stated);
            Some(told_apart(ids.raws(), by, &beside.object, &alternatives)?)
        }
        None => {
            let all = alternatives.iter();
            let required = all.flat_map(|it| it.said.required.iter().cloned());
            let names: BTreeSet<String> = required.collect();
            let mut names = names.iter();
            names.find(|name| are_listed_apart(ids.raws(), &alternatives, name))?;
            None
        }
    };
    let mut union = Union {
        exclusive: beside.union.exclusive,
        variants: Vec::new(),
        discriminator,
    };
    for alternative in alternatives {
        let whole = ids.raws().composed(alternative.parts, alternative.variant);
        let used = ids.used(&[whole]);
        if let Some(by) = &mut union.discriminator {
            for (_, target) in &mut by.mapping {
                if target
                    .schema()
                    .is_some_and(|id| alternative.is.contains(&id))
                {
                    *target = Target::Schema(used.id);
                }
            }
        }
        union.variants.push(used);
    }
    Some(Wire {
        unions: vec![union],
        ..Wire::default()
    })
}

/// Whether alternatives beside a discriminator are what the schema is extended to, each of them.
pub(super) fn lists_what_extends(raws: &mut Raws<'_>, base: RawId) -> bool {
    let stated = raws.stated(base);
    let mut several = stated.unions.iter().filter(|it| it.variants.len() > 1);
    let Some(union) = several.next().filter(|_| stated.discriminator.is_some()) else {
        return false;
    };
    let mut variants = union.variants.clone().into_iter();
    variants.all(|variant| {
        let whole = closure(raws, &[variant]).atoms;
        whole.iter().any(|atom| atom.id == base)
    })
}

/// A union, and the object beside it.
struct Beside {
    union: StatedUnion,
    discriminator: Option<StatedDiscriminator>,
    /// What is said beside the union.
    object: Vec<RawId>,
    /// The statements of which that is a part; one whose alternatives lead back to one of these has no end.
    around: HashSet<RawId>,
}

impl Beside {
    fn of(raws: &mut Raws<'_>, all: &[RawId]) -> Option<Self> {
        let mut found = None;
        let (mut types, mut has_members) = (Types::OBJECT, false);
        for id in all {
            let stated = raws.stated(*id);
            let several = |union: &&StatedUnion| union.variants.len() > 1;
            let mut unions = stated.unions.iter().filter(several);
            if let Some(union) = unions.next() {
                if unions.next().is_some() || found.is_some() {
                    return None;
                }
                found = Some((*id, union.clone(), stated.discriminator.as_deref().cloned()));
            } else if stated.discriminator.is_some() {
                return None;
            }
            types = objects(types, stated)?;
            has_members |= !stated.properties.is_empty() || !stated.required.is_empty();
        }
        let (bearing, union, discriminator) = found.filter(|_| has_members)?;
        let mut around = HashSet::from([bearing]);
        // Of what the union is a part of, no more is said in its alternatives than it says itself.
        let mut holding = HashSet::from([bearing]);
        for atom in closure(raws, all).atoms {
            let mut parts = raws.known(atom.id).parts();
            if parts.any(|part| holding.contains(&part)) {
                holding.insert(atom.id);
            }
        }
        let mut object = Vec::new();
        for id in all {
            around.extend(raws.bare_of(*id));
            match holding.contains(id) {
                true => object.extend(raws.bare(*id)),
                false => object.push(*id),
            }
        }
        (around.len() <= DEEPEST_OBJECTS).then_some(Self {
            union,
            discriminator,
            object,
            around,
        })
    }
}

/// What is left of types where a statement holds as well; nothing where it is of no object, or of certain ones.
fn objects(types: Types, stated: &Stated) -> Option<Types> {
    let types = types.and(stated.types.unwrap_or(types));
    let is_any = types == Types::OBJECT && !stated.never && stated.values.is_none();
    is_any.then_some(types)
}

/// One of the alternatives with the object.
struct Alternative {
    variant: RawId,
    parts: Vec<RawId>,
    said: Said,
    /// The schemas that it is without the object.
    is: Vec<SchemaId>,
    /// The key of the named one.
    key: Option<String>,
}

impl Alternative {
    fn of<'a>(ids: &mut impl Ids<'a>, variant: RawId, beside: &Beside) -> Option<Self> {
        let whole = closure(ids.raws(), &[variant]);
        let mut types = Types::OBJECT;
        for atom in &whole.atoms {
            let stated = ids.raws().known(atom.id);
            types = objects(types, stated)?;
            // Of a base, what extends it would not be said.
            let is_base = stated.discriminator.is_some() && {
                let mut unions = stated.unions.iter();
                let is_told = unions.any(|union| union.variants.len() > 1);
                !is_told || lists_what_extends(ids.raws(), atom.id)
            };
            if is_base || beside.around.contains(&atom.id) {
                return None;
            }
        }
        let raws = ids.raws();
        let sole = raws.sole(variant);
        let mut own = whole.atoms.iter().filter(|atom| atom.own);
        let says_more = own.any(|atom| raws.known(atom.id).says_wire());
        let named = match (raws.known(sole).key.is_some(), whole.refers.as_slice()) {
            (true, _) => Some(sole),
            (false, [only]) if !says_more => Some(*only),
            (false, _) => None,
        };
        let key = named.and_then(|named| raws.known(named).key.clone());
        let is = std::iter::once(variant).chain(named);
        let is = is.map(|raw| ids.used(&[raw]).id).collect();
        let mut parts = beside.object.clone();
        parts.push(variant);
        Some(Self {
            variant,
            said: Said::of(ids.raws(), &parts),
            parts,
            is,
            key,
        })
    }
}

/// What tells alternatives apart, by values for each of them; nothing where one has none, or where the object says nothing but
/// the member that each of them has itself.
fn told_apart(
    raws: &mut Raws<'_>,
    mut by: Discriminator,
    object: &[RawId],
    alternatives: &[Alternative],
) -> Option<Discriminator> {
    let name = &by.property;
    let beside = Said::of(raws, object);
    let mut names = beside.properties.keys().chain(&beside.required);
    let is_that_alone = names.all(|known| known == name);
    let mut all = alternatives.iter();
    if is_that_alone && all.all(|it| has_member(raws, it.variant, name)) {
        return None;
    }
    if are_listed_apart(raws, alternatives, name) {
        return Some(by);
    }
    for alternative in alternatives {
        let mut targets = by.mapping.iter().filter_map(|(_, target)| target.schema());
        if !targets.any(|target| alternative.is.contains(&target)) {
            let (key, id) = (alternative.key.clone()?, *alternative.is.first()?);
            by.mapping.push((key, Target::Schema(id)));
        }
    }
    Some(by)
}

/// What schemas say together of members, without what their alternatives say.
struct Said {
    properties: HashMap<String, Vec<RawId>>,
    required: HashSet<String>,
    /// The alternatives of each union.
    unions: Vec<Vec<RawId>>,
}

impl Said {
    fn of(raws: &mut Raws<'_>, parts: &[RawId]) -> Self {
        let mut said = Self {
            properties: HashMap::new(),
            required: HashSet::new(),
            unions: Vec::new(),
        };
        for atom in closure(raws, parts).atoms {
            let stated = raws.known(atom.id);
            for (name, property) in &stated.properties {
                let known = said.properties.entry(name.clone()).or_default();
                known.push(*property);
            }
            said.required.extend(stated.required.iter().cloned());
            let several = stated.unions.iter().filter(|it| it.variants.len() > 1);
            said.unions
                .extend(several.map(|union| union.variants.clone()));
        }
        said
    }

    /// The texts that a member may be which has to be there, or else the alternatives that may say so; nothing without either.
    fn texts(
        &self,
        raws: &mut Raws<'_>,
        name: &str,
    ) -> Option<Result<BTreeSet<String>, Vec<RawId>>> {
        let stated = self.properties.get(name);
        let stated = stated.filter(|_| self.required.contains(name));
        let texts = stated.and_then(|stated| texts(raws, stated));
        match (
            texts.filter(|texts| !texts.is_empty()),
            self.unions.as_slice(),
        ) {
            (Some(texts), _) => Some(Ok(texts)),
            (None, [variants]) => Some(Err(variants.clone())),
            (None, _) => None,
        }
    }
}

/// Whether a schema has a member, itself or in one of its alternatives.
fn has_member(raws: &mut Raws<'_>, id: RawId, name: &str) -> bool {
    let mut seen = HashSet::from([id]);
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        for atom in closure(raws, &[id]).atoms {
            let stated = raws.known(atom.id);
            if stated.properties.iter().any(|(known, _)| known == name) {
                return true;
            }
            let variants = stated.unions.iter().flat_map(|union| &union.variants);
            open.extend(variants.filter(|variant| seen.insert(**variant)));
        }
    }
    false
}

/// Whether each alternative has values of a member that none of the others has.
fn are_listed_apart(raws: &mut Raws<'_>, all: &[Alternative], name: &str) -> bool {
    let mut seen = HashSet::new();
    all.iter().all(|alternative| {
        let values = values(raws, &alternative.said, name);
        values.is_some_and(|values| values.into_iter().all(|value| seen.insert(value)))
    })
}

/// The texts that a member may be which has to be there: of further alternatives those of all; nothing where one has none.
fn values(raws: &mut Raws<'_>, said: &Said, name: &str) -> Option<BTreeSet<String>> {
    let mut open = match said.texts(raws, name)? {
        Ok(texts) => return Some(texts),
        Err(variants) => variants,
    };
    let (mut found, mut seen) = (BTreeSet::new(), HashSet::new());
    while let Some(variant) = open.pop() {
        if seen.insert(variant) {
            match Said::of(raws, &[variant]).texts(raws, name)? {
                Ok(texts) => found.extend(texts),
                Err(variants) => open.extend(variants),
            }
        }
    }
    Some(found)
}

/// The texts that a value may be of which all of this is said.
fn texts(raws: &mut Raws<'_>, all: &[RawId]) -> Option<BTreeSet<String>> {
    let mut found: Option<BTreeSet<String>> = None;
    for atom in closure(raws, all).atoms {
        let Some(values) = &raws.known(atom.id).values else {
            continue;
        };
        let texts = values.iter().filter_map(|value| match value {
            Literal::Text(text) => Some(text.clone()),
            _ => None,
        });
        let texts: BTreeSet<String> = texts.collect();
        found = Some(match found {
            Some(known) => known.intersection(&texts).cloned().collect(),
            None => texts,
        });
    }
    found
}
