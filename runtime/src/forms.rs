//! Forms of text that rules name, for [`TextRules::also`](crate::TextRules::also).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Rule;

/// An internet address, such as `203.0.113.7` or `2001:db8::7`.
#[must_use]
pub fn ip(text: &str) -> Option<Rule> {
    broken_unless(text.parse::<IpAddr>().is_ok(), "an internet address")
}

/// An IPv4 address, such as `203.0.113.7`.
#[must_use]
pub fn ipv4(text: &str) -> Option<Rule> {
    broken_unless(text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address")
}

/// An IPv6 address, such as `2001:db8::7`.
#[must_use]
pub fn ipv6(text: &str) -> Option<Rule> {
    broken_unless(text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address")
}

fn broken_unless(holds: bool, form: &'static str) -> Option<Rule> {
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
}
