//! Media types, as far as the samples of a call name them.

use crate::page::model::Operation;

/// The media type of a body or an answer whose samples name none.
pub(super) const JSON: &str = "application/json";

/// The media type of an answer that is shown as XML too, though another one may be meant.
pub(super) const XML: &str = "application/xml";

/// The media type of a body that is shown as a form too.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The media type of an answer whose sample stands on a single line.
pub(super) const TEXT: &str = "text/plain";

/// The media type of an answer of which no sample is shown, and nothing else is known.
pub(super) const ANY: &str = "*/*";

/// In which form the page shows samples of a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As JSON over several lines.
    Json,
    /// As YAML.
    Yaml,
    /// As XML.
    Xml,
    /// As JSON on one line.
    Text,
    /// Not at all.
    None,
}

/// The form of the samples of a media type.
pub(super) fn form(media: &str) -> Form {
    if media.contains("text/plain") || media.contains("text/html") {
        Form::Text
    } else if is_of(media, "xml", &["application/", "text/", "image/"]) {
        Form::Xml
    } else if media.contains("application/x-yaml") || media.contains("text/x-yaml") {
        Form::Yaml
    } else if is_json(media) {
        Form::Json
    } else {
        Form::None
    }
}

/// Whether the page shows samples of a media type as JSON.
pub(super) fn is_json(media: &str) -> bool {
    is_of(media, "json", &["application/", "text/"])
}

/// Whether a media type is of a kind, with no parameter but a set of characters.
fn is_of(media: &str, kind: &str, groups: &[&str]) -> bool {
    let Some(rest) = groups.iter().find_map(|group| media.strip_prefix(group)) else {
        return false;
    };
    let mut ends = rest.match_indices(kind).map(|(at, _)| rest.split_at(at));
    ends.any(|(before, after)| {
        let parameter = after.get(kind.len()..).unwrap_or_default();
        let parameter = parameter
            .strip_prefix(';')
            .unwrap_or(parameter)
            .trim_start();
        (before.is_empty() || before.ends_with('+'))
            && (parameter.is_empty() || parameter.starts_with("charset="))
    })
}

/// Whether the page shows samples of bodies of a media type as a form.
pub(super) fn is_form(media: &str) -> bool {
    const FORMS: [&str; 3] = ["multipart/form-data", FORM, "application/octet-stream"];
    FORMS.iter().any(|form| media.contains(form))
}

/// Whether a media type is one of XML.
pub(super) fn is_xml(media: &str) -> bool {
    media.contains("xml")
}

/// The value of a header that the samples add.
pub(super) fn header<'o>(operation: &'o Operation, name: &str) -> Option<&'o str> {
    operation
        .call
        .headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}
