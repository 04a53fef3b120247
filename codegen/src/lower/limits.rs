//! Limits of a schema, and the extensions that the overlay states about it.

use std::str::FromStr;

use openapiv3::{Schema, SchemaData, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty};
use serde_json::Value;

use super::docs::counted;
use super::node::Node;
use super::pattern;
use crate::api::{Form, Limits};

/// The limits that a node states itself.
pub(super) fn of(node: Node<'_>) -> Limits {
    let Node::Schema(Schema {
        schema_data,
        schema_kind,
    }) = node
    else {
        return Limits::default();
    };
    let mut limits = match schema_kind {
        SchemaKind::Type(Type::String(text)) => Limits {
            min_length: text.min_length.filter(|min| *min > 0),
            max_length: text.max_length,
            pattern: text.pattern.as_deref().and_then(pattern::read),
            form: match &text.format {
                VariantOrUnknownOrEmpty::Unknown(format) => form(format),
                _ => None,
            },
            ..Limits::default()
        },
        SchemaKind::Type(Type::Integer(integer)) => Limits {
            minimum: integer.minimum.map(|minimum| minimum.to_string()),
            exclusive_minimum: integer.exclusive_minimum,
            maximum: integer.maximum.map(|maximum| maximum.to_string()),
            exclusive_maximum: integer.exclusive_maximum,
            ..Limits::default()
        },
        SchemaKind::Type(Type::Number(number)) => Limits {
            minimum: number.minimum.and_then(decimal),
            exclusive_minimum: number.exclusive_minimum,
            maximum: number.maximum.and_then(decimal),
            exclusive_maximum: number.exclusive_maximum,
            ..Limits::default()
        },
        SchemaKind::Type(Type::Array(array)) => Limits {
            min_items: array.min_items.filter(|min| *min > 0),
            max_items: array.max_items,
            ..Limits::default()
        },
        SchemaKind::Any(any) => Limits {
            min_length: any.min_length.filter(|min| *min > 0),
            max_length: any.max_length,
            pattern: any.pattern.as_deref().and_then(pattern::read),
            form: any.format.as_deref().and_then(form),
            minimum: any.minimum.and_then(decimal),
            exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
            maximum: any.maximum.and_then(decimal),
            exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
            min_items: any.min_items.filter(|min| *min > 0),
            max_items: any.max_items,
            ..Limits::default()
        },
        _ => Limits::default(),
    };
    limits.minimum = text(schema_data, "x-minimum")
        .and_then(decimal_text)
        .or(limits.minimum);
    limits.maximum = text(schema_data, "x-maximum")
        .and_then(decimal_text)
        .or(limits.maximum);
    limits.integer_digits = number(schema_data, "x-integer-digits");
    limits.fraction_digits = number(schema_data, "x-fraction-digits");
    limits
}

/// The pattern that a node states, where it cannot be checked.
pub(super) fn unchecked_pattern(node: Node<'_>) -> Option<&str> {
    let Node::Schema(Schema { schema_kind, .. }) = node else {
        return None;
    };
    let source = match schema_kind {
        SchemaKind::Type(Type::String(text)) => text.pattern.as_deref(),
        SchemaKind::Any(any) => any.pattern.as_deref(),
        _ => None,
    };
    source.filter(|source| pattern::read(source).is_none())
}

