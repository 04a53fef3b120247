//! Whether a value is of the format that a schema states.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use regex::Regex;

use crate::openapi::{self, Decimal};

/// Whether a text is of a format. Of a format that nobody here knows, every text is.
pub(super) fn is_text(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "ip" => text.parse::<IpAddr>().is_ok(),
        "decimal" | "bigdecimal" => Decimal::parse(text).is_some(),
        "byte" => matches(
            text,
            "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        ),
        "email" => matches(text, r"^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$"),
        "hostname" => matches(
            text,
            "^(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\\.(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))*$",
        ),
        "uri" | "url" => matches(text, r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"),
        "uuid" => matches(
            text,
            "^(?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$",
        ),
        "iso-4217" => matches(text, "^[A-Z]{3}$"),
        "iso-3166-1-alpha-2" => matches(text, "^[A-Z]{2}$"),
        "bcp-47" => matches(text, "^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$"),
        _ => true,
    }
}

/// Whether a number is of a format. Of a format that nobody here knows, every number is.
pub(super) fn is_number(format: &str, number: &Decimal) -> bool {
    openapi::number_range(format).is_none_or(|(least, most)| (least..=most).contains(number))
}

fn matches(text: &str, pattern: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// A day of the calendar, as RFC 3339 writes it.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    match (number(year, 4), number(month, 2), number(day, 2)) {
        (Some(year), Some(month), Some(day)) => {
            (1..=12).contains(&month) && (1..=days(year, month)).contains(&day)
        }
        _ => false,
    }
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A day, a time and a zone, as RFC 3339 writes them.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    let Some(at) = rest.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (time, zone) = rest.split_at(at);
    let zone = match zone.strip_prefix(['+', '-']) {
        Some(hours) => is_clock(hours, 2),
        None => zone.len() == 1,
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|digit| digit.is_ascii_digit());
    is_date(date) && is_clock(clock, 3) && is_fraction && zone
}

/// Hours, minutes and, of three parts, seconds, the last of which can be a leap second.
fn is_clock(text: &str, count: usize) -> bool {
    let parts: Vec<Option<u32>> = text.split(':').map(|part| number(part, 2)).collect();
    let limits = [23, 59, 60];
    let mut pairs = parts.iter().zip(limits);
    parts.len() == count && pairs.all(|(part, most)| part.is_some_and(|part| part <= most))
}

/// A number of so many digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let is_number = text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::{Decimal, is_number, is_text};

    #[test]
    fn a_text_is_held_against_the_formats_that_are_known() {
        for (format, is, is_not) in [
            ("date", "2024-02-29", "2025-02-29"),
            ("date", "2025-12-31", "31.12.2025"),
            (
                "date-time",
                "2025-05-08T12:34:56+08:00",
                "2025-05-08T12:34:56",
            ),
            (
                "date-time",
                "2025-05-08t12:34:60.5z",
                "2025-05-08T24:00:00Z",
            ),
            ("date-time", "2025-05-08T12:34:56Z", "2025-05-08T12:34:56+8"),
            ("ipv4", "203.0.113.7", "203.0.113"),
            ("ipv6", "2001:db8::1", "203.0.113.7"),
            ("ip", "2001:db8::1", "localhost"),
            ("bigdecimal", "12.50", "12,50"),
            ("byte", "YWI=", "YWI"),
            ("email", "payer@example.com", "payer@example."),
            ("hostname", "a-1.example.com", "-a.example.com"),
            ("uri", "https://example.com/a?b", "example.com/a"),
            ("uuid", "0190163d-8694-739b-aea5-966c26f8ad91", "0190163d"),
            ("iso-4217", "USD", "usd"),
            ("iso-3166-1-alpha-2", "HK", "HKG"),
            ("bcp-47", "zh-Hans-CN", "zh_CN"),
        ] {
            assert!(is_text(format, is), "{format} {is}");
            assert!(!is_text(format, is_not), "{format} {is_not}");
        }
        assert!(is_text("of-our-own", "anything"));
    }

    #[test]
    fn a_number_is_held_against_its_width() {
        let number = |text: &str| Decimal::parse(text).expect("a number");
        for (format, is, is_not) in [
            ("int32", "-2147483648", "2147483648"),
            ("int64", "9223372036854775807", "9223372036854775808"),
            ("uint32", "4294967295", "-1"),
            ("uint64", "18446744073709551615", "18446744073709551616"),
        ] {
            assert!(is_number(format, &number(is)), "{format} {is}");
            assert!(!is_number(format, &number(is_not)), "{format} {is_not}");
        }
        assert!(is_number("double", &number("0.5")));
    }
}
