//! The access token: fetched when needed, once however many calls wait for it, and renewed before it expires.

pub(crate) mod life;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::engine::token::life::{Fetched, Token};
use crate::record::claim::Fence;
use crate::record::failure::Failure;
use crate::record::token_store::{StoredToken, TokenLease, TokenStore};
use crate::value::locked::Locked;
use crate::value::random::random;
use crate::value::types::sensitive::Sensitive;
use crate::wire::clock::{Clock, until};

/// How long a token is used whose life the gateway did not say, or said to be nothing.
const UNKNOWN_LIFE: Duration = Duration::from_secs(60);

/// No life is believed beyond this; it also keeps sums of times within bounds.
const LONGEST_LIFE: Duration = Duration::from_secs(30 * 24 * 3600);

/// A token is renewed this long before its end, or a tenth of its life before it if that is less.
const LONGEST_MARGIN: Duration = Duration::from_secs(60);

/// How long one process of a fleet may take to fetch the token before another one does, and how often the others look.
const LEASE: Duration = Duration::from_secs(20);
const LOOKS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(300));

/// How long a store, or a renewal that is not needed yet, is waited for, and how long the next such renewal waits after
/// one that failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// While the store is away, a process fetches a token for itself at most this often, and a random part of the other one
/// later: each new token may revoke those of all other processes, which are refused then and fetch as well.
const ALONE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(15));

/// Why there is no token.
#[derive(Debug, Clone)]
pub(crate) enum NoToken {
    /// It could not be fetched.
    Failed(Arc<Failure>),
    /// The store is away, and this process has fetched one for itself just now.
    Away,
}

/// Whose turn it is to fetch the token.
enum Turn {
    /// Ours, under this lease, until its end on the clock that counts suspension.
    Leased(Fence, Duration),
    /// Everybody's: the store has no leases.
    Anybodys,
    /// The store cannot say.
    Away,
}

/// The token of one client.
pub(crate) struct Tokens {
    clock: Arc<dyn Clock>,
    store: Option<Arc<dyn TokenStore>>,
    slot: Locked<Slot>,
    /// Held by whoever fetches. If that call is given up, the next one that waits takes over.
    flight: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Slot {
    token: Option<Token>,
    /// What the gateway no longer takes; a store may still hold it.
    rejected: Option<Arc<Sensitive<String>>>,
    /// The lease under which a call is fetching, or was when it was given up, and its end on the clock that counts
    /// suspension.
    lease: Option<(Fence, Duration)>,
    /// After an early renewal that failed, no other is tried before this time.
    renewal: Duration,
    /// While the store is away, no token is fetched before this time.
    alone: Duration,
    generation: u64,
    failures: u64,
    failure: Option<NoToken>,
}

impl Tokens {
    pub(crate) fn new(clock: Arc<dyn Clock>, store: Option<Arc<dyn TokenStore>>) -> Self {
        Self {
            clock,
            store,
            slot: Locked::default(),
            flight: tokio::sync::Mutex::new(()),
        }
    }

    /// A token that is good for now and need not be waited for.
    pub(crate) fn at_hand(&self) -> Option<Token> {
        self.usable(&self.slot.lock())
    }

    /// A token that is good for now. Only one caller at a time fetches; those who waited for it share what came of it,
    /// a failure too: a thousand calls must not storm a gateway that gives no tokens.
    pub(crate) async fn get<F>(
        &self,
        fetch: impl Fn(Option<Duration>) -> F,
    ) -> Result<Token, NoToken>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        let (usable, alive, failures) = {
            let slot = self.slot.lock();
            (self.usable(&slot), self.alive(&slot), slot.failures)
        };
        if let Some(token) = usable {
            return Ok(token);
        }
        if alive.is_some()
            && let Some(token) = self.renew_early(&fetch).await
        {
            return Ok(token);
        }
        let _flight = self.flight.lock().await;
        {
            let slot = self.slot.lock();
            if let Some(token) = self.usable(&slot) {
                return Ok(token);
            }
            if let Some(failure) = slot.failure.as_ref().filter(|_| slot.failures > failures) {
                return Err(failure.clone());
            }
        }
        self.obtain(fetch).await.inspect_err(|failure| {
            let mut slot = self.slot.lock();
            slot.failures = slot.failures.wrapping_add(1);
            slot.failure = Some(failure.clone());
        })
    }

