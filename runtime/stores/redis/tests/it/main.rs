//! The token on a real Redis, which each test starts for itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use gateway_redis::{RedisTokens, Seal, redis};
use gateway_runtime::testing::token_violations;
use gateway_runtime::{BoxFuture, Fence, StoredToken, TokenLease, TokenStore};
use gateway_servers::RedisServer;

const GATEWAY: &str = "http://127.0.0.1";
const LEASE: Duration = Duration::from_secs(60);

fn tokens(server: &RedisServer, account: &str) -> RedisTokens {
    let client = redis::Client::open(server.url()).unwrap();
    RedisTokens::new(client, GATEWAY, account, Seal::new([7; 32]))
}

fn token(text: &str) -> StoredToken {
    let ends = SystemTime::now() + Duration::from_secs(3_600);
    StoredToken::new(text.to_owned(), ends)
}

async fn leased(tokens: &RedisTokens) -> Option<Fence> {
    match tokens.lease(LEASE).await {
        TokenLease::Granted(fence) => Some(fence),
        _ => None,
    }
}

async fn connected(server: &RedisServer) -> redis::aio::MultiplexedConnection {
    let client = redis::Client::open(server.url()).unwrap();
    client.get_multiplexed_async_connection().await.unwrap()
}

async fn asked<T: redis::FromRedisValue>(
    connection: &mut redis::aio::MultiplexedConnection,
    command: &[&str],
) -> T {
    let (name, values) = command.split_first().unwrap();
    let mut command = redis::cmd(name);
    command.arg(values);
    command.query_async(connection).await.unwrap()
}

async fn keys(connection: &mut redis::aio::MultiplexedConnection, like: &str) -> Vec<String> {
    asked(connection, &["KEYS", like]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_contract() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let count = AtomicU32::new(0);
    let open = || -> BoxFuture<'static, Arc<dyn TokenStore>> {
        let account = count.fetch_add(1, Ordering::Relaxed).to_string();
        let tokens = tokens(&server, &account);
        Box::pin(async { Arc::new(tokens) as _ })
    };
    let pass = |time| -> BoxFuture<'static, ()> { Box::pin(tokio::time::sleep(time)) };
    assert_eq!(token_violations(open, pass).await, Vec::<String>::new());
}

/// What a dump, a replica or `MONITOR` shows is keys and values, and neither tells anything.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_looks_at_it_sees_the_token_or_the_account() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let one = tokens(&server, "canary-account");
    let lease = leased(&one).await.unwrap();
    assert!(one.save(&token("canary-token"), lease).await);
    let mut connection = connected(&server).await;
    let keys = keys(&mut connection, "*").await;
    assert_eq!(keys.len(), 2, "{keys:?}");
    for key in &keys {
        let value: Vec<u8> = asked(&mut connection, &["GET", key]).await;
        let shown = format!("{key} {}", String::from_utf8_lossy(&value));
        assert!(!shown.contains("canary"), "{shown}");
    }
    // Another account, another key, or another word of the owner's: none of it is theirs.
    assert!(tokens(&server, "other").load().await.is_none());
    assert!(leased(&tokens(&server, "other")).await.is_some());
    let same = tokens(&server, "canary-account");
    let loaded = same.load().await.unwrap();
    assert!(loaded.token == token("canary-token").token);
    let lease = leased(&one).await.unwrap();
    same.release(lease).await;
    assert_eq!(leased(&same).await, None);
    assert!(!format!("{one:?}").contains("canary"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lives_no_longer_than_its_end_by_whichever_clock() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let one = tokens(&server, "one");
    let lease = leased(&one).await.unwrap();
    let ends = SystemTime::now() + Duration::from_millis(400);
    let short = StoredToken::new("short".to_owned(), ends);
    assert!(one.save(&short, lease).await);
    let loaded = one.load().await.unwrap();
    assert!(loaded.expires <= ends);
    tokio::time::sleep(Duration::from_millis(450)).await;
    assert!(one.load().await.is_none());
}

/// The network's time is taken off where a token is stored, and the clock of Redis counts where it is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_lives_shorter_by_the_time_of_the_network_and_by_the_clock_of_redis() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    const SLOW: Duration = Duration::from_millis(300);
    let one = tokens(&server, "one");
    assert!(one.load().await.is_none());
    let mut beside = connected(&server).await;
    let slow = SLOW.as_millis().to_string();
    let _: String = asked(&mut beside, &["CLIENT", "PAUSE", &slow]).await;
    let lease = leased(&one).await.unwrap();
    let ends = SystemTime::now() + Duration::from_secs(60);
    assert!(
        one.save(&StoredToken::new("short".to_owned(), ends), lease)
            .await
    );
    let key = &keys(&mut beside, "*:token").await[0];
    let life: u64 = asked(&mut beside, &["PTTL", key]).await;
    // It was paused a little before it was asked.
    let most = Duration::from_secs(60) - SLOW / 2;
    assert!(Duration::from_millis(life) < most, "{life}");

    let _: bool = asked(&mut beside, &["PEXPIRE", key, "5000"]).await;
    let loaded = one.load().await.unwrap();
    assert!(loaded.expires <= SystemTime::now() + Duration::from_secs(5));
}

