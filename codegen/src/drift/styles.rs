//! What of the style of a value makes another text of it.

use super::side::Side;
use crate::openapi::{Extra, Kind, Literal, Media, SchemaId, Style};

/// Whether a value of a schema is written otherwise in this style where it is exploded. One of which nothing is known may be.
///
/// A text or a number is one piece; between the entries of a list stands a comma in the simple style either way, and
/// `deepObject` writes an object in one way alone.
pub(super) fn can_explode(side: &Side<'_>, id: Option<SchemaId>, style: Style) -> bool {
    if style == Style::DeepObject {
        return false;
    }
    let Some(id) = id else {
        return true;
    };
    match side.schema(id).wire.kind {
        Kind::Boolean | Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) => false,
        Kind::List(_) => style != Style::Simple,
        _ => true,
    }
}

/// Whether a value of a schema may hold reserved letters, such as a slash. One of which nothing is known may.
pub(super) fn can_reserve(side: &Side<'_>, id: Option<SchemaId>) -> bool {
    let Some(id) = id else {
        return true;
    };
    let wire = &side.schema(id).wire;
    let is_free = |value: &Literal| match value {
        Literal::Text(text) => {
            let mut letters = text.chars();
            letters.all(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter))
        }
        Literal::Number(_) | Literal::Boolean(_) => true,
        Literal::Structure(_) => false,
    };
    match (&wire.kind, &wire.values) {
        (Kind::Boolean | Kind::Integer(_) | Kind::Number(_), _) => false,
        (Kind::Text(_), Some(values)) => !values.iter().all(is_free),
        _ => true,
    }
}

/// Whether a document of a media type is the text that the value would be in the usual style of its place.
pub(super) fn is_usual(side: &Side<'_>, media: &Media) -> bool {
    let kind = media
        .schema
        .as_ref()
        .map(|used| &side.schema(used.id).wire.kind);
    let is_plain = match kind {
        Some(Kind::Boolean | Kind::Integer(_) | Kind::Number(_)) => true,
        Some(Kind::Text(_)) => media.essence == "text/plain",
        _ => false,
    };
    is_plain
        && media.parameters.is_empty()
        && matches!(media.essence.as_str(), "application/json" | "text/plain")
}

/// The media type that a part of a form has where its schema alone says so; nothing where it may be of several.
pub(super) fn usual_type(side: &Side<'_>, id: SchemaId) -> Option<&'static str> {
    match &side.schema(id).wire.kind {
        kind if kind.is_bytes() => Some("application/octet-stream"),
        Kind::Boolean | Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) => Some("text/plain"),
        Kind::Object(_) => Some("application/json"),
        _ => None,
    }
}

/// The schema of a member of an object.
pub(super) fn member(side: &Side<'_>, object: SchemaId, name: &str) -> Option<SchemaId> {
    let Kind::Object(object) = &side.schema(object).wire.kind else {
        return None;
    };
    let mut properties = object.properties.iter();
    let property = properties.find(|property| property.name == name);
    match (property, &object.extra) {
        (Some(property), _) => Some(property.value.id),
        (None, Extra::Of(values)) => Some(values.id),
        (None, Extra::Any | Extra::None) => None,
    }
}
