//! Ways to pay.

use std::time::Duration;

use gateway_sandbox::Choice;
use gateway_shop::order::{State, Way};

use crate::running::{CARD, Running, pays};

#[tokio::test]
async fn a_customer_checks_out_by_any_method_and_is_told_what_was_looked_up() {
    let running = Running::start().await;
    for (basket, choice, state, text) in [
        ("B1", pays("card"), State::Paid, "The order is paid"),
        ("B2", pays("alipay"), State::Paid, "The order is paid"),
        ("B3", Choice::Cancel, State::Canceled, "No money moved"),
    ] {
        let page = running.post("/checkout", &format!("basket={basket}")).await;
        assert_eq!(page.status, 303, "{}", page.body);
        assert!(
            page.location.starts_with(&running.sandbox.url()),
            "{}",
            page.location
        );
        let order = running.last().await;
        assert_eq!((order.way, order.state), (Way::Checkout, State::Waiting));
        let early = running.back(&order).await;
        assert!(early.body.contains("Not paid yet"), "{}", early.body);
        running.customer(&page.location, choice);
        let back = running.back(&order).await;
        assert!(back.body.contains(text), "{}", back.body);
        assert_eq!(running.last().await.state, state);
    }
}

#[tokio::test]
async fn who_comes_back_to_a_basket_pays_on_the_same_page() {
    let running = Running::start().await;
    let first = running.post("/checkout", "basket=B").await;
    let second = running.post("/checkout", "basket=B").await;
    assert_eq!(first.location, second.location);
    assert_eq!(running.calls("createCheckoutSession"), 1);
    running.customer(&first.location, pays("card"));
    let order = running.last().await;
    running.back(&order).await;
    // Once it is paid, another way to pay the same basket leads to the order.
    for (path, form) in [
        ("/wallet", "basket=B".to_owned()),
        ("/card", format!("basket=B&{CARD}")),
    ] {
        let answer = running.post(path, &form).await;
        assert_eq!(answer.location, format!("/return/{}", order.session));
    }
    assert_eq!(running.calls("createPayment"), 0);
}

#[tokio::test]
async fn a_page_that_nobody_pays_on_ends_and_the_basket_can_be_paid_anew() {
    let running = Running::start().await;
    let page = running.post("/checkout", "basket=B").await;
    running.customer(&page.location, Choice::Decline);
    // The state of a declined payment is none of the reference's, and a customer can try again for as long as the page lives.
    let order = running.last().await;
    assert!(running.back(&order).await.body.contains("Not paid yet"));
    running.sandbox.advance(Duration::from_secs(31 * 60));
    let order = running
        .follow_until(|order| order.state == State::Failed)
        .await;
    assert!(
        running
            .back(&order)
            .await
            .body
            .contains("You can try again")
    );
    let again = running.post("/checkout", "basket=B").await;
    assert!(again.location.starts_with(&running.sandbox.url()));
    assert_ne!(running.last().await.number, order.number);
}

#[tokio::test]
async fn a_card_is_reserved_or_declined_at_once() {
    let running = Running::start().await;
    let paid = running.post("/card", &format!("basket=B1&{CARD}")).await;
    let order = running.last().await;
    assert_eq!(paid.location, format!("/return/{}", order.session));
    assert_eq!(order.state, State::Authorized);
    assert!(
        running
            .back(&order)
            .await
            .body
            .contains("The money is reserved")
    );

    let declined = CARD.replace("4242424242424242", "4000000000000002");
    running
        .post("/card", &format!("basket=B2&{declined}"))
        .await;
    let order = running.last().await;
    assert_eq!(order.state, State::Failed);
    assert!(
        running
            .back(&order)
            .await
            .body
            .contains("You can try again")
    );
    // The same basket by another card is another attempt.
    running.post("/card", &format!("basket=B2&{CARD}")).await;
    assert_eq!(running.last().await.state, State::Authorized);
}

#[tokio::test]
async fn a_card_that_asks_for_its_customer_leads_to_the_bank_and_back() {
    let running = Running::start().await;
    let asks = CARD.replace("4242424242424242", "4000000000003220");
    for (basket, choice, state) in [
        ("B1", pays("card"), State::Authorized),
        ("B2", Choice::Cancel, State::Canceled),
    ] {
        let bank = running
            .post("/card", &format!("basket={basket}&{asks}"))
            .await;
        assert!(
            bank.location.starts_with(&running.sandbox.url()),
            "{}",
            bank.location
        );
        let order = running.last().await;
        assert!(
            running
                .back(&order)
                .await
                .body
                .contains("To the payment page")
        );
        running.customer(&bank.location, choice);
        running.back(&order).await;
        assert_eq!(running.last().await.state, state);
    }
}

#[tokio::test]
async fn a_wallet_waits_for_its_customer() {
    let running = Running::start().await;
    let page = running.post("/wallet", "basket=B").await;
    assert!(
        page.location.starts_with(&running.sandbox.url()),
        "{}",
        page.location
    );
    running.customer(&page.location, pays("alipay"));
    // Also where the customer never comes back.
    let order = running
        .follow_until(|order| order.state == State::Paid)
        .await;
    assert!(
        running
            .back(&order)
            .await
            .body
            .contains("The order is paid")
    );
}

#[tokio::test]
async fn a_stored_card_is_charged_again_and_one_that_was_not_stored_is_not() {
    let running = Running::start().await;
    let first = running.paid().await;
    running.act(&first, "again", "basket=MONTH-2").await;
    running.act(&first, "again", "basket=MONTH-2").await;
    let second = running.last().await;
    assert_eq!((second.way, second.state), (Way::StoredCard, State::Paid));
    assert_eq!(running.calls("createSubscriptionPayment"), 1);
    let refused = running.act(&second, "again", "basket=MONTH-3").await;
    assert_eq!(refused.status, 409, "{}", refused.body);
}

#[tokio::test]
async fn what_was_typed_wrong_is_told_by_its_field_and_nothing_is_begun() {
    let running = Running::start().await;
    let wrong = CARD
        .replace("4242424242424242", "4242")
        .replace("month=12", "month=13");
    for (form, names) in [
        (format!("basket=B&{wrong}"), ["number", "month"].as_slice()),
        ("basket=B".to_owned(), &["number", "month", "year", "code"]),
        (CARD.to_owned(), &["basket"]),
        (format!("basket=&{CARD}"), &["basket"]),
        (format!("basket=B&{}", CARD.replace("Jane", "")), &["first"]),
    ] {
        let answer = running.post("/card", &form).await;
        assert_eq!(answer.status, 400, "{form}");
        for name in names {
            assert!(answer.body.contains(name), "{name}: {}", answer.body);
        }
        assert!(!answer.body.contains("4242"), "{}", answer.body);
    }
    assert!(
        running
            .get("/orders")
            .await
            .body
            .contains("<h1>Orders</h1>")
    );
    assert_eq!(running.calls("createPayment"), 0);
}
