//! Names that a document or a folder may hold.

use std::collections::{BTreeMap, BTreeSet};

/// Makes the key of a component legal: illegal characters go, and the letter after one becomes a capital.
///
/// The components of OpenAPI may be named with `A-Z a-z 0-9 . - _` only; the page names them as it likes.
#[must_use]
pub fn legal(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        if !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')) {
            raise = true;
        } else if raise {
            key.push(letter.to_ascii_uppercase());
            raise = false;
        } else {
            key.push(letter);
        }
    }
    if key.is_empty() {
        "Schema".to_owned()
    } else {
        key
    }
}

/// Gives every name of the page its key, in order; a key that is taken gets `_2`, `_3` and so on.
///
/// Names that are legal as they stand come first, so that none of them has to yield to one that is not.
#[must_use]
pub fn component_keys<'n>(
    names: impl IntoIterator<Item = &'n str> + Clone,
) -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for name in names
        .clone()
        .into_iter()
        .filter(|name| legal(name) == **name)
    {
        taken.insert(name.to_owned());
        keys.insert(name.to_owned(), name.to_owned());
    }
    for name in names {
        if keys.contains_key(name) {
            continue;
        }
        let plain = legal(name);
        let key = std::iter::once(plain.clone())
            .chain((2_u64..).map(|number| format!("{plain}_{number}")))
            .find(|key| !taken.contains(key))
            .unwrap_or(plain);
        taken.insert(key.clone());
        keys.insert(name.to_owned(), key);
    }
    keys
}

/// The release that a version names: without the `V:` or `v` before it, and fit for the name of a folder.
#[must_use]
pub fn release_id(version: &str) -> String {
    let plain = version
        .strip_prefix("V:")
        .or_else(|| version.strip_prefix('v'))
        .or_else(|| version.strip_prefix('V'))
        .unwrap_or(version);
    plain
        .trim()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-') {
                letter
            } else {
                '-'
            }
        })
        .collect()
}
