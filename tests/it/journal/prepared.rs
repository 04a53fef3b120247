//! What is written down first and sent later, if at all.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::{JournalAround, MemoryJournal, TestClock};
use gateway_runtime::{
    Accepted, Attempt, Call, Clock, DiskJournal, EntryId, Failure, Handle, Journal, JournalFuture,
    Outcome, Reason, Reconcile, Resolution,
};
use online_payment_gateway::Client;
use online_payment_gateway::models::PaymentResponse;
use online_payment_gateway::operations::CREATE_PAYMENT;

use super::Folder;
use crate::reconcile::requests::payment;
use crate::reconcile::{config, gateway, run};
use crate::runtime::server::{Server, answer};

const MINUTE: Duration = Duration::from_secs(60);

type Log = Arc<std::sync::Mutex<Vec<String>>>;

/// A gateway that takes every payment, and what it was asked.
async fn takes() -> (Server, Log) {
    gateway(|name, _, _| match name {
        "query" => answer(200, r#"{"respCode":"0000"}"#),
        _ => answer(
            200,
            r#"{"respCode":"0000","amount":"42.50","orderStatus":"authorized"}"#,
        ),
    })
    .await
}

fn payments(log: &Log) -> usize {
    let log = log.lock().unwrap();
    log.iter().filter(|name| *name == "payment").count()
}

fn call(order: &str) -> Call {
    let call = Call::new().body(&payment(order));
    call.attempt(Attempt::of("basket-1"))
}

type Sent = Result<Accepted<PaymentResponse>, Failure>;

fn reason(sent: &Sent) -> Option<Reason> {
    match sent {
        Err(Failure::NotSent(not_sent)) => Some(not_sent.reason()),
        _ => None,
    }
}

#[test]
fn what_is_prepared_leaves_when_it_is_sent_and_not_before() {
    run(async {
        let folder = Folder::new();
        let (server, log) = takes().await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let prepare = client
            .gateway()
            .prepare(&CREATE_PAYMENT, call("ORDER-1"), MINUTE);
        let prepared = prepare.await.unwrap();
        let entry = prepared.entry().clone();
        assert_eq!(payments(&log), 0);
        assert_eq!(journal.unresolved().await.unwrap()[0].entry(), Some(&entry));
        // While it may be sent, it is an attempt of its purchase.
        let other: Sent = client
            .gateway()
            .call(&CREATE_PAYMENT, call("ORDER-2"))
            .await;
        assert_eq!(reason(&other), Some(Reason::AnotherAttempt));

        let sent: Sent = client.gateway().send(prepared).await;
        assert!(sent.is_ok(), "{sent:?}");
        assert_eq!(payments(&log), 1);
        let entries = journal.entries().await.unwrap();
        let of_it = entries
            .iter()
            .find(|one| one.handle.entry() == Some(&entry));
        let outcome = of_it.unwrap().outcome.clone();
        assert!(
            matches!(outcome, Some(Outcome::Accepted { .. })),
            "{outcome:?}"
        );
    });
}

#[test]
fn what_was_given_up_frees_its_purchase() {
    run(async {
        let folder = Folder::new();
        let (server, log) = takes().await;
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let client = Client::new(config(&server).journal(Arc::clone(&journal) as _)).unwrap();
        let prepare = client
            .gateway()
            .prepare(&CREATE_PAYMENT, call("ORDER-1"), MINUTE);
        client
            .gateway()
            .abandon(prepare.await.unwrap())
            .await
            .unwrap();
        assert!(journal.unresolved().await.unwrap().is_empty());
        let other: Sent = client
            .gateway()
            .call(&CREATE_PAYMENT, call("ORDER-2"))
            .await;
        assert!(other.is_ok(), "{other:?}");
        assert_eq!(payments(&log), 1);
    });
}

#[test]
fn what_ran_out_is_never_sent_and_given_up() {
    run(async {
        let (server, log) = takes().await;
        let clock = TestClock::new();
        let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        let config = config(&server).clock(Arc::new(clock.clone()));
        let client = Client::new(config.journal(Arc::clone(&journal) as _)).unwrap();
        let once = Reconcile::new().patience(Duration::ZERO);
        let prepare = client
            .gateway()
            .prepare(&CREATE_PAYMENT, call("ORDER-1"), MINUTE);
        let prepared = prepare.await.unwrap();
        clock.advance(MINUTE - Duration::from_millis(1));
        // It may still be sent.
        assert!(client.gateway().recover(&once).await.unwrap().is_empty());
        clock.advance(Duration::from_millis(1));
        let recovered = client.gateway().recover(&once).await.unwrap();
        assert!(
            matches!(recovered[0].resolution, Resolution::NeverSent(_)),
            "{recovered:?}"
        );
        assert_eq!(journal.entries()[0].1, Some(Outcome::NotSent));
        let sent: Sent = client.gateway().send(prepared).await;
        assert_eq!(reason(&sent), Some(Reason::NotPrepared));
        assert!(
            log.lock().unwrap().is_empty(),
            "nothing is asked for it either"
        );
    });
}

/// A journal in the database of the shop, whose transaction writes the row; and a machine that is suspended meanwhile.
#[derive(Debug)]
struct OfTheShop {
    rows: MemoryJournal,
    clock: TestClock,
    suspends: Duration,
}

impl OfTheShop {
    fn new(clock: &TestClock, suspends: Duration) -> Arc<Self> {
        Arc::new(Self {
            rows: MemoryJournal::new(Arc::new(clock.clone())),
            clock: clock.clone(),
            suspends,
        })
    }
}

impl JournalAround for OfTheShop {
    fn inner(&self) -> &dyn Journal {
        &self.rows
    }

    fn prepare<'a>(&'a self, _: &'a EntryId, _: &'a Handle, _: Duration) -> JournalFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        Box::pin(async move {
            let begun = self.rows.begin(entry, intent, lease).await;
            self.clock.suspend(self.suspends);
            begun
        })
    }
}

