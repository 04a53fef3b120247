//! Forms of text that rules name, for [`TextRules::also`](crate::TextRules::also).

mod country;
mod language;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::value::check::violation::Rule;
use crate::value::types::currency::currency_digits;

/// An internet address, such as `203.0.113.7` or `2001:db8::7`.
#[must_use]
pub fn ip(text: &str) -> Option<Rule> {
    violated_unless(text.parse::<IpAddr>().is_ok(), "an internet address")
}

/// An IPv4 address, such as `203.0.113.7`.
#[must_use]
pub fn ipv4(text: &str) -> Option<Rule> {
    violated_unless(text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address")
}

/// An IPv6 address, such as `2001:db8::7`.
#[must_use]
pub fn ipv6(text: &str) -> Option<Rule> {
    violated_unless(text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address")
}

/// The code of a currency in use by ISO 4217, such as `SGD`.
#[must_use]
pub fn currency(text: &str) -> Option<Rule> {
    violated_unless(
        currency_digits(text).is_some(),
        "the code of a currency by ISO 4217",
    )
}

/// The code of a country by ISO 3166-1 alpha-2, such as `SG`.
#[must_use]
pub fn country(text: &str) -> Option<Rule> {
    violated_unless(
        country::is_country(text),
        "the code of a country by ISO 3166-1 alpha-2",
    )
}

/// A well-formed tag of a language by BCP 47, such as `en-US`.
#[must_use]
pub fn language(text: &str) -> Option<Rule> {
    violated_unless(
        language::is_language(text),
        "the tag of a language by BCP 47",
    )
}

fn violated_unless(holds: bool, form: &'static str) -> Option<Rule> {
    (!holds).then_some(Rule::Form(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_breaks_the_rule() {
        for good in ["203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7"] {
            assert_eq!(ip(good), None, "{good}");
        }
        for bad in [
            "",
            "203.0.113",
            "203.0.113.999",
            "1.2.3.4:80",
            "a.b.c.d",
            " 203.0.113.7",
            "2001:db8::7%eth0",
        ] {
            assert_eq!(ip(bad), Some(Rule::Form("an internet address")), "{bad}");
        }
        assert!(ipv4("2001:db8::7").is_some() && ipv6("203.0.113.7").is_some());
    }

    #[test]
    fn codes_that_nobody_has_assigned_break_the_rule() {
        for good in ["SGD", "JPY", "XCG"] {
            assert_eq!(currency(good), None, "{good}");
        }
        for bad in ["", "sgd", "ZZZ", "XXX", "SG"] {
            assert!(currency(bad).is_some(), "{bad}");
        }
        for good in ["SG", "GB", "XK"] {
            assert_eq!(country(good), None, "{good}");
        }
        for bad in ["", "sg", "ZZ", "UK", "SGP", "S"] {
            assert!(country(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn tags_of_languages_are_well_formed() {
        for good in [
            "en",
            "en-US",
            "zh-Hant-TW",
            "es-419",
            "sl-rozaj-biske",
            "de-1996",
            "de-DE-u-co-phonebk",
            "zh-CN-x-a",
            "yue",
        ] {
            assert_eq!(language(good), None, "{good}");
        }
        for bad in [
            "",
            "e",
            "en_US",
            "en-",
            "-US",
            "en--US",
            "e9-US",
            "en-US-x",
            "en-u",
            "en-US-US",
            "english-language-of-all",
            "en/zh",
            "\u{e9}n",
        ] {
            assert!(language(bad).is_some(), "{bad}");
        }
    }
}
