//! What an answer repeats of its request: whose it is, and how much of a list it accepts.

use std::sync::Arc;

use gateway_runtime::{DiskJournal, Failure, Journal, Reason};
use online_payment_gateway::Client;
use online_payment_gateway::models::{
    OrderNo, QueryPaymentMethodType, QueryRequest, QueryRequired,
};
use serde_json::{Value, json};

use super::requests::{capture, checkout, payment, refund, tracking};
use super::{client, config, gateway, run};
use crate::journal::Folder;
use crate::runtime::server::answer;

/// The reason why an answer that says "accepted" leaves a call open; none if it does not.
fn judged<T>(outcome: Result<T, Failure>) -> Option<Reason> {
    match outcome {
        Ok(_) => None,
        Err(Failure::Indeterminate(open)) => Some(open.reason()),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_that_names_another_request_leaves_the_outcome_open() {
    let another = Some(Reason::OtherRequest);
    for (operation, shown, expected) in [
        ("payment", json!({"orderNo": "10001"}), None),
        ("payment", json!({"orderNo": 10001}), None),
        ("payment", json!({"orderNo": ""}), None),
        ("payment", json!({"orderNo": null}), None),
        ("payment", json!({}), None),
        ("payment", json!({"order": {"orderNo": "10001"}}), None),
        ("payment", json!({"order": {"orderNo": "10002"}}), another),
        (
            "payment",
            json!({"list": [{"a": {"orderNo": 10002}}]}),
            another,
        ),
        ("payment", json!({"orderNo": "10002"}), another),
        ("payment", json!({"orderNo": 10002}), another),
        ("capture", json!({"orderNo": "10002"}), another),
        ("cashier", json!({"orderNo": "10002"}), another),
        ("refund", json!({"refundOrderNo": "20001"}), None),
        ("refund", json!({"refundOrderNo": "20002"}), another),
        // A refund's answer speaks of the refund, and a number that is documented nowhere says nothing.
        ("refund", json!({"orderNo": "10002"}), None),
    ] {
        let case = format!("{operation} {shown}");
        let outcome = run(async {
            let (server, _) = gateway(move |_, _, _| {
                let mut shown = shown.clone();
                shown["respCode"] = json!("0000");
                shown["amount"] = json!("42.50");
                answer(200, &shown.to_string())
            })
            .await;
            let client = client(&server);
            match operation {
                "payment" => judged(client.create_payment(&payment("10001")).await),
                "capture" => judged(client.capture_payment(&capture("10001")).await),
                "cashier" => judged(client.create_checkout_session(&checkout("10001")).await),
                _ => judged(client.refund_payment(&refund("10001", "20001")).await),
            }
        });
        assert_eq!(outcome, expected, "{case}");
    }
}

#[test]
fn a_list_that_is_accepted_in_part_stays_open_in_the_journal() {
    for (trackings, is_whole) in [
        (json!(["id-1", "id-2"]), true),
        (json!(["id-1", "id-2", "id-3"]), true),
        (json!(["id-1"]), false),
        (json!(["id-1", null]), false),
        (json!([]), false),
        (json!("id-1"), false),
        (Value::Null, false),
    ] {
        let case = trackings.to_string();
        run(async {
            let (server, _) = gateway(move |_, _, _| {
                let shown = json!({"respCode": "0000", "trackings": trackings});
                answer(200, &shown.to_string())
            })
            .await;
            let folder = Folder::new();
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
            let batch = [
                tracking("ORDER-1", "TRACK-1"),
                tracking("ORDER-1", "TRACK-2"),
            ];
            let accepted = client.add_tracking_batch(&batch).await.unwrap();
            assert_eq!(accepted.is_whole, is_whole, "{case}");
            let open = journal.unresolved().await.unwrap();
            assert_eq!(open.is_empty(), is_whole, "{case}");
            assert!(
                open.iter()
                    .all(|open| open.entry() == accepted.handle.entry())
            );
        });
    }
}

#[test]
fn what_is_no_list_is_accepted_as_a_whole() {
    run(async {
        let (server, _) =
            gateway(|_, _, _| answer(200, r#"{"respCode":"0000","amount":"42.50"}"#)).await;
        let client = client(&server);
        let accepted = client.create_payment(&payment("ORDER-1")).await.unwrap();
        assert!(accepted.is_whole);
        let accepted = client.add_tracking(&tracking("ORDER-1", "TRACK-1")).await;
        assert!(accepted.unwrap().is_whole);
    });
}

#[test]
fn a_query_that_is_answered_with_another_order_says_nothing_of_either() {
    for (shown, expected) in [
        (json!({"order": {"orderNo": "ORDER-1"}}), None),
        (
            json!({"order": {"orderNo": "ORDER-2"}}),
            Some(Reason::OtherRequest),
        ),
        // Where nothing is documented a name means what it means elsewhere.
        (json!({"orderNo": "ORDER-2"}), Some(Reason::OtherRequest)),
        // The query was by order number, so any trade number may be its own.
        (json!({"order": {"tradeNo": "T-2"}}), None),
        // The list of refunds has numbers of its own.
        (
            json!({"order": {"orderNo": "ORDER-1"}, "refund": [{"orderNo": "REFUND-1"}]}),
            None,
        ),
        (json!({"refund": {"orderNo": "REFUND-1"}}), None),
    ] {
        let case = shown.to_string();
        let outcome = run(async {
            let (server, _) = gateway(move |_, _, _| {
                let mut shown = shown.clone();
                shown["respCode"] = json!("0000");
                answer(200, &shown.to_string())
            })
            .await;
            let order: OrderNo = "ORDER-1".parse().unwrap();
            let query = QueryRequest::new(QueryRequired {
                payment_method_type: QueryPaymentMethodType::Card,
                order_reference: order.into(),
            });
            judged(client(&server).query_payment(&query).await)
        });
        assert_eq!(outcome, expected, "{case}");
    }
}
