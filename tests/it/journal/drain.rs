//! A process that ends in good order leaves no payment behind of which nobody knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gateway_runtime::{DiskJournal, Failure, Outcome, Reason, Reconcile};
use online_payment_gateway::Client;
use online_payment_gateway::models::*;
use serde_json::json;

use super::Folder;
use super::given_up::{runtime, waiting_with};
use crate::reconcile::requests::payment;
use crate::reconcile::{config, gateway, open, patient, shown};
use crate::runtime::server::{Act, answer};

const LONG: Duration = Duration::from_secs(60);

fn is_refused<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::NotSent(failure)) if failure.reason() == Reason::Draining)
}

#[test]
fn it_takes_no_new_calls_and_waits_for_what_is_on_its_way_and_for_its_outcome() {
    for is_waited_for in [true, false] {
        runtime().block_on(async {
            let folder = Folder::new();
            let (server, go) = waiting_with("/payment").await;
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
            let call = tokio::spawn({
                let client = client.clone();
                async move { client.create_payment(&payment("ORDER-1")).await }
            });
            server.until(|counts| counts.whole == 2).await;
            if !is_waited_for {
                call.abort();
            }
            // What it is too early for is said, and takes nothing away.
            let left = client.drain(Duration::from_millis(5)).await.unwrap_err();
            assert_eq!(left.calls, 1);
            let next = client.clone().create_payment(&payment("ORDER-2")).await;
            assert!(is_refused(&next), "{next:?}");
            go.send(()).unwrap();
            client.drain(LONG).await.unwrap();
            // Not a moment later, and of the one that was not sent there is nothing.
            let mut entries = journal.entries().await.unwrap();
            let entry = entries.pop().unwrap();
            assert!(matches!(entry.outcome, Some(Outcome::Accepted { .. })));
            assert!(entries.is_empty());
            if is_waited_for {
                call.await.unwrap().unwrap();
            }
            assert_eq!(server.counts().whole, 2);
        });
    }
}

#[test]
fn an_open_outcome_can_still_be_looked_up_and_what_is_merely_not_final_is_left() {
    runtime().block_on(async {
        let is_done = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&is_done);
        let (server, _) = gateway(move |name, _, _| match name {
            "payment" => Act::Close,
            _ => {
                let state = match done.load(Ordering::SeqCst) {
                    true => "successed",
                    false => "underReview",
                };
                let order = shown("ORDER-1", state);
                answer(
                    200,
                    &json!({"respCode": "0000", "order": order}).to_string(),
                )
            }
        })
        .await;
        let client = Client::new(config(&server)).unwrap();
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let waits = tokio::spawn({
            let (client, handle) = (client.clone(), handle.clone());
            // A pause of hours, unless it is told that the process ends.
            let hours = LONG * 600;
            let options = Reconcile::new().patience(hours).pauses(hours, hours);
            async move { client.wait_until_final(&handle, &options).await }
        });
        server.until(|counts| counts.whole == 3).await;
        client.drain(LONG).await.unwrap();
        let left = waits.await.unwrap();
        assert!(!left.is_found() && left.unresolved()[0].seen().is_some());
        // A look-up is what the time is for that is left; a query for its own sake is not.
        is_done.store(true, Ordering::SeqCst);
        assert!(client.reconcile(&handle, &patient()).await.is_found());
        let query = QueryRequest::new(QueryRequired {
            order_reference: OrderReference::OrderNo("ORDER-1".parse().unwrap()),
            payment_method_type: QueryPaymentMethodType::Card,
        });
        assert!(is_refused(&client.query_payment(&query).await));
    });
}