/// The format of a text, where no type and no check holds it.
pub(super) fn unchecked_format(node: Node<'_>) -> Option<&str> {
    let Node::Schema(Schema { schema_kind, .. }) = node else {
        return None;
    };
    let SchemaKind::Type(Type::String(text)) = schema_kind else {
        return None;
    };
    match &text.format {
        VariantOrUnknownOrEmpty::Unknown(format) => form(format).is_none().then_some(format),
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => Some("password"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => Some("byte"),
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => Some("binary"),
        _ => None,
    }
}

/// What a node states of a value and no check holds, as phrases.
pub(super) fn unchecked(node: Node<'_>) -> Vec<String> {
    let Node::Schema(Schema { schema_kind, .. }) = node else {
        return Vec::new();
    };
    let mut phrases = Vec::new();
    let mut multiple = |of: Option<String>| {
        phrases.extend(of.map(|of| format!("a multiple of {of}")));
    };
    let (unique, members) = match schema_kind {
        SchemaKind::Type(Type::Integer(integer)) => {
            multiple(integer.multiple_of.map(|of| of.to_string()));
            (false, (None, None))
        }
        SchemaKind::Type(Type::Number(number)) => {
            multiple(number.multiple_of.map(|of| of.to_string()));
            (false, (None, None))
        }
        SchemaKind::Type(Type::Array(array)) => (array.unique_items, (None, None)),
        SchemaKind::Type(Type::Object(object)) => {
            (false, (object.min_properties, object.max_properties))
        }
        SchemaKind::Any(any) => {
            multiple(any.multiple_of.map(|of| of.to_string()));
            let unique = any.unique_items.unwrap_or_default();
            (unique, (any.min_properties, any.max_properties))
        }
        _ => (false, (None, None)),
    };
    if unique {
        phrases.push("no two elements alike".to_owned());
    }
    if let Some(min) = members.0.filter(|min| *min > 0) {
        phrases.push(format!("at least {}", counted(min, "member")));
    }
    if let Some(max) = members.1 {
        phrases.push(format!("at most {}", counted(max, "member")));
    }
    phrases
}

/// Limits stated in two places: what the nearer one says wins.
pub(super) fn nearer(near: Limits, far: &Limits) -> Limits {
    Limits {
        min_length: near.min_length.or(far.min_length),
        max_length: near.max_length.or(far.max_length),
        pattern: near.pattern.or_else(|| far.pattern.clone()),
        form: near.form.or(far.form),
        exclusive_minimum: if near.minimum.is_some() {
            near.exclusive_minimum
        } else {
            far.exclusive_minimum
        },
        minimum: near.minimum.or_else(|| far.minimum.clone()),
        exclusive_maximum: if near.maximum.is_some() {
            near.exclusive_maximum
        } else {
            far.exclusive_maximum
        },
        maximum: near.maximum.or_else(|| far.maximum.clone()),
        integer_digits: near.integer_digits.or(far.integer_digits),
        fraction_digits: near.fraction_digits.or(far.fraction_digits),
        min_items: near.min_items.or(far.min_items),
        max_items: near.max_items.or(far.max_items),
    }
}

/// Limits that both have to hold; none where no value is within both.
pub(super) fn both(one: &Limits, other: &Limits) -> Option<Limits> {
    let (minimum, exclusive_minimum) = bound(
        (one.minimum.as_ref(), one.exclusive_minimum),
        (other.minimum.as_ref(), other.exclusive_minimum),
        |first, second| first > second,
    );
    let (maximum, exclusive_maximum) = bound(
        (one.maximum.as_ref(), one.exclusive_maximum),
        (other.maximum.as_ref(), other.exclusive_maximum),
        |first, second| first < second,
    );
    let limits = Limits {
        min_length: one.min_length.max(other.min_length),
        max_length: smaller(one.max_length, other.max_length),
        min_items: one.min_items.max(other.min_items),
        max_items: smaller(one.max_items, other.max_items),
        integer_digits: smaller(one.integer_digits, other.integer_digits),
        fraction_digits: smaller(one.fraction_digits, other.fraction_digits),
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        ..nearer(one.clone(), other)
    };
    let fits = |min: Option<usize>, max: Option<usize>| !matches!((min, max), (Some(min), Some(max)) if min > max);
    let value = |bound: &Option<String>| bound.as_ref()?.parse::<f64>().ok();
    let between = match (value(&limits.minimum), value(&limits.maximum)) {
        (Some(min), Some(max)) if min == max => {
            !limits.exclusive_minimum && !limits.exclusive_maximum
        }
        (Some(min), Some(max)) => min < max,
        _ => true,
    };
    (between
        && fits(limits.min_length, limits.max_length)
        && fits(limits.min_items, limits.max_items))
    .then_some(limits)
}

/// The smaller of two bounds, of which either may be missing.
fn smaller<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The bound that lets less through.
fn bound(
    (one, one_exclusive): (Option<&String>, bool),
    (other, other_exclusive): (Option<&String>, bool),
    is_nearer: fn(f64, f64) -> bool,
) -> (Option<String>, bool) {
    let value = |bound: &String| bound.parse::<f64>().unwrap_or_default();
    match (one, other) {
        (Some(first), Some(second)) if value(first) == value(second) => {
            (Some(first.clone()), one_exclusive || other_exclusive)
        }
        (Some(first), Some(second)) if is_nearer(value(second), value(first)) => {
            (Some(second.clone()), other_exclusive)
        }
        (Some(first), _) => (Some(first.clone()), one_exclusive),
        (None, second) => (second.cloned(), other_exclusive),
    }
}

/// The form that a format names.
fn form(format: &str) -> Option<Form> {
    match format {
        "ip" => Some(Form::Ip),
        "ipv4" => Some(Form::Ipv4),
        "ipv6" => Some(Form::Ipv6),
        "iso-4217" => Some(Form::Currency),
        "iso-3166-1-alpha-2" => Some(Form::Country),
        "bcp-47" => Some(Form::Language),
        _ => None,
    }
}

/// An extension that holds text.
pub(super) fn text<'a>(data: &'a SchemaData, name: &str) -> Option<&'a str> {
    data.extensions.get(name).and_then(Value::as_str)
}

