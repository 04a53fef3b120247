//! What the overlays say of operations, schemas and properties that moved, said of where they are now.

use std::collections::BTreeSet;

use serde_json::Value;

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::{self, Change};
use crate::findings::{Findings, pointer_names, pointer_of};
use crate::openapi::{self, Document, Kind, Pointer, Role, Statement};
use crate::overlay::{self, Move, Overlay, Rewritten};

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
    /// For each action of the overlays as they become, the number of the one that said so before, where it is another one.
    origins: Vec<usize>,
}

impl Following {
    /// Rewrites what speaks of operations, schemas and properties which have moved between two documents.
    pub(super) fn of(
        workspace: &Workspace,
        overlays: &[Overlay],
        (before, after): (&Value, &Value),
        moves: &[Move],
    ) -> Result<Self, Trouble> {
        let mut following = Self::default();
        if moves.is_empty() {
            return Ok(following);
        }
        let texts = overlays.iter().map(|it| workspace.read(&it.file));
        let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
        let rewritten = rewritten((overlays, &texts), (before, after), moves)?;
        let mut actions = 0;
        for ((overlay, text), now) in overlays.iter().zip(texts).zip(rewritten) {
            let origins = now.origins.iter().map(|origin| origin + actions);
            following.origins.extend(origins);
            actions += overlay.actions.len();
            let now = now.text;
            let owned = |lines: Vec<&str>| lines.into_iter().map(str::to_owned).collect();
            let lines = overlay::changed_lines(&text, &now).into_iter();
            following.lines.extend(lines.map(|lines| Followed {
                at: format!("{}:{}", overlay.file, lines.line),
                was: owned(lines.was),
                is: owned(lines.is),
            }));
            if now != text {
                following.files.push((overlay.file.clone(), now));
            }
        }
        Ok(following)
    }

    /// The number, among all actions before, of the one that an action of the overlays with these lines says again.
    pub(super) fn origin(&self, action: usize) -> usize {
        self.origins.get(action).copied().unwrap_or(action)
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

/// The texts of overlays, given with the names of their files, in which everything that is said of what moved between two
/// documents is said of where it is now.
///
/// # Errors
///
/// What is wrong with a document or an overlay.
pub fn followed(
    overlays: &[(String, String)],
    before: &Value,
    after: &Value,
) -> Result<Vec<String>, Findings> {
    let parsed = overlays
        .iter()
        .map(|(file, text)| overlay::parse(file, text));
    let parsed = parsed.map(|done| Ok(done?.value));
    let parsed: Vec<Overlay> = parsed.collect::<Result<_, Findings>>()?;
    let texts: Vec<String> = overlays.iter().map(|(_, text)| text.clone()).collect();
    let read = |document| openapi::read(document).map(|done| done.value);
    let moves = moves(&read(before)?, &read(after)?, after);
    let rewritten = rewritten((&parsed, &texts), (before, after), &moves)?;
    Ok(rewritten.into_iter().map(|it| it.text).collect())
}

fn rewritten(
    (overlays, texts): (&[Overlay], &[String]),
    documents: (&Value, &Value),
    moves: &[Move],
) -> Result<Vec<Rewritten>, Findings> {
    let pairs = overlays.iter().zip(texts);
    let followed = pairs.map(|(overlay, text)| overlay::follow(&overlay.file, text, moves));
    let followed: Vec<Rewritten> = followed.collect::<Result<_, Findings>>()?;
    let said = overlay::say_anew((documents.0, overlays), (documents.1, &followed), moves)?;
    let texts = said.iter().map(|it| it.text.clone()).collect();
    let texts = overlay::rename((documents.0, overlays), (documents.1, texts), moves)?;
    let origins = said.into_iter().map(|it| it.origins);
    let rewritten = texts.into_iter().zip(origins);
    Ok(rewritten
        .map(|(text, origins)| Rewritten { text, origins })
        .collect())
}

/// The rules by which what stood at one place stands at another.
const RULES: [&str; 5] = [
    "operation-moved",
    "method-changed",
    "schema-renamed",
    "property-renamed",
    "property-moved",
];

/// What moved between two documents, of which the new one is there as a tree as well, by what the comparison recognises.
pub(super) fn moves(old: &Document, new: &Document, after: &Value) -> Vec<Move> {
    let changes = drift::compare(old, new);
    let told = changes.iter();
    let told = told.filter_map(|change| Some((change.rule, of(change, old, new)?)));
    let (properties, mut moves): (Vec<_>, Vec<_>) =
        told.partition(|(rule, _)| rule.starts_with("property-"));
    let components: Vec<Move> = moves.drain(..).map(|(_, moved)| moved).collect();
    // A schema that one place refers to no more holds for others what it held.
    let stays = |moved: &Move| {
        let place = pointer_of(&moved.from);
        let now = overlay::moved(&place, &components).unwrap_or(place);
        after.pointer(&now).is_some()
    };
    let properties = properties.into_iter().map(|(_, moved)| moved);
    let properties: Vec<Move> = properties.filter(|moved| !stays(moved)).collect();
    let tags = tags(&changes, old, new);
    // An operation with another path and another method is told by both rules.
    let mut moves: Vec<Move> = Vec::new();
    for it in components.into_iter().chain(properties).chain(tags) {
        if !moves.contains(&it) {
            moves.push(it);
        }
    }
    moves
}

/// The tags of another name: every operation of the one is of the other now.
fn tags(changes: &[Change], old: &Document, new: &Document) -> Vec<Move> {
    let operations = changes.iter().filter(|it| it.rule == "tags-changed");
    let pairs: BTreeSet<(&str, &str)> = operations
        .filter_map(|it| Some((it.was.as_deref()?, it.is.as_deref()?)))
        .collect();
    let has = |document: &Document, name: &str| document.tags.iter().any(|tag| tag.name == name);
    let renamed = pairs.iter().filter(|(was, is)| {
        let mut others = pairs.iter().filter(|it| it.0 == *was || it.1 == *is);
        let is_alone = others.next().is_some() && others.next().is_none();
        is_alone && !has(new, was) && !has(old, is)
    });
    let steps = |name: &str| vec!["tags".to_owned(), name.to_owned()];
    let moved = renamed.map(|(was, is)| Move {
        from: steps(was),
        to: steps(is),
    });
    moved.collect()
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
    use crate::openapi;

    fn document(schemas: &Value) -> Value {
        let body = json!({ "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Order" } } } });
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Shop", "version": "1" },
            "paths": { "/orders": { "post": { "requestBody": body, "responses": { "200": { "description": "OK" } } } } },
            "components": { "schemas": schemas },
        })
    }

    fn told(old: &Value, new: &Value) -> Vec<String> {
        let after = document(new);
        let read = |document: &Value| openapi::read(document).expect("OpenAPI 3.0").value;
        let moves = moves(&read(&document(old)), &read(&after), &after);
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
        // An object that says nothing of what is in it may be any.
        let bare = json!({ "Order": order(&json!({ "type": "object" })) });
        assert_eq!(told(&named, &bare), [""; 0]);
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
