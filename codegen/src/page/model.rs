//! What a published page says, as plain data.
//!
//! Nothing here is interpreted: a row is what stands in the row. Every piece carries the line it stands on.

use serde_json::Value;

/// A piece of the page with its line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The line on which the piece begins.
    pub line: usize,
    /// The piece.
    pub value: T,
}

impl<T> Placed<T> {
    /// Puts a piece on a line.
    pub const fn new(line: usize, value: T) -> Self {
        Self { line, value }
    }
}

/// A piece of prose or a name, with its line.
pub type Text = Placed<String>;

/// A published API reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The title of the API without its version.
    pub title: Text,
    /// The version as shown, such as `V:20250508` or `v1.0`.
    pub version: Text,
    /// What the API says of itself; paragraphs are divided by an empty line.
    pub description: Option<Text>,
    /// Links below the description, of which only the words are left.
    pub links: Links,
    /// The tags in order, each with its operations.
    pub tags: Vec<Tag>,
    /// The line of the heading above the schemas, which stands there even if there is none.
    pub schemas_heading: Option<usize>,
    /// The schemas in order.
    pub schemas: Vec<Schema>,
}

impl Page {
    /// All operations, in the order of the page.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.tags.iter().flat_map(|tag| &tag.operations)
    }
}

/// What stands between the description and the first tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The line of `Base URLs:`, whose list the page has lost.
    pub base_urls: Option<usize>,
    /// The line of the link to the terms of service.
    pub terms_of_service: Option<usize>,
    /// The name of the contact, if it has an e-mail address.
    pub contact_email: Option<Text>,
    /// The name of the contact, if it has a web page.
    pub contact_web: Option<Text>,
    /// The name of the licence.
    pub licence: Option<Text>,
    /// The line of `Authentication`, whose list the page has lost.
    pub authentication: Option<usize>,
    /// The scopes of an `OAuth` flow, each with its description.
    pub scopes: Vec<Text>,
}

/// A group of operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// The name of the tag.
    pub name: Text,
    /// Its description.
    pub description: Option<Text>,
    /// Its operations in order.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its heading; absent when the page has lost it.
    pub summary: Option<Text>,
    /// The method in capitals, on the line that also has the path.
    pub method: Text,
    /// The path, with `{name}` for path parameters.
    pub path: String,
    /// Its description.
    pub description: Option<Text>,
    /// What the code samples show.
    pub call: SampleCall,
    /// The sample of the request body.
    pub body_sample: Option<Sample>,
    /// The sample in further forms, for media types that are not JSON.
    pub body_forms: Vec<Text>,
    /// Parameters and, with a body, the body's properties.
    pub parameters: Vec<ParameterRow>,
    /// Values of enumerated parameters.
    pub parameter_values: Vec<EnumValue>,
    /// The line of the heading above samples of answers, which stands there as soon as an answer has content.
    pub content: Option<usize>,
    /// Samples of answers in order.
    pub examples: Vec<Example>,
    /// The documented answers in order.
    pub responses: Vec<ResponseRow>,
    /// The tables of inline answers.
    pub response_schemas: Vec<ResponseSchema>,
    /// Headers of the answers.
    pub response_headers: Vec<ResponseHeader>,
}

impl Operation {
    /// The rows of its parameters in one place, or those of its body.
    pub(crate) fn placed(&self, place: Place) -> impl Iterator<Item = &ParameterRow> {
        let rows = self.parameters.iter();
        rows.filter(move |parameter| parameter.place == place)
    }
}

/// What the code samples of an operation show of the call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleCall {
    /// The whole URL.
    pub url: Option<Text>,
    /// The headers in order.
    pub headers: Vec<(String, String)>,
    /// The body that the samples send, where it is JSON.
    pub body: Option<Sample>,
    /// The body that the samples send, where it is a plain value, as it stands.
    pub plain_body: Option<Text>,
    /// The values of headers and required query parameters that are objects or arrays, by name.
    pub values: Vec<(String, Value)>,
    /// The query of the URL with samples of the required query parameters.
    pub query: Option<String>,
    /// Every place where a language names the method or the URL.
    pub shown: Vec<Shown>,
    /// The names of the headers, once for each language that lists them.
    pub header_names: Vec<Placed<Vec<String>>>,
    /// Each media type that such a list names, with the header that it stands in.
    pub media_types: Vec<Placed<(String, String)>>,
}

impl SampleCall {
    /// The plain value that the samples send as a body: JSON, or else a text.
    #[must_use]
    pub fn plain_sample(&self) -> Option<Sample> {
        let body = self.plain_body.as_ref()?;
        if body.value == "undefined" {
            return None;
        }
        let value = serde_json::from_str(&body.value);
        let value = value.unwrap_or_else(|_| Value::String(body.value.clone()));
        Some(Placed::new(body.line, value))
    }

    /// The server that a call goes to: its URL less the path of the operation; nothing where the URL has another path.
    #[must_use]
    pub fn server(&self, path: &str) -> Option<&str> {
        self.url.as_ref().and_then(|url| before(&url.value, path))
    }
}

/// What one line of a code sample says of the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The line.
    pub line: usize,
    /// The method, in capitals.
    pub method: Option<String>,
    /// The URL, with the query that some languages add.
    pub url: Option<String>,
}

