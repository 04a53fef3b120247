//! Bodies that are no JSON, taken and given whole.

use std::fmt;

use bytes::Bytes;

use crate::value::check::rules::{Check, Rules};
use crate::value::json::read::{Answer, Answered};
use crate::value::json::warning::{Anomaly, DecodeWarnings};
use crate::value::types::sensitive::Sensitive;

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
pub struct PlainText(Sensitive<String>);

impl PlainText {
    /// The text. It may hold anything; do not log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<String> for PlainText {
    fn from(text: String) -> Self {
        Self(Sensitive::new(text))
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
        if matches!(text, std::borrow::Cow::Owned(_)) {
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
pub struct Binary(Bytes);

impl Binary {
    /// The bytes. They may be anything; do not log them.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

impl<T: Into<Bytes>> From<T> for Binary {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Binary({} bytes)", self.0.len())
    }
}

impl Check for Binary {
    fn check(&self, _rules: &mut Rules<'_>) {}
}

impl Answer for Binary {
    const NEEDS_JSON: bool = false;

    fn read_answer(answered: Answered<'_>, _warnings: &mut DecodeWarnings) -> Option<Self> {
        Some(Self(Bytes::copy_from_slice(answered.body)))
    }
}
