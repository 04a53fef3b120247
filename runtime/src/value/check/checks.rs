//! What speaks against a request that follows every rule of its document.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;

use crate::value::check::violation::Rule;

/// Checks before sending beyond the rules of the document: what a request can say and hardly ever means. All are off by
/// default, since a gateway may take what they refuse; [`Config::checks`](crate::Config::checks) switches them on.
///
/// What they look at is what the document calls so, in whatever request it stands; `validate()` of a request knows none of them.
///
/// ```
/// use gateway_runtime::{Checks, Config};
///
/// let config = Config::new("https://gateway.example.com").checks(Checks::all());
/// let config = config.checks(Checks::none().card_numbers().expiries());
/// # let _ = config;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[must_use]
pub struct Checks {
    card_numbers: bool,
    expiries: bool,
    web_addresses: bool,
    amounts: bool,
}

impl Checks {
    /// None of them.
    pub const fn none() -> Self {
        Self {
            card_numbers: false,
            expiries: false,
            web_addresses: false,
            amounts: false,
        }
    }

    /// All of them.
    pub const fn all() -> Self {
        Self::none()
            .card_numbers()
            .expiries()
            .web_addresses()
            .amounts()
    }

    /// The number of a card ends in the digit that ISO/IEC 7812-1 (Luhn) asks for. Most networks do, and not every one.
    pub const fn card_numbers(mut self) -> Self {
        self.card_numbers = true;
        self
    }

    /// A card has not expired: its month is not over yet somewhere on earth, by the clock of the client.
    pub const fn expiries(mut self) -> Self {
        self.expiries = true;
        self
    }

    /// An address, which the document gives the format `uri`, is one of the web: `http` or `https` and a host.
    pub const fn web_addresses(mut self) -> Self {
        self.web_addresses = true;
        self
    }

    /// An amount of money is more than nothing, that of a line of an order too.
    pub const fn amounts(mut self) -> Self {
        self.amounts = true;
        self
    }
}

/// What a text must be that a check of [`Checks`] looks at, for [`TextRules::doubtful`](crate::TextRules::doubtful).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Doubtful {
    /// The number of a card, with its check digit.
    CardNumber,
    /// An address of the web.
    WebAddress,
}

impl Doubtful {
    /// What speaks against a text, if something does.
    pub(crate) fn objection(self, text: &str) -> Option<Objection> {
        match self {
            Self::CardNumber => (!passes_luhn(text)).then_some(Objection::CardNumber),
            Self::WebAddress => (!is_web_address(text)).then_some(Objection::WebAddress),
        }
    }
}

/// What speaks against a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objection {
    CardNumber,
    WebAddress,
    Amount,
    Expiry(Expiry),
}

impl Objection {
    /// The rule that the value breaks, if its check is switched on.
    pub(crate) fn asked(self, checks: Checks, now: SystemTime) -> Option<Rule> {
        match self {
            Self::CardNumber => checks
                .card_numbers
                .then_some(Rule::Form("a card number with the right check digit")),
            Self::WebAddress => checks
                .web_addresses
                .then_some(Rule::Form("an http or https address with a host")),
            Self::Amount => checks.amounts.then_some(Rule::TooSmall {
                minimum: "0",
                exclusive: true,
            }),
            Self::Expiry(expiry) => (checks.expiries && expiry.is_over(now))
                .then_some(Rule::Form("of a month that has not passed")),
        }
    }
}

/// The month in which a card expires. It is shown nowhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expiry {
    year: i32,
    month: u8,
}

impl Expiry {
    /// Reads a month, and a year of two or four digits; nothing of what is neither.
    pub(crate) fn read(month: &str, year: &str) -> Option<Self> {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(month) || !is_number(year) {
            return None;
        }
        let century = match year.len() {
            2 => 2000,
            4 => 0,
            _ => return None,
        };
        let year = century + year.parse::<i32>().ok()?;
        let month = month
            .parse()
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        Some(Self { year, month })
    }

    /// Whether the month is over everywhere on earth.
    fn is_over(self, now: SystemTime) -> bool {
        const FARTHEST_BEHIND: Duration = Duration::from_secs(12 * 3600);
        let Some(now) = now.checked_sub(FARTHEST_BEHIND) else {
            return false;
        };
        let now = OffsetDateTime::from(now);
        (now.year(), u8::from(now.month())) > (self.year, self.month)
    }
}

impl std::fmt::Debug for Expiry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Expiry([redacted])")
    }
}

/// Whether the last digit is the check digit that most card networks prescribe.
pub(crate) fn passes_luhn(digits: &str) -> bool {
    let mut sum = 0;
    for (place, digit) in digits.chars().rev().enumerate() {
        let Some(digit) = digit.to_digit(10) else {
            return false;
        };
        let weighted = if place % 2 == 1 { digit * 2 } else { digit };
        sum += weighted / 10 + weighted % 10;
    }
    sum % 10 == 0 && !digits.is_empty()
}

fn is_web_address(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else {
        return false;
    };
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    is_web && uri.host().is_some_and(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_over_when_its_month_is_over_everywhere() {
        // The first of July 2030, 12:00 UTC: in the last zone of the world its first second.
        let july = SystemTime::UNIX_EPOCH + Duration::from_secs(1_909_137_600);
        let before = july - Duration::from_secs(1);
        let june = [("06", "2030"), ("6", "30")].map(|(month, year)| Expiry::read(month, year));
        for june in june.map(Option::unwrap) {
            assert!(june.is_over(july) && !june.is_over(before));
        }
        assert!(!Expiry::read("07", "2030").unwrap().is_over(july));
        for (month, year) in [
            ("13", "2030"),
            ("00", "2030"),
            ("6", "030"),
            ("+6", "2030"),
            ("", ""),
        ] {
            assert_eq!(Expiry::read(month, year), None, "{month}/{year}");
        }
    }

    #[test]
    fn an_address_of_the_web_has_a_scheme_and_a_host() {
        for (text, is_one) in [
            ("https://shop.example.com/return", true),
            ("http://127.0.0.1:8080", true),
            ("HTTPS://shop.example.com", true),
            ("shop.example.com/return", false),
            ("/return", false),
            ("ftp://shop.example.com", false),
            ("javascript:alert(1)", false),
            ("https://", false),
            ("https:// shop", false),
            ("", false),
        ] {
            assert_eq!(is_web_address(text), is_one, "{text}");
        }
    }
}
