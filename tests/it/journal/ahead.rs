//! What is written before and after a call, and what becomes of a call that cannot be written down.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::testing::{ForgetfulJournal, JournalAround};
use gateway_runtime::{
    Api, Call, Config, DiskJournal, EntryId, Failure, Gateway, Handle, Journal, JournalError,
    JournalFuture, Operation, Outcome, Reason, Security,
};
use online_payment_gateway::Client;

use super::{Folder, order_of};
use crate::reconcile::requests::{checkout, payment};
use crate::reconcile::{TOKEN, config, gateway, open, patient, run};
use crate::runtime::api::{PAY, Paid, Pay};
use crate::runtime::server::{Act, Seen, Server, answer, reply};

/// What happened, in order.
type Events = Arc<Mutex<Vec<String>>>;

/// A journal that tells what it is asked to do, and fails as it is told.
#[derive(Debug, Default)]
struct Spy {
    events: Events,
    fails_to_intend: bool,
    hangs: bool,
    fails_to_conclude: bool,
}

impl Spy {
    fn told(&self, event: String) {
        self.events.lock().unwrap().push(event);
    }
}

impl JournalAround for Spy {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn intend<'a>(
        &'a self,
        _entry: &'a EntryId,
        intent: &'a Handle,
        _: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            self.told(format!("intend {}", order_of(intent)));
            if self.hangs {
                std::future::pending::<()>().await;
            }
            if self.fails_to_intend {
                return Err(JournalError::new("the disk is full"));
            }
            // What takes time must be waited for.
            tokio::time::sleep(Duration::from_millis(5)).await;
            self.told("durable".to_owned());
            Ok(())
        })
    }

    fn amend<'a>(&'a self, _entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        self.told(format!("amend {}", order_of(intent)));
        Box::pin(async { Err(JournalError::new("the disk is full")) })
    }

    fn conclude<'a>(
        &'a self,
        _entry: &'a EntryId,
        _intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        Box::pin(async move {
            self.told(format!("conclude {}", outcome.to_json().expose()));
            if self.fails_to_conclude {
                return Err(JournalError::new("the disk is full"));
            }
            Ok(outcome.clone())
        })
    }
}

/// A gateway that does `act` with whatever it gets, and notes it among the events of the journal.
async fn noting(events: &Events, act: Act) -> Server {
    let events = Arc::clone(events);
    let (server, _) = gateway(move |name, _, _| {
        events.lock().unwrap().push(format!("sent {name}"));
        act.clone()
    })
    .await;
    server
}

fn client(server: &Server, spy: Spy) -> Client {
    Client::new(config(server).journal(Arc::new(spy))).unwrap()
}

