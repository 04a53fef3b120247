//! With many rows that are settled, what is open is found by an index.

use std::time::{Duration, SystemTime};

use gateway_postgres::statements;
use gateway_postgres::tokio_postgres::{Client, SimpleQueryMessage};
use gateway_runtime::{Forget, Journal, Outcome};

use crate::shared::{LEASE, client, open, open_orders, order, request, request_at};

/// Requests, each a second after the one before, of which the first are settled and as many open.
const FILLED: &str = "
INSERT INTO gateway_journal
    (account, entry, operation, shape, words, intent, prepared, outcome, settled, held_until, due)
SELECT 'account', lpad(to_hex(1700000000000000 + n * 1000000), 16, '0') || lpad(to_hex(n), 16, '0'), 'pay', 'orderNo', ARRAY[n],
       '{\"version\":1,\"operation\":\"pay\",\"at\":1}', false, CASE WHEN n <= $1 THEN '{\"outcome\":\"not-sent\"}' END,
       n <= $1, now(), now()
FROM generate_series(1, $1::bigint + $2::bigint) AS n";

/// Every statement that looks for rows, with values, and what its plan has to hold.
const ASKED: [(&str, &str, &str); 11] = [
    (statements::OPEN, "'account'", "gateway_journal_"),
    (
        statements::TAKE,
        "'account', 8, 1000, 0",
        "gateway_journal_",
    ),
    (
        statements::CLAIM,
        "'account', 'x', NULL, 1000",
        "gateway_journal_pkey",
    ),
    (
        statements::PURCHASE,
        "'account', 'x'",
        "gateway_journal_purchase",
    ),
    (
        statements::SHAPES,
        "'account', '{pay}'",
        "gateway_journal_shape",
    ),
    (
        statements::NAMED,
        "'account', '{pay}', '0', '{7}', '{total}', NULL",
        "gateway_journal_words",
    ),
    (
        statements::NAMED,
        "'account', '{pay}', '0', '{7}', '{}', NULL",
        "One-Time Filter: false",
    ),
    (
        statements::SETTLED,
        "'account', '0', '1', '{pay}', 10",
        "gateway_journal",
    ),
    (
        statements::AUTHORIZED,
        "'account', '1'",
        "gateway_journal_authorized",
    ),
    (statements::ENDED, "'account', 'x'", "gateway_journal_pkey"),
    (
        statements::FORGET,
        "'account', 'x', 'y'",
        "gateway_journal_pkey",
    ),
];

/// A server that is new, or was brought back from a copy, has no statistics for a while.
#[tokio::test(flavor = "multi_thread")]
async fn every_statement_goes_by_its_index_however_many_rows_there_are_and_whatever_the_server_knows_of_them()
 {
    let Some((server, journal)) = open(&["autovacuum=off"]).await else {
        return;
    };
    let client = client(&server).await;
    let rows = std::env::var("GATEWAY_SETTLED_ROWS");
    let rows: i64 = rows.map_or(50_000, |rows| rows.parse().unwrap());
    client.execute(FILLED, &[&rows, &5_000_i64]).await.unwrap();
    for known in ["nothing", "statistics"] {
        if known == "statistics" {
            client.batch_execute("ANALYZE").await.unwrap();
        }
        for (statement, values, index) in ASKED {
            let plan = plan(&client, statement, values).await;
            let is_read_through = plan.contains("Seq Scan on gateway_journal");
            assert!(
                !is_read_through && plan.contains(index),
                "with {known} known, without {index}: {statement}\n{plan}"
            );
        }
    }
    client
        .batch_execute("UPDATE gateway_journal SET settled = true")
        .await
        .unwrap();
    let (entry, handle) = request();
    journal
        .intend(&entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(open_orders(&journal).await, [order(&handle)]);
    assert_eq!(journal.take(8, LEASE).await.unwrap().len(), 1);
}

async fn plan(client: &Client, statement: &str, values: &str) -> String {
    let prepared = format!("PREPARE asked AS {statement}");
    client.batch_execute(&prepared).await.unwrap();
    let asked = format!("EXPLAIN EXECUTE asked({values})");
    let messages = client.simple_query(&asked).await.unwrap();
    client.batch_execute("DEALLOCATE asked").await.unwrap();
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_settled_and_old_is_forgotten_and_nothing_else() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let client = client(&server).await;
    client.execute(FILLED, &[&2_500_i64, &0_i64]).await.unwrap();
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let (entry, handle) = request_at(old, 1);
    journal.intend(&entry, &handle, LEASE).await.unwrap();
    let (late, other) = request();
    journal.intend(&late, &other, LEASE).await.unwrap();
    journal
        .conclude(&late, &other, &Outcome::NotSent)
        .await
        .unwrap();
    let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_000_000);
    let forget = Forget::new(before, SystemTime::now()).and("pay", ["orderNo"]);
    assert_eq!(journal.forget(&forget).await.unwrap(), 2_500);
    assert_eq!(journal.forget(&forget).await.unwrap(), 0);
    assert_eq!(open_orders(&journal).await, [order(&handle)]);
    assert_eq!(
        journal.heard(&late).await.unwrap(),
        [(Outcome::NotSent, true)]
    );
}