    /// Renews a token that still lives. All wait for it, since the gateway may end the old one when it gives a new one;
    /// but not for long, and after a failure the old one serves on. `None` if it has ended meanwhile.
    async fn renew_early<F>(&self, fetch: impl Fn(Option<Duration>) -> F) -> Option<Token>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        let by = self.clock.monotonic().saturating_add(PATIENCE);
        let renewed = async {
            let _flight = until(&*self.clock, by, self.flight.lock()).await?;
            if let Some(token) = self.usable(&self.slot.lock()) {
                return Some(token);
            }
            match until(&*self.clock, by, self.obtain(fetch)).await {
                Some(Ok(token)) => return Some(token),
                Some(Err(NoToken::Failed(failure))) if failure.is_about_credentials() => {
                    tracing::error!("the token could not be renewed: {failure}");
                }
                Some(Err(NoToken::Failed(failure))) => {
                    tracing::warn!("the token could not be renewed: {failure}");
                }
                Some(Err(NoToken::Away)) => {
                    tracing::warn!("the token is not renewed while its store is away");
                }
                None => tracing::warn!("the token was not renewed in time"),
            }
            // Before the next one that waits has its turn.
            self.slot.lock().renewal = self.clock.monotonic().saturating_add(PATIENCE);
            None
        };
        let renewed = renewed.await;
        renewed.or_else(|| self.alive(&self.slot.lock()))
    }

    /// The token that another process stored, or a new one.
    async fn obtain<F>(&self, fetch: impl Fn(Option<Duration>) -> F) -> Result<Token, NoToken>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        let failed = |failure| NoToken::Failed(Arc::new(failure));
        let Some(store) = &self.store else {
            return self.fetched(&fetch, None).await.map_err(failed);
        };
        loop {
            let turn = match self.stored_or_turn(&**store).await {
                Ok(token) => return Ok(token),
                Err(turn) => turn,
            };
            let (fence, leaves_by) = match turn {
                Turn::Leased(fence, until) => (fence, Some(until)),
                Turn::Away if !self.fetches_alone() => return Err(NoToken::Away),
                Turn::Anybodys | Turn::Away => (Fence::CALL, None),
            };
            let fetched = self.fetched(&fetch, leaves_by).await;
            self.slot.lock().lease = None;
            match fetched {
                Ok(token) => {
                    // Another one that has fetched since may have ended this token.
                    let counts = self.of_store(store.save(&token.stored(), fence)).await;
                    let other = match counts {
                        Some(false) => self.stored().await.flatten(),
                        _ => None,
                    };
                    return Ok(other.unwrap_or(token));
                }
                // It was frozen, and somebody else may be fetching by now.
                Err(_) if leaves_by.is_some_and(|by| self.clock.uptime() >= by) => {}
                Err(failure) => {
                    self.of_store(store.release(fence)).await;
                    return Err(failed(failure));
                }
            }
        }
    }

    /// Whether a token may be fetched although the store is away: if there is none to go on with, and only every now and
    /// then.
    fn fetches_alone(&self) -> bool {
        let now = self.clock.monotonic();
        let mut slot = self.slot.lock();
        if self.alive(&slot).is_some() || now < slot.alone {
            return false;
        }
        let pause = ALONE.0.saturating_add(part_of(ALONE.1));
        slot.alone = now.saturating_add(pause);
        true
    }

    /// The token that is stored, as soon as there is one, or whose turn it is to fetch it.
    async fn stored_or_turn(&self, store: &dyn TokenStore) -> Result<Token, Turn> {
        loop {
            let Some(stored) = self.stored().await else {
                return Err(Turn::Away);
            };
            if let Some(token) = stored {
                return Ok(token);
            }
            let kept = self.slot.lock().lease;
            if let Some((fence, until)) = kept.filter(|(_, until)| self.clock.uptime() < *until) {
                return Err(Turn::Leased(fence, until));
            }
            let asked = self.clock.uptime();
            match self.of_store(store.lease(LEASE)).await {
                Some(TokenLease::Granted(Fence::CALL)) => return Err(Turn::Anybodys),
                Some(TokenLease::Away) | None => return Err(Turn::Away),
                Some(TokenLease::Granted(fence)) => {
                    let until = asked.saturating_add(LEASE);
                    self.slot.lock().lease = Some((fence, until));
                    // Somebody may have had it, and done with it, since the store was read.
                    let Some(Some(token)) = self.stored().await else {
                        return Err(Turn::Leased(fence, until));
                    };
                    self.slot.lock().lease = None;
                    self.of_store(store.release(fence)).await;
                    return Ok(token);
                }
                Some(TokenLease::Held) => {
                    let spread = LOOKS.1.saturating_sub(LOOKS.0);
                    let pause = LOOKS.0.saturating_add(part_of(spread));
                    self.clock.sleep(pause).await;
                }
            }
        }
    }

    async fn fetched<F>(
        &self,
        fetch: &impl Fn(Option<Duration>) -> F,
        leaves_by: Option<Duration>,
    ) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        // Life is counted from before the request, since nobody knows when the gateway began to count.
        let asked = self.now();
        let fetched = fetch(leaves_by).await?;
        let life = fetched.life.unwrap_or(UNKNOWN_LIFE);
        Ok(self.keep(fetched.text, life, asked, Some(asked.1)))
    }

    /// The gateway did not take this token. A younger one stays: it was fetched after another call found the same. So does
    /// one that a fleet shares and has fetched just now. Whether the next call has another one.
    pub(crate) async fn reject(&self, token: &Token) -> bool {
        if self.store.is_some() && token.is_young(&*self.clock) {
            return false;
        }
        {
            let mut slot = self.slot.lock();
            if slot
                .token
                .as_ref()
                .is_some_and(|current| current.generation != token.generation)
            {
                return true;
            }
            slot.token = None;
            slot.rejected = Some(Arc::clone(&token.text));
        }
        if let Some(store) = &self.store {
            self.of_store(store.forget(&token.stored())).await;
        }
        true
    }

    /// The token of the store, if it is one to use; none at all if the store does not answer.
    async fn stored(&self) -> Option<Option<Token>> {
        let stored = self.of_store(self.store.as_ref()?.load()).await?;
        Some(stored.and_then(|stored| self.usable_of_store(stored)))
    }

    fn usable_of_store(&self, stored: StoredToken) -> Option<Token> {
        let now = self.now();
        let life = stored.expires.duration_since(now.1).ok()?;
        {
            let slot = self.slot.lock();
            // The one that is to be renewed is no news.
            let current = slot.token.as_ref().map(|token| &token.text);
            let mut known = slot.rejected.iter().chain(current);
            if known.any(|known| **known == stored.token) {
                return None;
            }
        }
        let token = self.keep(stored.token, life, now, stored.fetched);
        token.is_fresh(now).then_some(token)
    }

    /// What a store does; `None` if it does not get done, as if there were no store.
    async fn of_store<T>(&self, done: impl Future<Output = T>) -> Option<T> {
        let by = self.clock.monotonic().saturating_add(PATIENCE);
        until(&*self.clock, by, done).await
    }

    fn keep(
        &self,
        text: Sensitive<String>,
        life: Duration,
        from: (Duration, SystemTime),
        fetched: Option<SystemTime>,
    ) -> Token {
        let life = life.min(LONGEST_LIFE);
        let ends = (
            from.0.saturating_add(life),
            from.1.checked_add(life).unwrap_or(from.1),
        );
        let mut slot = self.slot.lock();
        slot.generation = slot.generation.wrapping_add(1);
        let token = Token {
            text: Arc::new(text),
            generation: slot.generation,
            ends,
            margin: LONGEST_MARGIN.min(life / 10),
            fetched,
        };
        slot.token = Some(token.clone());
        token
    }

    /// What the clocks show that a token lives by.
    fn now(&self) -> (Duration, SystemTime) {
        (self.clock.monotonic(), self.clock.wall())
    }

    /// The token, if nothing has to be done about it now.
    fn usable(&self, slot: &Slot) -> Option<Token> {
        let token = slot.token.as_ref()?;
        let now = self.now();
        let is_usable = match now.0 < slot.renewal {
            true => token.is_alive(now),
            false => token.is_fresh(now),
        };
        is_usable.then(|| token.clone())
    }

    fn alive(&self, slot: &Slot) -> Option<Token> {
        slot.token
            .as_ref()
            .filter(|token| token.is_alive(self.now()))
            .cloned()
    }
}

/// A random part of a pause.
fn part_of(pause: Duration) -> Duration {
    let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random() % millis.max(1))
}

#[cfg(all(test, feature = "testing"))]
mod tests;
