use std::collections::{BTreeMap, HashSet};
use std::fmt;

use rust_decimal::Decimal;

use crate::value::types::currency::currency_digits;

use crate::value::check::checks::{Expiry, Objection};
use crate::value::check::number::{NumberRules, Numeric};
use crate::value::check::text::{TextRules, Textual};
use crate::value::check::violation::{Rule, ValidationError, Violation};
use crate::value::json::further::goes_within;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::pointer::Segment;
use crate::value::wipe::wipe_text;

/// A type whose values have rules that must hold before they are sent.
pub trait Check {
    /// Says every rule that the value breaks.
    fn check(&self, rules: &mut Rules<'_>);
}

/// Checks every rule of a value at once.
///
/// # Errors
///
/// [`ValidationError`], with every rule that the value breaks.
pub fn validate<T: Check>(value: &T) -> Result<(), ValidationError> {
    let mut violations = Vec::new();
    value.check(&mut Rules::collect(&mut violations));
    if violations.is_empty() {
        Ok(())
    } else {
        Err(ValidationError::new(violations))
    }
}

/// How many violations are kept: nobody mends more at once, and whoever sends a long list to a server must not make it
/// compare each with each.
const KEPT: usize = 100;

/// Collects the violations of a value while it is being checked, and knows the place that is being checked.
pub struct Rules<'a> {
    place: Option<&'a Place<'a>>,
    violations: &'a mut Vec<Violation>,
    /// What counts only if a check is switched on; none where nobody asks.
    objections: Option<&'a mut Objections>,
}

/// What speaks against a request, with the place of each.
pub(crate) type Objections = Vec<(String, Objection)>;

/// A place is a list on the stack: nothing is allocated for a value that breaks no rule.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    segment: Segment<'a>,
}

impl<'a> Rules<'a> {
    pub(crate) fn collect(violations: &'a mut Vec<Violation>) -> Self {
        Self {
            place: None,
            violations,
            objections: None,
        }
    }

    /// Collects what speaks against a value too.
    pub(crate) fn objecting(
        violations: &'a mut Vec<Violation>,
        objections: &'a mut Objections,
    ) -> Self {
        Self {
            objections: Some(objections),
            ..Self::collect(violations)
        }
    }

    /// Checks a field by the rules of its own type.
    pub fn field(&mut self, name: &str, value: &(impl Check + ?Sized)) {
        self.within(Segment::Name(name), |rules| value.check(rules));
    }

    /// Holds the texts of a field to rules that belong to the field rather than to its type.
    pub fn text(&mut self, name: &str, value: &impl Textual, text_rules: &TextRules) {
        self.within(Segment::Name(name), |rules| {
            value.each_text(&mut |index, text| {
                rules.at(index, |rules| rules.own_text(text, text_rules))
            });
        });
    }

    /// Holds the numbers of a field to rules.
    pub fn number(&mut self, name: &str, value: &impl Numeric, number_rules: &NumberRules) {
        self.within(Segment::Name(name), |rules| {
            value.each_number(&mut |index, number| {
                rules.at(index, |rules| match number {
                    Ok(number) => number_rules.violated_by(number, |rule| rules.report(rule)),
                    Err(rule) => rules.report(rule),
                });
            });
        });
    }

    /// Holds the amounts of a field to the digits that their currency has after the point. Zeros at the end do not
    /// count; a currency that ISO 4217 does not list is taken as it is.
    pub fn money(&mut self, name: &str, amount: &impl Numeric, currency: &impl Textual) {
        let mut digits = None;
        currency.each_text(&mut |_, code| digits = currency_digits(code));
        let Some(max) = digits else { return };
        self.within(Segment::Name(name), |rules| {
            amount.each_number(&mut |index, number| {
                // What is no number is said by the rules of the field itself.
                if number.is_ok_and(|number| number.normalize().scale() > max) {
                    rules.at(index, |rules| rules.report(Rule::CurrencyDigits(max)));
                }
            });
        });
    }

    /// Holds the month in which a card expires against today, where [`Checks`](crate::Checks) say so; the year is the field.
    pub fn expiry(&mut self, name: &str, month: &impl Textual, year: &impl Textual) {
        if self.objections.is_none() {
            return;
        }
        let (mut months, mut expiry) = (String::new(), None);
        month.each_text(&mut |_, text| text.clone_into(&mut months));
        year.each_text(&mut |_, text| expiry = Expiry::read(&months, text));
        wipe_text(&mut months);
        if let Some(expiry) = expiry {
            self.within(Segment::Name(name), |rules| {
                rules.object(Objection::Expiry(expiry))
            });
        }
    }

    /// Holds the number of elements of a field, or of entries of a map, to bounds.
    pub fn items(&mut self, name: &str, len: usize, min: usize, max: Option<usize>) {
        self.within(Segment::Name(name), |rules| rules.members(len, min, max));
    }

