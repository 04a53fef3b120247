//! The document as a whole: its information, tags and security schemes.

use indexmap::IndexMap;
use serde_json::Value;

use super::comparison::{Alone, Diff};
use super::found::Place;
use super::matching::Matching;
use super::pairing::Operations;
use super::security::{self, Schemes};
use super::side::is_unknown;
use super::{servers, words};
use crate::openapi::Pointer;

/// Compares what belongs to no single operation. Gives the unit of the document itself.
pub(super) fn compare<'a>(
    c: &mut Diff<'a>,
    operations: &[Operations<'a>],
    schemes: &Schemes<'a>,
) -> usize {
    let (old, new) = (c.old.document, c.new.document);
    let root = Place::root(c.unit([]));
    words::compare(c, &root, (&old.notes, &new.notes));
    info(c, &root);
    tags(c, &root);
    security::schemes(c, &root, schemes, operations);
    servers::of_document(c, &root, (&old.servers, &new.servers));
    root.unit
}

fn info(c: &mut Diff<'_>, root: &Place) {
    let (old, new) = (&c.old.document.info, &c.new.document.info);
    let at = Pointer::root().member("info");
    let place = root.within("info".to_owned(), (&at, &at));
    words::compare(c, &place, (&old.notes, &new.notes));
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

fn tags(c: &mut Diff<'_>, root: &Place) {
    let (old, new) = (&c.old.document.tags, &c.new.document.tags);
    let path = |name: &str| format!("tag {name}");
    let mut all = Matching::of(old, new);
    for (left, right) in all.same(|one, other| one.name == other.name) {
        let place = root.of(path(&left.name), (&left.notes, &right.notes));
        words::compare(c, &place, (&left.notes, &right.notes));
    }
    c.alone(root, all, |_, tag| {
        let rules = ["tags-changed", "tags-changed"];
        Alone::new(rules, path(&tag.name), &tag.notes.pointer, tag.name.clone())
    });
}
