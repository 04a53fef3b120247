//! A gateway that does what a test says, by a clock that moves by hand.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::fixture::settle;
use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::leases::Leases;
use crate::record::numbers::Numbers;
use crate::record::operation::Api;
use crate::record::outcome::Outcome;
use crate::recovery::tests::operations::API;
use crate::wire::clock::Clock;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::around::JournalAround;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::forgetful::ForgetfulJournal;
use crate::wire::transport::{Limits, Transport, TransportError};

/// What the gateway does when it is asked.
#[derive(Clone, Copy)]
pub(super) enum Does {
    /// It shows this state.
    Shows(&'static str),
    /// It shows this state of this number of its own.
    ShowsOf(&'static str, &'static str),
    /// It answers with this.
    Says(&'static str),
    /// It answers that it is too busy.
    IsBusy,
    /// It answers that it is to be left alone for so many seconds.
    WantsPeace(u64),
    /// It cannot be reached.
    IsAway,
    /// It says nothing until the time of the call is over.
    IsSilent,
}

#[derive(Debug)]
pub(super) struct Stub<F> {
    clock: TestClock,
    /// When the gateway was asked, and for what.
    asked: Asked,
    does: F,
}

pub(super) type Asked = Arc<Mutex<Vec<(Duration, String)>>>;

pub(super) struct Opaque<F>(F);

impl<F> std::fmt::Debug for Opaque<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opaque")
    }
}

impl<F: Fn(usize) -> Does + Send + Sync> Transport for Stub<Opaque<F>> {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let order = request
            .expose_url()
            .expose()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push((self.clock.monotonic(), order.clone()));
            asked.len()
        };
        Box::pin(async move {
            let answer = |status: u16, body: String| {
                let mut incoming = Incoming::new(status.try_into().unwrap(), Default::default());
                incoming.push(body.as_bytes());
                Ok(incoming)
            };
            match (self.does.0)(number) {
                Does::Shows(state) => {
                    answer(200, format!(r#"{{"orderNo":"{order}","state":"{state}"}}"#))
                }
                Does::Says(body) => answer(200, body.to_owned()),
                Does::ShowsOf(state, number) => answer(
                    200,
                    format!(r#"{{"orderNo":"{order}","state":"{state}","tradeNo":"{number}"}}"#),
                ),
                Does::WantsPeace(seconds) => {
                    let mut headers = http::HeaderMap::new();
                    headers.insert("retry-after", seconds.into());
                    Ok(Incoming::new(
                        http::StatusCode::SERVICE_UNAVAILABLE,
                        headers,
                    ))
                }
                Does::IsBusy => answer(503, String::new()),
                Does::IsAway => Err(TransportError::never_sent(Reason::Connect)),
                Does::IsSilent => {
                    let left = limits.deadline.saturating_sub(self.clock.monotonic());
                    self.clock.sleep(left).await;
                    Err(TransportError::may_have_been_sent(Reason::Timeout))
                }
            }
        })
    }
}

/// A journal that has these requests open, and notes what becomes of them.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) handles: Vec<Handle>,
    pub(super) concluded: Mutex<Vec<(EntryId, Outcome)>>,
    /// Which requests used the number of any, if it knows.
    pub(super) used: Option<Vec<EntryId>>,
    /// Which of them was refused.
    pub(super) refused: Option<EntryId>,
    /// Whether it fails the next time that an entry is let go.
    pub(super) stumbles: AtomicBool,
    pub(super) leases: Mutex<Leases>,
    pub(super) clock: OnceLock<TestClock>,
}

impl Open {
    fn learn(&self, entry: &EntryId, outcome: &Outcome) {
        let noted = (entry.clone(), outcome.clone());
        self.concluded.lock().unwrap().push(noted);
    }

    fn now(&self) -> Duration {
        self.clock.get().unwrap().monotonic()
    }

    fn claimed(&self, entry: &EntryId, held: Option<Fence>, lease: Duration) -> Option<Fence> {
        let mut leases = self.leases.lock().unwrap();
        leases.claim(entry.as_str(), held, self.now(), lease)
    }
}

impl JournalAround for Open {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        _: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        self.learn(entry, outcome);
        Box::pin(async { Ok(outcome.clone()) })
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(async { Ok(self.handles.clone()) })
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        let claim = match self.claimed(entry, held, lease) {
            Some(fence) => Claim::Ours {
                fence,
                stage: Stage::Open,
            },
            None => Claim::Elsewhere,
        };
        Box::pin(async move { Ok(claim) })
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        let is_due = |handle: &&Handle| {
            let leases = self.leases.lock().unwrap();
            let entry = handle.entry().unwrap();
            leases.due(entry.as_str(), self.now()).is_some()
        };
        let due = self.handles.iter().filter(is_due).take(at_most);
        let taken = due.filter_map(|handle| {
            let fence = self.claimed(handle.entry()?, None, lease)?;
            Some(Claimed::new(handle.clone(), fence, Stage::Open))
        });
        let taken = taken.collect();
        Box::pin(async { Ok(taken) })
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        if self.stumbles.swap(false, Ordering::SeqCst) {
            return Box::pin(async { Err(JournalError::new("the line is down")) });
        }
        let mut leases = self.leases.lock().unwrap();
        let released = match leases.holds(entry.as_str(), fence) {
            true => {
                leases.release(entry.as_str(), Some(self.now().saturating_add(due)));
                if let Some(found) = found {
                    self.learn(entry, found);
                }
                Released::Done(found.cloned())
            }
            false => Released::TooLate,
        };
        Box::pin(async { Ok(released) })
    }

    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        let counts = numbers.counts(&Outcome::Refused { code: None });
        let mut used = self.used.clone();
        for used in used.iter_mut().filter(|_| !counts) {
            used.retain(|entry| Some(entry) != self.refused.as_ref());
        }
        Box::pin(async { Ok(used) })
    }
}

