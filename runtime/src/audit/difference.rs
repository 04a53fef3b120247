use std::fmt;

/// In which way a statement and a journal differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// The statement has it, and the journal does not know it as made: it never stood there, or was refused, or a person has
    /// closed it.
    Unknown,
    /// The statement has it, and it is open in the journal: a look-up, or a person, can settle it by the statement.
    Open,
    /// The journal knows it as made, and the statement does not have it. A statement of another time has it perhaps.
    NotCharged,
    /// The statement has it, and the journal has forgotten how much it was ([`Forget`](crate::Forget)).
    Forgotten,
    /// Both have it, with another amount or currency.
    Differing,
    /// The statement has it more often than the journal, or has two attempts of one purchase.
    Doubled,
}

impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "charged and unknown",
            Self::Open => "charged and open",
            Self::NotCharged => "known and not charged",
            Self::Forgotten => "charged and forgotten",
            Self::Differing => "differing",
            Self::Doubled => "doubled",
        })
    }
}

/// Something that a statement says otherwise than a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// In which way.
    pub kind: DifferenceKind,
    /// Whether it is about money that was given back.
    pub is_refund: bool,
    /// The order, or the refund, or the purchase of which it is so.
    pub name: String,
    /// What either says, in words.
    pub detail: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_refund { "refund " } else { "" };
        write!(f, "{}: {what}{}, {}", self.kind, self.name, self.detail)
    }
}
