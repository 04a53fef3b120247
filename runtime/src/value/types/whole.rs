//! Bodies that are no JSON, taken and given whole.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::value::check::rules::{Check, Rules};
use crate::value::json::read::{Answer, Answered};
use crate::value::json::warning::{Anomaly, DecodeWarnings};
use crate::value::types::sensitive::Sensitive;
use crate::value::types::upload::is_media_type;

/// A body that is text and no JSON, such as `text/csv`. It may hold anything, so that its `Debug` shows its size alone and
/// it is wiped when it is dropped.
///
/// ```
/// use gateway_runtime::PlainText;
///
/// let rows = PlainText::from("orderNo,amount\nA-1,42.50\n");
/// assert_eq!(rows.expose().lines().count(), 2);
/// assert_eq!(format!("{rows:?}"), "PlainText(25 bytes)");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PlainText {
    text: Sensitive<String>,
    media_type: Option<String>,
}

impl PlainText {
    /// Says which of the media types that an operation takes the text is of; the first that the reference names, where this is
    /// not said.
    #[must_use]
    pub fn of_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    pub(crate) fn named(text: String, media_type: Option<String>) -> Self {
        let text = Sensitive::new(text);
        Self { text, media_type }
    }

    /// The text. It may hold anything; do not log it.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// Which media type it is of, where that was said; of an answer its header says it.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }
}

impl From<String> for PlainText {
    fn from(text: String) -> Self {
        Self::named(text, None)
    }
}

impl From<&str> for PlainText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for PlainText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlainText({} bytes)", self.expose().len())
    }
}

impl Check for PlainText {
    fn check(&self, _rules: &mut Rules<'_>) {}
}

impl Answer for PlainText {
    const NEEDS_JSON: bool = false;

    /// What is not UTF-8 becomes U+FFFD and is noted.
    fn read_answer(answered: Answered<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let text = String::from_utf8_lossy(answered.body);
        if matches!(text, Cow::Owned(_)) {
            warnings.note(Anomaly::NotUtf8);
        }
        Some(text.into_owned().into())
    }
}

/// A body that is neither JSON nor text, such as `application/pdf`. Its `Debug` shows its size alone; it is not wiped.
///
/// ```
/// use gateway_runtime::Binary;
///
/// let receipt = Binary::from(b"%PDF-1.7".to_vec());
/// assert_eq!(receipt.bytes().len(), 8);
/// assert_eq!(format!("{receipt:?}"), "Binary(8 bytes)");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Binary {
    bytes: Bytes,
    media_type: Option<String>,
}

impl Binary {
    /// Says which of the media types that an operation takes the bytes are of; the first that the reference names, where this is
    /// not said.
    #[must_use]
    pub fn of_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    pub(crate) fn named(bytes: Bytes, media_type: Option<String>) -> Self {
        Self { bytes, media_type }
    }

    /// The bytes. They may be anything; do not log them.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Which media type they are of, where that was said; of an answer its header says it.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }
}

/// The media type that a body is sent as, of those that an operation takes, such as `image/png` and `image/*`: the one that was
/// named, or the first that is not open, or the usual one. `None` where that is none of them.
pub(crate) fn sent_as(
    named: Option<&str>,
    taken: &[&'static str],
    usual: &'static str,
) -> Option<Cow<'static, str>> {
    let is_taken = |sent: &str| taken.iter().any(|range| covers(range, sent));
    let Some(named) = named else {
        // What an operation takes was written by whoever wrote the operation.
        let first = taken.iter().find(|range| !range.contains('*'));
        let sent = first.copied().or_else(|| is_taken(usual).then_some(usual));
        return sent.map(Cow::Borrowed);
    };
    (is_media_type(named) && is_taken(named)).then(|| Cow::Owned(named.to_owned()))
}

/// Whether a media type is the other, or one of an open one such as `image/*`, be it with other parameters.
fn covers(range: &str, media_type: &str) -> bool {
    let [range, named] = [range, media_type].map(|text| {
        let essence = text.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    });
    let of_range = range.strip_suffix('*');
    range == "*/*" || range == named || of_range.is_some_and(|kind| named.starts_with(kind))
}

impl<T: Into<Bytes>> From<T> for Binary {
    fn from(bytes: T) -> Self {
        Self::named(bytes.into(), None)
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.bytes.len())
    }
}

impl Check for Binary {
    fn check(&self, _rules: &mut Rules<'_>) {}
}

impl Answer for Binary {
    const NEEDS_JSON: bool = false;

    fn read_answer(answered: Answered<'_>, _warnings: &mut DecodeWarnings) -> Option<Self> {
        Some(Bytes::copy_from_slice(answered.body).into())
    }
}

#[cfg(test)]
mod tests {
    use super::sent_as;

    #[test]
    fn a_body_is_sent_as_a_media_type_that_is_taken() {
        for (named, taken, expected) in [
            ("", &["image/png", "image/*"][..], Some("image/png")),
            ("", &["image/*", "image/png"], Some("image/png")),
            ("image/webp", &["image/png", "image/*"], Some("image/webp")),
            ("Image/WebP; a=b", &["image/*"], Some("Image/WebP; a=b")),
            (
                "image/jpeg",
                &["image/png", "image/jpeg"],
                Some("image/jpeg"),
            ),
            ("", &["*/*"], Some("a/usual")),
            ("", &["a/*"], Some("a/usual")),
            ("a/b", &["*/*"], Some("a/b")),
            ("", &["a/b; c=\"d, e\""], Some("a/b; c=\"d, e\"")),
            ("", &["image/*"], None),
            ("video/mp4", &["image/*"], None),
            ("imagex/a", &["image/*"], None),
            ("image/gif", &["image/png", "image/jpeg"], None),
            ("image", &["*/*"], None),
            ("image/a\r\nb: c", &["*/*"], None),
        ] {
            let sent = sent_as((!named.is_empty()).then_some(named), taken, "a/usual");
            assert_eq!(sent.as_deref(), expected, "{named} {taken:?}");
        }
    }
}
