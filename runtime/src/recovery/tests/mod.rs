//! When the gateway is asked, and when no more.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod accounts;
mod attempts;
mod claims;
mod model;
mod operations;
mod outage;
mod owners;
mod service;
mod states;
mod stub;

use std::time::Duration;

use crate::recovery::tests::stub::*;

use crate::fixture::run;
use crate::record::entry::EntryId;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::options::Reconcile;
use crate::recovery::resolution::{Resolution, Why};

#[test]
fn pauses_grow_from_one_second_to_fifteen_and_nothing_is_asked_after_the_patience() {
    run(async {
        let tested = tested(&[], |_| Does::Shows("unknown"));
        let (gateway, patience) = (tested.gateway.clone(), 3_600 * SECOND);
        let (resolution, pauses, ended) = walk(&tested, async move {
            gateway
                .reconcile(&handle("A"), &Reconcile::new().patience(patience))
                .await
        })
        .await;
        assert!(
            matches!(resolution, Resolution::Unresolved(open) if matches!(open.why, Why::Undecided))
        );
        for (pause, longest) in pauses.iter().zip([1, 2, 4, 8, 15, 15]) {
            assert!(*pause <= longest * SECOND, "{pauses:?}");
        }
        // Of hundreds of random parts of 15 s, one is more than half of it.
        let longest = pauses.iter().max().copied().unwrap();
        assert!(longest <= 15 * SECOND && longest > 7 * SECOND);
        let times = times(&tested);
        assert_eq!(times.first(), Some(&Duration::ZERO));
        assert!(times.iter().all(|at| *at < patience));
        // It does not sleep towards an end at which it would not ask.
        assert_eq!(times.last(), Some(&ended));
        assert!(ended > patience - 15 * SECOND);
    });
}

#[test]
fn without_patience_it_is_asked_once_and_at_once() {
    for (does, is_found) in [
        (Does::Shows("done"), true),
        (Does::Shows("unknown"), false),
        (Does::IsBusy, false),
        (Does::IsAway, false),
    ] {
        run(async {
            let tested = tested(&[], move |_| does);
            let options = Reconcile::new().patience(Duration::ZERO);
            let resolution = tested.gateway.reconcile(&handle("A"), &options).await;
            assert_eq!(resolution.is_found(), is_found);
            assert_eq!(times(&tested), [Duration::ZERO]);
        });
    }
}

#[test]
fn no_look_is_begun_at_the_very_end() {
    run(async {
        let tested = tested(&[], |number| match number {
            1 => Does::Shows("unknown"),
            _ => Does::Shows("done"),
        });
        let options = Reconcile::new()
            .patience(Duration::ZERO)
            .pauses(Duration::ZERO, Duration::ZERO);
        assert!(
            !tested
                .gateway
                .reconcile(&handle("A"), &options)
                .await
                .is_found()
        );
    });
}

#[test]
fn what_is_found_ends_the_search() {
    run(async {
        let tested = tested(&[], |number| match number {
            1 => Does::IsAway,
            2 => Does::IsBusy,
            3 => Does::Shows("unknown"),
            _ => Does::Shows("done"),
        });
        let gateway = tested.gateway.clone();
        let (resolution, ..) = walk(&tested, async move {
            gateway.reconcile(&handle("A"), &Reconcile::new()).await
        })
        .await;
        assert_eq!(resolution.finding().unwrap().state(), "done");
        assert_eq!(times(&tested).len(), 4);
        let concluded = tested.journal.concluded.lock().unwrap();
        let seen = Seen {
            state: Some("done".to_owned()),
            class: Some(StateClass::Done),
            ..Seen::NOTHING
        };
        assert_eq!(
            *concluded,
            [(EntryId::new("entry-A"), Outcome::Found { seen })]
        );
    });
}

#[test]
fn a_look_that_has_no_answer_when_the_patience_ends_is_not_waited_for() {
    run(async {
        let tested = tested(&[], |number| match number {
            1 => Does::Shows("unknown"),
            _ => Does::IsSilent,
        });
        let gateway = tested.gateway.clone();
        let patience = 20 * SECOND;
        let (resolution, _, ended) = walk(&tested, async move {
            gateway
                .reconcile(&handle("A"), &Reconcile::new().patience(patience))
                .await
        })
        .await;
        assert!(!resolution.is_found());
        assert_eq!((times(&tested).len(), ended), (2, patience));
    });
}

#[test]
fn a_silent_gateway_holds_many_requests_up_for_one_call_and_no_longer() {
    for patience in [20, 60] {
        run(async {
            let tested = tested(&["A", "B", "C"], |_| Does::IsSilent);
            let gateway = tested.gateway.clone();
            let (recovered, _, ended) = walk(&tested, async move {
                gateway
                    .recover(&Reconcile::new().patience(patience * SECOND).at_once(2))
                    .await
            })
            .await;
            // They are asked for at once, and not again: the gateway says nothing, and the patience is at its end.
            assert_eq!((times(&tested).len(), ended), (2, 60 * SECOND));
            let whys = recovered
                .unwrap()
                .into_iter()
                .map(|one| match one.resolution {
                    Resolution::Unresolved(open) => open.why,
                    other => panic!("{other:?}"),
                });
            for why in whys {
                let Why::Failed(failure) = why else {
                    panic!("{why:?}")
                };
                assert!(matches!(*failure, Failure::Indeterminate(_)), "{failure}");
            }
            assert!(tested.journal.concluded.lock().unwrap().is_empty());
        });
    }
}

