//! New properties of which the overlays have no sample.

use super::attention::{Attention, Kind};
use super::fresh::Fresh;
use crate::openapi::{self, Document, Role, Statement};

/// A new property with a single value and no sample of it.
#[derive(Debug, Clone)]
pub(super) struct Unsampled {
    /// Where it stands.
    pub(super) at: String,
    /// Whether its value is text, which YAML needs in quotes.
    pub(super) is_text: bool,
}

impl Unsampled {
    pub(super) fn attention(&self) -> Attention {
        let text = "this is new, and has no `example` of ours";
        Attention::new(Kind::Missing, "new-without-example", self.at.clone(), text)
    }
}

/// The new properties without a sample, neither of their own nor of what they refer to.
pub(super) fn list(fresh: &Fresh<'_>, refined: &Document) -> Vec<Unsampled> {
    let properties = refined.statements.iter();
    let properties = properties.filter(|statement| statement.role == Role::Property);
    let without = properties.filter_map(|statement| {
        let at = statement.notes.pointer.to_string();
        let is_text = is_text(refined, statement)?;
        let has_sample = is_sampled(refined, statement);
        (!has_sample && fresh.is_new(&at)).then_some(Unsampled { at, is_text })
    });
    without.collect()
}

/// Whether a single value is text; nothing for what holds others, or could be anything.
fn is_text(document: &Document, statement: &Statement) -> Option<bool> {
    match document.schemas[statement.id].wire.kind {
        // What has no type yet is about to refer to one of our scalars.
        openapi::Kind::Text(_) | openapi::Kind::Any => Some(true),
        openapi::Kind::Boolean | openapi::Kind::Integer(_) | openapi::Kind::Number(_) => {
            Some(false)
        }
        _ => None,
    }
}

fn is_sampled(document: &Document, statement: &Statement) -> bool {
    let referred = document.schemas.with_referred(statement.id).into_iter();
    let mut referred = referred.map(|id| &document.schemas[id].notes);
    !statement.notes.samples.is_empty() || referred.any(|notes| !notes.samples.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::drift;

    #[test]
    fn a_new_value_without_a_sample_of_its_own_or_of_what_it_refers_to_is_asked_for() {
        let document = |properties: Value| {
            json!({
                "openapi": "3.0.3", "info": { "title": "Shop", "version": "1" }, "paths": {},
                "components": { "schemas": {
                    "Order": { "type": "object", "properties": properties },
                    "No": { "type": "string", "example": "A-1" },
                } },
            })
        };
        let text = json!({ "type": "string" });
        let read = |document: &Value| openapi::read(document).expect("OpenAPI 3.0").value;
        let old = read(&document(json!({ "former": text })));
        let new = read(&document(json!({
            "former": text,
            "own": { "type": "string", "example": "B" },
            "referred": { "$ref": "#/components/schemas/No" },
            "without": text,
            "count": { "type": "integer" },
            "list": { "type": "array", "items": text },
        })));
        let changes = drift::compare(&old, &new);
        let list = list(&Fresh::of(&changes), &new);
        let places: Vec<(&str, bool)> =
            list.iter().map(|it| (it.at.as_str(), it.is_text)).collect();
        let at = "/components/schemas/Order/properties";
        assert_eq!(
            places,
            [
                (&*format!("{at}/without"), true),
                (&*format!("{at}/count"), false)
            ]
        );
    }
}
