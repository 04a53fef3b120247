//! Holds what a token says against the type of the property, and turns it into members of the schema.

use serde_json::{Map, Value};

use super::clause::{Bound, Bounds, Clause, Subject};
use super::format::{Form, form};
use super::kind::Kind;
use super::limits::Limits;
use super::parse::lone;
use super::words::{Type, Unit};
use crate::openapi::Decimal;
use crate::patterns;

/// The members that the clauses of one token stand for. `default` is what the tokens of the property give as its default.
///
/// # Errors
///
/// Why they do not stand together or do not suit the type.
pub(super) fn fit(clauses: &[Clause], kind: Kind, default: Option<&str>) -> Result<Limits, String> {
    let named = clauses.iter().find_map(|clause| match clause {
        Clause::Type(named) => Some(*named),
        _ => None,
    });
    let mut fit = Fit {
        kind,
        limits: Limits::default(),
    };
    if let Some(named) = named {
        fit.agree(named)?;
    }
    for clause in clauses {
        match clause {
            Clause::Mark | Clause::Sample | Clause::Type(_) => {}
            Clause::Bounds(bounds) => fit.bounds(bounds, named)?,
            Clause::Digits { integer, fraction } => {
                fit.digits(integer.as_deref(), fraction.as_deref())?
            }
            Clause::Values(values) => fit.values(values)?,
            // Only of a value can it be said that it goes without saying: beside such a default, this is a list of one.
            Clause::Lone(word) if default == Some(word) => {
                fit.values(std::slice::from_ref(word))?;
            }
            Clause::Lone(word) => return Err(lone(word)),
            Clause::Default(value) => {
                let value = fit.value(value)?;
                fit.set("default", value)?;
            }
            Clause::Format(format) => fit.format(format)?,
            Clause::Pattern(pattern) => fit.pattern(pattern)?,
        }
    }
    fit.whole()?;
    Ok(fit.limits)
}

struct Fit {
    /// The type that the limits are for: that of the entries, once a token turns out to speak of them.
    kind: Kind,
    limits: Limits,
}

impl Fit {
    /// The type that the token names must be the type that the table gives.
    fn agree(&mut self, named: Type) -> Result<(), String> {
        if let Kind::Array(Some(entries)) = self.kind
            && named != Type::Array
        {
            self.kind = entries.into();
            self.limits.of_entries = true;
        }
        let agrees = match (named, self.kind) {
            (_, Kind::Any) => true,
            (Type::Text | Type::Date, kind) => kind == Kind::String,
            // A text can hold a number: its digits can be limited, but not by limits that might mean its length.
            (Type::Decimal | Type::Integer, kind) => {
                matches!(kind, Kind::String | Kind::Integer | Kind::Number)
            }
            (Type::Boolean, kind) => kind == Kind::Boolean,
            (Type::Array, kind) => matches!(kind, Kind::Array(_)),
            (Type::Object, kind) => kind == Kind::Object,
        };
        if agrees {
            Ok(())
        } else {
            Err(format!(
                "it speaks of {named}, but the type is {}",
                self.kind
            ))
        }
    }

