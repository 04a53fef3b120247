//! Schemas of the normal form: what a value is, said in one way.

use std::collections::HashSet;
use std::ops::Index;
use std::sync::Arc;

use serde_json::Value;

use super::decimal::Decimal;
use super::notes::{Notes, Opaque};
use super::pointer::Pointer;

/// A schema of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub(super) u32);

/// The schemas of one document, by their ids.
#[derive(Debug, Clone, Default)]
pub struct Schemas(pub(super) Vec<Schema>);

impl Schemas {
    /// Every schema with its id.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        (0_u32..).map(SchemaId).zip(&self.0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The schema itself and those that it refers to, directly or by way of another, each once and the nearest first.
    ///
    /// What the nearest says of prose, samples and extensions goes before what the others say.
    #[must_use]
    pub fn with_referred(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut all = Vec::new();
        let mut seen = HashSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                all.push(id);
                open.extend(self[id].refers.iter().rev());
            }
        }
        all
    }
}

impl SchemaId {
    /// Its place among the schemas of its document.
    #[must_use]
    pub fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        self.0
            .get(id.place())
            .expect("an id is used with the document that gave it")
    }
}

/// A schema where it is used: the schema, and the place that says so.
///
/// Behind a bare reference the schema stands elsewhere, at [`Notes::pointer`].
#[derive(Debug, Clone)]
pub struct Use {
    /// What is used.
    pub id: SchemaId,
    /// Where it is used.
    pub pointer: Pointer,
}

/// The sides of a call on which something can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sides {
    /// In what is sent.
    pub request: bool,
    /// In what is read.
    pub answer: bool,
}

impl Sides {
    /// On both.
    pub const BOTH: Self = Self {
        request: true,
        answer: true,
    };

    /// Whether it is seen anywhere.
    #[must_use]
    pub fn any(self) -> bool {
        self.request || self.answer
    }
}

/// One side of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What is sent.
    Request,
    /// What is read.
    Answer,
}

impl Side {
    /// Both, what is sent first.
    pub const BOTH: [Self; 2] = [Self::Request, Self::Answer];

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Request => Self::Answer,
            Self::Answer => Self::Request,
        }
    }

    /// Whether this is one of the sides.
    #[must_use]
    pub fn is_in(self, sides: Sides) -> bool {
        match self {
            Self::Request => sides.request,
            Self::Answer => sides.answer,
        }
    }
}

/// What a schema of the document is to what stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Role {
    /// A named schema under `components`.
    Component,
    /// A property of another schema.
    Property,
    /// Any other: of a body, a parameter or entries, a part of a combination.
    #[default]
    Part,
}

/// One schema: what it says of a value, and what is said about that.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Its key, if it stands under `components`.
    pub key: Option<String>,
    /// What it is to what stands around it.
    pub role: Role,
    /// What is said about it here. Of schemas that it refers to, [`Schemas::with_referred`] gives more.
    pub notes: Arc<Notes>,
    /// The named schemas that it refers to: by a reference with something beside it, or as a part of `allOf`.
    pub refers: Vec<SchemaId>,
    /// The one schema of `refers` to which it adds nothing but notes and null.
    pub same_as: Option<SchemaId>,
    /// Of a base with a discriminator, the named schemas that extend it, directly or by way of others.
    pub extended: Vec<SchemaId>,
    /// Whether the value may be null. Of [`Kind::Any`] and [`Kind::Null`] it says nothing.
    pub nullable: bool,
    /// Whether `readOnly` stands here or in what it refers to. What follows of it stands in [`Property::seen`].
    pub read_only: bool,
    /// Whether `writeOnly` does.
    pub write_only: bool,
    /// What the value is, shared with schemas that say the same.
    pub wire: Arc<Wire>,
    /// The sides of calls that reach it.
    pub reach: Sides,
    /// Whether it leads back to itself.
    pub recursive: bool,
}

/// What a schema says of a value, `allOf` merged.
#[derive(Debug, Clone, Default)]
pub struct Wire {
    /// The type of the value with its limits.
    pub kind: Kind,
    /// The format of what is neither text nor a number, which limits nothing.
    pub hint: Option<String>,
    /// The only values that it may have, null left out: `enum` and `const`.
    pub values: Option<Vec<Literal>>,
    /// For each `oneOf` or `anyOf` of several, what the value also is; of a base with a discriminator, what extends it. Of null
    /// alternatives `nullable` tells.
    pub unions: Vec<Union>,
    /// What the value is not.
    pub not: Vec<Use>,
    /// What tells objects apart that extend this one, where no union says which these are.
    pub discriminator: Option<Discriminator>,
    /// References that lead nowhere.
    pub lost: Vec<String>,
    /// Members that say something of the value and are not understood.
    pub opaque: Vec<Opaque>,
}

impl Wire {
    /// Whether the value may be anything.
    #[must_use]
    pub fn is_anything(&self) -> bool {
        matches!(self.kind, Kind::Any)
            && self.values.is_none()
            && self.unions.is_empty()
            && self.not.is_empty()
            && self.lost.is_empty()
            && self.opaque.is_empty()
    }
}

