use std::fmt;
use std::time::SystemTime;

use crate::record::future::BoxFuture;
use crate::value::types::sensitive::Sensitive;

/// Where the processes of a fleet share one token. A store that fails must answer as if it were empty: a call that has
/// no token from the store fetches one. One that does not answer within 5 s counts as empty.
pub trait TokenStore: Send + Sync + fmt::Debug {
    /// The token that is stored, if any.
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>>;

    /// Stores a token that was just fetched.
    fn save<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()>;

    /// Removes this token, if it is the one that is stored: the gateway no longer takes it.
    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()>;
}

/// A token and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token.
    pub token: Sensitive<String>,
    /// When it ends, by the wall clock.
    pub expires: SystemTime,
}

impl StoredToken {
    /// A token that ends at `expires`.
    pub fn new(token: impl Into<Sensitive<String>>, expires: SystemTime) -> Self {
        Self {
            token: token.into(),
            expires,
        }
    }
}
