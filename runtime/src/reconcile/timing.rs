//! When the gateway is asked, and when no more.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Fill, FoundBy, Handle, Kept, Lookup, Reconcile, Resolution, Source, Standing, Why};
use crate::clock::{BoxFuture, Clock};
use crate::evidence::Reason;
use crate::testing::TestClock;
use crate::{
    Acknowledges, Api, Config, Effect, EntryId, Failure, Gateway, Incoming, Journal, JournalError,
    Limits, Method, Operation, Outcome, Outgoing, Repeat, Retries, Security, Transport,
    TransportError,
};

static QUERY: Operation = Operation {
    id: "query",
    method: Method::Get,
    path: "/query/{orderNo}",
    effect: Effect::Reads,
    repeat: Repeat::Safe,
    secured: false,
    before_state: &[],
    refused: &[],
    acknowledges: Acknowledges::NOTHING,
    found_by: FoundBy::Nothing { reason: "" },
    journal: &[],
};

static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            with: &[Fill {
                field: "orderNo",
                from: Source::Request("orderNo"),
                known: None,
            }],
            field: "state",
            proves: &["open", "done"],
            standings: &[("done", Standing::Done)],
            same: &[("orderNo", "orderNo")],
            alike: &[],
            since: None,
        }],
        lost: &[],
        reason: "",
    },
    journal: &[Kept {
        path: "orderNo",
        open: true,
    }],
    ..QUERY
};

static PAY_ALL: Operation = Operation {
    id: "payAll",
    found_by: FoundBy::Lookup {
        ways: &[Lookup {
            operation: &QUERY,
            with: &[Fill {
                field: "orderNo",
                from: Source::Request("[].orderNo"),
                known: None,
            }],
            field: "state",
            proves: &["done"],
            standings: &[],
            same: &[("orderNo", "[].orderNo")],
            alike: &[],
            since: None,
        }],
        lost: &[],
        reason: "",
    },
    ..PAY
};

static API: Api = Api {
    title: "Test",
    release: "1",
    envelope: None,
    security: Security::None,
    token: None,
    operations: &[&PAY, &PAY_ALL, &QUERY],
};

/// What the gateway does when it is asked.
#[derive(Clone, Copy)]
enum Does {
    /// It shows this state.
    Shows(&'static str),
    /// It answers that it is too busy.
    IsBusy,
    /// It cannot be reached.
    IsAway,
    /// It says nothing until the time of the call is over.
    IsSilent,
}

#[derive(Debug)]
struct Stub<F> {
    clock: TestClock,
    /// When the gateway was asked, and for what.
    asked: Asked,
    does: F,
}

type Asked = Arc<Mutex<Vec<(Duration, String)>>>;

struct Opaque<F>(F);

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
struct Open {
    handles: Vec<Handle>,
    concluded: Mutex<Vec<(EntryId, Outcome)>>,
}

impl Journal for Open {
    fn intend<'a>(
        &'a self,
        _: &'a EntryId,
        _: &'a Handle,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async { Ok(()) })
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        outcome: &'a Outcome,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        let noted = (entry.clone(), outcome.clone());
        self.concluded.lock().unwrap().push(noted);
        Box::pin(async { Ok(()) })
    }

    fn unresolved(&self) -> BoxFuture<'_, Result<Vec<Handle>, JournalError>> {
        Box::pin(async { Ok(self.handles.clone()) })
    }
}

fn handle(order: &str) -> Handle {
    let stored = format!(
        r#"{{"version":1,"operation":"pay","at":1750000000000,"entry":"entry-{order}","fields":{{"orderNo":"{order}"}}}}"#
    );
    Handle::from_json(&stored).unwrap()
}

struct Tested {
    gateway: Gateway,
    clock: TestClock,
    asked: Asked,
    journal: Arc<Open>,
}

/// A request that is a list of these orders.
fn batch(orders: &[&str]) -> Handle {
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
fn tested(orders: &[&str], does: impl Fn(usize) -> Does + Send + Sync + 'static) -> Tested {
    tested_with(orders.iter().map(|order| handle(order)).collect(), does)
}

/// The same with requests of any form in the journal.
fn tested_with(
    handles: Vec<Handle>,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> Tested {
    let (clock, asked) = (TestClock::new(), Asked::default());
    let stub = Stub {
        clock: clock.clone(),
        asked: Arc::clone(&asked),
        does: Opaque(does),
    };
    let journal = Arc::new(Open {
        handles,
        ..Open::default()
    });
    let config = Config::new("https://gateway.example.com")
        .transport(Arc::new(stub))
        .clock(Arc::new(clock.clone()))
        .retries(Retries::NONE)
        .answer_timeout(Duration::from_secs(60))
        .total_timeout(Duration::from_secs(60))
        .journal(Arc::<Open>::clone(&journal));
    let gateway = Gateway::new(&API, config).unwrap();
    Tested {
        gateway,
        clock,
        asked,
        journal,
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(future)
}

async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

const SECOND: Duration = Duration::from_secs(1);
const JUST: Duration = Duration::from_nanos(1);

/// Lets time pass from alarm to alarm until a task ends, and looks closely whether anything happens before one is due.
/// Gives the pauses between the look-ups, and when it ended.
async fn walk<T: Send + 'static>(
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

fn times(tested: &Tested) -> Vec<Duration> {
    let asked = tested.asked.lock().unwrap();
    asked.iter().map(|(at, _)| *at).collect()
}

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
        let state = Some("done".to_owned());
        assert_eq!(
            *concluded,
            [(EntryId::new("entry-A"), Outcome::Found { state })]
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
                    .recover(&Reconcile::new().patience(patience * SECOND))
                    .await
            })
            .await;
            // The others are not asked for: the gateway says nothing, and the patience is at its end.
            assert_eq!((times(&tested).len(), ended), (1, 60 * SECOND));
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
            (finding.state(), finding.standing()),
            ("done", Some(Standing::Done))
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
                let expected =
                    is_settled.then(|| (EntryId::new("batch"), Outcome::Found { state: None }));
                assert_eq!(*concluded, expected.into_iter().collect::<Vec<_>>());
                let asked = tested.asked.lock().unwrap();
                let asked: Vec<_> = asked.iter().map(|(_, order)| order.as_str()).collect();
                assert_eq!(asked, orders);
            });
        }
    }
}
