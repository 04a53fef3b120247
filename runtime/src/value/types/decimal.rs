//! Reading exact decimals: strictly what people write, leniently what comes over the wire.

use rust_decimal::Decimal;

use crate::value::check::violation::Rule;

/// The most digits that are always held exactly.
pub(crate) const MOST_DIGITS: u32 = 28;

/// Reads `-?digits[.digits]` and nothing else; keeps the zeros at the end.
pub(crate) fn parse_strict(text: &str) -> Result<Decimal, Rule> {
    let plain = Plain::of(text);
    if plain.whole.is_empty() || plain.fraction == Some("") || !plain.is_digits() {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        return Err(match is_scientific(unsigned) {
            true => Rule::Exponent,
            false => Rule::NotDecimal,
        });
    }
    let whole = plain.whole.trim_start_matches('0').len();
    if whole.saturating_add(plain.scale()) > MOST_DIGITS as usize {
        return Err(Rule::TooManyDigits { max: MOST_DIGITS });
    }
    plain.value(0).ok_or(Rule::NotDecimal)
}

/// Reads whatever is a number without losing a digit: also `1e3`, `+5` and `.5`. `None` if it is none, or has more
/// digits than can be held.
pub(crate) fn parse_lenient(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = match text.strip_prefix('+') {
        Some(unsigned) if !unsigned.starts_with('-') => unsigned,
        _ => text,
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
        None => (text, 0),
    };
    let plain = Plain::of(mantissa);
    plain.is_digits().then(|| plain.value(exponent))?
}

/// A decimal without an exponent, taken apart.
struct Plain<'a> {
    is_negative: bool,
    whole: &'a str,
    fraction: Option<&'a str>,
}

impl<'a> Plain<'a> {
    fn of(text: &'a str) -> Self {
        let unsigned = text.strip_prefix('-');
        let digits = unsigned.unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        Self {
            is_negative: unsigned.is_some(),
            whole,
            fraction,
        }
    }

    /// Every digit, from the first to the last.
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole
            .bytes()
            .chain(self.fraction.unwrap_or_default().bytes())
    }

    /// Whether there is at least one digit, and nothing else.
    fn is_digits(&self) -> bool {
        self.digits().next().is_some() && self.digits().all(|byte| byte.is_ascii_digit())
    }

    /// How many digits stand after the point.
    fn scale(&self) -> usize {
        self.fraction.map_or(0, str::len)
    }

    /// The exact value with the point moved. The digits are counted up here, and not handed to the library's own reader,
    /// which calls itself once for each: however many come, they cost no stack and no memory.
    fn value(&self, exponent: i32) -> Option<Decimal> {
        let mut units = 0_i128;
        for digit in self.digits() {
            let digit = i128::from(digit.checked_sub(b'0')?);
            units = units.checked_mul(10)?.checked_add(digit)?;
        }
        if self.is_negative {
            units = -units;
        }
        let scale = i64::try_from(self.scale())
            .ok()?
            .checked_sub(exponent.into())?;
        if let Some(zeros) = scale.checked_neg().filter(|zeros| *zeros > 0) {
            let power = 10_i128.checked_pow(u32::try_from(zeros).ok()?);
            return match units {
                0 => Some(Decimal::ZERO),
                _ => Decimal::try_from_i128_with_scale(units.checked_mul(power?)?, 0).ok(),
            };
        }
        Decimal::try_from_i128_with_scale(units, u32::try_from(scale).ok()?).ok()
    }
}

fn is_scientific(text: &str) -> bool {
    text.split_once(['e', 'E'])
        .is_some_and(|(mantissa, exponent)| {
            mantissa.starts_with(|first: char| first.is_ascii_digit())
                && exponent
                    .trim_start_matches(['-', '+'])
                    .bytes()
                    .all(|byte| byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::on_a_small_stack;

    #[test]
    fn zeros_at_the_end_are_kept() {
        assert_eq!(
            parse_strict("007.500").map(|value| value.to_string()),
            Ok("7.500".to_owned())
        );
        assert_eq!(
            parse_strict("-0.10").map(|value| value.to_string()),
            Ok("-0.10".to_owned())
        );
    }

    #[test]
    fn only_plain_decimals_are_strict() {
        for text in [
            "", "-", ".", ".5", "5.", "+5", "1,000", " 1", "1 ", "1.2.3", "0x10", "٣", "NaN",
            "1_000",
        ] {
            assert_eq!(parse_strict(text), Err(Rule::NotDecimal), "{text:?}");
        }
        for text in ["1e3", "1E-7", "1.5e+10"] {
            assert_eq!(parse_strict(text), Err(Rule::Exponent), "{text:?}");
        }
        let longest = "1234567890123456789012345678";
        assert_eq!(
            parse_strict(longest).map(|value| value.to_string()),
            Ok(longest.to_owned())
        );
        assert_eq!(
            parse_strict(&format!("{longest}9")),
            Err(Rule::TooManyDigits { max: 28 })
        );
    }

    #[test]
    fn lenient_reading_loses_no_digit() {
        for (text, value) in [
            ("1e3", "1000"),
            ("1.50E+1", "15.0"),
            ("12e-3", "0.012"),
            ("+5", "5"),
            (".5", "0.5"),
            ("0e99", "0"),
            ("-1.5e2", "-150"),
        ] {
            assert_eq!(
                parse_lenient(text)
                    .map(|value| value.to_string())
                    .as_deref(),
                Some(value),
                "{text}"
            );
        }
        for text in [
            "1e29",
            "1e-29",
            "0.12345678901234567890123456789",
            "1e",
            "e1",
            "1ee1",
            "1e99999999999",
            "abc",
            "",
            "-",
            ".",
            "+-5",
            "1.2.3",
            "1_000",
        ] {
            assert_eq!(parse_lenient(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_of_any_length_costs_no_stack() {
        let many = 300_000;
        let (zeros, nines) = ("0".repeat(many), "9".repeat(many));
        on_a_small_stack(move || {
            let read = |text: String| (parse_strict(&text).ok(), parse_lenient(&text));
            let (one, fraction) = (Some(Decimal::ONE), parse_strict("0.10").ok());
            assert_eq!(read(format!("{zeros}1")), (one, one));
            assert_eq!(
                read(format!("-{zeros}1")),
                (one.map(|one| -one), one.map(|one| -one))
            );
            assert_eq!(read(format!("{zeros}.10")), (fraction, fraction));
            assert_eq!(parse_lenient(&format!("0.{zeros}1e{}", many + 1)), one);
            assert_eq!(
                parse_lenient(&format!("{zeros}e{zeros}9")),
                Some(Decimal::ZERO)
            );
            for text in [
                nines.clone(),
                format!("0.{zeros}"),
                format!("1.{zeros}"),
                format!("1{zeros}"),
                format!("1e{nines}"),
                format!("{zeros}x"),
            ] {
                assert_eq!(read(text), (None, None));
            }
        });
    }
}
