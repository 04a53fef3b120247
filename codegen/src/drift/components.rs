//! Named schemas: which came, went or have another name.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::successors;

use indexmap::IndexMap;

use super::change::Direction;
use super::comparison::Diff;
use super::describe::{ALIKE, shapes};
use super::found::{Both, Found, Place, values};
use super::matching::Matching;
use super::pairing::Operations;
use super::side::Side;
use super::similar;
use crate::openapi::{self, Pointer, SchemaId, Sides, Statement};

/// Tells of named schemas that came, went or have another name, and has those that stayed compared even if nothing leads to
/// them.
pub(super) fn compare<'a>(c: &mut Diff<'a>, operations: &[Operations<'a>]) {
    let (old, new) = (&c.old.document.components, &c.new.document.components);
    let before = reached(&c.old, operations, true);
    let after = reached(&c.new, operations, false);
    for (key, left) in old {
        let wanted = c.renamed.get(key.as_str()).copied().unwrap_or(key);
        let Some((other, right)) = new.get_key_value(wanted) else {
            let unit = c.unit(sides(&before, left.id));
            let at = (Some(&left.pointer), None);
            c.found(unit, Found::new("schema-removed", key.clone(), at));
            continue;
        };
        let unit = c.pair(other, (left.id, right.id));
        if key != other {
            let at = (&left.pointer, &right.pointer);
            let place = Place::root(unit).within(other.clone(), at);
            c.differs(&place, "schema-renamed", "", values(key, other));
        }
    }
    for (key, right) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        if !c.renamed.values().any(|other| other == key) {
            let unit = c.unit(sides(&after, right.id));
            let at = (None, Some(&right.pointer));
            c.found(unit, Found::new("schema-added", key.clone(), at));
        }
    }
}

/// For each operation, by its number, the sides on which it reaches each schema.
fn reached(side: &Side<'_>, all: &[Operations<'_>], is_old: bool) -> Vec<(usize, Vec<Sides>)> {
    let schemas = &side.document.schemas;
    let mut reached = Vec::new();
    for operations in all {
        let caller = operations.caller.side();
        let numbered = operations.numbered(is_old);
        reached.extend(numbered.map(|(number, operation)| {
            let sides = openapi::reached(schemas, operation, caller);
            (number, sides)
        }));
    }
    reached
}

/// The sides of operations that reach a schema.
fn sides(reached: &[(usize, Vec<Sides>)], id: SchemaId) -> Vec<(usize, Direction)> {
    let mut all = Vec::new();
    for (number, sides) in reached {
        let sides = sides.get(id.place()).copied().unwrap_or_default();
        all.extend(sides.request.then_some((*number, Direction::Request)));
        all.extend(sides.answer.then_some((*number, Direction::Answer)));
    }
    all
}

/// The schemas within parameters, bodies and the like that nothing refers to in either document, each as it stands in both: the
/// outer ones first.
pub(super) fn unused(c: &Diff<'_>) -> Vec<(String, Both<SchemaId>)> {
    let (olds, news): (HashSet<SchemaId>, HashSet<SchemaId>) = c.pairs.keys().copied().unzip();
    let (old, new) = (&c.old.document.statements, &c.new.document.statements);
    let new: HashMap<&Pointer, SchemaId> = within_unused(new, &news).collect();
    let both = within_unused(old, &olds).filter_map(|(at, id)| {
        let other = *new.get(at)?;
        Some((at.to_string(), (id, other)))
    });
    both.collect()
}

/// The schemas of components of which no schema was compared, by their places.
fn within_unused<'a>(
    all: &'a [Statement],
    compared: &HashSet<SchemaId>,
) -> impl Iterator<Item = (&'a Pointer, SchemaId)> {
    let mut stated: IndexMap<&Pointer, Vec<(&Pointer, SchemaId)>> = IndexMap::new();
    for statement in all {
        let at = &statement.notes.pointer;
        if let Some(component) = component(at) {
            let component = stated.entry(component);
            component.or_default().push((at, statement.id));
        }
    }
    stated.retain(|_, all| all.iter().all(|(_, id)| !compared.contains(id)));
    stated.into_values().flatten()
}

/// The component that a place is in or of, unless that is a schema.
fn component(at: &Pointer) -> Option<&Pointer> {
    let above: Vec<&Pointer> = successors(Some(at), |at| at.before()).collect();
    match above.as_slice() {
        [.., component, kind, all, _] if all.last() == "components" => {
            Some(*component).filter(|_| kind.last() != "schemas")
        }
        _ => None,
    }
}

/// The old name of each schema that is found again under a new one, from a comparison that knows of none: it stands where
/// the old one stood, or says the same under a similar name.
pub(super) fn renamed<'a>(c: &Diff<'a>) -> BTreeMap<&'a str, &'a str> {
    let (old, new) = (&c.old.document.components, &c.new.document.components);
    let gone: Vec<_> = old
        .iter()
        .filter(|(name, _)| !new.contains_key(*name))
        .collect();
    let added: Vec<_> = new
        .iter()
        .filter(|(name, _)| !old.contains_key(*name))
        .collect();
    let likely = Matching::of(&gone, &added).likely(|(was, left), (is, right)| {
        let ids = (left.id, right.id);
        let is_shared = c.pairs.contains_key(&ids);
        let is_equal = c.old.mark(ids.0) == c.new.mark(ids.1);
        // Most pairs are neither, and of each there is no more to ask.
        if !is_shared && !is_equal {
            return None;
        }
        let (alike, by_name) = (shapes(c, ids), similar::names(was, is));
        let sure = is_shared && alike >= ALIKE || is_equal && by_name >= 0.5;
        sure.then(|| alike + by_name / 2.0 + if is_shared { 1.0 } else { 0.0 })
    });
    let names = likely
        .into_iter()
        .map(|((was, _), (is, _))| (was.as_str(), is.as_str()));
    names.collect()
}
