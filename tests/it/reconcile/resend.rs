//! What may be sent again, after what, and never anything else.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{Call, Config, NotResent, Retries, Why};
use online_payment_gateway::{Client, operations};
use serde_json::{Value, json};

use super::requests::{payment, refund, tracking, void};
use super::{client, config, gateway, impatient, open, patient, run};
use crate::runtime::server::{Act, answer};

/// The first request of a path gets no answer, the next ones are accepted.
fn second_time_lucky(number: usize) -> Act {
    match number {
        1 => Act::Close,
        _ => answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
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
        (json!({"respCode": "4004"}), Ok(2)),
        (
            json!({"refundOrderNo": "REFUND-1", "refundStatus": "accepted", "amount": "42.50"}),
            Err("found"),
        ),
    ] {
        run(async {
            let shown = shown.clone();
            let (server, log) = gateway(move |name, number, _| match name {
                "refund" => second_time_lucky(number),
                "query" => answer(200, r#"{"respCode":"0000"}"#),
                _ => {
                    let mut shown = shown.clone();
                    if shown["respCode"].is_null() {
                        shown["respCode"] = json!("0000");
                    }
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
    let none = || json!({"respCode": "4004"});
    let shown =
        |state| json!({"respCode": "0000", "refundOrderNo": "REFUND-1", "refundStatus": state});
    for (in_refund_query, in_query, sent) in [
        // That no query shows it is not that there is none; that is what a listed code says.
        (Some(nothing()), Some(nothing()), 1),
        (Some(none()), Some(nothing()), 2),
        // What one query does not show the other one may.
        (None, Some(nothing()), 1),
        (Some(none()), None, 1),
        (Some(shown("odd")), Some(nothing()), 1),
        // A refusal can have any reason, and this is none of the codes that are listed for either query.
        (Some(json!({"respCode": "4005"})), Some(nothing()), 1),
        (Some(none()), Some(json!({"respCode": "4004"})), 1),
        // There is none, and here it is.
        (
            Some(json!({"respCode": "4004", "refundTradeNo": "R-1"})),
            Some(nothing()),
            1,
        ),
        (
            Some(json!({"respCode": "4004", "refundStatus": "failed"})),
            Some(nothing()),
            1,
        ),
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

#[test]
fn a_refund_is_not_sent_again_before_the_gateway_has_had_time_to_show_it() {
    run(async {
        let (server, log) = gateway(|name, number, _| match name {
            "refund" => second_time_lucky(number),
            "refundQuery" => answer(200, r#"{"respCode":"4004"}"#),
            _ => answer(200, r#"{"respCode":"0000"}"#),
        })
        .await;
        let clock = TestClock::new();
        let lag = Duration::from_secs(600);
        let config = config(&server)
            .absence_lag(lag)
            .clock(Arc::new(clock.clone()));
        let client = Client::new(config).unwrap();
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let options = impatient()
            .patience(Duration::ZERO)
            .answer("paymentMethodType", "card");
        let resend = || client.resend_refund_payment(&handle, &request, &options);
        clock.advance(lag - Duration::from_secs(1));
        let again = resend().await;
        assert!(matches!(again, Err(NotResent::TooEarly)), "{again:?}");
        clock.advance(Duration::from_secs(2));
        let again = resend().await;
        assert!(again.is_ok(), "{again:?}");
        assert_eq!(count(&log, "refund"), 2);
    });
}

#[test]
fn a_gateway_that_may_not_show_a_refund_yet_is_given_ten_minutes_unless_the_merchant_says_otherwise()
 {
    run(async {
        let (server, _) = gateway(|name, number, _| match name {
            "refund" => second_time_lucky(number),
            _ => answer(200, r#"{"respCode":"4004"}"#),
        })
        .await;
        let clock = TestClock::new();
        let config = Config::new(server.url())
            .credentials("app-1", "Marked-secret")
            .retries(Retries::NONE)
            .not_found_code_of(&operations::QUERY_REFUND, "4004")
            .not_found_code_of(&operations::QUERY_PAYMENT, "4004")
            .clock(Arc::new(clock.clone()));
        let client = Client::new(config).unwrap();
        let request = refund("ORDER-1", "REFUND-1");
        let handle = open(client.refund_payment(&request).await);
        let options = impatient()
            .patience(Duration::ZERO)
            .answer("paymentMethodType", "card");
        for (wait, is_sent) in [(599, false), (2, true)] {
            clock.advance(Duration::from_secs(wait));
            let again = client
                .resend_refund_payment(&handle, &request, &options)
                .await;
            assert_eq!(again.is_ok(), is_sent, "{again:?}");
        }
    });
}
