//! Takes out of a document what findings are about, for a draft.

use serde_json::Value;

use crate::findings::{Findings, pointer_name};

/// The document without the extensions that findings are about.
///
/// A judgement that names what has gone would lead the generator astray.
#[must_use]
pub fn without(mut document: Value, findings: &Findings) -> Value {
    for pointer in findings.pointers() {
        if let Some(extension) = extension(&document, pointer) {
            remove(&mut document, &extension);
        }
    }
    document
}

/// Members whose own members have names of the document's choice, such as `X-Request-Id`.
const NAMED: [&str; 6] = [
    "properties",
    "schemas",
    "parameters",
    "headers",
    "responses",
    "securitySchemes",
];

/// The pointer up to the first extension on its way, if that is in the document.
fn extension(document: &Value, pointer: &str) -> Option<String> {
    let mut at = String::new();
    let mut around = "";
    for part in pointer.split('/').skip(1) {
        at.push('/');
        at.push_str(part);
        if part.starts_with("x-") && !NAMED.contains(&around) {
            return document.pointer(&at).map(|_| at);
        }
        around = part;
    }
    None
}

/// Takes a member out of the object around it, and its name out of what is required there.
pub(super) fn remove(document: &mut Value, pointer: &str) {
    let Some((around, name)) = pointer.rsplit_once('/') else {
        return;
    };
    let name = pointer_name(name);
    if let Some(members) = document.pointer_mut(around).and_then(Value::as_object_mut) {
        members.shift_remove(&name);
    }
    if let Some(owner) = around.strip_suffix("/properties")
        && let Some(Value::Array(required)) = document
            .pointer_mut(owner)
            .and_then(|owner| owner.get_mut("required"))
    {
        required.retain(|required| required != name.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::findings::{At, Findings, Id};
    use serde_json::json;

    #[test]
    fn what_has_the_name_of_an_extension_and_is_none_stays() {
        let schema = json!({ "type": "object", "x-class": "opn", "properties": { "x-time": { "x-clas": "open" } } });
        let document = json!({ "components": { "schemas": { "x-rate": schema } } });
        let mut findings = Findings::default();
        let at = "/components/schemas/x-rate";
        for within in [
            "",
            "/x-class",
            "/properties/x-time",
            "/properties/x-time/x-clas",
        ] {
            let at = At::Pointer(format!("{at}{within}"));
            findings.error(Id::BadExtension, at, "it is wrong");
        }
        let left = json!({ "type": "object", "properties": { "x-time": {} } });
        assert_eq!(without(document, &findings).pointer(at), Some(&left));
    }
}
