use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::value::check::checks::Objection;
use crate::value::check::number::Numeric;
use crate::value::check::rules::{Check, Rules};
use crate::value::check::violation::{Rule, ValidationError};
use crate::value::json::kind::Kind;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::decimal;
use crate::value::wipe::Wipe;

/// An amount of money: an exact decimal of at most 28 digits, in units of its currency (`12.50` is twelve and a half).
///
/// It never passes through a float and is never rounded; zeros at the end are kept, so `10.00` stays `10.00`. Two
/// amounts are equal if their values are: `10.0 == 10.00`. The currency stands beside it in the request or answer.
///
/// ```
/// use gateway_runtime::Amount;
///
/// let amount = Amount::new("100.50")?;
/// assert_eq!(amount.to_string(), "100.50");
/// assert_eq!(Amount::from_minor_units(10_050, 2)?, amount);
/// assert!(Amount::new("-1").is_err());
/// # Ok::<(), gateway_runtime::ValidationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// Reads a plain decimal such as `12`, `12.5` or `12.50`.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if the text is no plain decimal, is negative, has an exponent or more than 28 digits.
    pub fn new(text: impl AsRef<str>) -> Result<Self, ValidationError> {
        let value = decimal::parse_strict(text.as_ref()).map_err(refused)?;
        Self::try_from(value)
    }

    /// Makes an amount of a whole number of minor units: `(1999, 2)` is `19.99`.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if `exponent`, the number of digits after the point, is more than 28.
    pub fn from_minor_units(units: u64, exponent: u32) -> Result<Self, ValidationError> {
        Decimal::try_from_i128_with_scale(i128::from(units), exponent)
            .map(Self)
            .map_err(|_| {
                refused(Rule::TooManyDigits {
                    max: decimal::MOST_DIGITS,
                })
            })
    }

    /// What a gateway sent, which may be negative.
    pub(crate) fn received(value: Decimal) -> Self {
        Self(value)
    }

    /// The exact value, to calculate with.
    pub fn decimal(&self) -> Decimal {
        self.0
    }

    /// How many digits stand after the point.
    pub fn fraction_digits(&self) -> u32 {
        self.0.scale()
    }
}

fn refused(rule: Rule) -> ValidationError {
    ValidationError::one("", rule).of("amount")
}

impl TryFrom<Decimal> for Amount {
    type Error = ValidationError;

    /// Refuses a negative value.
    fn try_from(value: Decimal) -> Result<Self, ValidationError> {
        if value.is_sign_negative() && !value.is_zero() {
            return Err(refused(Rule::Negative));
        }
        Ok(Self(value.abs()))
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl FromStr for Amount {
    type Err = ValidationError;

    fn from_str(text: &str) -> Result<Self, ValidationError> {
        Self::new(text)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({})", self.0)
    }
}

/// From a string or a number, both as documented somewhere; a negative one is kept, since it is the gateway's word.
impl Read for Amount {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        const EXPECTED: &str = "an amount of at most 28 digits";
        let value = match json.kind() {
            Kind::Number => decimal::parse_lenient(json.expose()),
            Kind::String => decimal::parse_lenient(&json.string()?),
            _ => return json.mistyped(EXPECTED, warnings),
        };
        let value = warnings.understood(value, EXPECTED);
        value.map(Self::received)
    }
}

/// An amount that was read may be negative; it cannot be sent.
impl Check for Amount {
    fn check(&self, rules: &mut Rules<'_>) {
        if self.0.is_sign_negative() && !self.0.is_zero() {
            rules.report(Rule::Negative);
        } else if self.0.is_zero() {
            rules.object(Objection::Amount);
        }
    }
}

impl Numeric for Amount {
    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>)) {
        visit(None, Ok(self.decimal()));
    }
}

impl Wipe for Amount {
    fn wipe(&mut self) {
        self.0.wipe();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> String {
        Amount::new(text).unwrap_err().to_string()
    }

    #[test]
    fn bad_input_is_told_which_rule_it_breaks() {
        assert_eq!(rule("-0.01"), "the amount must not be negative");
        assert_eq!(
            rule("1e3"),
            "the amount must be written without an exponent"
        );
        assert_eq!(
            rule("12345678901234567890123456789"),
            "the amount must have at most 28 digits"
        );
        assert_eq!(rule("1,50"), "the amount must be a decimal number");
        assert_eq!(
            Amount::from_minor_units(1, 29).unwrap_err().to_string(),
            "the amount must have at most 28 digits"
        );
        assert_eq!(
            Amount::new("-0").map(|amount| amount.to_string()),
            Ok("0".to_owned())
        );
    }

    #[test]
    fn strings_and_numbers_are_read_without_a_float() {
        for text in ["\"100.50\"", "100.50"] {
            let amount = Amount::read(JsonRef::scalar(text), &mut DecodeWarnings::new()).unwrap();
            assert_eq!(amount.to_string(), "100.50");
        }
        let amount = Amount::read(
            JsonRef::scalar("9007199254740993.01"),
            &mut DecodeWarnings::new(),
        )
        .unwrap();
        assert_eq!(amount.to_string(), "9007199254740993.01");
    }
}
