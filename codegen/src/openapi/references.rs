//! Where references lead.

use serde_json::Value;

use super::pointer::Pointer;
use crate::findings::pointer_name;

/// What a reference within the document names, with its place.
pub(super) fn locate<'a>(root: &'a Value, reference: &str) -> Option<(&'a Value, Pointer)> {
    let written = percent_decoded(reference.strip_prefix('#')?);
    let mut value = root;
    let mut at = Pointer::root();
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

/// Decodes `%7B` and the like, which references in URI form carry.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
