//! What may be sent again, after what, and never anything else.

use gateway_runtime::{Call, NotResent, Why};
use online_payment_gateway::operations;
use serde_json::{Value, json};

use super::requests::{payment, refund, tracking, void};
use super::{client, gateway, impatient, open, patient, run};
use crate::runtime::server::{Act, answer};

/// The first request of a path gets no answer, the next ones are accepted.
fn second_time_lucky(number: usize) -> Act {
    match number {
        1 => Act::Close,
        _ => answer(200, r#"{"respCode":"0000"}"#),
    }
}

fn count(log: &super::Log, name: &str) -> usize {
    log.lock()
        .unwrap()
        .iter()
        .filter(|seen| *seen == name)
        .count()
}

#[test]
fn a_payment_is_never_sent_again() {
    run(async {
        let (server, log) = gateway(|_, number, _| second_time_lucky(number)).await;
        let client = client(&server);
        let request = payment("ORDER-1");
        let handle = open(client.create_payment(&request).await);
        // The client has no method for it, and by hand it is refused.
        let call = Call::new().body(&request);
        let again = client
            .gateway()
            .resend::<()>(&operations::CREATE_PAYMENT, &handle, call, &patient())
            .await;
        assert!(matches!(again, Err(NotResent::Never)), "{again:?}");
        assert_eq!(*log.lock().unwrap(), ["payment"]);
    });
}

#[test]
fn a_refund_is_sent_again_under_its_number_once_it_was_looked_for() {
    for (shown, expected) in [
        (json!({}), Ok(2)),
        (
            json!({"refundOrderNo": "REFUND-1", "refundStatus": "accepted"}),
            Err("found"),
        ),
    ] {
        run(async {
            let shown = shown.clone();
            let (server, log) = gateway(move |name, number, _| match name {
                "refund" => second_time_lucky(number),
                _ => {
                    let mut shown = shown.clone();
                    shown["respCode"] = json!("0000");
                    answer(200, &shown.to_string())
                }
            })
            .await;
            let client = client(&server);
            let request = refund("ORDER-1", "REFUND-1");
            let handle = open(client.refund_payment(&request).await);
            let options = impatient().answer("paymentMethodType", "card");
            let again = client
                .resend_refund_payment(&handle, &request, &options)
                .await;
            match (again, expected) {
                (Ok(_), Ok(times)) => assert_eq!(count(&log, "refund"), times),
                (Err(NotResent::Found(found)), Err("found")) => {
                    assert!(found.is_found());
                    assert_eq!(count(&log, "refund"), 1);
                }
                (again, expected) => panic!("{expected:?}: {again:?}"),
            }
            assert!(count(&log, "refundQuery") > 0);
        });
    }
}

#[test]
fn another_request_is_no_repetition() {
    run(async {
        let (server, log) = gateway(|name, number, _| match name {
            "refund" => second_time_lucky(number),
            _ => answer(200, r#"{"respCode":"0000"}"#),
        })
        .await;
        let client = client(&server);
        let handle = open(client.refund_payment(&refund("ORDER-1", "REFUND-1")).await);
        let options = impatient().answer("paymentMethodType", "card");
        let other = refund("ORDER-1", "REFUND-2");
        let again = client
            .resend_refund_payment(&handle, &other, &options)
            .await;
        assert!(
            matches!(&again, Err(NotResent::Different { path }) if path == "refundNumber"),
            "{again:?}"
        );
        let again = client
            .resend_void_payment(&handle, &void("ORDER-1"), &options)
            .await;
        assert!(matches!(again, Err(NotResent::OtherOperation)), "{again:?}");
        assert_eq!((count(&log, "refund"), count(&log, "cancel")), (1, 0));
    });
}

#[test]
fn nothing_is_sent_again_while_the_gateway_does_not_answer() {
    run(async {
        let (server, log) = gateway(|name, number, _| match name {
            "refund" => second_time_lucky(number),
            _ => Act::Close,
        })
        .await;
        let client = client(&server);
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let unasked = client
            .resend_refund_payment(&handle, &request, &impatient())
            .await;
        let by_card = impatient().answer("paymentMethodType", "card");
        let asked = client
            .resend_refund_payment(&handle, &request, &by_card)
            .await;
        for (again, why) in [(unasked, "asks"), (asked, "failed")] {
            match (again, why) {
                (Err(NotResent::Unresolved(open)), "asks") => {
                    assert!(matches!(open.why(), Why::Asks(_)));
                }
                (Err(NotResent::Unresolved(open)), "failed") => {
                    assert!(matches!(open.why(), Why::Failed(_)));
                }
                (again, why) => panic!("{why}: {again:?}"),
            }
        }
        assert_eq!(count(&log, "refund"), 1);
    });
}

#[test]
fn a_void_is_sent_again_only_while_the_payment_is_seen_to_stand() {
    for (state, sent) in [
        (Some("authorized"), 2),
        (Some("canceled"), 1),
        (Some("odd"), 1),
        (None, 1),
    ] {
        run(async {
            let (server, log) = gateway(move |name, number, _| match (name, state) {
                ("cancel", _) => second_time_lucky(number),
                (_, Some(state)) => answer(
                    200,
                    &json!({"respCode": "0000", "order": {"orderNo": "ORDER-1", "orderStatus": state}})
                        .to_string(),
                ),
                (_, None) => answer(200, r#"{"respCode":"0000"}"#),
            })
            .await;
            let client = client(&server);
            let handle = open(client.void_payment(&void("ORDER-1")).await);
            let again = client
                .resend_void_payment(&handle, &void("ORDER-1"), &impatient())
                .await;
            assert_eq!(again.is_ok(), sent == 2, "{state:?}: {again:?}");
            assert_eq!(count(&log, "cancel"), sent, "{state:?}");
        });
    }
}

#[test]
fn of_a_batch_only_what_is_missing_is_sent_again() {
    run(async {
        let (server, log) = gateway(|name, number, body| {
            if name == "shipping/tracking-batch" {
                return second_time_lucky(number);
            }
            let body: Value = serde_json::from_str(body).unwrap();
            match body["trackingNo"].as_str().unwrap() {
                "TRACK-2" => answer(200, r#"{"respCode":"4004"}"#),
                number => answer(
                    200,
                    &json!({
                        "respCode": "0000", "orderNo": body["orderNo"], "trackingNo": number,
                        "shippingStatus": "SHIPPED",
                    })
                    .to_string(),
                ),
            }
        })
        .await;
        let client = client(&server);
        let (first, second) = (
            tracking("ORDER-1", "TRACK-1"),
            tracking("ORDER-1", "TRACK-2"),
        );
        let handle = open(
            client
                .add_tracking_batch(&[first.clone(), second.clone()])
                .await,
        );
        let resend = |batch: Vec<_>| {
            let (client, handle) = (client.clone(), handle.clone());
            async move {
                client
                    .resend_add_tracking_batch(&handle, &batch, &impatient())
                    .await
            }
        };
        let whole = resend(vec![first, second.clone()]).await;
        assert!(
            matches!(&whole, Err(NotResent::Different { path }) if path == "[0]"),
            "{whole:?}"
        );
        assert_eq!(count(&log, "shipping/tracking-batch"), 1);
        let missing = resend(vec![second]).await;
        assert!(missing.is_ok(), "{missing:?}");
        assert_eq!(count(&log, "shipping/tracking-batch"), 2);
    });
}

#[test]
fn a_refund_is_not_sent_again_while_one_of_its_queries_says_nothing_or_shows_something() {
    let nothing = || json!({"respCode": "0000"});
    let shown =
        |state| json!({"respCode": "0000", "refundOrderNo": "REFUND-1", "refundStatus": state});
    for (in_refund_query, in_query, sent) in [
        (Some(nothing()), Some(nothing()), 2),
        // What one query does not show the other one may.
        (None, Some(nothing()), 1),
        (Some(nothing()), None, 1),
        (Some(shown("odd")), Some(nothing()), 1),
        // A refusal may be the gateway's way to say that there is none.
        (Some(json!({"respCode": "4004"})), Some(nothing()), 2),
    ] {
        run(async {
            let case = format!("{in_refund_query:?} {in_query:?}");
            let (server, log) = gateway(move |name, number, _| {
                let shown = match name {
                    "refund" => return second_time_lucky(number),
                    "refundQuery" => &in_refund_query,
                    _ => &in_query,
                };
                shown
                    .as_ref()
                    .map_or(Act::Close, |shown| answer(200, &shown.to_string()))
            })
            .await;
            let client = client(&server);
            let request = refund("ORDER-1", "REFUND-1");
            let handle = open(client.refund_payment(&request).await);
            let options = impatient().answer("paymentMethodType", "card");
            let again = client
                .resend_refund_payment(&handle, &request, &options)
                .await;
            assert_eq!(again.is_ok(), sent == 2, "{case}: {again:?}");
            assert_eq!(count(&log, "refund"), sent, "{case}");
        });
    }
}
