//! Limits that are not compared, since the words that stated one of them cannot be read.

use std::collections::BTreeSet;

/// What a restriction is about. Words about one do not stand in for words about another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    Size,
    Values,
    Default,
    Form,
}

impl About {
    /// What a member of a schema is about.
    pub(super) fn of(member: &str) -> Self {
        match member {
            "enum" => Self::Values,
            "default" => Self::Default,
            "pattern" | "x-time" => Self::Form,
            _ => Self::Size,
        }
    }
}

/// Limits that one document alone has and that are no change, since nobody can read what the other says.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread {
    /// What the new document may state in words.
    pub(super) lost: BTreeSet<About>,
    /// What the old document may have stated.
    pub(super) found: BTreeSet<About>,
}

impl Unread {
    /// Whether nothing is to be told of a limit that only the old document has, or only the new one.
    pub(super) fn hides(&self, member: &str, was: bool, is: bool) -> bool {
        let about = About::of(member);
        was && !is && self.lost.contains(&about) || is && !was && self.found.contains(&about)
    }

    /// Adds what is hidden by other words.
    pub(super) fn add(&mut self, other: &Self) {
        self.lost.extend(&other.lost);
        self.found.extend(&other.found);
    }
}
