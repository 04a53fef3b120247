//! What is said of a schema or a property.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::openapi::Decimal;

/// What is said of a schema or a property.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct SchemaExtensions {
    /// `x-page-name`: its name on the page.
    #[serde(rename = "x-page-name")]
    pub page_name: Option<String>,
    /// `x-minimum`: the least number that the text may hold.
    #[serde(rename = "x-minimum")]
    pub minimum: Option<Limit>,
    /// `x-maximum`: the largest number that the text may hold.
    #[serde(rename = "x-maximum")]
    pub maximum: Option<Limit>,
    /// `x-integer-digits`: the most digits before the decimal point.
    #[serde(rename = "x-integer-digits")]
    pub integer_digits: Option<u32>,
    /// `x-fraction-digits`: the most digits behind the decimal point.
    #[serde(rename = "x-fraction-digits")]
    pub fraction_digits: Option<u32>,
    /// `x-scalar`: whether the overlay added it as a shared value.
    #[serde(rename = "x-scalar")]
    pub scalar: bool,
    /// `x-returned`: whether the overlay added it as what comes back to the merchant's address.
    #[serde(rename = "x-returned")]
    pub returned: bool,
    /// `x-class`: how sensitive the value is.
    #[serde(rename = "x-class")]
    pub class: Option<Class>,
    /// `x-money`: whether it is an amount of money.
    #[serde(rename = "x-money")]
    pub money: Option<bool>,
    /// `x-currency-from`: the property beside it with the currency of the amount.
    #[serde(rename = "x-currency-from")]
    pub currency_from: Option<String>,
    /// `x-time`: the form of the time that the text is.
    #[serde(rename = "x-time")]
    pub time: Option<TimeForm>,
    /// `x-unit`: what the number counts.
    #[serde(rename = "x-unit")]
    pub unit: Option<Unit>,
    /// `x-expiry`: which part it is of the month in which a card expires.
    #[serde(rename = "x-expiry")]
    pub expiry: Option<ExpiryPart>,
    /// `x-rust-name`: its name in Rust.
    #[serde(rename = "x-rust-name")]
    pub rust_name: Option<String>,
    /// `x-enum-descriptions`: what each value means.
    #[serde(rename = "x-enum-descriptions")]
    pub enum_descriptions: Option<IndexMap<String, String>>,
    /// `x-states`: what each state means for the money.
    #[serde(rename = "x-states")]
    pub states: Option<IndexMap<String, StateClass>>,
    /// `x-open`: whether the enumeration may have other values.
    #[serde(rename = "x-open")]
    pub open: Option<bool>,
    /// `x-open-reason`: why it is closed.
    #[serde(rename = "x-open-reason")]
    pub open_reason: Option<String>,
    /// `x-one-of-required`: lists of properties of which one at least has to be given.
    #[serde(rename = "x-one-of-required")]
    pub one_of_required: Vec<Alternatives>,
    /// `x-either`: pairs of properties of which one at least has to be given, as one type.
    #[serde(rename = "x-either")]
    pub either: Vec<Pair>,
    /// `x-together`: properties that are one thing.
    #[serde(rename = "x-together")]
    pub together: Vec<Group>,
    /// `x-choice`: properties that name which of several blocks is there.
    #[serde(rename = "x-choice")]
    pub choice: Vec<Choice>,
    /// `x-presets`: constructors that give properties their values.
    #[serde(rename = "x-presets")]
    pub presets: Vec<Preset>,
}

/// A part of the month in which a card expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExpiryPart {
    /// The month of the year, from 1 to 12.
    Month,
    /// The year, by four digits or the last two.
    Year,
}

/// How sensitive a value is, the most sensitive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A card number.
    Pan,
    /// A card security code.
    SecurityCode,
    /// Other data of the cardholder.
    Card,
    /// Leading digits of a card number.
    Bin,
    /// A credential, a proof, or an address that gives access.
    Secret,
    /// An identifier of the merchant's account, or the result of a check.
    Restricted,
    /// Whatever says who or where somebody is, and free text.
    Personal,
    /// Anything else.
    Open,
}

