//! Limits, patterns, enumerations and defaults.

use serde_json::Value;

use super::side::View;
use super::walk::{Place, Walk};

/// The most that a value may be or have.
const UPPER: [(&str, Option<&str>); 7] = [
    ("maxLength", None),
    ("maxItems", None),
    ("maxProperties", None),
    ("maximum", Some("exclusiveMaximum")),
    ("x-maximum", None),
    ("x-integer-digits", None),
    ("x-fraction-digits", None),
];

/// The least.
const LOWER: [(&str, Option<&str>); 5] = [
    ("minLength", None),
    ("minItems", None),
    ("minProperties", None),
    ("minimum", Some("exclusiveMinimum")),
    ("x-minimum", None),
];

/// Compares all that restricts the values of one type.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    for (name, exclusive) in UPPER {
        bound(walk, place, old, new, name, exclusive, 1.0);
    }
    for (name, exclusive) in LOWER {
        bound(walk, place, old, new, name, exclusive, -1.0);
    }
    unique(walk, place, old, new);
    multiple(walk, place, old, new);
    pattern(walk, place, old, new);
    enumeration(walk, place, old, new);
    default(walk, place, old, new);
}

/// A limit with whether it is excluded itself, as a number where it is one.
struct Bound {
    number: f64,
    exclusive: bool,
    shown: String,
}

impl Bound {
    fn of(view: &View<'_>, name: &str, exclusive: Option<&str>) -> Option<Self> {
        let value = view.get(name)?.value;
        let number = match value {
            Value::String(text) => text.parse().ok(),
            other => other.as_f64(),
        };
        let exclusive = exclusive.is_some_and(|name| view.flag(name));
        let shown = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        Some(Self {
            number: number.unwrap_or(f64::NAN),
            exclusive,
            shown: if exclusive {
                format!("{shown}, excluded")
            } else {
                shown
            },
        })
    }
}

/// Compares one limit. `sign` is 1 where less is tighter, and -1 where more is.
fn bound<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    old: &View<'a>,
    new: &View<'a>,
    name: &'static str,
    exclusive: Option<&str>,
    sign: f64,
) {
    let left = Bound::of(old, name, exclusive);
    let right = Bound::of(new, name, exclusive);
    let hidden = walk.is_hidden(name);
    let rule = match (&left, &right) {
        (None, None) => return,
        (None, Some(_)) if hidden.0 => return,
        (Some(_), None) if hidden.1 => return,
        (None, Some(_)) => "limit-tightened",
        (Some(_), None) => "limit-loosened",
        (Some(left), Some(right)) => {
            let (from, to) = (left.number * sign, right.number * sign);
            if from > to || from == to && right.exclusive && !left.exclusive {
                "limit-tightened"
            } else if from < to || from == to && left.exclusive && !right.exclusive {
                "limit-loosened"
            } else if from == to || left.shown == right.shown {
                return;
            } else {
                "other-changed"
            }
        }
    };
    let shown = |bound: Option<Bound>| bound.map(|bound| format!("{name} {}", bound.shown));
    walk.differs(place, rule, name, shown(left), shown(right));
}

fn unique<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (was, is) = (old.flag("uniqueItems"), new.flag("uniqueItems"));
    if was == is {
        return;
    }
    let rule = if is {
        "limit-tightened"
    } else {
        "limit-loosened"
    };
    let shown = |unique: bool| {
        let word = if unique {
            "entries differ"
        } else {
            "entries may be equal"
        };
        Some(word.to_owned())
    };
    walk.differs(place, rule, "uniqueItems", shown(was), shown(is));
}

fn multiple<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    const NAME: &str = "multipleOf";
    let (left, right) = (old.get(NAME), new.get(NAME));
    let (was, is) = (
        left.as_ref().map(|node| node.value),
        right.as_ref().map(|node| node.value),
    );
    let of = |larger: &Value, smaller: &Value| match (larger.as_f64(), smaller.as_f64()) {
        (Some(larger), Some(smaller)) if smaller != 0.0 => (larger / smaller).fract() == 0.0,
        _ => false,
    };
    let rule = match (was, is) {
        (was, is) if was == is => return,
        (None, _) => "limit-tightened",
        (_, None) => "limit-loosened",
        (Some(was), Some(is)) if of(is, was) => "limit-tightened",
        (Some(was), Some(is)) if of(was, is) => "limit-loosened",
        _ => "other-changed",
    };
    let shown = |value: Option<&Value>| value.map(|value| format!("{NAME} {value}"));
    walk.differs(place, rule, NAME, shown(was), shown(is));
}

fn pattern<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (was, is) = (old.text("pattern"), new.text("pattern"));
    let hidden = walk.is_hidden("pattern");
    let rule = match (was, is) {
        (was, is) if was == is => return,
        (None, _) if hidden.0 => return,
        (_, None) if hidden.1 => return,
        (None, _) => "pattern-added",
        (_, None) => "pattern-removed",
        _ => "pattern-changed",
    };
    let shown = |text: Option<&str>| text.map(str::to_owned);
    walk.differs(place, rule, "pattern", shown(was), shown(is));
}

fn enumeration<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (left, right) = (old.get("enum"), new.get("enum"));
    let hidden = if place.new.pointer.ends_with("/items") {
        walk.is_hidden("enum of items of arrays")
    } else {
        (false, false)
    };
    let all = |values: &Value| {
        let values: Vec<String> = values.as_array().into_iter().flatten().map(shown).collect();
        Some(values.join(", "))
    };
    let (left, right) = match (left, right) {
        (None, None) => return,
        (None, Some(_)) if hidden.0 => return,
        (Some(_), None) if hidden.1 => return,
        (None, Some(node)) => {
            walk.differs(place, "enumeration-added", "enum", None, all(node.value));
            return;
        }
        (Some(node), None) => {
            walk.differs(place, "enumeration-removed", "enum", all(node.value), None);
            return;
        }
        (Some(left), Some(right)) => (left, right),
    };
    let holds =
        |list: &Value, value: &Value| list.as_array().is_some_and(|values| values.contains(value));
    for value in left.value.as_array().into_iter().flatten() {
        if !holds(right.value, value) {
            walk.differs(place, "value-removed", "enum", Some(shown(value)), None);
        }
    }
    for value in right.value.as_array().into_iter().flatten() {
        if !holds(left.value, value) {
            walk.differs(place, "value-added", "enum", None, Some(shown(value)));
        }
    }
}

fn default<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &View<'a>, new: &View<'a>) {
    let (left, right) = (old.get("default"), new.get("default"));
    let (was, is) = (
        left.as_ref().map(|node| node.value),
        right.as_ref().map(|node| node.value),
    );
    let hidden = walk.is_hidden("default");
    let rule = match (was, is) {
        (was, is) if was == is => return,
        (None, _) if hidden.0 => return,
        (_, None) if hidden.1 => return,
        (None, _) => "default-added",
        (_, None) => "default-removed",
        _ => "default-changed",
    };
    walk.differs(place, rule, "default", was.map(shown), is.map(shown));
}

/// A value as people write it.
fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
