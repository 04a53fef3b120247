//! Numbers of a document with every digit.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Number;

/// More digits than this are not written out to count up or down by one.
const LONGEST: i64 = 400;

/// A decimal number of any size: its digits without zeros at either end, and the power of ten of the last of them.
///
/// Two ways to write one number are one decimal: `1.50`, `1.5` and `15e-1`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number as JSON writes it; nothing where the text is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        Self::of(negative, &all, exponent)
    }

    /// A number of a document.
    #[must_use]
    pub fn of_json(number: &Number) -> Option<Self> {
        Self::parse(&number.to_string())
    }

    fn of(negative: bool, digits: &str, exponent: i64) -> Option<Self> {
        let kept = digits.trim_end_matches('0');
        let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
        let digits = kept.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        Some(Self {
            negative,
            digits: digits.to_owned(),
            exponent: exponent.checked_add(dropped)?,
        })
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.exponent >= 0
    }

    /// Whether it is more than nothing.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        !self.negative && !self.digits.is_empty()
    }

    /// The number where it is whole, not negative and of 64 bits.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.plain().filter(|_| self.is_whole())?.parse().ok()
    }

    /// Whether it is a whole number of times another one; false as well where that takes too many digits to tell.
    #[must_use]
    pub fn is_multiple_of(&self, other: &Self) -> bool {
        // Without zeros at its end it has no factor of ten that the other one lacks.
        let zeros = self.exponent.saturating_sub(other.exponent);
        let Some(divisor) = other.divisor().filter(|_| (0..=LONGEST).contains(&zeros)) else {
            return self.digits.is_empty();
        };
        let digits = self.digits.bytes().map(|byte| u128::from(byte - b'0'));
        let zeros = (0..zeros).map(|_| 0);
        let rest = digits
            .chain(zeros)
            .fold(0, |rest, digit| (rest * 10 + digit) % divisor);
        rest == 0
    }

    /// The least number that is a multiple of both, which are above 0; nothing where that takes too many digits to tell.
    pub(super) fn common_multiple(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let whole = |number: &Self| {
            let zeros = u32::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            let digits: u128 = number.digits.parse().ok()?;
            digits.checked_mul(10_u128.checked_pow(zeros)?)
        };
        let (left, right) = (whole(self)?, whole(other)?);
        let (mut divisor, mut rest) = (left, right);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        let multiple = left.checked_div(divisor)?.checked_mul(right)?;
        Self::of(false, &multiple.to_string(), exponent)
    }

    /// Its digits as a number that leaves room for one more.
    fn divisor(&self) -> Option<u128> {
        let number: u128 = self.digits.parse().ok()?;
        number.checked_mul(10).map(|_| number)
    }

    /// The number as JSON, which keeps what fits into 64 bits.
    #[must_use]
    pub fn to_json(&self) -> Option<Number> {
        serde_json::from_str(&self.to_string()).ok()
    }

    /// The largest whole number that is not above this one, or not at it either; nothing where that takes too many digits.
    pub(super) fn whole_below(&self, exclusive: bool) -> Option<Self> {
        let (floor, exact) = self.floor()?;
        if exact && exclusive {
            Some(floor.down())
        } else {
            Some(floor)
        }
    }

    /// The smallest whole number that is not below this one, or not at it either.
    pub(super) fn whole_above(&self, exclusive: bool) -> Option<Self> {
        Some(self.clone().negated().whole_below(exclusive)?.negated())
    }

    fn negated(self) -> Self {
        Self {
            negative: !self.negative && !self.digits.is_empty(),
            ..self
        }
    }

    /// The largest whole number that is not above this one, and whether that is this one.
    fn floor(&self) -> Option<(Self, bool)> {
        if self.is_whole() {
            return self.length().map(|_| (self.clone(), true));
        }
        let length = usize::try_from(self.length()?).unwrap_or_default();
        let whole = self.digits.get(..length).unwrap_or_default();
        let cut = Self::of(self.negative, &format!("0{whole}"), 0)?;
        let floor = if self.negative { cut.down() } else { cut };
        Some((floor, false))
    }

    /// How many digits stand before the point, where they are few enough to be written out.
    fn length(&self) -> Option<i64> {
        let length = self
            .exponent
            .checked_add(i64::try_from(self.digits.len()).ok()?)?;
        (length <= LONGEST).then_some(length)
    }

    /// One less than a whole number.
    fn down(&self) -> Self {
        let digits = self.plain().unwrap_or_default();
        let digits = digits.trim_start_matches('-');
        let (negative, bytes) = if self.negative || self.digits.is_empty() {
            (true, count(digits, b'9', b'0', 1))
        } else {
            (false, count(digits, b'0', b'9', -1))
        };
        Self::of(negative, &bytes, 0).unwrap_or_else(|| self.clone())
    }

    /// The number without an exponent, where it is short enough.
    fn plain(&self) -> Option<String> {
        let length = self.length()?;
        let sign = if self.negative { "-" } else { "" };
        if self.digits.is_empty() {
            return Some("0".to_owned());
        }
        if self.is_whole() {
            let zeros = "0".repeat(usize::try_from(self.exponent).ok()?);
            return Some(format!("{sign}{}{zeros}", self.digits));
        }
        if length < -LONGEST {
            return None;
        }
        match usize::try_from(length) {
            Ok(length) if length > 0 => {
                let (whole, fraction) = self.digits.split_at_checked(length)?;
                Some(format!("{sign}{whole}.{fraction}"))
            }
            _ => {
                let zeros = "0".repeat(usize::try_from(-length).ok()?);
                Some(format!("{sign}0.{zeros}{}", self.digits))
            }
        }
    }
}

