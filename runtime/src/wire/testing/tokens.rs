//! A store of tokens in memory.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::record::claim::Fence;
use crate::record::future::BoxFuture;
use crate::record::token_store::{StoredToken, TokenLease, TokenStore};
use crate::value::locked::Locked;
use crate::wire::clock::Clock;

/// A store of tokens in memory, by a clock that a test moves. It keeps the contract of [`TokenStore`]; the clients of one
/// process can share it.
pub struct MemoryTokens {
    clock: Arc<dyn Clock>,
    state: Locked<State>,
}

#[derive(Default)]
struct State {
    token: Option<StoredToken>,
    /// The number of the last lease, and when it is over.
    lease: (u64, Duration),
}

impl State {
    fn holds(&self, lease: Fence) -> bool {
        lease != Fence::CALL && self.lease.0 == lease.get()
    }
}

impl MemoryTokens {
    /// An empty store whose leases are by this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Locked::default(),
        }
    }
}

impl fmt::Debug for MemoryTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokens").finish_non_exhaustive()
    }
}

impl TokenStore for MemoryTokens {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(async {
            let now = self.clock.wall();
            let stored = self.state.lock().token.clone();
            stored.filter(|token| token.expires > now)
        })
    }

    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(async move {
            let now = self.clock.monotonic();
            let mut state = self.state.lock();
            let (last, until) = state.lease;
            if now < until {
                return TokenLease::Held;
            }
            let number = last.saturating_add(1);
            state.lease = (number, now.saturating_add(lease));
            TokenLease::Granted(Fence::new(number))
        })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let mut state = self.state.lock();
            let counts = state.holds(lease);
            if counts {
                state.token = Some(token.clone());
                state.lease.1 = Duration::ZERO;
            }
            counts
        })
    }

    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let mut state = self.state.lock();
            if state.holds(lease) {
                state.lease.1 = Duration::ZERO;
            }
        })
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut state = self.state.lock();
            let stored = state.token.as_ref();
            if stored.is_some_and(|stored| stored.token == token.token) {
                state.token = None;
            }
        })
    }
}
