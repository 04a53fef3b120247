//! An order number can be used twice, so what stands beside it must not belong to another request.

use gateway_runtime::{NotResent, Why};
use serde_json::{Value, json};

use super::requests::{capture, payment, refund};
use super::{Log, client, gateway, impatient, open, run};
use crate::runtime::server::{Act, Server, answer};

const BEFORE: &str = "2020-01-01T00:00:00Z";
const AFTER: &str = "2999-01-01T00:00:00Z";

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

/// What contradicts, or that it was found.
fn told(resolution: &gateway_runtime::Resolution) -> &'static str {
    match resolution.unresolved().as_slice() {
        [] => "found",
        [open] => match open.why() {
            Why::Contradicted { path } => {
                assert!(open.seen().is_some(), "what was seen is given all the same");
                path
            }
            other => panic!("{other}"),
        },
        more => panic!("{more:?}"),
    }
}

#[test]
fn a_payment_of_another_amount_or_an_earlier_time_is_another_one() {
    for (beside, expected) in [
        (json!({}), "found"),
        (
            json!({"payAmount": 42.5, "tradeCurrency": "USD", "payTime": AFTER}),
            "found",
        ),
        (
            json!({"payAmount": "42.50", "tradeCurrency": null}),
            "found",
        ),
        (json!({"payAmount": "42.51"}), "order.payAmount"),
        (json!({"payAmount": "a lot"}), "order.payAmount"),
        (json!({"tradeCurrency": "SGD"}), "order.tradeCurrency"),
        (json!({"payTime": BEFORE}), "order.payTime"),
        // Before the request in whatever zone.
        (json!({"payTime": "2020-01-01 00:00:00"}), "order.payTime"),
        // Nobody knows when this was.
        (json!({"payTime": "yesterday"}), "found"),
    ] {
        run(async {
            let mut order = beside.clone();
            order["orderNo"] = json!("ORDER-1");
            order["orderStatus"] = json!("canceled");
            let (server, _) = showing(&json!({"order": order})).await;
            let client = client(&server);
            let handle = open(client.create_payment(&payment("ORDER-1")).await);
            let resolution = client.gateway().reconcile(&handle, &impatient()).await;
            assert_eq!(told(&resolution), expected, "{beside}");
        });
    }
}

#[test]
fn an_earlier_capture_does_not_prove_a_later_one() {
    for (finished, expected) in [
        (Value::Null, "found"),
        (json!(AFTER), "found"),
        (json!(BEFORE), "order.tradeFinishTime"),
    ] {
        run(async {
            let order = json!({
                "orderNo": "ORDER-1", "orderStatus": "successed", "tradeFinishTime": finished,
            });
            let (server, _) = showing(&json!({"order": order})).await;
            let client = client(&server);
            let handle = open(client.capture_payment(&capture("ORDER-1")).await);
            let resolution = client.gateway().reconcile(&handle, &impatient()).await;
            assert_eq!(told(&resolution), expected);
        });
    }
}

#[test]
fn an_earlier_refund_of_the_order_is_not_the_one_that_is_looked_for() {
    let entry = |amount: &str, time: &str| json!({"orderNo": "NUMBER-1", "refundStatus": "successed", "amount": amount, "refundTime": time});
    for (entries, expected) in [
        (json!([entry("42.50", AFTER)]), "found"),
        (json!([entry("42.50", BEFORE)]), "refund[].refundTime"),
        (json!([entry("10.00", AFTER)]), "refund[].amount"),
        // The values of one entry say nothing about another one.
        (
            json!([entry("10.00", BEFORE), entry("42.50", AFTER)]),
            "found",
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
