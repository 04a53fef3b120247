//! A purchase from its first attempt to its statement.
//!
//! Thousands of shops at random: attempts that are lost, refused, answered or not, and whose payments come late, fail, are
//! paid after they failed, or expire in a state that nobody listed; a shop that waits for their end, or tries again in a
//! hurry; refunds in parts. All waiting is the clock's, so that a seed replays exactly. In the end the journal is held
//! against the gateway, and so is what the shop was told and what a statement says.
//!
//! The clocks of the shop, of its store and of the gateway differ by seconds and minutes, and are set while it goes on: the
//! shop's in either direction, and the others forward, the store's as when it fails over.
//!
//! A payment that failed for longer than `Config::failed_lag` and is paid then is one that no client could foresee.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::audit::Audit;
use crate::audit::statement::{Columns, Statement};
use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::record::attempt::Attempt;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::operation::{
    Acknowledges, Api, Fill, FoundBy, Lookup, Moves, Operation, ParameterPlace, Repeat, Source,
    StateClass,
};
use crate::record::outcome::Outcome;
use crate::record::security::Security;
use crate::recovery::options::Reconcile;
use crate::recovery::tests::model::api::{self, AMOUNT, CURRENCY, HOUR, QUERY, SECOND, open};
use crate::recovery::tests::model::gateway::{Fate, Form, Model};
use crate::recovery::tests::model::random::Random;
use crate::recovery::tests::model::{at_least, schedules};
use crate::value::json::untyped::Json;
use crate::value::random;
use crate::wire::clock::Clock;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;

const STATES: &[(&str, StateClass)] = &[
    ("pending", StateClass::Pending),
    ("done", StateClass::Done),
    ("declined", StateClass::Failed),
];

static PAY: Operation = Operation {
    acknowledges: Acknowledges {
        same: &[("orderNo", "orderNo")],
        issued: Some("tradeNo"),
        keeps_issued: true,
        moves: Some(Moves::Pays("amount")),
        states: &[("state", STATES)],
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            media_type: "application/json",
            with: &[Fill {
                field: "orderNo",
                parameter: Some(ParameterPlace::Path),
                from: Source::Request("orderNo"),
                known: None,
            }],
            field: "order.state",
            success_states: &["done"],
            state_classes: STATES,
            same: &[("order.orderNo", "orderNo")],
            matching: &[("order.amount", "amount"), ("order.currency", "currency")],
            not_before: Some("order.time"),
        }],
        lost: &[],
        reason: "",
    },
    ..api::PAY
};

static REFUND: Operation = Operation {
    id: "refund",
    path: "/refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    acknowledges: Acknowledges {
        same: &[("refundNo", "refundNo")],
        moves: Some(Moves::Refunds("amount")),
        issued: Some("refundTradeNo"),
        states: &[("state", STATES)],
        ..Acknowledges::NOTHING
    },
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            media_type: "application/json",
            with: &[
                Fill {
                    field: "orderNo",
                    parameter: Some(ParameterPlace::Path),
                    from: Source::Request("refundNo"),
                    known: None,
                },
                Fill {
                    field: "of",
                    parameter: Some(ParameterPlace::Query),
                    from: Source::Request("orderNo"),
                    known: None,
                },
            ],
            field: "state",
            success_states: &["done"],
            state_classes: STATES,
            same: &[("refundNo", "refundNo")],
            matching: &[("amount", "amount")],
            not_before: None,
        }],
        lost: &[],
        reason: "",
    },
    journal: &[open("orderNo"), open("refundNo"), open("amount")],
    ..api::PAY
};

static API: Api = Api {
    title: "Purchases",
    release: "1",
    security: Security::Bearer,
    token: None,
    requirements: &[],
    operations: &[&PAY, &REFUND, &QUERY],
};

/// What schedules came to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Tally {
    paid: usize,
    denied: usize,
    refused: usize,
    held_back: usize,
    given_back: usize,
    left_open: usize,
    compared: usize,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.paid += other.paid;
        self.denied += other.denied;
        self.refused += other.refused;
        self.held_back += other.held_back;
        self.given_back += other.given_back;
        self.left_open += other.left_open;
        self.compared += other.compared;
    }
}

/// How far the clocks of the shop and of the gateway are off, of which no two differ alike: when both are set by the same at the
/// same time, nobody can see it.
const OURS: [i64; 4] = [0, 3 * SECOND, -5 * SECOND, 45 * SECOND];
const THEIRS: [i64; 4] = [0, 7 * SECOND, 20 * SECOND, 130 * SECOND];

