//! Headers that a caller adds to requests.

use std::fmt;

use http::{HeaderMap, HeaderName};

use crate::record::header::sensitive_header;

/// Headers that say how a request is carried, where it ends, or what its body is.
const FRAMING: &[&str] = &[
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "expect",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Headers that say who asks.
const CREDENTIALS: &[&str] = &["authorization", "cookie", "proxy-authorization"];

/// Why a header cannot be added to requests. It has the name of the header, and never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadHeader {
    /// It is no name that a header can have. The name is shown escaped.
    Name(String),
    /// The value cannot stand in a header: it has a line break, for instance.
    Value(HeaderName),
    /// The header says how the request is carried, where it ends or what its body is.
    Framing(HeaderName),
    /// The header holds a credential, which has settings of its own.
    Credential(HeaderName),
    /// The header names the host, which is that of the base URL.
    Host,
    /// The header names the program, which [`Config::user_agent`](crate::Config::user_agent) does.
    UserAgent,
}

impl fmt::Display for BadHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write!(
                f,
                "{name} is no name that a header can have: letters, digits and `-`"
            ),
            Self::Value(name) => write!(
                f,
                "the value of {name} cannot stand in a header: it has a line break, or is not ASCII"
            ),
            Self::Framing(name) => write!(
                f,
                "{name} cannot be added: it says how the request is carried, where it ends or what its body is"
            ),
            Self::Credential(name) => write!(
                f,
                "{name} cannot be added: it holds a credential, which Config has settings for"
            ),
            Self::Host => f.write_str("host cannot be added: it is that of the base URL"),
            Self::UserAgent => {
                f.write_str("user-agent cannot be added: Config::user_agent sets it")
            }
        }
    }
}

impl std::error::Error for BadHeader {}

/// Adds a header in place of others of its name, unless it would change how the request is carried, who asks, or whom.
/// `is_credential` knows the headers that the API has for credentials.
pub(crate) fn add(
    headers: &mut HeaderMap,
    name: &str,
    value: &str,
    is_credential: impl Fn(&str) -> bool,
) -> Result<(), BadHeader> {
    let name: HeaderName = name
        .parse()
        .map_err(|_| BadHeader::Name(name.escape_debug().to_string()))?;
    if FRAMING.contains(&name.as_str()) {
        return Err(BadHeader::Framing(name));
    }
    check_credential(&name, is_credential)?;
    match name.as_str() {
        "host" => return Err(BadHeader::Host),
        "user-agent" => return Err(BadHeader::UserAgent),
        _ => {}
    }
    let Some(value) = sensitive_header(value) else {
        return Err(BadHeader::Value(name));
    };
    headers.insert(name, value);
    Ok(())
}

/// Refuses a header that holds a credential.
pub(crate) fn check_credential(
    name: &HeaderName,
    is_credential: impl Fn(&str) -> bool,
) -> Result<(), BadHeader> {
    match is_credential(name.as_str()) || CREDENTIALS.contains(&name.as_str()) {
        true => Err(BadHeader::Credential(name.clone())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_change_framing_credentials_or_host_is_refused_in_words() {
        let mut headers = HeaderMap::new();
        let mut added = |name: &str, value: &str| {
            let added = add(&mut headers, name, value, |own| own == "x-api-key");
            added.map_err(|bad| bad.to_string())
        };
        for (name, value, why) in [
            ("Content-Length", "3", "where it ends"),
            ("transfer-encoding", "chunked", "where it ends"),
            ("Connection", "close", "how the request is carried"),
            ("Expect", "100-continue", "how the request is carried"),
            ("Content-Type", "text/plain", "what its body is"),
            ("Accept-Encoding", "gzip", "how the request is carried"),
            ("Authorization", "x", "holds a credential"),
            ("Cookie", "a=b", "holds a credential"),
            ("X-API-KEY", "x", "holds a credential"),
            ("Host", "example.com", "the base URL"),
            ("User-Agent", "x", "Config::user_agent"),
            ("X-Shop", "a\r\nHost: b", "the value of x-shop"),
            ("X Shop", "a", "no name"),
            ("", "a", "no name"),
        ] {
            let refused = added(name, value).unwrap_err();
            assert!(refused.contains(why), "{name}: {refused}");
            assert!(value.len() < 4 || !refused.contains(value), "{refused}");
        }
        assert_eq!(added("X-Shop", "first"), Ok(()));
        assert_eq!(added("x-shop", "7"), Ok(()));
        assert_eq!(headers.len(), 1);
        assert!(headers["x-shop"] == "7" && headers["x-shop"].is_sensitive());
    }
}
