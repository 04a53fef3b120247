//! The plain model between lowering and emitting: every name, order, type and policy is decided here.
//!
//! It holds no token and no OpenAPI type, so that lowering can be reviewed and emitting stays layout. Where an extension says
//! a thing as it is laid out, its type stands here: [`Class`], [`Effect`], [`RepeatRule`], [`StateClass`], [`Source`],
//! [`Envelope`] and [`Token`].

mod defined;
mod limits;
mod names;
mod operations;
mod outcomes;
mod parameters;
mod phrase;
mod presets;
mod refs;
mod security;
mod types;
mod variants;

use indexmap::IndexSet;

pub use crate::extensions::{
    Class, Effect, Envelope, LifetimeUnit, Moves, RepeatRule, Source, StateClass, Token, Way,
};
pub use defined::TypeDefs;
pub use limits::{Form, Limits, Pattern, Piece};
pub use operations::{Body, Encoding, FailureBody, FormStyle, Kept, Operation};
pub use outcomes::{Acknowledged, Fill, FoundBy, Lookup, PaymentPage, Question};
pub use parameters::{Parameter, ParameterPlace, ParameterStyle};
pub(crate) use phrase::{counted, counted_within};
pub use presets::{Given, Preset, PresetValue};
pub use refs::TypeRef;
pub use security::{CredentialSet, Scheme, Security};
pub use types::{
    Enumeration, EnumerationValue, Field, Null, Rest, Scalar, Struct, TypeDef, TypeKind,
};
pub use variants::{
    AnswerBody, Choice, ChoiceVariant, Either, EitherMember, JsonKind, KindVariant, Kinds,
    MatchScore, StatusAnswer, Tag, Union, UnionVariant,
};

/// A whole API, ready to be laid out as Rust.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The title of the document.
    pub title: String,
    /// The release of the document, as it is shown.
    pub version: String,
    /// The description of the document, as lines of rustdoc.
    pub docs: Vec<String>,
    /// How answers say whether they were accepted, where the document says so and the operation nothing else.
    pub envelope: Option<Envelope>,
    /// How most calls prove who makes them.
    pub security: Security,
    /// How a token is obtained, where the security scheme needs one.
    pub token: Option<Token>,
    /// The operations, grouped and ordered as in the document.
    pub groups: Vec<Group>,
    /// What look-ups ask for, in the order of the operations.
    pub questions: Vec<Question>,
    /// The types, in the order of the document; a hoisted type follows its owner.
    pub types: TypeDefs,
    /// What the document has and the crate has not, with the reason.
    pub left_out: Vec<LeftOut>,
}

impl Api {
    /// All operations in order.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// The schemes of which operations ask for a credential beside that of [`security`](Self::security), or in its place:
    /// each once, in the order of the operations.
    #[must_use]
    pub fn further_schemes(&self) -> IndexSet<&Scheme> {
        let asked = self.operations().flat_map(|operation| &operation.any_of);
        asked.flat_map(|together| &together.further).collect()
    }
}

/// Operations that the document shows together.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The name of the tag.
    pub name: String,
    /// What the tag is about.
    pub docs: Vec<String>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// A documented thing that the crate does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is.
    pub what: String,
    /// Where it stands.
    pub pointer: String,
    /// Why it is left out.
    pub why: String,
}
