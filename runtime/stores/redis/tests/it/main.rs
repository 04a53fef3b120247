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
    let client = redis::Client::open(server.url()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS")
        .arg("*")
        .query_async(&mut connection)
        .await
        .unwrap();
    assert_eq!(keys.len(), 2, "{keys:?}");
    for key in &keys {
        let value: Vec<u8> = redis::cmd("GET")
            .arg(key)
            .query_async(&mut connection)
            .await
            .unwrap();
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