    /// Holds the number of members that are given to bounds.
    pub fn members(&mut self, given: usize, min: usize, max: Option<usize>) {
        if given < min {
            self.report(Rule::TooFew { min });
        }
        if let Some(max) = max.filter(|max| given > *max) {
            self.report(Rule::TooMany { max });
        }
    }

    /// Holds the names of the entries of a map to rules: of a field, or of what is being checked.
    pub fn names<'n>(
        &mut self,
        field: Option<&str>,
        mut names: impl Iterator<Item = &'n String>,
        rules: &TextRules,
    ) {
        let mut check = |at: &mut Rules<'_>| {
            at.within(Segment::AnyKey, |at| {
                names.by_ref().for_each(|name| at.own_text(name, rules));
            });
        };
        match field {
            Some(field) => self.within(Segment::Name(field), |at| check(at)),
            None => check(self),
        }
    }

    /// Demands that no two elements of a list are alike, by what is sent of them.
    pub fn unique(&mut self, name: &str, list: &impl Write) {
        let mut written = JsonWriter::new();
        list.write(&mut written);
        self.within(Segment::Name(name), |rules| {
            let mut seen = HashSet::new();
            for (index, element) in written.json().parts().enumerate() {
                if !seen.insert(element.expose()) {
                    rules.at(Some(index), |rules| rules.report(Rule::Repeated));
                }
            }
        });
    }

    /// Holds the names of further fields against those that an object has anyway, which must be given as such.
    pub fn further<'n>(&mut self, names: impl Iterator<Item = &'n String>, named: &[&str]) {
        for name in names.filter(|name| named.contains(&name.as_str())) {
            self.within(Segment::Name(name), |rules| {
                rules.report(Rule::Form("given as the property that it is"));
            });
        }
    }

    /// Holds the members of a request that its type does not name to what is written of it: none may take the place of a
    /// member that a type names, and each needs an object to stand in.
    pub fn undocumented(&mut self, request: &(impl Write + ?Sized)) {
        let mut written = JsonWriter::new();
        request.write(&mut written);
        for (at, rule) in written.take_refused().into_iter().take(KEPT) {
            self.tell(pointer(self.place) + &at, rule);
        }
    }

    /// How many of the members that its type does not name an object has itself, and not one within it.
    pub fn own_members<T>(&self, undocumented: &Option<BTreeMap<String, T>>) -> usize {
        let names = undocumented.iter().flat_map(BTreeMap::keys);
        names.filter(|name| !goes_within(name)).count()
    }

    /// Demands that at least one of the fields is given.
    pub fn one_of(&mut self, fields: &[(&'static str, bool)]) {
        if !fields.iter().any(|(_, given)| *given) {
            self.report(Rule::NoneOf(fields.iter().map(|(name, _)| *name).collect()));
        }
    }

    /// Demands that a field is given where another one is.
    pub fn beside(&mut self, one: (&'static str, bool), other: (&'static str, bool)) {
        if let ((name, true), (missing, false)) = (one, other) {
            self.within(Segment::Name(missing), |rules| {
                rules.report(Rule::RequiredBeside(name));
            });
        }
    }

    /// Says that the value which is being checked breaks a rule. A rule that a field shares with its type is said once;
    /// after a hundred no other is.
    pub fn report(&mut self, rule: Rule) {
        if self.violations.len() < KEPT {
            self.tell(pointer(self.place), rule);
        }
    }

    /// The same of a place within it.
    fn tell(&mut self, path: String, rule: Rule) {
        let violation = Violation { path, rule };
        if !self.violations.contains(&violation) {
            self.violations.push(violation);
        }
    }

    pub(crate) fn own_text(&mut self, text: &str, rules: &TextRules) {
        rules.violated_by(text, |rule| self.report(rule));
        let asked = rules.doubtful.filter(|_| self.objections.is_some());
        if let Some(objection) = asked.and_then(|doubtful| doubtful.objection(text)) {
            self.object(objection);
        }
    }

    /// Says what speaks against the value that is being checked.
    pub(crate) fn object(&mut self, objection: Objection) {
        let place = self.place;
        if let Some(objections) = self
            .objections
            .as_deref_mut()
            .filter(|objections| objections.len() < KEPT)
        {
            objections.push((pointer(place), objection));
        }
    }

    fn at(&mut self, index: Option<usize>, check: impl FnOnce(&mut Rules<'_>)) {
        match index {
            Some(index) => self.within(Segment::Index(index), check),
            None => check(self),
        }
    }

    fn within(&mut self, segment: Segment<'_>, check: impl FnOnce(&mut Rules<'_>)) {
        let place = Place {
            parent: self.place,
            segment,
        };
        check(&mut Rules {
            place: Some(&place),
            violations: self.violations,
            objections: self.objections.as_deref_mut(),
        });
    }
}

impl fmt::Debug for Rules<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("place", &pointer(self.place))
            .field("violations", &self.violations)
            .finish()
    }
}

