//! Reading exact decimals: strictly what people write, leniently what comes over the wire.

use rust_decimal::Decimal;

use crate::check::Rule;

/// The most digits that are always held exactly.
pub(crate) const MOST_DIGITS: u32 = 28;

/// Reads `-?digits[.digits]` and nothing else; keeps the zeros at the end.
pub(crate) fn parse_strict(text: &str) -> Result<Decimal, Rule> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || fraction.is_some_and(|fraction| !digits(fraction)) {
        return Err(if is_scientific(unsigned) {
            Rule::Exponent
        } else {
            Rule::NotDecimal
        });
    }
    let count = whole
        .trim_start_matches('0')
        .len()
        .saturating_add(fraction.map_or(0, str::len));
    if count > MOST_DIGITS as usize {
        return Err(Rule::TooManyDigits { max: MOST_DIGITS });
    }
    Decimal::from_str_exact(text).map_err(|_| Rule::NotDecimal)
}

/// Reads whatever is a number without losing a digit: also `1e3`, `+5` and `.5`. `None` if it is none, or has more
/// digits than can be held.
pub(crate) fn parse_lenient(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Ok(value) = parse_strict(text) {
        return Some(value);
    }
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
    {
        return None;
    }
    match text.split_once(['e', 'E']) {
        // Scientific notation is rounded by the library if it has too many digits, so those are counted before.
        Some((mantissa, exponent)) => {
            let mantissa = Decimal::from_str_exact(mantissa).ok()?;
            let exponent: i32 = exponent.parse().ok()?;
            shift(mantissa, exponent)
        }
        None => Decimal::from_str_exact(text).ok(),
    }
}

/// Moves the point, exactly.
fn shift(value: Decimal, exponent: i32) -> Option<Decimal> {
    let mut value = value;
    let scale = i64::from(value.scale()).checked_sub(i64::from(exponent))?;
    if let Ok(scale) = u32::try_from(scale) {
        value.set_scale(scale).ok()?;
        return Some(value);
    }
    if value.is_zero() {
        return Some(Decimal::ZERO);
    }
    value.set_scale(0).ok()?;
    let zeros = u32::try_from(scale.checked_neg()?)
        .ok()
        .filter(|zeros| *zeros <= MOST_DIGITS)?;
    let power = Decimal::from_i128_with_scale(10_i128.checked_pow(zeros)?, 0);
    value.checked_mul(power)
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
        ] {
            assert_eq!(parse_lenient(text), None, "{text}");
        }
    }
}
