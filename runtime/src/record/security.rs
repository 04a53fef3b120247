//! What operations ask their caller for: where credentials go, and which of them go together.

/// Where the credential of a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Nowhere: there is none.
    None,
    /// Into a header.
    ApiKeyHeader {
        /// The name of the header.
        name: &'static str,
    },
    /// Into the query.
    ApiKeyQuery {
        /// The name of the query parameter.
        name: &'static str,
    },
    /// Into a cookie.
    ApiKeyCookie {
        /// The name of the cookie.
        name: &'static str,
    },
    /// Into `Authorization`, after `Bearer`.
    Bearer,
    /// Into `Authorization`, after `Basic`: user and password.
    Basic,
}

impl Security {
    /// The header of the document's own that holds the credential.
    pub(crate) fn header(&self) -> Option<&'static str> {
        match self {
            Self::ApiKeyHeader { name } => Some(name),
            _ => None,
        }
    }
}

/// What operations ask for where it is not the credential of the API alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// The operations, by their ids.
    pub operations: &'static [&'static str],
    /// The alternatives. A call goes with the first of which the configuration has all.
    pub any_of: &'static [CredentialSet],
}

/// Credentials that go together. Without any, whoever likes may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialSet {
    /// Whether that of the API is among them.
    pub own: bool,
    /// The others.
    pub further: &'static [Scheme],
}

impl CredentialSet {
    /// The credential of the API, and no alternative.
    pub(crate) const OWN: &'static [Self] = &[Self {
        own: true,
        further: &[],
    }];

    /// Nothing, and no alternative.
    pub(crate) const NOTHING: &'static [Self] = &[Self {
        own: false,
        further: &[],
    }];
}

/// A scheme whose credential goes beside that of the API, or in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Its name in the document, by which [`Config::further_credential`](crate::Config::further_credential) takes the
    /// credential.
    pub name: &'static str,
    /// Where the credential goes.
    pub security: Security,
}
