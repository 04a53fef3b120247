//! Looking after many requests: how many at once, how fast, what is written when, and for how long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::fixture::{run, settle};
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::record::seen::Seen;
use crate::recovery::follow::{Follow, Followed};
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Resolution, Why};
use crate::recovery::retention::Retention;
use crate::recovery::tests::operations::*;
use crate::recovery::tests::stub::*;
use crate::wire::clock::Clock;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;

const HOUR: Duration = Duration::from_secs(3_600);

fn once() -> Reconcile {
    Reconcile::new().patience(Duration::ZERO)
}

#[test]
fn what_is_found_is_written_before_the_others_have_an_answer() {
    run(async {
        let orders = ["A", "B", "C", "D"];
        let tested = tested(&orders, |number| match number {
            3 => Does::IsSilent,
            _ => Does::Shows("done"),
        });
        let gateway = tested.gateway.clone();
        let options = once().at_once(2);
        let recovering = tokio::spawn(async move { gateway.recover(&options).await });
        settle().await;
        assert!(!recovering.is_finished());
        // The process ends here.
        recovering.abort();
        let concluded = tested.journal.concluded.lock().unwrap();
        let mut entries: Vec<_> = concluded.iter().map(|(entry, _)| entry.as_str()).collect();
        entries.sort_unstable();
        assert_eq!(entries, ["entry-A", "entry-B", "entry-D"]);
    });
}

#[test]
fn all_wait_when_the_gateway_wants_to_be_left_alone() {
    run(async {
        let orders = ["A", "B", "C", "D", "E"];
        let tested = tested(&orders, |number| match number {
            2 => Does::WantsPeace(30),
            _ => Does::Shows("done"),
        });
        let gateway = tested.gateway.clone();
        let options = Reconcile::new().at_once(1);
        let (recovered, ..) = walk(&tested, async move { gateway.recover(&options).await }).await;
        assert!(
            recovered
                .unwrap()
                .iter()
                .all(|one| one.resolution.is_found())
        );
        let times = times(&tested);
        assert_eq!(times[..2], [Duration::ZERO; 2]);
        assert!(times[2..].iter().all(|at| *at >= 30 * SECOND), "{times:?}");
        assert_eq!(times.len(), 6);
    });
}

#[test]
fn nobody_asks_on_when_that_is_longer_than_the_patience() {
    run(async {
        let tested = tested(&["A", "B", "C"], |_| Does::WantsPeace(600));
        let options = Reconcile::new().patience(60 * SECOND).at_once(1);
        let gateway = tested.gateway.clone();
        let (recovered, ..) = walk(&tested, async move { gateway.recover(&options).await }).await;
        assert_eq!(times(&tested).len(), 1);
        for one in recovered.unwrap() {
            let Resolution::Unresolved(open) = one.resolution else {
                panic!("{one:?}")
            };
            assert!(matches!(open.why(), Why::Failed(_)), "{open:?}");
        }
    });
}

#[test]
fn looks_are_as_far_apart_as_was_said() {
    run(async {
        let tested = tested(&["A", "B", "C", "D"], |_| Does::Shows("done"));
        let options = once().apart(2 * SECOND);
        let gateway = tested.gateway.clone();
        let (_, _, ended) = walk(&tested, async move { gateway.recover(&options).await }).await;
        assert_eq!(times(&tested), [0, 2, 4, 6].map(Duration::from_secs));
        assert_eq!(ended, 6 * SECOND);
    });
}

