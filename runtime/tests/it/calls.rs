//! Calls that are given up, tokens that cannot be sent, addresses that hold what they should not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::testing::{MemoryJournal, TestClock};
use gateway_runtime::{
    BoxFuture, DecodeWarnings, Gateway, Incoming, JsonRef, Limits, Outgoing, Read, Transport,
    TransportError,
};

use super::api::{
    self, ACCEPTED, API, PAY, Paid, SECURED_PAY, TOKEN_ANSWER, outcome, pay, run, send,
};
use super::server::{Seen, Server, answer};

/// Takes its time to connect, as TLS over a slow line does, and keeps the contract to the letter.
#[derive(Debug, Default, Clone)]
struct SlowToConnect(Arc<Mutex<Vec<String>>>);

impl Transport for SlowToConnect {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            request.not_yet_written();
            tokio::time::sleep(Duration::from_millis(200)).await;
            request.writing();
            self.0
                .lock()
                .unwrap()
                .push(request.expose_url().expose().clone());
            let mut incoming = Incoming::new(200.try_into().unwrap(), Default::default());
            incoming.push(ACCEPTED.as_bytes());
            Ok(incoming)
        })
    }
}

#[test]
fn given_up_while_connecting_is_not_sent() {
    run(async {
        let transport = SlowToConnect::default();
        let config =
            api::config("https://gateway.example.com").transport(Arc::new(transport.clone()));
        let gateway = Gateway::new(&API, config).unwrap();
        let given_up = tokio::time::timeout(Duration::from_millis(50), pay(&gateway)).await;
        assert!(given_up.is_err());
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(
            transport.0.lock().unwrap().len(),
            0,
            "it had not left when it was given up, and was sent after that"
        );
    });
}

#[test]
fn what_a_browser_brings_back_shows_nothing() {
    for address in [
        "https://shop.example.com/paid?4242424242424242",
        "https://shop.example.com/paid/jane@example.com?x=y",
        "jane@example.com=1",
    ] {
        let shown = format!("{:?}", gateway_runtime::Returned::parse(address));
        assert!(
            !shown.contains("4242") && !shown.contains("jane"),
            "{shown}"
        );
    }
}

#[test]
fn a_token_that_cannot_be_sent_is_fetched_anew() {
    run(async {
        let tokens = AtomicUsize::new(0);
        let server = Server::start(move |_: usize, seen: &Seen| {
            if !seen.target.ends_with("token") {
                return answer(200, ACCEPTED);
            }
            match tokens.fetch_add(1, Ordering::SeqCst) {
                0 => answer(
                    200,
                    r#"{"respCode":"0000","accessToken":"a\nb","expiresIn":7200}"#,
                ),
                _ => answer(200, TOKEN_ANSWER),
            }
        })
        .await;
        let gateway = api::gateway(&server.url());
        let _ = send::<Paid>(&gateway, &SECURED_PAY).await;
        let second = send::<Paid>(&gateway, &SECURED_PAY).await;
        assert_eq!(outcome(&second), "accepted");
    });
}

/// An answer that counts how often it is read.
struct Counted;

static READ: AtomicUsize = AtomicUsize::new(0);

impl Read for Counted {
    fn read(_: JsonRef<'_>, _: &mut DecodeWarnings) -> Option<Self> {
        READ.fetch_add(1, Ordering::SeqCst);
        Some(Self)
    }
}

#[test]
fn an_answer_is_read_once_also_where_a_journal_has_to_know_whether_it_can_be() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let clock = Arc::new(TestClock::new());
        let journal = Arc::new(MemoryJournal::new(clock.clone()));
        let config = || api::config(&server.url()).clock(clock.clone());
        for config in [config(), config().journal(journal)] {
            let gateway = Gateway::new(&API, config).unwrap();
            let accepted = send::<Counted>(&gateway, &PAY).await;
            assert_eq!(outcome(&accepted), "accepted");
            assert_eq!(READ.swap(0, Ordering::SeqCst), 1);
        }
    });
}
