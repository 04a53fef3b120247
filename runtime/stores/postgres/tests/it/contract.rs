//! Both stores keep their contracts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gateway_postgres::Seal;
use gateway_runtime::testing::{journal_violations, token_violations};
use gateway_runtime::{BoxFuture, Journal, TokenStore};
use gateway_servers::PostgresServer;

use crate::shared::connect;

/// An account that nobody else has.
pub(crate) fn account() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("account-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn pass(time: Duration) -> BoxFuture<'static, ()> {
    Box::pin(tokio::time::sleep(time))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_and_the_token_keep_their_contracts() {
    let Some(server) = PostgresServer::start() else {
        return;
    };
    let postgres = connect(&server);
    postgres.migrate().await.unwrap();
    let journal = || -> BoxFuture<'static, Arc<dyn Journal>> {
        let journal = postgres.journal(account());
        Box::pin(async { Arc::new(journal) as _ })
    };
    assert_eq!(
        journal_violations(journal, pass).await,
        Vec::<String>::new()
    );
    let tokens = || -> BoxFuture<'static, Arc<dyn TokenStore>> {
        let tokens = postgres.tokens(account(), Seal::new([7; 32]));
        Box::pin(async { Arc::new(tokens) as _ })
    };
    assert_eq!(token_violations(tokens, pass).await, Vec::<String>::new());
}
