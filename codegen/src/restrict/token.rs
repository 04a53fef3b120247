//! One token and what it yields.

use super::clause::{Bound, Clause, Subject};
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
    let mut readings = tokens_of_one(&[text], kind);
    readings.pop().unwrap_or(Reading::Nothing)
}

/// Reads all tokens of one property, each in the light of the others: `[auto]` may be anything, and is a list of one value
/// beside `default:auto`.
///
/// ```
/// use gateway_codegen::restrict::{Kind, Reading, tokens_of_one};
///
/// assert!(matches!(&tokens_of_one(&["[auto]"], Kind::String)[..], [Reading::Unclear(_)]));
/// let read = tokens_of_one(&["[auto]", "default:auto"], Kind::String);
/// assert!(matches!(&read[..], [Reading::Limits(limits), _] if limits.members["enum"][0] == "auto"));
/// ```
#[must_use]
pub fn tokens_of_one<T: AsRef<str>>(texts: &[T], kind: Kind) -> Vec<Reading> {
    let parsed: Vec<Result<Vec<Clause>, String>> = texts
        .iter()
        .map(|text| parse::parse(&lex::normalise(text.as_ref())))
        .collect();
    let default = parsed
        .iter()
        .flatten()
        .flatten()
        .find_map(|clause| match clause {
            Clause::Default(value) => Some(value.clone()),
            _ => None,
        });
    parsed
        .into_iter()
        .map(|clauses| {
            match clauses.and_then(|clauses| fit::fit(&clauses, kind, default.as_deref())) {
                Err(why) => Reading::Unclear(why),
                Ok(limits) if limits.members.is_empty() => Reading::Nothing,
                Ok(limits) => Reading::Limits(limits),
            }
        })
        .collect()
}

/// Whether a text is nothing but limits without a unit, such as `max 100` or `1-16`. Two numbers of four digits are years.
#[must_use]
pub(crate) fn is_bounds(text: &str) -> bool {
    let clauses = parse::parse(&lex::normalise(text)).unwrap_or_default();
    let is_year = |bound: &Option<Bound>| bound.as_ref().is_some_and(|it| it.number.len() == 4);
    let is_bare = |clause: &Clause| {
        let Clause::Bounds(bounds) = clause else {
            return false;
        };
        let is_years = is_year(&bounds.least) && is_year(&bounds.most);
        !is_years && !matches!(bounds.subject, Subject::Length(_))
    };
    !clauses.is_empty() && clauses.iter().all(is_bare)
}

/// The word of a token that is one word in brackets, which may be a value, a sample or a remark.
#[must_use]
pub fn lone_word(text: &str) -> Option<String> {
    match parse::parse(&lex::normalise(text)).ok()?.as_slice() {
        [Clause::Lone(word)] => Some(word.clone()),
        _ => None,
    }
}
