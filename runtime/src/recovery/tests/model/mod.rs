//! No word that is false, whatever the gateway shows and whatever the clocks do.
//!
//! Thousands of schedules at random: a payment whose answer is lost, among others of the same number, and a gateway that
//! lies, lags, repeats itself and answers another's question, while the clocks of both sides are wrong and are set before,
//! between and after. What the client says is compared with what the model knows.
//!
//! Four things no client could see, and no schedule has: a gateway that makes a payment up as a whole; one whose clock is
//! set back over payments that it has dated; a number that another process uses for the same amount and currency, unknown
//! to the journal, from a few seconds before the request on; and two clocks that are set by the same amount between two
//! answers. `ARCHITECTURE.md` has them too ("Whose payment it is").
#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "helpers of tests fail like tests"
)]

mod api;
mod gateway;
mod notes;
mod pausing;
mod purchase;
pub(super) mod random;
mod schedule;

use std::time::Duration;

use time::UtcOffset;

use crate::record::handle::Handle;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Finding, Resolution, Why};
use crate::recovery::tests::model::api::{AMOUNT, CURRENCY, HOUR, SECOND};
use crate::recovery::tests::model::gateway::{Dates, Fate, Form, Payment};
use crate::recovery::tests::model::schedule::Schedule;

/// How many schedules a run of the tests tries, which takes seconds.
const SCHEDULES: u64 = 2_000;

/// How many are tried: as many as `SCHEDULES` says where somebody takes minutes, as `.ci/run` does.
pub(super) fn schedules() -> u64 {
    let stated = std::env::var("SCHEDULES").ok();
    let stated = stated.and_then(|text| text.parse().ok());
    stated.unwrap_or(SCHEDULES)
}

/// Fails unless so much was counted as ten thousand schedules have at least; fewer need half of their share.
pub(super) fn at_least(counted: usize, of_ten_thousand: u64) {
    let share = of_ten_thousand * schedules() / 10_000;
    let least = if schedules() < 10_000 {
        share / 2
    } else {
        share
    };
    assert!(counted as u64 >= least, "{counted} of at least {least}");
}

/// How often the gateway is asked for a payment; the last time is after whatever lag it has.
const LOOKS: usize = 3;

/// What became of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Found,
    Contradicted,
    Other(String),
}

/// How many schedules came to what.
#[derive(Debug, Default)]
struct Tally {
    found: usize,
    contradicted: usize,
    /// Those in which a payment can be told by its time, and was.
    found_by_time: usize,
    /// Those in which it can be told by the journal alone, and was.
    found_by_journal: usize,
    /// Those in which an earlier one can be told from it by its time, and was.
    denied: usize,
    doubts: std::collections::BTreeMap<String, usize>,
}

impl Schedule {
    /// Runs it, and holds what the client says against what happened.
    async fn run(mut self, tally: &mut Tally) {
        let others = self.random.below(4).saturating_sub(1);
        for _ in 0..others {
            self.another_pays();
        }
        if self.random.one_of(2) {
            let _ = self.pay("W", Fate::Answered).await;
        }
        let own_before = self.random.one_of(6);
        if own_before {
            let fate = match self.random.one_of(2) {
                true => Fate::Answered,
                false => self.fate(),
            };
            let _ = self.pay("X", fate).await;
            let gap = self.random.below(10_000) as i64;
            self.pass(gap);
        }
        if !self.is_calm && self.random.one_of(5) {
            self.set_theirs();
        }
        if !self.is_calm && self.random.one_of(5) {
            self.set_ours();
            self.ours_was_set_before = true;
        }
        let (handle, number) = {
            let fate = self.fate();
            self.pay("X", fate).await
        };
        let mut handle = handle.unwrap();
        let another_after = self.random.one_of(12);
        if another_after {
            // It can be told by its amount or its currency alone.
            let (amount, currency) = self.random.pick(&[("42.51", CURRENCY), (AMOUNT, "SGD")]);
            self.takes(amount, currency);
        }
        let own_after = self.random.one_of(8);
        if own_after {
            let fate = self.fate();
            let _ = self.pay("X", fate).await;
        }
        if !self.is_calm && self.random.one_of(5) {
            self.set_theirs();
        }
        if !self.is_calm && self.random.one_of(3) {
            self.set_ours();
            self.ours_was_set_after = true;
        }
        let gap = self.random.pick(&[0, 0, 10 * SECOND, 30 * HOUR]);
        self.pass(gap);
        let knows = self.journal.as_ref().is_some_and(|journal| journal.knows);
        if self.random.one_of(3) && (knows || !own_after) {
            let stored = handle.to_json();
            handle = Handle::from_json(stored.expose()).unwrap();
            self.client = self.client_anew();
            self.is_restarted = true;
        }
        if !self.is_calm && self.random.one_of(4) {
            self.set_ours();
            self.ours_was_set_after = true;
        }
        // A gateway comes to its senses, if it ever does.
        if self.random.one_of(2) {
            self.model.world().honest_from = LOOKS;
        }
        let used = 1
            + others as usize
            + usize::from(own_before)
            + usize::from(own_after)
            + usize::from(another_after);
        for look in 1..=LOOKS {
            let (gateway, handle) = (self.client.clone(), handle.clone());
            let once = Reconcile::new().patience(Duration::ZERO);
            let resolution = self
                .model
                .walk(async move { gateway.reconcile(&handle, &once).await })
                .await;
            let word = self.word(&resolution, number);
            if look == LOOKS || resolution.is_found() {
                self.tell(&word, &resolution, number, used, tally);
                break;
            }
            self.pass(38 * SECOND);
        }
    }

