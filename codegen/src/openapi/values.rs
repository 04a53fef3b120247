//! Values that keywords have: bounds, numbers and literals.

use serde_json::Value;

use super::decimal::Decimal;
use super::members::Members;
use super::notes::{Notes, Sample};
use super::schema::{Bound, Literal};
use super::stated::StatedDiscriminator;

/// How the exclusive form of a bound is stated.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form {
    /// As a number of its own, as in 3.1.
    Number,
    /// As a truth value beside the bound, as in 3.0.
    Flag,
}

/// A bound in either of its forms; of two, the nearer one.
pub(super) fn bound(
    members: &mut Members<'_>,
    inclusive: &str,
    exclusive: &str,
    is_nearer: fn(&Decimal, &Decimal) -> bool,
) -> (Option<Bound>, Option<Form>) {
    let plain = number(members, inclusive);
    let (own, form) = match members.take(exclusive) {
        Some(Value::Bool(true)) => {
            let bound = plain.map(|value| Bound {
                value,
                exclusive: true,
            });
            return (bound, Some(Form::Flag));
        }
        Some(Value::Bool(false)) => (None, Some(Form::Flag)),
        Some(Value::Number(_)) => (number(members, exclusive), Some(Form::Number)),
        Some(_) => {
            members.refuse(exclusive, "it is no bound");
            (None, None)
        }
        None => (None, None),
    };
    let bound = match (plain, own) {
        (Some(plain), Some(own)) if is_nearer(&plain, &own) => Some((plain, false)),
        (_, Some(own)) => Some((own, true)),
        (plain, None) => plain.map(|plain| (plain, false)),
    };
    let bound = bound.map(|(value, exclusive)| Bound { value, exclusive });
    (bound, form)
}

pub(super) fn number(members: &mut Members<'_>, name: &str) -> Option<Decimal> {
    let value = members.take(name)?;
    let number = value.as_number().and_then(Decimal::of_json);
    if number.is_none() {
        members.refuse(name, "it is no number");
    }
    number
}

/// A value of an enumeration; nothing for null, of which the type tells.
pub(super) fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => Literal::Text(text.clone()),
        Value::Bool(value) => Literal::Boolean(*value),
        Value::Number(number) => match Decimal::of_json(number) {
            Some(number) => Literal::Number(number),
            None => Literal::Structure(value.clone()),
        },
        Value::Array(_) | Value::Object(_) => Literal::Structure(value.clone()),
    })
}

/// Whether a schema says nothing at all.
pub(super) fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Bool(allowed) => *allowed,
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// What is lost with a keyword that is not read.
pub(super) fn lost(name: &str) -> Option<&'static str> {
    Some(match name {
        "additionalItems" => "what each entry of the list is by its place",
        "contains" | "minContains" | "maxContains" => "what some entries of the list are",
        "if" | "then" | "else" => "what holds in one case alone",
        "dependencies" => "what has to be there beside something else",
        "unevaluatedItems" => "what further entries may be",
        "contentSchema" => "what the text holds once it is decoded",
        "xml" => "how it is written as XML",
        "$id" | "$schema" | "$vocabulary" => "which dialect and which base the schema has",
        "$dynamicRef" | "$dynamicAnchor" | "$recursiveRef" | "$recursiveAnchor" => {
            "a reference that depends on where it is met"
        }
        _ => return None,
    })
}

/// What tells alternatives apart.
pub(super) fn discriminator(members: &mut Members<'_>) -> Option<StatedDiscriminator> {
    let lost = "which member tells the alternatives apart";
    let read = |inner: &mut Members<'_>| {
        let property = inner.owned("propertyName").unwrap_or_default();
        let mut mapping = Vec::new();
        for (name, target, at) in inner.map("mapping") {
            match target.as_str() {
                Some(target) => mapping.push((name.to_owned(), target.to_owned())),
                None => inner.refuse_within(target, at, "what this value stands for"),
            }
        }
        inner.rest(|_| None);
        StatedDiscriminator { property, mapping }
    };
    let stated = members.take("discriminator")?;
    if stated.get("propertyName").is_none_or(Value::is_null) {
        members.refuse("discriminator", lost);
        return None;
    }
    members.object("discriminator", lost, read)
}

/// Takes the samples of a schema, and says whether they are listed as 3.1 has it.
pub(super) fn samples(members: &mut Members<'_>, notes: &mut Notes) -> bool {
    notes
        .samples
        .extend(members.whole("example").map(Sample::of));
    match members.take("examples") {
        Some(Value::Array(values)) => {
            let at = members.at.member("examples");
            members.account.taken += values.len();
            let places = (0..values.len()).map(|index| at.entry(index));
            members.account.whole.extend(places);
            for each in values.iter().map(Sample::of) {
                if !notes.samples.contains(&each) {
                    notes.samples.push(each);
                }
            }
            true
        }
        Some(_) => {
            members.refuse("examples", "it is no list of samples");
            false
        }
        None => false,
    }
}

/// Whether media types say that something is neither text nor JSON.
pub fn is_of_bytes(media_types: &str) -> bool {
    let is_written = |text: &str| {
        let essence = text.split(';').next().unwrap_or_default().trim();
        essence.starts_with("text/")
            || essence.ends_with("json")
            || essence.ends_with("xml")
            || !essence.contains('/')
    };
    !media_types.split(',').any(is_written)
}
