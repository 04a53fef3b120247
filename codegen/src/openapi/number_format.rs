//! Formats of numbers, and which numbers they hold.

use super::decimal::Decimal;

/// The least and the most that a format of whole numbers holds.
#[must_use]
pub fn number_range(format: &str) -> Option<(Decimal, Decimal)> {
    let (least, most) = match format {
        "int8" => ("-128", "127"),
        "uint8" => ("0", "255"),
        "int16" => ("-32768", "32767"),
        "uint16" => ("0", "65535"),
        "int32" => ("-2147483648", "2147483647"),
        "int64" => ("-9223372036854775808", "9223372036854775807"),
        "uint32" => ("0", "4294967295"),
        "uint64" => ("0", "18446744073709551615"),
        _ => return None,
    };
    Decimal::parse(least).zip(Decimal::parse(most))
}

/// Whether a format holds all numbers that another, narrower one holds.
#[must_use]
pub fn is_wider(wider: &str, narrower: &str) -> bool {
    if (wider, narrower) == ("double", "float") {
        return true;
    }
    let ranges = number_range(wider).zip(number_range(narrower));
    ranges.is_some_and(|(wide, narrow)| wide != narrow && wide.0 <= narrow.0 && wide.1 >= narrow.1)
}