#[test]
fn a_gateway_that_answers_is_asked_for_each_even_when_the_patience_is_over() {
    for first in [Does::IsBusy, Does::Shows("unknown")] {
        run(async {
            let tested = tested(&["A", "B", "C"], move |number| match number {
                1 => first,
                _ => Does::Shows("done"),
            });
            let options = Reconcile::new().patience(Duration::ZERO);
            let recovered = tested.gateway.recover(&options).await.unwrap();
            let found: Vec<bool> = recovered
                .iter()
                .map(|one| one.resolution.is_found())
                .collect();
            assert_eq!(found, [false, true, true]);
            assert_eq!(tested.journal.concluded.lock().unwrap().len(), 2);
        });
    }
}

#[test]
fn within_the_patience_all_are_asked_for_although_the_gateway_was_away_for_one() {
    run(async {
        let tested = tested(&["A", "B"], |number| match number {
            1 => Does::IsAway,
            _ => Does::Shows("done"),
        });
        let gateway = tested.gateway.clone();
        let (recovered, ..) = walk(
            &tested,
            async move { gateway.recover(&Reconcile::new()).await },
        )
        .await;
        assert!(
            recovered
                .unwrap()
                .iter()
                .all(|one| one.resolution.is_found())
        );
        // The second in the first round, and the first one alone in the second.
        let asked = tested.asked.lock().unwrap();
        let orders: Vec<_> = asked.iter().map(|(_, order)| order.as_str()).collect();
        assert_eq!(orders, ["A", "B", "A"]);
    });
}

#[test]
fn what_is_not_final_is_waited_for_and_shown_when_the_patience_ends() {
    run(async {
        let tested = tested(&[], |_| Does::Shows("open"));
        // It is proven to have been carried out, and that is enough unless its end is asked for.
        let options = Reconcile::new().patience(30 * SECOND);
        assert!(
            tested
                .gateway
                .reconcile(&handle("A"), &options)
                .await
                .is_found()
        );
        let gateway = tested.gateway.clone();
        let (resolution, ..) = walk(&tested, async move {
            gateway.wait_until_final(&handle("A"), &options).await
        })
        .await;
        let Resolution::Unresolved(open) = resolution else {
            panic!("{resolution:?}")
        };
        assert!(matches!(open.why, Why::Undecided));
        assert_eq!(open.seen.unwrap().state(), "open");
        assert!(times(&tested).len() > 2);
    });
}

#[test]
fn what_becomes_final_is_waited_for_no_longer() {
    run(async {
        let tested = tested(&[], |number| match number {
            1 | 2 => Does::Shows("open"),
            _ => Does::Shows("done"),
        });
        let gateway = tested.gateway.clone();
        let (resolution, ..) = walk(&tested, async move {
            gateway
                .wait_until_final(&handle("A"), &Reconcile::new())
                .await
        })
        .await;
        let finding = resolution.finding().unwrap();
        assert_eq!(
            (finding.state(), finding.state_class()),
            ("done", Some(StateClass::Done))
        );
        assert_eq!(times(&tested).len(), 3);
    });
}

#[test]
fn what_cannot_be_looked_up_is_not_waited_for() {
    run(async {
        let tested = tested(&[], |_| Does::Shows("done"));
        let stored = handle("A").to_json();
        let unknown = stored.expose().replace(r#""pay""#, r#""nobody knows""#);
        let unknown = Handle::from_json(&unknown).unwrap();
        let gateway = tested.gateway.clone();
        let (resolution, pauses, _) = walk(&tested, async move {
            gateway.reconcile(&unknown, &Reconcile::new()).await
        })
        .await;
        assert!(
            matches!(resolution, Resolution::Unresolved(open) if matches!(open.why, Why::UnknownOperation))
        );
        assert_eq!((pauses.len(), times(&tested).len()), (0, 0));
    });
}

#[test]
fn a_list_is_settled_when_each_of_its_entries_is() {
    for (orders, last, is_settled) in [
        (&["A", "B"][..], "done", true),
        (&["A", "B"], "unknown", false),
        // A list of one is a list.
        (&["A"], "done", true),
    ] {
        for recovers in [false, true] {
            run(async {
                let handle = batch(orders);
                let count = orders.len();
                let tested =
                    tested_with(vec![handle.clone()], move |number| match number < count {
                        true => Does::Shows("done"),
                        false => Does::Shows(last),
                    });
                let options = Reconcile::new().patience(Duration::ZERO);
                let resolution = if recovers {
                    let mut recovered = tested.gateway.recover(&options).await.unwrap();
                    recovered.pop().unwrap().resolution
                } else {
                    tested.gateway.reconcile(&handle, &options).await
                };
                let Resolution::Entries(entries) = &resolution else {
                    panic!("{resolution:?}")
                };
                assert_eq!((entries.len(), resolution.is_found()), (count, is_settled));
                let concluded = tested.journal.concluded.lock().unwrap();
                let seen = Seen::NOTHING;
                let expected = is_settled.then(|| (EntryId::new("batch"), Outcome::Found { seen }));
                assert_eq!(*concluded, expected.into_iter().collect::<Vec<_>>());
                let asked = tested.asked.lock().unwrap();
                let asked: Vec<_> = asked.iter().map(|(_, order)| order.as_str()).collect();
                assert_eq!(asked, orders);
            });
        }
    }
}
