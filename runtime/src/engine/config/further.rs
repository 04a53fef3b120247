//! Credentials beside that of the API.

use crate::engine::config::Config;
use crate::record::credentials::Credentials;

impl Config {
    /// The credential of another scheme, by the name that the document gives the scheme, for operations that ask for it
    /// beside the usual one, or in its place: a [key](Credentials::key), or a [user and a password](Credentials::basic) for
    /// basic authentication. Of two of one name the later counts. A scheme that no operation asks for is refused when the
    /// client is made ([`ConfigError::UnknownScheme`](crate::ConfigError::UnknownScheme)).
    ///
    /// A call goes with the first alternative of which everything was given, in the order of the document. Without one it
    /// is not sent.
    ///
    /// ```
    /// use gateway_runtime::{Config, Credentials};
    ///
    /// let config = Config::new("https://gateway.example.com")
    ///     .credential("the usual key")
    ///     .further_credential("application-key", Credentials::key("another key"));
    /// # let _ = config;
    /// ```
    pub fn further_credential(mut self, scheme: impl Into<String>, given: Credentials) -> Self {
        self.further.push((scheme.into(), given));
        self
    }
}
