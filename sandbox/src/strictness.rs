//! What is refused beyond the rules of a type, each by a name under which it can be allowed.

use std::fmt;
use std::str::FromStr;

/// Something that the reference, or a client that follows it, would never send. All are refused unless
/// [`Rules::allowed`](crate::Rules) has them, since the vendor may be laxer.
///
/// ```
/// use gateway_sandbox::{Sandbox, Strictness};
///
/// let laxer = Sandbox::builder().rules(|rules| {
///     rules.allowed.insert(Strictness::Amounts);
/// });
/// # drop(laxer);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Strictness {
    /// A card or a stored card whose last month is over.
    ExpiredCards,
    /// An amount that is not digits, with a point between them or not: a sign, a blank, an exponent, a zero before it.
    Amounts,
    /// A value that is none of those that the reference lists for it.
    Values,
    /// The block of a method that was not chosen.
    Blocks,
    /// An address that is none of the web, such as `javascript:`.
    Addresses,
    /// A day that is none of the calendar, in a change of a tracking record.
    Dates,
    /// A time that is no whole number of minutes.
    Minutes,
}

impl Strictness {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::ExpiredCards,
        Self::Amounts,
        Self::Values,
        Self::Blocks,
        Self::Addresses,
        Self::Dates,
        Self::Minutes,
    ];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExpiredCards => "expired-cards",
            Self::Amounts => "amounts",
            Self::Values => "values",
            Self::Blocks => "blocks",
            Self::Addresses => "addresses",
            Self::Dates => "dates",
            Self::Minutes => "minutes",
        }
    }
}

impl fmt::Display for Strictness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is the name of no strictness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoStrictness;

impl fmt::Display for NoStrictness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Strictness::ALL.map(Strictness::as_str);
        write!(f, "one of {} can be allowed", names.join(", "))
    }
}

impl std::error::Error for NoStrictness {}

impl FromStr for Strictness {
    type Err = NoStrictness;

    fn from_str(text: &str) -> Result<Self, NoStrictness> {
        let mut all = Self::ALL.into_iter();
        all.find(|each| each.as_str() == text).ok_or(NoStrictness)
    }
}
