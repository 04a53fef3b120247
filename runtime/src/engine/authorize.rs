//! Where the credential of a request goes.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::engine::config::{Config, Credential, TokenForm};
use crate::record::header::{is_cookie_value, sensitive_header};
use crate::record::operation::{Api, Security, TokenFlow};
use crate::value::basic::login;
use crate::value::form::encode;
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
    /// With a token that is fetched.
    Fetched {
        place: Place,
        flow: TokenFlow,
        app: Sensitive<String>,
        secret: Sensitive<String>,
    },
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
        let header = |name: HeaderName, form| Place::Header { name, form };
        let place = match api.security {
            Security::None => return Ok(Self::None),
            Security::ApiKeyHeader { name } => header(
                name.parse().map_err(|_| ConfigError::MalformedCredential)?,
                config.token_form,
            ),
            Security::ApiKeyQuery { name } => Place::Query(name),
            Security::ApiKeyCookie { name } => Place::Cookie(name),
            Security::Bearer => header(header::AUTHORIZATION, TokenForm::Bearer),
            Security::Basic => header(header::AUTHORIZATION, TokenForm::Raw),
        };
        let basic = api.security == Security::Basic;
        match (&config.credential, api.token) {
            (Credential::Missing, _) => Err(ConfigError::NoCredential),
            (Credential::Nobody, _) => Ok(Self::None),
            (Credential::Login { user, password }, _) if basic => Ok(Self::Fixed {
                place,
                text: login(user.expose(), password.expose())
                    .ok_or(ConfigError::MalformedCredential)?,
            }),
            (Credential::Key(key), _) if !basic => {
                // What cannot be sent is better known now than when a payment waits for it.
                place.fits(key)?;
                Ok(Self::Fixed {
                    place,
                    text: key.clone(),
                })
            }
            (Credential::App { id, secret }, Some(flow)) if !basic => Ok(Self::Fetched {
                place,
                flow,
                app: id.clone(),
                secret: secret.clone(),
            }),
            (_, Some(_)) => Err(ConfigError::WrongCredential {
                wanted: "an application id and a secret",
            }),
            (_, None) if basic => Err(ConfigError::WrongCredential {
                wanted: "a user and a password",
            }),
            (_, None) => Err(ConfigError::WrongCredential { wanted: "a key" }),
        }
    }
}

impl Place {
    fn fits(&self, text: &Sensitive<String>) -> Result<(), ConfigError> {
        let fits = match self {
            Self::Header { .. } => sensitive_header(text.expose()).is_some(),
            Self::Cookie(_) => is_cookie_value(text.expose()),
            Self::Query(_) => true,
        };
        if fits && !text.expose().is_empty() {
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
                query.extend(if query.len() == 0 { b"?" } else { b"&" });
                encode(name, query);
                query.extend(b"=");
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

pub(super) fn add_cookie(cookies: &mut WipingBuffer, name: &str, value: &str) {
    if cookies.len() > 0 {
        cookies.extend(b"; ");
    }
    cookies.extend(name.as_bytes());
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
