use std::fmt;

use bytes::Bytes;

use crate::value::check::rules::{Check, Rules};
use crate::value::check::violation::Rule;

/// A file, or other bytes, in a body of several parts. It may hold anything, so that its `Debug` shows its size alone.
///
/// ```
/// use gateway_runtime::Upload;
///
/// let receipt = Upload::new("%PDF-1.7".as_bytes().to_vec()).named("receipt.pdf").of_type("application/pdf");
/// assert_eq!(receipt.content().len(), 8);
/// assert_eq!(format!("{receipt:?}"), "Upload(8 bytes)");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Upload {
    content: Bytes,
    file_name: Option<String>,
    media_type: Option<String>,
}

impl Upload {
    /// These bytes, without a name.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    /// Gives it the name of a file; many services take a part for a text that has none.
    pub fn named(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// Says which media type it has, where that is another than the reference says; `application/octet-stream` where it
    /// says nothing.
    pub fn of_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The bytes. They may be anything; do not log them.
    #[must_use]
    pub fn content(&self) -> &Bytes {
        &self.content
    }

    pub(crate) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }
}

impl From<Bytes> for Upload {
    fn from(content: Bytes) -> Self {
        Self::new(content)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(content: Vec<u8>) -> Self {
        Self::new(content)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upload({} bytes)", self.content.len())
    }
}

impl Check for Upload {
    fn check(&self, rules: &mut Rules<'_>) {
        if !self.media_type().is_none_or(is_media_type) {
            rules.report(Rule::Form("of a media type such as `image/png`"));
        }
    }
}

/// Whether a text can stand in a header as a media type.
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_sent = |letter: char| letter == ' ' || letter.is_ascii_graphic();
    text.contains('/') && text.chars().all(is_sent)
}

/// A value that holds [`Upload`]s: one, or an option or a list of such.
pub trait Uploads {
    /// Gives each of them.
    fn each_upload(&self, visit: &mut dyn FnMut(&Upload));
}

impl Uploads for Upload {
    fn each_upload(&self, visit: &mut dyn FnMut(&Upload)) {
        visit(self);
    }
}

impl<T: Uploads> Uploads for Option<T> {
    fn each_upload(&self, visit: &mut dyn FnMut(&Upload)) {
        self.iter().for_each(|held| held.each_upload(visit));
    }
}

impl<T: Uploads> Uploads for Vec<T> {
    fn each_upload(&self, visit: &mut dyn FnMut(&Upload)) {
        self.iter().for_each(|held| held.each_upload(visit));
    }
}