    fn bounds(&mut self, bounds: &Bounds, named: Option<Type>) -> Result<(), String> {
        if let (Some(least), Some(most)) = (&bounds.least, &bounds.most)
            && Decimal::parse(&least.number) > Decimal::parse(&most.number)
        {
            return Err(format!(
                "no value is at least {} and at most {}",
                least.number, most.number
            ));
        }
        let fraction = [&bounds.least, &bounds.most]
            .into_iter()
            .flatten()
            .any(|bound| bound.number.contains(['.', '-']));
        match (self.kind, bounds.subject) {
            (Kind::Array(_), Subject::Length(Unit::Entries)) => {
                self.size(bounds, "minItems", "maxItems")
            }
            (Kind::Array(_), _) => Err("it may limit the entries or their number".to_owned()),
            (_, Subject::Length(Unit::Entries)) => {
                Err(format!("it counts entries, but the type is {}", self.kind))
            }
            (Kind::Boolean | Kind::Object, _) => {
                Err(format!("it limits a size, but the type is {}", self.kind))
            }
            (Kind::Integer | Kind::Number, Subject::Length(_)) => self.number_of_digits(bounds),
            (Kind::Integer | Kind::Number, _) => self.number_value(bounds),
            (Kind::Any, Subject::Size | Subject::Comparison) if named != Some(Type::Text) => {
                Err("it may limit a length or a value, and there is no type".to_owned())
            }
            (Kind::String | Kind::Any, subject) => {
                if matches!(named, Some(Type::Integer | Type::Decimal)) && !fraction {
                    return Err("it may limit the number or the text that holds it".to_owned());
                }
                match subject {
                    Subject::Length(unit) => self.length(bounds, unit),
                    _ if fraction => self.text_value(bounds),
                    Subject::Value => self.text_value(bounds),
                    Subject::Comparison if named.is_none() && bounds.least.is_some() => {
                        Err("it may limit a length or a value".to_owned())
                    }
                    // A comparison with a whole number as the most: a length as the page writes it elsewhere, and a
                    // value below the limit is no longer than that either.
                    Subject::Size | Subject::Comparison => self.length(bounds, Unit::Characters),
                }
            }
        }
    }

    fn length(&mut self, bounds: &Bounds, unit: Unit) -> Result<(), String> {
        match unit {
            // A character is a byte or more: so many bytes are never more characters, but they can be fewer.
            Unit::Bytes => {
                self.limits.of_bytes = true;
                let least = None;
                let bounds = Bounds {
                    least,
                    ..bounds.clone()
                };
                self.size(&bounds, "minLength", "maxLength")
            }
            Unit::Digits => self.class("[0-9]", bounds),
            Unit::Letters => self.class("[A-Za-z]", bounds),
            Unit::Characters | Unit::Entries => self.size(bounds, "minLength", "maxLength"),
        }
    }

    /// So many characters of one class.
    fn class(&mut self, class: &str, bounds: &Bounds) -> Result<(), String> {
        self.size(bounds, "minLength", "maxLength")?;
        self.set("pattern", Value::from(format!("^{class}+$")))
    }

    /// Whole numbers, both ends in.
    fn size(&mut self, bounds: &Bounds, least: &str, most: &str) -> Result<(), String> {
        for (name, bound, step) in [(least, &bounds.least, 1_i64), (most, &bounds.most, -1)] {
            let Some(bound) = bound else { continue };
            let number: i64 = bound
                .number
                .parse()
                .map_err(|_| format!("{} is no length", bound.number))?;
            let number = if bound.exclusive {
                number.saturating_add(step)
            } else {
                number
            };
            let number =
                u64::try_from(number).map_err(|_| format!("{} is no length", bound.number))?;
            self.set(name, Value::from(number))?;
        }
        Ok(())
    }

    /// Limits of the decimal that a text holds.
    fn text_value(&mut self, bounds: &Bounds) -> Result<(), String> {
        for (name, bound) in [("x-minimum", &bounds.least), ("x-maximum", &bounds.most)] {
            let Some(bound) = bound else { continue };
            if bound.exclusive {
                return Err(format!(
                    "nothing says how near to {} a text may come",
                    bound.number
                ));
            }
            self.set(name, Value::from(bound.number.as_str()))?;
        }
        Ok(())
    }

    fn number_value(&mut self, bounds: &Bounds) -> Result<(), String> {
        let ends: [(&str, &str, &Option<Bound>); 2] = [
            ("minimum", "exclusiveMinimum", &bounds.least),
            ("maximum", "exclusiveMaximum", &bounds.most),
        ];
        for (name, exclusive, bound) in ends {
            let Some(bound) = bound else { continue };
            let number = self.value(&bound.number)?;
            self.set(name, number)?;
            if bound.exclusive {
                self.set(exclusive, Value::Bool(true))?;
            }
        }
        Ok(())
    }

    /// So many digits: only the most can be told, since a number does not show leading zeros.
    fn number_of_digits(&mut self, bounds: &Bounds) -> Result<(), String> {
        match &bounds.most {
            Some(most) if !most.exclusive => self.digits(Some(&most.number), None),
            _ => Err("only the most digits of a number can be limited".to_owned()),
        }
    }

