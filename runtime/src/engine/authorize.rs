//! Where the credential of a request goes.

use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::engine::config::{Config, Credential, TokenForm};
use crate::record::credentials::{CredentialProvider, Credentials, Kind};
use crate::record::header::{is_cookie_value, sensitive_header};
use crate::record::operation::{Api, TokenFlow};
use crate::record::security::Security;
use crate::value::basic::login;
use crate::value::form::{begin_pair, encode};
use crate::value::types::sensitive::Sensitive;
use crate::value::wipe::WipingBuffer;
use crate::wire::config_error::ConfigError;

/// How requests of one client are authorized.
pub(super) enum Authorization {
    /// Not at all.
    None,
    /// With what was given in the configuration.
    Fixed {
        place: Place,
        text: Sensitive<String>,
    },
    /// With what is asked for when a request is sent.
    Asked {
        place: Place,
        provider: Arc<dyn CredentialProvider>,
        is_basic: bool,
    },
    /// With a token that is fetched.
    Fetched {
        place: Place,
        flow: TokenFlow,
        source: Source,
    },
}

/// Where the credentials are from that a token is fetched with.
pub(super) enum Source {
    Given(Credentials),
    Provided(Arc<dyn CredentialProvider>),
}

impl Source {
    pub(super) async fn credentials(&self) -> Option<Credentials> {
        match self {
            Self::Given(credentials) => Some(credentials.clone()),
            Self::Provided(provider) => provider.credentials().await,
        }
    }
}

/// Where a credential goes, and in which form.
#[derive(Clone)]
pub(super) enum Place {
    Header { name: HeaderName, form: TokenForm },
    Query(&'static str),
    Cookie(&'static str),
}

impl Authorization {
    pub(super) fn new(api: &'static Api, config: &Config) -> Result<Self, ConfigError> {
        let Some(place) = Place::of(api.security, config.token_form)? else {
            return Ok(Self::None);
        };
        let basic = api.security == Security::Basic;
        let given = match (&config.credential, api.token) {
            (Credential::Missing, _) => return Err(ConfigError::NoCredential),
            (Credential::Nobody, _) => return Ok(Self::None),
            (Credential::Given(credentials), _) => credentials,
            (Credential::Provided(provider), Some(flow)) if !basic => {
                let source = Source::Provided(Arc::clone(provider));
                return Ok(Self::Fetched {
                    place,
                    flow,
                    source,
                });
            }
            (Credential::Provided(provider), _) => {
                return Ok(Self::Asked {
                    place,
                    provider: Arc::clone(provider),
                    is_basic: basic,
                });
            }
        };
        if let (Kind::App { .. }, Some(flow), false) = (&given.0, api.token, basic) {
            if let Some(part) = given.blank_part() {
                return Err(ConfigError::EmptyCredential { part });
            }
            let source = Source::Given(given.clone());
            return Ok(Self::Fetched {
                place,
                flow,
                source,
            });
        }
        let text = place.fixed(given, basic).map_err(|wrong| match wrong {
            ConfigError::WrongCredential { .. } if api.token.is_some() => {
                ConfigError::WrongCredential {
                    wanted: "an application id and a secret",
                }
            }
            wrong => wrong,
        })?;
        Ok(Self::Fixed { place, text })
    }
}

/// What goes with a request; `None` if the credentials are of another kind, or cannot be sent.
pub(super) fn text_of(credentials: &Credentials, is_basic: bool) -> Option<Sensitive<String>> {
    match &credentials.0 {
        Kind::Login { user, password } if is_basic => login(user.expose(), password.expose()),
        Kind::Key(key) if !is_basic => Some(key.clone()),
        _ => None,
    }
}

impl Place {
    /// Where a credential goes; nowhere where there is none.
    pub(super) fn of(security: Security, form: TokenForm) -> Result<Option<Self>, ConfigError> {
        let header = |name: HeaderName, form| Self::Header { name, form };
        Ok(Some(match security {
            Security::None => return Ok(None),
            Security::ApiKeyHeader { name } => {
                let name = name.parse().map_err(|_| ConfigError::MalformedCredential)?;
                header(name, form)
            }
            Security::ApiKeyQuery { name } => Self::Query(name),
            Security::ApiKeyCookie { name } => Self::Cookie(name),
            Security::Bearer => header(header::AUTHORIZATION, TokenForm::Bearer),
            Security::Basic => header(header::AUTHORIZATION, TokenForm::Raw),
        }))
    }

    /// What goes with each request for what was given. What cannot be sent is better known now than when a payment waits
    /// for it.
    pub(super) fn fixed(
        &self,
        given: &Credentials,
        is_basic: bool,
    ) -> Result<Sensitive<String>, ConfigError> {
        if let Some(part) = given.blank_part() {
            return Err(ConfigError::EmptyCredential { part });
        }
        let text = text_of(given, is_basic).ok_or(match (&given.0, is_basic) {
            (Kind::Login { .. }, true) => ConfigError::MalformedCredential,
            (_, true) => ConfigError::WrongCredential {
                wanted: "a user and a password",
            },
            (_, false) => ConfigError::WrongCredential { wanted: "a key" },
        })?;
        self.fits(&text)?;
        Ok(text)
    }

    fn fits(&self, text: &Sensitive<String>) -> Result<(), ConfigError> {
        let fits = match self {
            Self::Header { .. } => sensitive_header(text.expose()).is_some(),
            Self::Cookie(_) => is_cookie_value(text.expose()),
            Self::Query(_) => true,
        };
        if fits {
            Ok(())
        } else {
            Err(ConfigError::MalformedCredential)
        }
    }

    /// Puts the credential where it goes; `false` if it cannot be sent there.
    pub(super) fn put(
        &self,
        text: &Sensitive<String>,
        headers: &mut HeaderMap,
        query: &mut WipingBuffer,
        cookies: &mut WipingBuffer,
    ) -> bool {
        match self {
            Self::Header { name, form } => {
                let Some(value) = header_value(*form, text) else {
                    return false;
                };
                headers.insert(name.clone(), value);
            }
            Self::Query(name) => {
                begin_pair(b"?", name, query);
                encode(text.expose(), query);
            }
            Self::Cookie(name) if is_cookie_value(text.expose()) => {
                add_cookie(cookies, name, text.expose())
            }
            Self::Cookie(_) => return false,
        }
        true
    }
}

/// Adds cookies as a header has them.
pub(super) fn add_cookies(cookies: &mut WipingBuffer, stated: &[u8]) {
    if cookies.len() > 0 {
        cookies.extend(b"; ");
    }
    cookies.extend(stated);
}

pub(super) fn add_cookie(cookies: &mut WipingBuffer, name: &str, value: &str) {
    add_cookies(cookies, name.as_bytes());
    cookies.extend(b"=");
    cookies.extend(value.as_bytes());
}

fn header_value(form: TokenForm, text: &Sensitive<String>) -> Option<HeaderValue> {
    match form {
        TokenForm::Raw => sensitive_header(text.expose()),
        TokenForm::Bearer => {
            // Of the full length from the start: growing would leave copies behind.
            let mut value = String::with_capacity(text.expose().len().saturating_add(7));
            value.push_str("Bearer ");
            value.push_str(text.expose());
            sensitive_header(Sensitive::new(value).expose())
        }
    }
}
