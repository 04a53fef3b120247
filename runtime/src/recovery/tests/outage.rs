//! Ten thousand open requests after an outage: processes that look them up are killed, and the gateway is not well either.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::fixture::{run, settle};
use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::journal::{Journal, JournalFuture};
use crate::record::outcome::Outcome;
use crate::recovery::options::Reconcile;
use crate::recovery::tests::model::random::Random;
use crate::recovery::tests::operations::API;
use crate::recovery::tests::stub::handle;
use crate::wire::clock::Clock;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::around::JournalAround;
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
    /// How long the gateway takes.
    takes: Duration,
    /// How long after a look-up that the journal has let begin the next one may.
    apart: Duration,
    /// When that is.
    next: Mutex<Duration>,
}

impl Lasting {
    /// A journal that has so many requests open.
    async fn with(requests: usize, takes: Duration, apart: Duration) -> Arc<Self> {
        let clock = TestClock::new();
        let lasting = Arc::new(Self {
            journal: MemoryJournal::new(Arc::new(clock.clone())),
            clock,
            gateway: Mutex::default(),
            takes,
            apart,
            next: Mutex::default(),
        });
        for number in 0..requests {
            let handle = handle(&number.to_string());
            let entry = handle.entry().unwrap();
            let intended = lasting.journal.intend(entry, &handle, Duration::ZERO);
            intended.await.unwrap();
        }
        lasting
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.gateway.lock().unwrap()
    }

    /// For how long no look-up may begin; `None` if one does now.
    fn pause(&self) -> Option<Duration> {
        let now = self.clock.monotonic();
        let mut next = self.next.lock().unwrap();
        let pause = next.saturating_sub(now);
        if pause.is_zero() {
            *next = now + self.apart;
        }
        (!pause.is_zero()).then_some(pause)
    }
}

#[derive(Debug, Default)]
struct Asked {
    queries: usize,
    /// Those that were not answered by what is asked for.
    failed: usize,
    /// From when on it may be asked again.
    not_before: Duration,
    /// How often an entry was claimed by its name, and in vain since others had it or had found it.
    claims: (usize, usize),
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
    fn new(lasting: &Arc<Lasting>, steps: usize) -> Self {
        Self {
            lasting: Arc::clone(lasting),
            steps_left: Arc::new(Mutex::new(steps)),
        }
    }

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
                let mut asked = self.lasting.asked();
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
            clock.sleep(self.lasting.takes).await;
            self.step().await;
            let mut incoming = Incoming::new(http::StatusCode::OK, Default::default());
            incoming.push(format!(r#"{{"orderNo":"{order}","state":"done"}}"#).as_bytes());
            Ok(incoming)
        })
    }
}

impl JournalAround for Process {
    fn inner(&self) -> &dyn Journal {
        &self.lasting.journal
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        Box::pin(async move {
            self.step().await;
            if held.is_none()
                && let Some(pause) = self.lasting.pause()
            {
                return Ok(Claim::Later(pause));
            }
            let claim = self.lasting.journal.claim(entry, held, lease).await?;
            if held.is_none() {
                let is_open = matches!(claim, Claim::Ours { stage, .. } if stage != Stage::Settled);
                let claims = &mut self.lasting.asked().claims;
                claims.0 += 1;
                claims.1 += usize::from(!is_open);
            }
            Ok(claim)
        })
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(async move {
            self.step().await;
            let lasting = &self.lasting;
            if lasting.apart.is_zero() {
                return lasting.journal.take(at_most, lease).await;
            }
            // What is not handed out begins no look-up.
            let may_begin = lasting.clock.monotonic() >= *lasting.next.lock().unwrap();
            let at_most = usize::from(may_begin);
            let taken = lasting.journal.take(at_most, lease).await?;
            if !taken.is_empty() {
                let _ = lasting.pause();
            }
            Ok(taken)
        })
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(async move {
            self.step().await;
            let journal = &self.lasting.journal;
            let released = journal.release(entry, fence, found, due).await?;
            if let Released::Done(Some(_)) = released {
                let mut asked = self.lasting.asked();
                asked.finished.insert(entry.as_str().to_owned());
            }
            self.step().await;
            Ok(released)
        })
    }
}

/// Looks everything up by a process that is killed at that step; whether it came to the end.
async fn recovers(lasting: &Arc<Lasting>, steps: usize) -> bool {
    // Whoever begins does not know what the one before was told.
    lasting.asked().not_before = Duration::ZERO;
    let process = Process::new(lasting, steps);
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
        let lasting = Lasting::with(REQUESTS, Duration::ZERO, Duration::ZERO).await;
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
        let asked = lasting.asked();
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

#[test]
fn several_at_once_share_what_is_open_and_none_goes_through_what_others_found() {
    const WORKERS: usize = 4;
    const EACH: usize = 8;
    let moment = Duration::from_millis(50);
    for apart in [Duration::ZERO, Duration::from_millis(7)] {
        run(async {
            let lasting = Lasting::with(BUSY - 1, moment, apart).await;
            let options = Reconcile::new().at_once(EACH).patience(Duration::ZERO);
            let workers: Vec<_> = (0..WORKERS)
                .map(|_| {
                    let gateway = Process::new(&lasting, usize::MAX).client();
                    let options = options.clone();
                    tokio::spawn(async move { gateway.recover(&options).await })
                })
                .collect();
            while !workers.iter().all(|worker| worker.is_finished()) {
                settle().await;
                if let Some(alarm) = lasting.clock.next_alarm() {
                    lasting.clock.advance(alarm);
                }
            }
            let mut shares = Vec::new();
            for worker in workers {
                let recovered = worker.await.unwrap().unwrap();
                assert!(recovered.iter().all(|one| one.resolution.is_found()));
                shares.push(recovered.len());
            }
            let asked = lasting.asked();
            assert_eq!(asked.violations, Vec::<String>::new());
            // Each was looked up once, by one of them, who all had something to do.
            assert_eq!(asked.queries, BUSY - 1);
            assert_eq!(asked.finished.len(), BUSY - 1);
            assert_eq!(shares.iter().sum::<usize>(), BUSY - 1, "{shares:?}");
            assert!(shares.iter().all(|share| *share > 2 * EACH), "{shares:?}");
            // What others had under way when nothing was left to hand out is all that is asked for in vain.
            let most = WORKERS * WORKERS * EACH;
            assert!(asked.claims.1 <= most, "{:?} of {most}", asked.claims);
        });
    }
}

#[test]
fn what_is_open_and_not_due_is_looked_up_all_the_same_and_by_each_who_asks() {
    run(async {
        let lasting = Lasting::with(20, Duration::ZERO, Duration::ZERO).await;
        for claimed in lasting.journal.take(20, Duration::ZERO).await.unwrap() {
            let (entry, hour) = (claimed.handle.entry().unwrap(), Duration::from_secs(3_600));
            let released = lasting.journal.release(entry, claimed.fence, None, hour);
            released.await.unwrap();
        }
        let gateway = Process::new(&lasting, usize::MAX).client();
        let recovered = gateway.recover(&Reconcile::new()).await.unwrap();
        assert_eq!(recovered.len(), 20);
        assert!(recovered.iter().all(|one| one.resolution.is_found()));
        let entries = recovered.iter().map(|one| one.handle.entry());
        assert!(entries.is_sorted());
        let asked = lasting.asked();
        assert_eq!((asked.queries, asked.claims), (20, (20, 0)));
    });
}
