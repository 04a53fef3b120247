//! A document in its normal form: plain data, in which everything is said in one way.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::access::{Place, Security, SecurityScheme, Servers};
use super::notes::{Notes, Opaque};
use super::pointer::Pointer;
use super::schema::{SchemaId, Schemas, Use};

/// The version of OpenAPI that a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.
    V3_0,
    /// 3.1.
    V3_1,
}

/// A whole document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The version that it was written in.
    pub version: Version,
    /// What the document is.
    pub info: Info,
    /// What is said of the document as a whole.
    pub notes: Notes,
    /// Where the service is.
    pub servers: Arc<Servers>,
    /// What a call needs where the operation does not say.
    pub security: Arc<Security>,
    /// Groups of operations, in their order.
    pub tags: Vec<Tag>,
    /// Ways to prove who calls, by their keys.
    pub schemes: IndexMap<String, SecurityScheme>,
    /// The operations in their order.
    pub operations: Vec<Operation>,
    /// What the service calls of its own accord, by the names that stand for paths: it sends what they take, and reads what
    /// they answer.
    pub webhooks: Vec<Operation>,
    /// All schemas.
    pub schemas: Schemas,
    /// The named schemas, in their order.
    pub components: IndexMap<String, Use>,
    /// Every schema as it stands in the document, in its order.
    pub statements: Vec<Statement>,
    /// What was taken of the document.
    pub account: Account,
}

/// One schema as it stands, before references are followed and `allOf` is merged.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What it is to what stands around it.
    pub role: super::schema::Role,
    /// What is said at this very place, shared with a schema of which nothing else is said.
    pub notes: Arc<Notes>,
    /// What it refers to, as it is written.
    pub reference: Option<String>,
    /// What it comes to.
    pub id: SchemaId,
}

/// What was taken of a document, for counting that nothing was passed over.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// How many members and entries were taken.
    pub taken: usize,
    /// The places whose value was taken as a whole: samples, values and extensions.
    pub whole: Vec<Pointer>,
    /// All that was not taken.
    pub opaque: Vec<Opaque>,
    /// The numbers of the schemas that stand in what was taken.
    pub(super) schemas: Vec<u32>,
    /// How many entries were given back after their list or map was taken.
    pub(super) given_back: usize,
}

/// What a document is.
#[derive(Debug, Clone, Default)]
pub struct Info {
    /// Its title, version, contact and so on.
    pub title: String,
    /// The version of the API.
    pub version: String,
    /// Terms of service.
    pub terms: Option<String>,
    /// Whom to ask, member by member.
    pub contact: IndexMap<String, Value>,
    /// The licence, member by member.
    pub license: IndexMap<String, Value>,
    /// What is said of it.
    pub notes: Notes,
}

/// A group of operations.
#[derive(Debug, Clone)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// What is said of it.
    pub notes: Notes,
}

/// A method of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// All that a path can have, in the order in which OpenAPI lists them.
    pub const ALL: [Self; 8] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
    ];

    /// The method as a member of a path: `get`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }

    /// The method that a member of a path is.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.key() == key)
    }
}

/// One operation, with what its path says of it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces; of what the service calls, the name of the webhook or the expression that the
    /// URL comes of.
    pub path: String,
    /// Its id.
    pub id: Option<String>,
    /// The groups that it belongs to.
    pub tags: Vec<String>,
    /// What is said of it.
    pub notes: Notes,
    /// What is said of its path.
    pub path_notes: Arc<Notes>,
    /// What it takes outside of a body: its own, then those of its path that it does not state itself.
    pub parameters: Vec<Arc<Parameter>>,
    /// What it takes as a body.
    pub body: Option<Arc<Body>>,
    /// What it answers, in the order of the document.
    pub answers: Vec<Answer>,
    /// What the one that takes the call calls back, by name. What one of these calls back in turn is not understood.
    pub callbacks: IndexMap<String, Vec<Operation>>,
    /// What it needs: its own, or that of the document.
    pub security: Arc<Security>,
    /// Where it is: its own servers, those of its path, or those of the document.
    pub servers: Arc<Servers>,
    /// Parts of its request that could not be read, so that what it sends is not known.
    pub lost: Vec<Pointer>,
}

/// How a value that is no single text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

impl Style {
    /// Every style.
    pub const ALL: [Self; 7] = [
        Self::Simple,
        Self::Label,
        Self::Matrix,
        Self::Form,
        Self::SpaceDelimited,
        Self::PipeDelimited,
        Self::DeepObject,
    ];

