//! Types that hold one of several things.

use super::limits::Limits;
use super::refs::TypeRef;
use crate::extensions::Class;

/// A property that names which of several others is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The property that names it.
    pub by: String,
    /// The type of that property.
    pub by_type: TypeRef,
    /// The limits of that property.
    pub limits: Limits,
    /// The values, in order.
    pub variants: Vec<ChoiceVariant>,
}

/// One value of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceVariant {
    /// The value of the naming property.
    pub value: String,
    /// The variant.
    pub rust: String,
    /// The property that goes with it, and its type.
    pub block: Option<(String, TypeRef)>,
    /// Its documentation.
    pub docs: Vec<String>,
}

/// Two properties of which one at least is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Either {
    /// The two.
    pub members: Vec<EitherMember>,
}

/// One of two properties.
#[derive(Debug, Clone, PartialEq)]
pub struct EitherMember {
    /// The name on the wire.
    pub wire: String,
    /// The name in Rust.
    pub rust: String,
    /// The variant that holds it alone.
    pub variant: String,
    /// Its type.
    pub ty: TypeRef,
    /// How sensitive it is, as the document says.
    pub class: Option<Class>,
}

/// One of several objects, told apart by a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Union {
    /// The member that tells them apart.
    pub by: String,
    /// The values of the member with the type for each.
    pub variants: Vec<UnionVariant>,
    /// Whether requests hold it.
    pub request: bool,
}

/// One object of a union.
#[derive(Debug, Clone, PartialEq)]
pub struct UnionVariant {
    /// The value of the member.
    pub value: String,
    /// The variant.
    pub rust: String,
    /// The object.
    pub ty: TypeRef,
    /// Who writes the member.
    pub tag: Tag,
}

/// Who writes the member that tells the objects of a union apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// The object, which has to have it.
    Object,
    /// The union, where the object may have it and was given none.
    WhereAbsent,
    /// The union, since the type of the object does not have it.
    Union,
}

/// What one success status answers with.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusAnswer {
    /// The status; none for any other.
    pub status: Option<u16>,
    /// The variant.
    pub rust: String,
    /// What it holds.
    pub body: AnswerBody,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerBody {
    /// What it holds.
    pub ty: TypeRef,
    /// The media type that it comes as.
    pub media_type: String,
}

impl AnswerBody {
    /// No body.
    pub const NOTHING: Self = Self {
        ty: TypeRef::Unit,
        media_type: String::new(),
    };
}

/// One of several things, told apart by their JSON type; several objects by the members that they have.
#[derive(Debug, Clone, PartialEq)]
pub struct Kinds {
    /// What each JSON type is.
    pub variants: Vec<KindVariant>,
    /// Whether requests hold it.
    pub request: bool,
}

/// What one JSON type is.
#[derive(Debug, Clone, PartialEq)]
pub struct KindVariant {
    /// The JSON type.
    pub kind: JsonKind,
    /// The variant.
    pub rust: String,
    /// What it holds.
    pub ty: TypeRef,
    /// What it is known by, where it is one of several objects.
    pub match_score: Option<MatchScore>,
    /// Its documentation.
    pub docs: Vec<String>,
}

/// What an object is known by where no member names what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MatchScore {
    /// The members that it must have, by their names on the wire.
    pub required: Vec<String>,
    /// The members that it may have.
    pub optional: Vec<String>,
    /// Members that have one known value, with that value.
    pub tags: Vec<(String, String)>,
    /// Members that another object has with another JSON type, with their own.
    pub kinds: Vec<(String, JsonKind)>,
}

/// The type of a JSON value, without null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// A string.
    Text,
    /// A number.
    Number,
    /// A truth value.
    Boolean,
    /// An array.
    List,
    /// An object.
    Object,
}