/// The type of a value.
#[derive(Debug, Clone, Default)]
pub enum Kind {
    /// Anything: no type is stated, or several are, as a union.
    #[default]
    Any,
    /// Null and nothing else.
    Null,
    /// No value at all, and why.
    Never(String),
    /// `true` or `false`.
    Boolean,
    /// Text.
    Text(Text),
    /// A whole number, whose bounds are whole and inclusive.
    Integer(Number),
    /// Any number.
    Number(Number),
    /// A list.
    List(List),
    /// An object, or a map.
    Object(Object),
}

impl Kind {
    /// The word of OpenAPI for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Null => "null",
            Self::Never(_) => "nothing",
            Self::Boolean => "boolean",
            Self::Text(_) => "string",
            Self::Integer(_) => "integer",
            Self::Number(_) => "number",
            Self::List(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// A value of it, in words.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Null => "null",
            Self::Never(_) => "no value",
            Self::Boolean => "true or false",
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The format of a text or a number.
    pub fn format(&self) -> Option<&str> {
        match self {
            Self::Text(text) => text.format.as_deref(),
            Self::Integer(number) | Self::Number(number) => number.format.as_deref(),
            _ => None,
        }
    }

    /// Whether it is bytes: text of the format `binary`.
    pub fn is_bytes(&self) -> bool {
        matches!(self, Self::Text(text) if text.format.as_deref() == Some("binary"))
    }
}

/// What is said of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// What it holds, such as `date-time`. Of `contentEncoding: base64` it is `byte`, and of bytes `binary`.
    pub format: Option<String>,
    /// At least so many characters, 1 or more.
    pub min_length: Option<u64>,
    /// At most so many characters.
    pub max_length: Option<u64>,
    /// Patterns that it matches, all of them.
    pub patterns: Vec<String>,
}

/// What is said of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    /// How it is held, such as `int64`.
    pub format: Option<String>,
    /// The least that it may be.
    pub minimum: Option<Bound>,
    /// The most that it may be.
    pub maximum: Option<Bound>,
    /// Numbers of which it is a multiple, all of them.
    pub multiple_of: Vec<Decimal>,
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where the range ends.
    pub value: Decimal,
    /// Whether the end is no part of the range.
    pub exclusive: bool,
}

/// What is said of a list.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// What each entry is; nothing where it may be anything.
    pub items: Option<Use>,
    /// What the first entries are, each by its place; each is what `items` says too.
    pub places: Vec<Use>,
    /// At least so many entries, 1 or more.
    pub min_items: Option<u64>,
    /// At most so many entries.
    pub max_items: Option<u64>,
    /// Whether no two entries are equal.
    pub unique: bool,
}

/// What is said of an object.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// The properties in their order, those of parts of `allOf` before its own.
    pub properties: Vec<Property>,
    /// Names of members that have to be there, although nothing more is said of them.
    pub further_required: Vec<String>,
    /// What further members are.
    pub extra: Extra,
    /// What further members are whose names match a pattern; each is what `extra` says too.
    pub patterns: Vec<(String, Use)>,
    /// Whether there are no further members but those.
    pub by_name: bool,
    /// What the name of each member is.
    pub names: Option<Use>,
    /// Names of members, each with another one that has to be there beside it, in order.
    pub beside: Vec<(String, String)>,
    /// At least so many members, 1 or more.
    pub min_properties: Option<u64>,
    /// At most so many members.
    pub max_properties: Option<u64>,
}

impl Object {
    /// The property of this name.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name on the wire.
    pub name: String,
    /// What it is. Where it is stated more than once, that is all of it.
    pub value: Use,
    /// Where it can be seen: `readOnly` hides it from requests, `writeOnly` from answers.
    pub seen: Sides,
    /// Where it has to be there; nowhere where it is not seen.
    pub required: Sides,
}

/// What members of an object are that no property names.
#[derive(Debug, Clone, Default)]
pub enum Extra {
    /// They may be anything.
    #[default]
    Any,
    /// There are none.
    None,
    /// They are of this schema.
    Of(Use),
}

impl Extra {
    /// The schema that they are of, where there is one.
    #[must_use]
    pub fn of(&self) -> Option<&Use> {
        match self {
            Self::Of(used) => Some(used),
            Self::Any | Self::None => None,
        }
    }
}

/// One of several things: a `oneOf` or `anyOf`, less null and what stands there twice.
#[derive(Debug, Clone)]
pub struct Union {
    /// Whether the value is exactly one of them (`oneOf`).
    pub exclusive: bool,
    /// What it can be: two at least, or one where it stands for a base that one schema alone extends.
    pub variants: Vec<Use>,
    /// What tells them apart.
    pub discriminator: Option<Discriminator>,
}

/// A member that tells objects apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discriminator {
    /// The name of the member.
    pub property: String,
    /// Values of the member and what each stands for, as listed.
    pub mapping: Vec<(String, Target)>,
}

/// What a value of a discriminator stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A schema of the document.
    Schema(SchemaId),
    /// Something that the document does not have, as it is written.
    Lost(String),
}

impl Target {
    /// The schema that it is, where the document has it.
    #[must_use]
    pub fn schema(&self) -> Option<SchemaId> {
        match self {
            Self::Schema(id) => Some(*id),
            Self::Lost(_) => None,
        }
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// Text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// `true` or `false`.
    Boolean(bool),
    /// A list or an object, as it stands.
    Structure(Value),
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Structure(value) => write!(f, "{value}"),
        }
    }
}