/// An extension that is set.
pub(super) fn flag(data: &SchemaData, name: &str) -> bool {
    data.extensions
        .get(name)
        .and_then(Value::as_bool)
        .unwrap_or_default()
}

fn number(data: &SchemaData, name: &str) -> Option<u32> {
    data.extensions
        .get(name)
        .and_then(Value::as_u64)
        .and_then(|number| u32::try_from(number).ok())
}

/// A float of the document as the decimal that it was written as; none for one that no decimal of ours holds.
fn decimal(number: f64) -> Option<String> {
    decimal_text(&number.to_string())
}

/// A decimal as it is checked at run time: at most 28 digits.
fn decimal_text(text: &str) -> Option<String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits > 0 && digits <= 28 && f64::from_str(text).is_ok() && !text.contains(['e', 'E']))
        .then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(minimum: Option<&str>, maximum: Option<&str>) -> Limits {
        Limits {
            minimum: minimum.map(str::to_owned),
            maximum: maximum.map(str::to_owned),
            ..Limits::default()
        }
    }

    #[test]
    fn of_two_bounds_the_nearer_one_holds() {
        let above = Limits {
            exclusive_minimum: true,
            ..between(Some("10"), None)
        };
        let joined = both(&between(Some("9.5"), Some("100")), &above).expect("both fit");
        assert_eq!(joined.minimum.as_deref(), Some("10"));
        assert!(joined.exclusive_minimum);
        assert_eq!(joined.maximum.as_deref(), Some("100"));
        let text = |min_length, max_length| Limits {
            min_length,
            max_length,
            ..Limits::default()
        };
        let joined = both(&text(Some(2), None), &text(Some(1), Some(5)));
        assert_eq!(joined, Some(text(Some(2), Some(5))));
    }

    #[test]
    fn limits_that_leave_nothing_are_told() {
        assert_eq!(
            both(&between(Some("10"), None), &between(None, Some("9"))),
            None
        );
        let above = Limits {
            exclusive_minimum: true,
            ..between(Some("9"), None)
        };
        assert_eq!(both(&above, &between(None, Some("9.0"))), None);
        let same = between(Some("9"), Some("9"));
        assert_eq!(both(&same, &same), Some(same.clone()));
    }
}