/// The clock of the store, by which leases are.
#[derive(Debug)]
struct StoreClock {
    true_time: TestClock,
    ahead: Mutex<Duration>,
}

impl Clock for StoreClock {
    fn monotonic(&self) -> Duration {
        self.true_time.monotonic() + *self.ahead.lock().unwrap()
    }

    fn uptime(&self) -> Duration {
        self.monotonic()
    }

    fn wall(&self) -> SystemTime {
        self.true_time.wall()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.true_time.sleep(duration)
    }
}

/// The shop, with what it was told of each order that it sent or wanted to send.
#[derive(Clone)]
struct Shop {
    seed: u64,
    random: Random,
    model: Model,
    journal: Arc<MemoryJournal>,
    store_clock: Arc<StoreClock>,
    gateway: Gateway,
    told: Vec<(String, &'static str)>,
}

impl Shop {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let model = Model::new(Random::new(seed ^ 0xffff));
        {
            let mut world = model.world();
            world.form = random.pick(&[Form::Offset, Form::Local]);
            world.lies = random.pick(&[0, 0, 30]);
            world.repeats = false;
            world.ahead = random.pick(&THEIRS);
        }
        let store_clock = Arc::new(StoreClock {
            true_time: model.clock.clone(),
            ahead: Mutex::default(),
        });
        let clock: Arc<dyn Clock> = Arc::<StoreClock>::clone(&store_clock);
        let journal = Arc::new(MemoryJournal::new(clock));
        let config = Config::new("https://gateway.example.com")
            .transport(Arc::new(model.clone()))
            .clock(Arc::new(model.clock.clone()))
            .retries(Retries::NONE)
            .credential("key")
            .times_in(time::UtcOffset::UTC)
            .refused_code("66")
            .journal(Arc::<MemoryJournal>::clone(&journal));
        let gateway = Gateway::new(&API, config).unwrap();
        let mut shop = Self {
            seed,
            random,
            model,
            journal,
            store_clock,
            gateway,
            told: Vec::new(),
        };
        shop.sets_its_clock();
        shop
    }

    fn sets_its_clock(&mut self) {
        let wall = self.model.now() + self.random.pick(&OURS);
        let wall = Duration::from_millis(wall.unsigned_abs());
        self.model.clock.set_wall(UNIX_EPOCH + wall);
    }

    /// Somebody sets a clock, of the shop, the gateway or the store.
    fn a_clock_is_set(&mut self) {
        match self.random.below(6) {
            0 => self.sets_its_clock(),
            1 => {
                let ahead = self.random.pick(&THEIRS);
                let mut world = self.model.world();
                world.ahead = world.ahead.max(ahead);
            }
            2 => {
                let seconds = self.random.pick(&[1, 70, 600]);
                *self.store_clock.ahead.lock().unwrap() += Duration::from_secs(seconds);
            }
            _ => {}
        }
    }

    /// What the gateway does with what is sent next.
    fn draw(&mut self) {
        let late = self.random.pick(&[30 * SECOND, 600 * SECOND, 3 * HOUR]);
        let soon = self.random.pick(&[20 * SECOND, 300 * SECOND, 590 * SECOND]);
        let states = match self.random.below(6) {
            0 | 1 => vec![(0, "done")],
            2 => vec![(0, "pending"), (late, "done")],
            3 => vec![(0, "pending"), (late, "declined")],
            4 => vec![(0, "declined"), (soon, "done")],
            _ => vec![(0, "pending"), (late, "expired")],
        };
        let fate = match self.random.below(6) {
            0 => Fate::Lost,
            1 => Fate::Refused,
            2 => Fate::Done(self.random.below(30_000) as i64),
            3 => Fate::Done(0),
            _ => Fate::Answered,
        };
        let mut world = self.model.world();
        world.next = fate;
        world.next_states = states;
        world.next_lag = self.random.pick(&[0, 5 * SECOND, 40 * SECOND]);
    }

    async fn looks(&self) {
        let once = Reconcile::new().patience(Duration::ZERO);
        self.gateway.recover(&once).await.unwrap();
    }

    async fn waits(&mut self, for_one_of: &[u64]) {
        self.a_clock_is_set();
        let seconds = self.random.pick(for_one_of);
        self.model.clock.sleep(Duration::from_secs(seconds)).await;
    }

