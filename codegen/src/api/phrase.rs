//! Limits in words.

use super::limits::{Form, Limits};

impl Limits {
    /// What they ask for, as a phrase: `1 to 64 characters`; nothing where they ask for nothing.
    ///
    /// ```
    /// use gateway_codegen::api::Limits;
    ///
    /// let limits = Limits { min_length: Some(1), max_length: Some(64), ..Limits::default() };
    /// assert_eq!(limits.phrase().as_deref(), Some("1 to 64 characters"));
    /// assert_eq!(Limits::default().phrase(), None);
    /// ```
    #[must_use]
    pub fn phrase(&self) -> Option<String> {
        let mut parts = Vec::new();
        parts.extend(match (self.min_length, self.max_length) {
            (Some(min), Some(max)) if min == max => {
                Some(format!("exactly {}", counted(min, "character")))
            }
            (min, max) => counted_within(min, max, "character"),
        });
        if let Some(pattern) = &self.pattern {
            parts.push(format!("matching `{}`", pattern.source.replace('`', "'")));
        }
        match self.form {
            Some(Form::Ip) => parts.push("an internet address".to_owned()),
            Some(Form::Ipv4) => parts.push("an IPv4 address".to_owned()),
            Some(Form::Ipv6) => parts.push("an IPv6 address".to_owned()),
            Some(Form::Currency) => parts.push("a currency that ISO 4217 lists".to_owned()),
            Some(Form::Country) => parts.push("a country that ISO 3166-1 lists".to_owned()),
            Some(Form::Language) => parts.push("a well-formed tag of BCP 47".to_owned()),
            // It limits nothing unless a client is told so.
            Some(Form::WebAddress) | None => {}
        }
        if let Some(minimum) = &self.minimum {
            parts.push(format!(
                "{} {minimum}",
                if self.exclusive_minimum {
                    "more than"
                } else {
                    "at least"
                }
            ));
        }
        if let Some(maximum) = &self.maximum {
            parts.push(format!(
                "{} {maximum}",
                if self.exclusive_maximum {
                    "less than"
                } else {
                    "at most"
                }
            ));
        }
        if let Some(step) = &self.multiple_of {
            parts.push(format!("a multiple of {step}"));
        }
        if !self.numbers.is_empty() {
            parts.push(format!("one of {}", self.numbers.join(", ")));
        }
        if let Some(digits) = self.integer_digits {
            parts.push(format!(
                "at most {} before the point",
                counted(digits as usize, "digit")
            ));
        }
        if let Some(digits) = self.fraction_digits {
            parts.push(format!(
                "at most {} after the point",
                counted(digits as usize, "digit")
            ));
        }
        parts.extend(counted_within(self.min_items, self.max_items, "item"));
        if let Some(names) = &self.names {
            let length = counted_within(names.min_length, names.max_length, "character");
            parts.extend(length.map(|length| format!("names of {length}")));
            if let Some(pattern) = &names.pattern {
                parts.push(format!(
                    "names of the form `{}`",
                    pattern.source.replace('`', "'")
                ));
            }
        }
        if self.unique_items {
            parts.push("no two alike".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// How many things there are, at least and at most, or nothing.
pub(crate) fn counted_within(min: Option<usize>, max: Option<usize>, unit: &str) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) => Some(format!("{min} to {}", counted(max, unit))),
        (Some(min), None) => Some(format!("at least {}", counted(min, unit))),
        (None, Some(max)) => Some(format!("at most {}", counted(max, unit))),
        (None, None) => None,
    }
}

/// A number of things.
pub(crate) fn counted(number: usize, unit: &str) -> String {
    if number == 1 {
        format!("1 {unit}")
    } else {
        format!("{number} {unit}s")
    }
}
