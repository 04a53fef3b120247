//! Emitted types: objects and texts.

use super::limits::Limits;
use super::parameters::Parameter;
use super::presets::Preset;
use super::refs::TypeRef;
use super::variants::{Choice, Either, Kinds, StatusAnswer, Union};
use crate::extensions::{Class, ExpiryPart, StateClass};

/// One emitted type.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// Its module and file name.
    pub module: String,
    /// The name in the document, where there is one.
    pub wire: Option<String>,
    /// Where it stands in the document.
    pub pointer: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: TypeKind,
}

/// What an emitted type is.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// An object that requests hold; strict.
    Request(Struct),
    /// The parameters of an operation outside its body, each with how it is sent; strict.
    Parameters(Struct, Vec<Parameter>),
    /// A body in several parts, each with the media type that it is sent as, where the document names one; strict.
    Multipart(Struct, Vec<Option<String>>),
    /// An object that answers hold; lenient.
    Answer(Struct),
    /// A string with rules of its own.
    Scalar(Scalar),
    /// A string with known values.
    Enumeration(Enumeration),
    /// Another name for a type.
    Alias(TypeRef),
    /// A property that names which of several others is there, as one type.
    Choice(Choice),
    /// Two properties of which one at least is there, as one type.
    Either(Either),
    /// Properties of a request that are one thing, as one type.
    Together(Struct),
    /// One of several objects, told apart by a member.
    Union(Union),
    /// One of several things, told apart by their JSON type.
    Kinds(Kinds),
    /// Success answers that differ by status.
    Statuses(Vec<StatusAnswer>),
}

impl TypeKind {
    /// The object, where the type is one with fields.
    #[must_use]
    pub fn object(&self) -> Option<&Struct> {
        match self {
            Self::Request(object)
            | Self::Answer(object)
            | Self::Parameters(object, _)
            | Self::Multipart(object, _)
            | Self::Together(object) => Some(object),
            _ => None,
        }
    }
}

/// An object.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Struct {
    /// The name of the type that holds what a request must have.
    pub required_name: String,
    /// Its properties in the order of the document.
    pub fields: Vec<Field>,
    /// The fewest properties that may be given.
    pub min_members: Option<usize>,
    /// The most properties that may be given.
    pub max_members: Option<usize>,
    /// Wire names, each with another one that has to be given where it is.
    pub beside: Vec<(String, String)>,
    /// Lists of wire names of which at least one must be given.
    pub one_of_required: Vec<Vec<String>>,
    /// Constructors that give some of the properties their values.
    pub presets: Vec<Preset>,
}

/// The members of an object beside those that no property names.
#[derive(Debug, Clone, PartialEq)]
pub struct Rest {
    /// Their names.
    pub named: Vec<String>,
    /// Whether the document says nothing of the others, in a request that a gateway may understand more of. They can stand in
    /// objects within it, too.
    pub is_undocumented: bool,
}

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire; empty where the field stands for several properties.
    pub wire: String,
    /// The name in Rust.
    pub rust: String,
    /// Its type without the `Option`.
    pub ty: TypeRef,
    /// Whether a request must have it; documentation on an answer.
    pub required: bool,
    /// Whether it may be null, which then is nothing odd.
    pub nullable: bool,
    /// When a request writes it as null.
    pub null: Null,
    /// Its documentation.
    pub docs: Vec<String>,
    /// How sensitive it is, as the document says.
    pub class: Option<Class>,
    /// The limits that its type does not carry itself.
    pub limits: Limits,
    /// Whether exact decimals are written as JSON numbers.
    pub as_number: bool,
    /// The sibling on the wire that names the currency of an amount.
    pub currency_from: Option<String>,
    /// Which part it is of the month in which a card expires.
    pub expiry: Option<ExpiryPart>,
    /// The wire names that a choice stands for, with their restrictions told by the choice.
    pub stands_for: Vec<String>,
    /// What else its object has, where it holds the members that no property names; its own name on the wire is empty.
    pub rest: Option<Box<Rest>>,
    /// A sample value in JSON.
    pub sample: Option<serde_json::Value>,
}

impl Field {
    /// A property of which nothing is known but its name in Rust and its type.
    #[must_use]
    pub fn new(rust: String, ty: TypeRef) -> Self {
        Self {
            wire: String::new(),
            rust,
            ty,
            required: false,
            nullable: false,
            null: Null::Never,
            docs: Vec::new(),
            class: None,
            limits: Limits::default(),
            as_number: false,
            currency_from: None,
            expiry: None,
            stands_for: Vec::new(),
            rest: None,
            sample: None,
        }
    }
}

/// When a request writes a field as null.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Null {
    /// Never.
    #[default]
    Never,
    /// Where it is absent, since its name has to be there.
    WhenAbsent,
    /// Where the setter of this name says so, since to be absent is something else.
    By(String),
}

/// A string with rules of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Scalar {
    /// Its rules.
    pub limits: Limits,
    /// How sensitive it is where a property does not say otherwise.
    pub class: Option<Class>,
    /// A sample that follows the rules.
    pub sample: Option<String>,
}

/// A string with known values.
#[derive(Debug, Clone, PartialEq)]
pub struct Enumeration {
    /// Its values in order.
    pub values: Vec<EnumerationValue>,
    /// Whether other values are kept and may be sent.
    pub open: bool,
    /// What the values mean for the money, where they are states of it.
    pub state_classes: Vec<(String, StateClass)>,
    /// How sensitive it is where a property does not say otherwise.
    pub class: Option<Class>,
}

/// One known value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumerationValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub rust: String,
    /// Its documentation.
    pub docs: Vec<String>,
}