    fn outcome(&self, entry: &EntryId) -> Option<Outcome> {
        let entries = self.journal.entries().into_iter();
        let mut found = entries.filter(|(handle, _)| handle.entry() == Some(entry));
        found.next()?.1
    }

    /// One attempt; whether it is the last one that is needed.
    async fn attempts(&mut self, order: &str) -> bool {
        self.draw();
        let body =
            format!(r#"{{"orderNo":"{order}","amount":"{AMOUNT}","currency":"{CURRENCY}"}}"#);
        let call = Call::new().body(&Json::parse(&body).unwrap());
        let call = call.attempt(Attempt::of("basket"));
        let handle = match self.gateway.call::<()>(&PAY, call).await {
            Ok(accepted) => accepted.handle,
            Err(Failure::Indeterminate(open)) => open.handle(),
            Err(Failure::Refused(_)) => return self.is_told(order, "refused"),
            Err(Failure::NotSent(_)) => {
                self.waits(&[30, 900]).await;
                return self.is_told(order, "not sent");
            }
            Err(other) => panic!("seed {}: {other:?}", self.seed),
        };
        if self.random.one_of(4) {
            // The customer does not wait, and neither does the shop.
            return self.is_told(order, "nothing");
        }
        for _ in 0..6 {
            match self.outcome(handle.entry().unwrap()) {
                Some(Outcome::Failed { .. }) => return self.is_told(order, "failed"),
                Some(outcome) if outcome.is_conclusive() => return self.is_told(order, "paid"),
                _ => {}
            }
            self.waits(&[10, 300, 700, 7_200]).await;
            self.looks().await;
        }
        self.is_told(order, "nothing")
    }

    fn is_told(&mut self, order: &str, what: &'static str) -> bool {
        self.told.push((order.to_owned(), what));
        what == "paid"
    }

    async fn gives_back(&mut self, order: &str, number: usize) {
        self.draw();
        let amount = self.random.pick(&["42.50", "20.00", "22.50"]);
        let refund = format!("R-{number}");
        let body = format!(r#"{{"orderNo":"{order}","refundNo":"{refund}","amount":"{amount}"}}"#);
        let call = Call::new().body(&Json::parse(&body).unwrap());
        let what = match self.gateway.call::<()>(&REFUND, call).await {
            Err(Failure::NotSent(_)) => "not sent",
            _ => "nothing",
        };
        self.is_told(&refund, what);
        self.waits(&[1, 600]).await;
        self.looks().await;
    }

    /// All that the shop does.
    async fn runs(mut self) -> Self {
        for number in 0..4 {
            let order = format!("{number}");
            if self.attempts(&order).await {
                for number in 0..self.random.below(4) {
                    self.gives_back(&order, number as usize).await;
                }
                break;
            }
        }
        // Whatever comes, comes in a day, from a gateway that has come to its senses.
        self.model.world().lies = 0;
        self.model.clock.sleep(Duration::from_secs(86_400)).await;
        for _ in 0..3 {
            self.looks().await;
            self.model.clock.sleep(Duration::from_secs(700)).await;
        }
        self
    }

    /// Holds the journal against the gateway.
    fn judged(&self) -> Tally {
        let (seed, world) = (self.seed, self.model.world());
        let mut tally = Tally::default();
        let paid = |order: &str| {
            let mut payments = world.payments.iter();
            payments.any(|payment| payment.order == order && payment.is_taken())
        };
        let entries = self.journal.entries();
        for (handle, outcome) in &entries {
            let is_refund = handle.operation() == "refund";
            let path = if is_refund { "refundNo" } else { "orderNo" };
            let number = handle.field(path).unwrap();
            let is_made = match is_refund {
                true => {
                    let mut refunds = world.refunds.iter();
                    refunds.any(|refund| refund.number == number && !refund.fails)
                }
                false => paid(&number),
            };
            let class = outcome.as_ref().and_then(Outcome::seen);
            let class = class.and_then(|seen| seen.class);
            let says_made = match outcome {
                Some(Outcome::Conflicting { .. }) => panic!("seed {seed}: {number} is a conflict"),
                Some(outcome) if outcome.is_not_made() => Some(false),
                Some(outcome) if outcome.is_conclusive() => Some(class == Some(StateClass::Done)),
                _ => None,
            };
            // No word that is false, and nothing that is forgotten.
            match says_made {
                Some(said) => assert_eq!(said, is_made, "seed {seed}: {number} {outcome:?}"),
                None => assert!(!is_made, "seed {seed}: {number} was made: {outcome:?}"),
            }
            match outcome {
                Some(Outcome::Failed { .. }) => tally.denied += 1,
                Some(Outcome::Refused { .. }) => tally.refused += 1,
                Some(Outcome::NotSent) => tally.held_back += 1,
                _ => tally.left_open += usize::from(says_made.is_none()),
            }
        }
        for (number, told) in &self.told {
            let mut refunds = world.refunds.iter();
            let is_there = paid(number) || refunds.any(|refund| refund.number == *number);
            match *told {
                "paid" => assert!(is_there, "seed {seed}: {number} was not paid"),
                "nothing" => {}
                told => assert!(!is_there, "seed {seed}: {number} was told as {told}"),
            }
        }
        let taken = world.payments.iter().filter(|payment| payment.is_taken());
        tally.paid = taken.count();
        assert!(tally.paid <= 1, "seed {seed}: paid {} times", tally.paid);
        let back = world.refunds.iter().filter(|refund| !refund.fails);
        let cents = |amount: &str| amount.replace('.', "").parse::<u64>().unwrap();
        let sum: u64 = back.clone().map(|refund| cents(&refund.amount)).sum();
        assert!(sum <= cents(AMOUNT), "seed {seed}: {sum} was given back");
        tally.given_back = back.count();
        drop(world);
        tally.compared = self.compared();
        tally
    }

    /// Holds the journal against a statement of the gateway; how many lines that has.
    fn compared(&self) -> usize {
        let world = self.model.world();
        let mut text = "orderNo,refundNo,amount,currency\n".to_owned();
        for payment in world.payments.iter().filter(|payment| payment.is_taken()) {
            text.push_str(&format!("{},,{AMOUNT},{CURRENCY}\n", payment.order));
        }
        for refund in world.refunds.iter().filter(|refund| !refund.fails) {
            let (order, number, amount) = (&refund.order, &refund.number, &refund.amount);
            text.push_str(&format!("{order},{number},-{amount},{CURRENCY}\n"));
        }
        let statement = Statement::parse(&text, Columns::of(&API)).unwrap();
        let recorded = poll_now(self.journal.recorded()).unwrap();
        let all = (
            UNIX_EPOCH,
            UNIX_EPOCH + Duration::from_secs(u32::MAX.into()),
        );
        let differences = Audit::new(&API, recorded).compare(&statement, all);
        let seed = self.seed;
        assert!(
            differences.is_empty(),
            "seed {seed}: {differences:?}\n{text}"
        );
        text.lines().count() - 1
    }
}

/// What a store in memory says at once.
fn poll_now<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("it takes its time"),
    }
}

