//! What a merchant does, with the real client over loopback.

use std::time::Duration;

use gateway_runtime::{Amount, Failure, Sensitive, Text};
use gateway_sandbox::{Choice, Modes, Refusal, Sandbox};
use online_payment_gateway::models::*;

use super::shop::*;

/// The code with which a call was refused.
fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Err(Failure::Refused(refused)) => refused.code().unwrap().as_str().to_owned(),
        other => panic!("expected a refusal, not {other:?}"),
    }
}

async fn status(client: &online_payment_gateway::Client, query: &QueryRequest) -> OrderStatus {
    let found = client.query_payment(query).await.unwrap().into_value();
    found.order.unwrap().order_status.unwrap()
}

#[tokio::test]
async fn money_is_authorized_captured_and_given_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let manual = by_card("ORDER-1", "100.00", GOOD, CaptureMethod::Manual);
    let paid = client.create_payment(&manual).await.unwrap().into_value();
    assert_eq!(paid.order_status, Some(OrderStatus::Authorized));
    assert_eq!(
        sandbox.look(|state| state.balance("USD")),
        amount("0").decimal()
    );

    let too_much = client.capture_payment(&capture("ORDER-1", "100.01")).await;
    assert_eq!(refused(too_much), Refusal::WrongAmount.code());
    let captured = client
        .capture_payment(&capture("ORDER-1", "80.00"))
        .await
        .unwrap();
    assert_eq!(captured.value.amount, Some(amount("80.00")));
    assert_eq!(
        refused(client.capture_payment(&capture("ORDER-1", "1.00")).await),
        Refusal::NotCapturable.code()
    );
    assert_eq!(
        refused(client.void_payment(&void("ORDER-1")).await),
        Refusal::NotVoidable.code()
    );

    let refunded = client
        .refund_payment(&refund("ORDER-1", "R-1", "30.00"))
        .await
        .unwrap();
    assert_eq!(refunded.value.refund_status, Some(RefundStatus::Accepted));
    assert_eq!(
        refused(
            client
                .refund_payment(&refund("ORDER-1", "R-1", "1.00"))
                .await
        ),
        Refusal::DuplicateRefund.code()
    );
    assert_eq!(
        refused(
            client
                .refund_payment(&refund("ORDER-1", "R-2", "50.01"))
                .await
        ),
        Refusal::WrongAmount.code()
    );
    client
        .refund_payment(&refund("ORDER-1", "R-3", "50.00"))
        .await
        .unwrap();

    sandbox.advance(Duration::from_secs(2));
    let done = client
        .query_refund(&query("ORDER-1"))
        .await
        .unwrap()
        .into_value();
    assert_eq!(done.refund_status, Some(RefundStatus::Successed));
    let found = client
        .query_payment(&query("ORDER-1"))
        .await
        .unwrap()
        .into_value();
    let refunds: Vec<Amount> = found
        .refunds
        .unwrap()
        .iter()
        .filter_map(|refund| refund.amount)
        .collect();
    assert_eq!(refunds, [amount("30.00"), amount("50.00")]);
    assert_eq!(
        sandbox.look(|state| state.balance("USD")),
        amount("0").decimal()
    );
}

#[tokio::test]
async fn an_authorization_can_be_voided_and_expires() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for order in ["ORDER-1", "ORDER-2"] {
        client
            .create_payment(&by_card(order, "10.00", GOOD, CaptureMethod::Manual))
            .await
            .unwrap();
    }
    client.void_payment(&void("ORDER-1")).await.unwrap();
    assert_eq!(
        status(&client, &query("ORDER-1")).await,
        OrderStatus::Canceled
    );
    sandbox.advance(Duration::from_secs(8 * 24 * 3600));
    assert_eq!(status(&client, &query("ORDER-2")).await.as_str(), "expired");
    assert_eq!(
        refused(client.capture_payment(&capture("ORDER-2", "1.00")).await),
        Refusal::NotCapturable.code()
    );
}

