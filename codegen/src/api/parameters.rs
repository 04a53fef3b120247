//! Parameters outside of a body: where each goes, and how it is written there.

/// How one parameter is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Where it goes.
    pub place: ParameterPlace,
    /// How it is written there.
    pub style: ParameterStyle,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterPlace {
    /// Into the path template.
    Path,
    /// Behind the question mark.
    Query,
    /// Into a header.
    Header,
    /// Into the `Cookie` header.
    Cookie,
}

impl ParameterPlace {
    /// Its name in the runtime.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "Path",
            Self::Query => "Query",
            Self::Header => "Header",
            Self::Cookie => "Cookie",
        }
    }
}

/// How a parameter is written, by what the document says of it and by what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterStyle {
    /// As text; the elements of a list one by one.
    Plain,
    /// With commas between what it holds; members as `name=value` where they are exploded.
    Commas {
        /// Whether members are.
        explode: bool,
    },
    /// Behind a point.
    Label {
        /// Whether points stand between what it holds, and not commas.
        explode: bool,
    },
    /// Behind a semicolon and its name.
    Matrix {
        /// Whether the name is repeated.
        explode: bool,
    },
    /// With spaces between its elements.
    Spaces,
    /// With bars between its elements.
    Pipes,
    /// Each member as a parameter of its own.
    Members,
    /// Each member as a parameter of its own, of which not all are known, and none may have the name of another one of these.
    Entries(Vec<String>),
    /// With members and elements in brackets.
    Brackets,
    /// As JSON.
    Json,
    /// As text whose reserved characters stand for themselves.
    Reserved,
}
