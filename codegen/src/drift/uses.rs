//! What two places hold.

use super::change::Direction;
use super::comparison::Diff;
use super::describe::{describe, is_another};
use super::found::{Both, Found, Place, either, values};
use super::side::is_unknown;
use super::words;
use crate::openapi::{Notes, Use};

/// Compares what two places hold, of which one may say nothing. Gives the unit of the two schemas, where both say something.
pub(super) fn held(
    c: &mut Diff<'_>,
    place: &Place,
    only: Option<Direction>,
    uses: Both<Option<&Use>>,
) -> Option<usize> {
    let (Some(old), Some(new)) = uses else {
        alone(c, place, only, uses);
        return None;
    };
    let place = place.within(place.path.clone(), (&old.pointer, &new.pointer));
    if let (Some((was, left)), Some((is, right))) = (c.old.named(old.id), c.new.named(new.id))
        && !c.is_name(was, is)
    {
        let is_another = is_another(c, (left, right));
        let rule = either(is_another, ["type-changed", "reference-changed"]);
        let found = Found::differs(rule, &place, "").with(values(was, is));
        c.found(place.unit, found.on(only));
        if is_another {
            return None;
        }
    }
    Some(c.lead(&place, only, (old.id, new.id)))
}

/// A schema where the other document says nothing of a value.
fn alone(c: &mut Diff<'_>, place: &Place, only: Option<Direction>, uses: Both<Option<&Use>>) {
    let (side, used, is_old) = match uses {
        (Some(used), None) => (&c.old, used, true),
        (None, Some(used)) => (&c.new, used, false),
        _ => return,
    };
    let (notes, shown) = (side.notes(used.id), describe(side, used.id));
    let says = !side.schema(used.id).wire.is_anything();
    let is_hidden = |notes: &&Notes| is_unknown(notes, "schema");
    if notes.first().is_some_and(is_hidden) {
        return;
    }
    let (shown, any) = (Some(shown), Some("any".to_owned()));
    let (rule, values) = if is_old {
        words::notes(c, place, (&notes, &[]), &[]);
        ("type-widened", (shown, any))
    } else {
        words::notes(c, place, (&[], &notes), &[]);
        ("type-narrowed", (any, shown))
    };
    if says {
        c.found(
            place.unit,
            Found::differs(rule, place, "").with(values).on(only),
        );
    }
}
