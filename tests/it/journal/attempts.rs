//! Several attempts of one purchase, and several refunds of one payment.

use std::sync::Arc;

use gateway_runtime::{Accepted, Attempt, Call, DiskJournal, Failure, NotSent, Reason};
use online_payment_gateway::Client;
use online_payment_gateway::models::PaymentResponse;
use online_payment_gateway::operations::{CREATE_CHECKOUT_SESSION, CREATE_PAYMENT};

use super::Folder;
use super::refunds::by_trade;
use crate::reconcile::requests::{checkout, payment, refund};
use crate::reconcile::{config, gateway, impatient, run};
use crate::runtime::server::{Act, Server, answer};

const PAID: &str = r#"{"respCode":"0000","amount":"42.50","orderStatus":"successed"}"#;

/// A shop with one journal, whose gateway does with the payments, in turn, what is said.
async fn shop(
    folder: &Folder,
    does: impl Fn(usize) -> Act + Send + Sync + 'static,
) -> (Client, Server, impl Fn() -> usize) {
    let (server, log) = gateway(move |name, number, _| match name {
        "payment" => does(number),
        "refund" => answer(
            200,
            r#"{"respCode":"0000","refundStatus":"accepted","refundTradeNo":"RT-1"}"#,
        ),
        _ => answer(200, r#"{"respCode":"0000","redirectUrl":"/page"}"#),
    })
    .await;
    let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
    let config = config(&server).refused_code("66").journal(journal);
    let sent = move || {
        let log = log.lock().unwrap();
        log.iter()
            .filter(|name| matches!(name.as_str(), "payment" | "refund"))
            .count()
    };
    (Client::new(config).unwrap(), server, sent)
}

async fn attempt(
    client: &Client,
    order: &str,
    attempt: Attempt,
) -> Result<Accepted<PaymentResponse>, Failure> {
    let call = Call::new().body(&payment(order)).attempt(attempt);
    client.gateway().call(&CREATE_PAYMENT, call).await
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> NotSent {
    match outcome {
        Err(Failure::NotSent(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_attempt_is_not_sent_while_another_one_may_have_been_paid() {
    for (first, is_sent) in [
        (Act::Close, false),
        (answer(200, r#"{"respCode":"77"}"#), false),
        (answer(200, r#"{"respCode":"0000","tradeNo":"T-1"}"#), false),
        (answer(200, PAID), false),
        // It was conclusively not made.
        (answer(200, r#"{"respCode":"66"}"#), true),
        (answer(401, ""), true),
    ] {
        run(async {
            let folder = Folder::new();
            let acts = first.clone();
            let (client, _server, sent) = shop(&folder, move |_| acts.clone()).await;
            let _ = attempt(&client, "ORDER-1", Attempt::of("basket")).await;
            let before = sent();
            let second = attempt(&client, "ORDER-2", Attempt::of("basket")).await;
            assert_eq!(sent() > before, is_sent, "{first:?}");
            if !is_sent {
                let failure = refused(second);
                assert_eq!(failure.reason(), Reason::AnotherAttempt);
                let other = failure.other_attempt().unwrap();
                assert_eq!(other.field("orderNo").as_deref(), Some("ORDER-1"));
                assert_eq!(other.purchase(), Some("basket"));
            }
            // Another purchase is none of its business.
            let before = sent();
            let _ = attempt(&client, "ORDER-3", Attempt::of("another")).await;
            assert!(sent() > before);
        });
    }
}

#[test]
fn another_process_sees_what_the_former_one_tried() {
    run(async {
        let folder = Folder::new();
        {
            let (client, _server, _) = shop(&folder, |_| Act::Close).await;
            let _ = attempt(&client, "ORDER-1", Attempt::of("basket")).await;
        }
        let (client, _server, sent) = shop(&folder, |_| answer(200, PAID)).await;
        let second = attempt(&client, "ORDER-2", Attempt::of("basket")).await;
        assert_eq!(refused(second).reason(), Reason::AnotherAttempt);
        assert_eq!(sent(), 0);
    });
}

#[test]
fn a_payment_or_a_page_of_the_same_order_number_is_another_attempt() {
    run(async {
        let folder = Folder::new();
        let (client, _server, sent) = shop(&folder, |_| Act::Close).await;
        let _ = client.create_payment(&payment("ORDER-1")).await;
        let second = attempt(&client, "ORDER-1", Attempt::of("basket")).await;
        assert_eq!(refused(second).reason(), Reason::AnotherAttempt);

        let page = Call::new()
            .body(&checkout("ORDER-7"))
            .attempt(Attempt::of("page"));
        let opened = client
            .gateway()
            .call::<online_payment_gateway::models::CheckoutSessionResponse>(
                &CREATE_CHECKOUT_SESSION,
                page,
            )
            .await;
        assert!(opened.is_ok(), "{opened:?}");
        let second = attempt(&client, "ORDER-8", Attempt::of("page")).await;
        assert_eq!(refused(second).reason(), Reason::AnotherAttempt);
        assert_eq!(sent(), 1);
    });
}

#[test]
fn a_shop_can_want_both_and_says_why() {
    run(async {
        let folder = Folder::new();
        let (client, _server, sent) = shop(&folder, |_| answer(200, PAID)).await;
        let _ = attempt(&client, "ORDER-1", Attempt::of("basket")).await;
        let both = Attempt::of("basket").despite_others("a gift for each of two");
        let second = attempt(&client, "ORDER-2", both).await.unwrap();
        assert_eq!(second.handle.despite(), Some("a gift for each of two"));
        assert_eq!(sent(), 2);
    });
}

#[test]
fn without_a_journal_no_attempt_is_sent_and_a_purchase_has_a_name() {
    run(async {
        let (server, log) = gateway(|_, _, _| answer(200, PAID)).await;
        let client = Client::new(config(&server)).unwrap();
        let outcome = attempt(&client, "ORDER-1", Attempt::of("basket")).await;
        assert_eq!(refused(outcome).reason(), Reason::Journal);
        for name in [" ", &"x".repeat(257)] {
            let outcome = attempt(&client, "ORDER-1", Attempt::of(name)).await;
            assert!(matches!(outcome, Err(Failure::Invalid(_))), "{outcome:?}");
        }
        assert!(!log.lock().unwrap().contains(&"payment".to_owned()));
    });
}

#[test]
fn a_fresh_refund_is_not_sent_while_another_one_of_the_payment_is_open() {
    run(async {
        let folder = Folder::new();
        let (client, _server, sent) = shop(&folder, |_| answer(200, PAID)).await;
        let refunded = client
            .refund_payment(&refund("ORDER-1", "R-1"))
            .await
            .unwrap();
        assert!(!refunded.handle.seen().is_final());
        let second = client.refund_payment(&refund("ORDER-1", "R-2")).await;
        let failure = refused(second);
        assert_eq!(failure.reason(), Reason::StillOpen);
        let other = failure.other_attempt().unwrap();
        assert_eq!(other.field("refundNumber").as_deref(), Some("R-1"));
        // The same number is the same refund, and another payment is another matter.
        let _ = client.refund_payment(&refund("ORDER-1", "R-1")).await;
        let _ = client.refund_payment(&refund("ORDER-2", "R-3")).await;
        assert_eq!(sent(), 3);
        // Once people have settled it, the next one goes.
        for left in client.gateway().recover(&impatient()).await.unwrap() {
            client
                .gateway()
                .close(&left.handle, "Ada", "the statement shows it")
                .await
                .unwrap();
        }
        assert!(
            client
                .refund_payment(&refund("ORDER-1", "R-2"))
                .await
                .is_ok()
        );
    });
}

#[test]
fn a_payment_is_one_by_the_number_of_the_shop_and_by_that_of_the_gateway() {
    for is_by_trade in [true, false] {
        run(async {
            let folder = Folder::new();
            let (client, _server, sent) = shop(&folder, |number| {
                answer(
                    200,
                    &format!(
                        r#"{{"respCode":"0000","amount":"42.50","orderStatus":"successed","tradeNo":"T-{number}"}}"#
                    ),
                )
            })
            .await;
            for order in ["ORDER-1", "ORDER-2"] {
                client.create_payment(&payment(order)).await.unwrap();
            }
            let (one, other) = match is_by_trade {
                true => (by_trade("T-1", "R-1"), refund("ORDER-1", "R-2")),
                false => (refund("ORDER-1", "R-1"), by_trade("T-1", "R-2")),
            };
            client.refund_payment(&one).await.unwrap();
            let failure = refused(client.refund_payment(&other).await);
            assert_eq!(failure.reason(), Reason::StillOpen);
            let open = failure.other_attempt().unwrap();
            assert_eq!(open.field("refundNumber").as_deref(), Some("R-1"));
            // Another payment is another matter, and one that the journal does not know is no reason.
            let before = sent();
            for number in ["T-2", "T-9"] {
                let other = by_trade(number, &format!("R-{number}"));
                client.refund_payment(&other).await.unwrap();
            }
            assert_eq!(sent(), before + 2);
        });
    }
}
