use std::fmt;

use crate::value::check::rules::{Check, Rules};
use crate::value::json::read::Read;
use crate::value::json::reference::{Document, Found, JsonRef};
use crate::value::json::warning::DecodeWarnings;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::wipe::{Wipe, wipe_text};

/// A JSON value without a type of its own: what a document leaves open.
///
/// It keeps the text as it came, digit for digit, is wiped on drop, and shows nothing of itself in `Debug`.
///
/// ```
/// use gateway_runtime::Json;
///
/// let value = Json::parse(r#"{"a": 1.10}"#)?;
/// assert_eq!(value.expose(), r#"{"a": 1.10}"#);
/// assert_eq!(format!("{value:?}"), "Json(11 bytes)");
/// # Ok::<(), gateway_runtime::NotJson>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json(String);

impl Json {
    /// Takes the text of exactly one JSON value.
    ///
    /// # Errors
    ///
    /// [`NotJson`] if the text is anything else.
    pub fn parse(text: impl Into<String>) -> Result<Self, NotJson> {
        let mut text = text.into();
        if !Found::of(&text).is_one_value() {
            wipe_text(&mut text);
            return Err(NotJson);
        }
        Ok(Self(text))
    }

    /// Makes a value of anything that can be written, for instance a list of strings.
    pub fn of(value: &(impl Write + ?Sized)) -> Self {
        let mut out = JsonWriter::new();
        value.write(&mut out);
        Self::written(&out)
    }

    /// What was written.
    pub(crate) fn written(out: &JsonWriter) -> Self {
        Self(out.json().expose().to_owned())
    }

    /// A value of a text that was looked through already.
    pub(crate) fn found(json: JsonRef<'_>) -> Option<Self> {
        json.was_found().then(|| Self(json.expose().to_owned()))
    }

    /// The JSON text. It may hold anything; do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reads the value as a type, with its decode warnings.
    pub fn decode<T: Read>(&self) -> (Option<T>, DecodeWarnings) {
        let mut warnings = DecodeWarnings::new();
        let value = {
            let document = Document::parse(&self.0, &mut warnings);
            T::read(document.json(), &mut warnings)
        };
        (value, warnings)
    }
}

impl Default for Json {
    /// `null`.
    fn default() -> Self {
        Self("null".to_owned())
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({} bytes)", self.0.len())
    }
}

impl Read for Json {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        Self::found(json)
            .or_else(|| Self::parse(json.expose()).ok())
            .or_else(|| json.mistyped("JSON", warnings))
    }
}

impl Write for Json {
    fn write(&self, out: &mut JsonWriter) {
        out.value(self.0.trim());
    }
}

impl Check for Json {
    fn check(&self, _rules: &mut Rules<'_>) {}
}

impl Wipe for Json {
    fn wipe(&mut self) {
        wipe_text(&mut self.0);
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        wipe_text(&mut self.0);
    }
}

/// The text is not one JSON value. It does not say which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotJson;

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not one JSON value")
    }
}

impl std::error::Error for NotJson {}
