//! Operations: how each is called, and what a call does to the world.

use super::outcomes::{Acknowledged, FoundBy};
use super::refs::TypeRef;
use super::security::CredentialSet;
use super::variants::AnswerBody;
use crate::extensions::{Effect, Envelope, RepeatRule};

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The operation id.
    pub id: String,
    /// The method name on the client; its upper case is the name of the constant.
    pub rust: String,
    /// The name of the method that sends a request again whose outcome was looked up, where the rule allows that.
    pub resend: Option<String>,
    /// Where it stands in the document.
    pub pointer: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// What it does to the world.
    pub effect: Effect,
    /// Whether it may be sent again.
    pub repeat: RepeatRule,
    /// Whether it takes the credential of [`Api::security`](super::Api::security).
    pub secured: bool,
    /// The alternatives of what it asks for, where that is not this credential alone.
    pub any_of: Vec<CredentialSet>,
    /// How its answer says whether it was accepted; without this its HTTP status does.
    pub envelope: Option<Envelope>,
    /// The statuses that come before anything is done.
    pub before_state: Vec<u16>,
    /// Codes that refuse for good.
    pub refused: Vec<String>,
    /// What its answer repeats of the request.
    pub acknowledged: Acknowledged,
    /// How its outcome is found when it is not known.
    pub found_by: FoundBy,
    /// Members of the request that a journal may keep.
    pub journal: Vec<Kept>,
    /// The struct of its parameters, by type name.
    pub parameters: Option<String>,
    /// The body.
    pub body: Option<Body>,
    /// What a success gives back.
    pub answer: AnswerBody,
    /// What its failures come with, where that has a type.
    pub failures: Vec<FailureBody>,
    /// The media types that a success may come in, as they are asked for.
    pub accepts: String,
    /// The status that a success comes with, as a server sends it.
    pub success: u16,
    /// The other statuses that the document lists, in its order.
    pub other_statuses: Vec<u16>,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What it holds.
    pub ty: TypeRef,
    /// How it is written.
    pub encoding: Encoding,
    /// The media types that it may be sent as: one, but of text and bytes.
    pub media_types: Vec<String>,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it may be null where it has to be there; where it need not, its type says so.
    pub nullable: bool,
}

impl Body {
    /// Whether a call may have none of its type: then it is left out, or null where it has to be there.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.nullable || !self.required
    }

    /// Whether it is sent as the media type that is usual for its encoding, and no other.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.media_types == [self.encoding.media_type()]
    }
}

impl Operation {
    /// The media type that its body is sent as, or would be.
    #[must_use]
    pub fn body_media_type(&self) -> &str {
        let first = self.body.as_ref().and_then(|body| body.media_types.first());
        first.map_or(Encoding::Json.media_type(), String::as_str)
    }

    /// Whether its body, if it has one, can be put together of members that are known by name.
    #[must_use]
    pub fn is_filled_by_name(&self) -> bool {
        let body = self.body.as_ref();
        body.is_none_or(|body| matches!(body.encoding, Encoding::Json | Encoding::Form { .. }))
    }
}

/// What an answer that is no success holds.
#[derive(Debug, Clone, PartialEq)]
pub struct FailureBody {
    /// The statuses that it comes with, as the document says them: `404`, `4XX`, `default`.
    pub statuses: Vec<String>,
    /// What it holds.
    pub ty: TypeRef,
}

/// How a request body is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`, nested members in brackets.
    Form {
        /// The members that are not written in brackets.
        styles: Vec<(String, FormStyle)>,
    },
    /// As the text that it is.
    Text,
    /// As the bytes that it is.
    Binary,
    /// In several parts, each a member.
    Multipart,
}

/// How a member of a form is written, where that is not in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormStyle {
    /// A text whose name has brackets of its own.
    Plain,
    /// The name once more for each element.
    Repeated,
    /// Elements between commas.
    Commas,
    /// Elements between spaces.
    Spaces,
    /// Elements between bars.
    Pipes,
    /// As JSON.
    Json,
}

impl Encoding {
    /// The media type that a body is sent as where the document names no other one for it.
    #[must_use]
    pub const fn media_type(&self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form { .. } => "application/x-www-form-urlencoded",
            // Without a charset this one is taken for ASCII.
            Self::Text => "text/plain; charset=utf-8",
            Self::Binary => "application/octet-stream",
            Self::Multipart => "multipart/form-data",
        }
    }
}

/// A member of a request that a journal may keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its path.
    pub path: String,
    /// Whether its value may be seen.
    pub open: bool,
}
