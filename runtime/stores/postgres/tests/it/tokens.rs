//! The token of a fleet.

use std::time::{Duration, SystemTime};

use gateway_postgres::Seal;
use gateway_runtime::{StoredToken, TokenLease, TokenStore};

use crate::shared::{ACCOUNT, client, connect, open};

#[tokio::test(flavor = "multi_thread")]
async fn the_database_holds_no_token_that_anybody_can_read_and_none_is_lost_when_it_is_down() {
    let Some((mut server, _)) = open(&[]).await else {
        return;
    };
    let tokens = connect(&server).tokens(ACCOUNT, Seal::new([7; 32]));
    let lease = async || match tokens.lease(Duration::from_secs(60)).await {
        TokenLease::Granted(fence) => fence,
        other => panic!("{other:?}"),
    };
    let ends = SystemTime::now() + Duration::from_secs(3_600);
    let token = StoredToken::new("canary-token".to_owned(), ends);
    assert!(tokens.save(&token, lease().await).await);
    let dumped = client(&server)
        .await
        .query_one("SELECT encode(token, 'escape') FROM gateway_token", &[])
        .await
        .unwrap();
    assert!(!dumped.get::<_, String>(0).contains("canary"));
    // By another key, or for another account, it is none.
    let other = connect(&server).tokens(ACCOUNT, Seal::new([8; 32]));
    assert!(other.load().await.is_none());

    tokio::task::block_in_place(|| server.stop());
    assert!(tokens.load().await.is_none());
    tokio::task::block_in_place(|| server.run());
    let loaded = tokens.load().await.unwrap();
    assert!(loaded.token == token.token && loaded.expires <= ends);
}
