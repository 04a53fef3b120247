//! What may be sent again, after what, and never anything else.

use gateway_runtime::{Call, NotResent, Why};
use online_payment_gateway::models::{RefundResponse, TrackingResponse, VoidResponse};
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
        let again = client
            .gateway()
            .resend::<()>(&handle, Call::new().body(&request), &patient())
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
                .gateway()
                .resend::<RefundResponse>(&handle, Call::new().body(&request), &options)
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
        let other = Call::new().body(&refund("ORDER-1", "REFUND-2"));
        let again = client
            .gateway()
            .resend::<RefundResponse>(&handle, other, &options)
            .await;
        assert!(
            matches!(&again, Err(NotResent::Different { path }) if path == "refundNumber"),
            "{again:?}"
        );
        assert_eq!(count(&log, "refund"), 1);
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
        let call = || Call::new().body(&request);
        let unasked = client
            .gateway()
            .resend::<RefundResponse>(&handle, call(), &impatient())
            .await;
        let asked = client
            .gateway()
            .resend::<RefundResponse>(
                &handle,
                call(),
                &impatient().answer("paymentMethodType", "card"),
            )
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
                .gateway()
                .resend::<VoidResponse>(&handle, Call::new().body(&void("ORDER-1")), &impatient())
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
            let call = Call::new().body(&batch);
            let (client, handle) = (client.clone(), handle.clone());
            async move {
                client
                    .gateway()
                    .resend::<TrackingResponse>(&handle, call, &impatient())
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