#[tokio::test]
async fn test_cards_choose_the_outcome() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let declined = [
        ("4000000000000002", Refusal::Declined),
        ("4000000000009995", Refusal::InsufficientFunds),
        ("4000000000000069", Refusal::ExpiredCard),
        ("4000000000000127", Refusal::WrongSecurityCode),
        // A number that passes the check digit and is no test card of the sandbox.
        ("4000000000001000", Refusal::NoTestCard),
    ];
    for (number, why) in declined {
        let outcome = client
            .create_payment(&by_card("ORDER-1", "10.00", number, CaptureMethod::Auto))
            .await;
        assert_eq!(refused(outcome), why.code(), "{number}");
    }
    client
        .create_payment(&by_card(
            "ORDER-2",
            "10.00",
            "4000000000000077",
            CaptureMethod::Auto,
        ))
        .await
        .unwrap();
    assert_eq!(status(&client, &query("ORDER-2")).await.as_str(), "pending");
    sandbox.advance(Duration::from_secs(3));
    assert_eq!(
        status(&client, &query("ORDER-2")).await,
        OrderStatus::Successed
    );
}

#[tokio::test]
async fn a_slow_payment_answers_late() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let slow = by_card("ORDER-1", "10.00", "4000000000000259", CaptureMethod::Auto);
    let paying = client.create_payment(&slow);
    let mut paying = std::pin::pin!(paying);
    while sandbox.look(|state| state.orders().count()) == 0 {
        let waited = tokio::time::timeout(Duration::from_millis(5), paying.as_mut()).await;
        assert!(waited.is_err(), "the answer came before its time");
    }
    sandbox.advance(Duration::from_secs(3));
    assert_eq!(
        paying.await.unwrap().value.order_status,
        Some(OrderStatus::Successed)
    );
}

#[tokio::test]
async fn a_challenge_is_passed_on_its_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    for (order, number, choice, ends) in [
        (
            "ORDER-1",
            "4000000000003220",
            Choice::Pay {
                method: "card".to_owned(),
            },
            "successed",
        ),
        ("ORDER-2", "4000000000003063", Choice::Decline, "failed"),
        ("ORDER-3", "4000000000003220", Choice::Cancel, "canceled"),
    ] {
        let paid = client
            .create_payment(&by_card(order, "10.00", number, CaptureMethod::Auto))
            .await
            .unwrap()
            .into_value();
        assert_eq!(paid.order_status.unwrap().as_str(), "pending");
        assert_eq!(paid.ddc.is_some(), number.ends_with("3063"));
        let url = paid.pay_url.unwrap();
        sandbox.act(url.expose(), &choice).unwrap();
        assert_eq!(status(&client, &query(order)).await.as_str(), ends);
        assert_eq!(
            sandbox.act(url.expose(), &choice).unwrap_err().why,
            Refusal::PageOver
        );
    }
}

#[tokio::test]
async fn a_wallet_waits_for_its_customer_unless_its_code_was_scanned() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let by = || QueryPaymentMethodType::Alipay;
    client
        .create_payment(&payment("ORDER-1", "10.00", alipay()))
        .await
        .unwrap();
    assert_eq!(
        status(&client, &query_by("ORDER-1", by())).await.as_str(),
        "pending"
    );
    sandbox.advance(Duration::from_secs(30 * 60));
    assert_eq!(
        status(&client, &query_by("ORDER-1", by())).await.as_str(),
        "expired"
    );
    let scanned = alipay().auth_code(Sensitive::from("example-auth-code"));
    client
        .create_payment(&payment("ORDER-2", "10.00", scanned))
        .await
        .unwrap();
    assert_eq!(
        status(&client, &query_by("ORDER-2", by())).await,
        OrderStatus::Successed
    );
    assert_eq!(
        refused(client.query_payment(&query("ORDER-2")).await),
        Refusal::UnknownOrder.code()
    );
}

