//! The token: one fetch however many calls wait, renewed before it ends, dropped when it is refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::Fence;
use gateway_runtime::testing::TestClock;
use gateway_runtime::{
    Accepted, BoxFuture, Clock, Config, Evidence, Failure, Gateway, Operation, Reason, Retries,
    StoredToken, TokenForm, TokenStore,
};

use super::api::{ACCEPTED, API, Paid, SECURED_PAY, config, outcome, run, send};
use super::server::{Act, Script, Seen, Server, answer};
use super::settle;

/// A gateway that takes only the token that it gave last, and lets tests revoke it.
#[derive(Default)]
pub(super) struct Gate {
    given: AtomicUsize,
    revoked: AtomicUsize,
    /// What `expiresIn` is, as JSON.
    expires_in: Mutex<String>,
    /// What is answered instead of a token.
    refuses: Mutex<Option<Act>>,
    pub(super) payments: AtomicUsize,
}

impl Gate {
    pub(super) fn new(expires_in: &str) -> Arc<Self> {
        let gate = Self::default();
        *gate.expires_in.lock().unwrap() = expires_in.to_owned();
        Arc::new(gate)
    }

    pub(super) fn given(&self) -> usize {
        self.given.load(Ordering::SeqCst)
    }

    pub(super) fn revoke(&self) {
        self.revoked.store(self.given(), Ordering::SeqCst);
    }
}

impl Script for Arc<Gate> {
    fn on_request(&self, _request: usize, seen: &Seen) -> Act {
        if seen.target == "/v1/token" {
            assert_eq!(
                seen.body(),
                r#"{"appId":"app-1","secret":"app-secret","grant":"client"}"#
            );
            assert_eq!(seen.header("authorization"), None);
            let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
            if let Some(act) = self.refuses.lock().unwrap().clone() {
                return act;
            }
            let life = self.expires_in.lock().unwrap();
            return answer(
                200,
                &format!(r#"{{"respCode":"0000","accessToken":"token-{number}"{life}}}"#),
            );
        }
        self.payments.fetch_add(1, Ordering::SeqCst);
        let number = seen
            .header("authorization")
            .and_then(|token| token.strip_prefix("token-"))
            .and_then(|number| number.parse::<usize>().ok());
        let good = number.is_some_and(|number| {
            number > self.revoked.load(Ordering::SeqCst) && number <= self.given()
        });
        if good {
            answer(200, ACCEPTED)
        } else {
            answer(401, "")
        }
    }
}

pub(super) async fn pay(
    gateway: &Gateway,
    operation: &'static Operation,
) -> Result<Accepted<Paid>, Failure> {
    send(gateway, operation).await
}

pub(super) async fn pay_at_once(
    gateway: &Gateway,
    count: usize,
) -> Vec<Result<Accepted<Paid>, Failure>> {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let gateway = gateway.clone();
            tokio::spawn(async move { pay(&gateway, &SECURED_PAY).await })
        })
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

pub(super) fn tested(config: Config, clock: &TestClock) -> Gateway {
    Gateway::new(&API, config.clock(Arc::new(clock.clone()))).unwrap()
}

