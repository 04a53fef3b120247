//! Holds a store of tokens to its contract.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::record::claim::Fence;
use crate::record::future::BoxFuture;
use crate::record::token_store::{StoredToken, TokenLease, TokenStore};
use crate::wire::testing::tried::{Case, LONG, OVER, SHORT, Tried, Violated, rule, violations};

/// Tries a store of tokens as the processes of a fleet use it, and gives each way in which it broke the contract of
/// [`TokenStore`]; none is good. `open` gives an empty store each time, `pass` lets time pass by its clock: a real one is
/// slept for, less than half a second each time.
///
/// ```
/// use std::sync::Arc;
/// use gateway_runtime::testing::{self, MemoryTokens, TestClock};
/// use gateway_runtime::{BoxFuture, TokenStore};
/// use std::time::Duration;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let clock = TestClock::new();
/// let open = || -> BoxFuture<'static, Arc<dyn TokenStore>> {
///     let store = MemoryTokens::new(Arc::new(clock.clone()));
///     Box::pin(async { Arc::new(store) as _ })
/// };
/// let pass = |time: Duration| -> BoxFuture<'static, ()> {
///     clock.advance(time);
///     Box::pin(async {})
/// };
/// assert_eq!(testing::token_violations(open, pass).await, Vec::<String>::new());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn token_violations(
    open: impl Fn() -> BoxFuture<'static, Arc<dyn TokenStore>>,
    pass: impl Fn(Duration) -> BoxFuture<'static, ()>,
) -> Vec<String> {
    violations(CASES, open, pass).await
}

const CASES: &[(&str, Case<dyn TokenStore>)] = &[
    ("a token is stored and forgotten", |tried| {
        Box::pin(tried.stored())
    }),
    ("one fetches at a time", |tried| Box::pin(tried.leases())),
    ("a token that has ended", |tried| Box::pin(tried.ended())),
    ("a holder that died", |tried| Box::pin(tried.died())),
];

/// A token that lives for a day from now, in whole seconds, as the stores keep it.
fn token(text: &str) -> StoredToken {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = now.map_or(0, |since| since.as_secs());
    let fetched = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    StoredToken::new(text.to_owned(), fetched + Duration::from_secs(24 * 3_600)).fetched(fetched)
}

impl Tried<'_, dyn TokenStore> {
    async fn lease(&self, lease: Duration) -> Option<Fence> {
        match self.store.lease(lease).await {
            TokenLease::Granted(fence) => Some(fence),
            TokenLease::Held | TokenLease::Away => None,
        }
    }

    async fn must_lease(&self, lease: Duration) -> Result<Fence, Violated> {
        let granted = self.lease(lease).await;
        Ok(granted.ok_or("nobody may fetch although nobody fetches")?)
    }

    async fn shown(&self) -> Option<String> {
        let stored = self.store.load().await;
        stored.map(|stored| stored.token.expose().clone())
    }

    async fn stored(&self) -> Result<(), Violated> {
        rule(
            self.store.load().await.is_none(),
            "an empty store has a token",
        )?;
        let (first, second) = (token("first"), token("second"));
        let lease = self.must_lease(LONG).await?;
        rule(
            self.store.save(&first, lease).await,
            "a token is not stored",
        )?;
        let loaded = self.store.load().await;
        rule(
            loaded.as_ref().map(|loaded| &loaded.token) == Some(&first.token),
            "another token is stored",
        )?;
        let loaded = loaded.ok_or("there is none")?;
        rule(
            loaded.expires <= first.expires,
            "it lives longer in the store",
        )?;
        rule(
            loaded.fetched.is_none_or(|at| Some(at) == first.fetched),
            "it was fetched at another time",
        )?;
        self.store.forget(&second).await;
        rule(
            self.shown().await.as_deref() == Some("first"),
            "another token was forgotten than was said",
        )?;
        self.store.forget(&first).await;
        rule(self.shown().await.is_none(), "it was not forgotten")
    }

    async fn leases(&self) -> Result<(), Violated> {
        let first = self.must_lease(LONG).await?;
        rule(self.lease(LONG).await.is_none(), "two may fetch at once")?;
        self.store.release(first).await;
        let second = self.must_lease(LONG).await?;
        rule(second > first, "the number of a later lease is not greater")?;
        self.store.release(first).await;
        rule(
            self.lease(LONG).await.is_none(),
            "one that had given its lease up has ended that of the next",
        )?;
        rule(
            self.store.save(&token("one"), second).await,
            "it is not stored",
        )?;
        rule(
            self.lease(LONG).await.is_some(),
            "saving has not ended the lease",
        )
    }

    async fn ended(&self) -> Result<(), Violated> {
        let lease = self.must_lease(LONG).await?;
        let over = StoredToken::new("over".to_owned(), SystemTime::UNIX_EPOCH);
        rule(
            self.store.save(&over, lease).await,
            "a token that came too late is told as another's",
        )?;
        rule(
            self.shown().await.is_none(),
            "a token that has ended is given",
        )?;
        rule(
            self.lease(LONG).await.is_some(),
            "a token that has ended keeps the lease",
        )
    }

    async fn died(&self) -> Result<(), Violated> {
        let dead = self.must_lease(SHORT).await?;
        self.pass(OVER).await;
        let next = self.must_lease(LONG).await?;
        rule(
            !self.store.save(&token("old"), dead).await && self.shown().await.is_none(),
            "a token was stored under a lease that was over and another's",
        )?;
        rule(
            self.lease(LONG).await.is_none(),
            "one that was frozen has ended the lease of the next",
        )?;
        rule(
            self.store.save(&token("new"), next).await,
            "the next one cannot store its token",
        )?;
        rule(
            !self.store.save(&token("old"), dead).await,
            "a token was stored under a lease of long ago",
        )?;
        rule(
            self.shown().await.as_deref() == Some("new"),
            "another token stands there",
        )
    }
}
