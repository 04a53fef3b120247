use rust_decimal::Decimal;

use crate::value::check::violation::Rule;
use crate::value::types::decimal;

/// What a number must fulfil before it is sent. Start from [`NumberRules::ANY`]; bounds are decimal texts, so that no
/// float rounds them.
#[derive(Debug, Clone, Copy)]
pub struct NumberRules {
    /// The least value.
    pub minimum: Option<&'static str>,
    /// The largest value.
    pub maximum: Option<&'static str>,
    /// Whether `minimum` itself is refused too.
    pub exclusive_minimum: bool,
    /// Whether `maximum` itself is refused too.
    pub exclusive_maximum: bool,
    /// What the value must be a multiple of.
    pub multiple_of: Option<&'static str>,
    /// The only values that are allowed.
    pub one_of: Option<&'static [&'static str]>,
    /// The largest number of digits before the point, without leading zeros.
    pub integer_digits: Option<u32>,
    /// The largest number of digits after the point.
    pub fraction_digits: Option<u32>,
}

impl NumberRules {
    /// Any number will do.
    pub const ANY: Self = Self {
        minimum: None,
        maximum: None,
        exclusive_minimum: false,
        exclusive_maximum: false,
        multiple_of: None,
        one_of: None,
        integer_digits: None,
        fraction_digits: None,
    };

    /// Says every rule that the number breaks.
    pub(super) fn violated_by(&self, value: Decimal, mut report: impl FnMut(Rule)) {
        // A bound that no exact decimal can hold bounds nothing that an exact decimal can hold.
        let bound = |text: &'static str| decimal::parse_lenient(text).map(|bound| (text, bound));
        if let Some((minimum, least)) = self.minimum.and_then(bound)
            && (value < least || self.exclusive_minimum && value == least)
        {
            report(Rule::TooSmall {
                minimum,
                exclusive: self.exclusive_minimum,
            });
        }
        if let Some((maximum, most)) = self.maximum.and_then(bound)
            && (value > most || self.exclusive_maximum && value == most)
        {
            report(Rule::TooLarge {
                maximum,
                exclusive: self.exclusive_maximum,
            });
        }
        if let Some((text, step)) = self.multiple_of.and_then(bound)
            && value.checked_rem(step).is_some_and(|rest| !rest.is_zero())
        {
            report(Rule::NotMultipleOf(text));
        }
        if let Some(values) = self.one_of
            && !values
                .iter()
                .any(|text| decimal::parse_lenient(text) == Some(value))
        {
            report(Rule::OneOf(values));
        }
        if let Some(max) = self
            .integer_digits
            .filter(|max| integer_digits(value) > *max)
        {
            report(Rule::IntegerDigits(max));
        }
        // Zeros at the end are digits too: a gateway that counts characters would count them.
        if let Some(max) = self.fraction_digits.filter(|max| value.scale() > *max) {
            report(Rule::FractionDigits(max));
        }
    }
}

fn integer_digits(value: Decimal) -> u32 {
    let whole = value.trunc().abs().normalize().mantissa();
    whole.checked_ilog10().map_or(0, |digits| digits + 1)
}

/// A value whose numbers can be held to [`NumberRules`]: a number, a text that holds a decimal, or an option, a list or
/// a map of such.
pub trait Numeric {
    /// Gives each number with its index if it stands in a list, or the rule that it breaks in being none.
    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>));
}

impl Numeric for Decimal {
    fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>)) {
        visit(None, Ok(*self));
    }
}

macro_rules! numeric_integers {
    ($($integer:ty),*) => { $(
        impl Numeric for $integer {
            fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>)) {
                visit(None, Ok(Decimal::from(*self)));
            }
        }
    )* };
}

numeric_integers!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

macro_rules! numeric_floats {
    ($($float:ty),*) => { $(
        /// A float beyond what an exact decimal can hold is not compared with any bound.
        impl Numeric for $float {
            fn each_number(&self, visit: &mut dyn FnMut(Option<usize>, Result<Decimal, Rule>)) {
                if let Some(value) = decimal::parse_lenient(&self.to_string()) {
                    visit(None, Ok(value));
                }
            }
        }
    )* };
}

numeric_floats!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(rules: NumberRules, value: &str) -> String {
        let mut violations = Vec::new();
        rules.violated_by(value.parse().unwrap(), |rule| {
            violations.push(rule.to_string())
        });
        violations.join("; ")
    }

    #[test]
    fn bounds_are_exact() {
        let rules = NumberRules {
            minimum: Some("0.01"),
            maximum: Some("100"),
            exclusive_maximum: true,
            ..NumberRules::ANY
        };
        assert_eq!(violations(rules, "0.01"), "");
        assert_eq!(
            violations(rules, "0.0099999999999999999999"),
            "must be at least 0.01"
        );
        assert_eq!(violations(rules, "100.00"), "must be less than 100");
        assert_eq!(
            violations(
                NumberRules {
                    multiple_of: Some("0.05"),
                    ..NumberRules::ANY
                },
                "0.17"
            ),
            "must be a multiple of 0.05"
        );
        assert_eq!(
            violations(
                NumberRules {
                    multiple_of: Some("0.05"),
                    ..NumberRules::ANY
                },
                "0.15"
            ),
            ""
        );
    }

    #[test]
    fn digits_are_counted_on_both_sides_of_the_point() {
        let rules = NumberRules {
            integer_digits: Some(2),
            fraction_digits: Some(2),
            ..NumberRules::ANY
        };
        assert_eq!(violations(rules, "99.99"), "");
        assert_eq!(violations(rules, "0.50"), "");
        assert_eq!(
            violations(rules, "100.000"),
            "must have at most 2 digits before the point; must have at most 2 digits after the point"
        );
    }
}
