//! What two places hold.

use super::change::Direction;
use super::comparison::{Comparison, Place};
use super::describe::{describe, is_another};
use super::side::is_unknown;
use super::words;
use crate::openapi::Use;

/// Compares what two places hold, of which one may say nothing. Gives the unit of the two schemas, where both say something.
pub(super) fn held<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    only: Option<Direction>,
    old: Option<&'a Use>,
    new: Option<&'a Use>,
) -> Option<usize> {
    let (Some(old), Some(new)) = (old, new) else {
        alone(c, place, only, old, new);
        return None;
    };
    let place = place.within(place.path.clone(), &old.pointer, &new.pointer);
    if let (Some((was, left)), Some((is, right))) = (c.old.named(old.id), c.new.named(new.id))
        && !c.is_name(was, is)
    {
        let names = (Some(was.to_owned()), Some(is.to_owned()));
        if is_another(&c.old, left, &c.new, right) {
            c.differs_on(&place, only, "type-changed", "", names);
            return None;
        }
        c.differs_on(&place, only, "reference-changed", "", names);
    }
    Some(c.lead(&place, only, place.path.clone(), (old.id, new.id)))
}

/// A schema where the other document says nothing of a value.
fn alone<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    only: Option<Direction>,
    old: Option<&'a Use>,
    new: Option<&'a Use>,
) {
    let (side, used, rule) = match (old, new) {
        (Some(used), None) => (&c.old, used, "type-widened"),
        (None, Some(used)) => (&c.new, used, "type-narrowed"),
        _ => return,
    };
    let notes = side.notes(used.id);
    let says = !side.schema(used.id).wire.is_anything();
    let shown = Some(describe(side, used.id));
    if notes
        .first()
        .is_some_and(|notes| is_unknown(notes, "schema"))
    {
        return;
    }
    if old.is_some() {
        words::notes(c, place, (&notes, &[]), &[]);
    } else {
        words::notes(c, place, (&[], &notes), &[]);
    }
    if says {
        let any = Some("any".to_owned());
        let values = if old.is_some() {
            (shown, any)
        } else {
            (any, shown)
        };
        c.differs_on(place, only, rule, "", values);
    }
}
