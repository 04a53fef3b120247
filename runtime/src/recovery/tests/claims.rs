//! Whose an entry is while it is looked up, and what is written of it.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::fixture::{run, settle};
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::Resolution;
use crate::recovery::tests::stub::*;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;

const MINUTE: Duration = Duration::from_secs(60);

/// A client, what the gateway was asked, and a journal in which these requests were about to be sent when their process ended.
struct Left {
    gateway: Gateway,
    asked: Asked,
    clock: TestClock,
    journal: Arc<MemoryJournal>,
}

impl Left {
    async fn with(
        requests: &[Handle],
        does: impl Fn(usize) -> Does + Send + Sync + 'static,
    ) -> Self {
        let clock = TestClock::new();
        let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        for request in requests {
            let entry = request.entry().unwrap();
            let intended = journal.intend(entry, request, Duration::ZERO);
            intended.await.unwrap();
        }
        let shared: Arc<dyn Journal> = Arc::<MemoryJournal>::clone(&journal);
        let (gateway, asked) = gateway_of(shared, &clock, |config| config, does);
        Self {
            gateway,
            asked,
            clock,
            journal,
        }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn outcome(&self) -> Option<Outcome> {
        self.journal.entries().pop().unwrap().1
    }

    async fn taken(&self) -> Vec<EntryId> {
        let taken = self.journal.take(9, MINUTE).await.unwrap();
        let entries = taken.iter().map(|claimed| claimed.handle.entry());
        entries.map(|entry| entry.unwrap().clone()).collect()
    }
}

fn found() -> Outcome {
    Outcome::Found {
        seen: Seen {
            class: Some(StateClass::Done),
            ..Seen::NOTHING
        },
    }
}

#[test]
fn what_others_settle_between_two_looks_is_not_looked_up_again() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("unknown")).await;
        let gateway = left.gateway.clone();
        let recovering = tokio::spawn(async move { gateway.recover(&Reconcile::new()).await });
        settle().await;
        assert_eq!(left.asked(), 1);
        let (request, entry, outcome) = (handle("A"), EntryId::new("entry-A"), found());
        let concluded = left.journal.conclude(&entry, &request, &outcome);
        concluded.await.unwrap();
        left.clock.advance(MINUTE);
        settle().await;
        assert!(recovering.await.unwrap().unwrap().is_empty());
        assert_eq!(left.asked(), 1);
    });
}

#[test]
fn who_waits_for_one_that_others_have_is_shown_it_and_writes_nothing() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("done")).await;
        assert_eq!(left.taken().await.len(), 1);
        let once = Reconcile::new().patience(Duration::ZERO);
        let resolution = left.gateway.reconcile(&handle("A"), &once).await;
        assert!(resolution.is_found(), "{resolution:?}");
        assert_eq!(left.outcome(), None);
        assert!(left.gateway.recover(&once).await.unwrap().is_empty());
        assert_eq!(left.asked(), 1);
        // Nobody closes it beside them either.
        let close = async || left.gateway.close(&handle("A"), "Ada", "a letter").await;
        assert!(close().await.is_err());
        assert_eq!(left.outcome(), None);
        left.clock.advance(MINUTE);
        close().await.unwrap();
        assert!(matches!(left.outcome(), Some(Outcome::Closed(_))));
    });
}

#[test]
fn what_was_prepared_and_not_sent_in_time_is_given_up_and_never_asked_for() {
    run(async {
        let left = Left::with(&[], |_| Does::Shows("done")).await;
        let (request, entry) = (handle("A"), EntryId::new("entry-A"));
        let prepared = left.journal.prepare(&entry, &request, MINUTE);
        prepared.await.unwrap();
        let once = Reconcile::new().patience(Duration::ZERO);
        assert!(left.gateway.recover(&once).await.unwrap().is_empty());
        left.clock.advance(MINUTE);
        let recovered = left.gateway.recover(&once).await.unwrap();
        let resolutions: Vec<_> = recovered.iter().map(|one| &one.resolution).collect();
        assert!(matches!(resolutions[..], [Resolution::NeverSent(_)]));
        assert_eq!(left.outcome(), Some(Outcome::NotSent));
        assert!(!left.journal.begin(&entry, &request, MINUTE).await.unwrap());
        assert_eq!(left.asked(), 0);
    });
}

#[test]
fn a_look_that_has_to_wait_for_its_turn_keeps_its_entry_for_longer_than_a_lease() {
    run(async {
        let orders = ["A", "B", "C"].map(handle);
        let left = Left::with(&orders, |_| Does::Shows("done")).await;
        let gateway = left.gateway.clone();
        let options = Reconcile::new().at_once(3).apart(50 * SECOND);
        let recovering = tokio::spawn(async move { gateway.recover(&options).await });
        for _ in 0..10 {
            settle().await;
            assert!(left.taken().await.is_empty());
            left.clock.advance(10 * SECOND);
        }
        settle().await;
        assert_eq!(recovering.await.unwrap().unwrap().len(), 3);
        assert_eq!(left.asked(), 3);
    });
}

#[test]
fn what_is_open_after_a_look_is_handed_out_again_as_late_as_it_is_followed() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("unknown")).await;
        left.clock.set_wall(handle("A").time() + 4 * MINUTE);
        let once = Reconcile::new().patience(Duration::ZERO);
        left.gateway.recover(&once).await.unwrap();
        left.clock.advance(59 * SECOND);
        assert!(left.taken().await.is_empty());
        left.clock.advance(SECOND);
        assert_eq!(left.taken().await, [EntryId::new("entry-A")]);
    });
}
