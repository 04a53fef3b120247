//! What of the style of a value makes another text of it.

use super::side::Side;
use crate::openapi::{Extra, Kind, SchemaId, Style};

/// Whether a value of a schema is written otherwise in this style where it is exploded. One of which nothing is known may be.
///
/// A text or a number is one piece; between the entries of a list stands a comma in the simple style either way.
pub(super) fn can_explode(side: &Side<'_>, id: Option<SchemaId>, style: Style) -> bool {
    let Some(id) = id else {
        return true;
    };
    match side.schema(id).wire.kind {
        Kind::Boolean | Kind::Text(_) | Kind::Integer(_) | Kind::Number(_) => false,
        Kind::List(_) => style != Style::Simple,
        _ => true,
    }
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
