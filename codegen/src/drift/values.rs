//! Enumerations and defaults.

use std::collections::HashSet;

use serde_json::Value;

use super::comparison::Diff;
use super::found::{Both, Place};
use super::unread::Unread;
use super::words;
use crate::openapi::{Decimal, Kind, Literal, Notes, Schema};

/// Compares the lists of values that two schemas allow.
pub(super) fn enumeration(
    c: &mut Diff<'_>,
    place: &Place,
    unread: &Unread,
    (old, new): Both<Option<&[Literal]>>,
) {
    const NAME: &str = "enum";
    let hidden = if place.at.1.last() == "items" {
        c.is_hidden("enum of items of arrays")
    } else {
        (false, false)
    };
    let all = |values: &[Literal]| {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        Some(values.join(", "))
    };
    let (left, right) = match (old, new) {
        (None, None) => return,
        (None, Some(_)) if hidden.0 => return,
        (Some(_), None) if hidden.1 => return,
        (Some(left), Some(right)) => (left, right),
        _ if unread.hides(NAME, old.is_some(), new.is_some()) => return,
        (None, Some(values)) => {
            return c.differs(place, "enumeration-added", NAME, (None, all(values)));
        }
        (Some(values), None) => {
            return c.differs(place, "enumeration-removed", NAME, (all(values), None));
        }
    };
    let known = |values: &'_ [Literal]| values.iter().cloned().collect::<HashSet<_>>();
    let (was, is) = (known(left), known(right));
    for value in left.iter().filter(|value| !is.contains(*value)) {
        let gone = (Some(value.to_string()), None);
        c.differs(place, "value-removed", NAME, gone);
    }
    for value in right.iter().filter(|value| !was.contains(*value)) {
        let come = (None, Some(value.to_string()));
        c.differs(place, "value-added", NAME, come);
    }
}

/// Compares what a value is where it is left out.
pub(super) fn default(
    c: &mut Diff<'_>,
    place: &Place,
    unread: &Unread,
    (notes, schemas): (Both<&[&Notes]>, Both<&Schema>),
) {
    const NAME: &str = "default";
    let Some((was, is)) = words::both(notes, |notes| notes.default.as_ref()) else {
        return;
    };
    let was = was.map(|value| meant(value, schemas.0));
    let is = is.map(|value| meant(value, schemas.1));
    let hidden = c.is_hidden(NAME);
    let rule = match (&was, &is) {
        (was, is) if was == is => return,
        (Some(Value::Number(was)), Some(Value::Number(is)))
            if Decimal::of_json(was) == Decimal::of_json(is) =>
        {
            return;
        }
        (None, _) if hidden.0 => return,
        (_, None) if hidden.1 => return,
        (was, is) if unread.hides(NAME, was.is_some(), is.is_some()) => return,
        (None, _) => "default-added",
        (_, None) => "default-removed",
        _ => "default-changed",
    };
    let shown = |value: Option<Value>| value.as_ref().map(words::shown);
    c.differs(place, rule, NAME, (shown(was), shown(is)));
}

/// A value as its type has it: a number or a truth value that is written as a text can only mean what stands in it, and a
/// text that is written as one of them its letters.
fn meant(value: &Value, schema: &Schema) -> Value {
    let kind = &schema.wire.kind;
    if matches!(kind, Kind::Text(_)) && (value.is_number() || value.is_boolean()) {
        return Value::String(value.to_string());
    }
    let read = value
        .as_str()
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let is_meant = |read: &Value| match kind {
        Kind::Boolean => read.is_boolean(),
        Kind::Integer(_) | Kind::Number(_) => read.is_number(),
        _ => false,
    };
    read.filter(is_meant).unwrap_or_else(|| value.clone())
}
