//! What the prose states as tokens, beside the limits that were read from it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::comparison::Diff;
use super::found::{Both, Found, Place};
use super::side::Side;
use super::unread::{About, Unread};
use super::words;
use crate::extensions;
use crate::openapi::{Kind as Type, Notes, SchemaId};
use crate::restrict::{self, Kind, Limits, Reading, Simple};

/// The tokens of one place of one document, as they are understood.
struct Stated {
    tokens: Vec<(String, Reading)>,
}

impl Stated {
    /// The tokens that are stated with a schema.
    fn of(side: &Side<'_>, notes: &Notes, schema: Option<SchemaId>) -> Self {
        let texts = extensions::marks(notes).restriction.0;
        let kind = schema.map_or(Kind::Any, |schema| kind(side, schema));
        let readings = restrict::tokens_of_one(&texts, kind);
        Self {
            tokens: texts.into_iter().zip(readings).collect(),
        }
    }

    fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = self.tokens.iter().map(|(text, _)| text.as_str()).collect();
        texts.sort_unstable();
        texts
    }

    fn shown(&self) -> Option<String> {
        let texts = self.texts();
        (!texts.is_empty()).then(|| texts.join(" "))
    }

    /// What is limited, as far as no two tokens contradict each other.
    fn about(&self) -> BTreeSet<About> {
        let about = |(name, _): (&str, &Value)| About::of(name);
        let all: BTreeSet<About> = self.members().map(about).collect();
        let is_said_twice = |(name, value): &(&str, &Value)| {
            let mut members = self.members();
            members.any(|(other, said)| other == *name && said != *value)
        };
        let contradicted = self.members().filter(is_said_twice);
        let contradicted: BTreeSet<About> = contradicted.map(about).collect();
        all.difference(&contradicted).copied().collect()
    }

    /// Whether two tokens contradict each other about it, so that nobody can say what holds.
    fn contradicts(&self, about: About) -> bool {
        let mut members = self.members().map(|(name, _)| About::of(name));
        members.any(|limited| limited == about) && !self.about().contains(&about)
    }

    fn limits(&self) -> impl Iterator<Item = &Limits> {
        self.tokens.iter().filter_map(|(_, reading)| match reading {
            Reading::Limits(limits) => Some(limits),
            Reading::Nothing | Reading::Unclear(_) => None,
        })
    }

    fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.limits().flat_map(|limits| &limits.members);
        members.map(|(name, value)| (name.as_str(), value))
    }

    /// Whether a length is one of characters, or one of bytes; nothing where none is stated.
    fn counts_bytes(&self) -> Option<bool> {
        let mut limits = self.limits();
        self.about()
            .contains(&About::Size)
            .then(|| limits.any(|limits| limits.of_bytes))
    }

    /// The tokens that nobody can read and that do not stand in `other`.
    fn unclear<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = &'s str> {
        let unclear = self
            .tokens
            .iter()
            .filter_map(|(text, reading)| match reading {
                Reading::Unclear(_) => Some(text.as_str()),
                Reading::Nothing | Reading::Limits(_) => None,
            });
        unclear.filter(|text| !other.texts().contains(text))
    }

    fn values(&self) -> Vec<&str> {
        let lists = self.members().filter(|(name, _)| *name == "enum");
        let values = lists.filter_map(|(_, values)| values.as_array()).flatten();
        values.filter_map(Value::as_str).collect()
    }
}

/// The type of a schema, as restrictions know it.
fn kind(side: &Side<'_>, id: SchemaId) -> Kind {
    match &side.schema(id).wire.kind {
        Type::Text(_) => Kind::String,
        Type::Integer(_) => Kind::Integer,
        Type::Number(_) => Kind::Number,
        Type::Boolean => Kind::Boolean,
        Type::Object(_) => Kind::Object,
        Type::List(list) => {
            let entries = list
                .items
                .as_ref()
                .map(|items| kind_of_entries(side, items.id));
            Kind::Array(entries.flatten())
        }
        Type::Any | Type::Null | Type::Never(_) => Kind::Any,
    }
}