impl Class {
    /// Whether a value may be written down: by a journal, or by a program that stores what it has.
    ///
    /// ```
    /// use gateway_codegen::extensions::Class;
    ///
    /// assert!(Class::Personal.may_be_stored() && !Class::Bin.may_be_stored());
    /// ```
    #[must_use]
    pub const fn may_be_stored(self) -> bool {
        matches!(self, Self::Personal | Self::Open)
    }

    /// The word of the document for it: `security-code`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pan => "pan",
            Self::SecurityCode => "security-code",
            Self::Card => "card",
            Self::Bin => "bin",
            Self::Secret => "secret",
            Self::Restricted => "restricted",
            Self::Personal => "personal",
            Self::Open => "open",
        }
    }
}

/// The form of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeForm {
    /// With a zone, as RFC 3339 has it.
    Rfc3339,
    /// Without a zone.
    LocalDatetime,
    /// A day.
    Date,
    /// Not documented.
    Unknown,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Of time.
    Minutes,
    /// Of time.
    Seconds,
    /// Of temperature or of an angle.
    Degrees,
    /// Of colour.
    Bits,
    /// Of a screen.
    Pixels,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minutes => "minutes",
            Self::Seconds => "seconds",
            Self::Degrees => "degrees",
            Self::Bits => "bits",
            Self::Pixels => "pixels",
        })
    }
}

/// What a state means for the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateClass {
    /// It is not decided.
    Pending,
    /// The money is reserved.
    Authorized,
    /// The money has moved.
    Done,
    /// It was called off before money moved.
    Canceled,
    /// It was tried and no money moved.
    Failed,
}

/// A decimal number that stands in text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Deserialize)]
#[serde(try_from = "Value")]
pub struct Limit(pub Decimal);

impl TryFrom<Value> for Limit {
    type Error = &'static str;

    fn try_from(stated: Value) -> Result<Self, Self::Error> {
        let plain = |text: &&str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-'));
        let number = stated.as_str().filter(plain).and_then(Decimal::parse);
        number
            .map(Self)
            .ok_or("this has to be a decimal number as text")
    }
}

/// Names of properties, two at least.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Alternatives(pub Vec<String>);

impl TryFrom<Vec<String>> for Alternatives {
    type Error = &'static str;

    fn try_from(names: Vec<String>) -> Result<Self, Self::Error> {
        match names.as_slice() {
            [_, _, ..] => Ok(Self(names)),
            _ => Err("this has to name two properties or more"),
        }
    }
}

/// Two properties of which one at least has to be given.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    expecting = "an object with `of` and `rust-name`"
)]
pub struct Pair {
    /// Their names on the wire.
    pub of: Two,
    /// The Rust enumeration that holds them.
    pub rust_name: String,
}

/// The names of two properties.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Two(pub [String; 2]);

impl TryFrom<Vec<String>> for Two {
    type Error = &'static str;

    fn try_from(names: Vec<String>) -> Result<Self, Self::Error> {
        let two = names.try_into();
        two.map(Self).map_err(|_| "this has to name two properties")
    }
}

/// Properties that are one thing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    expecting = "an object with `of`, `rust-name` and `description`"
)]
pub struct Group {
    /// Their names on the wire.
    pub of: Alternatives,
    /// The Rust struct that holds them.
    pub rust_name: String,
    /// What they are.
    pub description: String,
}

/// A property that names which of several blocks is there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    expecting = "an object with `by`, `rust-name` and `blocks`"
)]
pub struct Choice {
    /// The property.
    pub by: String,
    /// The Rust enumeration that holds it with the block.
    pub rust_name: String,
    /// The property with the block, for each value that has one.
    pub blocks: IndexMap<String, String>,
    /// Values that have no block.
    #[serde(default)]
    pub without_block: Vec<String>,
    /// Properties that hold objects and are none of the blocks.
    #[serde(default)]
    pub beside: Vec<String>,
}

/// A constructor that gives some properties their values.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    expecting = "an object with `rust-name`, `description` and `values`"
)]
pub struct Preset {
    /// Its name.
    pub rust_name: String,
    /// What it makes.
    pub description: String,
    /// The values, by the names of properties on the wire.
    pub values: serde_json::Map<String, Value>,
}
