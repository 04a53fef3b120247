//! Reads the restrictions that a page states in prose into limits of the schemas.
//!
//! The transcript keeps each as the raw token in `x-restriction`. Reading them apart from the page means that a better
//! reader can redo old releases. The tokens stay in the document, so that people see where a limit comes from.
//!
//! A token can be misread in two ways. Reading a sample as a limit refuses what the gateway takes, so whatever can be
//! understood in two ways yields nothing, and a warning says so: the overlay can then state the limit. Marks such as
//! `O` and `M` never change requiredness, which the table's own column decides.

mod clause;
mod document;
mod fit;
mod format;
mod lex;
mod parse;
mod words;

use std::fmt;

use serde_json::{Map, Value};

pub use document::{Stated, read, tokens};

/// The type of the property that a token restricts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `type: string`
    String,
    /// `type: integer`
    Integer,
    /// `type: number`
    Number,
    /// `type: boolean`
    Boolean,
    /// `type: array`, with the type of its entries where that is a simple one.
    Array(Option<Simple>),
    /// `type: object`
    Object,
    /// No type is given.
    Any,
}

/// The types that a token can restrict within an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simple {
    /// `type: string`
    String,
    /// `type: integer`
    Integer,
    /// `type: number`
    Number,
    /// `type: boolean`
    Boolean,
}

impl From<Simple> for Kind {
    fn from(simple: Simple) -> Self {
        match simple {
            Simple::String => Self::String,
            Simple::Integer => Self::Integer,
            Simple::Number => Self::Number,
            Simple::Boolean => Self::Boolean,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array(_) => "array",
            Self::Object => "object",
            Self::Any => "not given",
        })
    }
}

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

/// Members that restrict a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// The members by their names.
    pub members: Map<String, Value>,
    /// Whether they belong to the entries of the array rather than to the array.
    pub of_entries: bool,
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
