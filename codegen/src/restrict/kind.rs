//! What a token restricts.

use std::fmt;

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
