use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use gateway_runtime::{BoxFuture, Fence, StoredToken, TokenLease, TokenStore};
use gateway_seal::{Seal, name};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, cmd};
use tokio::sync::Mutex;

use crate::scripts;

/// How long Redis may take to answer; the client itself does not wait for a store for more than 5 s.
const PATIENCE: Duration = Duration::from_secs(2);

/// The token of one account in Redis. Clones share a connection, which is made when it is first used and anew when it breaks.
///
/// ```no_run
/// use gateway_redis::{RedisTokens, Seal, redis};
/// use gateway_runtime::Config;
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = [0; 32];
/// let redis = redis::Client::open("redis+unix:///run/redis/redis.sock")?;
/// let tokens = RedisTokens::new(redis, "https://gateway.example.com", "app-1", Seal::new(key));
/// let config = Config::new("https://gateway.example.com")
///     .credentials("app-1", "secret")
///     .token_store(Arc::new(tokens));
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisTokens(Arc<Inner>);

struct Inner {
    client: Client,
    connection: Mutex<Option<MultiplexedConnection>>,
    seal: Seal,
    /// What stands for gateway and account.
    account: String,
    /// Who may fetch, who could last, the token.
    keys: [String; 3],
    /// What tells this process from all others.
    owner: String,
    /// How long the last answer took, in microseconds.
    network: AtomicU64,
}

impl RedisTokens {
    /// The token of an account at a gateway; both are any text that is the same in every process. Nothing is connected yet.
    pub fn new(client: Client, gateway: &str, account: &str, seal: Seal) -> Self {
        let account = name(&[gateway, account]);
        // The braces keep them in one slot of a cluster.
        let key = |part: &str| format!("gateway-token:{{{account}}}:{part}");
        Self(Arc::new(Inner {
            client,
            connection: Mutex::new(None),
            seal,
            keys: [key("lease"), key("last"), key("token")],
            owner: owner(),
            network: AtomicU64::new(0),
            account,
        }))
    }
}

/// A word that no other process and no other store of this one has.
fn owner() -> String {
    // The standard library seeds each state anew; one that was forked has the seed of the other.
    let number = RandomState::new().hash_one(std::process::id());
    format!("{number:016x}")
}

impl fmt::Debug for RedisTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokens")
            .field("account", &self.0.account)
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// The same word for a number, every time; no other process has it.
    fn word(&self, lease: Fence) -> String {
        format!("{}:{}", lease.get(), self.owner)
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let asked = self.tell(command).await;
        asked.inspect_err(|error| {
            // Its words may repeat what was said to it.
            tracing::warn!("the token cannot be shared: Redis: {:?}", error.kind());
        })
    }

    async fn tell<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let mut connection = self.connected().await?;
        let asked = Instant::now();
        let answer = command.query_async(&mut connection).await;
        let took = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.network.store(took, Ordering::Relaxed);
        if answer.is_err() {
            // The next one makes another.
            *self.connection.lock().await = None;
        }
        answer
    }

    async fn connected(&self) -> Result<MultiplexedConnection, RedisError> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let made = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        Ok(connection.insert(made).clone())
    }

    async fn run<T: FromRedisValue>(
        &self,
        script: &str,
        values: &[&[u8]],
    ) -> Result<T, RedisError> {
        let mut command = cmd("EVAL");
        command.arg(script).arg(self.keys.len()).arg(&self.keys);
        for value in values {
            command.arg(value);
        }
        self.ask(&command).await
    }

    /// The token as it stands there, sealed, and when it ends by the clock of Redis, with the network's time taken off.
    async fn sealed(&self) -> Option<(Vec<u8>, SystemTime)> {
        let [.., key] = &self.keys;
        let asked = SystemTime::now();
        let life: i64 = self.ask(cmd("PTTL").arg(key)).await.ok()?;
        let life = Duration::from_millis(u64::try_from(life).ok()?);
        // Another one may have come meanwhile, which lives longer.
        let sealed: Option<Vec<u8>> = self.ask(cmd("GET").arg(key)).await.ok()?;
        Some((sealed?, asked.checked_add(life)?))
    }
}

impl TokenStore for RedisTokens {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(async move {
            let (sealed, ends) = self.0.sealed().await?;
            let mut token = self.0.seal.open(&self.0.account, &sealed)?;
            token.expires = token.expires.min(ends);
            Some(token)
        })
    }

    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(async move {
            let life = lease.as_millis().max(1).to_string();
            let values = [life.as_bytes(), self.0.owner.as_bytes()];
            let number: Result<Option<u64>, _> = self.0.run(scripts::LEASE, &values).await;
            match number {
                Ok(Some(number)) => TokenLease::Granted(Fence::new(number)),
                Ok(None) => TokenLease::Held,
                Err(_) => TokenLease::Away,
            }
        })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            // It begins to live there only when it has arrived.
            let network = Duration::from_micros(self.0.network.load(Ordering::Relaxed));
            let life = token.expires.duration_since(SystemTime::now());
            let life = life.unwrap_or_default().saturating_sub(network).as_millis();
            let Some(sealed) = self.0.seal.seal(&self.0.account, token) else {
                return false;
            };
            if life == 0 {
                // Nothing is left to be kept, and the next one need not wait for the lease.
                self.release(lease).await;
                return true;
            }
            let (word, life) = (self.0.word(lease), life.to_string());
            let values = [word.as_bytes(), &sealed, life.as_bytes()];
            let saved: Result<bool, _> = self.0.run(scripts::SAVE, &values).await;
            saved.unwrap_or(false)
        })
    }

    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // One that cannot be given up is over after its time.
            let word = self.0.word(lease);
            let _: Result<bool, _> = self.0.run(scripts::RELEASE, &[word.as_bytes()]).await;
        })
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let Some((sealed, _)) = self.0.sealed().await else {
                return;
            };
            let stored = self.0.seal.open(&self.0.account, &sealed);
            if stored.is_some_and(|stored| stored.token == token.token) {
                // What stays is refused once more, and forgotten then.
                let _: Result<bool, _> = self.0.run(scripts::FORGET, &[&sealed]).await;
            }
        })
    }
}
