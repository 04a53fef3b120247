use std::borrow::Cow;

use bytes::Bytes;

use crate::value::json::writer::JsonWriter;
use crate::value::types::whole::{Binary, sent_as};
use crate::value::wipe::WipingBuffer;

/// What is sent beside the parameters.
#[derive(Default)]
pub(super) enum Body {
    #[default]
    None,
    Json(JsonWriter),
    /// A form, with the same as JSON, since what is kept of a request is found by paths into that.
    Form(WipingBuffer, JsonWriter),
    /// A text, and its media type where that was named.
    Text(WipingBuffer, Option<String>),
    Binary(Binary),
    /// Several parts, with the media type that names what stands between them.
    Parts(WipingBuffer, String),
}

impl Body {
    /// The media type that is sent, of those that are stated; `None` where it is none of them.
    pub(super) fn media_type(&self, stated: &[&'static str]) -> Option<Cow<'static, str>> {
        let (named, usual) = match self {
            Self::Binary(binary) => (binary.media_type(), "application/octet-stream"),
            Self::Text(_, named) => (named.as_deref(), "text/plain; charset=utf-8"),
            Self::None | Self::Json(_) => (None, JSON),
            Self::Form(..) => (None, FORM),
            Self::Parts(_, media_type) => return Some(Cow::Owned(media_type.clone())),
        };
        match stated {
            [] => sent_as(named, &[usual], usual),
            stated => sent_as(named, stated, usual),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Json(json) => json.len(),
            Self::Form(text, _) | Self::Text(text, _) | Self::Parts(text, _) => text.len(),
            Self::Binary(binary) => binary.bytes().len(),
        }
    }

    pub(super) fn into_bytes(self) -> Option<Bytes> {
        match self {
            Self::None => None,
            Self::Json(json) => Some(Bytes::from_owner(json.into_buffer())),
            Self::Form(text, _) | Self::Text(text, _) | Self::Parts(text, _) => {
                Some(Bytes::from_owner(text))
            }
            Self::Binary(binary) => Some(binary.bytes().clone()),
        }
    }
}

/// The media type that is asked for where nothing else is said.
pub(super) const JSON: &str = "application/json";

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
