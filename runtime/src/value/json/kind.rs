use std::fmt;

/// The JSON type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `null`, and what an empty body counts as.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number, of any size and precision.
    Number,
    /// A string.
    String,
    /// An array.
    List,
    /// An object.
    Object,
    /// No JSON at all: HTML, for instance.
    NotJson,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
            Self::NotJson => "no JSON",
        })
    }
}