#[test]
fn it_is_sent_if_the_transaction_of_the_shop_was_committed_whatever_the_shop_heard_of_it() {
    for is_committed in [true, false] {
        run(async {
            let (server, log) = takes().await;
            let clock = TestClock::new();
            let journal = OfTheShop::new(&clock, Duration::ZERO);
            let config = config(&server).clock(Arc::new(clock.clone()));
            let client = Client::new(config.journal(Arc::clone(&journal) as _)).unwrap();
            let prepare = client
                .gateway()
                .prepare(&CREATE_PAYMENT, call("ORDER-1"), MINUTE);
            let prepared = prepare.await.unwrap();
            if is_committed {
                let (entry, intent) = (prepared.entry(), prepared.handle());
                let written = journal.rows.prepare(entry, intent, prepared.within());
                written.await.unwrap();
            }
            let sent: Sent = client.gateway().send(prepared).await;
            assert_eq!(sent.is_ok(), is_committed, "{sent:?}");
            assert_eq!(payments(&log), usize::from(is_committed));
            if !is_committed {
                assert_eq!(reason(&sent), Some(Reason::NotPrepared));
                assert!(journal.rows.entries().is_empty());
            }
        });
    }
}

#[test]
fn a_machine_that_was_suspended_beyond_the_time_of_the_call_sends_nothing() {
    // A call has 90 s unless something else is said.
    for (suspends, is_sent) in [(80, true), (90, false)] {
        run(async {
            let (server, log) = takes().await;
            let clock = TestClock::new();
            let journal = OfTheShop::new(&clock, Duration::from_secs(suspends));
            let config = config(&server).clock(Arc::new(clock.clone()));
            let client = Client::new(config.journal(Arc::clone(&journal) as _)).unwrap();
            let prepare = client
                .gateway()
                .prepare(&CREATE_PAYMENT, call("ORDER-1"), MINUTE);
            let prepared = prepare.await.unwrap();
            let written = journal
                .rows
                .prepare(prepared.entry(), prepared.handle(), MINUTE);
            written.await.unwrap();
            let sent: Sent = client.gateway().send(prepared).await;
            assert_eq!(sent.is_ok(), is_sent, "{sent:?}");
            assert_eq!(payments(&log), usize::from(is_sent));
            if !is_sent {
                assert_eq!(reason(&sent), Some(Reason::Deadline));
                assert_eq!(journal.rows.entries()[0].1, Some(Outcome::NotSent));
            }
            // The monotonic clock has not moved.
            assert_eq!(clock.monotonic(), Duration::ZERO);
        });
    }
}