fn pointer(place: Option<&Place<'_>>) -> String {
    let Some(place) = place else {
        return String::new();
    };
    let mut pointer = pointer(place.parent);
    place.segment.add_to(&mut pointer);
    pointer
}

impl<T: Check> Check for Option<T> {
    fn check(&self, rules: &mut Rules<'_>) {
        if let Some(value) = self {
            value.check(rules);
        }
    }
}

impl<T: Check> Check for Vec<T> {
    fn check(&self, rules: &mut Rules<'_>) {
        self.as_slice().check(rules);
    }
}

impl<T: Check> Check for [T] {
    fn check(&self, rules: &mut Rules<'_>) {
        for (index, value) in self.iter().enumerate() {
            rules.within(Segment::Index(index), |rules| value.check(rules));
        }
    }
}

impl<T: Check> Check for BTreeMap<String, T> {
    fn check(&self, rules: &mut Rules<'_>) {
        for value in self.values() {
            rules.within(Segment::AnyKey, |rules| value.check(rules));
        }
    }
}

macro_rules! nothing_to_check {
    ($($scalar:ty),*) => { $(
        impl Check for $scalar {
            fn check(&self, _rules: &mut Rules<'_>) {}
        }
    )* };
}

nothing_to_check!(
    (),
    bool,
    u8,
    u16,
    u32,
    u64,
    usize,
    i8,
    i16,
    i32,
    i64,
    isize,
    Decimal
);

macro_rules! check_floats {
    ($($float:ty),*) => { $(
        impl Check for $float {
            fn check(&self, rules: &mut Rules<'_>) {
                if !self.is_finite() {
                    rules.report(Rule::NotDecimal);
                }
            }
        }
    )* };
}

check_floats!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    struct Line {
        name: Option<String>,
        prices: Vec<String>,
    }

    impl Check for Line {
        fn check(&self, rules: &mut Rules<'_>) {
            rules.text(
                "name",
                &self.name,
                &TextRules {
                    max: Some(3),
                    ..TextRules::ANY
                },
            );
            rules.items("prices", self.prices.len(), 1, Some(2));
            rules.number(
                "prices",
                &self.prices,
                &NumberRules {
                    minimum: Some("0.01"),
                    ..NumberRules::ANY
                },
            );
            rules.one_of(&[("name", self.name.is_some()), ("other", false)]);
        }
    }

    struct Price(&'static str, Option<&'static str>);

    impl Check for Price {
        fn check(&self, rules: &mut Rules<'_>) {
            rules.money("amount", &self.0.to_owned(), &self.1.map(str::to_owned));
        }
    }

    #[test]
    fn an_amount_fits_its_currency() {
        for (amount, currency, fits) in [
            ("10.50", Some("SGD"), true),
            ("10.505", Some("SGD"), false),
            ("10.500", Some("SGD"), true),
            ("10.5", Some("JPY"), false),
            ("10", Some("JPY"), true),
            ("10.505", Some("KWD"), true),
            ("10.123456", Some("points"), true),
            ("10.123456", None, true),
        ] {
            assert_eq!(
                validate(&Price(amount, currency)).is_ok(),
                fits,
                "{amount} {currency:?}"
            );
        }
        let error = validate(&Price("1.001", Some("SGD"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "/amount must have at most 2 digits after the point in its currency"
        );
    }

    #[test]
    fn a_list_that_breaks_a_rule_everywhere_is_told_of_a_hundred_times() {
        let prices = vec!["0".to_owned(); 200_000];
        let began = std::time::Instant::now();
        let name = Some("ok".to_owned());
        let error = validate(&Line { name, prices }).unwrap_err();
        assert_eq!(error.violations().len(), KEPT);
        // Minutes where each is compared with each.
        assert!(began.elapsed() < std::time::Duration::from_secs(20));
    }

    #[test]
    fn every_violation_is_found_with_its_place() {
        let lines = BTreeMap::from([(
            "secret key".to_owned(),
            vec![
                Line {
                    name: Some("long".to_owned()),
                    prices: vec!["1".to_owned(), "0".to_owned(), "1e3".to_owned()],
                },
                Line {
                    name: None,
                    prices: Vec::new(),
                },
                Line {
                    name: Some("ok".to_owned()),
                    prices: vec!["0.01".to_owned()],
                },
            ],
        )]);
        let error = validate(&lines).unwrap_err();
        assert_eq!(
            error
                .violations()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
            [
                "/*/0/name must have at most 3 characters",
                "/*/0/prices must have at most 2 elements",
                "/*/0/prices/1 must be at least 0.01",
                "/*/0/prices/2 must be written without an exponent",
                "/*/1/prices must have at least 1 elements",
                "/*/1 must have at least one of name, other",
            ]
        );
    }
}