#[tokio::test]
async fn a_subscription_needs_the_identifier_of_a_first_payment() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let first = client
        .create_payment(&by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap()
        .into_value();
    let stored = first.transaction_identifier.unwrap();
    let stored = stored.expose().as_wire();
    let charged = client
        .create_subscription_payment(&subscription("ORDER-2", "5.00", stored))
        .await
        .unwrap();
    assert_eq!(charged.value.order_status, Some(OrderStatus::Successed));
    assert_eq!(charged.value.currency, first.currency);
    let unknown = client
        .create_subscription_payment(&subscription("ORDER-3", "5.00", "unknown-identifier"))
        .await;
    assert_eq!(refused(unknown), Refusal::UnknownStoredCard.code());
    let again = client
        .create_subscription_payment(&subscription("ORDER-2", "5.00", stored))
        .await;
    assert_eq!(refused(again), Refusal::DuplicateOrder.code());
}

#[tokio::test]
async fn shipments_are_added_changed_and_read_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    client
        .create_payment(&by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    client
        .add_tracking(&tracking("ORDER-1", "TRACK-1"))
        .await
        .unwrap();
    let batch = [
        tracking("ORDER-1", "TRACK-1"),
        tracking("ORDER-1", "TRACK-2"),
        tracking("ORDER-9", "TRACK-3"),
    ];
    let added = client
        .add_tracking_batch(&batch)
        .await
        .unwrap()
        .into_value();
    assert_eq!(added.trackings.unwrap().expose(), &["TRACK-2"]);
    assert!(
        added
            .desc
            .unwrap()
            .expose()
            .contains(Refusal::DuplicateTracking.meaning())
    );
    assert_eq!(
        refused(client.add_tracking_batch(&batch).await),
        Refusal::DuplicateTracking.code()
    );
    client
        .update_tracking(&tracking_update("ORDER-1", "TRACK-1", "DELIVERED"))
        .await
        .unwrap();
    let found = client
        .retrieve_tracking(&retrieve("ORDER-1", "TRACK-1"))
        .await
        .unwrap()
        .into_value();
    assert_eq!(found.shipping_status, Some(ShippingStatus::Delivered));
    assert_eq!(found.carrier.as_deref(), Some("Example Carrier"));
    let cancel = TrackingUpdateRequest::cancel(
        order_no("ORDER-1"),
        "TRACK-1".parse::<TrackingNo>().unwrap(),
    );
    client.update_tracking(&cancel).await.unwrap();
    let found = client
        .retrieve_tracking(&retrieve("ORDER-1", "TRACK-1"))
        .await
        .unwrap()
        .into_value();
    assert_eq!(found.shipping_status, Some(ShippingStatus::Cancelled));
    assert_eq!(
        refused(
            client
                .retrieve_tracking(&retrieve("ORDER-1", "TRACK-3"))
                .await
        ),
        Refusal::UnknownTracking.code()
    );
}

#[tokio::test]
async fn tokens_expire_and_are_revoked() {
    let sandbox = Sandbox::builder()
        .rules(|rules| rules.modes.new_token_revokes = true)
        .start()
        .await
        .unwrap();
    let (first, second) = (client(&sandbox), client(&sandbox));
    for round in 0..3 {
        for (name, client) in [("a", &first), ("b", &second)] {
            // Each fetches a token that revokes the other's, and renews its own after the 401.
            let order = format!("ORDER-{round}{name}");
            client
                .create_payment(&by_card(&order, "10.00", GOOD, CaptureMethod::Auto))
                .await
                .unwrap();
        }
        sandbox.advance(Duration::from_secs(3600));
    }
    let issued = sandbox
        .calls()
        .iter()
        .filter(|call| call.operation == "createAccessToken")
        .count();
    assert!(issued >= 6, "{issued}");
    let wrong = gateway_runtime::Config::new(sandbox.url()).credentials("nobody", "nothing");
    let wrong = online_payment_gateway::Client::new(wrong).unwrap();
    let outcome = wrong.query_payment(&query("ORDER-0a")).await;
    assert!(matches!(outcome, Err(Failure::NotSent(_))), "{outcome:?}");
}

