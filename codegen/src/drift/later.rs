//! Documents of which one is of OpenAPI 3.1: compared as the normal form says them, whichever version they are of.

use std::collections::BTreeMap;

use serde_json::Value;

use super::change::{Change, Class};
use super::stated;
use crate::openapi::{self, Restated};

/// Every change between two documents, be it in what nobody understands; nothing where both are of 3.0 or one cannot be
/// read.
pub(super) fn compare(old: &Value, new: &Value) -> Option<Vec<Change>> {
    if !openapi::is_3_1(old) && !openapi::is_3_1(new) {
        return None;
    }
    let (old, new) = (restated(old)?, restated(new)?);
    let mut changes = stated::compare(&old.document, &new.document);
    changes.extend(opaque(&old, &new));
    Some(changes)
}

fn restated(document: &Value) -> Option<Restated> {
    openapi::in_3_0(document).ok().map(|done| done.value)
}

/// Members that are not understood and differ, by where they stand. What they hold may be words of a vendor and is not
/// shown.
fn opaque(old: &Restated, new: &Restated) -> Vec<Change> {
    let (old, new) = (by_place(old), by_place(new));
    let mut places: Vec<&String> = old.keys().chain(new.keys()).collect();
    places.sort();
    places.dedup();
    let differs = places
        .into_iter()
        .filter(|place| old.get(*place) != new.get(*place));
    differs
        .map(|place| Change {
            rule: "opaque-changed",
            class: Class::NotUnderstood,
            reach: Vec::new(),
            path: place.clone(),
            former: old.contains_key(place).then(|| place.clone()),
            pointer: new.contains_key(place).then(|| place.clone()),
            line: None,
            was: None,
            is: None,
        })
        .collect()
}

fn by_place(document: &Restated) -> BTreeMap<String, &Value> {
    let opaque = document.opaque.iter();
    opaque
        .map(|member| (member.pointer.to_string(), &*member.value))
        .collect()
}