    /// What the client says, which must not be false.
    fn word(&self, resolution: &Resolution, number: usize) -> Word {
        let seed = self.seed;
        let world = self.model.world();
        let by = |seen: &Finding| {
            let id = id_of(&seen.answer().body_text());
            world.payments[id].by
        };
        match resolution {
            Resolution::Found(finding) => {
                assert_eq!(finding.state(), "done", "seed {seed}");
                assert_eq!(
                    by(finding),
                    Some(number),
                    "seed {seed}: another one is taken for this one: {resolution:?} {:?}",
                    world.payments
                );
                Word::Found
            }
            Resolution::Unresolved(open) => match open.why() {
                Why::Contradicted { .. } => {
                    assert_ne!(
                        by(open.seen().unwrap()),
                        Some(number),
                        "seed {seed}: this one is taken for another one: {resolution:?} {:?}",
                        world.payments
                    );
                    Word::Contradicted
                }
                Why::Doubtful { doubt, .. } => Word::Other(format!("{doubt:?}")),
                other => Word::Other(format!("{other:?}").chars().take(9).collect()),
            },
            other => panic!("{other:?}"),
        }
    }

    /// Counts the last word, and holds that something is said where something can be.
    fn tell(
        &self,
        word: &Word,
        resolution: &Resolution,
        number: usize,
        used: usize,
        tally: &mut Tally,
    ) {
        let seed = self.seed;
        let world = self.model.world();
        match word {
            Word::Found => tally.found += 1,
            Word::Contradicted => tally.contradicted += 1,
            Word::Other(doubt) => *tally.doubts.entry(doubt.clone()).or_default() += 1,
        }
        let own = world
            .payments
            .iter()
            .find(|payment| payment.by == Some(number));
        let is_done = own.is_some_and(|own| own.stamp.is_some());
        let is_honest = world.lies == 0 || world.honest_from < usize::MAX;
        let is_dated = world.dates == Dates::Always
            && !self.pauses
            && !self.gateway_was_set
            && !self.ours_was_set_before
            && (!self.ours_was_set_after || !self.is_restarted);
        let is_known_then = self.api.token.is_some();
        let is_zoned = match world.form {
            Form::Offset => true,
            Form::Local => self.zone.is_some(),
            Form::Filler | Form::Utc | Form::Unknown => self.zone.is_some_and(UtcOffset::is_utc),
        };
        let is_told_by_time = is_dated && is_known_then && is_zoned;
        let knows = self.journal.as_ref().is_some_and(|journal| journal.knows);
        let is_shown = is_done && is_honest && used == 1;
        if is_shown && is_told_by_time {
            assert!(*word == Word::Found, "seed {seed}: {resolution:?}");
            tally.found_by_time += 1;
        } else if is_shown && knows && world.form != Form::Filler {
            // By a clock that is wrong and a journal that knows; a clock that seemed right and was set may deny it.
            tally.found_by_journal += usize::from(*word == Word::Found);
        }
        let only_another =
            own.is_none() && used == 2 && matches!(&*world.payments, [Payment { by: None, .. }]);
        if only_another && is_honest && is_told_by_time {
            assert!(*word == Word::Contradicted, "seed {seed}: {resolution:?}");
            tally.denied += 1;
        }
        if own.is_none() {
            assert!(!resolution.is_found(), "seed {seed}");
        }
    }
}

/// Which payment an answer shows.
fn id_of(body: &str) -> usize {
    let id = body.split(r#""id":"#).nth(1).unwrap();
    id.split(',').next().unwrap().parse().unwrap()
}

#[test]
fn no_word_is_false_in_any_schedule() {
    let first = std::env::var("MODEL_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seeds = match first {
        Some(seed) => seed..seed + 1,
        None => 0..schedules(),
    };
    let mut tally = Tally::default();
    // Without the drivers of tokio, which a thread that yields would ask each time: all time here is the model's.
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        for seed in seeds {
            Schedule::new(seed).run(&mut tally).await;
        }
    });
    println!("{tally:?}");
    if first.is_none() {
        // It is not by saying nothing that nothing false is said.
        at_least(tally.found, 1_300);
        at_least(tally.found_by_time, 250);
        at_least(tally.found_by_journal, 300);
        at_least(tally.contradicted, 1_000);
        at_least(tally.denied, 15);
    }
}
