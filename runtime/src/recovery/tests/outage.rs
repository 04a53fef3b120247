//! Ten thousand open requests after an outage: processes that look them up are killed, and the gateway is not well either.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::fixture::{run, settle};
use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalError};
use crate::record::note::Note;
use crate::record::outcome::Outcome;
use crate::recovery::options::Reconcile;
use crate::recovery::tests::model::random::Random;
use crate::recovery::tests::stub::{API, handle};
use crate::wire::clock::Clock;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;
use crate::wire::transport::{Limits, Transport, TransportError};

const REQUESTS: usize = 10_000;
const KILLS: usize = 10;
const AT_ONCE: usize = 32;
/// How often the gateway wants to be left alone, and how often it says nothing, of so many queries.
const BUSY: usize = 401;
const SILENT: usize = 1_501;

/// What outlives every process.
#[derive(Debug)]
struct Lasting {
    clock: TestClock,
    journal: MemoryJournal,
    gateway: Mutex<Asked>,
}

#[derive(Debug, Default)]
struct Asked {
    queries: usize,
    /// Those that were not answered by what is asked for.
    failed: usize,
    /// From when on it may be asked again.
    not_before: Duration,
    /// The entries whose end is written down.
    finished: BTreeSet<String>,
    violations: Vec<String>,
}

/// A process, which is killed at the step of this number.
#[derive(Debug, Clone)]
struct Process {
    lasting: Arc<Lasting>,
    steps_left: Arc<Mutex<usize>>,
}

impl Process {
    /// Something that it does; nothing after the last.
    async fn step(&self) {
        let is_killed = {
            let mut left = self.steps_left.lock().unwrap();
            *left = left.saturating_sub(1);
            *left == 0
        };
        if is_killed {
            pending::<()>().await;
        }
    }

    fn is_killed(&self) -> bool {
        *self.steps_left.lock().unwrap() == 0
    }

    fn client(&self) -> Gateway {
        let config = Config::new("https://gateway.example.com")
            .transport(Arc::new(self.clone()))
            .clock(Arc::new(self.lasting.clock.clone()))
            .retries(Retries::NONE)
            .total_timeout(Duration::from_secs(60))
            .answer_timeout(Duration::from_secs(60))
            .journal(Arc::new(self.clone()));
        Gateway::new(&API, config).unwrap()
    }
}

impl Transport for Process {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let url = request.expose_url();
        let order = url.expose().rsplit('/').next().unwrap().to_owned();
        let clock = &self.lasting.clock;
        Box::pin(async move {
            self.step().await;
            let number = {
                let mut asked = self.lasting.gateway.lock().unwrap();
                if asked.finished.contains(&format!("entry-{order}")) {
                    asked.violations.push(format!("{order} is asked for again"));
                }
                if clock.monotonic() < asked.not_before {
                    asked
                        .violations
                        .push(format!("{order} is asked for too early"));
                }
                asked.queries += 1;
                let number = asked.queries;
                if number.is_multiple_of(BUSY) || number.is_multiple_of(SILENT) {
                    asked.failed += 1;
                }
                if number.is_multiple_of(BUSY) {
                    asked.not_before = clock.monotonic() + Duration::from_secs(5);
                }
                number
            };
            if number.is_multiple_of(BUSY) {
                let mut headers = http::HeaderMap::new();
                headers.insert("retry-after", 5.into());
                return Ok(Incoming::new(
                    http::StatusCode::SERVICE_UNAVAILABLE,
                    headers,
                ));
            }
            if number.is_multiple_of(SILENT) {
                let left = limits.deadline.saturating_sub(clock.monotonic());
                clock.sleep(left).await;
                return Err(TransportError::may_have_been_sent(Reason::Timeout));
            }
            self.step().await;
            let mut incoming = Incoming::new(http::StatusCode::OK, Default::default());
            incoming.push(format!(r#"{{"orderNo":"{order}","state":"done"}}"#).as_bytes());
            Ok(incoming)
        })
    }
}

impl Journal for Process {
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.lasting.journal.intend(entry, intent, lease)
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> BoxFuture<'a, Result<Outcome, JournalError>> {
        self.lasting.journal.conclude(entry, intent, outcome)
    }

