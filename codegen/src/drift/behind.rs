//! Named schemas behind members that are not understood. What differs in one is told as what it is, and reaches whatever the
//! member belongs to.

use std::collections::BTreeSet;

use super::comparison::Diff;
use super::found::{Both, Place};
use crate::openapi::Opaque;

/// Has the named schemas compared to which members of a place refer in both documents.
pub(super) fn compare(c: &mut Diff<'_>, place: &Place, (old, new): Both<&[Opaque]>) {
    for name in old
        .iter()
        .map(|opaque| &opaque.name)
        .collect::<BTreeSet<_>>()
    {
        let keys = |all: &[Opaque]| -> BTreeSet<String> {
            let own = all.iter().filter(|opaque| opaque.name == *name);
            own.flat_map(Opaque::schemas).collect()
        };
        let (was, is) = (keys(old), keys(new));
        for key in was {
            let other = c.renamed.get(key.as_str()).copied().unwrap_or(&key);
            let old = c.old.document.components.get(&key);
            let new = c.new.document.components.get(other);
            let Some((old, new)) = old.zip(new).filter(|_| is.contains(other)) else {
                continue;
            };
            c.lead(place, None, (old.id, new.id));
        }
    }
}
