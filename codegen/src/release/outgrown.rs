//! Values that no longer have the type of the scalar that they refer to, since the page says more of them.

use std::collections::BTreeMap;

use super::attention::{Attention, Kind};
use crate::openapi::{Document, Role, SchemaId, Wire};
use crate::refine::scalar_of;

/// Names the properties that had the type of a scalar of ours in the release before, and have another one beside it now.
///
/// The overlay says as before that they refer to it. Where an action about one of them fails, that is told already.
pub(super) fn list(old: &Document, new: &Document, told: &[Attention]) -> Vec<Attention> {
    let before: BTreeMap<String, &str> = referring(old)
        .filter(|it| it.differs.is_none())
        .map(|it| (it.at, it.scalar))
        .collect();
    let mut list = Vec::new();
    for Referring {
        at,
        scalar,
        differs,
    } in referring(new)
    {
        let Some(differs) = differs.filter(|_| before.get(&at) == Some(&scalar)) else {
            continue;
        };
        let within = format!("{at}/");
        let is_told = |it: &Attention| it.kind == Kind::Overlay && it.at.starts_with(&within);
        if told.iter().any(is_told) {
            continue;
        }
        let text = format!(
            "this refers to {scalar}, and has another {differs} from now on, so that it no longer has its type: take away what the page says beside it, say it of {scalar}, or let this refer to it no more"
        );
        list.push(Attention::new(Kind::Overlay, "outgrown-scalar", at, text));
    }
    list
}

/// A property that refers to a scalar.
struct Referring<'a> {
    at: String,
    scalar: &'a str,
    /// What it says otherwise than the scalar.
    differs: Option<&'static str>,
}

fn referring(document: &Document) -> impl Iterator<Item = Referring<'_>> {
    let properties = document.statements.iter();
    let properties = properties.filter(|statement| statement.role == Role::Property);
    properties.filter_map(|statement| {
        let scalar = scalar_of(document, statement.id)?;
        Some(Referring {
            at: statement.notes.pointer.to_string(),
            scalar,
            differs: differs(document, statement.id, scalar),
        })
    })
}

/// What a schema says otherwise than a scalar to which it refers: limits alone leave it the type.
fn differs(document: &Document, id: SchemaId, scalar: &str) -> Option<&'static str> {
    let referred = document.schemas.with_referred(id).into_iter();
    let mut referred = referred.map(|id| &document.schemas[id]);
    let theirs = &referred.find(|it| it.key.as_deref() == Some(scalar))?.wire;
    let own = &document.schemas[id].wire;
    let ty = |wire: &Wire| (wire.kind.word(), wire.kind.format().map(str::to_owned));
    if ty(own) != ty(theirs) {
        Some("type or format")
    } else if own.values != theirs.values {
        Some("list of values")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Attention, Kind, list};
    use crate::openapi::{self, Document};

    fn document(number: &Value) -> Document {
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": {},
            "components": { "schemas": {
                "Number": { "type": "string", "x-scalar": true },
                "Order": { "type": "object", "properties": { "no": number } },
            } },
        });
        openapi::read(&document).expect("OpenAPI 3.0").value
    }

    #[test]
    fn a_format_or_values_beside_a_scalar_need_a_person_and_limits_do_not() {
        let beside = |more: Value| {
            let mut number = json!({ "allOf": [{ "$ref": "#/components/schemas/Number" }] });
            let members = number.as_object_mut().expect("an object");
            members.extend(more.as_object().expect("an object").clone());
            document(&number)
        };
        let plain = beside(json!({}));
        let told = |old: &Document, new: &Document| -> Vec<String> {
            let list = list(old, new, &[]).into_iter();
            list.map(|it| format!("{}: {}", it.at, it.text)).collect()
        };
        for (more, what) in [
            (json!({ "format": "uuid" }), "type or format"),
            (json!({ "enum": ["a", "b"] }), "list of values"),
        ] {
            let new = beside(more);
            let told_now = told(&plain, &new);
            assert_eq!(told_now.len(), 1, "{told_now:?}");
            let words = format!("properties/no: this refers to Number, and has another {what}");
            assert!(
                told_now.iter().all(|it| it.contains(&words)),
                "{told_now:?}"
            );
            // It was so before, or somebody has let it refer to the scalar only now.
            assert_eq!(told(&new, &new), [""; 0]);
            assert_eq!(told(&document(&json!({ "type": "string" })), &new), [""; 0]);
        }
        assert_eq!(told(&plain, &beside(json!({ "maxLength": 8 }))), [""; 0]);
        let at = "/components/schemas/Order/properties/no/format";
        let failed = Attention::new(Kind::Overlay, "overlay-no-match", at, "was another one");
        let new = beside(json!({ "format": "uuid" }));
        assert_eq!(list(&plain, &new, &[failed]), []);
    }
}
