//! Operations: which there are, and what each of them takes and gives.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Direction, Reached};
use super::pairing::{Kept, Operation, Operations};
use super::walk::{Found, Place, Walk};
use super::{access, answers, requests, words};

/// The members of an operation that some rule knows.
const KNOWN: &[&str] = &[
    "tags",
    "summary",
    "description",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];

/// The members of a path that are looked at elsewhere.
const KNOWN_OF_PATH: &[&str] = &[
    "$ref",
    "parameters",
    "servers",
    "summary",
    "description",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
];

/// Compares all operations.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, operations: &Operations<'a>) {
    for (old, new, kept) in &operations.kept {
        operation(walk, old, new, *kept);
    }
    for old in &operations.gone {
        alone(walk, old, "operation-removed");
    }
    for new in &operations.new {
        alone(walk, new, "operation-added");
    }
}

fn reached(operation: &Operation<'_>, sides: &[Direction]) -> Vec<Reached> {
    sides
        .iter()
        .map(|direction| Reached {
            operation: operation.name(),
            direction: *direction,
        })
        .collect()
}

fn alone<'a>(walk: &mut Walk<'a>, operation: &Operation<'a>, rule: &'static str) {
    let unit = walk.unit(reached(operation, &Direction::ALL));
    let pointer = Some(operation.node.pointer.clone());
    let shown = Some(operation.name());
    let gone = rule == "operation-removed";
    let (former, pointer) = if gone {
        (pointer, None)
    } else {
        (None, pointer)
    };
    let (was, is) = if gone { (shown, None) } else { (None, shown) };
    let found = Found {
        rule,
        only: None,
        path: operation.name(),
        former,
        pointer,
        was,
        is,
    };
    walk.found(unit, found);
}

fn operation<'a>(walk: &mut Walk<'a>, old: &Operation<'a>, new: &Operation<'a>, kept: Kept) {
    let both = walk.unit(reached(new, &Direction::ALL));
    let whole = Place {
        unit: both,
        path: new.name(),
        only: None,
        old: old.node.clone(),
        new: new.node.clone(),
        depth: 0,
    };
    let rule = match kept {
        Kept::AsItWas => None,
        Kept::OtherMethod => Some("method-changed"),
        Kept::OtherPath => Some("operation-moved"),
    };
    if let Some(rule) = rule {
        walk.differs(&whole, rule, "", Some(old.name()), Some(new.name()));
    }
    words::compare(walk, &whole, &words::OPERATION);
    words::others(walk, &whole, KNOWN);
    identity(walk, &whole);
    path_item(walk, &whole, old, new);
    let request = Place {
        unit: walk.unit(reached(new, &[Direction::Request])),
        ..whole.clone()
    };
    access::of_operation(walk, &request, old, new);
    requests::parameters(walk, &request, old, new);
    requests::body(walk, &request);
    let answer = Place {
        unit: walk.unit(reached(new, &[Direction::Answer])),
        ..whole.clone()
    };
    answers::compare(walk, &answer);
}

/// The id and the tags.
fn identity<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let (was, is) = (place.old.text("operationId"), place.new.text("operationId"));
    let hidden = walk.is_hidden("operationId");
    let unseen = was.is_none() && hidden.0 || is.is_none() && hidden.1;
    if was != is && !unseen {
        let shown = |id: Option<&str>| id.map(str::to_owned);
        walk.differs(
            place,
            "operation-id-changed",
            "operationId",
            shown(was),
            shown(is),
        );
    }
    let tags = |value: &'a Value| -> BTreeSet<&'a str> {
        let tags = value.get("tags").and_then(Value::as_array);
        tags.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let (was, is) = (tags(place.old.value), tags(place.new.value));
    if was != is {
        let shown = |tags: BTreeSet<&str>| {
            let tags: Vec<&str> = tags.into_iter().collect();
            (!tags.is_empty()).then(|| tags.join(", "))
        };
        walk.differs(place, "tags-changed", "tags", shown(was), shown(is));
    }
}

/// What the path says of all its operations.
fn path_item<'a>(walk: &mut Walk<'a>, whole: &Place<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let place = Place {
        path: new.path.to_owned(),
        old: old.item.clone(),
        new: new.item.clone(),
        ..whole.clone()
    };
    words::compare(walk, &place, &words::OPERATION);
    words::others(walk, &place, KNOWN_OF_PATH);
}
