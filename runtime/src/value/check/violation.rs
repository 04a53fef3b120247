use std::fmt;

use crate::value::check::pattern::{Pattern, Shown};

/// One rule that a request breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A text is shorter than this many characters (Unicode scalar values).
    TooShort {
        /// The least number of characters.
        min: usize,
    },
    /// A text is longer than this many characters (Unicode scalar values).
    TooLong {
        /// The largest number of characters.
        max: usize,
    },
    /// A text does not have this form.
    Pattern(Pattern),
    /// A text or a number is none of these.
    OneOf(&'static [&'static str]),
    /// A text is not what the words say.
    Form(&'static str),
    /// A number is less than this.
    TooSmall {
        /// The least value.
        minimum: &'static str,
        /// Whether that value itself is refused too.
        exclusive: bool,
    },
    /// A number is more than this.
    TooLarge {
        /// The largest value.
        maximum: &'static str,
        /// Whether that value itself is refused too.
        exclusive: bool,
    },
    /// A number is no multiple of this.
    NotMultipleOf(&'static str),
    /// A number has more digits before the point than this.
    IntegerDigits(u32),
    /// A number has more digits after the point than this.
    FractionDigits(u32),
    /// An amount has more digits after the point than its currency.
    CurrencyDigits(u32),
    /// A text is not a plain decimal number such as `12.50`.
    NotDecimal,
    /// A number has an exponent, such as `1e3`.
    Exponent,
    /// A number has more digits than can be held exactly.
    TooManyDigits {
        /// The largest number of digits.
        max: u32,
    },
    /// A number is negative.
    Negative,
    /// A list has fewer elements than this.
    TooFew {
        /// The least number of elements.
        min: usize,
    },
    /// A list has more elements than this.
    TooMany {
        /// The largest number of elements.
        max: usize,
    },
    /// A list has an element twice.
    Repeated,
    /// None of these fields is given, and at least one must be.
    NoneOf(Vec<&'static str>),
    /// A value that must be given is not.
    Required,
    /// A value that must be given where this field is given is not.
    RequiredBeside(&'static str),
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { min } => write!(f, "must have at least {min} characters"),
            Self::TooLong { max } => write!(f, "must have at most {max} characters"),
            Self::Pattern(pattern) => write!(f, "must have the form {}", Shown(pattern)),
            Self::OneOf(values) => write!(f, "must be one of {}", values.join(", ")),
            Self::Form(words) => write!(f, "must be {words}"),
            Self::TooSmall {
                minimum,
                exclusive: false,
            } => write!(f, "must be at least {minimum}"),
            Self::TooSmall {
                minimum,
                exclusive: true,
            } => write!(f, "must be more than {minimum}"),
            Self::TooLarge {
                maximum,
                exclusive: false,
            } => write!(f, "must be at most {maximum}"),
            Self::TooLarge {
                maximum,
                exclusive: true,
            } => write!(f, "must be less than {maximum}"),
            Self::NotMultipleOf(step) => write!(f, "must be a multiple of {step}"),
            Self::IntegerDigits(max) => {
                write!(f, "must have at most {max} digits before the point")
            }
            Self::FractionDigits(max) => {
                write!(f, "must have at most {max} digits after the point")
            }
            Self::CurrencyDigits(max) => {
                write!(
                    f,
                    "must have at most {max} digits after the point in its currency"
                )
            }
            Self::NotDecimal => f.write_str("must be a decimal number"),
            Self::Exponent => f.write_str("must be written without an exponent"),
            Self::TooManyDigits { max } => write!(f, "must have at most {max} digits"),
            Self::Negative => f.write_str("must not be negative"),
            Self::TooFew { min } => write!(f, "must have at least {min} elements"),
            Self::TooMany { max } => write!(f, "must have at most {max} elements"),
            Self::Repeated => f.write_str("must not be there twice"),
            Self::NoneOf(fields) => write!(f, "must have at least one of {}", fields.join(", ")),
            Self::Required => f.write_str("must be given"),
            Self::RequiredBeside(field) => write!(f, "must be given where {field} is"),
        }
    }
}

/// One rule that a request breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// JSON pointer (RFC 6901) of the value in the request; empty for the value that was checked itself. A key of a
    /// map stands as `*`, since it may be sensitive.
    pub path: String,
    /// The rule.
    pub rule: Rule,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() {
            "the value"
        } else {
            &self.path
        };
        write!(f, "{path} {}", self.rule)
    }
}

/// Every rule that a request breaks, in the order of its fields; at least one, and the first hundred of very many.
///
/// It names places and rules, never a value, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    /// What the value is called that was checked itself.
    of: &'static str,
    violations: Vec<Violation>,
}

impl ValidationError {
    pub(crate) fn new(violations: Vec<Violation>) -> Self {
        Self {
            of: "value",
            violations,
        }
    }

    pub(crate) fn one(path: impl Into<String>, rule: Rule) -> Self {
        Self::new(vec![Violation {
            path: path.into(),
            rule,
        }])
    }

    /// Says what the value is called that was checked itself.
    pub(crate) fn of(self, of: &'static str) -> Self {
        Self { of, ..self }
    }

    /// The violations; never empty.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            match violation.path.is_empty() {
                true => write!(f, "the {} {}", self.of, violation.rule)?,
                false => write!(f, "{violation}")?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}
