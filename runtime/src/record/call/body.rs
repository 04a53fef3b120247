use std::borrow::Cow;

use bytes::Bytes;

use crate::value::json::writer::JsonWriter;
use crate::value::wipe::WipingBuffer;

/// What is sent beside the parameters.
#[derive(Default)]
pub(super) enum Body {
    #[default]
    None,
    Json(JsonWriter),
    /// A form, with the same as JSON, since what is kept of a request is found by paths into that.
    Form(WipingBuffer, JsonWriter),
    Text(WipingBuffer),
    Binary(Bytes),
    /// Several parts, with the media type that names what stands between them.
    Parts(WipingBuffer, String),
}

impl Body {
    /// The media type that is sent where nothing else is said.
    pub(super) fn media_type(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::None | Self::Json(_) => JSON,
            Self::Form(..) => FORM,
            Self::Text(_) => "text/plain; charset=utf-8",
            Self::Binary(_) => "application/octet-stream",
            Self::Parts(_, media_type) => return Cow::Owned(media_type.clone()),
        })
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Json(json) => json.len(),
            Self::Form(text, _) | Self::Text(text) | Self::Parts(text, _) => text.len(),
            Self::Binary(bytes) => bytes.len(),
        }
    }

    pub(super) fn into_bytes(self) -> Option<Bytes> {
        match self {
            Self::None => None,
            Self::Json(json) => Some(Bytes::from_owner(json.into_buffer())),
            Self::Form(text, _) | Self::Text(text) | Self::Parts(text, _) => {
                Some(Bytes::from_owner(text))
            }
            Self::Binary(bytes) => Some(bytes),
        }
    }
}

/// The media type that is asked for where nothing else is said.
pub(super) const JSON: &str = "application/json";

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
