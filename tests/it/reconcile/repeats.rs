//! What must not be sent again, and lists of which each entry may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gateway_runtime::{DiskJournal, Journal};
use online_payment_gateway::Client;
use serde_json::{Value, json};

use super::requests::{refund, tracking};
use super::{client, config, gateway, impatient, open, run};
use crate::journal::Folder;
use crate::runtime::server::{Act, answer};

fn tracked(body: &str, known: &[&str]) -> Act {
    let body: Value = serde_json::from_str(body).unwrap();
    let number = body["trackingNo"].as_str().unwrap();
    if known.contains(&number) {
        answer(200, &json!({"respCode":"0000","orderNo":body["orderNo"],"trackingNo":number,"shippingStatus":"SHIPPED"}).to_string())
    } else {
        answer(200, r#"{"respCode":"0000"}"#)
    }
}

#[test]
fn one_entry_of_a_batch_that_is_found_does_not_settle_the_others() {
    for how in ["reconcile", "close", "resend"] {
        run(async {
            let shown = Arc::new(AtomicUsize::new(0));
            let own = Arc::clone(&shown);
            let (server, _) = gateway(move |name, number, body| match name {
                "shipping/tracking-batch" if number == 1 => Act::Close,
                "shipping/tracking-batch" => {
                    answer(200, r#"{"respCode":"0000","trackings":["TRACK-1"]}"#)
                }
                _ => tracked(
                    body,
                    if own.load(Ordering::SeqCst) == 0 {
                        &[]
                    } else {
                        &["TRACK-1"]
                    },
                ),
            })
            .await;
            let folder = Folder::new();
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
            let batch = [
                tracking("ORDER-1", "TRACK-1"),
                tracking("ORDER-1", "TRACK-2"),
            ];
            let handle = open(client.add_tracking_batch(&batch).await);
            let resolution = client.gateway().reconcile(&handle, &impatient()).await;
            let parts = resolution.unresolved();
            assert_eq!(parts.len(), 2);
            match how {
                "reconcile" => {
                    shown.store(1, Ordering::SeqCst);
                    let first = client
                        .gateway()
                        .reconcile(parts[0].handle(), &impatient())
                        .await;
                    assert!(first.is_found());
                }
                "close" => client
                    .gateway()
                    .close(parts[0].handle(), "Ada", "a letter")
                    .await
                    .unwrap(),
                _ => {
                    client
                        .resend_add_tracking_batch(parts[0].handle(), &batch[..1], &impatient())
                        .await
                        .unwrap();
                }
            }
            let left = journal.unresolved().await.unwrap();
            assert_eq!(
                left.len(),
                1,
                "{how}: TRACK-2 is open, and nobody will ever list it again"
            );
        });
    }
}

#[test]
fn a_missing_entry_is_not_sent_twice_in_one_batch() {
    run(async {
        let (server, _) = gateway(|name, number, body| match name {
            "shipping/tracking-batch" if number == 1 => Act::Close,
            "shipping/tracking-batch" => answer(200, r#"{"respCode":"0000"}"#),
            _ => tracked(body, &[]),
        })
        .await;
        let folder = Folder::new();
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let batch = [
            tracking("ORDER-1", "TRACK-1"),
            tracking("ORDER-1", "TRACK-2"),
        ];
        let handle = open(client.add_tracking_batch(&batch).await);
        let twice = [
            tracking("ORDER-1", "TRACK-1"),
            tracking("ORDER-1", "TRACK-1"),
        ];
        let again = client
            .resend_add_tracking_batch(&handle, &twice, &impatient())
            .await;
        let left = journal.unresolved().await.unwrap();
        assert!(
            again.is_err() && left.len() == 1,
            "sent {}, left open in the journal: {}",
            again.is_ok(),
            left.len()
        );
    });
}

#[test]
fn a_refund_is_not_sent_again_while_one_query_is_refused_and_the_other_says_nothing() {
    let mut bad = Vec::new();
    for (case, first, second) in [
        (
            "refused, then 503",
            answer(200, r#"{"respCode":"4004"}"#),
            answer(503, "busy"),
        ),
        (
            "refused, then HTML",
            answer(200, r#"{"respCode":"4004"}"#),
            answer(200, "<html>"),
        ),
        (
            "refused, then truncated",
            answer(200, r#"{"respCode":"4004"}"#),
            answer(
                200,
                r#"{"respCode":"0000","refund":[{"orderNo":"REFUND-1","refundSta"#,
            ),
        ),
        (
            "refused, then 401",
            answer(200, r#"{"respCode":"4004"}"#),
            answer(401, ""),
        ),
        (
            "503, then refused",
            answer(503, "busy"),
            answer(200, r#"{"respCode":"4004"}"#),
        ),
        (
            "refused, then closed",
            answer(200, r#"{"respCode":"4004"}"#),
            Act::Close,
        ),
    ] {
        run(async {
            let (first, second) = (first.clone(), second.clone());
            let (server, log) = gateway(move |name, number, _| match (name, number) {
                ("refund", 1) => Act::Close,
                ("refund", _) => answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
                ("refundQuery", _) => first.clone(),
                _ => second.clone(),
            })
            .await;
            let client = client(&server);
            let request = refund("ORDER-1", "REFUND-1");
            let handle = open(client.refund_payment(&request).await);
            let options = impatient().answer("paymentMethodType", "card");
            let _ = client
                .resend_refund_payment(&handle, &request, &options)
                .await;
            let sent = log
                .lock()
                .unwrap()
                .iter()
                .filter(|n| *n == "refund")
                .count();
            if sent != 1 {
                bad.push(case);
            }
        });
    }
    assert!(bad.is_empty(), "sent again: {bad:?}");
}

#[test]
fn a_refund_shown_without_its_list_is_seen() {
    run(async {
        let (server, log) = gateway(|name, number, _| match (name, number) {
            ("refund", 1) => Act::Close,
            ("refund", _) => answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
            ("refundQuery", _) => answer(200, r#"{"respCode":"0000"}"#),
            _ => answer(200, r#"{"respCode":"0000","refund":{"orderNo":"REFUND-1","refundStatus":"successed","amount":"42.50","refundTime":"2999-01-01T00:00:00Z"}}"#),
        }).await;
        let client = client(&server);
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let options = impatient().answer("paymentMethodType", "card");
        let resolution = client.gateway().reconcile(&handle, &options).await;
        let again = client
            .resend_refund_payment(&handle, &request, &options)
            .await;
        let sent = log
            .lock()
            .unwrap()
            .iter()
            .filter(|n| *n == "refund")
            .count();
        assert!(
            resolution.is_found() && sent == 1,
            "found {}, refunds sent {sent}, {again:?}",
            resolution.is_found()
        );
    });
}

#[test]
fn two_resends_at_once_send_once() {
    run(async {
        let (server, log) = gateway(|name, number, _| match (name, number) {
            ("shipping/tracking", 1) => Act::Close,
            ("shipping/tracking", _) => answer(200, r#"{"respCode":"0000"}"#),
            _ => answer(200, r#"{"respCode":"0000"}"#),
        })
        .await;
        let client = client(&server);
        let request = tracking("ORDER-1", "TRACK-1");
        let handle = open(client.add_tracking(&request).await);
        let once = || async {
            client
                .resend_add_tracking(&handle, &request, &impatient())
                .await
        };
        let (one, two) = tokio::join!(once(), once());
        let sent = log
            .lock()
            .unwrap()
            .iter()
            .filter(|n| *n == "shipping/tracking")
            .count();
        assert_eq!(sent, 2, "{} {}", one.is_ok(), two.is_ok());
    });
}

#[test]
fn a_query_cut_off_after_its_head_does_not_let_a_refund_be_sent_again() {
    run(async {
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n"
                .to_vec();
        let (server, log) = gateway(move |name, number, _| match (name, number) {
            ("refund", 1) => Act::Close,
            ("refund", _) => answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
            _ => Act::SendAndClose(head.clone()),
        })
        .await;
        let client = client(&server);
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let options = impatient().answer("paymentMethodType", "card");
        let again = client
            .resend_refund_payment(&handle, &request, &options)
            .await;
        let sent = log
            .lock()
            .unwrap()
            .iter()
            .filter(|n| *n == "refund")
            .count();
        assert_eq!(sent, 1, "{}", again.is_ok());
    });
}

#[test]
fn a_batch_of_thousands_is_not_slower_than_its_entries() {
    run(async {
        let (server, _) =
            gateway(|_, _, _| answer(200, r#"{"respCode":"0000","trackings":[]}"#)).await;
        let client = client(&server);
        let batch: Vec<_> = (0..8_000)
            .map(|number| tracking("ORDER-1", &format!("TRACK-{number}")))
            .collect();
        let began = Instant::now();
        let accepted = client.add_tracking_batch(&batch).await.unwrap();
        assert!(!accepted.is_whole);
        // A second or two on a slow machine; minutes where each entry costs as much as all of them.
        assert!(began.elapsed() < Duration::from_secs(30));
    });
}
