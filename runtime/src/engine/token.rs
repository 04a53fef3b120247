//! The access token: fetched when needed, once however many calls wait for it, and renewed before it expires.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::record::claim::Fence;
use crate::record::failure::Failure;
use crate::record::operation::TimeUnit;
use crate::record::token_store::{StoredToken, TokenLease, TokenStore};
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::random::random;
use crate::value::types::decimal;
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

/// What the gateway refuses so soon after it was fetched is not replaced: whoever refuses everything would make a fleet
/// fetch all the time, and each new token may revoke the one before it.
const YOUNG: Duration = Duration::from_secs(10);

/// How long a store, or a renewal that is not needed yet, is waited for, and how long the next such renewal waits after
/// one that failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// A token in use.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: Arc<Sensitive<String>>,
    pub(crate) generation: u64,
    /// Its end by both clocks: the monotonic one stands still while a machine sleeps, the other one may be set back.
    ends: (Duration, SystemTime),
    margin: Duration,
    /// When it was fetched, by the wall clock of whoever did.
    fetched: Option<SystemTime>,
}

impl Token {
    fn stored(&self) -> StoredToken {
        let stored = StoredToken::new(Sensitive::clone(&self.text), self.ends.1);
        StoredToken {
            fetched: self.fetched,
            ..stored
        }
    }

    fn is_young(&self, clock: &dyn Clock) -> bool {
        let age = self.fetched.map(|at| clock.wall().duration_since(at));
        age.is_some_and(|age| age.is_ok_and(|age| age < YOUNG))
    }

    fn is_fresh(&self, clock: &dyn Clock) -> bool {
        self.outlives(clock, self.margin)
    }

    fn is_alive(&self, clock: &dyn Clock) -> bool {
        self.outlives(clock, Duration::ZERO)
    }

    fn outlives(&self, clock: &dyn Clock, margin: Duration) -> bool {
        let by_wall = self
            .ends
            .1
            .duration_since(clock.wall())
            .is_ok_and(|left| left > margin);
        self.ends.0.saturating_sub(clock.monotonic()) > margin && by_wall
    }
}

/// What a fetch gave.
pub(crate) struct Fetched {
    pub(crate) text: Sensitive<String>,
    pub(crate) life: Option<Duration>,
}

/// How long a token lives, as the field of the answer says it: a number or a string; nothing sensible is `None`.
pub(crate) struct Life(pub(crate) rust_decimal::Decimal);

impl Read for Life {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let text = json.string().or_else(|| json.number().map(Into::into));
        match text.as_deref().and_then(decimal::parse_lenient) {
            Some(count) => Some(Self(count)),
            None => json.mistyped("a length of time", warnings),
        }
    }
}

impl Life {
    pub(crate) fn in_unit(&self, unit: TimeUnit) -> Option<Duration> {
        let count: u64 = self
            .0
            .trunc()
            .normalize()
            .to_string()
            .parse()
            .ok()
            .filter(|count| *count > 0)?;
        Some(Duration::from_millis(unit.milliseconds(count)))
    }
}

/// The token of one client.
pub(crate) struct Tokens {
    clock: Arc<dyn Clock>,
    store: Option<Arc<dyn TokenStore>>,
    slot: Mutex<Slot>,
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
    generation: u64,
    failures: u64,
    failure: Option<Arc<Failure>>,
}

impl Tokens {
    pub(crate) fn new(clock: Arc<dyn Clock>, store: Option<Arc<dyn TokenStore>>) -> Self {
        Self {
            clock,
            store,
            slot: Mutex::default(),
            flight: tokio::sync::Mutex::new(()),
        }
    }

    /// A token that is good for now and need not be waited for.
    pub(crate) fn at_hand(&self) -> Option<Token> {
        self.usable(&self.slot())
    }

