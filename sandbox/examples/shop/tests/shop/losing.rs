//! Answers that are lost, processes that end.

use std::time::Duration;

use gateway_sandbox::{Fault, FaultRun};
use gateway_shop::order::{RefundState, Request, State};

use crate::running::{CARD, Running, pays};

/// Lets every call but those for a token go wrong.
fn lose(running: &Running, fault: Fault) {
    let run = FaultRun::new(1, 1000, [fault]).sparing_tokens();
    running.sandbox.set_faults(run);
}

#[tokio::test]
async fn a_payment_whose_answer_is_lost_is_looked_up_and_never_sent_again() {
    let running = Running::start().await;
    lose(&running, Fault::ResetAfter);
    let form = format!("basket=B&{CARD}");
    running.post("/card", &form).await;
    let order = running.last().await;
    assert_eq!(order.state, State::Waiting);
    // The customer presses again, and is shown the same order.
    let again = running.post("/card", &form).await;
    assert_eq!(again.location, format!("/return/{}", order.session));
    assert!(running.back(&order).await.body.contains("Not paid yet"));
    assert_eq!(running.calls("createPayment"), 1);
    running.sandbox.set_faults(None);
    running
        .follow_until(|order| order.state == State::Authorized)
        .await;
    assert_eq!(running.sandbox.look(|state| state.orders().count()), 1);
}

#[tokio::test]
async fn a_process_that_ends_in_the_middle_of_a_payment_learns_of_it_when_it_begins_again() {
    let running = Running::start().await;
    lose(&running, Fault::ResetAfter);
    running.post("/card", &format!("basket=B&{CARD}")).await;
    assert_eq!(running.last().await.state, State::Waiting);
    running.sandbox.set_faults(None);
    let running = running.again().await;
    assert_eq!(running.last().await.state, State::Authorized);
    assert_eq!(running.calls("createPayment"), 1);
}

#[tokio::test]
async fn a_payment_that_is_refused_leaves_the_basket_to_be_paid_anew() {
    let running = Running::start().await;
    lose(&running, Fault::Refuse);
    let form = format!("basket=B&{CARD}");
    running.post("/card", &form).await;
    let order = running.last().await;
    assert_eq!(order.state, State::Failed);
    running.sandbox.set_faults(None);
    running.post("/card", &form).await;
    assert_eq!(running.last().await.state, State::Authorized);
    assert_ne!(running.last().await.number, order.number);
}

#[tokio::test]
async fn a_payment_that_may_have_arrived_holds_its_basket() {
    let running = Running::start().await;
    lose(&running, Fault::ResetBefore);
    let form = format!("basket=B&{CARD}");
    running.post("/card", &form).await;
    running.sandbox.set_faults(None);
    let order = running.last().await;
    for path in ["/card", "/wallet", "/checkout"] {
        let again = running.post(path, &form).await;
        assert_eq!(
            again.location,
            format!("/return/{}", order.session),
            "{path}"
        );
    }
    // That the gateway does not show it proves nothing.
    running.back(&order).await;
    let running = running.again().await;
    assert_eq!(running.last().await.state, State::Waiting);
    assert_eq!(running.sandbox.look(|state| state.orders().count()), 0);
}

#[tokio::test]
async fn a_page_whose_address_is_lost_is_nobodys_to_pay_on() {
    let running = Running::start().await;
    lose(&running, Fault::ResetAfter);
    let lost = running.post("/checkout", "basket=B").await;
    assert!(lost.location.starts_with("/return/"), "{}", lost.location);
    assert_eq!(running.last().await.state, State::Failed);
    running.sandbox.set_faults(None);
    let page = running.post("/checkout", "basket=B").await;
    assert!(page.location.starts_with(&running.sandbox.url()));
}

#[tokio::test]
async fn what_was_asked_and_lost_is_waited_for_and_then_known() {
    let running = Running::start().await;
    let order = running.reserved().await;
    lose(&running, Fault::ResetAfter);
    running.act(&order, "capture", "").await;
    assert_eq!(running.last().await.open, Some(Request::Capture));
    for what in ["capture", "cancel"] {
        assert_eq!(running.act(&order, what, "").await.status, 409);
    }
    assert_eq!(running.calls("capturePayment"), 1);
    running.sandbox.set_faults(None);
    let captured = running
        .follow_until(|order| order.state == State::Paid)
        .await;
    assert_eq!(captured.open, None);

    lose(&running, Fault::ResetAfter);
    running
        .act(&order, "refund", "refund=REFUND-1&amount=12.50")
        .await;
    assert_eq!(
        running.last().await.refunds["REFUND-1"].state,
        RefundState::Asked
    );
    running.sandbox.set_faults(None);
    running.sandbox.advance(Duration::from_secs(60));
    running
        .follow_until(|order| order.refunds["REFUND-1"].state == RefundState::Done)
        .await;
    assert_eq!(running.calls("refundPayment"), 1);
}

#[tokio::test]
async fn orders_outlive_the_process_and_a_checkout_that_was_paid_meanwhile_is_known() {
    let running = Running::start().await;
    let page = running.post("/checkout", "basket=B").await;
    let order = running.last().await;
    running.customer(&page.location, pays("card"));
    let running = running.again().await;
    assert_eq!(running.last().await.state, State::Paid);
    assert!(
        running
            .back(&order)
            .await
            .body
            .contains("The order is paid")
    );
}

#[tokio::test]
async fn a_browser_that_goes_away_stops_nothing_that_it_began() {
    let running = Running::start().await;
    lose(&running, Fault::Delay(Duration::from_secs(5)));
    let form = format!("basket=B&{CARD}");
    let reached = async {
        while running.sandbox.look(|state| state.orders().count()) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        answer = running.post("/card", &form) => panic!("answered at once: {}", answer.body),
        () = reached => {}
    }
    running.sandbox.advance(Duration::from_secs(6));
    running
        .until(|order| order.state == State::Authorized)
        .await;
}

#[tokio::test]
async fn a_shop_that_ends_in_good_order_takes_nothing_new() {
    let running = Running::start().await;
    running
        .shop
        .client()
        .drain(Duration::from_secs(5))
        .await
        .unwrap();
    let late = running.post("/card", &format!("basket=B&{CARD}")).await;
    assert!(late.location.starts_with("/return/"));
    assert_eq!(running.last().await.state, State::Failed);
    assert_eq!(running.calls("createPayment"), 0);
}