#[test]
fn the_intent_is_durable_before_the_request_leaves_and_the_outcome_follows() {
    let cases = [
        (
            answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
            // Nothing says that it is done, so it is followed.
            r#"{"outcome":"accepted","code":"0000","seen":{"class":"pending"}}"#,
        ),
        (
            answer(
                200,
                r#"{"respCode":"0000","orderStatus":"authorized","tradeNo":"T1"}"#,
            ),
            r#"{"outcome":"accepted","code":"0000","seen":{"class":"authorized","number":"T1","state":"authorized"}}"#,
        ),
        (
            answer(
                200,
                r#"{"respCode":"0000","tradeNo":"T1","payUrl":"https://example.com/x"}"#,
            ),
            r#"{"outcome":"accepted","code":"0000","seen":{"class":"pending","customerActs":"true","number":"T1"}}"#,
        ),
        (
            answer(200, r#"{"respCode":"77"}"#),
            r#"{"outcome":"open","answered":true,"seen":{"class":"pending"}}"#,
        ),
        (
            answer(200, r#"{"respCode":"66"}"#),
            r#"{"outcome":"refused","code":"66"}"#,
        ),
        (answer(404, "{}"), r#"{"outcome":"status","status":404}"#),
        (
            answer(403, "{}"),
            r#"{"outcome":"open","answered":true,"seen":{"class":"pending"}}"#,
        ),
        (Act::Close, r#"{"outcome":"open","answered":false}"#),
    ];
    for (act, concluded) in cases {
        run(async {
            let events = Events::default();
            let server = noting(&events, act).await;
            let spy = Spy {
                events: Arc::clone(&events),
                ..Spy::default()
            };
            let config = config(&server).refused_code("66").status_before_state(404);
            let config = config.journal(Arc::new(spy));
            let client = Client::new(config).unwrap();
            let _ = client.create_payment(&payment("ORDER-1")).await;
            let events = events.lock().unwrap().clone();
            assert_eq!(
                events,
                [
                    "intend ORDER-1",
                    "durable",
                    "sent payment",
                    &format!("conclude {concluded}")
                ]
            );
        });
    }
}

#[test]
fn a_request_that_cannot_be_written_down_is_not_sent() {
    run(async {
        let events = Events::default();
        let server = noting(&events, Act::Close).await;
        for (spy, detail) in [
            (
                Spy {
                    fails_to_intend: true,
                    ..Spy::default()
                },
                "the disk is full",
            ),
            (
                Spy {
                    hangs: true,
                    ..Spy::default()
                },
                "did not answer in time",
            ),
        ] {
            let config = config(&server)
                .total_timeout(Duration::from_millis(50))
                .journal(Arc::new(spy));
            let client = Client::new(config).unwrap();
            let failure = client
                .create_payment(&payment("ORDER-1"))
                .await
                .unwrap_err();
            let Failure::NotSent(not_sent) = &failure else {
                panic!("{failure:?}");
            };
            assert_eq!(not_sent.reason(), Reason::Journal);
            assert!(failure.to_string().contains(detail), "{failure}");
        }
        assert!(events.lock().unwrap().is_empty(), "nothing reached it");
        assert_eq!(server.counts().begun, 0, "not even a token was fetched");
    });
}

/// A gateway that says what time it is with each token, and loses each payment.
async fn dated() -> Server {
    Server::start(
        |_: usize, seen: &Seen| match seen.target.ends_with("token") {
            true => Act::Send(reply(200, "date: Mon, 24 Nov 2025 04:00:00 GMT\r\n", TOKEN)),
            false => Act::Close,
        },
    )
    .await
}

#[test]
fn the_time_that_comes_with_the_first_token_is_written_down_before_the_payment_leaves() {
    run(async {
        let server = dated().await;
        let folder = Folder::new();
        let journal = Arc::new(DiskJournal::open(folder.path()).unwrap());
        let config = config(&server).journal(Arc::<DiskJournal>::clone(&journal));
        let client = Client::new(config).unwrap();
        let handle = open(client.create_payment(&payment("ORDER-1")).await);
        let kept = journal.unresolved().await.unwrap();
        assert_eq!(kept.len(), 1, "it is one request");
        assert!(kept[0].gateway_time().is_some());
        assert_eq!(kept[0].gateway_time(), handle.gateway_time());
    });
}

#[test]
fn a_time_that_cannot_be_written_down_stops_no_payment_and_is_written_once() {
    run(async {
        let server = dated().await;
        let spy = Spy::default();
        let events = Arc::clone(&spy.events);
        let client = Client::new(config(&server).journal(Arc::new(spy))).unwrap();
        for order in ["ORDER-1", "ORDER-2"] {
            let _ = open(client.create_payment(&payment(order)).await);
        }
        let events = events.lock().unwrap();
        // The second one knows it from the beginning.
        let amended = events.iter().filter(|event| event.starts_with("amend"));
        assert_eq!(amended.collect::<Vec<_>>(), ["amend ORDER-1"]);
        assert_eq!(events[..3], ["intend ORDER-1", "durable", "amend ORDER-1"]);
        assert_eq!(server.counts().whole, 3, "a token and two payments");
    });
}

#[test]
fn a_request_that_never_left_is_written_down_as_that() {
    run(async {
        let nobody = Server::nobody().await;
        let events = Events::default();
        let spy = Spy {
            events: Arc::clone(&events),
            ..Spy::default()
        };
        let config = gateway_runtime::Config::new(nobody)
            .credentials("app-1", "secret")
            .retries(gateway_runtime::Retries::NONE)
            .journal(Arc::new(spy));
        let client = Client::new(config).unwrap();
        let failure = client.create_payment(&payment("ORDER-1")).await;
        assert!(matches!(failure, Err(Failure::NotSent(_))));
        assert_eq!(
            *events.lock().unwrap(),
            [
                "intend ORDER-1",
                "durable",
                r#"conclude {"outcome":"not-sent"}"#
            ]
        );
    });
}

#[test]
fn an_outcome_that_cannot_be_written_down_costs_no_answer() {
    run(async {
        let events = Events::default();
        let server = noting(
            &events,
            answer(200, r#"{"respCode":"0000","orderNo":"ORDER-1"}"#),
        )
        .await;
        let spy = Spy {
            fails_to_conclude: true,
            ..Spy::default()
        };
        let accepted = client(&server, spy)
            .create_payment(&payment("ORDER-1"))
            .await
            .unwrap();
        assert_eq!(accepted.value.order_no.unwrap().as_str(), "ORDER-1");
    });
}

#[test]
fn only_what_changes_something_is_written_down() {
    run(async {
        let events = Events::default();
        let server = noting(
            &events,
            answer(200, r#"{"respCode":"0000","amount":"42.50"}"#),
        )
        .await;
        let spy = Spy {
            events: Arc::clone(&events),
            ..Spy::default()
        };
        let client = client(&server, spy);
        let accepted = client
            .create_checkout_session(&checkout("ORDER-2"))
            .await
            .unwrap();
        assert!(accepted.handle.entry().is_some());
        let before = events.lock().unwrap().len();
        let handle = super::handle("ORDER-2", "1");
        let _ = client
            .gateway()
            .reconcile(&handle, &patient().patience(Duration::ZERO))
            .await;
        let after = events.lock().unwrap().clone();
        assert_eq!(after[before..], ["sent query"]);
    });
}

/// An operation whose answer says nothing but what it holds.
static BARE_PAY: Operation = Operation {
    envelope: None,
    ..PAY
};

static BARE: Api = Api {
    title: "Bare",
    release: "1",
    security: Security::None,
    token: None,
    requirements: &[],
    operations: &[&BARE_PAY],
};

#[test]
fn an_acceptance_that_cannot_be_read_is_written_down_as_open() {
    run(async {
        let events = Events::default();
        let server = noting(&events, answer(200, "[]")).await;
        let spy = Spy {
            events: Arc::clone(&events),
            ..Spy::default()
        };
        let config = Config::new(server.url())
            .without_credential()
            .journal(Arc::new(spy));
        let gateway = Gateway::new(&BARE, config).unwrap();
        let call = Call::new().body(&Pay::sample());
        let failure = gateway.call::<Paid>(&BARE_PAY, call).await.unwrap_err();
        assert!(matches!(failure, Failure::Indeterminate(_)), "{failure}");
        assert_eq!(
            events.lock().unwrap().last().unwrap(),
            r#"conclude {"outcome":"open","answered":true,"seen":{"class":"pending"}}"#
        );
    });
}
