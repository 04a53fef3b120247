//! What a comparison yields, as plain data.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::openapi::Side;

/// How much a change weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It changes what is said, not what is sent.
    Documentation,
    /// Whoever uses the former release goes on as before.
    Additive,
    /// Whoever uses the former release may fail.
    Breaking,
    /// Nobody can tell what it is until a person has read it, so that it weighs more than what is known to break.
    NotUnderstood,
}

impl Class {
    /// Every class, the heaviest first.
    pub const ALL: [Self; 4] = [
        Self::NotUnderstood,
        Self::Breaking,
        Self::Additive,
        Self::Documentation,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
            Self::NotUnderstood => "not-understood",
        }
    }

    /// Whether whoever uses the former release may fail, as far as anybody knows.
    #[must_use]
    pub const fn may_break(self) -> bool {
        matches!(self, Self::Breaking | Self::NotUnderstood)
    }

    /// The word as a heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Documentation => "Documentation",
            Self::Additive => "Additive",
            Self::Breaking => "Breaking",
            Self::NotUnderstood => "Not understood",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The side of a call on which a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// What is sent.
    Request,
    /// What is read.
    Answer,
}

impl Direction {
    /// Both, in their order.
    pub const ALL: [Self; 2] = [Self::Request, Self::Answer];

    /// The other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Request => Self::Answer,
            Self::Answer => Self::Request,
        }
    }

    /// The side of a schema in the normal form.
    pub(super) const fn side(self) -> Side {
        match self {
            Self::Request => Side::Request,
            Self::Answer => Side::Answer,
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Answer => "answer",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// One side of one operation that a change reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reached {
    /// Method and path, such as `POST /orders`, or method and name, such as `webhook POST paid`.
    pub operation: String,
    /// The side.
    pub direction: Direction,
}

/// One difference between two documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The id of the rule that it falls under.
    pub rule: &'static str,
    /// Its class: the heaviest that the rule gives for any side that it reaches.
    pub class: Class,
    /// The operations that it reaches, each with the side. Empty where no operation is concerned.
    pub reach: Arc<[Reached]>,
    /// What it is about, for people: `Card.cardNo`, `POST /orders 200`.
    pub path: String,
    /// Where it stands in the old document, as a JSON pointer; absent for what is new.
    pub former: Option<String>,
    /// Where it stands in the new document, as a JSON pointer; absent for what has gone.
    pub pointer: Option<String>,
    /// The line of the new page, or of the old one for what has gone, where the page is at hand.
    pub line: Option<usize>,
    /// What it was; of prose and samples a fingerprint.
    pub was: Option<String>,
    /// What it is; of prose and samples a fingerprint.
    pub is: Option<String>,
}

impl Change {
    /// The operations that it reaches, each once, with its sides.
    #[must_use]
    pub fn operations(&self) -> Vec<(&str, Vec<Direction>)> {
        operations(self.reach.iter())
    }

    /// The place in the new document, or in the old one for what has gone.
    #[must_use]
    pub fn place(&self) -> &str {
        self.pointer
            .as_deref()
            .or(self.former.as_deref())
            .unwrap_or_default()
    }
}

/// The operations of what is reached, each once, with its sides.
pub(super) fn operations<'a>(
    reach: impl IntoIterator<Item = &'a Reached>,
) -> Vec<(&'a str, Vec<Direction>)> {
    let mut operations: IndexMap<&str, Vec<Direction>> = IndexMap::new();
    for reached in reach {
        let sides = operations.entry(&reached.operation).or_default();
        if !sides.contains(&reached.direction) {
            sides.push(reached.direction);
        }
    }
    operations.into_iter().collect()
}

/// The heaviest class of some changes.
#[must_use]
pub fn heaviest(changes: &[Change]) -> Option<Class> {
    changes.iter().map(|change| change.class).max()
}
