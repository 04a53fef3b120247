//! Limits of a schema, and the extensions that the overlay states about it.

use super::pattern;
use crate::api::{Form, Limits, counted};
use crate::extensions::{Limit, SchemaExtensions};
use crate::openapi::{
    Bound, Decimal, Extra, Kind, Literal, Number, Object, Schema, Schemas, Text, Wire, number_range,
};

/// The most digits that a decimal may have to be checked at run time.
const DIGITS: usize = 28;

/// The limits that a schema states beside a named one that it is, if there is such.
pub(super) fn of(schema: &Schema, said: &SchemaExtensions, schemas: &Schemas) -> Limits {
    let kind = stated(schema);
    let mut limits = kind.map(|kind| of_kind(kind, schemas)).unwrap_or_default();
    limits.numbers = numbers(schema).unwrap_or_default();
    let bound = |limit: &Option<Limit>| {
        let text = limit.as_ref()?.0.to_string();
        is_decimal(&text).then_some(text)
    };
    limits.minimum = bound(&said.minimum).or(limits.minimum);
    limits.maximum = bound(&said.maximum).or(limits.maximum);
    limits.integer_digits = said.integer_digits;
    limits.fraction_digits = said.fraction_digits;
    limits
}

/// What a schema states itself, beside a named one that it is, if there is such.
fn stated(schema: &Schema) -> Option<&Kind> {
    schema.same_as.is_none().then_some(&schema.wire.kind)
}

fn of_kind(kind: &Kind, schemas: &Schemas) -> Limits {
    match kind {
        Kind::Text(text) => of_text(text),
        Kind::Integer(number) | Kind::Number(number) => {
            let (least, most) = narrow(kind, number).unzip();
            let minimum = checked(&number.minimum).or(least.map(|end| end.to_string()));
            let maximum = checked(&number.maximum).or(most.map(|end| end.to_string()));
            let excludes =
                |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.exclusive);
            Limits {
                exclusive_minimum: minimum.is_some() && excludes(&number.minimum),
                minimum,
                exclusive_maximum: maximum.is_some() && excludes(&number.maximum),
                maximum,
                multiple_of: multiple_of(number),
                ..Limits::default()
            }
        }
        Kind::List(list) => Limits {
            min_items: length(list.min_items),
            max_items: length(list.max_items),
            unique_items: list.unique,
            ..Limits::default()
        },
        Kind::Object(map) if is_map(map) => Limits {
            min_items: length(map.min_properties),
            max_items: length(map.max_properties),
            names: names(map, schemas).checked,
            ..Limits::default()
        },
        _ => Limits::default(),
    }
}

/// Which whole numbers a format holds that no type is for.
fn narrow(kind: &Kind, number: &Number) -> Option<(Decimal, Decimal)> {
    match (kind, number.format.as_deref()?) {
        (Kind::Number(_), _) | (_, "int32" | "int64" | "uint64") => None,
        (_, format) => number_range(format),
    }
}

/// What the names of an object's further members are held to.
pub(super) struct Names {
    /// What is checked of it, where something is.
    pub(super) checked: Option<Box<Limits>>,
    /// What is not, as phrases.
    unchecked: Vec<&'static str>,
}

