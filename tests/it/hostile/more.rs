//! Runtimes that stand still, journals that lose their folder, answers that contradict themselves in passing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway_runtime::testing::TestClock;
use gateway_runtime::{
    BoxFuture, Claim, Claimed, DiskJournal, EntryId, Failure, Fence, Gateway, Handle, Journal,
    JournalError, Outcome, Reconcile, Released, Stage,
};
use online_payment_gateway::Client;

use crate::journal::Folder;
use crate::reconcile::requests::{payment, tracking};
use crate::reconcile::{client, config, gateway, open, run};
use crate::runtime::api::{self, ACCEPTED, API, PAY, Paid, outcome, send};
use crate::runtime::server::{Act, Seen, Server, answer};

fn one_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_connection_of_a_runtime_that_stands_still_costs_no_answer() {
    // The server has a thread of its own, so that it answers whoever of the callers is driven.
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = servers.block_on(Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)));
    let gateway = Gateway::new(
        &API,
        api::config(&server.url()).answer_timeout(Duration::from_secs(5)),
    )
    .unwrap();
    let (first, second) = (one_thread(), one_thread());
    for runtime in [&first, &second, &first, &second] {
        let paid = runtime.block_on(send::<Paid>(&gateway, &PAY));
        assert_eq!(outcome(&paid), "accepted", "{paid:?}");
    }
}

