//! When payments are no longer sent, and what lets them go again.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::breaker::Breaker;
use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::fixture::{READS, run};
use crate::record::call::Call;
use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::record::operation::{Acknowledges, Api, Effect, Operation, Repeat};
use crate::record::security::Security;
use crate::value::json::untyped::Json;
use crate::wire::config_error::ConfigError;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::clock::TestClock;
use crate::wire::transport::{Limits, Transport, TransportError};

static QUERY: Operation = Operation {
    id: "query",
    path: "/query",
    ..READS
};

static PAY: Operation = Operation {
    id: "pay",
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    acknowledges: Acknowledges {
        issued: Some("tradeNo"),
        ..Acknowledges::NOTHING
    },
    ..READS
};

static REFUND: Operation = Operation {
    id: "refund",
    path: "/refund",
    repeat: Repeat::SameKey { key: "refundNo" },
    ..PAY
};

static API: Api = Api {
    title: "Test",
    release: "1",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&PAY, &REFUND, &QUERY],
};

/// What the gateway does with a payment, and with a query.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Does {
    Answers(u16),
    Breaks,
    IsAway,
}

#[derive(Debug)]
struct Stub {
    does: Mutex<(Does, Does)>,
    seen: Mutex<Vec<String>>,
}

impl Transport for Stub {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let name = request
            .expose_url()
            .expose()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        let (pays, queries) = *self.does.lock().unwrap();
        let does = if name == "query" { queries } else { pays };
        self.seen.lock().unwrap().push(name);
        Box::pin(async move {
            match does {
                Does::Answers(status) => {
                    let mut incoming =
                        Incoming::new(status.try_into().unwrap(), Default::default());
                    incoming.push(br#"{"orderNo":"A"}"#);
                    Ok(incoming)
                }
                Does::Breaks => Err(TransportError::may_have_been_sent(Reason::Closed)),
                Does::IsAway => Err(TransportError::never_sent(Reason::Connect)),
            }
        })
    }
}

struct Tested {
    gateway: Gateway,
    clock: TestClock,
    stub: Arc<Stub>,
}

impl Tested {
    fn new(breaker: Option<Breaker>) -> Self {
        let clock = TestClock::new();
        let stub = Arc::new(Stub {
            does: Mutex::new((Does::Breaks, Does::Breaks)),
            seen: Mutex::default(),
        });
        let config = Config::new("https://gateway.example.com")
            .transport(Arc::<Stub>::clone(&stub))
            .clock(Arc::new(clock.clone()))
            .retries(Retries::NONE);
        let config = match breaker {
            Some(breaker) => config.breaker(breaker),
            None => config,
        };
        Self {
            gateway: Gateway::new(&API, config).unwrap(),
            clock,
            stub,
        }
    }

    fn does(&self, pays: Does, queries: Does) {
        *self.stub.does.lock().unwrap() = (pays, queries);
    }

    /// Why it was not sent, if it was not.
    async fn call(&self, operation: &'static Operation) -> Option<Reason> {
        match self.gateway.call::<Json>(operation, Call::new()).await {
            Err(Failure::NotSent(failure)) => Some(failure.reason()),
            _ => None,
        }
    }

    /// What the gateway has seen since this was asked last.
    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.stub.seen.lock().unwrap())
    }
}

fn breaker() -> Breaker {
    Breaker::probing(&QUERY, Call::new).above(50, 4)
}

#[test]
fn above_a_rate_of_open_outcomes_no_payment_is_sent_until_a_query_is_answered() {
    run(async {
        let tested = Tested::new(Some(breaker()));
        for _ in 0..4 {
            assert_eq!(tested.call(&PAY).await, None);
        }
        tested.seen();
        assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
        assert_eq!(tested.seen(), [""; 0]);
        // What gives money back, or only asks, is sent all the same.
        assert_eq!(tested.call(&REFUND).await, None);
        assert_eq!(tested.call(&QUERY).await, None);
        assert_eq!(tested.seen(), ["refund", "query"]);

        for unanswered in [Does::Breaks, Does::IsAway, Does::Answers(503)] {
            tested.does(Does::Answers(200), unanswered);
            tested.clock.advance(Duration::from_secs(5));
            assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
            assert_eq!(tested.seen(), ["query"], "{unanswered:?}");
            // It is left alone for a while.
            assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
            assert_eq!(tested.seen(), [""; 0]);
        }
        tested.does(Does::Answers(200), Does::Answers(200));
        tested.clock.advance(Duration::from_secs(5));
        for seen in [vec!["query", "pay"], vec!["pay"]] {
            assert_eq!(tested.call(&PAY).await, None);
            assert_eq!(tested.seen(), seen);
        }
    });
}

#[test]
fn what_is_answered_or_never_left_or_was_long_ago_does_not_count() {
    run(async {
        // Without a breaker, never.
        let tested = Tested::new(None);
        for _ in 0..20 {
            assert_eq!(tested.call(&PAY).await, None);
        }
        let tested = Tested::new(Some(breaker()));
        for does in [
            Does::Breaks,
            Does::IsAway,
            Does::IsAway,
            Does::Answers(200),
            Does::Answers(200),
        ] {
            tested.does(does, Does::Breaks);
            assert_ne!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
        }
        tested.clock.advance(Duration::from_secs(61));
        tested.does(Does::Breaks, Does::Breaks);
        for _ in 0..4 {
            assert_eq!(tested.call(&PAY).await, None);
        }
        assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
    });
}

#[test]
fn how_long_payments_count_and_the_gateway_is_left_alone_is_as_configured() {
    run(async {
        let (within, pause) = (Duration::from_secs(10), Duration::from_secs(30));
        let tested = Tested::new(Some(breaker().within(within).pause(pause)));
        tested.does(Does::Breaks, Does::Answers(200));
        for _ in 0..3 {
            assert_eq!(tested.call(&PAY).await, None);
        }
        tested.clock.advance(within + Duration::from_secs(1));
        // The three before it do not count any more.
        for _ in 0..4 {
            assert_eq!(tested.call(&PAY).await, None);
        }
        assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
        tested.seen();
        tested.clock.advance(pause - Duration::from_secs(1));
        assert_eq!(tested.call(&PAY).await, Some(Reason::TooManyOpen));
        assert_eq!(tested.seen(), [""; 0]);
        tested.clock.advance(Duration::from_secs(1));
        assert_eq!(tested.call(&PAY).await, None);
        assert_eq!(tested.seen(), ["query", "pay"]);
    });
}

#[test]
fn a_probe_is_a_query_and_never_a_payment() {
    let made = |breaker: Breaker| {
        let config = Config::new("https://gateway.example.com").breaker(breaker);
        Gateway::new(&API, config)
    };
    assert!(made(breaker()).is_ok());
    for unusable in [
        Breaker::probing(&PAY, Call::new),
        breaker().above(0, 4),
        breaker().above(101, 4),
        breaker().above(50, 0),
        breaker().above(50, 1_001),
    ] {
        let refused = made(unusable);
        assert!(matches!(
            refused,
            Err(ConfigError::OutOfRange {
                setting: "breaker",
                ..
            })
        ));
    }
}
