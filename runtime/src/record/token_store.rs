use std::fmt;
use std::time::{Duration, SystemTime};

use crate::record::claim::Fence;
use crate::record::future::BoxFuture;
use crate::value::types::sensitive::Sensitive;

/// Where the processes of a fleet share one token, and agree on who fetches it: a gateway whose new token revokes the old
/// one refuses most of a fleet of which each member fetches its own.
///
/// A store that is away says so to whoever asks for a lease ([`TokenLease::Away`]); one that does not answer within 5 s counts as
/// away too. Then a process keeps the token that it has until the gateway refuses it or it ends, and fetches one for itself
/// at most every half minute; what needs a token meanwhile is *never sent*. With the feature `testing`, `testing::token_violations` holds an implementation
/// to this contract.
pub trait TokenStore: Send + Sync + fmt::Debug {
    /// The token that is stored, if any; none if the store is away.
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>>;

    /// Asks to be the one that fetches the next token, for `lease` from now by the store's clock. Nobody else is until
    /// then, or until the holder [saves](Self::save) or [gives it up](Self::release). By default everybody is.
    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        let _ = lease;
        Box::pin(std::future::ready(TokenLease::Granted(Fence::CALL)))
    }

    /// Stores a token that was just fetched, and ends the lease that it was fetched under. `false` if that lease was over
    /// and somebody else has or had one since: then nothing is stored, and the token that is stored is the younger one.
    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool>;

    /// Gives up a lease under which no token was fetched, if it is still the last one. By default nothing is done.
    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        let _ = lease;
        Box::pin(std::future::ready(()))
    }

    /// Removes this token, if it is the one that is stored: the gateway no longer takes it.
    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()>;
}

/// Whether one may fetch a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenLease {
    /// Whoever asked fetches it, under this number, which is greater than that of any lease before.
    Granted(Fence),
    /// Somebody else is fetching it. Look again in a moment.
    Held,
    /// The store cannot say what the others do.
    Away,
}

/// A token and when it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredToken {
    /// The token.
    pub token: Sensitive<String>,
    /// When it ends, by the wall clock.
    pub expires: SystemTime,
    /// When it was fetched, by the wall clock of whoever fetched it, if the store keeps that. A token that is younger than
    /// ten seconds is not replaced when the gateway refuses it.
    pub fetched: Option<SystemTime>,
}

impl StoredToken {
    /// A token that ends at `expires`.
    pub fn new(token: impl Into<Sensitive<String>>, expires: SystemTime) -> Self {
        Self {
            token: token.into(),
            expires,
            fetched: None,
        }
    }

    /// The same with the time at which it was fetched.
    #[must_use]
    pub fn fetched(mut self, at: SystemTime) -> Self {
        self.fetched = Some(at);
        self
    }
}
