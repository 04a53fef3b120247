use std::fmt;
use std::str::FromStr;

use crate::value::check::text::TextRules;
use crate::value::check::violation::{Rule, ValidationError};
use crate::value::text::{Text, validated_text};

/// A day of the calendar, `yyyy-MM-dd`. One that came in another form is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// Takes a day as `yyyy-MM-dd`.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if it has another form, or if there is no such day.
    pub fn new(text: impl Into<String>) -> Result<Self, ValidationError> {
        validated_text(text.into())
    }

    /// The text as it came or was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The day; `None` if the text has another form, or if there is no such day.
    pub fn date(&self) -> Option<time::Date> {
        parse(&self.0)
    }
}

/// Reads exactly `yyyy-MM-dd`.
pub(super) fn parse(text: &str) -> Option<time::Date> {
    let [year, month, day] = numbers(text, '-', [4, 2, 2])?;
    let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
    time::Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
}

/// The three numbers of a text, of so many digits each.
pub(super) fn numbers(text: &str, between: char, digits_of: [usize; 3]) -> Option<[u32; 3]> {
    let mut parts = text.split(between);
    let numbers = digits_of.map(|count| digits(parts.next()?, count));
    let [Some(first), Some(second), Some(third)] = numbers else {
        return None;
    };
    parts.next().is_none().then_some([first, second, third])
}

/// Reads exactly so many digits.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self(format!(
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        ))
    }
}

impl Text for Date {
    const NAME: &'static str = "date";

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
        let also = |text: &str| {
            parse(text)
                .is_none()
                .then_some(Rule::Form("a day of the calendar as yyyy-MM-dd"))
        };
        TextRules {
            also: Some(also),
            ..TextRules::ANY
        }
    }
}

impl FromStr for Date {
    type Err = ValidationError;

    fn from_str(text: &str) -> Result<Self, ValidationError> {
        Self::new(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_taken() {
        for (text, exists) in [
            ("2024-02-29", true),
            ("2025-02-29", false),
            ("2025-1-01", false),
            ("2025-01-01T", false),
            ("20250101", false),
            ("", false),
        ] {
            assert_eq!(Date::new(text).is_ok(), exists, "{text}");
        }
        assert_eq!(
            Date::new("x").unwrap_err().to_string(),
            "the date must be a day of the calendar as yyyy-MM-dd"
        );
        let date = Date::new("2024-02-29").unwrap();
        assert_eq!(Date::from(date.date().unwrap()), date);
    }
}
