use rust_decimal::Decimal;

use crate::value::json::kind::Kind;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::{Anomaly, DecodeWarnings};
use crate::value::text::Text;
use crate::value::types::decimal;

/// The text of a string, a number (with every digit that came) or a boolean.
fn text_of(
    json: JsonRef<'_>,
    expected: &'static str,
    warnings: &mut DecodeWarnings,
) -> Option<String> {
    match json.kind() {
        Kind::String => {
            let Some(text) = json.string() else {
                // A string that breaks off at the end of a broken document.
                warnings.note(Anomaly::NotJson);
                return None;
            };
            if matches!(text, std::borrow::Cow::Owned(_))
                && text.contains(char::REPLACEMENT_CHARACTER)
            {
                warnings.note(Anomaly::NotUtf8);
            }
            Some(text.into_owned())
        }
        Kind::Number | Kind::Boolean => {
            json.unusual(expected, warnings);
            Some(json.expose().to_owned())
        }
        _ => json.mistyped(expected, warnings),
    }
}

/// The text of a number, which may also come as a string.
fn number_of(
    json: JsonRef<'_>,
    expected: &'static str,
    warnings: &mut DecodeWarnings,
) -> Option<String> {
    match json.kind() {
        Kind::Number => Some(json.expose().to_owned()),
        Kind::String => {
            let text = json.string()?.trim().to_owned();
            json.unusual(expected, warnings);
            Some(text)
        }
        _ => json.mistyped(expected, warnings),
    }
}

impl<T: Text> Read for T {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        text_of(json, "a string", warnings).map(T::from_wire)
    }
}

impl Read for bool {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        const EXPECTED: &str = "a boolean";
        if let Some(value) = json.boolean() {
            return Some(value);
        }
        let value = match (json.kind(), json.string().as_deref().or(json.number())) {
            (Kind::String | Kind::Number, Some("1")) => true,
            (Kind::String | Kind::Number, Some("0")) => false,
            (Kind::String, Some(text)) if text.eq_ignore_ascii_case("true") => true,
            (Kind::String, Some(text)) if text.eq_ignore_ascii_case("false") => false,
            _ => return json.mistyped(EXPECTED, warnings),
        };
        json.unusual(EXPECTED, warnings);
        Some(value)
    }
}

impl Read for Decimal {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        const EXPECTED: &str = "a number of at most 28 digits";
        let text = number_of(json, EXPECTED, warnings)?;
        warnings.understood(decimal::parse_lenient(&text), EXPECTED)
    }
}

macro_rules! read_integers {
    ($($integer:ty),*) => { $(
        impl Read for $integer {
            fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
                const EXPECTED: &str = concat!("an integer (", stringify!($integer), ")");
                let text = number_of(json, EXPECTED, warnings)?;
                // `12.0` and `1.2e1` are integers too, if unusual ones.
                let value = text.parse().ok().or_else(|| {
                    let exact = decimal::parse_lenient(&text)?;
                    exact.fract().is_zero().then(|| exact.trunc().normalize().to_string().parse().ok())?
                });
                warnings.understood(value, EXPECTED)
            }
        }
    )* };
}

read_integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

macro_rules! read_floats {
    ($($float:ty),*) => { $(
        impl Read for $float {
            fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
                const EXPECTED: &str = "a number";
                let text = number_of(json, EXPECTED, warnings)?;
                let value = text.parse().ok().filter(|value: &$float| value.is_finite());
                warnings.understood(value, EXPECTED)
            }
        }
    )* };
}

read_floats!(f32, f64);

impl Read for () {
    const NEEDS_JSON: bool = false;

    fn read(_json: JsonRef<'_>, _warnings: &mut DecodeWarnings) -> Option<Self> {
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Read>(text: &str) -> (Option<T>, Vec<String>) {
        let mut warnings = DecodeWarnings::new();
        let value = T::read(JsonRef::scalar(text), &mut warnings);
        (value, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_number_for_a_string_keeps_its_digits() {
        let (value, odd) = read::<String>("100.50");
        assert_eq!(value.as_deref(), Some("100.50"));
        assert_eq!(
            odd,
            ["the answer is a number where a string was documented; it was understood"]
        );
    }

    #[test]
    fn a_string_for_a_number_is_understood() {
        assert_eq!(read::<i64>("\"-12\"").0, Some(-12));
        assert_eq!(read::<u16>("12.0").0, Some(12));
        assert_eq!(read::<u16>("1.2e1").0, Some(12));
        assert_eq!(read::<u8>("256").0, None);
        assert_eq!(read::<i64>("1.5").0, None);
        assert_eq!(
            read::<Decimal>("\"0.10\"")
                .0
                .map(|value| value.to_string())
                .as_deref(),
            Some("0.10")
        );
    }

    #[test]
    fn booleans_come_in_many_forms() {
        for (text, value) in [
            ("true", true),
            ("\"False\"", false),
            ("1", true),
            ("\"0\"", false),
        ] {
            assert_eq!(read::<bool>(text).0, Some(value), "{text}");
        }
        assert_eq!(
            read::<bool>("\"yes\""),
            (
                None,
                vec!["the answer is a string where a boolean was documented".to_owned()]
            )
        );
    }

    #[test]
    fn what_cannot_be_understood_is_named_without_its_value() {
        let (value, odd) = read::<i64>("\"4111111111111111x\"");
        assert_eq!(value, None);
        assert!(
            odd.iter().all(|warning| !warning.contains("4111")),
            "{odd:?}"
        );
    }
}
