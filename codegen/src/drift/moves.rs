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

/// Where a property of one object stands within the properties of the other, however deep, with the names that lead there;
/// nothing where there are two such places, or it stood in the same one before.
fn within<'a>(
    (side, object): (&Side<'a>, &'a Object),
    (other_side, other): (&Side<'a>, &Object),
    wanted: &Property,
) -> Option<(String, &'a Property)> {
    // What has to be looked for this long is nothing that anybody would recognise.
    const MOST: usize = 1_000;
    let mut places = Vec::new();
    let mut looked = 0;
    let mut waiting = vec![(String::new(), object, Some(other), Vec::new())];
    while let Some((path, object, stood, around)) = waiting.pop() {
        looked += 1;
        if looked > MOST {
            return None;
        }
        for outer in &object.properties {
            let id = outer.value.id;
            // What leads back to itself has no depth of its own.
            let Some(object) = inner(side, outer).filter(|_| !around.contains(&id)) else {
                continue;
            };
            let path = format!("{path}{}.", outer.name);
            let stood = stood.and_then(|stood| inner(other_side, stood.property(&outer.name)?));
            let stands = object.property(&wanted.name);
            let stands = stands.filter(|found| {
                let is_same =
                    describe(side, found.value.id) == describe(other_side, wanted.value.id);
                is_same && stood.is_none_or(|stood| stood.property(&wanted.name).is_none())
            });
            places.extend(stands.map(|found| (format!("{path}{}", found.name), found)));
            let around = around.iter().copied().chain([id]).collect();
            waiting.push((path, object, stood, around));
        }
    }
    let place = places.pop()?;
    places.is_empty().then_some(place)
}

/// The object that a property holds.
fn inner<'a>(side: &Side<'a>, property: &Property) -> Option<&'a Object> {
    match &side.schema(property.value.id).wire.kind {
        Kind::Object(object) => Some(object),
        _ => None,
    }
}