fn kind_of_entries(side: &Side<'_>, id: SchemaId) -> Option<Simple> {
    match &side.schema(id).wire.kind {
        Type::Text(_) => Some(Simple::String),
        Type::Integer(_) => Some(Simple::Integer),
        Type::Number(_) => Some(Simple::Number),
        Type::Boolean => Some(Simple::Boolean),
        _ => None,
    }
}

/// What the tokens of a place come to, beside the limits that were read from them.
pub(super) struct Compared {
    /// Limits of the schemas of the place that are no change.
    pub(super) unread: Unread,
    /// What is told where nothing else is.
    reworded: Option<Found>,
}

impl Compared {
    /// Tells that a restriction is worded otherwise, unless one of these units tells of more than words.
    pub(super) fn unless(self, c: &mut Diff<'_>, unit: usize, units: Vec<usize>) {
        c.otherwise
            .extend(self.reworded.map(|found| (unit, found, units)));
    }
}

/// Compares the tokens of a place, with the schemas that they restrict.
///
/// A limit that is there no longer because nobody can read its words is not looser: it is not told as such, but as what it
/// is, not understood.
pub(super) fn compare(
    c: &mut Diff<'_>,
    place: &Place,
    (was, is): Both<&Notes>,
    schemas: Both<Option<SchemaId>>,
) -> Compared {
    let left = Stated::of(&c.old, was, schemas.0);
    let right = Stated::of(&c.new, is, schemas.1);
    let (was_about, is_about) = (left.about(), right.about());
    let mut unread = Unread {
        lost: was_about.difference(&is_about).copied().collect(),
        found: is_about.difference(&was_about).copied().collect(),
    };
    let mut reworded = None;
    let shown = (left.shown(), right.shown());
    let told = |rule| Found::differs(rule, place, "x-restriction").with(shown.clone());
    let mut unclear = left.unclear(&right).chain(right.unclear(&left));
    // How many bytes so many characters are, nobody can say.
    let counts = (left.counts_bytes(), right.counts_bytes());
    let is_of_others = matches!(counts, (Some(was), Some(is)) if was != is);
    if unclear.next().is_some() || is_of_others {
        lone_values(c, place, &left, &right);
        c.found(place.unit, told("restriction-unclear"));
        return Compared { unread, reworded };
    }
    if !words::may_say_more(was, is) {
        unread.lost.retain(|about| right.contradicts(*about));
    }
    if !words::may_say_more(is, was) {
        unread.found.retain(|about| left.contradicts(*about));
    }
    // Where the schema lists its values as well, no words of the same are missed.
    let lists = |side: &Side<'_>, id: Option<SchemaId>| {
        id.is_some_and(|id| side.schema(id).wire.values.is_some())
    };
    if lists(&c.old, schemas.0) && lists(&c.new, schemas.1) {
        unread.lost.remove(&About::Values);
        unread.found.remove(&About::Values);
    }
    if !unread.lost.is_empty() {
        c.found(place.unit, told("restriction-lost"));
    }
    if !unread.found.is_empty() {
        c.found(place.unit, told("restriction-found"));
    }
    if unread.lost.is_empty() && unread.found.is_empty() && left.texts() != right.texts() {
        // Where the schema says it otherwise itself, another limit in the words is none that could be compared.
        let is_other = |(name, value)| {
            right
                .members()
                .any(|(also, said)| also == name && said != value)
        };
        let rule = match left.members().any(is_other) {
            true => "restriction-unclear",
            false => "restriction-reworded",
        };
        reworded = Some(told(rule));
    }
    Compared { unread, reworded }
}

/// One word in brackets, where a list stood that holds it, is in all probability a list of one. The reading that nobody
/// understands it is told all the same.
fn lone_values(c: &mut Diff<'_>, place: &Place, old: &Stated, new: &Stated) {
    for (list, other, rule) in [(old, new, "value-removed"), (new, old, "value-added")] {
        let values = list.values();
        let mut lone = other.unclear(list).filter_map(restrict::lone_word);
        let Some(word) = lone.find(|word| values.contains(&word.as_str())) else {
            continue;
        };
        for value in values.into_iter().filter(|value| *value != word) {
            let value = Some(value.to_owned());
            let values = if rule == "value-removed" {
                (value, None)
            } else {
                (None, value)
            };
            c.differs(place, rule, "enum", values);
        }
    }
}