/// What the names of an object's further members are held to, by patterns of which each is one or by a schema.
pub(super) fn names(object: &Object, schemas: &Schemas) -> Names {
    let mut limits = Limits::default();
    let mut unchecked = Vec::new();
    limits.pattern = match object.patterns.as_slice() {
        [(only, _)] if object.by_name => pattern::read(only),
        _ => None,
    };
    if !object.patterns.is_empty() && limits.pattern.is_none() {
        unchecked.push("what each entry is by its name");
    }
    if let Some(used) = &object.names {
        let wire = &schemas[used.id].wire;
        let mut is_whole = wire.values.is_none()
            && wire.unions.is_empty()
            && wire.not.is_empty()
            && wire.discriminator.is_none();
        match &wire.kind {
            Kind::Text(text) => {
                let of_name = of_text(text);
                (limits.min_length, limits.max_length) = (of_name.min_length, of_name.max_length);
                is_whole &= text.format.is_none();
                is_whole &= text.patterns.is_empty()
                    || text.patterns.len() == 1
                        && of_name.pattern.is_some()
                        && limits.pattern.is_none();
                limits.pattern = limits.pattern.or(of_name.pattern);
            }
            _ => is_whole = false,
        }
        // Of the names of what has no type for its members, nothing is known.
        if !is_whole || object.properties.is_empty() && !is_map(object) {
            unchecked.push("which names members may have");
        }
    }
    Names {
        checked: limits.limits_text().then(|| Box::new(limits)),
        unchecked,
    }
}

/// How many members an object that is sent has, at least and at most, where that says something of it.
pub(super) fn members(schema: &Schema) -> (Option<usize>, Option<usize>) {
    match &schema.wire.kind {
        Kind::Object(object) if !object.properties.is_empty() => {
            (length(object.min_properties), length(object.max_properties))
        }
        _ => (None, None),
    }
}

/// Whether an object is a map, whose entries can be counted.
fn is_map(object: &Object) -> bool {
    object.properties.is_empty()
        && object.further_required.is_empty()
        && matches!(object.extra, Extra::Of(_))
}

/// The only numbers that a schema allows, where each of them can be compared.
pub(super) fn numbers(schema: &Schema) -> Option<Vec<String>> {
    let (Some(Kind::Integer(_) | Kind::Number(_)), Some(values)) =
        (stated(schema), &schema.wire.values)
    else {
        return None;
    };
    let numbers = values.iter().map(|value| match value {
        Literal::Number(number) => Some(number.to_string()).filter(|text| is_decimal(text)),
        _ => None,
    });
    numbers.collect()
}

/// What a number is a multiple of, where that is one decimal.
fn multiple_of(number: &Number) -> Option<String> {
    match number.multiple_of.as_slice() {
        [step] => Some(step.to_string()).filter(|text| is_decimal(text)),
        _ => None,
    }
}

fn of_text(text: &Text) -> Limits {
    Limits {
        min_length: length(text.min_length),
        max_length: length(text.max_length),
        pattern: text
            .patterns
            .iter()
            .find_map(|source| pattern::read(source)),
        form: text.format.as_deref().and_then(form),
        ..Limits::default()
    }
}

/// The patterns of a schema that are not checked: those that say too much, and all but one of several.
pub(super) fn unchecked_patterns(schema: &Schema) -> Vec<&str> {
    let Some(Kind::Text(text)) = stated(schema) else {
        return Vec::new();
    };
    let checked = text
        .patterns
        .iter()
        .position(|source| pattern::read(source).is_some());
    let patterns = text.patterns.iter().enumerate();
    let unchecked = patterns.filter(|(place, _)| Some(*place) != checked);
    unchecked.map(|(_, source)| source.as_str()).collect()
}

/// A format that no type holds, and no check unless one is switched on.
pub(super) struct UncheckedFormat<'a> {
    pub(super) name: &'a str,
    /// What switches its check on, as a method of the runtime's `Checks`.
    pub(super) switch: Option<&'static str>,
}

/// The format of a text, where no type holds it and nothing checks it by itself.
pub(super) fn unchecked_format(schema: &Schema) -> Option<UncheckedFormat<'_>> {
    let Some(Kind::Text(text)) = stated(schema) else {
        return None;
    };
    let name = text.format.as_deref()?;
    let switch = match form(name) {
        None => None,
        Some(Form::WebAddress) => Some("web_addresses"),
        Some(_) => return None,
    };
    let is_held = matches!(name, "date" | "date-time") || schema.wire.values.is_some();
    (!is_held).then_some(UncheckedFormat { name, switch })
}

