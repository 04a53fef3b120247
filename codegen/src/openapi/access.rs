//! Who may call, and where, in the normal form.

use indexmap::IndexMap;

use super::notes::Notes;
use super::pointer::Pointer;

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Cookie];

    /// The word of OpenAPI for it: `query`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The place of a name; nothing for one that names none.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.key() == key)
    }
}

/// Servers with the place that states them.
#[derive(Debug, Clone, Default)]
pub struct Servers {
    /// Where they are stated: at the operation, its path or the document.
    pub pointer: Pointer,
    /// The servers, `/` left out where it is the only one.
    pub list: Vec<Server>,
}

/// What a call needs: one of these. Where the list is empty, anybody may call.
#[derive(Debug, Clone, Default)]
pub struct Security {
    /// Where it is stated.
    pub pointer: Pointer,
    /// The alternatives. One that is empty is that of calling without anything.
    pub any_of: Vec<Requirement>,
}

/// Schemes that a call needs together, each with its scopes.
pub type Requirement = IndexMap<String, Vec<String>>;

/// A way to prove who calls.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// How it works.
    pub kind: SchemeKind,
    /// What is said of it.
    pub notes: Notes,
}

/// How a security scheme works.
#[derive(Debug, Clone)]
pub enum SchemeKind {
    /// A key that goes with each call.
    ApiKey {
        /// Where it goes.
        place: Place,
        /// Its name there.
        name: String,
    },
    /// A scheme of the header `Authorization`.
    Http {
        /// The scheme in lower case: `basic`, `bearer`.
        scheme: String,
        /// What a bearer token looks like.
        bearer_format: Option<String>,
    },
    /// Flows of OAuth 2, by their names.
    OAuth2(IndexMap<String, Flow>),
    /// A discovery document.
    OpenIdConnect {
        /// Where it stands.
        url: String,
    },
    /// A certificate of the client.
    MutualTls,
    /// Another type than OpenAPI has, by its name.
    Other(String),
}

/// A flow of OAuth 2.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Where people agree.
    pub authorization_url: Option<String>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// Where tokens are given anew.
    pub refresh_url: Option<String>,
    /// The scopes and what each means.
    pub scopes: IndexMap<String, String>,
    /// What is said of it.
    pub notes: Notes,
}

/// Where a service is.
#[derive(Debug, Clone)]
pub struct Server {
    /// The URL, with variables in braces.
    pub url: String,
    /// The variables by name.
    pub variables: IndexMap<String, Variable>,
    /// What is said of it.
    pub notes: Notes,
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, Default)]
pub struct Variable {
    /// Its value where nothing else is chosen.
    pub default: String,
    /// The values that it can have.
    pub values: Vec<String>,
    /// What is said of it.
    pub notes: Notes,
}
