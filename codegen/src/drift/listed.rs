//! Limits that one document states alone, and that listed values keep anyway.

use std::borrow::Cow;

use crate::openapi::{Bound, Decimal, Kind, Literal, Number, Text};

/// The type less the limits that the other one does not have and all of these values keep, of which there may be none.
pub(super) fn without<'k>(kind: &'k Kind, other: &Kind, values: &[Literal]) -> Cow<'k, Kind> {
    Cow::Owned(match (kind, other) {
        _ if values.is_empty() => return Cow::Borrowed(kind),
        (Kind::Text(text), Kind::Text(other)) => Kind::Text(of_texts(text, other, values)),
        (Kind::Integer(number), Kind::Integer(other)) => {
            Kind::Integer(of_numbers(number, other, values))
        }
        (Kind::Number(number), Kind::Number(other)) => {
            Kind::Number(of_numbers(number, other, values))
        }
        _ => return Cow::Borrowed(kind),
    })
}

fn of_texts(text: &Text, other: &Text, values: &[Literal]) -> Text {
    let mut text = text.clone();
    let length = |value: &Literal| match value {
        Literal::Text(text) => u64::try_from(text.chars().count()).ok(),
        _ => None,
    };
    let all = |holds: &dyn Fn(u64) -> bool| values.iter().all(|it| length(it).is_some_and(holds));
    if other.min_length.is_none() {
        text.min_length.take_if(|least| all(&|it| it >= *least));
    }
    if other.max_length.is_none() {
        text.max_length.take_if(|most| all(&|it| it <= *most));
    }
    text
}

fn of_numbers(number: &Number, other: &Number, values: &[Literal]) -> Number {
    let mut number = number.clone();
    let all = |holds: &dyn Fn(&Decimal) -> bool| {
        values.iter().all(|value| match value {
            Literal::Number(number) => holds(number),
            _ => false,
        })
    };
    let is_end = |end: &Bound, it: &Decimal| !end.exclusive && *it == end.value;
    if other.minimum.is_none() {
        let above = |end: &mut Bound| all(&|it| *it > end.value || is_end(end, it));
        number.minimum.take_if(above);
    }
    if other.maximum.is_none() {
        let below = |end: &mut Bound| all(&|it| *it < end.value || is_end(end, it));
        number.maximum.take_if(below);
    }
    if other.multiple_of.is_empty() {
        number
            .multiple_of
            .retain(|of| !all(&|it| it.is_multiple_of(of)));
    }
    number
}
