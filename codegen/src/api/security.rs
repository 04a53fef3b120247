//! How calls prove who makes them.

/// How a call proves who makes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Security {
    /// It does not.
    None,
    /// By a key in a header.
    ApiKeyHeader(String),
    /// By a key in the query.
    ApiKeyQuery(String),
    /// By a key in a cookie.
    ApiKeyCookie(String),
    /// By a bearer token.
    Bearer,
    /// By user and password.
    Basic,
}

/// Credentials that go together; without any, whoever likes may call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct CredentialSet {
    /// Whether that of [`Api::security`](super::Api::security) is among them.
    pub own: bool,
    /// The others.
    pub further: Vec<Scheme>,
}

/// A scheme whose credential goes beside that of the API, or in its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// How it works.
    pub security: Security,
}
