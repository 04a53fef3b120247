use std::fmt;

use crate::record::future::BoxFuture;
use crate::value::types::sensitive::Sensitive;

/// Who asks: what a token is fetched with, or what goes with each request.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Key(Sensitive<String>),
    Login {
        user: Sensitive<String>,
        password: Sensitive<String>,
    },
    App {
        id: Sensitive<String>,
        secret: Sensitive<String>,
    },
}

impl Credentials {
    /// The application id and the secret that a token is fetched with, for an API that gives tokens.
    pub fn app(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Kind::App {
            id: Sensitive::new(id.into()),
            secret: Sensitive::new(secret.into()),
        })
    }

    /// A key or token that is sent as it is, for an API key or for bearer authentication.
    pub fn key(key: impl Into<String>) -> Self {
        Self(Kind::Key(Sensitive::new(key.into())))
    }

    /// The user and the password of basic authentication. The user must not contain a colon.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self(Kind::Login {
            user: Sensitive::new(user.into()),
            password: Sensitive::new(password.into()),
        })
    }
}

impl Credentials {
    /// What names the application, if something does.
    pub(crate) fn app_id(&self) -> Option<&str> {
        match &self.0 {
            Kind::App { id, .. } => Some(id.expose()),
            Kind::Login { user, .. } => Some(user.expose()),
            Kind::Key(_) => None,
        }
    }

    /// The part that is empty or has white space at an end. A password may be empty.
    pub(crate) fn blank_part(&self) -> Option<&'static str> {
        let parts: &[(&'static str, &Sensitive<String>)] = match &self.0 {
            Kind::Key(key) => &[("key", key)],
            Kind::Login { user, .. } => &[("user", user)],
            Kind::App { id, secret } => &[("application id", id), ("secret", secret)],
        };
        let is_blank = |text: &str| text.is_empty() || text.trim().len() != text.len();
        let blank = parts.iter().find(|(_, text)| is_blank(text.expose()));
        blank.map(|(part, _)| *part)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([redacted])")
    }
}

/// Gives the credentials that are good now, so that new ones are taken without a restart.
///
/// Where the API gives tokens, it is asked whenever a token is fetched, and once more when the gateway has refused to give
/// one: if it then has others, those are tried at once. Elsewhere it is asked for every request, so that what it gives is
/// to be at hand. A call waits for it as long as its total timeout lets it, and is not sent
/// ([`Reason::Token`](crate::Reason::Token)) if it has none, or none of the kind that the API wants.
///
/// ```
/// use gateway_runtime::{BoxFuture, CredentialProvider, Credentials};
/// use std::sync::RwLock;
///
/// /// What whoever watches the vault puts there.
/// #[derive(Debug)]
/// struct Current(RwLock<Credentials>);
///
/// impl CredentialProvider for Current {
///     fn credentials(&self) -> BoxFuture<'_, Option<Credentials>> {
///         Box::pin(async { self.0.read().ok().map(|current| current.clone()) })
///     }
/// }
/// ```
pub trait CredentialProvider: Send + Sync + fmt::Debug {
    /// The credentials that are good now, if there are any.
    fn credentials(&self) -> BoxFuture<'_, Option<Credentials>>;
}
