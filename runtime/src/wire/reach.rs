use std::time::Duration;

use crate::value::types::sensitive::Sensitive;

/// How a gateway is reached, as far as the caller has a say in it.
#[derive(Clone)]
pub(crate) struct Reach {
    /// PEM texts of certificates that are trusted besides Mozilla's roots.
    pub(crate) roots: Vec<Vec<u8>>,
    /// PEM texts of the certificate that is shown to the gateway, and of its key.
    pub(crate) identity: Option<(Vec<u8>, Sensitive<String>)>,
    /// The URL of a proxy.
    pub(crate) proxy: Option<Sensitive<String>>,
    /// The user and the password that the proxy wants.
    pub(crate) proxy_login: Option<(Sensitive<String>, Sensitive<String>)>,
    /// How long a connection may rest before it is no longer used.
    pub(crate) idle: Duration,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            identity: None,
            proxy: None,
            proxy_login: None,
            idle: Duration::from_secs(20),
        }
    }
}