/// What a schema states of a value and no check holds, as phrases.
pub(super) fn unchecked(schema: &Schema, schemas: &Schemas) -> Vec<String> {
    let mut phrases = Vec::new();
    match stated(schema) {
        Some(Kind::Integer(number) | Kind::Number(number)) => {
            unchecked_number(number, &mut phrases);
            if let (Some(values), None) = (&schema.wire.values, numbers(schema)) {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                phrases.push(format!("one of {}", values.join(", ")));
            }
        }
        Some(Kind::Boolean) => {
            if let Some([only]) = schema.wire.values.as_deref() {
                phrases.push(format!("always {only}"));
            }
        }
        // What has properties is counted as a whole.
        Some(Kind::Object(object)) if !is_map(object) && object.properties.is_empty() => {
            if let Some(min) = length(object.min_properties) {
                phrases.push(format!("at least {}", counted(min, "member")));
            }
            if let Some(max) = length(object.max_properties) {
                phrases.push(format!("at most {}", counted(max, "member")));
            }
        }
        _ => {}
    }
    if let Some(Kind::List(list)) = stated(schema)
        && !list.places.is_empty()
    {
        phrases.push("what each entry is by its place".to_owned());
    }
    if let Some(Kind::Object(object)) = stated(schema) {
        let unchecked = names(object, schemas).unchecked.into_iter();
        phrases.extend(unchecked.map(str::to_owned));
    }
    if stated(schema).is_some() && loses_alternatives(schema, schemas) {
        phrases.push("what its alternatives (`oneOf`, `anyOf`) limit".to_owned());
    }
    // Of an object it is said beside its members.
    let is_object = matches!(schema.wire.kind, Kind::Object(_) | Kind::Any);
    if stated(schema).is_some() && !is_object && !schema.wire.not.is_empty() {
        phrases.push("nothing that `not` describes".to_owned());
    }
    phrases
}

/// Whether alternatives become one type that has not the limits of each: a text has no more than its known values.
fn loses_alternatives(schema: &Schema, schemas: &Schemas) -> bool {
    let all = schema.wire.unions.iter();
    all.filter(|union| union.discriminator.is_none())
        .any(|union| {
            let wires = union.variants.iter().map(|used| &*schemas[used.id].wire);
            let wires: Vec<&Wire> = wires.collect();
            let is_one_of = |is: fn(&Kind) -> bool| {
                let alike = wires.iter().filter(|wire| is(&wire.kind));
                alike.clone().count() > 1 && alike.clone().any(|wire| is_limited(wire))
            };
            is_one_of(|kind| matches!(kind, Kind::Text(_)))
                || is_one_of(|kind| matches!(kind, Kind::Integer(_) | Kind::Number(_)))
        })
}

/// Whether a text or a number has limits beside the known values of a text.
fn is_limited(wire: &Wire) -> bool {
    match &wire.kind {
        Kind::Text(text) => {
            text.min_length.is_some()
                || text.max_length.is_some()
                || !text.patterns.is_empty()
                || wire.values.is_none() && text.format.as_deref().is_some_and(limits_values)
        }
        Kind::Integer(number) | Kind::Number(number) => {
            number.minimum.is_some()
                || number.maximum.is_some()
                || !number.multiple_of.is_empty()
                || wire.values.is_some()
        }
        _ => false,
    }
}

/// Whether a format says what a value may be, and not how it is shown or sent alone.
pub(super) fn limits_values(format: &str) -> bool {
    !matches!(format, "password" | "binary")
}