    fn digits(&mut self, integer: Option<&str>, fraction: Option<&str>) -> Result<(), String> {
        if !matches!(self.kind, Kind::String | Kind::Integer | Kind::Number) {
            return Err(format!("it limits digits, but the type is {}", self.kind));
        }
        for (name, count) in [
            ("x-integer-digits", integer),
            ("x-fraction-digits", fraction),
        ] {
            let Some(count) = count else { continue };
            let count: u32 = count
                .parse()
                .map_err(|_| format!("{count} is no number of digits"))?;
            self.set(name, Value::from(count))?;
        }
        Ok(())
    }

    fn values(&mut self, values: &[String]) -> Result<(), String> {
        if let Kind::Array(Some(entries)) = self.kind {
            self.kind = entries.into();
            self.limits.of_entries = true;
        }
        let values = values
            .iter()
            .map(|value| self.value(value))
            .collect::<Result<Vec<_>, _>>()?;
        // Both truth values are no restriction.
        if self.kind == Kind::Boolean {
            return Ok(());
        }
        self.set("enum", Value::Array(values))
    }

    /// A value as the type writes it.
    fn value(&self, text: &str) -> Result<Value, String> {
        let value = match self.kind {
            Kind::String | Kind::Any => Some(Value::from(text)),
            Kind::Integer => text.parse::<i64>().ok().map(Value::from),
            Kind::Number => Decimal::parse(text)
                .and_then(|number| number.to_json())
                .map(Value::Number),
            Kind::Boolean => text.parse::<bool>().ok().map(Value::Bool),
            Kind::Array(_) | Kind::Object => None,
        };
        value.ok_or_else(|| format!("`{text}` is no value of the type {}", self.kind))
    }

    fn format(&mut self, format: &str) -> Result<(), String> {
        if !matches!(self.kind, Kind::String | Kind::Any) {
            return Err(format!(
                "it is the form of a text, but the type is {}",
                self.kind
            ));
        }
        match form(format) {
            Some(Form::Time(name)) => self.set("x-time", Value::from(name)),
            Some(Form::Pattern(pattern)) => self.set("pattern", Value::from(pattern)),
            None => Err(format!("the form `{format}` is not understood")),
        }
    }

    fn pattern(&mut self, pattern: &str) -> Result<(), String> {
        if !matches!(self.kind, Kind::String | Kind::Any) {
            return Err(format!(
                "it is a pattern of a text, but the type is {}",
                self.kind
            ));
        }
        if patterns::parsed(pattern).is_none() {
            return Err(format!("`{pattern}` is no regular expression"));
        }
        self.set("pattern", Value::from(pattern))
    }

    /// Sets a member that must not say something else already.
    fn set(&mut self, name: &str, value: Value) -> Result<(), String> {
        match self.limits.members.get(name) {
            Some(before) if *before != value => {
                Err(format!("it gives `{name}` as {before} and as {value}"))
            }
            _ => {
                self.limits.members.insert(name.to_owned(), value);
                Ok(())
            }
        }
    }

    /// What must hold between members that came from different clauses.
    fn whole(&self) -> Result<(), String> {
        let members = &self.limits.members;
        for (least, most) in [
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minimum", "maximum"),
            ("x-minimum", "x-maximum"),
        ] {
            if let (Some(low), Some(high)) = (number(members, least), number(members, most))
                && low > high
            {
                return Err(format!("no value is at least {low} and at most {high}"));
            }
        }
        if let (Some(default), Some(Value::Array(values))) =
            (members.get("default"), members.get("enum"))
            && !values.contains(default)
        {
            return Err(format!("the default {default} is none of the values"));
        }
        Ok(())
    }
}

fn number(members: &Map<String, Value>, name: &str) -> Option<Decimal> {
    match members.get(name)? {
        Value::Number(number) => Decimal::of_json(number),
        Value::String(text) => Decimal::parse(text),
        _ => None,
    }
}
