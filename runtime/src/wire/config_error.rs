use std::fmt;

use crate::wire::address::BadAddress;
use crate::wire::headers::BadHeader;

/// Why no client could be made of a configuration. It holds no credential and no URL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// The base URL was not taken.
    Address(BadAddress),
    /// The URL of the proxy was not taken.
    Proxy(BadAddress),
    /// The API wants a credential, and none was given. [`Config::without_credential`](crate::Config::without_credential) says that this is on purpose.
    NoCredential,
    /// The credential is not of the kind that the API wants.
    WrongCredential {
        /// What the API wants.
        wanted: &'static str,
    },
    /// A part of the credential is empty, or begins or ends with white space: an environment variable that is not set, or
    /// a file with a line break at its end.
    EmptyCredential {
        /// Which part.
        part: &'static str,
    },
    /// The credential has characters that cannot be sent.
    MalformedCredential,
    /// No operation asks for a further credential of this scheme.
    UnknownScheme {
        /// The name that was given.
        name: String,
    },
    /// The user for the proxy has a colon, or it or the password a control character.
    ProxyLogin,
    /// The added root certificates cannot be read.
    Certificates,
    /// The client's certificate or its key cannot be read, or they do not belong together.
    ClientCertificate,
    /// The base URL begins with `https`, but the crate was built without its feature `tls`.
    NoTls,
    /// A header cannot be added to requests.
    Header(BadHeader),
    /// A setting is out of its range.
    OutOfRange {
        /// The name of the setting.
        setting: &'static str,
        /// What it must be.
        range: &'static str,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(bad) => write!(f, "the base URL {bad}"),
            Self::Proxy(bad) => write!(f, "the URL of the proxy {bad}"),
            Self::NoCredential => f.write_str(
                "the API wants a credential, and none was given: Config::credentials takes one, and Config::without_credential says that none is meant",
            ),
            Self::WrongCredential { wanted } => {
                write!(f, "the API wants {wanted}, and Config was given something else")
            }
            Self::EmptyCredential { part } => write!(
                f,
                "the {part} is empty, or begins or ends with white space; check where it is read from"
            ),
            Self::UnknownScheme { name } => write!(
                f,
                "no operation asks for a further credential of the scheme `{}`; Client::new lists those that are asked for",
                name.escape_debug()
            ),
            Self::ProxyLogin => f.write_str(
                "the user for the proxy must not have a colon, nor it or the password a control character",
            ),
            Self::MalformedCredential => {
                f.write_str("the credential has characters that cannot be sent")
            }
            Self::Certificates => f.write_str(
                "the root certificates cannot be read; Config::root_certificates takes PEM texts (-----BEGIN CERTIFICATE-----)",
            ),
            Self::ClientCertificate => f.write_str(
                "the client's certificate and its key cannot be used; Config::client_certificate takes both as PEM, and they must belong together",
            ),
            Self::NoTls => f.write_str("https needs the crate's feature `tls`, which this build is without"),
            Self::Header(bad) => bad.fmt(f),
            Self::OutOfRange { setting, range } => write!(f, "{setting} must be {range}"),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Address(bad) | Self::Proxy(bad) => Some(bad),
            _ => None,
        }
    }
}

impl From<BadAddress> for ConfigError {
    fn from(bad: BadAddress) -> Self {
        Self::Address(bad)
    }
}
