//! An intent that is written in the shop's own transaction stands there if the row of its order does.

use std::time::Duration;

use gateway_postgres::prepare_in;
use gateway_runtime::{Claim, EntryId, Handle, Journal, Stage};
use gateway_servers::PostgresServer;

use crate::shared::{ACCOUNT, LEASE, client, open, request};

/// What a shop does with an order, one statement after the other.
const STEPS: usize = 4;

/// Does so many steps of the shop's transaction, and then ends as a process does that is killed: its connection breaks.
async fn shop(server: &PostgresServer, steps: usize, entry: &EntryId, handle: &Handle) {
    let mut client = client(server).await;
    if steps == 0 {
        return;
    }
    let transaction = client.transaction().await.unwrap();
    if steps > 1 {
        let order = "INSERT INTO orders (payment) VALUES ($1)";
        let name = entry.as_str();
        transaction.execute(order, &[&name]).await.unwrap();
    }
    if steps > 2 {
        let written = prepare_in(
            &transaction,
            ACCOUNT,
            entry,
            handle,
            Duration::from_secs(60),
        );
        written.await.unwrap();
    }
    if steps > 3 {
        transaction.commit().await.unwrap();
    } else {
        // Its end would say ROLLBACK, which one that was killed does not.
        std::mem::forget(transaction);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_and_its_intent_agree_wherever_the_shop_is_killed() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let journal = journal.prepared_by_caller();
    let own = client(&server).await;
    own.batch_execute("CREATE TABLE orders (payment text PRIMARY KEY)")
        .await
        .unwrap();
    for steps in 0..=STEPS {
        let (entry, handle) = request();
        journal.prepare(&entry, &handle, LEASE).await.unwrap();
        let run = tokio::time::timeout(
            Duration::from_secs(60),
            shop(&server, steps, &entry, &handle),
        );
        run.await.unwrap();
        let rows = own
            .query("SELECT FROM orders WHERE payment = $1", &[&entry.as_str()])
            .await
            .unwrap();
        let has_order = !rows.is_empty();
        assert_eq!(has_order, steps == STEPS, "{steps}");
        let begun = journal.begin(&entry, &handle, LEASE).await.unwrap();
        assert_eq!(begun, has_order, "killed after {steps} steps");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_shop_wrote_and_never_sent_is_given_up_when_its_time_is_over() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let (entry, handle) = request();
    let mut client = client(&server).await;
    let transaction = client.transaction().await.unwrap();
    prepare_in(&transaction, ACCOUNT, &entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(
        journal.claim(&entry, None, LEASE).await.unwrap(),
        Claim::Elsewhere
    );
    transaction.commit().await.unwrap();
    let claim = journal.claim(&entry, None, LEASE).await.unwrap();
    let is_prepared = |claim| {
        matches!(
            claim,
            Claim::Ours {
                stage: Stage::Prepared,
                ..
            }
        )
    };
    assert!(is_prepared(claim), "{claim:?}");
    assert!(!journal.begin(&entry, &handle, LEASE).await.unwrap());
}