pub(super) fn handle(order: &str) -> Handle {
    let stored = format!(
        r#"{{"version":1,"operation":"pay","at":1750000000000,"entry":"entry-{order}","fields":{{"method":"card","orderNo":"{order}"}}}}"#
    );
    Handle::from_json(&stored).unwrap()
}

pub(super) struct Tested {
    pub(super) gateway: Gateway,
    pub(super) clock: TestClock,
    pub(super) asked: Asked,
    pub(super) journal: Arc<Open>,
}

/// A request that is a list of these orders.
pub(super) fn batch(orders: &[&str]) -> Handle {
    let fields = orders
        .iter()
        .enumerate()
        .map(|(at, order)| format!(r#""[{at}].orderNo":"{order}""#));
    let fields = fields.collect::<Vec<_>>().join(",");
    let stored = format!(
        r#"{{"version":1,"operation":"payAll","at":1750000000000,"entry":"batch","fields":{{{fields}}}}}"#
    );
    Handle::from_json(&stored).unwrap()
}

/// A gateway that does what the test says, by the number of the look-up from 1. A call has a minute.
pub(super) fn tested(
    orders: &[&str],
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> Tested {
    tested_with(orders.iter().map(|order| handle(order)).collect(), does)
}

/// The same with requests of any form in the journal.
pub(super) fn tested_with(
    handles: Vec<Handle>,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> Tested {
    let journal = Open {
        handles,
        ..Open::default()
    };
    tested_by(journal, |config| config, does)
}

/// The same with a journal that knows more, and a merchant who does.
pub(super) fn tested_by(
    journal: Open,
    knowing: impl FnOnce(Config) -> Config,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> Tested {
    let clock = TestClock::new();
    let journal = Arc::new(journal);
    journal.clock.set(clock.clone()).unwrap();
    let shared: Arc<dyn Journal> = Arc::<Open>::clone(&journal);
    let (gateway, asked) = gateway_of(shared, &clock, knowing, does);
    Tested {
        gateway,
        clock,
        asked,
        journal,
    }
}

/// A client of that gateway with any journal, and what it was asked.
pub(super) fn gateway_of(
    journal: Arc<dyn Journal>,
    clock: &TestClock,
    knowing: impl FnOnce(Config) -> Config,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> (Gateway, Asked) {
    gateway_at(&API, journal, clock, knowing, does)
}

/// The same of another document.
pub(super) fn gateway_at(
    api: &'static Api,
    journal: Arc<dyn Journal>,
    clock: &TestClock,
    knowing: impl FnOnce(Config) -> Config,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> (Gateway, Asked) {
    let asked = Asked::default();
    let stub = Stub {
        clock: clock.clone(),
        asked: Arc::clone(&asked),
        does: Opaque(does),
    };
    // Of its own for each: what is sent again is remembered by its address for the whole process, and tests run side by side.
    static GATEWAYS: AtomicUsize = AtomicUsize::new(0);
    let number = GATEWAYS.fetch_add(1, Ordering::Relaxed);
    let config = Config::new(format!("https://gateway-{number}.example.com"))
        .transport(Arc::new(stub))
        .clock(Arc::new(clock.clone()))
        .retries(Retries::NONE)
        .answer_timeout(Duration::from_secs(60))
        .total_timeout(Duration::from_secs(60))
        .journal(journal);
    (Gateway::new(api, knowing(config)).unwrap(), asked)
}

pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const JUST: Duration = Duration::from_nanos(1);

/// Lets time pass from alarm to alarm until a task ends, and looks closely whether anything happens before one is due.
/// Gives the pauses between the look-ups, and when it ended.
pub(super) async fn walk<T: Send + 'static>(
    tested: &Tested,
    task: impl Future<Output = T> + Send + 'static,
) -> (T, Vec<Duration>, Duration) {
    let task = tokio::spawn(task);
    let mut pauses = Vec::new();
    loop {
        settle().await;
        if task.is_finished() {
            return (task.await.unwrap(), pauses, tested.clock.monotonic());
        }
        let pause = tested.clock.next_alarm().unwrap();
        let asked = tested.asked.lock().unwrap().len();
        pauses.push(pause);
        tested.clock.advance(pause.saturating_sub(JUST));
        settle().await;
        assert_eq!(tested.asked.lock().unwrap().len(), asked, "too early");
        tested.clock.advance(JUST.min(pause));
    }
}

pub(super) fn times(tested: &Tested) -> Vec<Duration> {
    let asked = tested.asked.lock().unwrap();
    asked.iter().map(|(at, _)| *at).collect()
}
