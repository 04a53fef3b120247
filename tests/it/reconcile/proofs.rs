//! What must not be taken for a proof.

use gateway_runtime::Resolution;

use super::requests::{payment, refund, tracking};
use super::{client, gateway, impatient, open, run};
use crate::runtime::server::{Act, answer, reply};

fn shown_as(order: &'static str, headers: &'static str) -> Resolution {
    run(async {
        let (server, _) = gateway(move |name, _, _| match name {
            "query" => Act::Send(reply(
                200,
                headers,
                &format!(r#"{{"respCode":"0000","order":{order}}}"#),
            )),
            _ => Act::Close,
        })
        .await;
        let client = client(&server);
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        client.gateway().reconcile(&handle, &impatient()).await
    })
}

#[test]
fn what_contradicts_itself_proves_nothing() {
    let mut bad = Vec::new();
    for order in [
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payAmount":"1.00","payAmount":"42.50"}"#,
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payAmount":["1.00"]}"#,
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payAmount":{"value":"1.00"}}"#,
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payTime":"2020-01-01T00:00:00Z","payTime":"2020-01-02T00:00:00Z"}"#,
    ] {
        if shown_as(order, "").is_found() {
            bad.push(order);
        }
    }
    assert!(bad.is_empty(), "found: {bad:#?}");
}

#[test]
fn an_old_payment_is_not_found_whatever_the_date_header_says() {
    let mut bad = Vec::new();
    let old = r#"{"orderNo":"ORDER-1","orderStatus":"successed","payAmount":"42.50","payTime":"2020-01-01T00:00:00Z"}"#;
    for headers in [
        "",
        "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
        "date: Wed, 01 Jan 2020 00:00:05 GMT\r\n",
    ] {
        if shown_as(old, headers).is_found() {
            bad.push(headers);
        }
    }
    assert!(bad.is_empty(), "found with {bad:?}");
}

#[test]
fn an_old_payment_is_not_found_in_other_time_formats() {
    let mut bad = Vec::new();
    for order in [
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payTime":"2020-01-01 00:00:00"}"#,
        r#"{"orderNo":"ORDER-1","orderStatus":"successed","payTime":"2020-01-01"}"#,
    ] {
        if shown_as(order, "").is_found() {
            bad.push(order);
        }
    }
    assert!(bad.is_empty(), "found: {bad:#?}");
}

#[test]
fn a_tracking_number_too_long_to_keep_is_not_mistaken_for_another() {
    run(async {
        let (server, _) = gateway(move |name, _, _| match name {
            "shipping/retrieve" => answer(200, r#"{"respCode":"0000","orderNo":"ORDER-1","trackingNo":"ANOTHER","shippingStatus":"SHIPPED"}"#),
            _ => Act::Close,
        }).await;
        let client = client(&server);
        let handle = open(
            client
                .add_tracking(&tracking("ORDER-1", &"T".repeat(255)))
                .await,
        );
        let resolution = client.gateway().reconcile(&handle, &impatient()).await;
        assert!(!resolution.is_found(), "{resolution:?}");
    });
}

#[test]
fn a_refund_of_the_same_amount_made_later_is_not_the_lost_one() {
    run(async {
        let (server, _) = gateway(move |name, _, _| match name {
            // The list carries the number of the order, as the overlay says that it may.
            "query" => answer(200, r#"{"respCode":"0000","refund":[{"orderNo":"ORDER-1","refundStatus":"successed","amount":"42.50","refundTime":"2999-01-01T00:00:00Z"}]}"#),
            "refundQuery" => answer(200, r#"{"respCode":"0000","refundOrderNo":"ORDER-1-SECOND","refundStatus":"successed"}"#),
            _ => Act::Close,
        }).await;
        let client = client(&server);
        let handle = open(client.refund_payment(&refund("ORDER-1", "ORDER-1")).await);
        let options = impatient().answer("paymentMethodType", "card");
        let resolution = client.gateway().reconcile(&handle, &options).await;
        assert!(!resolution.is_found(), "{resolution:?}");
    });
}