    fn unresolved(&self) -> BoxFuture<'_, Result<Vec<Handle>, JournalError>> {
        self.lasting.journal.unresolved()
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> BoxFuture<'a, Result<Claim, JournalError>> {
        Box::pin(async move {
            self.step().await;
            self.lasting.journal.claim(entry, held, lease).await
        })
    }

    fn take(
        &self,
        at_most: usize,
        lease: Duration,
    ) -> BoxFuture<'_, Result<Vec<Claimed>, JournalError>> {
        self.lasting.journal.take(at_most, lease)
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> BoxFuture<'a, Result<Released, JournalError>> {
        Box::pin(async move {
            self.step().await;
            let journal = &self.lasting.journal;
            let released = journal.release(entry, fence, found, due).await?;
            if let Released::Done(Some(_)) = released {
                let mut asked = self.lasting.gateway.lock().unwrap();
                asked.finished.insert(entry.as_str().to_owned());
            }
            self.step().await;
            Ok(released)
        })
    }

    fn note<'a>(
        &'a self,
        entry: &'a EntryId,
        note: &'a Note,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.lasting.journal.note(entry, note)
    }
}

/// Looks everything up by a process that is killed at that step; whether it came to the end.
async fn recovers(lasting: &Arc<Lasting>, steps: usize) -> bool {
    // Whoever begins does not know what the one before was told.
    lasting.gateway.lock().unwrap().not_before = Duration::ZERO;
    let process = Process {
        lasting: Arc::clone(lasting),
        steps_left: Arc::new(Mutex::new(steps)),
    };
    let gateway = process.client();
    let options = Reconcile::new()
        .at_once(AT_ONCE)
        .patience(Duration::from_secs(3_600));
    let recovering = tokio::spawn(async move { gateway.recover(&options).await });
    loop {
        settle().await;
        if process.is_killed() {
            recovering.abort();
            return false;
        }
        if recovering.is_finished() {
            recovering.await.unwrap().unwrap();
            return true;
        }
        let alarm = lasting.clock.next_alarm();
        lasting
            .clock
            .advance(alarm.expect("something is waited for"));
    }
}

#[test]
fn ten_thousand_open_requests_are_found_although_ten_processes_are_killed_on_the_way() {
    run(async {
        let clock = TestClock::new();
        let lasting = Arc::new(Lasting {
            journal: MemoryJournal::new(Arc::new(clock.clone())),
            clock,
            gateway: Mutex::default(),
        });
        for number in 0..REQUESTS {
            let handle = handle(&number.to_string());
            let entry = handle.entry().unwrap();
            let intended = lasting.journal.intend(entry, &handle, Duration::ZERO);
            intended.await.unwrap();
        }
        let mut random = Random::new(1);
        for kill in 0..KILLS {
            let steps = 1 + random.below(4_000) as usize;
            assert!(!recovers(&lasting, steps).await, "{kill} came to the end");
        }
        // What the last one had claimed is free after its lease.
        let mut runs = 0;
        while !lasting.journal.unresolved().await.unwrap().is_empty() {
            runs += 1;
            assert!(runs < 5, "something is open for ever");
            assert!(recovers(&lasting, usize::MAX).await);
            lasting.clock.advance(Duration::from_secs(61));
        }
        let asked = lasting.gateway.lock().unwrap();
        assert_eq!(asked.violations, Vec::<String>::new());
        assert_eq!(asked.finished.len(), REQUESTS);
        // At most what was under way when a process was killed is asked for once more.
        let most = REQUESTS + asked.failed + KILLS * AT_ONCE;
        assert!(
            asked.failed > 20 && asked.queries <= most,
            "{} of {most}",
            asked.queries
        );
        for (handle, outcome) in lasting.journal.entries() {
            let is_found = matches!(outcome, Some(Outcome::Found { .. }));
            assert!(is_found, "{handle:?} {outcome:?}");
        }
    });
}
