//! What a state says of a request, and when it does.

use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::unlisted::Unlisted;
use crate::fixture::run;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::noted::outcome_of;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Doubt, NotDenied, Resolution, Why};
use crate::recovery::tests::stub::*;
use crate::wire::clock::Clock;

const LAG: Duration = Duration::from_secs(90);
const EXPIRY: Duration = Duration::from_secs(1_800);

/// A merchant who knows what a failed payment is called.
fn knowing(config: Config) -> Config {
    config
        .state("failed", StateClass::Failed)
        .state("settled", StateClass::Done)
        .failed_lag(LAG)
}

/// What looking a payment up comes to within an hour, after how long, and what the journal has then.
async fn looked_up(
    tested: &Tested,
    handle: &Handle,
) -> (Resolution, Duration, Vec<(EntryId, Outcome)>) {
    let (gateway, handle) = (tested.gateway.clone(), handle.clone());
    let (resolution, _, ended) = walk(tested, async move {
        let options = Reconcile::new().patience(3_600 * SECOND);
        gateway.reconcile(&handle, &options).await
    })
    .await;
    let concluded = tested.journal.concluded.lock().unwrap().clone();
    (resolution, ended, concluded)
}

fn why(resolution: &Resolution) -> &Why {
    match resolution {
        Resolution::Unresolved(open) => open.why(),
        other => panic!("{other:?}"),
    }
}

/// The payment by another method, or as an answer showed it.
fn paid_by(method: &str, seen: &Seen) -> Handle {
    let stored = handle("A").to_json().expose().replace("card", method);
    Handle::from_json(&stored).unwrap().with_seen(seen)
}

#[test]
fn a_failed_payment_is_denied_when_its_state_stood_for_the_lag() {
    run(async {
        let tested = tested_by(Open::default(), knowing, |_| Does::Shows("failed"));
        let (resolution, ended, concluded) = looked_up(&tested, &handle("A")).await;
        let denied = resolution.denied().unwrap();
        assert_eq!(denied.state(), "failed");
        assert!(!resolution.is_found() && resolution.unresolved().is_empty());
        assert!(ended >= LAG && ended < LAG + 15 * SECOND, "{ended:?}");
        let [(_, Outcome::Failed { seen })] = concluded.as_slice() else {
            panic!("{concluded:?}")
        };
        assert_eq!(seen.class, Some(StateClass::Failed));
    });
}

