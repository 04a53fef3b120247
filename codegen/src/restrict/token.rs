//! One token and what it yields.

use super::fit;
use super::kind::Kind;
use super::lex;
use super::limits::Limits;
use super::parse;

/// What a token yields.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// Members for the schema.
    Limits(Limits),
    /// Nothing, and rightly so: it is a sample, or a mark that the table overrules.
    Nothing,
    /// Nothing, because it can be understood in no way or in more than one.
    Unclear(String),
}

/// Reads one token.
#[must_use]
pub fn token(text: &str, kind: Kind) -> Reading {
    let plain = lex::normalise(text);
    let clauses = match parse::parse(&plain) {
        Ok(clauses) => clauses,
        Err(why) => return Reading::Unclear(why),
    };
    match fit::fit(&clauses, kind) {
        Err(why) => Reading::Unclear(why),
        Ok(limits) if limits.members.is_empty() => Reading::Nothing,
        Ok(limits) => Reading::Limits(limits),
    }
}
