//! Prose, samples and extensions, and what of a place is not understood.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::behind;
use super::comparison::{Diff, NotUnderstood};
use super::found::{Both, Place, Values, either};
use super::side::is_unknown;
use crate::extensions;
use crate::openapi::{ExternalDocs, Notes, Sample};
use crate::transcribe::fingerprint;

/// Pieces of prose and samples, each with the rules for one that is new, has gone or differs.
const PIECES: [(&str, [&str; 3]); 5] = [
    ("title", PROSE),
    ("summary", PROSE),
    ("description", PROSE),
    ("example", SAMPLE),
    ("examples", SAMPLE),
];
const PROSE: [&str; 3] = ["prose-added", "prose-removed", "prose-changed"];
const SAMPLE: [&str; 3] = ["sample-added", "sample-removed", "sample-changed"];

/// The rules for a piece of prose or a sample of this name.
pub(super) fn rules(name: &str) -> Option<[&'static str; 3]> {
    let mut pieces = PIECES.iter();
    pieces
        .find(|(piece, _)| *piece == name)
        .map(|(_, rules)| *rules)
}

/// Extensions that are no judgement: what stands for prose and samples, what cannot be shown, and tokens of the prose.
const ELSEWHERE: [&str; 3] = ["x-fingerprint", "x-unknown", "x-restriction"];

/// What is known of a piece of prose or of a sample.
#[derive(PartialEq)]
pub(super) enum Known {
    /// It cannot be shown, so that it may be there.
    Hidden,
    Absent,
    /// It is there.
    Text(Value),
    /// Only its fingerprint is left.
    Print(String),
}

impl Known {
    fn of(notes: &Notes, name: &str) -> Self {
        if is_unknown(notes, name) {
            return Self::Hidden;
        }
        // The phrase of a status stands in for a description that has to be there.
        if let Some(print) = extensions::marks(notes).fingerprint.shift_remove(name) {
            return Self::Print(print.0);
        }
        let text = match name {
            "title" => notes.title.as_deref().map(Value::from),
            "summary" => notes.summary.as_deref().map(Value::from),
            "description" => notes.description.as_deref().map(Value::from),
            "example" => unnamed(&notes.samples),
            _ => named(&notes.samples),
        };
        text.map_or(Self::Absent, Self::Text)
    }

    fn shown(self) -> Option<String> {
        match self {
            Self::Text(Value::String(text)) => Some(fingerprint(&text)),
            Self::Text(other) => Some(fingerprint(&other.to_string())),
            Self::Print(print) => Some(print),
            Self::Hidden | Self::Absent => None,
        }
    }
}

/// The samples without a name: one, or a list of several.
fn unnamed(samples: &[Sample]) -> Option<Value> {
    let all = samples.iter().filter(|sample| sample.name.is_none());
    let all: Vec<Value> = all.filter_map(|sample| sample.value.clone()).collect();
    match all.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        _ => Some(Value::Array(all)),
    }
}

fn named(samples: &[Sample]) -> Option<Value> {
    let told = samples.iter().filter_map(|it| {
        let told = json!([it.value, it.summary, it.description, it.url]);
        Some((it.name.clone()?, told))
    });
    let told: serde_json::Map<String, Value> = told.collect();
    (!told.is_empty()).then_some(Value::Object(told))
}

/// The nearest of some notes that say something, and whether that are those of the place itself.
fn nearest<'n, T>(notes: &[&'n Notes], says: impl Fn(&'n Notes) -> Option<T>) -> (Option<T>, bool) {
    let mut all = notes.iter().enumerate();
    let found = all.find_map(|(index, notes)| Some((says(notes)?, index == 0)));
    found.map_or((None, false), |(said, own)| (Some(said), own))
}

/// What both documents say of a thing, the nearest first; nothing where neither says it at the place itself, since it is
/// told where it stands.
pub(super) fn both<'n, T>(
    (old, new): Both<&[&'n Notes]>,
    says: impl Fn(&'n Notes) -> Option<T>,
) -> Option<Both<Option<T>>> {
    let ((old, is_old), (new, is_new)) = (nearest(old, &says), nearest(new, &says));
    (is_old || is_new).then_some((old, new))
}

/// Compares what is said of a part, of which the document itself says all.
pub(super) fn compare<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Notes>) {
    notes(c, place, (&[old], &[new]), &[]);
    behind::compare(c, place, (&old.opaque, &new.opaque));
    c.opaque.push(NotUnderstood {
        place: place.clone(),
        is_around: true,
        members: (old.opaque.iter().collect(), new.opaque.iter().collect()),
    });
}