    /// A token that is good for now. Only one caller at a time fetches; those who waited for it share what came of it,
    /// a failure too: a thousand calls must not storm a gateway that gives no tokens.
    pub(crate) async fn get<F>(
        &self,
        fetch: impl Fn(Option<Duration>) -> F,
    ) -> Result<Token, Arc<Failure>>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        let (usable, alive, failures) = {
            let slot = self.slot();
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
            let slot = self.slot();
            if let Some(token) = self.usable(&slot) {
                return Ok(token);
            }
            if let Some(failure) = slot.failure.as_ref().filter(|_| slot.failures > failures) {
                return Err(Arc::clone(failure));
            }
        }
        self.obtain(fetch).await.map_err(|failure| {
            let failure = Arc::new(failure);
            let mut slot = self.slot();
            slot.failures = slot.failures.wrapping_add(1);
            slot.failure = Some(Arc::clone(&failure));
            failure
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
            if let Some(token) = self.usable(&self.slot()) {
                return Some(token);
            }
            match until(&*self.clock, by, self.obtain(fetch)).await {
                Some(Ok(token)) => return Some(token),
                Some(Err(failure)) if failure.is_about_credentials() => {
                    tracing::error!("the token could not be renewed: {failure}")
                }
                Some(Err(failure)) => tracing::warn!("the token could not be renewed: {failure}"),
                None => tracing::warn!("the token was not renewed in time"),
            }
            // Before the next one that waits has its turn.
            self.slot().renewal = self.clock.monotonic().saturating_add(PATIENCE);
            None
        };
        let renewed = renewed.await;
        renewed.or_else(|| self.alive(&self.slot()))
    }

    /// The token that another process stored, or a new one.
    async fn obtain<F>(&self, fetch: impl Fn(Option<Duration>) -> F) -> Result<Token, Failure>
    where
        F: Future<Output = Result<Fetched, Failure>>,
    {
        let Some(store) = &self.store else {
            return self.fetched(&fetch, None).await;
        };
        loop {
            let lease = match self.stored_or_lease(&**store).await {
                Ok(token) => return Ok(token),
                Err(lease) => lease,
            };
            let leaves_by = lease.map(|(_, until)| until);
            let fetched = self.fetched(&fetch, leaves_by).await;
            self.slot().lease = None;
            let fence = lease.map_or(Fence::CALL, |(fence, _)| fence);
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
                    return Err(failure);
                }
            }
        }
    }

    /// The token that is stored, as soon as there is one, or the right to fetch it, with its end on the clock that counts
    /// suspension. None of it where the store cannot say what the others do.
    async fn stored_or_lease(
        &self,
        store: &dyn TokenStore,
    ) -> Result<Token, Option<(Fence, Duration)>> {
        loop {
            let Some(stored) = self.stored().await else {
                return Err(None);
            };
            if let Some(token) = stored {
                return Ok(token);
            }
            let kept = self.slot().lease;
            if let Some(lease) = kept.filter(|(_, until)| self.clock.uptime() < *until) {
                return Err(Some(lease));
            }
            let asked = self.clock.uptime();
            match self.of_store(store.lease(LEASE)).await {
                Some(TokenLease::Granted(Fence::CALL)) | None => return Err(None),
                Some(TokenLease::Granted(fence)) => {
                    let lease = (fence, asked.saturating_add(LEASE));
                    self.slot().lease = Some(lease);
                    // Somebody may have had it, and done with it, since the store was read.
                    let Some(Some(token)) = self.stored().await else {
                        return Err(Some(lease));
                    };
                    self.slot().lease = None;
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
        let asked = (self.clock.monotonic(), self.clock.wall());
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
            let mut slot = self.slot();
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
        let now = (self.clock.monotonic(), self.clock.wall());
        let life = stored.expires.duration_since(now.1).ok()?;
        {
            let slot = self.slot();
            // The one that is to be renewed is no news.
            let current = slot.token.as_ref().map(|token| &token.text);
            let mut known = slot.rejected.iter().chain(current);
            if known.any(|known| **known == stored.token) {
                return None;
            }
        }
        let token = self.keep(stored.token, life, now, stored.fetched);
        token.is_fresh(&*self.clock).then_some(token)
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
        let mut slot = self.slot();
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

    /// The token, if nothing has to be done about it now.
    fn usable(&self, slot: &Slot) -> Option<Token> {
        let token = slot.token.as_ref()?;
        let is_usable = match self.clock.monotonic() < slot.renewal {
            true => token.is_alive(&*self.clock),
            false => token.is_fresh(&*self.clock),
        };
        is_usable.then(|| token.clone())
    }

    fn alive(&self, slot: &Slot) -> Option<Token> {
        slot.token
            .as_ref()
            .filter(|token| token.is_alive(&*self.clock))
            .cloned()
    }

    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A random part of a pause.
fn part_of(pause: Duration) -> Duration {
    let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random() % millis.max(1))
}

#[cfg(all(test, feature = "testing"))]
mod tests;
