//! Where extensions can stand in a document.

use crate::openapi::{Part, Role};

/// What an extension says something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The document as a whole.
    Document,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A security scheme.
    SecurityScheme,
    /// A named schema under `components`.
    Component,
    /// A property of a schema.
    Property,
    /// Any other schema: of entries, of a body, a part of a combination.
    Part,
    /// Anything else that has members.
    Other,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 8] = [
        Self::Document,
        Self::Operation,
        Self::Parameter,
        Self::SecurityScheme,
        Self::Component,
        Self::Property,
        Self::Part,
        Self::Other,
    ];

    /// Any schema.
    pub const SCHEMAS: [Self; 3] = [Self::Component, Self::Property, Self::Part];

    /// The place in words: `security scheme`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::SecurityScheme => "security scheme",
            Self::Component => "component",
            Self::Property => "property",
            Self::Part => "other schema",
            Self::Other => "any other node",
        }
    }
}

impl From<Part> for Place {
    fn from(part: Part) -> Self {
        match part {
            Part::Document => Self::Document,
            Part::Operation => Self::Operation,
            Part::Parameter => Self::Parameter,
            Part::SecurityScheme => Self::SecurityScheme,
            Part::Schema(Role::Component) => Self::Component,
            Part::Schema(Role::Property) => Self::Property,
            Part::Schema(Role::Part) => Self::Part,
            Part::Tag | Part::Other => Self::Other,
        }
    }
}
