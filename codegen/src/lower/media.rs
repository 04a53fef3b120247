//! Which of several media types is read and sent.

use crate::openapi::Media;

/// The JSON among media types; `*/*` is read as JSON, since a page shows it where nothing is said.
pub(super) fn json(content: &[Media]) -> Option<&Media> {
    let is_json = |essence: &str| {
        matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
    };
    let is_anything = |essence: &str| matches!(essence, "*/*" | "application/*");
    let mut stated = content.iter();
    stated
        .find(|media| is_json(&media.essence))
        .or_else(|| content.iter().find(|media| is_anything(&media.essence)))
}

/// How a media type is sent and asked for: JSON by its plain name, what has another by that.
pub(super) fn asked_for(media: &Media) -> String {
    let essence = match media.essence.as_str() {
        "application/json" | "*/*" | "application/*" => return "application/json".to_owned(),
        essence => essence,
    };
    let parameters = media.parameters.iter();
    let parameters = parameters.map(|(name, value)| format!("; {name}={value}"));
    std::iter::once(essence.to_owned())
        .chain(parameters)
        .collect()
}

/// The names of media types, but for one.
pub(super) fn others<'m>(content: &'m [Media], taken: Option<&Media>) -> Vec<&'m str> {
    let names = content.iter().map(|media| media.name.as_str());
    names
        .filter(|name| taken.is_none_or(|taken| taken.name != *name))
        .collect()
}