/// Adds one to digits, or takes one away: a digit that turns over becomes another and carries on.
fn count(digits: &str, turns: u8, into: u8, by: i8) -> String {
    let mut bytes: Vec<u8> = digits.bytes().collect();
    for byte in bytes.iter_mut().rev() {
        if *byte != turns {
            *byte = byte.saturating_add_signed(by);
            return String::from_utf8(bytes).unwrap_or_default();
        }
        *byte = into;
    }
    bytes.insert(0, b'1');
    String::from_utf8(bytes).unwrap_or_default()
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = |number: &Self| {
            let length = i128::try_from(number.digits.len()).unwrap_or(i128::MAX);
            length.saturating_add(i128::from(number.exponent))
        };
        // Without zeros at either end, digits of numbers of one size compare as texts do.
        let magnitude = || {
            size(self)
                .cmp(&size(other))
                .then_with(|| self.digits.cmp(&other.digits))
        };
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => magnitude(),
            _ => magnitude().reverse(),
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plain() {
            Some(plain) => f.write_str(&plain),
            None => {
                let sign = if self.negative { "-" } else { "" };
                write!(f, "{sign}{}e{}", self.digits, self.exponent)
            }
        }
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn one_number_is_one_decimal() {
        assert_eq!(decimal("1.50"), decimal("15e-1"));
        assert_eq!(decimal("-0.0"), decimal("0"));
        assert_eq!(decimal("100").to_string(), "100");
        assert_eq!(decimal("0.05").to_string(), "0.05");
        assert_eq!(decimal("1e999999999999").to_string(), "1e999999999999");
        assert!(Decimal::parse("1e99999999999999999999").is_none());
        assert!(Decimal::parse("x").is_none());
    }

    #[test]
    fn decimals_are_in_order() {
        let ordered = [
            "-1e9", "-10", "-9.5", "-0.1", "0", "0.09", "0.1", "9", "10", "10.01", "1e3",
        ];
        for pair in ordered.windows(2) {
            assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn multiples_are_counted_by_digits() {
        for (number, of) in [
            ("0.3", "0.1"),
            ("0.06", "0.02"),
            ("-4.5", "1.5"),
            ("0", "7"),
            ("1e-29", "1e-30"),
            ("9007199254740993", "9007199254740993"),
        ] {
            assert!(
                decimal(number).is_multiple_of(&decimal(of)),
                "{number} of {of}"
            );
        }
        for (number, of) in [
            ("0.1", "0.3"),
            ("9007199254740993", "2"),
            ("15", "10"),
            ("1", "0"),
            ("1e30", "3"),
        ] {
            assert!(
                !decimal(number).is_multiple_of(&decimal(of)),
                "{number} of {of}"
            );
        }
        // More digits than are counted.
        assert!(!decimal("1e401").is_multiple_of(&decimal("1")));
    }

    #[test]
    fn bounds_of_whole_numbers_are_whole() {
        let below = |text, exclusive| {
            decimal(text)
                .whole_below(exclusive)
                .map(|it| it.to_string())
        };
        let above = |text, exclusive| {
            decimal(text)
                .whole_above(exclusive)
                .map(|it| it.to_string())
        };
        assert_eq!(below("11", true).as_deref(), Some("10"));
        assert_eq!(below("1000", true).as_deref(), Some("999"));
        assert_eq!(below("10.5", true).as_deref(), Some("10"));
        assert_eq!(below("-10.5", false).as_deref(), Some("-11"));
        assert_eq!(below("0", true).as_deref(), Some("-1"));
        assert_eq!(above("0", true).as_deref(), Some("1"));
        assert_eq!(above("-1", true).as_deref(), Some("0"));
        assert_eq!(above("999", true).as_deref(), Some("1000"));
        assert_eq!(above("0.5", false).as_deref(), Some("1"));
        assert_eq!(above("-0.5", false).as_deref(), Some("0"));
        assert_eq!(below("1e999999999", true), None);
    }
}
