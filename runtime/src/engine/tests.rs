//! How often something is sent, and which token goes with it.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod stub;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::retry::Retries;
use crate::fixture::{run, settle};
use crate::record::call::Call;
use crate::record::claim::Fence;
use crate::record::evidence::Evidence;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::record::operation::Operation;
use crate::record::token_store::{StoredToken, TokenStore};
use crate::value::json::index::LOOKED_THROUGH;
use crate::value::json::untyped::Json;
use crate::wire::clock::Clock;
use crate::wire::testing::clock::TestClock;
use crate::wire::testing::forgetful::ForgetfulJournal;

use stub::{ACCEPTED, Does, KEPT, PAY, QUERY, TOKEN, tested, tested_with};

#[test]
fn only_a_refused_token_is_renewed_and_only_once() {
    for (does, sent, next) in [
        // A 401 comes before any state here: once more, with a new token, and no more.
        (Does::Answers(401, ""), &["t1", "t2"][..], "t3"),
        // Other statuses say nothing about the token, although they come before any state as well.
        (Does::Answers(403, ""), &["t1"], "t1"),
        (Does::Answers(404, ""), &["t1"], "t1"),
        (Does::Answers(400, ""), &["t1"], "t1"),
        (Does::Answers(500, ""), &["t1"], "t1"),
        (Does::Answers(200, r#"{"code":"2001"}"#), &["t1"], "t1"),
        (Does::Answers(200, r#"{"code":"9999"}"#), &["t1"], "t1"),
        // It says no and yes at once.
        (Does::Answers(401, r#"{"code":"0000"}"#), &["t1"], "t2"),
        (Does::MaySend, &["t1"], "t1"),
        (ACCEPTED, &["t1"], "t1"),
    ] {
        run(async {
            let tested = tested(move |number| {
                assert!(number < 10, "it is sent again and again");
                does
            });
            let _ = tested.call(&PAY).await;
            let mut payments = tested.seen();
            payments.retain(|seen| seen.starts_with("pay"));
            let expected: Vec<_> = sent
                .iter()
                .map(|token| format!("pay Bearer {token}"))
                .collect();
            assert_eq!(payments, expected);
            let _ = tested.call(&PAY).await;
            let after = tested.seen();
            let of_payments = after.iter().find(|seen| seen.starts_with("pay"));
            assert_eq!(of_payments, Some(&format!("pay Bearer {next}")));
        });
    }
}

#[test]
fn among_many_calls_one_that_begins_lets_the_others_go_first() {
    for (under_way, is_sent_at_once) in [(0, true), (63, false)] {
        run(async {
            let tested = tested(|_| ACCEPTED);
            tested.call(&QUERY).await.unwrap();
            tested.seen();
            let calls = &tested.gateway.inner.calls;
            let _others: Vec<_> = (0..under_way).map(|_| calls.go_on()).collect();
            let mut called = pin!(tested.call(&QUERY));
            let polled = poll_fn(|context| Poll::Ready(called.as_mut().poll(context).is_ready()));
            assert_eq!(polled.await, is_sent_at_once);
            assert_eq!(!tested.seen().is_empty(), is_sent_at_once);
        });
    }
}

#[test]
fn a_code_that_refuses_the_token_renews_it_only_if_the_caller_says_so() {
    for (is_known, sent) in [(true, 2), (false, 1)] {
        run(async {
            let tested = tested_with(
                |config| match is_known {
                    true => config.token_refused_code("4011"),
                    false => config.token_refused_code("4012"),
                },
                |number| match number {
                    1 => Does::Answers(200, r#"{"code":"4011"}"#),
                    _ => ACCEPTED,
                },
            );
            assert_eq!(tested.call(&PAY).await.is_ok(), is_known);
            let payments = tested.seen();
            let payments = payments.iter().filter(|seen| seen.starts_with("pay"));
            assert_eq!(payments.count(), sent);
        });
    }
}

#[test]
fn whatever_is_answered_earns_a_tenth_of_a_retry_back() {
    run(async {
        let tested = tested(|number| match number {
            // Ten retries, and the budget is at its end.
            1..=16 => Does::NeverSends,
            17..=25 => ACCEPTED,
            26 => Does::NeverSends,
            27 => ACCEPTED,
            _ => Does::NeverSends,
        });
        let attempts = |outcome: Result<(), Failure>| match outcome {
            Err(Failure::NotSent(not_sent)) => not_sent.attempts(),
            other => panic!("{other:?}"),
        };
        for expected in [3, 3, 3, 3, 3, 1] {
            assert_eq!(attempts(tested.call(&PAY).await), expected);
        }
        for _ in 0..9 {
            tested.call(&PAY).await.unwrap();
        }
        // Nine tenths are not enough, and ten are.
        assert_eq!(attempts(tested.call(&PAY).await), 1);
        tested.call(&PAY).await.unwrap();
        assert_eq!(attempts(tested.call(&PAY).await), 2);
    });
}

#[test]
fn what_once_may_have_arrived_stays_so_and_what_never_did_too() {
    for (first, evidence, sent) in [
        (Does::MaySend, Evidence::MayHaveBeenSent, 3),
        (Does::NeverSends, Evidence::NeverSent, 3),
        (Does::Answers(500, ""), Evidence::Answered, 3),
        (Does::Answers(408, ""), Evidence::Answered, 3),
        (Does::Answers(400, ""), Evidence::Answered, 1),
    ] {
        run(async {
            let tested = tested(move |number| match number {
                1 => first,
                _ => Does::NeverSends,
            });
            let failure = tested.call(&QUERY).await.unwrap_err();
            assert_eq!(failure.evidence(), evidence, "{failure}");
            let queries = tested.seen();
            let queries = queries.iter().filter(|seen| seen.starts_with("query"));
            assert_eq!(queries.count(), sent);
        });
    }
}

#[test]
fn neither_the_token_itself_nor_what_is_open_to_all_waits_for_a_token() {
    static OPEN: Operation = Operation {
        secured: false,
        ..QUERY
    };
    run(async {
        let tested = tested(|_| ACCEPTED);
        tested.call(&OPEN).await.unwrap();
        assert_eq!(tested.seen(), ["query "]);
        // Although its operation says that it is secured.
        tested.call(&TOKEN).await.unwrap();
        assert_eq!(tested.seen(), ["token "]);
    });
}

#[test]
fn between_two_attempts_there_is_a_pause() {
    run(async {
        // Of a thousand seconds at random, none at all is as likely as one in a thousand million.
        let long = Duration::from_secs(1_000);
        let clock = TestClock::new();
        let tested = tested_with(
            |config| {
                let retries = Retries::default().pauses(long, long);
                config.retries(retries).clock(Arc::new(clock.clone()))
            },
            |number| match number {
                1 => Does::NeverSends,
                _ => ACCEPTED,
            },
        );
        let gateway = tested.gateway.clone();
        let call =
            tokio::spawn(
                async move { gateway.call::<Json>(&QUERY, Call::new()).await.map(|_| ()) },
            );
        settle().await;
        assert!(!call.is_finished());
        clock.advance(clock.next_alarm().unwrap());
        assert!(call.await.unwrap().is_ok());
        assert!(clock.monotonic() <= long);
    });
}

#[test]
fn no_pause_is_begun_that_ends_when_the_time_of_the_call_does() {
    for (pause, sent) in [(60, 1), (61, 1), (59, 2)] {
        run(async {
            let clock = TestClock::new();
            let pause = Duration::from_secs(pause);
            let tested = tested_with(
                |config| {
                    let config = config.total_timeout(Duration::from_secs(60));
                    config.clock(Arc::new(clock.clone()))
                },
                move |number| match number {
                    1 => Does::WantsPeace(pause),
                    _ => ACCEPTED,
                },
            );
            let gateway = tested.gateway.clone();
            let call =
                tokio::spawn(
                    async move { gateway.call::<Json>(&QUERY, Call::new()).await.map(|_| ()) },
                );
            settle().await;
            assert_eq!(call.is_finished(), sent == 1, "{pause:?}");
            clock.advance(pause);
            assert_eq!(call.await.unwrap().is_ok(), sent == 2);
            let queries = tested.seen();
            let queries = queries.iter().filter(|seen| seen.starts_with("query"));
            assert_eq!(queries.count(), sent);
        });
    }
}

#[test]
fn a_status_that_comes_before_any_state_lets_only_what_may_be_repeated_be_sent_again() {
    static CALM: Operation = Operation {
        before_state: &[429],
        ..PAY
    };
    for (operation, sent) in [(&CALM, 1), (&QUERY, 3)] {
        run(async {
            let tested = tested(|_| Does::Answers(429, ""));
            let failure = tested.call(operation).await.unwrap_err();
            assert!(matches!(failure, Failure::Status(_)), "{failure}");
            let mut seen = tested.seen();
            seen.retain(|seen| !seen.starts_with("token"));
            assert_eq!(seen.len(), sent, "{}", operation.id);
        });
    }
}

/// A store that is empty, and never gets done with forgetting.
#[derive(Debug)]
struct Forgetful;

impl TokenStore for Forgetful {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(std::future::ready(None))
    }

    fn save<'a>(&'a self, _: &'a StoredToken, _: Fence) -> BoxFuture<'a, bool> {
        Box::pin(std::future::ready(true))
    }

    fn forget<'a>(&'a self, _: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a_store_that_does_not_forget_holds_a_call_up_no_longer_than_its_time() {
    // A store is waited for for five seconds, if the call has them.
    for (total, waits, sent) in [(3, 3, 1), (60, 5, 2)] {
        run(async {
            let clock = TestClock::new();
            let tested = tested_with(
                |config| {
                    let config = config.token_store(Arc::new(Forgetful));
                    let config = config.clock(Arc::new(clock.clone()));
                    config.total_timeout(Duration::from_secs(total))
                },
                |number| match number {
                    2 => Does::Answers(401, ""),
                    _ => ACCEPTED,
                },
            );
            let gateway = tested.gateway.clone();
            assert!(gateway.call::<Json>(&PAY, Call::new()).await.is_ok());
            // What was fetched just now is not replaced.
            clock.advance(Duration::from_secs(10));
            let call =
                tokio::spawn(
                    async move { gateway.call::<Json>(&PAY, Call::new()).await.map(|_| ()) },
                );
            let long = Duration::from_secs(waits);
            settle().await;
            clock.advance(long - Duration::from_millis(1));
            settle().await;
            assert!(!call.is_finished());
            clock.advance(Duration::from_millis(1));
            settle().await;
            assert!(call.is_finished(), "{total}");
            match call.await.unwrap() {
                Ok(()) => assert_eq!(sent, 2),
                Err(Failure::Status(refused)) => assert_eq!((refused.status(), sent), (401, 1)),
                Err(other) => panic!("{other}"),
            }
            let payments = tested.seen();
            let payments = payments.iter().filter(|seen| seen.starts_with("pay"));
            assert_eq!(payments.count(), 1 + sent);
        });
    }
}

#[test]
fn an_answer_is_looked_through_once_whoever_looks_at_it() {
    run(async {
        const ANSWER: &str = r#"{"code":"0000","list":[{"a":[1,2]},{"b":"c"}],"message":"done"}"#;
        for (operation, journal) in [(&QUERY, false), (&PAY, false), (&KEPT, true)] {
            let config = |config: Config| match journal {
                true => config.journal(Arc::new(ForgetfulJournal)),
                false => config,
            };
            let tested = tested_with(config, |_| Does::Answers(200, ANSWER));
            // The first call fetches a token.
            tested.call(operation).await.unwrap();
            let before = LOOKED_THROUGH.get();
            let called = tested.gateway.call::<Json>(operation, Call::new());
            let accepted = called.await.unwrap();
            assert_eq!(accepted.value.expose(), ANSWER);
            assert!(accepted.answer.decode::<Json>().0.is_some());
            assert_eq!(
                LOOKED_THROUGH.get() - before,
                ANSWER.len(),
                "{}",
                operation.id
            );
        }
    });
}

#[test]
fn the_task_of_a_call_is_at_most_four_kibibytes() {
    let tested = tested(|_| ACCEPTED);
    let size = tested.gateway.size_of_task(&PAY, Call::new());
    assert!(size <= 4096, "{size}");
}
