//! Where references lead.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::pointer::Pointer;
use crate::findings::pointer_name;

/// What a reference within the document names, with its place.
pub(super) fn locate<'a>(root: &'a Value, reference: &str) -> Option<(&'a Value, Pointer)> {
    locate_within((root, Pointer::root()), reference.strip_prefix('#')?)
}

/// What the fragment of a reference names within a value, whose place is given.
pub(super) fn locate_within<'a>(
    (mut value, mut at): (&'a Value, Pointer),
    fragment: &str,
) -> Option<(&'a Value, Pointer)> {
    let written = percent_decode_str(fragment).decode_utf8_lossy();
    if written.is_empty() {
        return Some((value, at));
    }
    for token in written.strip_prefix('/')?.split('/') {
        let token = pointer_name(token);
        value = match value {
            Value::Object(members) => members.get(&token)?,
            // One entry has one place: `01` is none.
            Value::Array(entries) => entries.get(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
        if matches!(value, Value::Null) {
            return None;
        }
        at = at.member(&token);
    }
    Some((value, at))
}
