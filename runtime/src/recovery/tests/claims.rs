//! Whose an entry is while it is looked up, and what is written of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::fixture::{run, settle};
use crate::record::call::Call;
use crate::record::claim::Claim;
use crate::record::entry::EntryId;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::operation::{
    Api, Fill, FoundBy, Lookup, Operation, ParameterPlace, PaymentPage, Source, StateClass,
};
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::options::Reconcile;
use crate::recovery::resend::NotResent;
use crate::recovery::resolution::Resolution;
use crate::recovery::tests::operations::*;
use crate::recovery::tests::stub::*;
use crate::value::json::untyped::Json;
use crate::wire::clock::Clock;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::memory::MemoryJournal;

const MINUTE: Duration = Duration::from_secs(60);

/// A client, what the gateway was asked, and a journal in which these requests were about to be sent when their process ended.
struct Left {
    gateway: Gateway,
    asked: Asked,
    clock: TestClock,
    journal: Arc<MemoryJournal>,
}

impl Left {
    async fn with(
        requests: &[Handle],
        does: impl Fn(usize) -> Does + Send + Sync + 'static,
    ) -> Self {
        let clock = TestClock::new();
        let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        for request in requests {
            let entry = request.entry().unwrap();
            let intended = journal.intend(entry, request, Duration::ZERO);
            intended.await.unwrap();
        }
        let shared: Arc<dyn Journal> = Arc::<MemoryJournal>::clone(&journal);
        let (gateway, asked) = gateway_of(shared, &clock, |config| config, does);
        Self {
            gateway,
            asked,
            clock,
            journal,
        }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn outcome(&self) -> Option<Outcome> {
        self.journal.entries().pop().unwrap().1
    }

    async fn taken(&self) -> Vec<EntryId> {
        let taken = self.journal.take(9, MINUTE).await.unwrap();
        let entries = taken.iter().map(|claimed| claimed.handle.entry());
        entries.map(|entry| entry.unwrap().clone()).collect()
    }
}

fn found() -> Outcome {
    Outcome::Found {
        seen: Seen {
            class: Some(StateClass::Done),
            ..Seen::NOTHING
        },
    }
}

#[test]
fn what_others_settle_between_two_looks_is_not_looked_up_again() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("unknown")).await;
        let gateway = left.gateway.clone();
        let recovering = tokio::spawn(async move { gateway.recover(&Reconcile::new()).await });
        settle().await;
        assert_eq!(left.asked(), 1);
        let (request, entry, outcome) = (handle("A"), EntryId::new("entry-A"), found());
        let concluded = left.journal.conclude(&entry, &request, &outcome);
        concluded.await.unwrap();
        left.clock.advance(MINUTE);
        settle().await;
        assert!(recovering.is_finished());
        assert!(recovering.await.unwrap().unwrap().is_empty());
        assert_eq!(left.asked(), 1);
    });
}

#[test]
fn who_waits_for_one_that_others_have_is_shown_it_and_writes_nothing() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("done")).await;
        assert_eq!(left.taken().await.len(), 1);
        let once = Reconcile::new().patience(Duration::ZERO);
        let resolution = left.gateway.reconcile(&handle("A"), &once).await;
        assert!(resolution.is_found(), "{resolution:?}");
        assert_eq!(left.outcome(), None);
        assert!(left.gateway.recover(&once).await.unwrap().is_empty());
        assert_eq!(left.asked(), 1);
        // Nobody closes it beside them either.
        let close = async || left.gateway.close(&handle("A"), "Ada", "a letter").await;
        assert!(close().await.is_err());
        assert_eq!(left.outcome(), None);
        left.clock.advance(MINUTE);
        close().await.unwrap();
        assert!(matches!(left.outcome(), Some(Outcome::Closed(_))));
    });
}

#[test]
fn what_was_prepared_and_not_sent_in_time_is_given_up_and_never_asked_for() {
    run(async {
        let left = Left::with(&[], |_| Does::Shows("done")).await;
        let (request, entry) = (handle("A"), EntryId::new("entry-A"));
        let prepared = left.journal.prepare(&entry, &request, MINUTE);
        prepared.await.unwrap();
        let once = Reconcile::new().patience(Duration::ZERO);
        assert!(left.gateway.recover(&once).await.unwrap().is_empty());
        left.clock.advance(MINUTE);
        let recovered = left.gateway.recover(&once).await.unwrap();
        let resolutions: Vec<_> = recovered.iter().map(|one| &one.resolution).collect();
        assert!(matches!(resolutions[..], [Resolution::NeverSent(_)]));
        assert_eq!(left.outcome(), Some(Outcome::NotSent));
        assert!(!left.journal.begin(&entry, &request, MINUTE).await.unwrap());
        assert_eq!(left.asked(), 0);
    });
}