/// Numbers of leases grow although the clock of Redis was set back, so that no later owner is taken for an earlier one.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_gives_no_number_again() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let one = tokens(&server, "one");
    let first = leased(&one).await.unwrap();
    one.release(first).await;
    let mut beside = connected(&server).await;
    let key = &keys(&mut beside, "*:last").await[0];
    let ahead = first.get() + 3_600_000_000;
    let _: String = asked(&mut beside, &["SET", key, &format!("{ahead}:another")]).await;
    assert_eq!(leased(&one).await, Some(Fence::new(ahead + 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_gateways_have_a_token_each_for_the_same_account() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let client = || redis::Client::open(server.url()).unwrap();
    let at = |gateway| RedisTokens::new(client(), gateway, "one", Seal::new([7; 32]));
    let (one, other) = (at("http://127.0.0.1"), at("http://127.0.0.2"));
    let lease = leased(&one).await.unwrap();
    assert!(one.save(&token("first"), lease).await);
    assert!(other.load().await.is_none());
}

/// It evicted or lost a part of what it had: an owner's token is better than none, and who fetches by now goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_lost_who_could_fetch_takes_the_token_of_whoever_fetched_and_no_older_one_after_it()
 {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let (one, other) = (tokens(&server, "one"), tokens(&server, "one"));
    let mut beside = connected(&server).await;
    let older = leased(&one).await.unwrap();
    one.release(older).await;
    let younger = leased(&other).await.unwrap();
    let last = &keys(&mut beside, "*:last").await[0];
    let _: u64 = asked(&mut beside, &["DEL", last]).await;
    assert!(one.save(&token("older"), older).await);
    assert_eq!(leased(&one).await, None, "the lease of another has gone");
    assert!(
        !other.save(&token("younger"), younger).await,
        "one that is not the last was stored"
    );

    let _: String = asked(&mut beside, &["FLUSHALL"]).await;
    assert!(other.save(&token("younger"), younger).await);
    assert!(!one.save(&token("older"), older).await);
    let loaded = one.load().await.unwrap();
    assert!(loaded.token == token("younger").token);
}

/// Redis comes back empty: whoever could fetch before cannot tell, and stores nothing over what another has fetched since.
#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_lost_everything_is_used_again_and_nobody_stores_an_older_token() {
    let Some(mut server) = RedisServer::start() else {
        return;
    };
    let (one, other) = (tokens(&server, "one"), tokens(&server, "one"));
    let before = leased(&one).await.unwrap();
    tokio::task::block_in_place(|| server.kill());
    assert!(one.load().await.is_none());
    assert_eq!(one.lease(LEASE).await, TokenLease::Away);
    assert!(!one.save(&token("lost"), before).await);
    tokio::task::block_in_place(|| server.run());
    let after = leased(&other).await.unwrap();
    assert!(after > before);
    assert!(!one.save(&token("older"), before).await);
    assert!(other.save(&token("younger"), after).await);
    assert!(!one.save(&token("older"), before).await);
    let loaded = one.load().await.unwrap();
    assert!(loaded.token == token("younger").token);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_ask_at_once_one_fetches_at_a_time() {
    let Some(server) = RedisServer::start() else {
        return;
    };
    let mut numbers = BTreeSet::new();
    for round in 0..4 {
        let asking: Vec<_> = (0..16)
            .map(|_| {
                let tokens = tokens(&server, "one");
                tokio::spawn(async move {
                    let fence = leased(&tokens).await?;
                    Some((tokens, fence))
                })
            })
            .collect();
        let mut granted = Vec::new();
        for asked in asking {
            granted.extend(asked.await.unwrap());
        }
        assert_eq!(granted.len(), 1, "{round}");
        let (tokens, fence) = granted.remove(0);
        assert!(numbers.insert(fence));
        tokens.release(fence).await;
    }
}
