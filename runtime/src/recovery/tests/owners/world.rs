//! What is there once: the time, the store, the gateway, and what was told to the shop.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use crate::record::claim::Fence;
use crate::record::entry::EntryId;
use crate::recovery::tests::model::random::Random;
use crate::recovery::tests::owners::seams::{Process, Strike};
use crate::wire::clock::Clock;
use crate::wire::outgoing::Outgoing;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;
use crate::wire::testing::tokens::MemoryTokens;

/// How long after a payment the gateway shows it.
const LAG: Duration = Duration::from_secs(20);
/// How long a token lives.
const LIFE: Duration = Duration::from_secs(300);

pub(super) struct World {
    pub(super) clock: TestClock,
    pub(super) journal: MemoryJournal,
    pub(super) tokens: MemoryTokens,
    processes: OnceLock<Vec<Arc<Process>>>,
    state: Mutex<State>,
}

struct State {
    seed: u64,
    random: Random,
    is_stormy: bool,
    /// When each order was charged.
    charges: BTreeMap<String, Vec<Duration>>,
    /// What the shop was told of an order.
    told: BTreeMap<String, Told>,
    /// The number of the last decision about each entry.
    decided: BTreeMap<EntryId, Fence>,
    /// The number of the token that the gateway takes, and how many it gave.
    token: (u64, Duration),
    fetches: u64,
    /// Who may fetch the token, and until when.
    fetcher: Option<(usize, Duration)>,
    strikes: u64,
    events: Vec<String>,
}

/// What a shop was told of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Paid,
    NeverSent,
    Nothing,
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

impl World {
    pub(super) fn new(seed: u64, processes: usize) -> Arc<Self> {
        let clock = TestClock::new();
        let world = Arc::new(Self {
            journal: MemoryJournal::new(Arc::new(clock.clone())),
            tokens: MemoryTokens::new(Arc::new(clock.clone())),
            clock,
            processes: OnceLock::new(),
            state: Mutex::new(State {
                seed,
                random: Random::new(seed),
                is_stormy: true,
                charges: BTreeMap::new(),
                told: BTreeMap::new(),
                decided: BTreeMap::new(),
                token: (0, Duration::ZERO),
                fetches: 0,
                fetcher: None,
                strikes: 0,
                events: Vec::new(),
            }),
        });
        let all = (0..processes).map(|number| Process::new(&world, number));
        world.processes.set(all.collect()).unwrap();
        world
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn process(&self, number: usize) -> Arc<Process> {
        Arc::clone(&self.processes.get().unwrap()[number])
    }

    pub(super) fn random<T>(&self, draw: impl FnOnce(&mut Random) -> T) -> T {
        draw(&mut self.state().random)
    }

    /// What happens to a process now, if anything does: once in so many times.
    pub(super) fn strike(&self, times: u64) -> Option<Strike> {
        let mut state = self.state();
        if !state.is_stormy || !state.random.one_of(times) {
            return None;
        }
        state.strikes += 1;
        let seconds = state.random.pick(&[1, 5, 25, 65, 130, 400]);
        let time = Duration::from_secs(seconds);
        Some(match state.random.below(4) {
            0 => Strike::Ends,
            1 => Strike::Sleeps(time),
            _ => Strike::Freezes(time),
        })
    }

    /// Whether the journal, or its answer, does not get through.
    pub(super) fn loses(&self) -> bool {
        let mut state = self.state();
        state.is_stormy && state.random.one_of(60)
    }

    pub(super) fn note(&self, event: String) {
        let now = self.clock.monotonic().as_millis();
        self.state().events.push(format!("{now} {event}"));
    }

    pub(super) fn tell(&self, order: &str, told: Told) {
        self.note(format!("told {order} {told:?}"));
        self.state().told.insert(order.to_owned(), told);
    }

    /// A decision counts only under a greater number than those before.
    pub(super) fn decided(&self, entry: &EntryId, fence: Fence) {
        let mut state = self.state();
        let last = state.decided.insert(entry.clone(), fence);
        let seed = state.seed;
        assert!(last.is_none_or(|last| last < fence), "seed {seed}");
    }

    pub(super) fn may_fetch(&self, process: usize, lease: Duration) {
        let until = self.clock.monotonic() + lease;
        self.state().fetcher = Some((process, until));
    }

    /// What the gateway does with a request; `None` if its answer gets lost.
    pub(super) fn gateway(&self, process: usize, request: &Outgoing) -> Option<(u16, String)> {
        let now = self.clock.monotonic();
        let url = request.expose_url();
        let target = url.expose().split_once(".com/").unwrap().1.to_owned();
        self.note(format!("{process} gateway {target}"));
        let mut state = self.state();
        let seed = state.seed;
        if target == "token" {
            // Whoever may fetch and is alive is the only one to do it.
            if let Some((other, until)) = state.fetcher
                && other != process
                && now < until
            {
                let other = self.process(other);
                assert!(!other.goes_on(), "seed {seed}: two fetch at once");
            }
            state.fetches += 1;
            state.token = (state.fetches, now + LIFE);
            let token = format!(r#"{{"token":"token-{}","life":300}}"#, state.fetches);
            return Some((200, token));
        }
        let sent = request.headers().get("authorization");
        let sent = sent.and_then(|sent| sent.to_str().ok());
        let (number, ends) = state.token;
        if sent != Some(&format!("Bearer token-{number}")) || now >= ends {
            return Some((401, String::new()));
        }
        if let Some(order) = target.strip_prefix("query/") {
            let charged = state.charges.get(order).and_then(|times| times.first());
            let is_shown = charged.is_some_and(|at| *at + LAG <= now);
            return Some(match is_shown {
                true => (
                    200,
                    format!(r#"{{"code":"0000","orderNo":"{order}","state":"done"}}"#),
                ),
                false => (200, r#"{"code":"0000"}"#.to_owned()),
            });
        }
        let body = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
        let order = body.split('"').nth(3).unwrap().to_owned();
        state.charges.entry(order.clone()).or_default().push(now);
        let is_lost = state.is_stormy && state.random.one_of(3);
        (!is_lost).then(|| {
            let body = format!(r#"{{"code":"0000","orderNo":"{order}","state":"done"}}"#);
            (200, body)
        })
    }

    /// From now on nothing happens to anybody any more.
    pub(super) fn calms_down(&self) {
        self.state().is_stormy = false;
    }

    pub(super) fn charges(&self) -> BTreeMap<String, Vec<Duration>> {
        self.state().charges.clone()
    }

    pub(super) fn told(&self) -> BTreeMap<String, Told> {
        self.state().told.clone()
    }

    pub(super) fn events(&self) -> Vec<String> {
        self.state().events.clone()
    }

    /// How many tokens were fetched, and how often something happened to a process.
    pub(super) fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.fetches, state.strikes)
    }
}
