//! What the prose states as tokens, beside the limits that were read from it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::walk::{Found, Place, Walk};
use super::words;
use crate::restrict::{self, Reading};

/// What a restriction is about. Words about one do not stand in for words about another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Size,
    Values,
    Default,
    Form,
}

impl About {
    fn of(member: &str) -> Self {
        match member {
            "enum" => Self::Values,
            "default" => Self::Default,
            "pattern" | "x-time" => Self::Form,
            _ => Self::Size,
        }
    }
}

/// The tokens of one place of one document, as they are understood.
struct Stated {
    tokens: Vec<(String, Reading)>,
}

impl Stated {
    fn of(tokens: &[(String, Reading)]) -> Self {
        Self {
            tokens: tokens.to_vec(),
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
        let members = || self.members();
        members()
            .filter(|(name, value)| members().all(|(other, said)| other != *name || said == *value))
            .map(|(name, _)| About::of(name))
            .collect()
    }

    fn members(&self) -> impl Iterator<Item = (&str, &Value)> {
        let limits = self.tokens.iter().filter_map(|(_, reading)| match reading {
            Reading::Limits(limits) => Some(&limits.members),
            Reading::Nothing | Reading::Unclear(_) => None,
        });
        limits.flatten().map(|(name, value)| (name.as_str(), value))
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

/// Compares the tokens of a place. Since the unit had `before` findings, the limits that were read from them were compared.
///
/// A limit that is there no longer because nobody can read its words is not looser: it is not told as such, but as what it
/// is, not understood.
pub(super) fn compare<'a>(walk: &mut Walk<'a>, place: &Place<'a>, before: usize) {
    let old = Stated::of(walk.old.tokens(&place.old.pointer));
    let new = Stated::of(walk.new.tokens(&place.new.pointer));
    let silent = walk.count(place.unit) == before;
    let (was_about, is_about) = (old.about(), new.about());
    let lost: BTreeSet<About> = was_about.difference(&is_about).copied().collect();
    let found: BTreeSet<About> = is_about.difference(&was_about).copied().collect();
    let tell = |walk: &mut Walk<'a>, rule| {
        walk.differs(place, rule, "x-restriction", old.shown(), new.shown());
    };
    if old.unclear(&new).chain(new.unclear(&old)).next().is_some() {
        take_back(walk, place, before, &lost, &found);
        lone_values(walk, place, &old, &new);
        tell(walk, "restriction-unclear");
        return;
    }
    let nothing = BTreeSet::new();
    let is_lost = !lost.is_empty() && words::may_say_more(&place.old, &place.new);
    let is_found = !found.is_empty() && words::may_say_more(&place.new, &place.old);
    if is_lost {
        take_back(walk, place, before, &lost, &nothing);
        tell(walk, "restriction-lost");
    }
    if is_found {
        take_back(walk, place, before, &nothing, &found);
        tell(walk, "restriction-found");
    }
    if silent && !is_lost && !is_found && old.texts() != new.texts() {
        tell(walk, "restriction-reworded");
    }
}

/// Takes back that limits are there no longer, or newly.
fn take_back<'a>(
    walk: &mut Walk<'a>,
    place: &Place<'a>,
    before: usize,
    lost: &BTreeSet<About>,
    found: &BTreeSet<About>,
) {
    // The limits of a parameter stand in its schema, and those of the entries of an array in theirs.
    let member = |pointer: &Option<String>, node: &str| {
        let below = pointer.as_deref()?.strip_prefix(node)?.strip_prefix('/')?;
        let below = below.strip_prefix("schema/").unwrap_or(below);
        let below = below.strip_prefix("items/").unwrap_or(below);
        (!below.contains('/')).then(|| About::of(below))
    };
    let (was, is) = (&place.old.pointer, &place.new.pointer);
    walk.retract(place.unit, before, |told: &Found| {
        let one_sided = |gone: bool| told.was.is_some() == gone && told.is.is_some() != gone;
        let about = member(&told.former, was).or_else(|| member(&told.pointer, is));
        about.is_some_and(|about| {
            one_sided(true) && lost.contains(&about) || one_sided(false) && found.contains(&about)
        })
    });
}

/// One word in brackets, where a list stood that holds it, is in all probability a list of one. The reading that nobody
/// understands it is told all the same.
fn lone_values<'a>(walk: &mut Walk<'a>, place: &Place<'a>, old: &Stated, new: &Stated) {
    for (list, other, rule) in [(old, new, "value-removed"), (new, old, "value-added")] {
        let values = list.values();
        let mut lone = other.unclear(list).filter_map(restrict::lone_word);
        let Some(word) = lone.find(|word| values.contains(&word.as_str())) else {
            continue;
        };
        for value in values.into_iter().filter(|value| *value != word) {
            let value = Some(value.to_owned());
            let (was, is) = if rule == "value-removed" {
                (value, None)
            } else {
                (None, value)
            };
            walk.differs(place, rule, "enum", was, is);
        }
    }
}
