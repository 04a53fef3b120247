//! An order number can be used twice, so what stands beside it must not belong to another request.

use gateway_runtime::{Doubt, Failure, NotResent, Why};
use online_payment_gateway::Client;
use serde_json::{Value, json};

use super::requests::{capture, payment, refund, void};
use super::{AFTER, BEFORE, Log, client, config, gateway, impatient, open, run, shown};
use crate::runtime::server::{Act, Server, answer};

/// A gateway that loses whatever changes something, and shows this in every query.
async fn showing(shown: &Value) -> (Server, Log) {
    let mut body = shown.clone();
    body["respCode"] = json!("0000");
    gateway(move |name, _, _| match name {
        "query" | "refundQuery" => answer(200, &body.to_string()),
        _ => Act::Close,
    })
    .await
}

/// What contradicts, what is in doubt and why, or that it was found.
pub(super) fn told(resolution: &gateway_runtime::Resolution) -> (&'static str, Option<Doubt>) {
    match resolution.unresolved().as_slice() {
        [] => ("found", None),
        [open] => match open.why() {
            Why::Contradicted { path } => {
                assert!(open.seen().is_some(), "what was seen is given all the same");
                (path, None)
            }
            Why::Doubtful { path, doubt } => {
                assert!(open.seen().is_some(), "what was seen is given all the same");
                (path, Some(*doubt))
            }
            other => panic!("{other}"),
        },
        more => panic!("{more:?}"),
    }
}

#[test]
fn a_payment_of_another_amount_or_an_earlier_time_is_another_one() {
    let missing = Some(Doubt::NotShown);
    let unreadable = Some(Doubt::Unreadable);
    for (beside, expected) in [
        (json!({}), ("found", None)),
        (json!({"payAmount": "42.50"}), ("found", None)),
        (json!({"payAmount": "42.51"}), ("order.payAmount", None)),
        (
            json!({"tradeCurrency": "SGD"}),
            ("order.tradeCurrency", None),
        ),
        (json!({"payTime": BEFORE}), ("order.payTime", None)),
        // Before the request in whatever zone.
        (
            json!({"payTime": "2020-01-01 00:00:00"}),
            ("order.payTime", None),
        ),
        // What is not shown, or not as what it should be, neither proves nor denies it.
        (json!({"payAmount": null}), ("order.payAmount", missing)),
        (
            json!({"tradeCurrency": ""}),
            ("order.tradeCurrency", missing),
        ),
        (json!({"payTime": null}), ("order.payTime", missing)),
        (
            json!({"payAmount": "a lot"}),
            ("order.payAmount", unreadable),
        ),
        (
            json!({"payAmount": ["42.50"]}),
            ("order.payAmount", unreadable),
        ),
        (
            json!({"tradeCurrency": "usd"}),
            ("order.tradeCurrency", unreadable),
        ),
        (
            json!({"payTime": "yesterday"}),
            ("order.payTime", unreadable),
        ),
        // One that is surely another's counts before one that is missing.
        (
            json!({"payAmount": null, "payTime": BEFORE}),
            ("order.payTime", None),
        ),
    ] {
        run(async {
            let mut order = shown("ORDER-1", "canceled");
            for (name, value) in beside.as_object().unwrap() {
                order[name] = value.clone();
            }
            let (server, _) = showing(&json!({"order": order})).await;
            let client = client(&server);
            let handle = open(client.create_payment(&payment("ORDER-1")).await);
            let resolution = client.gateway().reconcile(&handle, &impatient()).await;
            assert_eq!(told(&resolution), expected, "{beside}");
        });
    }
}

#[test]
fn an_earlier_capture_or_void_does_not_prove_a_later_one() {
    const TIME: &str = "order.tradeFinishTime";
    for (finished, expected) in [
        (json!(AFTER), ("found", None)),
        (json!(BEFORE), (TIME, None)),
        (Value::Null, (TIME, Some(Doubt::NotShown))),
        (json!("just now"), (TIME, Some(Doubt::Unreadable))),
    ] {
        for state in ["successed", "canceled"] {
            run(async {
                let order = json!({
                    "orderNo": "ORDER-1", "orderStatus": state, "tradeFinishTime": finished,
                });
                let (server, _) = showing(&json!({"order": order})).await;
                let client = client(&server);
                let handle = match state {
                    "canceled" => open(client.void_payment(&void("ORDER-1")).await),
                    _ => open(client.capture_payment(&capture("ORDER-1")).await),
                };
                let resolution = client.gateway().reconcile(&handle, &impatient()).await;
                assert_eq!(told(&resolution), expected, "{state} {finished}");
            });
        }
    }
}

