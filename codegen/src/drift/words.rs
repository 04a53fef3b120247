//! Prose, samples and extensions, and whatever no other rule knows.

use serde_json::Value;

use super::side::Node;
use super::walk::{Place, Walk};
use crate::transcribe::fingerprint;

/// Which members of a kind of node are prose, and which are samples.
pub(super) struct Words {
    prose: &'static [&'static str],
    samples: &'static [&'static str],
}

pub(super) const SCHEMA: Words = Words {
    prose: &["title", "description"],
    samples: &["example"],
};
pub(super) const OPERATION: Words = Words {
    prose: &["summary", "description"],
    samples: &[],
};
pub(super) const VALUE: Words = Words {
    prose: &["description"],
    samples: &["example", "examples"],
};

/// What is known of a piece of prose or of a sample.
#[derive(PartialEq)]
enum Known {
    /// It cannot be shown, so that it may be there.
    Hidden,
    Absent,
    /// It is there; this is its fingerprint.
    Text(String),
    /// Only its fingerprint is left.
    Print(String),
}

impl Known {
    fn of(node: &Node<'_>, name: &str) -> Self {
        if node.is_unknown(name) {
            return Self::Hidden;
        }
        let print = node
            .value
            .get("x-fingerprint")
            .and_then(|all| all.get(name));
        match (node.value.get(name), print.and_then(Value::as_str)) {
            // The phrase of a status stands in for a description that has to be there.
            (_, Some(print)) => Self::Print(print.to_owned()),
            (Some(Value::String(text)), None) if text.is_empty() => Self::Absent,
            (Some(Value::String(text)), None) => Self::Text(fingerprint(text)),
            (Some(other), None) => Self::Text(fingerprint(&other.to_string())),
            (None, None) => Self::Absent,
        }
    }

    fn shown(self) -> Option<String> {
        match self {
            Self::Text(print) | Self::Print(print) => Some(print),
            Self::Hidden | Self::Absent => None,
        }
    }
}

/// Compares prose and samples, of which only fingerprints are told.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>, words: &Words) {
    for name in words.prose {
        piece(
            walk,
            place,
            name,
            ["prose-added", "prose-removed", "prose-changed"],
        );
    }
    for name in words.samples {
        piece(
            walk,
            place,
            name,
            ["sample-added", "sample-removed", "sample-changed"],
        );
    }
    deprecation(walk, place);
}

/// Whether the vendor's description of `to` may say something that the one of `from` does not.
pub(super) fn may_say_more(from: &Node<'_>, to: &Node<'_>) -> bool {
    const NAME: &str = "description";
    match (Known::of(from, NAME), Known::of(to, NAME)) {
        (_, Known::Absent) => false,
        (Known::Print(from), Known::Print(to)) => from != to,
        // Our own words say nothing about the vendor's.
        _ => true,
    }
}

fn piece<'a>(walk: &mut Walk<'a>, place: &Place<'a>, name: &str, rules: [&'static str; 3]) {
    let (old, new) = (Known::of(&place.old, name), Known::of(&place.new, name));
    let [added, removed, changed] = rules;
    let rule = match (&old, &new) {
        (Known::Hidden, _) | (_, Known::Hidden) => return,
        (old, new) if old == new => return,
        // Our own words and the vendor's cannot be held against each other.
        (Known::Text(_), Known::Print(_)) | (Known::Print(_), Known::Text(_)) => return,
        (Known::Absent, _) => added,
        (_, Known::Absent) => removed,
        _ => changed,
    };
    let mut within = place.clone();
    within.path = format!("{} {name}", place.path);
    walk.differs(&within, rule, name, old.shown(), new.shown());
}

fn deprecation<'a>(walk: &mut Walk<'a>, place: &Place<'a>) {
    let (was, is) = (place.old.flag("deprecated"), place.new.flag("deprecated"));
    let hidden = walk.is_hidden("deprecated");
    if was == is || is && hidden.0 || was && hidden.1 {
        return;
    }
    let rule = if is { "deprecated" } else { "undeprecated" };
    walk.differs(place, rule, "deprecated", None, None);
}

/// Compares the members that no rule knows: extensions, and what counts as breaking until somebody has looked.
pub(super) fn others<'a>(walk: &mut Walk<'a>, place: &Place<'a>, known: &[&str]) {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in place.old.members().chain(place.new.members()) {
        if !known.contains(&name) && !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        if matches!(name, "x-fingerprint" | "x-unknown" | "x-restriction") {
            continue;
        }
        let (was, is) = (place.old.value.get(name), place.new.value.get(name));
        if was == is {
            continue;
        }
        let rule = if name.starts_with("x-") {
            "extension-changed"
        } else if name == "externalDocs" {
            "info-changed"
        } else {
            "other-changed"
        };
        member(walk, place, rule, name, was, is);
    }
}

/// Reports one member whose values differ.
pub(super) fn member<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    rule: &'static str,
    name: &str,
    was: Option<&Value>,
    is: Option<&Value>,
) {
    let mut within = place.clone();
    within.path = if place.path.is_empty() {
        name.to_owned()
    } else {
        format!("{} {name}", place.path)
    };
    walk.differs(&within, rule, name, was.map(shown), is.map(shown));
}

/// A value in one line, cut where it gets long.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 200;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    cut.push('…');
    cut
}
