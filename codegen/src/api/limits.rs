//! Limits on a value.

/// Limits on a value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Limits {
    /// The fewest characters.
    pub min_length: Option<usize>,
    /// The most characters.
    pub max_length: Option<usize>,
    /// The pattern, where it can be checked.
    pub pattern: Option<Pattern>,
    /// The form, where it is one that the runtime knows by name.
    pub form: Option<Form>,
    /// The smallest value, as a decimal.
    pub minimum: Option<String>,
    /// Whether the smallest value itself is refused.
    pub exclusive_minimum: bool,
    /// The largest value, as a decimal.
    pub maximum: Option<String>,
    /// Whether the largest value itself is refused.
    pub exclusive_maximum: bool,
    /// What the value is a multiple of, as a decimal.
    pub multiple_of: Option<String>,
    /// The only numbers that are allowed, as decimals; all where there are none.
    pub numbers: Vec<String>,
    /// The most digits before the point.
    pub integer_digits: Option<u32>,
    /// The most digits after the point.
    pub fraction_digits: Option<u32>,
    /// The fewest items.
    pub min_items: Option<usize>,
    /// The most items.
    pub max_items: Option<usize>,
    /// What the name of each entry of a map is held to, as a text.
    pub names: Option<Box<Limits>>,
    /// Whether no two items are alike.
    pub unique_items: bool,
}

impl Limits {
    /// Whether a text has limits.
    #[must_use]
    pub fn limits_text(&self) -> bool {
        self.min_length.is_some()
            || self.max_length.is_some()
            || self.pattern.is_some()
            || self.form.is_some()
    }

    /// Whether a number has limits.
    #[must_use]
    pub fn limits_number(&self) -> bool {
        self.minimum.is_some()
            || self.maximum.is_some()
            || self.multiple_of.is_some()
            || !self.numbers.is_empty()
            || self.integer_digits.is_some()
            || self.fraction_digits.is_some()
    }

    /// Whether a list has limits.
    #[must_use]
    pub fn limits_items(&self) -> bool {
        self.min_items.is_some() || self.max_items.is_some() || self.names.is_some()
    }
}

/// A form of text that the runtime knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An internet address of either version.
    Ip,
    /// An internet address of version 4.
    Ipv4,
    /// An internet address of version 6.
    Ipv6,
    /// The code of a currency by ISO 4217.
    Currency,
    /// The code of a country by ISO 3166-1 alpha-2.
    Country,
    /// The tag of a language by BCP 47.
    Language,
    /// An address of the web, which counts only for a client that is told to check it.
    WebAddress,
}

/// A pattern that is a row of character classes, each with how often it may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern as the document has it.
    pub source: String,
    /// The classes in order.
    pub pieces: Vec<Piece>,
}

/// One character class of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The characters, as inclusive ranges.
    pub ranges: Vec<(char, char)>,
    /// How often at least.
    pub min: u32,
    /// How often at most; without an end where there is none.
    pub max: Option<u32>,
}