#[tokio::test]
async fn the_unkind_readings_are_unkind() {
    let lag = Duration::from_secs(5);
    let sandbox = Sandbox::builder()
        .rules(|rules| rules.modes = Modes::unkind(lag))
        .start()
        .await
        .unwrap();
    let client = client(&sandbox);
    for _ in 0..2 {
        client
            .create_payment(&by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto))
            .await
            .unwrap();
    }
    assert_eq!(
        sandbox.look(|state| state.balance("USD")),
        amount("20.00").decimal()
    );
    assert_eq!(
        refused(client.query_payment(&query("ORDER-1")).await),
        Refusal::UnknownOrder.code()
    );
    sandbox.advance(lag);
    assert_eq!(
        status(&client, &query("ORDER-1")).await,
        OrderStatus::Successed
    );
    client
        .refund_payment(&refund("ORDER-1", "R-1", "1.00"))
        .await
        .unwrap();
    let declined = client
        .create_payment(&by_card(
            "ORDER-2",
            "10.00",
            "4000000000000002",
            CaptureMethod::Auto,
        ))
        .await;
    let Err(Failure::Refused(declined)) = declined else {
        panic!("{declined:?}")
    };
    assert!(!declined.answer().body_text().contains("orderNo"));
}

#[tokio::test]
async fn a_refusal_tells_what_it_is_about_and_no_answer_holds_a_card_number() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let declined = client
        .create_payment(&by_card(
            "ORDER-1",
            "10.00",
            "4000000000000002",
            CaptureMethod::Auto,
        ))
        .await;
    let Err(Failure::Refused(declined)) = declined else {
        panic!("{declined:?}")
    };
    assert!(
        declined
            .answer()
            .body_text()
            .contains("\"orderStatus\":\"failed\"")
    );
    let found = client.query_payment(&query("ORDER-1")).await.unwrap();
    assert!(!found.answer.body_text().contains("4000000000000002"));
    let everything = sandbox.look(|state| format!("{state:?}")) + &format!("{sandbox:?}");
    assert!(everything.contains("ORDER-1"));
    for secret in [
        "4000000000000002",
        "\"123\"",
        "tok_",
        "tid_",
        sandbox.secret(),
    ] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn many_start_at_once_and_know_nothing_of_one_another() {
    let started = std::time::Instant::now();
    let mut sandboxes = Vec::new();
    for _ in 0..50 {
        sandboxes.push(Sandbox::start().await.unwrap());
    }
    let took = started.elapsed();
    assert!(took < Duration::from_secs(2), "{took:?}");
    let first = client(sandboxes.first().unwrap());
    first
        .create_payment(&by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    let counts: usize = sandboxes
        .iter()
        .map(|sandbox| sandbox.look(|state| state.orders().count()))
        .sum();
    assert_eq!(counts, 1);
}

#[tokio::test]
async fn the_state_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.redb");
    let sandbox = Sandbox::builder().state_file(&file).start().await.unwrap();
    let first = client(&sandbox);
    first
        .create_payment(&by_card("ORDER-1", "10.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    first
        .refund_payment(&refund("ORDER-1", "R-1", "4.00"))
        .await
        .unwrap();
    first
        .add_tracking(&tracking("ORDER-1", "TRACK-1"))
        .await
        .unwrap();
    let before = sandbox.look(|state| state.orders().cloned().collect::<Vec<_>>());
    sandbox.stop().await;

    let sandbox = Sandbox::builder().state_file(&file).start().await.unwrap();
    assert_eq!(
        sandbox
            .look(|state| state.orders().cloned().collect::<Vec<_>>())
            .len(),
        before.len()
    );
    sandbox.advance(Duration::from_secs(10));
    let again = client(&sandbox);
    let done = again
        .query_refund(&query("ORDER-1"))
        .await
        .unwrap()
        .into_value();
    assert_eq!(done.refund_status, Some(RefundStatus::Successed));
    assert_eq!(
        refused(
            again
                .refund_payment(&refund("ORDER-1", "R-1", "1.00"))
                .await
        ),
        Refusal::DuplicateRefund.code()
    );
    again
        .retrieve_tracking(&retrieve("ORDER-1", "TRACK-1"))
        .await
        .unwrap();
    let next = again
        .create_payment(&by_card("ORDER-2", "1.00", GOOD, CaptureMethod::Auto))
        .await
        .unwrap();
    assert_ne!(
        next.value.trade_no.unwrap().as_wire(),
        before.first().unwrap().trade_no
    );
    sandbox.stop().await;
}