#[test]
fn what_is_written_after_the_folder_was_removed_is_there_for_the_next_process() {
    run(async {
        let folder = Folder::new();
        let path = folder.path();
        let (server, _) = gateway(|_, _, _| Act::Close).await;
        let journal = Arc::new(DiskJournal::open(path).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        open(client.create_payment(&payment("ORDER-1")).await);
        std::fs::remove_dir_all(path).unwrap();
        open(client.create_payment(&payment("ORDER-2")).await);
        drop((client, journal));
        let next = DiskJournal::open(path).unwrap();
        let listed = next.unresolved().await.unwrap();
        let orders: Vec<_> = listed
            .iter()
            .filter_map(|one| one.field("orderNo"))
            .collect();
        assert_eq!(orders, ["ORDER-1", "ORDER-2"]);
    });
}

#[test]
fn a_code_beside_one_that_is_none_is_no_code() {
    for body in [
        r#"{"respCode":"0000","respCode":null}"#,
        r#"{"respCode":null,"respCode":"0000"}"#,
        r#"{"respCode":"0000","resp\u0043ode":"9999"}"#,
        r#"{"respCode":"0000","respCode":{"is":"2001"}}"#,
        r#"{"respCode":"2001","respCode":["0000"]}"#,
    ] {
        run(async {
            let server = Server::start(move |_: usize, _: &Seen| answer(200, body)).await;
            let paid = send::<Paid>(&api::gateway(&server.url()), &PAY).await;
            assert_eq!(outcome(&paid), "indeterminate", "{body}");
        });
    }
}

#[test]
fn a_refusal_of_another_order_refuses_nothing() {
    for (status, body) in [
        (400, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (401, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (403, r#"{"orderNo":"SOMEBODY-ELSE"}"#),
        (500, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
        (200, r#"{"respCode":"2001","orderNo":"SOMEBODY-ELSE"}"#),
    ] {
        run(async {
            let (server, log) = gateway(move |_, _, _| answer(status, body)).await;
            let client = Client::new(config(&server).refused_code("2001")).unwrap();
            let result = client.create_payment(&payment("ORDER-1")).await;
            assert!(
                matches!(result, Err(Failure::Indeterminate(_))),
                "{status}: {result:?}"
            );
            assert_eq!(log.lock().unwrap().len(), 1);
        });
    }
}

#[test]
fn an_answer_that_is_no_whole_json_refuses_nothing() {
    for (status, body) in [
        (400, r#"{"respCode":"2001","respMsg":"cut by a pro"#),
        (400, r#"{"respCode":"2001"}{"respCode":"0000"}"#),
        (500, r#"{"respCode":"2001""#),
        (200, r#"{"respCode":"2001""#),
    ] {
        run(async {
            let server = Server::start(move |_: usize, _: &Seen| answer(status, body)).await;
            let paid = send::<Paid>(&api::gateway(&server.url()), &PAY).await;
            assert_eq!(outcome(&paid), "indeterminate", "{status} {body}");
        });
    }
}

#[test]
fn what_was_found_is_not_kept_back_by_a_journal_that_hangs() {
    /// Writes intents and nothing else.
    #[derive(Debug)]
    struct Hangs;
    impl Journal for Hangs {
        fn intend<'a>(
            &'a self,
            _: &'a EntryId,
            _: &'a Handle,
            _: Duration,
        ) -> BoxFuture<'a, Result<(), JournalError>> {
            Box::pin(async { Ok(()) })
        }
        fn conclude<'a>(
            &'a self,
            _: &'a EntryId,
            _: &'a Handle,
            _: &'a Outcome,
        ) -> BoxFuture<'a, Result<Outcome, JournalError>> {
            Box::pin(std::future::pending())
        }
        fn unresolved(&self) -> BoxFuture<'_, Result<Vec<Handle>, JournalError>> {
            Box::pin(async { Ok(Vec::new()) })
        }
        fn claim<'a>(
            &'a self,
            _: &'a EntryId,
            _: Option<Fence>,
            _: Duration,
        ) -> BoxFuture<'a, Result<Claim, JournalError>> {
            let (fence, stage) = (Fence::new(1), Stage::Open);
            Box::pin(async move { Ok(Claim::Ours { fence, stage }) })
        }
        fn take(&self, _: usize, _: Duration) -> BoxFuture<'_, Result<Vec<Claimed>, JournalError>> {
            Box::pin(async { Ok(Vec::new()) })
        }
        fn release<'a>(
            &'a self,
            _: &'a EntryId,
            _: Fence,
            _: Option<&'a Outcome>,
            _: Duration,
        ) -> BoxFuture<'a, Result<Released, JournalError>> {
            Box::pin(std::future::pending())
        }
    }
    run(async {
        let (server, _) = gateway(|_, _, _| {
            answer(
                200,
                r#"{"respCode":"0000","order":{"orderNo":"ORDER-1","orderStatus":"successed","payTime":"2999-01-01T00:00:00Z"}}"#,
            )
        })
        .await;
        let clock = TestClock::new();
        let config = config(&server)
            .clock(Arc::new(clock.clone()))
            // So that nothing but the journal is waited for within ten seconds.
            .connect_timeout(Duration::from_secs(60))
            .journal(Arc::new(Hangs));
        let client = Client::new(config).unwrap();
        let handle = r#"{"version":1,"operation":"createPayment","at":1764000000000,"entry":"01","fields":{"orderNo":"ORDER-1","paymentMethodType":"card"}}"#;
        let handle = Handle::from_json(handle).unwrap();
        let reconciled =
            tokio::spawn(
                async move { client.gateway().reconcile(&handle, &Reconcile::new()).await },
            );
        clock.until_alarm_within(Duration::from_secs(10)).await;
        clock.advance(Duration::from_secs(10));
        assert!(reconciled.await.unwrap().is_found());
    });
}

#[test]
fn a_batch_of_thousands_is_not_slower_than_its_entries() {
    run(async {
        let (server, _) =
            gateway(|_, _, _| answer(200, r#"{"respCode":"0000","trackings":[]}"#)).await;
        let client = client(&server);
        let batch: Vec<_> = (0..8_000)
            .map(|number| tracking("ORDER-1", &format!("TRACK-{number}")))
            .collect();
        let began = Instant::now();
        let accepted = client.add_tracking_batch(&batch).await.unwrap();
        assert!(!accepted.is_whole);
        // A second or two on a slow machine; minutes where each entry costs as much as all of them.
        assert!(began.elapsed() < Duration::from_secs(30));
    });
}