/// Follows one payment that was made now, for so long; gives when it was looked up, and what was told.
async fn followed(
    options: Follow,
    time: Duration,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> (Vec<Duration>, Vec<Followed>) {
    followed_of(tested(&["A"], does), options, time).await
}

/// The same of what a gateway and its journal do otherwise.
async fn followed_of(
    tested: Tested,
    options: Follow,
    time: Duration,
) -> (Vec<Duration>, Vec<Followed>) {
    tested.clock.set_wall(handle("A").time());
    let told = Arc::<Mutex<Vec<Followed>>>::default();
    let (gateway, tell) = (tested.gateway.clone(), Arc::clone(&told));
    let following = tokio::spawn(async move {
        let tell = |followed| tell.lock().unwrap().push(followed);
        gateway.follow(&options, tell).await
    });
    while tested.clock.monotonic() < time {
        settle().await;
        let pause = tested.clock.next_alarm().unwrap();
        tested.clock.advance(pause);
    }
    following.abort();
    let _ = following.await;
    let told = std::mem::take(&mut *told.lock().unwrap());
    (times(&tested), told)
}

#[test]
fn what_is_open_is_followed_with_growing_pauses() {
    run(async {
        let (times, told) = followed(Follow::new(once()), 30 * HOUR, |_| Does::Shows("open")).await;
        let pauses: Vec<Duration> = times.windows(2).map(|two| two[1] - two[0]).collect();
        assert!(pauses.is_sorted(), "{pauses:?}");
        for (at, pause) in times.iter().zip(&pauses) {
            let grown = (*at / 4).clamp(5 * SECOND, HOUR);
            let is_so = *pause >= grown && *pause <= grown + 5 * SECOND;
            assert!(is_so, "{pause:?} after {at:?}");
        }
        let (first, last) = (pauses[0], pauses[pauses.len() - 1]);
        assert!(first <= 10 * SECOND, "{first:?}");
        assert!(last >= HOUR && last <= HOUR + 5 * SECOND, "{last:?}");
        assert!(times.len() < 60, "{}", times.len());
        assert_eq!(told.len(), times.len());
    });
}

#[test]
fn what_is_open_for_too_long_is_told_to_people_once_and_left_alone() {
    run(async {
        let options = Follow::new(once()).until(2 * HOUR);
        let (times, told) = followed(options, 6 * HOUR, |_| Does::IsBusy).await;
        let grace = Duration::from_secs(600);
        assert!(times.iter().all(|at| *at <= 2 * HOUR + grace));
        let people = |one: &&Followed| matches!(one, Followed::ForPeople(_));
        assert_eq!(told.iter().filter(people).count(), 1);
        assert!(matches!(told.last(), Some(Followed::ForPeople(_))));
    });
}

#[test]
fn people_are_shown_what_is_theirs_and_nothing_else() {
    run(async {
        let tested = tested(&["A"], |_| Does::IsBusy);
        let options = Follow::new(once()).until(HOUR);
        let theirs = async || -> Vec<Handle> { tested.gateway.for_people(&options).await.unwrap() };
        tested.clock.set_wall(handle("A").time());
        assert!(theirs().await.is_empty());
        tested.clock.advance(2 * HOUR);
        assert_eq!(theirs().await, [handle("A")]);
    });
}

#[test]
fn the_time_of_the_customer_and_that_of_a_failed_state_come_before_people() {
    run(async {
        let journal = Open {
            handles: vec![handle("A")],
            ..Open::default()
        };
        let acts = |config: Config| config.customer_may_act_for(HOUR).failed_lag(600 * SECOND);
        let tested = tested_by(journal, acts, |_| Does::IsBusy);
        let options = Follow::new(once()).until(HOUR);
        tested.clock.set_wall(handle("A").time());
        tested.clock.advance(2 * HOUR + 600 * SECOND);
        assert!(
            tested
                .gateway
                .for_people(&options)
                .await
                .unwrap()
                .is_empty()
        );
        tested.clock.advance(SECOND);
        assert_eq!(tested.gateway.for_people(&options).await.unwrap().len(), 1);
    });
}

#[test]
fn what_is_for_people_is_handed_out_to_nobody_for_a_day() {
    run(async {
        let tested = tested(&["A"], |_| Does::IsBusy);
        tested.clock.set_wall(handle("A").time() + 3 * HOUR);
        let gateway = tested.gateway.clone();
        let options = Follow::new(once()).until(HOUR);
        let following = tokio::spawn(async move { gateway.follow(&options, |_| {}).await });
        settle().await;
        following.abort();
        let _ = following.await;
        let taken = async || tested.journal.take(9, HOUR).await.unwrap().len();
        assert_eq!(taken().await, 0);
        tested.clock.advance(24 * HOUR);
        assert_eq!(taken().await, 1);
        assert!(times(&tested).is_empty());
    });
}

fn late(told: &[Followed]) -> usize {
    let late = told.iter();
    late.filter(|one| matches!(one, Followed::PaidLate(_)))
        .count()
}

#[test]
fn what_was_called_off_and_is_paid_is_told_once() {
    for (shows, expected) in [("done", 1), ("gone", 0), ("open", 0)] {
        run(async {
            let void = handle("A").to_json();
            let void = void.expose().replace(r#""pay""#, r#""void""#);
            let void = Handle::from_json(&void).unwrap();
            let tested = tested_with(vec![void], move |_| Does::Shows(shows));
            let (times, told) = followed_of(tested, Follow::new(once()), HOUR).await;
            assert!(times.len() > 3, "{shows}");
            assert_eq!(late(&told), expected, "{shows}: {told:?}");
        });
    }
}

#[test]
fn what_had_failed_and_is_paid_is_told() {
    for (failed, shows, expected) in [
        (2, "done", 1),
        (0, "done", 0),
        (2, "reserved", 1),
        (0, "reserved", 0),
    ] {
        run(async {
            let journal = Open {
                handles: vec![handle("A")],
                ..Open::default()
            };
            let knowing = |config: Config| {
                let config = config.state("declined", StateClass::Failed);
                config.state("reserved", StateClass::Authorized)
            };
            let tested = tested_by(journal, knowing, move |number| match number <= failed {
                true => Does::Shows("declined"),
                false => Does::Shows(shows),
            });
            let (_, told) = followed_of(tested, Follow::new(once()), 60 * SECOND).await;
            assert_eq!(late(&told), expected, "{told:?}");
        });
    }
}

/// A gateway whose journal keeps what was settled, by a clock that stands at the time of the requests.
struct Keeping {
    clock: TestClock,
    journal: Arc<MemoryJournal>,
    gateway: Gateway,
}

impl Keeping {
    fn new() -> Self {
        let clock = TestClock::new();
        clock.set_wall(handle("A").time());
        let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        let config = Config::new("https://gateway.example.com")
            .clock(Arc::new(clock.clone()))
            .journal(Arc::<MemoryJournal>::clone(&journal));
        let gateway = Gateway::new(&API, config).unwrap();
        Self {
            clock,
            journal,
            gateway,
        }
    }

    async fn write(&self, handle: &Handle, outcome: Outcome) {
        let entry = handle.entry().unwrap();
        let intended = self.journal.intend(entry, handle, Duration::ZERO);
        intended.await.unwrap();
        let concluded = self.journal.conclude(entry, handle, &outcome);
        concluded.await.unwrap();
    }

    /// What is told in so many hours.
    async fn told_in(&self, hours: u32, follow: &Follow) -> Vec<Followed> {
        let told = Arc::<Mutex<Vec<Followed>>>::default();
        let (following, tell) = (self.gateway.clone(), Arc::clone(&told));
        let follow = follow.clone();
        let following = tokio::spawn(async move {
            let tell = |followed| tell.lock().unwrap().push(followed);
            following.follow(&follow, tell).await
        });
        for _ in 0..hours {
            settle().await;
            self.clock.advance(HOUR);
        }
        settle().await;
        following.abort();
        std::mem::take(&mut *told.lock().unwrap())
    }
}

fn accepted(class: StateClass) -> Outcome {
    Outcome::Accepted {
        code: None,
        seen: Seen {
            class: Some(class),
            ..Seen::NOTHING
        },
    }
}

#[test]
fn an_authorization_that_nobody_captures_or_voids_is_told_once_it_is_old() {
    run(async {
        let keeping = Keeping::new();
        let (held, taken) = (made_after("A", 0), made_after("B", 1));
        keeping.write(&held, accepted(StateClass::Authorized)).await;
        keeping.write(&taken, accepted(StateClass::Done)).await;
        // What is done to a payment reserves nothing, whatever its answer shows.
        let done = made_after("C", 2).to_json();
        let done = done.expose().replace(r#""pay""#, r#""capture""#);
        let done = Handle::from_json(&done).unwrap();
        keeping.write(&done, accepted(StateClass::Authorized)).await;
        let options = Follow::new(once()).authorized_for(48 * HOUR);
        let aging = async || {
            let aging = keeping.gateway.aging_authorizations(&options);
            let aging = aging.await.unwrap();
            aging
                .iter()
                .filter_map(|one| one.entry().cloned())
                .collect::<Vec<_>>()
        };
        assert!(aging().await.is_empty());
        let told = keeping.told_in(52, &options).await;
        let [Followed::AuthorizationAges(old)] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(old.entry(), held.entry());
        assert_eq!(
            aging().await,
            held.entry().cloned().into_iter().collect::<Vec<_>>()
        );
    });
}

#[test]
fn what_captures_or_voids_an_authorization_ends_it_and_it_is_asked_about_until_that_is_certain() {
    run(async {
        let failed = Outcome::Failed {
            seen: Seen::NOTHING,
        };
        let open = Outcome::Open {
            answered: true,
            seen: accepted(StateClass::Done).seen().unwrap().clone(),
        };
        for (does, outcome, ages, is_listed) in [
            // One that was refused is none, and one that may have been made is one.
            ("capture", Outcome::Refused { code: None }, true, true),
            ("void", failed, true, true),
            ("capture", accepted(StateClass::Pending), false, true),
            ("capture", open, false, true),
            ("capture", accepted(StateClass::Done), false, false),
            ("void", accepted(StateClass::Canceled), false, false),
        ] {
            let keeping = Keeping::new();
            let held = made_after("A", 0);
            keeping.write(&held, accepted(StateClass::Authorized)).await;
            let stored = held.to_json();
            let stored = stored.expose().replace(r#""pay""#, &format!("{does:?}"));
            let end = stored.replace(held.entry().unwrap().as_str(), "end");
            let end = Handle::from_json(&end).unwrap();
            keeping.write(&end, outcome.clone()).await;
            // What ends another one changes nothing.
            let other = stored.replace(r#""A""#, r#""B""#);
            let other = other.replace(held.entry().unwrap().as_str(), "other");
            let done = accepted(StateClass::Done);
            keeping
                .write(&Handle::from_json(&other).unwrap(), done)
                .await;
            keeping.clock.advance(49 * HOUR);
            let options = Follow::new(once()).authorized_for(48 * HOUR);
            for _ in 0..2 {
                let aging = keeping.gateway.aging_authorizations(&options);
                assert_eq!(aging.await.unwrap().len(), usize::from(ages), "{outcome:?}");
                let all = EntryId::new("~");
                let listed = keeping.journal.authorized(&all).await.unwrap();
                assert_eq!(listed.len(), usize::from(is_listed), "{outcome:?}");
            }
        }
    });
}

/// A request of so many hours after the clock's beginning, as a journal names it.
fn made_after(order: &str, hours: u32) -> Handle {
    let stored = handle(order).to_json();
    let entry = EntryId::at(handle(order).time() + hours * HOUR, 0);
    let name = format!("entry-{order}");
    Handle::from_json(&stored.expose().replace(&name, entry.as_str())).unwrap()
}

#[test]
fn what_is_no_longer_kept_is_forgotten_once_a_day_and_told() {
    run(async {
        let keeping = Keeping::new();
        let paid = || accepted(StateClass::Done);
        for (order, hours) in [("A", 1), ("B", 20), ("C", 30), ("D", 90)] {
            keeping.write(&made_after(order, hours), paid()).await;
        }
        let follow = Follow::new(once()).forgetting(Retention::new(48 * HOUR));
        let told = keeping.told_in(100, &follow).await;
        // After three days of the process, and after four.
        let [Followed::Forgotten(2), Followed::Forgotten(1)] = &told[..] else {
            panic!("{told:?}");
        };
        let left = keeping.journal.recorded().await.unwrap();
        let is_forgotten = |one: &Recorded| one.handle.forgotten().is_some();
        let forgotten: Vec<bool> = left.iter().map(is_forgotten).collect();
        assert_eq!(forgotten, [true, true, true, false]);

        let kept = Keeping::new();
        kept.write(&made_after("A", 0), paid()).await;
        let told = kept.told_in(100, &Follow::new(once())).await;
        assert!(told.is_empty(), "{told:?}");
        let left = kept.journal.recorded().await.unwrap();
        assert!(!left.iter().any(is_forgotten));
    });
}

#[test]
fn what_is_due_is_looked_up_before_anything_is_forgotten() {
    run(async {
        let tested = tested(&["A"], |_| Does::Shows("done"));
        let follow = Follow::new(once()).every(HOUR);
        let follow = follow.forgetting(Retention::new(HOUR));
        // This journal cannot forget, which is told once a day and stops nothing.
        let (times, told) = followed_of(tested, follow, 30 * HOUR).await;
        let Some((Followed::Looked(_), rest)) = told.split_first() else {
            panic!("{told:?}");
        };
        let cannot = |one: &&Followed| matches!(one, Followed::Journal(error) if error.to_string().contains("forget"));
        assert_eq!(rest.iter().filter(cannot).count(), 2, "{told:?}");
        assert!(times.len() > 2);
    });
}
