//! Names of entries, and which requests count as unresolved while others come and go.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use crate::engine::written::{Flight, Written};
use crate::fixture::{READS, run};
use crate::record::account::Account;
use crate::record::call::Call;
use crate::record::claim::Claim;
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::operation::{Effect, Kept, Method, Operation, Repeat};
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::value::json::untyped::Json;
use crate::wire::clock::Clock;
use crate::wire::testing::around::JournalAround;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::forgetful::ForgetfulJournal;
use crate::wire::testing::memory::MemoryJournal;

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    journal: &[Kept {
        path: "orderNo",
        open: true,
    }],
    ..READS
};

static QUERY: Operation = Operation {
    id: "query",
    effect: Effect::Reads,
    ..PAY
};

static UNKEPT: Operation = Operation {
    id: "unkept",
    journal: &[],
    ..PAY
};

/// A journal in memory that fails as it is told.
#[derive(Default)]
struct Memory {
    open: Mutex<Vec<Handle>>,
    concluded: Mutex<Vec<(EntryId, Outcome)>>,
    /// Whether intents fail, and whether they are never written at all.
    fails: bool,
    hangs: bool,
    /// Conclusions wait for this.
    gate: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory")
    }
}

impl JournalAround for Memory {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn intend<'a>(
        &'a self,
        _: &'a EntryId,
        intent: &'a Handle,
        _: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(async {
            // It is written in each case, and not always in time or with success.
            self.open.lock().unwrap().push(intent.clone());
            if self.hangs {
                std::future::pending::<()>().await;
            }
            match self.fails {
                true => Err(JournalError::new("the disk is full")),
                false => Ok(()),
            }
        })
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        _: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        Box::pin(async {
            let _gate = self.gate.lock().await;
            let noted = (entry.clone(), outcome.clone());
            self.concluded.lock().unwrap().push(noted);
            let mut open = self.open.lock().unwrap();
            open.retain(|handle| !outcome.is_conclusive() || handle.entry() != Some(entry));
            Ok(outcome.clone())
        })
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(async { Ok(self.open.lock().unwrap().clone()) })
    }
}

fn intent(operation: &'static Operation, order: &str) -> Intent {
    let now = SystemTime::now();
    let body = Json::parse(format!(r#"{{"orderNo":"{order}"}}"#)).unwrap();
    let account = Arc::new(Account::main());
    Intent::new(operation, &Call::new().body(&body), &account, now).written_at(now)
}

fn written_by(memory: &Arc<Memory>, clock: &TestClock) -> Written {
    Written::new(Arc::<Memory>::clone(memory), Arc::new(clock.clone()))
}

async fn begin(written: &Written, clock: &TestClock, order: &str) -> Result<Flight, Failure> {
    let deadline = clock.monotonic() + Duration::from_secs(10);
    let flight = written.begin(&intent(&PAY, order), false, deadline).await;
    flight.map(Option::unwrap)
}

async fn listed(written: &Written) -> Vec<String> {
    let handles = written.at_length().unresolved().await.unwrap();
    let orders = handles
        .iter()
        .filter_map(|handle| handle.field("orderNo").map(String::from));
    orders.collect()
}

#[test]
fn a_call_has_its_entry_until_it_ends_or_its_deadline_and_grace_are_over() {
    run(async {
        let clock = TestClock::new();
        let memory = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        let written = Written::new(
            Arc::<MemoryJournal>::clone(&memory),
            Arc::new(clock.clone()),
        );
        let (one, two) = (
            begin(&written, &clock, "A").await.unwrap(),
            begin(&written, &clock, "B").await.unwrap(),
        );
        let is_free = async |entry: &EntryId| {
            let claim = memory.claim(entry, None, Duration::ZERO).await;
            matches!(claim, Ok(Claim::Ours { .. }))
        };
        let [first, second] = [&one, &two].map(|flight| flight.entry.clone());
        // As when the runtime ends in the middle of a call.
        drop(one);
        let open = Outcome::Open {
            answered: false,
            seen: Seen::NOTHING,
        };
        two.end(&open).await;
        assert!(is_free(&second).await && !is_free(&first).await);
        // Ten seconds of its own, and thirty to write its outcome down.
        clock.advance(Duration::from_millis(39_999));
        assert!(!is_free(&first).await);
        clock.advance(Duration::from_millis(1));
        assert!(is_free(&first).await);
        // Both stand there all the time.
        assert_eq!(listed(&written).await, ["A", "B"]);
    });
}

#[test]
fn an_intent_that_could_not_be_written_in_time_is_noted_as_not_sent() {
    for hangs in [false, true] {
        run(async {
            let memory = Arc::new(Memory {
                fails: true,
                hangs,
                ..Memory::default()
            });
            let clock = TestClock::new();
            let written = written_by(&memory, &clock);
            let gate = memory.gate.lock().await;
            let begun = tokio::spawn({
                let (written, clock) = (written.clone(), clock.clone());
                async move { begin(&written, &clock, "A").await.map(|_| ()) }
            });
            if hangs {
                clock.until_alarm_within(Duration::from_secs(10)).await;
                clock.advance(Duration::from_secs(10));
            }
            let Err(Failure::NotSent(not_sent)) = begun.await.unwrap() else {
                panic!("it was sent")
            };
            assert_eq!(not_sent.reason(), Reason::Journal);
            // It stands in the journal until it is noted that it never left.
            tokio::task::yield_now().await;
            assert_eq!(memory.open.lock().unwrap().len(), 1);
            drop(gate);
            while memory.concluded.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
            let concluded = memory.concluded.lock().unwrap();
            let outcomes: Vec<_> = concluded.iter().map(|(_, outcome)| outcome).collect();
            assert_eq!(outcomes, [&Outcome::NotSent]);
        });
    }
}

#[test]
fn what_only_reads_or_keeps_nothing_is_not_written_down() {
    run(async {
        let (memory, clock) = (Arc::new(Memory::default()), TestClock::new());
        let written = written_by(&memory, &clock);
        for (operation, is_written) in [(&PAY, true), (&QUERY, false), (&UNKEPT, false)] {
            let intent = intent(operation, "A");
            let flight = written.begin(&intent, false, Duration::from_secs(10)).await;
            assert_eq!(flight.unwrap().is_some(), is_written, "{}", operation.id);
        }
        assert_eq!(memory.open.lock().unwrap().len(), 1);
    });
}

#[test]
fn an_outcome_that_cannot_be_written_down_is_waited_for_for_ten_seconds() {
    run(async {
        let (memory, clock) = (Arc::new(Memory::default()), TestClock::new());
        let written = written_by(&memory, &clock);
        let flight = begin(&written, &clock, "A").await.unwrap();
        let _gate = memory.gate.lock().await;
        let end = tokio::spawn(async move { flight.end(&Outcome::NotSent).await });
        clock.until_alarm_within(Duration::from_secs(10)).await;
        clock.advance(Duration::from_millis(9_999));
        tokio::task::yield_now().await;
        assert!(!end.is_finished());
        clock.advance(Duration::from_millis(1));
        end.await.unwrap();
        assert_eq!(listed(&written).await, ["A"]);
    });
}

#[test]
fn names_differ_and_sort_by_time() {
    let now = std::time::UNIX_EPOCH + Duration::from_secs(1_764_000_000);
    let names: std::collections::BTreeSet<_> = (0..1000).map(|_| EntryId::fresh(now)).collect();
    assert_eq!(names.len(), 1000);
    assert!(names.iter().all(|name| name.as_str().len() == 32));
    let later = EntryId::fresh(now + Duration::from_micros(1));
    assert!(names.iter().all(|name| *name < later));
}