fn unchecked_number(number: &Number, phrases: &mut Vec<String>) {
    let bounds = [
        ("at least", "more than", &number.minimum),
        ("at most", "less than", &number.maximum),
    ];
    for (inclusive, exclusive, bound) in bounds {
        if let Some(bound) = bound
            .as_ref()
            .filter(|bound| !is_decimal(&bound.value.to_string()))
        {
            let word = if bound.exclusive {
                exclusive
            } else {
                inclusive
            };
            phrases.push(format!("{word} {}", bound.value));
        }
    }
    if multiple_of(number).is_none() {
        let multiples = number.multiple_of.iter();
        phrases.extend(multiples.map(|of| format!("a multiple of {of}")));
    }
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
        multiple_of: near.multiple_of.or_else(|| far.multiple_of.clone()),
        numbers: if near.numbers.is_empty() {
            far.numbers.clone()
        } else {
            near.numbers
        },
        integer_digits: near.integer_digits.or(far.integer_digits),
        fraction_digits: near.fraction_digits.or(far.fraction_digits),
        min_items: near.min_items.or(far.min_items),
        max_items: near.max_items.or(far.max_items),
        names: near.names.or_else(|| far.names.clone()),
        unique_items: near.unique_items || far.unique_items,
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
        "uri" | "url" => Some(Form::WebAddress),
        _ => None,
    }
}

fn length(length: Option<u64>) -> Option<usize> {
    length.and_then(|length| usize::try_from(length).ok())
}

/// A bound as it is checked at run time; none for one that no decimal of ours holds.
fn checked(bound: &Option<Bound>) -> Option<String> {
    let text = bound.as_ref()?.value.to_string();
    is_decimal(&text).then_some(text)
}

/// Whether a text is a decimal that can be checked at run time.
fn is_decimal(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=DIGITS).contains(&digits) && Decimal::parse(text).is_some() && !text.contains(['e', 'E'])
}

/// Limits less those that a named schema has anyway.
pub(super) fn beyond(limits: Limits, named: &Limits) -> Limits {
    fn new<T: PartialEq>(own: Option<T>, named: &Option<T>) -> Option<T> {
        own.filter(|own| named.as_ref() != Some(own))
    }
    fn bound(
        own: (Option<String>, bool),
        named: (&Option<String>, bool),
    ) -> (Option<String>, bool) {
        let is_new = own.0.is_some() && (&own.0, own.1) != named;
        if is_new { own } else { (None, false) }
    }
    let (minimum, exclusive_minimum) = bound(
        (limits.minimum, limits.exclusive_minimum),
        (&named.minimum, named.exclusive_minimum),
    );
    let (maximum, exclusive_maximum) = bound(
        (limits.maximum, limits.exclusive_maximum),
        (&named.maximum, named.exclusive_maximum),
    );
    Limits {
        min_length: new(limits.min_length, &named.min_length),
        max_length: new(limits.max_length, &named.max_length),
        pattern: new(limits.pattern, &named.pattern),
        form: new(limits.form, &named.form),
        integer_digits: new(limits.integer_digits, &named.integer_digits),
        fraction_digits: new(limits.fraction_digits, &named.fraction_digits),
        min_items: new(limits.min_items, &named.min_items),
        max_items: new(limits.max_items, &named.max_items),
        names: new(limits.names, &named.names),
        unique_items: limits.unique_items && !named.unique_items,
        multiple_of: new(limits.multiple_of, &named.multiple_of),
        numbers: if limits.numbers == named.numbers {
            Vec::new()
        } else {
            limits.numbers
        },
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
    }
}

/// Whether no value is within these limits.
pub(super) fn leave_nothing(limits: &Limits) -> bool {
    let value = |bound: &Option<String>| Decimal::parse(bound.as_ref()?);
    let bounds = match (value(&limits.minimum), value(&limits.maximum)) {
        (Some(min), Some(max)) if min == max => {
            limits.exclusive_minimum || limits.exclusive_maximum
        }
        (Some(min), Some(max)) => min > max,
        _ => false,
    };
    let lengths = |min: Option<usize>, max: Option<usize>| matches!((min, max), (Some(min), Some(max)) if min > max);
    bounds
        || lengths(limits.min_length, limits.max_length)
        || lengths(limits.min_items, limits.max_items)
}
