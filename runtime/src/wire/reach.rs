use std::time::Duration;

use crate::value::types::sensitive::Sensitive;

/// How a gateway is reached, as far as the caller has a say in it.
#[derive(Clone)]
pub(crate) struct Reach {
    /// PEM texts of certificates that are trusted besides Mozilla's roots.
    pub(crate) roots: Vec<Vec<u8>>,
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
            proxy: None,
            proxy_login: None,
            idle: Duration::from_secs(20),
        }
    }
}
