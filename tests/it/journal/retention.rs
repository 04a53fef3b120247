//! What is forgotten, when, and what stays so that nothing is paid twice.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gateway_runtime::{
    Accepted, Attempt, Call, DiskJournal, Failure, Journal, NotSent, Reason, Recorded, Retention,
};
use online_payment_gateway::Client;
use online_payment_gateway::models::PaymentResponse;
use online_payment_gateway::operations::CREATE_PAYMENT;

use super::audit::{Asked, told};
use super::{Folder, order_of};
use crate::reconcile::requests::{payment, refund, tracking};
use crate::reconcile::{config, gateway, run};
use crate::runtime::server::{Act, answer};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn attempt(
    client: &Client,
    order: &str,
    basket: &str,
) -> Result<Accepted<PaymentResponse>, Failure> {
    let call = Call::new().body(&payment(order));
    let call = call.attempt(Attempt::of(basket));
    client.gateway().call(&CREATE_PAYMENT, call).await
}

fn not_sent<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> NotSent {
    match outcome {
        Err(Failure::NotSent(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

async fn recorded(journal: &DiskJournal, operation: &str) -> Vec<Recorded> {
    let mut recorded = journal.recorded().await.unwrap();
    recorded.retain(|one| one.handle.operation() == operation);
    recorded
}

#[test]
fn tracking_numbers_go_when_they_are_settled_and_money_after_the_dispute_window() {
    run(async {
        let folder = Folder::new();
        let (server, log) = gateway(|name, number, _| match (name, number) {
            ("payment", 2) => Act::Close,
            ("payment", _) => answer(
                200,
                r#"{"respCode":"0000","tradeNo":"T-1","orderStatus":"successed"}"#,
            ),
            _ => answer(200, r#"{"respCode":"0000","refundStatus":"successed"}"#),
        })
        .await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let config = config(&server).journal(Arc::clone(&journal) as _);
        let client = Client::new(config).unwrap();
        attempt(&client, "ORDER-1", "basket-1").await.unwrap();
        attempt(&client, "ORDER-2", "basket-2").await.unwrap_err();
        let given_back = client.refund_payment(&refund("ORDER-1", "R-1")).await;
        given_back.unwrap();
        client
            .add_tracking(&tracking("ORDER-1", "TRACK-1"))
            .await
            .unwrap();
        let kept = recorded(&journal, "createPayment").await;
        assert!(
            recorded(&journal, "addTracking").await[0]
                .handle
                .field("trackingNo")
                .is_some()
        );

        let forget = async |retention: Retention| client.gateway().forget(&retention).await;
        assert_eq!(forget(Retention::new(DAY).others(DAY)).await, Ok(0));
        assert_eq!(forget(Retention::new(DAY)).await, Ok(1));
        let shipped = &recorded(&journal, "addTracking").await[0];
        assert!(shipped.handle.field("trackingNo").is_none());
        assert!(shipped.handle.forgotten().is_some() && shipped.notes.is_empty());
        assert_eq!(recorded(&journal, "createPayment").await, kept);

        assert_eq!(forget(Retention::new(Duration::ZERO)).await, Ok(2));
        assert_eq!(forget(Retention::new(Duration::ZERO)).await, Ok(0));
        let [first, open] = &recorded(&journal, "createPayment").await[..] else {
            panic!("not two");
        };
        assert_eq!(first.handle.field("amount"), None);
        assert_eq!(order_of(&first.handle), "ORDER-1");
        assert_eq!(open, &kept[1]);
        // Neither its purchase nor its number can be used again, and what was never taken can.
        let sent = || {
            log.lock()
                .unwrap()
                .iter()
                .filter(|name| **name == "payment")
                .count()
        };
        let before = sent();
        for (order, basket) in [("ORDER-8", "basket-1"), ("ORDER-1", "basket-9")] {
            let refused = not_sent(attempt(&client, order, basket).await);
            assert_eq!(refused.reason(), Reason::AnotherAttempt);
            assert!(refused.other_attempt().unwrap().forgotten().is_some());
        }
        assert_eq!(sent(), before);
        attempt(&client, "ORDER-9", "basket-9").await.unwrap();
        // How much was taken is not known any more, so that a refund is left to the gateway.
        let late = client.refund_payment(&refund("ORDER-1", "R-2")).await;
        late.unwrap();

        let (_, shown) = told(&folder, &Asked::Show("ORDER-1"));
        assert!(shown.contains("orderNo ORDER-1\n"), "{shown}");
        assert!(
            shown.contains("  forgotten ") && shown.contains("used again"),
            "{shown}"
        );
        let statement = folder.path().join("statement.csv");
        std::fs::write(&statement, "orderNo,amount,currency\nORDER-1,42.50,USD\n").unwrap();
        // Of no day that a payment is missed of.
        let epoch = SystemTime::UNIX_EPOCH;
        let (calls, said) = told(&folder, &Asked::Compare(&statement, epoch, epoch));
        assert!(calls);
        let expected =
            "charged and forgotten: ORDER-1, 42.50 USD (line 2), forgotten by the journal\n";
        assert_eq!(said, expected);
    });
}

#[test]
fn a_client_without_a_journal_has_nothing_to_forget() {
    run(async {
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let client = Client::new(config(&server)).unwrap();
        let forgotten = client.gateway().forget(&Retention::new(DAY)).await;
        assert!(forgotten.unwrap_err().to_string().contains("journal"));
    });
}