#[test]
fn a_look_that_has_to_wait_for_its_turn_keeps_its_entry_for_longer_than_a_lease() {
    run(async {
        let orders = ["A", "B", "C"].map(handle);
        let left = Left::with(&orders, |_| Does::Shows("done")).await;
        let gateway = left.gateway.clone();
        let options = Reconcile::new().at_once(3).apart(50 * SECOND);
        let recovering = tokio::spawn(async move { gateway.recover(&options).await });
        for _ in 0..10 {
            settle().await;
            assert!(left.taken().await.is_empty());
            left.clock.advance(10 * SECOND);
        }
        settle().await;
        assert_eq!(recovering.await.unwrap().unwrap().len(), 3);
        assert_eq!(left.asked(), 3);
    });
}

/// What the gateway and others do while it is asked what became of a capture.
type Meanwhile = fn(&TestClock, &MemoryJournal);

/// What came of capturing once more.
struct CapturedAgain {
    has_left: bool,
    failed: Option<NotResent>,
    outcome: Option<Outcome>,
}

/// A capture, so long after the clock of a test begins.
fn capture(after: Duration, entry: &str) -> Handle {
    let at = 1_750_000_000_000 + after.as_millis();
    let text = format!(
        r#"{{"version":1,"operation":"captureAgain","at":{at},"entry":"{entry}","fields":{{"orderNo":"A"}}}}"#
    );
    Handle::from_json(&text).unwrap()
}

/// Captures once more, so long after the first time, what the gateway shows in a state.
async fn captured_again(
    after: Duration,
    state: &'static str,
    meanwhile: Meanwhile,
) -> CapturedAgain {
    captured_beside(&[], after, state, meanwhile).await
}

/// The same where the journal has others too.
async fn captured_beside(
    others: &[Handle],
    after: Duration,
    state: &'static str,
    meanwhile: Meanwhile,
) -> CapturedAgain {
    let request = capture(Duration::ZERO, "entry-A");
    let all = [others, std::slice::from_ref(&request)].concat();
    let world = Arc::new(OnceLock::<(TestClock, Arc<MemoryJournal>)>::new());
    let seen = Arc::clone(&world);
    let left = Left::with(&all, move |number| {
        let (clock, journal) = seen.get().unwrap();
        if number == 1 {
            meanwhile(clock, journal);
        }
        Does::Shows(state)
    })
    .await;
    let shared = (left.clock.clone(), Arc::clone(&left.journal));
    world.set(shared).unwrap();
    left.clock.advance(after);
    let call = Json::parse(r#"{"orderNo":"A"}"#).unwrap();
    let call = Call::new().body(&call);
    let once = Reconcile::new().patience(Duration::ZERO);
    let gateway = &left.gateway;
    let again = gateway.resend::<Json>(&CAPTURE_AGAIN, &request, call, &once);
    let failed = again.await.err();
    let asked = left.asked.lock().unwrap();
    CapturedAgain {
        has_left: asked.iter().any(|(_, what)| what == "pay"),
        failed,
        outcome: left.outcome(),
    }
}

/// The process stands still for longer than its claim lasts, and another one claims the entry.
fn another_claims(clock: &TestClock, journal: &MemoryJournal) {
    clock.advance(MINUTE);
    let entry = EntryId::new("entry-A");
    let mut claim = journal.claim(&entry, None, MINUTE);
    let claim = claim.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(claim, Poll::Ready(Ok(Claim::Ours { .. }))));
}

#[test]
fn whoever_stood_still_after_a_look_sends_nothing_again_that_others_have() {
    run(async {
        let again = captured_again(11 * MINUTE, "authorized", |_, _| {}).await;
        assert!(again.has_left, "{:?}", again.failed);
        let again = captured_again(11 * MINUTE, "authorized", another_claims).await;
        assert!(!again.has_left);
        assert!(matches!(again.failed, Some(NotResent::Elsewhere)));
    });
}

#[test]
fn it_counts_when_a_look_began_whether_the_gateway_had_time_to_show_it() {
    run(async {
        let slow: Meanwhile = |clock, _| clock.advance(2 * SECOND);
        for (after, expected) in [(599 * SECOND, true), (600 * SECOND, false)] {
            let again = captured_again(after, "authorized", slow).await;
            let is_early = matches!(again.failed, Some(NotResent::TooEarly));
            assert_eq!((is_early, again.has_left), (expected, !expected));
        }
    });
}

