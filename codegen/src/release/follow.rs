//! What the overlays say of operations, schemas and properties that moved, said of where they are now.

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::Change;
use crate::findings::pointer_names;
use crate::openapi::{Document, Kind, Pointer, Role, Statement};
use crate::overlay::{self, Move, Overlay};

/// Lines of an overlay that follow what has moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The file of the overlay and the line.
    pub at: String,
    /// The lines as they are; none where lines are added.
    pub was: Vec<String>,
    /// The lines as they become; none where lines go.
    pub is: Vec<String>,
}

/// Overlays that follow what moved.
#[derive(Debug, Clone, Default)]
pub(super) struct Following {
    /// The lines that become others.
    pub(super) lines: Vec<Followed>,
    /// The files that they stand in, from the top of the workspace, with their texts.
    pub(super) files: Vec<(String, String)>,
}

impl Following {
    /// Rewrites what names operations, schemas and properties which have moved.
    pub(super) fn of(
        workspace: &Workspace,
        overlays: &[Overlay],
        moves: &[Move],
    ) -> Result<Self, Trouble> {
        let mut following = Self::default();
        if moves.is_empty() {
            return Ok(following);
        }
        for overlay in overlays {
            let text = workspace.read(&overlay.file)?;
            let rewritten = overlay::follow(&overlay.file, &text, moves)?;
            let owned = |lines: Vec<&str>| lines.into_iter().map(str::to_owned).collect();
            let lines = overlay::changed_lines(&text, &rewritten).into_iter();
            following.lines.extend(lines.map(|lines| Followed {
                at: format!("{}:{}", overlay.file, lines.line),
                was: owned(lines.was),
                is: owned(lines.is),
            }));
            if rewritten != text {
                following.files.push((overlay.file.clone(), rewritten));
            }
        }
        Ok(following)
    }

    /// The overlays with the lines that follow.
    pub(super) fn taken(&self, overlays: &[Overlay]) -> Result<Vec<Overlay>, Trouble> {
        let taken = overlays.iter().map(|overlay| {
            let rewritten = self.files.iter().find(|(path, _)| *path == overlay.file);
            match rewritten {
                Some((path, text)) => Ok(overlay::parse(path, text)?.value),
                None => Ok(overlay.clone()),
            }
        });
        taken.collect()
    }
}

/// The rules by which what stood at one place stands at another.
const RULES: [&str; 5] = [
    "operation-moved",
    "method-changed",
    "schema-renamed",
    "property-renamed",
    "property-moved",
];

/// Where a place is after what the changes say of what moved.
pub(super) fn now(place: &str, changes: &[Change]) -> String {
    let moves = changes.iter().filter(|change| RULES.contains(&change.rule));
    // What moved out of a schema is nearer to a place in it than the schema.
    let nearest = moves.filter_map(|change| {
        let (former, pointer) = (change.former.as_ref()?, change.pointer.as_ref()?);
        let rest = place.strip_prefix(former.as_str())?;
        let is_within = rest.is_empty() || rest.starts_with('/');
        is_within.then(|| (former.len(), format!("{pointer}{rest}")))
    });
    let nearest = nearest.max_by_key(|(length, _)| *length);
    nearest.map_or_else(|| place.to_owned(), |(_, now)| now)
}

/// What moved between two documents, by what the comparison recognised.
pub(super) fn moves(changes: &[Change], old: &Document, new: &Document) -> Vec<Move> {
    let mut moves: Vec<Move> = changes
        .iter()
        .filter_map(|change| of(change, old, new))
        .collect();
    moves.dedup();
    moves
}

fn of(change: &Change, old: &Document, new: &Document) -> Option<Move> {
    let (from, to) = match change.rule {
        rule if RULES.contains(&rule) => (
            pointer_names(change.former.as_ref()?),
            pointer_names(change.pointer.as_ref()?),
        ),
        "schema-removed" => {
            let from = change.former.as_ref()?;
            (
                pointer_names(from),
                pointer_names(&unfolded(from, old, new)?),
            )
        }
        "schema-added" => {
            let to = change.pointer.as_ref()?;
            (pointer_names(&unfolded(to, new, old)?), pointer_names(to))
        }
        _ => return None,
    };
    Some(Move { from, to })
}

/// The one place that refers to a component in one document and has an object of its own in the other.
fn unfolded(component: &str, named: &Document, plain: &Document) -> Option<String> {
    let reference = format!("#{component}");
    let refers = |statement: &&Statement| {
        statement.role == Role::Property && statement.reference.as_ref() == Some(&reference)
    };
    let mut places = named.statements.iter().filter(refers);
    let place = &places.next()?.notes.pointer;
    if places.next().is_some() {
        return None;
    }
    holds_object(plain, place).then(|| place.to_string())
}

fn holds_object(document: &Document, place: &Pointer) -> bool {
    let mut statements = document.statements.iter();
    let statement = statements.find(|statement| statement.notes.pointer == *place);
    statement.is_some_and(|it| {
        let kind = &document.schemas[it.id].wire.kind;
        it.reference.is_none()
            && matches!(kind, Kind::Object(object) if !object.properties.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::moves;
    use crate::drift;
    use crate::openapi;

    fn document(schemas: &Value) -> openapi::Document {
        let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Shop", "version": "1" },
            "paths": { "/orders": { "post": { "requestBody": body, "responses": { "200": { "description": "OK" } } } } },
            "components": { "schemas": schemas },
        });
        openapi::read(&document).expect("OpenAPI 3.0").value
    }

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let (old, new) = (document(old), document(new));
        let moves = moves(&drift::compare(&old, &new), &old, &new);
        let told = moves
            .iter()
            .map(|it| format!("{} to {}", it.from.join("/"), it.to.join("/")));
        told.collect()
    }

    #[test]
    fn a_schema_that_was_inlined_or_taken_out_has_moved() {
        let card = json!({ "type": "object", "properties": { "no": { "type": "string" } } });
        let order = |card: &Value| json!({ "type": "object", "properties": { "card": card, "payer": { "type": "string" } } });
        let refers = json!({ "$ref": "#/components/schemas/Card" });
        let named = json!({ "Order": order(&refers), "Card": card });
        let inline = json!({ "Order": order(&card) });
        let (component, place) = (
            "components/schemas/Card",
            "components/schemas/Order/properties/card",
        );
        assert_eq!(told(&named, &inline), [format!("{component} to {place}")]);
        assert_eq!(told(&inline, &named), [format!("{place} to {component}")]);
        // Of two places nobody can tell which one it is.
        let mut twice = named.clone();
        twice["Order"]["properties"]["other"] = refers;
        assert_eq!(told(&twice, &inline), [""; 0]);
    }

    #[test]
    fn schemas_and_properties_with_another_name_have_moved() {
        let schemas = |name: &str, property: &str| {
            let card = json!({ "type": "object", "properties": { property: { "type": "string" }, "bin": { "type": "string" }, "brand": { "type": "string" } } });
            let refers = json!({ "$ref": format!("#/components/schemas/{name}") });
            json!({ "Order": { "type": "object", "properties": { "card": refers } }, name: card })
        };
        assert_eq!(
            told(
                &schemas("Card", "cardNo"),
                &schemas("PayCard", "cardNumber")
            ),
            [
                "components/schemas/Card to components/schemas/PayCard",
                "components/schemas/Card/properties/cardNo to components/schemas/PayCard/properties/cardNumber",
            ]
        );
    }
}
