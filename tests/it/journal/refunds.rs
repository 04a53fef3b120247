//! How much is given back of a payment.

use std::sync::Arc;

use gateway_runtime::{Attempt, Call, DiskJournal, Failure, Reason};
use online_payment_gateway::Client;
use online_payment_gateway::models::{RefundRequest, RefundRequired, RefundResponse, TradeNo};
use online_payment_gateway::operations::REFUND_PAYMENT;

use super::Folder;
use crate::reconcile::requests::{capture, payment, refund};
use crate::reconcile::{config, gateway, run};
use crate::runtime::server::answer;

/// Whether a refund left, or why it did not.
fn told<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Result<(), String> {
    match outcome {
        Ok(_) => Ok(()),
        Err(Failure::NotSent(failure)) if failure.reason() == Reason::MoreThanTaken => {
            Err(failure.to_string())
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn no_more_is_given_back_than_was_taken_as_far_as_the_journal_knows() {
    for (state, captured, is_known) in [
        ("successed", false, true),
        ("authorized", true, true),
        ("authorized", false, false),
        ("accepted", false, false),
    ] {
        run(async {
            let folder = Folder::new();
            let (server, log) = gateway(move |name, _, _| match name {
                "payment" => answer(
                    200,
                    &format!(r#"{{"respCode":"0000","tradeNo":"T-1","orderStatus":"{state}"}}"#),
                ),
                "capture" => answer(
                    200,
                    r#"{"respCode":"0000","tradeNo":"T-1","orderStatus":"successed"}"#,
                ),
                _ => answer(200, r#"{"respCode":"0000","refundStatus":"successed"}"#),
            })
            .await;
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(journal)).unwrap();
            client.create_payment(&payment("ORDER-1")).await.unwrap();
            if captured {
                client.capture_payment(&capture("ORDER-1")).await.unwrap();
            }
            let refunds = || {
                log.lock()
                    .unwrap()
                    .iter()
                    .filter(|name| **name == "refund")
                    .count()
            };
            assert_eq!(
                told(client.refund_payment(&refund("ORDER-1", "R-1")).await),
                Ok(())
            );
            // Another payment is another matter.
            assert_eq!(
                told(client.refund_payment(&refund("ORDER-2", "R-3")).await),
                Ok(())
            );
            let second = told(client.refund_payment(&refund("ORDER-1", "R-2")).await);
            assert_eq!(second.is_err(), is_known, "{state}");
            assert_eq!(refunds(), if is_known { 2 } else { 3 });
            let Err(told_why) = second else { return };
            let how = if captured { "captured" } else { "paid" };
            let sums = format!(
                "(42.50 was {how}, 42.50 of it is given back or about to be, and this would give back 42.50 more)"
            );
            assert!(told_why.ends_with(&sums), "{told_why}");
            // The same number is the same refund to the gateway, and a shop can have its reasons.
            assert_eq!(
                told(client.refund_payment(&refund("ORDER-1", "R-1")).await),
                Ok(())
            );
            let gift = Attempt::of("basket").despite_others("a gift");
            let call = Call::new().body(&refund("ORDER-1", "R-4")).attempt(gift);
            let given = client
                .gateway()
                .call::<RefundResponse>(&REFUND_PAYMENT, call);
            assert_eq!(told(given.await), Ok(()));
        });
    }
}

pub(super) fn by_trade(trade: &str, number: &str) -> RefundRequest {
    RefundRequest::new(RefundRequired {
        amount: "42.50".parse().unwrap(),
        client_ip: "203.0.113.7".parse().unwrap(),
        reason: "Marked reason".into(),
        refund_number: number.parse().unwrap(),
        order_reference: TradeNo::new(trade).unwrap().into(),
    })
}

#[test]
fn a_refund_that_names_its_payment_by_the_trade_number_alone_is_counted() {
    for is_first in [true, false] {
        run(async {
            let folder = Folder::new();
            let (server, _) = gateway(|name, number, _| match name {
                "payment" => answer(
                    200,
                    &format!(
                        r#"{{"respCode":"0000","tradeNo":"T-{number}","orderStatus":"successed"}}"#
                    ),
                ),
                _ => answer(200, r#"{"respCode":"0000","refundStatus":"successed"}"#),
            })
            .await;
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(journal)).unwrap();
            for order in ["ORDER-1", "ORDER-2"] {
                client.create_payment(&payment(order)).await.unwrap();
            }
            let (one, other) = match is_first {
                true => (by_trade("T-1", "R-1"), refund("ORDER-1", "R-2")),
                false => (refund("ORDER-1", "R-1"), by_trade("T-1", "R-2")),
            };
            assert_eq!(told(client.refund_payment(&one).await), Ok(()));
            let second = told(client.refund_payment(&other).await).unwrap_err();
            assert!(second.contains("42.50 of it is given back"), "{second}");
            // Another payment is another matter, and of one that nobody knows nothing is known.
            for number in ["T-2", "T-9"] {
                let other = by_trade(number, &format!("R-{number}"));
                assert_eq!(told(client.refund_payment(&other).await), Ok(()));
            }
        });
    }
}

#[test]
fn a_capture_by_one_number_that_is_answered_with_the_other_makes_both_one_payments() {
    for is_first in [true, false] {
        run(async {
            let folder = Folder::new();
            let (server, _) = gateway(|name, _, _| match name {
                "capture" => answer(
                    200,
                    r#"{"respCode":"0000","tradeNo":"T-1","orderStatus":"successed"}"#,
                ),
                _ => answer(200, r#"{"respCode":"0000","refundStatus":"successed"}"#),
            })
            .await;
            // The payment was taken on a page, or by a shop with another journal.
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(journal)).unwrap();
            client.capture_payment(&capture("ORDER-1")).await.unwrap();
            let (one, other) = match is_first {
                true => (by_trade("T-1", "R-1"), refund("ORDER-1", "R-2")),
                false => (refund("ORDER-1", "R-1"), by_trade("T-1", "R-2")),
            };
            assert_eq!(told(client.refund_payment(&one).await), Ok(()));
            let second = told(client.refund_payment(&other).await).unwrap_err();
            assert!(
                second.contains("42.50 was captured, 42.50 of it"),
                "{second}"
            );
            let other = by_trade("T-2", "R-3");
            assert_eq!(told(client.refund_payment(&other).await), Ok(()));
        });
    }
}
