//! With many rows that are settled, what is open is found by an index.

use std::time::{Duration, SystemTime};

use gateway_postgres::statements;
use gateway_runtime::{Forget, Journal, Outcome};

use crate::shared::{LEASE, client, open, open_orders, order, request, request_at};

/// Settled requests, each a second after the one before.
const SETTLED: &str = "
INSERT INTO gateway_journal
    (account, entry, operation, shape, words, intent, prepared, outcome, settled, held_until, due)
SELECT 'account', lpad(to_hex(1700000000000000 + n * 1000000), 16, '0') || lpad(to_hex(n), 16, '0'), 'pay', 'orderNo', ARRAY[n],
       '{\"version\":1,\"operation\":\"pay\",\"at\":1}', false, '{\"outcome\":\"not-sent\"}', true, now(), now()
FROM generate_series(1, $1::bigint) AS n";

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_goes_by_an_index_however_many_rows_are_settled() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let client = client(&server).await;
    let rows = std::env::var("GATEWAY_SETTLED_ROWS");
    let rows: i64 = rows.map_or(50_000, |rows| rows.parse().unwrap());
    client.execute(SETTLED, &[&rows]).await.unwrap();
    client.batch_execute("ANALYZE").await.unwrap();
    for (statement, values) in [
        (statements::OPEN, "'account'"),
        (statements::TAKE, "'account', 8, 1000, 0"),
        (statements::CLAIM, "'account', 'x', NULL, 1000"),
        (statements::PURCHASE, "'account', 'x'"),
        (statements::SHAPES, "'account', '{pay}'"),
        (
            statements::NAMED,
            "'account', '{pay}', '0', '{7}', '{total}', NULL",
        ),
        (statements::SETTLED, "'account', '0', '1', '{pay}', 10"),
        (statements::FORGET, "'account', 'x', 'y'"),
    ] {
        let prepared = format!("PREPARE asked AS {statement}");
        client.batch_execute(&prepared).await.unwrap();
        let plan = format!("EXPLAIN EXECUTE asked({values})");
        let plan: Vec<String> = client
            .simple_query(&plan)
            .await
            .unwrap()
            .iter()
            .filter_map(|message| match message {
                gateway_postgres::tokio_postgres::SimpleQueryMessage::Row(row) => {
                    row.get(0).map(str::to_owned)
                }
                _ => None,
            })
            .collect();
        client.batch_execute("DEALLOCATE asked").await.unwrap();
        let plan = plan.join("\n");
        assert!(
            !plan.contains("Seq Scan on gateway_journal"),
            "{statement}\n{plan}"
        );
    }
    let (entry, handle) = request();
    journal
        .intend(&entry, &handle, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(open_orders(&journal).await, [order(&handle)]);
    assert_eq!(journal.take(8, LEASE).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_settled_and_old_is_forgotten_and_nothing_else() {
    let Some((server, journal)) = open(&[]).await else {
        return;
    };
    let client = client(&server).await;
    client.execute(SETTLED, &[&2_500_i64]).await.unwrap();
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