impl Shown {
    /// The server that the line calls, if its URL has the path of the operation.
    #[must_use]
    pub fn server(&self, path: &str) -> Option<&str> {
        before(self.url.as_deref()?, path)
    }
}

/// A URL without its query and less a path. Slashes that follow one another are printed as one.
fn before<'u>(url: &'u str, path: &str) -> Option<&'u str> {
    let mut shown = path.to_owned();
    while shown.contains("//") {
        shown = shown.replace("//", "/");
    }
    let plain = url.split_once('?').map_or(url, |(plain, _)| plain);
    plain.strip_suffix(shown.as_str()).or_else(|| {
        let (server, _) = url.split_once(shown.as_str())?;
        shown.contains('?').then_some(server)
    })
}

/// A sample and its line.
pub type Sample = Placed<Value>;

/// A sample of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// `200 Response`, or the description of a named example.
    pub label: Text,
    /// The sample; absent where the media type is none that the page shows.
    pub sample: Option<Sample>,
    /// Whether the sample stands on a single line though it has members, as it does where the media type is one of text.
    pub on_one_line: bool,
    /// Whether the sample is shown as XML.
    pub xml: Option<Text>,
}

/// A row of the table of parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterRow {
    /// Where the parameter goes.
    pub place: Place,
    /// Name, type, requiredness and description.
    pub row: Row,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the query of the URL.
    Query,
    /// Into the path of the URL.
    Path,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
    /// Into the body.
    Body,
}

/// A row of a table of properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the row.
    pub line: usize,
    /// How deep the property is nested.
    pub depth: usize,
    /// The name of the property.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it is required.
    pub required: bool,
    /// Who writes it.
    pub access: Access,
    /// Its description; `none` on the page says that there is none.
    pub description: Option<String>,
}

/// Who may write a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Both sides.
    Both,
    /// The service alone.
    ReadOnly,
    /// The caller alone.
    WriteOnly,
}

/// The type of a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// What the value is.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is said, or a combinator follows.
    Any,
    /// A plain type with its format.
    Base {
        /// `string`, `integer`, `object` and so on.
        name: String,
        /// The format, such as `int32`.
        format: Option<String>,
    },
    /// Another schema, by the name that the page gives it.
    Reference(String),
    /// An array of something.
    Array(Box<Kind>),
}

impl Kind {
    /// An object without a format.
    #[must_use]
    pub fn object() -> Self {
        Self::Base {
            name: "object".to_owned(),
            format: None,
        }
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The line of the row.
    pub line: usize,
    /// Name and value as they stand, divided by a space.
    pub text: String,
}

/// A documented answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseRow {
    /// The status code or range, or `default`, with its line.
    pub status: Text,
    /// The description.
    pub description: Option<String>,
    /// What the answer holds.
    pub schema: ResponseType,
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseType {
    /// Nothing.
    None,
    /// A schema of its own, with a table unless the table would be empty.
    Inline,
    /// A plain value or a named schema.
    Of(Kind),
}

/// The table of an inline answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseSchema {
    /// The status of the answer.
    pub status: Text,
    /// The title or the description of the schema.
    pub title: Option<Text>,
    /// The rows.
    pub table: Table,
}

/// A table of properties with its enumerated values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The blocks in order; all but the first belong to combinators.
    pub blocks: Vec<Block>,
    /// Values of enumerated properties.
    pub values: Vec<EnumValue>,
}

impl Table {
    /// The rows of all blocks.
    #[must_use]
    pub fn rows(&self) -> Vec<&Row> {
        self.blocks.iter().flat_map(|block| &block.rows).collect()
    }

    /// Whether a row has the name with which an enumerated value begins.
    #[must_use]
    pub fn has_row(&self, value: &str) -> bool {
        let mut rows = self.blocks.iter().flat_map(|block| &block.rows);
        rows.any(|row| {
            value
                .strip_prefix(row.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
    }
}

/// Rows under one header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The line of the heading, or of the header of the first block.
    pub line: usize,
    /// What the block is.
    pub kind: BlockKind,
    /// The discriminator, as `Schema.property`.
    pub discriminator: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// What a block of rows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The properties of the schema itself.
    Own,
    /// The first part of a combinator.
    First(Combinator),
    /// A further part of a combinator.
    Next(Combinator),
    /// What the combinator did not hold.
    Continued,
}

/// How schemas are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Combinator {
    /// All of them at once.
    AllOf,
    /// Exactly one of them.
    OneOf,
    /// At least one of them.
    AnyOf,
    /// None of it.
    Not,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseHeader {
    /// The status of the answer.
    pub status: Text,
    /// The name of the header.
    pub name: String,
    /// Type and format, if stated.
    pub kind: Kind,
    /// The description.
    pub description: Option<String>,
}

/// A named schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// The key of the component.
    pub key: Text,
    /// Whether the page has lost the heading and nothing tells the name, so that the key is made up.
    pub lost_name: bool,
    /// Its sample.
    pub sample: Option<Sample>,
    /// Its title, or else its description; paragraphs are divided by an empty line.
    pub title: Option<Text>,
    /// Its properties.
    pub table: Table,
}
