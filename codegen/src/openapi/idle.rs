//! Limits that limit nothing, since something beside them says as much or more.

use super::decimal::Decimal;
use super::number_format::number_range;
use super::schema::{Kind, Literal, Number, Wire};
use super::stated::Types;

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
    if let (None, Some(from), Some(to)) = (&number.format, &number.minimum, &number.maximum) {
        let is_all = |format: &&str| {
            number_range(format)
                .is_some_and(|(least, most)| from.value == least && to.value == most)
        };
        let format = ["int32", "int64"].into_iter().find(is_all);
        number.format = format.map(str::to_owned);
    }
    if let Some((least, most)) = number.format.as_deref().and_then(number_range) {
        number.minimum.take_if(|end| end.value <= least);
        number.maximum.take_if(|end| end.value >= most);
    }
}
