//! Parts that the table of a schema does not show.
//!
//! A schema with properties of its own and a single part has only the former in its table. Its sample has the members of both,
//! those of the part last, so that the sample of the part tells which schema it is.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The name of the one schema whose members follow those of the rows in a sample; nothing where none does, or several do.
pub(crate) fn part<'p>(
    own: &BTreeSet<&str>,
    members: &Map<String, Value>,
    schemas: impl Iterator<Item = (&'p str, &'p Value)>,
) -> Option<&'p str> {
    let further: Vec<&String> = members
        .keys()
        .filter(|name| !own.contains(name.as_str()))
        .collect();
    let shown = members.len() - further.len();
    let is_last = members.keys().skip(shown).eq(further.iter().copied());
    if further.is_empty() || own.is_empty() || shown != own.len() || !is_last {
        return None;
    }
    let is_part = |sample: &&Value| {
        let Value::Object(sample) = sample else {
            return false;
        };
        // The schema itself is no part of it.
        if sample == members {
            return false;
        }
        let names = sample.keys().filter(|name| !own.contains(name.as_str()));
        names.eq(further.iter().copied())
            && further
                .iter()
                .all(|name| members.get(*name) == sample.get(*name))
    };
    let mut found = schemas.filter(|(_, sample)| is_part(sample));
    let first = found.next()?;
    found.next().is_none().then_some(first.0)
}
