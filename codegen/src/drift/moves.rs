//! Properties that moved into an object beside them, or out of one.

use super::comparison::Diff;
use super::describe::describe;
use super::found::Both;
use super::matching::Matching;
use super::side::Side;
use crate::openapi::{Kind, Object, Property};

/// A property that stands in another object than before.
pub(super) struct Moved<'a> {
    /// The property as it was and as it is.
    pub(super) pair: Both<&'a Property>,
    /// Its name among the properties of the object as it was and as it is: `frontUrl`, `session.frontUrl`.
    pub(super) names: Both<String>,
}

/// Takes those that are alone in one of two objects, and stand within one property of the other.
pub(super) fn take<'a>(
    c: &Diff<'a>,
    (old, new): Both<&'a Object>,
    all: &mut Matching<'a, Property>,
) -> Vec<Moved<'a>> {
    let (before, after) = ((&c.old, old), (&c.new, new));
    let mut moved = Vec::new();
    all.gone.retain(|left| {
        let right = within(after, before, left);
        moved.extend(right.as_ref().map(|(path, right)| Moved {
            pair: (*left, *right),
            names: (left.name.clone(), path.clone()),
        }));
        right.is_none()
    });
    all.added.retain(|right| {
        let left = within(before, after, right);
        moved.extend(left.as_ref().map(|(path, left)| Moved {
            pair: (*left, *right),
            names: (path.clone(), right.name.clone()),
        }));
        left.is_none()
    });
    moved
}

/// Where a property of one object stands within a property of the other, with its name and description; nothing where there
/// are two such places, or it stood in the same one before.
fn within<'a>(
    (side, object): (&Side<'a>, &'a Object),
    (other_side, other): (&Side<'a>, &Object),
    wanted: &Property,
) -> Option<(String, &'a Property)> {
    let mut places = object.properties.iter().filter_map(|outer| {
        let stood = other.property(&outer.name);
        let stood = stood.and_then(|outer| inner(other_side, outer)?.property(&wanted.name));
        let found = inner(side, outer)?.property(&wanted.name)?;
        let is_same = describe(side, found.value.id) == describe(other_side, wanted.value.id);
        let path = format!("{}.{}", outer.name, found.name);
        (stood.is_none() && is_same).then_some((path, found))
    });
    let place = places.next()?;
    places.next().is_none().then_some(place)
}

/// The object that a property holds.
fn inner<'a>(side: &Side<'a>, property: &Property) -> Option<&'a Object> {
    match &side.schema(property.value.id).wire.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}
