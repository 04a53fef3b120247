//! What every format says of two releases.

use indexmap::IndexMap;

use crate::drift::rust::{Effect, ItemChange};
use crate::drift::steps::{Step, steps};
use crate::drift::version::Version;
use crate::drift::{Change, Class};

/// Two releases and all that is to be said about their differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The name of the old release.
    pub from: String,
    /// The name of the new release.
    pub to: String,
    /// The changes in the order of the documents.
    pub changes: Vec<Change>,
    /// Changes that somebody wants to hear no more of, each with the reason.
    pub ignored: Vec<(Change, String)>,
    /// What code that uses the crate notices; absent where no crate could be emitted.
    pub rust: Option<Effect>,
    /// Why there is no effect on Rust to tell, where there is none.
    pub no_rust: Option<String>,
    /// The version before and the one that follows, where there is a crate with a version.
    pub version: Option<(Version, Version)>,
}

impl Report {
    /// How many changes are of a class.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        self.changes
            .iter()
            .filter(|change| change.class == class)
            .count()
    }

    /// Whether something breaks on the wire, or may, since nobody understands it.
    #[must_use]
    pub fn wire_breaks(&self) -> bool {
        self.changes.iter().any(|change| change.class.may_break())
    }

    /// Whether code that compiled may not compile any more; nothing where that is not known.
    #[must_use]
    pub fn source_breaks(&self) -> Option<bool> {
        self.rust.as_ref().map(Effect::breaks)
    }

    /// The heaviest of all, with what breaks in the source.
    #[must_use]
    pub fn weight(&self) -> Option<Class> {
        let ignored = self.ignored.iter().map(|(change, _)| change.class);
        let wire = self
            .changes
            .iter()
            .map(|change| change.class)
            .chain(ignored);
        let source = self.rust.as_ref().and_then(|effect| {
            if effect.breaks() {
                Some(Class::Breaking)
            } else if effect.items.is_empty() {
                None
            } else {
                Some(Class::Additive)
            }
        });
        wire.max().max(source)
    }

    /// The public items of the crate that change; none where no crate could be emitted.
    pub(super) fn items(&self) -> &[ItemChange] {
        self.rust.as_ref().map_or(&[], |effect| &effect.items)
    }

    /// The steps of a class by what they are about, such as an operation or a schema.
    pub(super) fn groups(&self, class: Class) -> Vec<Group<'_>> {
        let mut groups: IndexMap<String, Vec<Step<'_>>> = IndexMap::new();
        let changes = self.changes.iter().filter(|change| change.class == class);
        for step in steps(changes) {
            groups.entry(step.subject.clone()).or_default().push(step);
        }
        groups.into_iter().map(Group::new).collect()
    }

    /// How many changes are of each class, in words, as every format begins.
    pub(crate) fn counts(&self) -> String {
        let counts: Vec<String> = Class::ALL
            .iter()
            .map(|class| format!("{} {class}", self.count(*class)))
            .collect();
        counts.join(", ")
    }

    /// What follows for the wire and for the source, in words.
    pub(super) fn verdict(&self) -> Vec<String> {
        let wire = if self.count(Class::NotUnderstood) > 0 {
            "On the wire: something is not understood, and counts as breaking until a person has read it."
        } else if self.wire_breaks() {
            "On the wire: breaking."
        } else if self.changes.is_empty() {
            "On the wire: no change."
        } else {
            "On the wire: nothing breaks."
        };
        let source = match (&self.rust, &self.no_rust) {
            (Some(effect), _) if effect.breaks() => format!(
                "In Rust, for callers: breaking, {} of {} public items that differ.",
                effect.breaking(),
                effect.items.len()
            ),
            (Some(effect), _) if effect.items.is_empty() => {
                "In Rust: the public items are the same.".to_owned()
            }
            (Some(effect), _) => format!(
                "In Rust, for callers: nothing breaks, {} public items differ.",
                effect.items.len()
            ),
            (None, Some(why)) => format!("In Rust: not known, since {why}."),
            (None, None) => "In Rust: not asked.".to_owned(),
        };
        let mut lines = vec![wire.to_owned(), source];
        let implementers = self.rust.as_ref().map_or(0, Effect::breaking_implementers);
        if implementers > 0 {
            lines.push(format!(
                "For implementers of the feature `server`, which is outside of semantic versioning: breaking, {implementers} public items."
            ));
        }
        if let Some((from, to)) = &self.version {
            lines.push(format!("Version: {from} to {to}."));
        }
        lines
    }
}

/// The steps that are about one thing.
pub(super) struct Group<'a> {
    pub(super) subject: String,
    pub(super) steps: Vec<Step<'a>>,
    /// Whether several reach the same, which is said once.
    pub(super) reaches_alike: bool,
}

impl<'a> Group<'a> {
    fn new((subject, steps): (String, Vec<Step<'a>>)) -> Self {
        let reaches_alike = match steps.as_slice() {
            [first, rest @ ..] if !rest.is_empty() => {
                let reach = first.operations();
                !reach.is_empty() && rest.iter().all(|step| step.operations() == reach)
            }
            _ => false,
        };
        Self {
            subject,
            steps,
            reaches_alike,
        }
    }

    /// What a step reaches, as a list; nothing where that is said of all of them.
    pub(super) fn reached_by(&self, step: &Step<'_>) -> Option<String> {
        match self.reaches_alike {
            true => None,
            false => reached(step),
        }
    }

    /// The step that has what all of them reach.
    pub(super) fn reaching(&self) -> Option<&Step<'a>> {
        self.steps.first().filter(|_| self.reaches_alike)
    }
}

/// The operations that a step reaches, each with its sides, as a list; nothing where it reaches none.
pub(super) fn reached(step: &Step<'_>) -> Option<String> {
    let operations = step.operations().into_iter();
    let operations: Vec<String> = operations
        .map(|(operation, directions)| {
            let sides: Vec<&str> = directions.iter().map(|side| side.word()).collect();
            format!("{operation} ({})", sides.join(", "))
        })
        .collect();
    (!operations.is_empty()).then(|| operations.join(", "))
}

/// Where a step of many was taken, each place with its line.
pub(super) fn places(step: &Step<'_>) -> Vec<String> {
    let line = |change: &Change| {
        change
            .line
            .map_or_else(String::new, |line| format!(" (line {line})"))
    };
    let places = step.places();
    places
        .map(|(place, change)| format!("{place}{}", line(change)))
        .collect()
}

/// Text without what could steer a terminal or turn the direction of reading.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let steers = matches!(
            letter,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        );
        if letter.is_control() || steers {
            plain.extend(letter.escape_unicode());
        } else {
            plain.push(letter);
        }
    }
    plain
}
