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
    /// The credential has characters that cannot be sent.
    MalformedCredential,
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
            Self::NoCredential => f.write_str("the API wants a credential, and none was given"),
            Self::WrongCredential { wanted } => write!(f, "the API wants {wanted}"),
            Self::MalformedCredential => {
                f.write_str("the credential has characters that cannot be sent")
            }
            Self::Certificates => f.write_str("the root certificates cannot be read as PEM"),
            Self::ClientCertificate => {
                f.write_str("the client's certificate and its key cannot be used")
            }
            Self::NoTls => f.write_str("https needs the feature `tls` of gateway-runtime"),
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