    /// The word of OpenAPI for it: `deepObject`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

/// What an operation takes outside of a body.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it goes.
    pub place: Place,
    /// Its name; of a header in lower case, since the case says nothing.
    pub name: String,
    /// Whether it has to be there; those of a path always have to.
    pub required: bool,
    /// How it is written, as stated or as it goes without saying.
    pub style: Style,
    /// Whether parts of it are written apart, as stated or as it goes without saying.
    pub explode: bool,
    /// Whether reserved letters stay as they are.
    pub allow_reserved: bool,
    /// Whether it may be there without a value.
    pub allow_empty: bool,
    /// What it holds.
    pub holds: Holds,
    /// What is said of it.
    pub notes: Notes,
}

impl Parameter {
    /// Why it is no parameter of a call, if it is none: a header that says what an operation's media types and security say,
    /// or how any request is carried.
    #[must_use]
    pub fn is_ignored(&self) -> Option<&'static str> {
        match self.name.as_str() {
            _ if self.place != Place::Header => None,
            "accept" | "content-type" | "authorization" => Some("OpenAPI says so"),
            "accept-encoding" | "connection" | "content-length" | "expect" | "host"
            | "http2-settings" | "keep-alive" | "proxy-connection" | "te" | "trailer"
            | "transfer-encoding" | "upgrade" => Some("it says how a request is carried"),
            _ => None,
        }
    }
}

/// What a parameter or a header holds.
#[derive(Debug, Clone)]
pub enum Holds {
    /// Nothing is said of it.
    Anything,
    /// A value, written in a style.
    Schema(Use),
    /// A document of a media type; one, as OpenAPI has it.
    Content(Vec<Media>),
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body {
    /// Whether it has to be there.
    pub required: bool,
    /// What it can be, by media type.
    pub content: Vec<Media>,
    /// What is said of it.
    pub notes: Notes,
}

/// A body of one media type.
#[derive(Debug, Clone)]
pub struct Media {
    /// The media type as it is written.
    pub name: String,
    /// Type and subtype in lower case: `application/json`.
    pub essence: String,
    /// Parameters behind it, names in lower case; without `charset=utf-8`, which says nothing.
    pub parameters: Vec<(String, String)>,
    /// What it holds.
    pub schema: Option<Use>,
    /// How parts of it are written, by the name of the property.
    pub encoding: IndexMap<String, Encoding>,
    /// What is said of it.
    pub notes: Notes,
}

impl Media {
    /// Whether it is a form of names and values.
    pub fn is_form(&self) -> bool {
        self.essence == "application/x-www-form-urlencoded"
    }

    /// Whether it is of several parts, each with headers of its own.
    pub fn has_parts(&self) -> bool {
        self.essence.starts_with("multipart/")
    }
}

/// How a part of a form is written.
#[derive(Debug, Clone, Default)]
pub struct Encoding {
    /// Its media type, where it is stated.
    pub content_type: Option<String>,
    /// Headers of the part.
    pub headers: Vec<Arc<Header>>,
    /// Its style, where it is stated.
    pub style: Option<Style>,
    /// Whether its parts are written apart, as stated or as it goes without saying.
    pub explode: bool,
    /// Whether reserved letters stay as they are.
    pub allow_reserved: bool,
    /// What is said of it.
    pub notes: Notes,
}

/// The status of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status, from 100 to 599.
    Code(u16),
    /// A hundred of them: `2XX` is 2.
    Range(u16),
    /// All that no other answer is for.
    Default,
}

impl Status {
    /// Whether a status means success.
    #[must_use]
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => (200..300).contains(&code),
            Self::Range(hundred) => hundred == 2,
            Self::Default => false,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(hundred) => write!(f, "{hundred}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What an operation answers with a status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: Status,
    /// Where the operation says so; what it says may stand elsewhere, at the pointer of its notes.
    pub pointer: Pointer,
    /// What comes.
    pub response: Arc<Response>,
}

/// What comes as an answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its headers.
    pub headers: Vec<Arc<Header>>,
    /// What it can be, by media type.
    pub content: Vec<Media>,
    /// What is said of it.
    pub notes: Notes,
}

impl Response {
    /// An answer of which nothing could be read.
    pub(super) fn unread(pointer: &Pointer) -> Self {
        Self {
            headers: Vec::new(),
            content: Vec::new(),
            notes: Notes {
                pointer: pointer.clone(),
                ..Notes::default()
            },
        }
    }
}

/// A header of an answer or of a part.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its name in lower case, since the case says nothing.
    pub name: String,
    /// Whether it always comes.
    pub required: bool,
    /// Whether parts of it are written apart.
    pub explode: bool,
    /// What it holds.
    pub holds: Holds,
    /// What is said of it.
    pub notes: Notes,
}
