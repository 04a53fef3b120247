//! A journal whose months lie in tables of their own is the same journal.

use std::sync::Arc;
use std::time::SystemTime;

use gateway_postgres::tokio_postgres::Client;
use gateway_runtime::testing::journal_violations;
use gateway_runtime::{BoxFuture, Journal};

use crate::contract::{account, pass};
use crate::shared::{LEASE, client, connect, open, open_orders, order, request, request_at};

const BY_MONTH: &str = include_str!("../../migrations/by_month.sql");

/// When the month begins that comes after so many others.
async fn month(client: &Client, after: i32) -> SystemTime {
    let asked = "SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1)) AT TIME ZONE 'UTC'";
    let row = client.query_one(asked, &[&after]).await.unwrap();
    row.get(0)
}

/// In which table each request lies.
async fn tables(client: &Client) -> Vec<String> {
    let rows = client
        .query(
            "SELECT tableoid::regclass::text FROM gateway_journal WHERE account = 'account' ORDER BY entry",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn months_lie_in_tables_of_their_own_and_what_was_there_stays() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let (entry, before) = request();
    journal.intend(&entry, &before, LEASE).await.unwrap();
    let client = client(&server).await;
    client.batch_execute(BY_MONTH).await.unwrap();

    let mut expected = vec![order(&before)];
    for (number, months) in [(1_000, 1), (1_001, 3)] {
        let (entry, later) = request_at(month(&client, months).await, number);
        journal.intend(&entry, &later, LEASE).await.unwrap();
        expected.push(order(&later));
    }
    assert_eq!(open_orders(&journal).await, expected);
    let tables = tables(&client).await;
    assert_eq!(tables[0], "gateway_journal_before");
    assert!(tables[1].starts_with("gateway_journal_2"), "{tables:?}");
    assert_eq!(tables[2], "gateway_journal_later");

    // The table of a month in which nothing was written yet is made twice without harm.
    for _ in 0..2 {
        let made = "CALL gateway_make_month(clock_timestamp() + interval '1 year')";
        client.batch_execute(made).await.unwrap();
    }

    let postgres = connect(&server);
    let journal = || -> BoxFuture<'static, Arc<dyn Journal>> {
        let journal = postgres.journal(account());
        Box::pin(async { Arc::new(journal) as _ })
    };
    assert_eq!(
        journal_violations(journal, pass).await,
        Vec::<String>::new()
    );
}