/// Compares prose and samples, of which only fingerprints are told, deprecation and extensions, but for those that are
/// looked at elsewhere: what each place says itself, and then what it refers to.
pub(super) fn notes(c: &mut Diff<'_>, place: &Place, notes: Both<&[&Notes]>, elsewhere: &[&str]) {
    for (name, rules) in PIECES.iter().filter(|(name, _)| !elsewhere.contains(name)) {
        piece(c, place, name, notes, *rules);
    }
    deprecation(c, place, notes);
    let docs = both(notes, |notes| notes.external_docs.as_deref());
    if let Some((was, is)) = docs.filter(|(was, is)| was != is) {
        let shown = |docs: &ExternalDocs| docs.url.clone();
        let urls = (was.map(shown), is.map(shown));
        member(c, place, "info-changed", "externalDocs", urls);
    }
    extensions(c, place, notes, elsewhere);
}

/// Whether the vendor's description of `to` may say something that the one of `from` does not.
pub(super) fn may_say_more(from: &Notes, to: &Notes) -> bool {
    const NAME: &str = "description";
    match (Known::of(from, NAME), Known::of(to, NAME)) {
        (_, Known::Absent) => false,
        (Known::Print(from), Known::Print(to)) => from != to,
        // Our own words say nothing about the vendor's.
        _ => true,
    }
}

/// Whether a page has this text for its sample, and the other one has none.
pub(super) fn is_sample((with, without): Both<&[&Notes]>, text: Option<&str>) -> bool {
    let known = |notes: &&Notes| Known::of(notes, "example");
    let is_absent = without.iter().all(|notes| known(notes) == Known::Absent);
    let sample = text.map(|text| Known::Print(fingerprint(&Value::from(text).to_string())));
    is_absent && sample.is_some_and(|sample| with.iter().any(|notes| known(notes) == sample))
}

/// What a piece of prose says that is there.
pub(super) fn said(notes: &Notes, name: &str) -> Option<Known> {
    let known = Known::of(notes, name);
    matches!(known, Known::Text(_) | Known::Print(_)).then_some(known)
}

fn piece(
    c: &mut Diff<'_>,
    place: &Place,
    name: &str,
    notes: Both<&[&Notes]>,
    [added, removed, changed]: [&'static str; 3],
) {
    let known = |notes: &Notes| Some(Known::of(notes, name)).filter(|it| *it != Known::Absent);
    let Some((old, new)) = both(notes, known) else {
        return;
    };
    let (old, new) = (old.unwrap_or(Known::Absent), new.unwrap_or(Known::Absent));
    let rule = match (&old, &new) {
        (Known::Hidden, _) | (_, Known::Hidden) => return,
        (old, new) if old == new => return,
        // Our own words and the vendor's cannot be held against each other.
        (Known::Text(_), Known::Print(_)) | (Known::Print(_), Known::Text(_)) => return,
        (Known::Absent, _) => added,
        (_, Known::Absent) => removed,
        _ => changed,
    };
    member(c, place, rule, name, (old.shown(), new.shown()));
}

fn deprecation(c: &mut Diff<'_>, place: &Place, notes: Both<&[&Notes]>) {
    let said = both(notes, |notes| notes.deprecated.then_some(()));
    let Some((was, is)) = said.map(|(was, is)| (was.is_some(), is.is_some())) else {
        return;
    };
    let hidden = c.is_hidden("deprecated");
    if was == is || is && hidden.0 || was && hidden.1 {
        return;
    }
    let rule = either(is, ["deprecated", "undeprecated"]);
    c.differs(place, rule, "deprecated", (None, None));
}

fn extensions(c: &mut Diff<'_>, place: &Place, notes: Both<&[&Notes]>, elsewhere: &[&str]) {
    let own = [notes.0.first(), notes.1.first()].into_iter().flatten();
    let names: BTreeSet<&String> = own.flat_map(|notes| notes.extensions.keys()).collect();
    for name in names {
        if ELSEWHERE.contains(&name.as_str()) || elsewhere.contains(&name.as_str()) {
            continue;
        }
        let Some((was, is)) = both(notes, |notes| notes.extensions.get(name)) else {
            continue;
        };
        if was != is {
            let values = (was.map(shown), is.map(shown));
            member(c, place, "extension-changed", name, values);
        }
    }
}

/// Tells of one member whose values differ.
pub(super) fn member(
    c: &mut Diff<'_>,
    place: &Place,
    rule: &'static str,
    name: &str,
    values: Values,
) {
    let mut within = place.clone();
    within.path = place.member(name);
    c.differs(&within, rule, name, values);
}

/// A value in one line, cut where it gets long.
pub(super) fn shown(value: &Value) -> String {
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