#[test]
fn a_state_that_nobody_lists_denies_nothing_and_is_reported_once() {
    run(async {
        let tested = tested_by(Open::default(), |config| config, |_| Does::Shows("failed"));
        let (resolution, _, concluded) = looked_up(&tested, &handle("A")).await;
        assert!(matches!(why(&resolution), Why::Undecided));
        let told = match &resolution {
            Resolution::Unresolved(open) => open.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(
            told.contains("`failed`") && told.contains("Config::state"),
            "{told}"
        );
        assert!(concluded.is_empty());
        let state = "failed".to_owned();
        let operation = "query";
        let expected = [Unlisted::State { operation, state }];
        assert_eq!(tested.gateway.unlisted(), expected);
    });
}

#[test]
fn what_was_failed_for_a_while_and_is_paid_then_is_found() {
    run(async {
        let tested = tested_by(Open::default(), knowing, |number| match number {
            1..=4 => Does::Shows("failed"),
            5 => Does::IsAway,
            _ => Does::Shows("done"),
        });
        let (resolution, ended, _) = looked_up(&tested, &handle("A")).await;
        assert!(resolution.is_found() && ended < LAG);
    });
}

#[test]
fn a_failed_state_that_was_something_else_in_between_begins_anew() {
    run(async {
        let tested = tested_by(Open::default(), knowing, |number| match number {
            9 => Does::Shows("unknown"),
            _ => Does::Shows("failed"),
        });
        let (resolution, ended, _) = looked_up(&tested, &handle("A")).await;
        let ninth = times(&tested)[8];
        assert!(resolution.denied().is_some() && ended >= ninth + LAG);
    });
}

#[test]
fn of_a_list_is_written_that_it_was_found_when_all_of_it_was_and_nothing_else() {
    run(async {
        let paid = tested_by(Open::default(), knowing, |_| Does::Shows("done"));
        let (found, ..) = looked_up(&paid, &handle("A")).await;
        let declined = tested_by(Open::default(), knowing, |_| Does::Shows("failed"));
        let (denied, ..) = looked_up(&declined, &handle("A")).await;
        assert!(denied.denied().is_some() && denied.finding().is_none());
        assert!(found.finding().is_some() && found.denied().is_none());
        let found = || found.clone();
        let of = |entries| outcome_of(&Resolution::Entries(entries));
        assert!(matches!(
            of(vec![found(), found()]),
            Some(Outcome::Found { .. })
        ));
        assert_eq!(of(vec![found(), denied]), None);
    });
}

#[test]
fn a_look_without_an_answer_does_not_begin_the_lag_anew() {
    run(async {
        let tested = tested_by(Open::default(), knowing, |number| match number {
            30 => Does::IsAway,
            _ => Does::Shows("failed"),
        });
        let gateway = tested.gateway.clone();
        let options = Reconcile::new().pauses(SECOND, SECOND);
        let (resolution, _, ended) = walk(&tested, async move {
            gateway.reconcile(&handle("A"), &options).await
        })
        .await;
        assert!(resolution.denied().is_some() && times(&tested).len() > 30);
        assert!(ended <= LAG + SECOND, "{ended:?}");
    });
}

#[test]
fn where_the_customer_acts_a_failed_state_counts_after_the_expiry_alone() {
    let asked = Seen {
        customer_acts: true,
        ..Seen::NOTHING
    };
    for handle in [paid_by("wallet", &Seen::NOTHING), paid_by("card", &asked)] {
        run(async {
            let tested = tested_by(Open::default(), knowing, |_| Does::Shows("failed"));
            let (resolution, ..) = looked_up(&tested, &handle).await;
            assert!(matches!(
                why(&resolution),
                Why::Failing(NotDenied::NoExpiry)
            ));

            let tested = tested_by(
                Open::default(),
                |config| knowing(config).customer_may_act_for(EXPIRY),
                |_| Does::Shows("failed"),
            );
            tested.clock.set_wall(handle.time());
            let once = Reconcile::new().patience(Duration::ZERO);
            let early = tested.gateway.reconcile(&handle, &once).await;
            assert!(matches!(
                why(&early),
                Why::Failing(NotDenied::CustomerMayAct)
            ));
            let (resolution, ..) = looked_up(&tested, &handle).await;
            assert!(resolution.denied().is_some());
            let now = tested.clock.wall();
            assert!(now.duration_since(handle.time()).unwrap() >= EXPIRY);
        });
    }
}

#[test]
fn a_number_that_was_used_twice_hides_no_payment_behind_a_failed_one() {
    let both = || Some(vec![EntryId::new("entry-A"), EntryId::new("entry-B")]);
    let known = Seen {
        number: Some("T1".to_owned()),
        ..Seen::NOTHING
    };
    for (seen, shown, expected) in [
        (&Seen::NOTHING, "T1", Err(Doubt::UsedAgain)),
        (&known, "T2", Err(Doubt::OtherNumber)),
        // It surely is this one, however often its number was used.
        (&known, "T1", Ok(())),
    ] {
        run(async {
            let journal = Open {
                used: both(),
                ..Open::default()
            };
            let does = move |_| Does::ShowsOf("failed", shown);
            let tested = tested_by(journal, knowing, does);
            let (resolution, ..) = looked_up(&tested, &paid_by("card", seen)).await;
            match expected {
                Ok(()) => assert_eq!(resolution.denied().unwrap().number(), Some("T1")),
                Err(expected) => assert!(
                    matches!(why(&resolution), Why::Doubtful { doubt, .. } if *doubt == expected),
                    "{resolution:?}"
                ),
            }
        });
    }
}

#[test]
fn a_state_of_the_merchants_proves_what_a_documented_one_of_its_class_does() {
    run(async {
        let tested = tested_by(Open::default(), knowing, |_| Does::ShowsOf("settled", "T7"));
        let (resolution, ended, concluded) = looked_up(&tested, &handle("A")).await;
        let finding = resolution.finding().unwrap();
        assert_eq!(finding.state_class(), Some(StateClass::Done));
        assert_eq!((finding.number(), ended), (Some("T7"), Duration::ZERO));
        let [(_, Outcome::Found { seen })] = concluded.as_slice() else {
            panic!("{concluded:?}")
        };
        assert_eq!(seen.number.as_deref(), Some("T7"));
    });
}

#[test]
fn the_number_of_a_payment_tells_nothing_of_what_is_done_to_it() {
    for (state, is_doubtful) in [("done", true), ("failed", false)] {
        run(async {
            let does = move |_| Does::ShowsOf(state, "T1");
            let tested = tested_by(Open::default(), knowing, does);
            let seen = Seen {
                number: Some("T1".to_owned()),
                ..Seen::NOTHING
            };
            let stored = handle("A").to_json();
            let stored = stored.expose().replace(r#""pay""#, r#""capture""#);
            let stored = stored.replace(r#""method":"card""#, r#""amount":"5.00""#);
            let capture = Handle::from_json(&stored).unwrap().with_seen(&seen);
            let (resolution, ..) = looked_up(&tested, &capture).await;
            match why(&resolution) {
                Why::Doubtful { doubt, .. } => assert!(is_doubtful && *doubt == Doubt::NotShown),
                other => assert!(!is_doubtful && matches!(other, Why::Undecided), "{other:?}"),
            }
        });
    }
}

#[test]
fn without_a_lag_two_looks_are_enough_and_one_is_not() {
    run(async {
        let config = |config| knowing(config).failed_lag(Duration::ZERO);
        let tested = tested_by(Open::default(), config, |_| Does::Shows("failed"));
        let (resolution, ..) = looked_up(&tested, &handle("A")).await;
        assert!(resolution.denied().is_some());
        assert_eq!(times(&tested).len(), 2);
    });
}

#[test]
fn what_was_refused_under_the_number_may_be_what_is_shown_as_failed() {
    for (state, is_found) in [("failed", false), ("done", true)] {
        run(async {
            let journal = Open {
                used: Some(vec![EntryId::new("entry-A"), EntryId::new("entry-B")]),
                refused: Some(EntryId::new("entry-B")),
                ..Open::default()
            };
            let tested = tested_by(journal, knowing, move |_| Does::Shows(state));
            let (resolution, ..) = looked_up(&tested, &handle("A")).await;
            assert_eq!(resolution.is_found(), is_found);
            assert!(resolution.denied().is_none(), "{resolution:?}");
        });
    }
}

#[test]
fn a_journal_that_has_lost_a_request_does_not_say_that_it_alone_used_its_number() {
    run(async {
        let journal = Open {
            used: Some(Vec::new()),
            ..Open::default()
        };
        let tested = tested_by(journal, knowing, |_| Does::Shows("failed"));
        let (resolution, ..) = looked_up(&tested, &handle("A")).await;
        assert!(
            matches!(why(&resolution), Why::Doubtful { doubt, .. } if *doubt == Doubt::UsedAgain),
            "{resolution:?}"
        );
    });
}
