//! What a token says, clause by clause, before it is held against the type of the property.

use super::words::{Type, Unit};

/// One statement of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    /// Mandatory or optional: the table says so itself, and decides.
    Mark,
    /// A value for the reader's eye.
    Sample,
    /// The type of the value.
    Type(Type),
    /// Limits of a length or of a value.
    Bounds(Bounds),
    /// The most digits before and after the decimal point.
    Digits {
        integer: Option<String>,
        fraction: Option<String>,
    },
    /// The values that are allowed.
    Values(Vec<String>),
    /// One word in brackets: a value, a sample or a remark.
    Lone(String),
    /// The value that an absent property stands for.
    Default(String),
    /// A date format.
    Format(String),
    /// A regular expression.
    Pattern(String),
}

impl Clause {
    /// The limits that it states.
    pub(super) fn bounds(&mut self) -> Option<&mut Bounds> {
        match self {
            Self::Bounds(bounds) => Some(bounds),
            _ => None,
        }
    }
}

/// Limits, at least one of them given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) least: Option<Bound>,
    pub(super) most: Option<Bound>,
    pub(super) subject: Subject,
}

/// A decimal number, and whether it is itself out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) number: String,
    pub(super) exclusive: bool,
}

impl Bound {
    pub(super) fn inclusive(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            exclusive: false,
        }
    }
}

/// What limits are about, as far as the token itself tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Subject {
    /// A pair of numbers, or words such as `max`: for a text its length, for a number its value.
    #[default]
    Size,
    /// A comparison such as `>=`: nothing tells what of a text is compared.
    Comparison,
    /// A length, in what it is counted.
    Length(Unit),
    /// The value itself.
    Value,
}
