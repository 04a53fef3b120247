//! A token.

use std::fmt;

use super::moment::Moment;

/// A token as it is issued.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// Its text.
    pub text: String,
    /// When it ends.
    pub ends: Moment,
}

/// A token that was issued.
#[derive(Clone)]
pub(super) struct Issued {
    pub(super) ends: Moment,
    pub(super) is_revoked: bool,
}

/// Why a token is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WrongToken {
    /// It was not issued here, or before the last start, or so many others were issued since.
    Unknown,
    /// Its time is over.
    Expired,
    /// It was revoked: on demand, or by a newer one.
    Revoked,
}

impl WrongToken {
    /// What is wrong, for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "the token was not issued by this gateway since it was started",
            Self::Expired => "the token has expired",
            Self::Revoked => "the token was revoked",
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token(until {})", self.ends)
    }
}
