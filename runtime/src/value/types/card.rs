use std::fmt;
use std::str::FromStr;

use crate::value::check::checks::{Doubtful, passes_luhn};
use crate::value::check::pattern::Piece;
use crate::value::check::text::TextRules;
use crate::value::check::violation::ValidationError;
use crate::value::echo::CardData;
use crate::value::text::{Text, validated_text};
use crate::value::wipe::wipe_text;

const DIGITS: &[(char, char)] = &[('0', '9')];

/// A primary account number: the 13 to 19 digits on a card.
///
/// `Debug` shows its last four digits at most, there is no `Display`, and it is wiped when dropped.
///
/// ```
/// use gateway_runtime::Pan;
///
/// let pan = Pan::new("4111111111111111")?;
/// assert_eq!(format!("{pan:?}"), "Pan(…1111)");
/// assert_eq!(Pan::new("4111 1111").unwrap_err().violations().len(), 1);
/// # Ok::<(), gateway_runtime::ValidationError>(())
/// ```
///
/// It cannot be printed by accident:
///
/// ```compile_fail,E0277
/// println!("{}", gateway_runtime::Pan::new("4111111111111111").unwrap());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Pan(String);

impl Pan {
    /// Takes 13 to 19 digits, without spaces. The check digit is not held against it: not every network has one; see
    /// [`passes_luhn`](Self::passes_luhn).
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if there is anything but digits, or too few or too many.
    pub fn new(digits: impl Into<String>) -> Result<Self, ValidationError> {
        validated_text(digits.into())
    }

    /// All digits. Whoever asks for them answers for where they go.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four digits, which may be shown; `None` for what came over the wire and is no card number.
    pub fn last_four(&self) -> Option<&str> {
        let plausible = self.0.len() >= 13 && self.0.bytes().all(|byte| byte.is_ascii_digit());
        if plausible {
            self.0.get(self.0.len() - 4..)
        } else {
            None
        }
    }

    /// Whether the last digit is the check digit that most card networks prescribe (ISO/IEC 7812-1, Luhn).
    pub fn passes_luhn(&self) -> bool {
        passes_luhn(&self.0)
    }
}

impl Text for Pan {
    const NAME: &'static str = "card number";

    const CARD: Option<CardData> = Some(CardData::Number);

    fn from_wire(text: String) -> Self {
        Self(text)
    }

    fn as_wire(&self) -> &str {
        &self.0
    }

    fn text_mut(&mut self) -> Option<&mut String> {
        Some(&mut self.0)
    }

    fn rules() -> TextRules {
        TextRules {
            pattern: Some(&[Piece {
                ranges: DIGITS,
                min: 13,
                max: Some(19),
            }]),
            doubtful: Some(Doubtful::CardNumber),
            ..TextRules::ANY
        }
    }
}

impl FromStr for Pan {
    type Err = ValidationError;

    fn from_str(digits: &str) -> Result<Self, ValidationError> {
        Self::new(digits)
    }
}

impl fmt::Debug for Pan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last_four() {
            Some(last_four) => write!(f, "Pan(…{last_four})"),
            None => f.write_str("Pan([redacted])"),
        }
    }
}

impl Drop for Pan {
    fn drop(&mut self) {
        wipe_text(&mut self.0);
    }
}

/// A card security code (CVC, CVV, CID): three or four digits. It may be sent once and must never be stored.
///
/// `Debug` shows nothing of it, there is no `Display`, and it is wiped when dropped.
///
/// ```compile_fail,E0277
/// println!("{}", gateway_runtime::SecurityCode::new("123").unwrap());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SecurityCode(String);

impl SecurityCode {
    /// Takes three or four digits.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if it is anything else.
    pub fn new(digits: impl Into<String>) -> Result<Self, ValidationError> {
        validated_text(digits.into())
    }

    /// The digits. Whoever asks for them answers for where they go.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Text for SecurityCode {
    const NAME: &'static str = "security code";

    const CARD: Option<CardData> = Some(CardData::Code);

    fn from_wire(text: String) -> Self {
        Self(text)
    }

    fn as_wire(&self) -> &str {
        &self.0
    }

    fn text_mut(&mut self) -> Option<&mut String> {
        Some(&mut self.0)
    }

    fn rules() -> TextRules {
        TextRules {
            pattern: Some(&[Piece {
                ranges: DIGITS,
                min: 3,
                max: Some(4),
            }]),
            ..TextRules::ANY
        }
    }
}

impl FromStr for SecurityCode {
    type Err = ValidationError;

    fn from_str(digits: &str) -> Result<Self, ValidationError> {
        Self::new(digits)
    }
}

impl fmt::Debug for SecurityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurityCode([redacted])")
    }
}

impl Drop for SecurityCode {
    fn drop(&mut self) {
        wipe_text(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_known_but_not_demanded() {
        for (digits, passes) in [
            ("4111111111111111", true),
            ("378282246310005", true),
            ("4111111111111112", false),
        ] {
            assert_eq!(Pan::new(digits).unwrap().passes_luhn(), passes, "{digits}");
        }
    }

    #[test]
    fn what_is_no_card_number_shows_nothing() {
        assert_eq!(
            format!("{:?}", Pan::from_wire("secret".to_owned())),
            "Pan([redacted])"
        );
        assert_eq!(
            format!("{:?}", Pan::from_wire("é".repeat(15))),
            "Pan([redacted])"
        );
        assert_eq!(
            format!("{:?}", SecurityCode::new("123").unwrap()),
            "SecurityCode([redacted])"
        );
    }

    #[test]
    fn bad_digits_are_told_which_rule_they_break() {
        assert_eq!(
            Pan::new("411111111111111x").unwrap_err().to_string(),
            "the card number must have the form [0-9]{13,19}"
        );
        assert_eq!(
            SecurityCode::new("12").unwrap_err().to_string(),
            "the security code must have the form [0-9]{3,4}"
        );
    }
}