#[test]
fn what_was_sent_again_by_a_process_that_has_ended_is_given_time_to_be_shown_too() {
    run(async {
        let again = [capture(5 * MINUTE, "entry-0")];
        for (after, expected) in [(14 * MINUTE, true), (15 * MINUTE, false)] {
            let again = captured_beside(&again, after, "authorized", |_, _| {}).await;
            let is_early = matches!(again.failed, Some(NotResent::TooEarly));
            assert_eq!((is_early, again.has_left), (expected, !expected));
        }
    });
}

#[test]
fn what_is_of_another_account_is_not_sent_again() {
    run(async {
        let text = capture(Duration::ZERO, "entry-A").to_json();
        let text = text.expose().replacen('{', r#"{"account":"paris","#, 1);
        let request = Handle::from_json(&text).unwrap();
        let left = Left::with(&[], |_| Does::Shows("authorized")).await;
        left.clock.advance(11 * MINUTE);
        let call = Call::new().body(&Json::parse(r#"{"orderNo":"A"}"#).unwrap());
        let once = Reconcile::new().patience(Duration::ZERO);
        let gateway = &left.gateway;
        let again = gateway.resend::<Json>(&CAPTURE_AGAIN, &request, call, &once);
        assert!(matches!(again.await, Err(NotResent::OtherAccount)));
        assert_eq!(left.asked(), 0);
    });
}

#[test]
fn what_is_found_before_it_is_sent_again_is_written_down() {
    run(async {
        let again = captured_again(11 * MINUTE, "done", |_, _| {}).await;
        assert!(!again.has_left && matches!(again.failed, Some(NotResent::Found(_))));
        assert!(matches!(again.outcome, Some(Outcome::Found { .. })));
    });
}

#[test]
fn a_list_that_was_sent_again_in_part_or_taken_in_part_stays_open() {
    run(async {
        let both = r#"[{"orderNo":"A"},{"orderNo":"B"}]"#;
        for (sent, taken, is_closed) in [
            (both, r#"{"taken":[1,2]}"#, true),
            (both, r#"{"taken":[1]}"#, false),
            (r#"[{"orderNo":"B"}]"#, r#"{"taken":[1]}"#, false),
        ] {
            let text = batch(&["A", "B"]).to_json();
            let text = text.expose().replace("payAll", "track");
            let request = Handle::from_json(&text).unwrap();
            let left = Left::with(std::slice::from_ref(&request), move |number| match number {
                1 | 2 => Does::Says("{}"),
                _ => Does::Says(taken),
            })
            .await;
            left.clock.advance(11 * MINUTE);
            let call = Call::new().body(&Json::parse(sent).unwrap());
            let once = Reconcile::new().patience(Duration::ZERO);
            let again = left.gateway.resend::<Json>(&TRACK, &request, call, &once);
            again.await.unwrap();
            let closed = matches!(left.outcome(), Some(Outcome::Closed(_)));
            assert_eq!(closed, is_closed, "{sent} {taken}");
        }
    });
}

#[test]
fn what_is_sent_again_leaves_while_it_is_ours_or_never() {
    run(async {
        let left = Left::with(&[], |_| Does::Shows("done")).await;
        for (time, expected) in [(Duration::ZERO, 0), (MINUTE, 1)] {
            let call = Json::parse(r#"{"orderNo":"A"}"#).unwrap();
            let call = Call::new().body(&call);
            let by = left.clock.uptime() + time;
            let called = left.gateway.call_by::<Json>(&CAPTURE_AGAIN, call, by).await;
            let is_never_sent = matches!(&called, Err(Failure::NotSent(_)));
            assert_eq!((left.asked(), is_never_sent), (expected, expected == 0));
        }
    });
}

#[test]
fn what_is_open_after_a_look_is_handed_out_again_as_late_as_it_is_followed() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::Shows("unknown")).await;
        left.clock.set_wall(handle("A").time() + 4 * MINUTE);
        let once = Reconcile::new().patience(Duration::ZERO);
        left.gateway.recover(&once).await.unwrap();
        left.clock.advance(59 * SECOND);
        assert!(left.taken().await.is_empty());
        left.clock.advance(SECOND);
        assert_eq!(left.taken().await, [EntryId::new("entry-A")]);
    });
}

#[test]
fn what_nobody_looks_for_any_more_is_free_at_once() {
    run(async {
        let left = Left::with(&[handle("A")], |_| Does::IsSilent).await;
        let gateway = left.gateway.clone();
        let recovering = tokio::spawn(async move { gateway.recover(&Reconcile::new()).await });
        settle().await;
        assert_eq!(left.asked(), 1);
        assert!(left.taken().await.is_empty());
        recovering.abort();
        settle().await;
        assert_eq!(left.taken().await, [EntryId::new("entry-A")]);
    });
}

#[test]
fn what_a_journal_failed_to_let_go_is_let_go_once_more() {
    run(async {
        let journal = Open {
            handles: vec![handle("A")],
            stumbles: AtomicBool::new(true),
            ..Open::default()
        };
        let tested = tested_by(journal, |config| config, |_| Does::Shows("unknown"));
        let once = Reconcile::new().patience(Duration::ZERO);
        tested.gateway.reconcile(&handle("A"), &once).await;
        assert!(!tested.journal.stumbles.load(Ordering::SeqCst));
        settle().await;
        assert_eq!(tested.journal.take(9, MINUTE).await.unwrap().len(), 1);
    });
}

#[test]
fn what_is_not_looked_for_before_the_patience_ends_has_no_line_of_it() {
    run(async {
        let orders = ["A", "B"].map(handle);
        let left = Left::with(&orders, |number| match number {
            1 | 2 => Does::Shows("unknown"),
            _ => Does::IsSilent,
        })
        .await;
        let gateway = left.gateway.clone();
        let options = Reconcile::new().at_once(1).patience(20 * SECOND);
        let recovering = tokio::spawn(async move { gateway.recover(&options).await });
        settle().await;
        while !recovering.is_finished() {
            left.clock.advance(left.clock.next_alarm().unwrap());
            settle().await;
        }
        // The third look takes the time of the fourth one.
        assert_eq!(left.asked(), 3);
        let recorded = left.journal.recorded().await.unwrap();
        let times = recorded.iter().map(|one| {
            let notes = one.notes.iter().map(|note| note.times);
            notes.sum::<u32>()
        });
        assert_eq!(times.collect::<Vec<_>>(), [2, 1]);
    });
}

/// What opens a page, on which a payment by each method is looked for.
static CHECKOUT: Operation = Operation {
    id: "checkout",
    found_by: FoundBy::Page {
        page: PaymentPage {
            way: Lookup {
                operation: &QUERY,
                media_type: "application/json",
                with: &[
                    Fill {
                        field: "orderNo",
                        parameter: Some(ParameterPlace::Path),
                        from: Source::Request("orderNo"),
                        known: None,
                    },
                    Fill {
                        field: "method",
                        parameter: Some(ParameterPlace::Query),
                        from: Source::Ask {
                            about: "the method",
                            setter: None,
                        },
                        known: Some(&["card"]),
                    },
                ],
                field: "state",
                success_states: &["done"],
                state_classes: &[("done", StateClass::Done)],
                same: &[],
                matching: &[],
                not_before: None,
            },
            method: "method",
            beyond: &[],
            minutes: None,
        },
        reason: "",
    },
    ..PAY
};

static WITH_PAGES: Api = Api {
    operations: &[&CHECKOUT, &QUERY],
    ..API
};

#[test]
fn a_page_that_was_prepared_and_not_asked_for_in_time_is_given_up_and_never_looked_at() {
    run(async {
        let clock = TestClock::new();
        let journal = Arc::new(MemoryJournal::new(Arc::new(clock.clone())));
        let shared: Arc<dyn Journal> = Arc::<MemoryJournal>::clone(&journal);
        let does = |_| Does::Shows("done");
        let (gateway, asked) = gateway_at(&WITH_PAGES, shared, &clock, |config| config, does);
        let text = handle("A").to_json();
        let text = text.expose().replace(r#""pay""#, r#""checkout""#);
        let (request, entry) = (Handle::from_json(&text).unwrap(), EntryId::new("entry-A"));
        let prepared = journal.prepare(&entry, &request, MINUTE);
        prepared.await.unwrap();
        clock.advance(MINUTE);
        let options = Reconcile::new();
        let look = gateway.look_on_page(&request, &["card"], &options);
        let look = look.await.unwrap();
        let shown = look.asked();
        assert!(
            matches!(shown, [(_, Resolution::NeverSent(_))]),
            "{shown:?}"
        );
        assert!(asked.lock().unwrap().is_empty());
        let outcome = journal.entries().pop().unwrap().1;
        assert_eq!(outcome, Some(Outcome::NotSent));
        assert!(!journal.begin(&entry, &request, MINUTE).await.unwrap());
    });
}
