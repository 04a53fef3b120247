use crate::value::types::sensitive::Sensitive;

/// How a gateway is reached, as far as the caller has a say in it.
#[derive(Clone, Default)]
pub(crate) struct Reach {
    /// PEM texts of certificates that are trusted besides Mozilla's roots.
    pub(crate) roots: Vec<Vec<u8>>,
    /// The URL of a proxy.
    pub(crate) proxy: Option<Sensitive<String>>,
    /// The user and the password that the proxy wants.
    pub(crate) proxy_login: Option<(Sensitive<String>, Sensitive<String>)>,
}