/// What a seed comes to, with what stands in the journal then and when that is.
fn replayed(seed: u64) -> (Tally, Vec<(Handle, Option<Outcome>)>, SystemTime) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        random::seed(seed);
        let shop = Shop::new(seed);
        let model = shop.model.clone();
        let shop = model.walk(shop.runs()).await;
        (shop.judged(), shop.journal.entries(), model.clock.wall())
    })
}

#[test]
fn nothing_is_paid_twice_told_falsely_or_forgotten_from_the_first_attempt_to_the_statement() {
    let first = std::env::var("PURCHASE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seeds = match first {
        Some(seed) => seed..seed + 1,
        None => 0..schedules(),
    };
    // Each seed has a runtime of its own, so that it does not matter which thread it is on.
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let part = |thread| {
            let own = seeds.clone().filter(move |seed| seed % threads == thread);
            scope.spawn(move || {
                let mut tally = Tally::default();
                own.for_each(|seed| tally.add(&replayed(seed).0));
                tally
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        for part in parts {
            let part = part.join();
            tally.add(&part.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    println!("{tally:?}");
    if first.is_none() {
        // It is not by doing nothing that nothing goes wrong.
        at_least(tally.paid, 5_000);
        for counted in [
            tally.denied,
            tally.refused,
            tally.held_back,
            tally.left_open,
        ] {
            at_least(counted, 1_000);
        }
        at_least(tally.given_back, 2_000);
    }
}

#[test]
fn a_seed_replays_exactly() {
    for seed in [3, 77, 1_234] {
        assert_eq!(replayed(seed), replayed(seed));
    }
}
