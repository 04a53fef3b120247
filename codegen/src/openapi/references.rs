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

/// The references in a value, as they are written.
pub(super) fn references(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                open.extend(members.values().rev());
            }
            Value::Array(entries) => open.extend(entries.iter().rev()),
            _ => {}
        }
    }
    found
}

/// The key of the named schema that a reference leads to, or into.
pub(super) fn schema_key(reference: &str) -> Option<String> {
    let written = percent_decode_str(reference).decode_utf8_lossy();
    let key = written.strip_prefix("#/components/schemas/")?;
    let key = key.split('/').next().unwrap_or(key);
    Some(pointer_name(key))
}
