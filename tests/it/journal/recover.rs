//! What a process finds when it starts again.

use std::sync::Arc;

use gateway_runtime::{DiskJournal, Journal, Outcome, Resolution};
use online_payment_gateway::Client;
use serde_json::json;

use super::Folder;
use crate::reconcile::requests::{checkout, payment, tracking};
use crate::reconcile::{config, gateway, impatient, patient, run};
use crate::runtime::server::{Act, answer};

fn shown() -> Act {
    let order = crate::reconcile::shown("ORDER-1", "authorized");
    answer(
        200,
        &json!({"respCode": "0000", "order": order}).to_string(),
    )
}

#[test]
fn what_a_former_process_left_open_is_listed_and_looked_up() {
    run(async {
        let folder = Folder::new();
        let (server, log) = gateway(|name, _, body| match name {
            "query" if body.contains("ORDER-1") => shown(),
            "query" => answer(200, r#"{"respCode":"0000"}"#),
            "shipping/retrieve" if body.contains("TRACK-1") => answer(
                200,
                r#"{"respCode":"0000","orderNo":"ORDER-3","trackingNo":"TRACK-1","shippingStatus":"SHIPPED"}"#,
            ),
            "shipping/retrieve" => answer(200, r#"{"respCode":"4004"}"#),
            _ => Act::Close,
        })
        .await;
        {
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(journal)).unwrap();
            let _ = client.create_payment(&payment("ORDER-1")).await;
            let _ = client.create_payment(&payment("ORDER-2")).await;
            let _ = client.create_checkout_session(&checkout("ORDER-4")).await;
            let batch = [
                tracking("ORDER-3", "TRACK-1"),
                tracking("ORDER-3", "TRACK-2"),
            ];
            let _ = client.add_tracking_batch(&batch).await;
        }
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let recovered = client.gateway().recover(&impatient()).await.unwrap();
        let told: Vec<(&str, bool)> = recovered
            .iter()
            .map(|each| (each.handle.operation(), each.resolution.is_found()))
            .collect();
        assert_eq!(
            told,
            [
                ("createPayment", true),
                ("createPayment", false),
                ("createCheckoutSession", false),
                ("addTrackingBatch", false),
            ]
        );
        let Resolution::Entries(entries) = &recovered[3].resolution else {
            panic!("{:?}", recovered[3]);
        };
        assert!(entries[0].is_found() && !entries[1].is_found());

        // What was found is no longer listed; what was found out elsewhere can be closed.
        let again = client.gateway().recover(&impatient()).await.unwrap();
        assert_eq!(again.len(), 3);
        for each in &again {
            client
                .gateway()
                .close(&each.handle, "Ada", "the statement shows it")
                .await
                .unwrap();
        }
        assert!(
            client
                .gateway()
                .recover(&impatient())
                .await
                .unwrap()
                .is_empty()
        );
        let entries = journal.entries().await.unwrap();
        let Some(Outcome::Found { seen }) = &entries[0].outcome else {
            panic!("{:?}", entries[0])
        };
        assert_eq!(seen.state.as_deref(), Some("authorized"));
        let sent = log.lock().unwrap();
        assert_eq!(
            sent.iter().filter(|name| *name == "payment").count(),
            2,
            "recovering sends nothing again"
        );
    });
}

#[test]
fn a_call_that_is_under_way_is_not_recovered_by_any_client_of_the_process() {
    run(async {
        let folder = Folder::new();
        let (server, _) = gateway(|name, _, _| match name {
            "payment" => Act::Silence,
            _ => answer(200, r#"{"respCode":"0000"}"#),
        })
        .await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = || Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let (paying, other) = (client(), client());
        let call = tokio::spawn(async move {
            let _ = paying.create_payment(&payment("ORDER-1")).await;
        });
        // The token and the payment.
        server.until(|counts| counts.whole == 2).await;
        assert_eq!(journal.unresolved().await.unwrap().len(), 1);
        let recovered = other.gateway().recover(&impatient()).await.unwrap();
        assert!(recovered.is_empty(), "{recovered:?}");
        call.abort();
    });
}

#[test]
fn an_open_outcome_is_settled_in_the_journal_by_its_own_handle() {
    run(async {
        let folder = Folder::new();
        let (server, _) = gateway(|name, _, _| match name {
            "payment" => Act::Close,
            _ => shown(),
        })
        .await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let handle = crate::reconcile::open(client.create_payment(&payment("ORDER-1")).await);
        assert_eq!(journal.unresolved().await.unwrap().len(), 1);
        assert!(
            client
                .gateway()
                .reconcile(&handle, &patient())
                .await
                .is_found()
        );
        assert!(journal.unresolved().await.unwrap().is_empty());
    });
}

#[test]
fn recovering_without_a_journal_says_what_is_missing() {
    run(async {
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let client = crate::reconcile::client(&server);
        let error = client.gateway().recover(&patient()).await.unwrap_err();
        assert!(error.to_string().contains("Config::journal"), "{error}");
    });
}

#[test]
fn a_batch_that_is_sent_again_is_settled_once_nothing_of_it_is_left() {
    for (again, settled) in [(&["TRACK-1"][..], false), (&["TRACK-1", "TRACK-2"], true)] {
        run(async {
            let folder = Folder::new();
            let (server, _) = gateway(move |name, number, _| match (name, number) {
                ("shipping/tracking-batch", 1) => Act::Close,
                _ => {
                    let accepted = serde_json::json!({"respCode": "0000", "trackings": again});
                    answer(200, &accepted.to_string())
                }
            })
            .await;
            let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
            let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
            let batch = |numbers: &[&str]| -> Vec<_> {
                let entry = |number: &&str| tracking("ORDER-1", number);
                numbers.iter().map(entry).collect()
            };
            let whole = batch(&["TRACK-1", "TRACK-2"]);
            let handle = crate::reconcile::open(client.add_tracking_batch(&whole).await);
            client
                .resend_add_tracking_batch(&handle, &batch(again), &impatient())
                .await
                .unwrap();
            let open = journal.unresolved().await.unwrap();
            assert_eq!(open.is_empty(), settled, "{again:?}: {open:?}");
        });
    }
}

#[test]
fn what_is_paid_after_it_was_denied_goes_to_a_person_and_stays_there() {
    run(async {
        let folder = Folder::new();
        let (server, _) = gateway(|name, _, _| match name {
            "query" => shown(),
            _ => Act::Close,
        })
        .await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let _ = client.create_payment(&payment("ORDER-1")).await;
        let open = journal.unresolved().await.unwrap().pop().unwrap();
        let seen = gateway_runtime::Seen::NOTHING;
        let failed = Outcome::Failed { seen };
        let entry = open.entry().unwrap();
        assert_eq!(journal.conclude(entry, &open, &failed).await, Ok(failed));
        assert!(journal.unresolved().await.unwrap().is_empty());

        let resolution = client.gateway().reconcile(&open, &impatient()).await;
        assert!(resolution.is_found());
        for _ in 0..2 {
            // No further look makes it forget that it was told otherwise.
            let left = client.gateway().recover(&impatient()).await.unwrap();
            assert_eq!(left.len(), 1);
            let entries = journal.entries().await.unwrap();
            let outcome = entries[0].outcome.clone();
            assert!(
                matches!(outcome, Some(Outcome::Conflicting { .. })),
                "{outcome:?}"
            );
        }
        client
            .gateway()
            .close(&open, "Ada", "the statement shows it")
            .await
            .unwrap();
        assert!(journal.unresolved().await.unwrap().is_empty());
    });
}
