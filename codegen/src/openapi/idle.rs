//! Limits that limit nothing, since something beside them says as much or more.

use super::decimal::Decimal;
use super::number_format::number_range;
use super::schema::{Kind, Literal, Number, Wire};
use super::stated::Types;

/// The formats of whole numbers that have a type of their own, which checks what they hold.
const CHECKED: [&str; 2] = ["int32", "int64"];

/// Whether a number of any kind can be no other than a whole one.
pub(super) fn is_whole(number: &Number, values: Option<&[Literal]>) -> bool {
    let is_of = |value: &Literal| Types::WHOLE.holds(Types::of_literal(value));
    values.is_some_and(|values| values.iter().all(is_of))
        || number.multiple_of.iter().any(Decimal::is_whole)
}

/// Leaves out what the type, the format or another limit says as well.
pub(super) fn leave_out(wire: &mut Wire) {
    match &mut wire.kind {
        Kind::Boolean => {
            let is_all = |values: &mut Vec<Literal>| {
                let has = |value| values.contains(&Literal::Boolean(value));
                has(true) && has(false)
            };
            wire.values.take_if(is_all);
        }
        Kind::Integer(number) => of_format(number),
        Kind::List(list) => list.unique &= list.max_items.is_none_or(|most| most > 1),
        _ => {}
    }
}

/// Of a format the numbers that it can hold, and of numbers the format that can hold just these.
fn of_format(number: &mut Number) {
    if number.minimum.is_none() && number.maximum.is_none() {
        return;
    }
    for format in CHECKED {
        let Some((least, most)) = number_range(format) else {
            continue;
        };
        let ends = (number.minimum.as_ref(), number.maximum.as_ref());
        let is_all = ends.0.is_some_and(|end| end.value == least)
            && ends.1.is_some_and(|end| end.value == most);
        if number.format.is_none() && is_all {
            number.format = Some(format.to_owned());
        }
        if number.format.as_deref() == Some(format) {
            number.minimum.take_if(|end| end.value <= least);
            number.maximum.take_if(|end| end.value >= most);
        }
    }
}
