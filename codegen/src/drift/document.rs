//! The document as a whole: its information, tags, security schemes and named schemas.

use indexmap::IndexMap;
use serde_json::Value;

use super::change::Direction;
use super::comparison::{Comparison, Place};
use super::pairing::Operations;
use super::security::{self, Schemes};
use super::side::{Side, is_unknown};
use super::{servers, words};
use crate::openapi::{self, Operation, Pointer, SchemaId, Sides};

/// Compares what belongs to no single operation. Gives the unit of the document itself.
pub(super) fn compare<'a>(
    c: &mut Comparison<'a>,
    operations: &Operations<'a>,
    schemes: &Schemes<'a>,
) -> usize {
    let (old, new) = (c.old.document, c.new.document);
    let root = Place {
        unit: c.unit([]),
        path: String::new(),
        old: Pointer::root(),
        new: Pointer::root(),
    };
    words::compare(c, &root, &old.notes, &new.notes);
    info(c, &root);
    tags(c, &root);
    security::schemes(c, &root, schemes, operations);
    servers::of_document(c, &root, (&old.servers, &new.servers));
    root.unit
}

fn info(c: &mut Comparison<'_>, root: &Place) {
    let (old, new) = (&c.old.document.info, &c.new.document.info);
    let at = Pointer::root().member("info");
    let place = root.within("info".to_owned(), &at, &at);
    words::compare(c, &place, &old.notes, &new.notes);
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let plain = [
        ("title", text(&old.title), text(&new.title)),
        ("termsOfService", old.terms.clone(), new.terms.clone()),
    ];
    let objects = [
        ("contact", &old.contact, &new.contact),
        ("license", &old.license, &new.license),
    ];
    let objects = objects.map(|(name, was, is)| (name, shown(was, is), shown(is, was)));
    for (name, was, is) in plain.into_iter().chain(objects) {
        let hidden = [old, new].map(|info| is_unknown(&info.notes, name));
        if was != is && !hidden.contains(&true) {
            words::member(c, &place, "info-changed", name, (was, is));
        }
    }
}

/// The members of an object, less those that one of the documents says it cannot show.
fn shown(members: &IndexMap<String, Value>, others: &IndexMap<String, Value>) -> Option<String> {
    const UNKNOWN: &str = "x-unknown";
    let lists = [members, others].map(|all| all.get(UNKNOWN).and_then(Value::as_array));
    let unknown: Vec<&Value> = lists.into_iter().flatten().flatten().collect();
    let mut told: Vec<String> = members
        .iter()
        .filter(|(name, _)| *name != UNKNOWN && !unknown.contains(&&Value::from(name.as_str())))
        .map(|(name, value)| format!("{name}: {}", words::shown(value)))
        .collect();
    told.sort();
    (!told.is_empty()).then(|| told.join(", "))
}

fn tags(c: &mut Comparison<'_>, root: &Place) {
    let (old, new) = (&c.old.document.tags, &c.new.document.tags);
    let path = |name: &str| format!("tag {name}");
    for left in old {
        match new.iter().find(|right| right.name == left.name) {
            Some(right) => {
                let pointers = (&left.notes.pointer, &right.notes.pointer);
                let place = root.within(path(&left.name), pointers.0, pointers.1);
                words::compare(c, &place, &left.notes, &right.notes);
            }
            None => {
                let shown = Some(left.name.clone());
                c.removed(
                    root.unit,
                    "tags-changed",
                    path(&left.name),
                    &left.notes.pointer,
                    shown,
                );
            }
        }
    }
    for right in new
        .iter()
        .filter(|right| !old.iter().any(|left| left.name == right.name))
    {
        let shown = Some(right.name.clone());
        c.added(
            root.unit,
            "tags-changed",
            path(&right.name),
            &right.notes.pointer,
            shown,
        );
    }
}

/// Tells of named schemas that came, went or have another name, and has those that stayed compared even if nothing leads to
/// them.
pub(super) fn schemas<'a>(c: &mut Comparison<'a>, operations: &Operations<'a>) {
    let (old, new) = (c.old.document, c.new.document);
    let kept = operations.kept.iter();
    let before = kept
        .clone()
        .map(|(old, _, _)| *old)
        .chain(operations.gone.iter().copied());
    let before = reached(&c.old, (0..).zip(before));
    let after = kept.map(|(_, new, _)| *new).zip(0..);
    let first = operations.kept.len() + operations.gone.len();
    let after = after.chain(operations.new.iter().copied().zip(first..));
    let after = reached(&c.new, after.map(|(operation, number)| (number, operation)));
    for (key, left) in &old.components {
        let wanted = c.renamed.get(key.as_str()).copied().unwrap_or(key);
        let Some((other, right)) = new.components.get_key_value(wanted) else {
            let unit = c.unit(sides(&before, left.id));
            c.removed(unit, "schema-removed", key.clone(), &left.pointer, None);
            continue;
        };
        let unit = c.pair(other.clone(), left.id, right.id);
        if key != other {
            let place = Place {
                unit,
                path: other.clone(),
                old: left.pointer.clone(),
                new: right.pointer.clone(),
            };
            let names = (Some(key.clone()), Some(other.clone()));
            c.differs(&place, "schema-renamed", "", names);
        }
    }
    for (key, right) in &new.components {
        let known =
            old.components.contains_key(key) || c.renamed.values().any(|other| other == key);
        if !known {
            let unit = c.unit(sides(&after, right.id));
            c.added(unit, "schema-added", key.clone(), &right.pointer, None);
        }
    }
}

/// For each operation, by its number, the sides on which it reaches each schema.
fn reached<'a>(
    side: &Side<'_>,
    operations: impl Iterator<Item = (usize, &'a Operation)>,
) -> Vec<(usize, Vec<Sides>)> {
    operations
        .map(|(number, operation)| (number, openapi::reached(&side.document.schemas, operation)))
        .collect()
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