#[test]
fn a_refund_of_the_number_and_of_another_amount_or_none_is_not_found() {
    for (amount, expected) in [
        (json!("42.50"), ("found", None)),
        (json!("10.00"), ("amount", None)),
        (Value::Null, ("amount", Some(Doubt::NotShown))),
    ] {
        run(async {
            let (server, _) = showing(&json!({
                "refundOrderNo": "NUMBER-1", "refundStatus": "successed", "amount": amount,
            }))
            .await;
            let client = client(&server);
            let handle = open(client.refund_payment(&refund("ORDER-1", "NUMBER-1")).await);
            let options = impatient().answer("paymentMethodType", "card");
            let resolution = client.gateway().reconcile(&handle, &options).await;
            assert_eq!(told(&resolution), expected);
        });
    }
}

#[test]
fn a_number_that_was_used_for_two_payments_proves_neither() {
    run(async {
        let (server, _) = showing(&json!({"order": shown("ORDER-1", "successed")})).await;
        let client = client(&server);
        let first = open(client.create_payment(&payment("ORDER-1")).await);
        let second = open(client.create_payment(&payment("ORDER-1")).await);
        let doubt = ("order.payTime", Some(Doubt::UsedAgain));
        for handle in [first, second] {
            let resolution = client.gateway().reconcile(&handle, &impatient()).await;
            assert_eq!(told(&resolution), doubt);
        }
    });
}

#[test]
fn an_earlier_refund_of_the_order_is_not_the_one_that_is_looked_for() {
    let entry = |amount: &str, time: &str| json!({"orderNo": "NUMBER-1", "refundStatus": "successed", "amount": amount, "refundTime": time});
    for (entries, expected) in [
        (json!([entry("42.50", AFTER)]), ("found", None)),
        (
            json!([entry("42.50", BEFORE)]),
            ("refund[].refundTime", None),
        ),
        (json!([entry("10.00", AFTER)]), ("refund[].amount", None)),
        // The values of one entry say nothing about another one.
        (
            json!([entry("10.00", BEFORE), entry("42.50", AFTER)]),
            ("found", None),
        ),
    ] {
        run(async {
            let (server, log) = showing(&json!({"refund": entries})).await;
            let client = client(&server);
            let request = refund("ORDER-1", "NUMBER-1");
            let handle = open(client.refund_payment(&request).await);
            let options = impatient().answer("paymentMethodType", "card");
            let resolution = client.gateway().reconcile(&handle, &options).await;
            assert_eq!(told(&resolution), expected);
            let again = client
                .resend_refund_payment(&handle, &request, &options)
                .await;
            assert!(
                matches!(&again, Err(NotResent::Found(_) | NotResent::Unresolved(_))),
                "{again:?}"
            );
            let sent = log.lock().unwrap();
            assert_eq!(sent.iter().filter(|name| *name == "refund").count(), 1);
        });
    }
}

#[test]
fn a_refund_that_was_sent_twice_under_its_number_is_one_and_is_asked_for_until_it_is_found() {
    run(async {
        let (server, log) = showing(&json!({
            "refundOrderNo": "NUMBER-1", "refundStatus": "successed", "amount": "42.50",
            "refund": [{
                "orderNo": "NUMBER-1", "refundStatus": "successed", "amount": "42.50",
                "refundTime": AFTER,
            }],
        }))
        .await;
        let client = client(&server);
        let request = refund("ORDER-1", "NUMBER-1");
        let first = open(client.refund_payment(&request).await);
        let second = open(client.refund_payment(&request).await);
        let options = impatient().answer("paymentMethodType", "card");
        for handle in [first, second] {
            log.lock().unwrap().clear();
            let resolution = client.gateway().reconcile(&handle, &options).await;
            assert_eq!(told(&resolution), ("found", None));
            assert_eq!(log.lock().unwrap().len(), 1, "one query has shown it");
        }
    });
}

#[test]
fn a_payment_that_was_refused_for_good_has_not_used_its_number() {
    run(async {
        let (server, _) = gateway(|name, number, _| match (name, number) {
            ("payment", 1) => answer(200, r#"{"respCode":"9999"}"#),
            ("payment", _) => Act::Close,
            _ => {
                let body = json!({"respCode": "0000", "order": shown("ORDER-1", "successed")});
                answer(200, &body.to_string())
            }
        })
        .await;
        let client = Client::new(config(&server).refused_code("9999")).unwrap();
        let refused = client.create_payment(&payment("ORDER-1")).await;
        assert!(matches!(refused, Err(Failure::Refused(_))), "{refused:?}");
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let resolution = client.gateway().reconcile(&handle, &impatient()).await;
        assert_eq!(told(&resolution), ("found", None));
    });
}
