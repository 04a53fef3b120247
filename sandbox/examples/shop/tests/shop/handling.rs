//! What a merchant does with an order.

use std::time::Duration;

use gateway_sandbox::Choice;
use gateway_shop::order::{RefundState, State};

use crate::running::{Running, pays};

#[tokio::test]
async fn what_is_reserved_is_collected_or_given_up_once() {
    let running = Running::start().await;
    let order = running.reserved().await;
    assert_eq!(running.act(&order, "capture", "").await.status, 303);
    assert_eq!(running.last().await.state, State::Paid);
    for what in ["capture", "cancel"] {
        assert_eq!(running.act(&order, what, "").await.status, 409);
    }
    let running = Running::start().await;
    let order = running.reserved().await;
    assert_eq!(running.act(&order, "cancel", "").await.status, 303);
    assert_eq!(running.last().await.state, State::Canceled);
    assert_eq!(running.act(&order, "capture", "").await.status, 409);
    assert_eq!(running.calls("capturePayment"), 0);
}

#[tokio::test]
async fn two_who_press_at_once_ask_the_gateway_once() {
    let running = Running::start().await;
    let order = running.reserved().await;
    let press = || running.act(&order, "capture", "");
    let (one, other, third) = tokio::join!(press(), press(), press());
    let mut statuses = [one.status, other.status, third.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409]);
    assert_eq!(running.calls("capturePayment"), 1);
}

#[tokio::test]
async fn money_goes_back_in_parts_once_for_each_number_and_never_more_than_came() {
    let running = Running::start().await;
    let order = running.paid().await;
    for _ in 0..2 {
        let part = running
            .act(&order, "refund", "refund=REFUND-1&amount=12.50")
            .await;
        assert_eq!(part.status, 303, "{}", part.body);
    }
    assert_eq!(running.calls("refundPayment"), 1);
    for form in [
        "refund=REFUND-2&amount=30.01",
        "refund=REFUND-2&amount=0",
        "refund=REFUND-2&amount=-1",
    ] {
        let refused = running.act(&order, "refund", form).await;
        assert!(matches!(refused.status, 400 | 409), "{form}");
    }
    assert_eq!(running.calls("refundPayment"), 1);
    let is_done = |number: &'static str| {
        move |order: &gateway_shop::order::Order| order.refunds[number].state == RefundState::Done
    };
    running.sandbox.advance(Duration::from_secs(60));
    running.follow_until(is_done("REFUND-1")).await;
    let rest = running
        .act(&order, "refund", "refund=REFUND-2&amount=30.00")
        .await;
    assert_eq!(rest.status, 303, "{}", rest.body);
    running.sandbox.advance(Duration::from_secs(60));
    running.follow_until(is_done("REFUND-2")).await;
    assert_eq!(
        running
            .sandbox
            .look(|state| state.balance("USD"))
            .to_string(),
        "0.00"
    );
}

#[tokio::test]
async fn goods_are_shipped_once_they_are_paid() {
    let running = Running::start().await;
    let order = running.reserved().await;
    assert_eq!(
        running.act(&order, "ship", "tracking=TRACK-1").await.status,
        409
    );
    running.act(&order, "capture", "").await;
    for _ in 0..2 {
        let shipped = running.act(&order, "ship", "tracking=TRACK-1").await;
        assert_eq!(shipped.status, 303, "{}", shipped.body);
    }
    assert_eq!(running.last().await.parcels, ["TRACK-1"]);
    assert_eq!(running.calls("addTracking"), 1);
}

#[tokio::test]
async fn a_notice_is_a_hint_to_look_and_nothing_more() {
    let running = Running::start().await;
    let page = running.post("/checkout", "basket=B").await;
    let order = running.last().await;
    // Whatever it says, the gateway is asked.
    let lies = format!(
        "{{\"orderNo\":\"{}\",\"orderStatus\":\"successed\"}}",
        order.number
    );
    assert_eq!(running.post("/notice", &lies).await.status, 204);
    assert_eq!(running.last().await.state, State::Waiting);
    running.customer(&page.location, pays("wechat"));
    let form = format!("orderNo={}", order.number);
    assert_eq!(running.post("/notice", &form).await.status, 204);
    assert_eq!(running.last().await.state, State::Paid);
    for nothing in ["", "orderNo=UNKNOWN", "{\"orderNo\":7}", "[", "\u{0}"] {
        assert_eq!(running.post("/notice", nothing).await.status, 204);
    }
    let huge = "x".repeat(1024 * 1024);
    assert_eq!(running.post("/notice", &huge).await.status, 413);
}

#[tokio::test]
async fn an_address_that_somebody_wrote_changes_nothing() {
    let running = Running::start().await;
    let page = running.post("/checkout", "basket=B").await;
    let order = running.last().await;
    let forged = format!(
        "/return/{}?orderNo=X&status=successed&amount=0.01",
        order.session
    );
    assert!(running.get(&forged).await.body.contains("Not paid yet"));
    for unknown in [
        "/return/",
        "/return/guessed",
        "/orders/X/capture",
        "/nothing",
    ] {
        assert!(
            matches!(running.get(unknown).await.status, 404 | 405),
            "{unknown}"
        );
    }
    assert_eq!(running.post("/orders/X/capture", "").await.status, 404);
    running.customer(&page.location, Choice::Cancel);
    assert!(running.get(&forged).await.body.contains("Canceled"));
}

#[tokio::test]
async fn many_who_come_back_at_once_share_one_look() {
    let running = Running::start().await;
    let page = running.post("/checkout", "basket=B").await;
    let order = running.last().await;
    running.customer(&page.location, pays("card"));
    let back = || running.back(&order);
    let (a, b, c, d) = tokio::join!(back(), back(), back(), back());
    for answer in [a, b, c, d] {
        assert!(answer.body.contains("The order is paid"), "{}", answer.body);
    }
    assert_eq!(running.calls("queryPayment"), 1);
    // Once it is settled nobody asks any more.
    running.back(&order).await;
    assert_eq!(running.calls("queryPayment"), 1);
}
