//! Media types, as far as the samples of a call name them.

use crate::page::model::Operation;

/// The media type of a body or an answer whose samples name none.
pub(super) const JSON: &str = "application/json";

/// The media type of an answer that is shown as XML too, though another one may be meant.
pub(super) const XML: &str = "application/xml";

/// The media type of a body that is shown as a form too.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Whether the page shows samples of a media type as JSON.
pub(super) fn is_json(media: &str) -> bool {
    let plain = media.split(';').next().unwrap_or_default().trim();
    plain
        .strip_prefix("application/")
        .or_else(|| plain.strip_prefix("text/"))
        .is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
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