pub(super) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_thousand_calls_fetch_one_token_and_a_thousand_more_across_its_end_one_more() {
    runtime().block_on(async {
        let gate = Gate::new(r#","expiresIn":3600"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()), &clock);
        let results = pay_at_once(&gateway, 1_000).await;
        assert_eq!(
            (
                results.iter().filter(|result| result.is_ok()).count(),
                gate.given()
            ),
            (1_000, 1)
        );
        // It is renewed a minute before its end.
        clock.advance(Duration::from_secs(3_600 - 61));
        assert_eq!(
            (pay(&gateway, &SECURED_PAY).await.is_ok(), gate.given()),
            (true, 1)
        );
        clock.advance(Duration::from_secs(1));
        let results = pay_at_once(&gateway, 1_000).await;
        assert_eq!(
            (
                results.iter().filter(|result| result.is_ok()).count(),
                gate.given()
            ),
            (1_000, 2)
        );
    });
}

#[test]
fn however_its_life_is_said_a_token_is_used_and_renewed() {
    for (expires_in, alive, ended) in [
        (r#","expiresIn":7200"#, 7_100, 7_140),
        (r#","expiresIn":"7200""#, 7_100, 7_140),
        (r#","expiresIn":7200.0"#, 7_100, 7_140),
        (r#","expiresIn":100"#, 80, 90),
        // Nothing sensible: it is used for a minute, less a tenth.
        (r#","expiresIn":0"#, 53, 54),
        (r#","expiresIn":-1"#, 53, 54),
        (r#","expiresIn":null"#, 53, 54),
        (r#","expiresIn":"soon""#, 53, 54),
        (r#","expiresIn":{}"#, 53, 54),
        ("", 53, 54),
        // More than anybody should believe: thirty days.
        (r#","expiresIn":99999999999999999999"#, 50, 60),
        (r#","expiresIn":999999999999"#, 2_591_939, 2_591_940),
    ] {
        run(async {
            let gate = Gate::new(expires_in);
            let server = Server::start(Arc::clone(&gate)).await;
            let clock = TestClock::new();
            let gateway = tested(config(&server.url()), &clock);
            pay(&gateway, &SECURED_PAY).await.unwrap();
            clock.advance(Duration::from_secs(alive));
            pay(&gateway, &SECURED_PAY).await.unwrap();
            assert_eq!(gate.given(), 1, "{expires_in} after {alive} s");
            clock.advance(Duration::from_secs(ended - alive));
            pay(&gateway, &SECURED_PAY).await.unwrap();
            assert_eq!(gate.given(), 2, "{expires_in} after {ended} s");
        });
    }
}

#[test]
fn a_changed_wall_clock_ends_a_token_early_but_never_late() {
    run(async {
        let gate = Gate::new(r#","expiresIn":3600"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()), &clock);
        pay(&gateway, &SECURED_PAY).await.unwrap();
        // Set back by a day: the monotonic clock still ends it.
        clock.set_wall(clock.wall() - Duration::from_secs(86_400));
        clock.advance(Duration::from_secs(3_600));
        pay(&gateway, &SECURED_PAY).await.unwrap();
        assert_eq!(gate.given(), 2);
        // Set ahead, as after the sleep of a machine during which the monotonic clock stood still.
        clock.set_wall(clock.wall() + Duration::from_secs(7 * 86_400));
        pay(&gateway, &SECURED_PAY).await.unwrap();
        assert_eq!(gate.given(), 3);
    });
}

#[test]
fn a_payment_without_a_token_was_never_sent_and_those_who_waited_share_the_failure() {
    run(async {
        let gate = Gate::new("");
        *gate.refuses.lock().unwrap() = Some(answer(200, r#"{"respCode":"1001"}"#));
        let server = Server::start(Arc::clone(&gate)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        let results = pay_at_once(&gateway, 100).await;
        for result in results {
            let failure = result.unwrap_err();
            assert_eq!(failure.evidence(), Evidence::NeverSent);
            let Failure::NotSent(not_sent) = &failure else {
                panic!("{failure}")
            };
            assert_eq!(not_sent.reason(), Reason::Token);
            let token_failure = not_sent.token_failure().unwrap();
            assert_eq!(
                token_failure.to_string(),
                "token was refused with code 1001; the message beside it may say why"
            );
        }
        assert_eq!((gate.given(), gate.payments.load(Ordering::SeqCst)), (1, 0));
        // The next call tries anew.
        *gate.refuses.lock().unwrap() = None;
        pay(&gateway, &SECURED_PAY).await.unwrap();
    });
}

#[test]
fn an_answer_without_a_token_is_a_failure_that_keeps_the_answer() {
    for body in [
        r#"{"respCode":"0000"}"#,
        r#"{"respCode":"0000","accessToken":""}"#,
        r#"{"respCode":"0000","accessToken":null}"#,
    ] {
        run(async {
            let gate = Gate::new("");
            *gate.refuses.lock().unwrap() = Some(answer(200, body));
            let server = Server::start(Arc::clone(&gate)).await;
            let gateway = tested(config(&server.url()), &TestClock::new());
            let failure = pay(&gateway, &SECURED_PAY).await.unwrap_err();
            let Failure::NotSent(not_sent) = &failure else {
                panic!("{failure}")
            };
            assert_eq!(
                not_sent
                    .token_failure()
                    .and_then(Failure::answer)
                    .map(|answer| answer.body_text().into_owned())
                    .as_deref(),
                Some(body)
            );
        });
    }
}

#[test]
fn a_token_that_cannot_be_renewed_early_is_used_to_its_end() {
    run(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()), &clock);
        pay(&gateway, &SECURED_PAY).await.unwrap();
        *gate.refuses.lock().unwrap() = Some(answer(500, ""));
        clock.advance(Duration::from_secs(950));
        gate.given.store(1, Ordering::SeqCst);
        assert!(pay(&gateway, &SECURED_PAY).await.is_ok());
        clock.advance(Duration::from_secs(50));
        assert_eq!(outcome(&pay(&gateway, &SECURED_PAY).await), "not sent");
    });
}

/// How often a token was asked for.
fn asked(server: &Server) -> usize {
    let seen = server.seen();
    seen.iter()
        .filter(|seen| seen.target == "/v1/token")
        .count()
}

#[test]
fn an_early_renewal_that_fails_is_tried_once_for_all_who_wait() {
    runtime().block_on(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()), &clock);
        pay(&gateway, &SECURED_PAY).await.unwrap();
        *gate.refuses.lock().unwrap() = Some(answer(200, r#"{"respCode":"1001"}"#));
        clock.advance(Duration::from_secs(950));
        let results = pay_at_once(&gateway, 100).await;
        assert!(results.iter().all(Result::is_ok));
        assert_eq!(asked(&server), 2);
        // Five seconds later it is tried again.
        clock.advance(Duration::from_secs(5));
        *gate.refuses.lock().unwrap() = None;
        pay(&gateway, &SECURED_PAY).await.unwrap();
        assert_eq!(asked(&server), 3);
    });
}

#[test]
fn an_early_renewal_without_an_answer_holds_nobody_up_for_long() {
    run(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()), &clock);
        pay(&gateway, &SECURED_PAY).await.unwrap();
        *gate.refuses.lock().unwrap() = Some(Act::Silence);
        clock.advance(Duration::from_secs(950));
        let calls: Vec<_> = (0..10)
            .map(|_| {
                let gateway = gateway.clone();
                tokio::spawn(async move { pay(&gateway, &SECURED_PAY).await })
            })
            .collect();
        server.until(|counts| counts.whole == 3).await;
        settle().await;
        clock.advance(Duration::from_secs(5));
        for call in calls {
            assert!(call.await.unwrap().is_ok());
        }
        assert_eq!(asked(&server), 2);
    });
}

#[derive(Debug)]
struct Stuck;

impl TokenStore for Stuck {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(std::future::pending())
    }

    fn save<'a>(&'a self, _: &'a StoredToken, _: Fence) -> BoxFuture<'a, bool> {
        Box::pin(std::future::pending())
    }

    fn forget<'a>(&'a self, _: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a_store_that_does_not_answer_is_done_without() {
    run(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let clock = TestClock::new();
        let gateway = tested(config(&server.url()).token_store(Arc::new(Stuck)), &clock);
        // Loading and saving, and then forgetting, loading and saving: each is waited for for five seconds.
        for waits in [2, 3] {
            let call = tokio::spawn({
                let gateway = gateway.clone();
                async move { pay(&gateway, &SECURED_PAY).await }
            });
            for _ in 0..waits {
                clock.until_alarm_within(Duration::from_secs(5)).await;
                clock.advance(Duration::from_secs(5));
            }
            assert!(call.await.unwrap().is_ok());
            gate.revoke();
            // While the store is away, what was fetched just now is not replaced.
            clock.advance(Duration::from_secs(45));
        }
        assert_eq!(gate.given(), 2);
    });
}

#[test]
fn when_the_call_that_fetches_is_given_up_the_next_one_takes_over() {
    run(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        *gate.refuses.lock().unwrap() = Some(Act::Silence);
        let server = Server::start(Arc::clone(&gate)).await;
        let gateway = tested(config(&server.url()), &TestClock::new());
        let spawn = || {
            let gateway = gateway.clone();
            tokio::spawn(async move { pay(&gateway, &SECURED_PAY).await })
        };
        let first = spawn();
        server.until(|counts| counts.whole == 1).await;
        let second = spawn();
        settle().await;
        *gate.refuses.lock().unwrap() = None;
        first.abort();
        assert!(second.await.unwrap().is_ok());
        assert_eq!(gate.given(), 2);
    });
}

#[test]
fn the_form_of_the_token_in_its_header_can_be_chosen() {
    for (form, header) in [
        (TokenForm::Raw, "token-1"),
        (TokenForm::Bearer, "Bearer token-1"),
    ] {
        run(async {
            let server = Server::start(|_: usize, seen: &Seen| {
                answer(
                    200,
                    if seen.target == "/v1/token" {
                        super::api::TOKEN_ANSWER
                    } else {
                        ACCEPTED
                    },
                )
            })
            .await;
            let gateway = tested(config(&server.url()).token_form(form), &TestClock::new());
            pay(&gateway, &SECURED_PAY).await.unwrap();
            assert_eq!(server.seen()[1].header("authorization"), Some(header));
        });
    }
}

#[derive(Debug, Default)]
struct Shared(Mutex<Option<StoredToken>>);

impl TokenStore for Shared {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(async { self.0.lock().unwrap().clone() })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, _: Fence) -> BoxFuture<'a, bool> {
        Box::pin(async {
            *self.0.lock().unwrap() = Some(token.clone());
            true
        })
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let mut stored = self.0.lock().unwrap();
            if stored
                .as_ref()
                .is_some_and(|stored| stored.token == token.token)
            {
                *stored = None;
            }
        })
    }
}

#[test]
fn a_fleet_shares_one_token_and_one_renewal() {
    run(async {
        let gate = Gate::new(r#","expiresIn":3600"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let store = Arc::new(Shared::default());
        let clock = TestClock::new();
        let fleet: Vec<Gateway> = (0..3)
            .map(|_| {
                let store: Arc<dyn TokenStore> = Arc::<Shared>::clone(&store);
                tested(
                    config(&server.url())
                        .token_store(store)
                        .retries(Retries::NONE),
                    &clock,
                )
            })
            .collect();
        for gateway in &fleet {
            pay(gateway, &SECURED_PAY).await.unwrap();
        }
        assert_eq!(gate.given(), 1);
        gate.revoke();
        // A gateway that refuses what it has just given does not make them fetch all the time.
        assert!(pay(&fleet[0], &SECURED_PAY).await.is_err());
        assert_eq!(gate.given(), 1);
        clock.advance(Duration::from_secs(10));
        for gateway in &fleet {
            pay(gateway, &SECURED_PAY).await.unwrap();
        }
        assert_eq!(gate.given(), 2);
        clock.advance(Duration::from_secs(3_600));
        for gateway in &fleet {
            pay(gateway, &SECURED_PAY).await.unwrap();
        }
        assert_eq!(gate.given(), 3);
    });
}

#[test]
fn a_token_that_is_about_to_end_is_renewed_although_the_store_still_has_it() {
    run(async {
        let gate = Gate::new(r#","expiresIn":1000"#);
        let server = Server::start(Arc::clone(&gate)).await;
        let store = Arc::new(Shared::default());
        let clock = TestClock::new();
        let gateway = tested(
            config(&server.url()).token_store(Arc::<Shared>::clone(&store)),
            &clock,
        );
        pay(&gateway, &SECURED_PAY).await.unwrap();
        clock.advance(Duration::from_secs(950));
        pay(&gateway, &SECURED_PAY).await.unwrap();
        assert_eq!(gate.given(), 2);
        let stored = store.0.lock().unwrap().clone().unwrap();
        assert_eq!(stored.token.expose(), "token-2");
    });
}
