//! Looking after many requests: how many at once, how fast, what is written when, and for how long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::fixture::{run, settle};
use crate::record::handle::Handle;
use crate::recovery::follow::{Follow, Followed};
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Resolution, Why};
use crate::recovery::tests::stub::*;
use crate::wire::clock::Clock;

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
    let tested = tested(&["A"], does);
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
