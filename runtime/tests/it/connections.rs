//! Connections: as few as possible, none that is not trusted, and no proof where there is none.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{Evidence, Failure, Gateway, Reason, Retries};

use super::api::{ACCEPTED, API, CHANGE, Paid, QUERY, config, gateway, outcome, pay, run, send};
use super::server::{Act, Script, Seen, Server, answer, reply};
use super::settle;

#[test]
fn one_connection_serves_many_calls() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let gateway = gateway(&server.url());
        for _ in 0..20 {
            pay(&gateway).await.unwrap();
        }
        assert_eq!(
            (server.counts().connections, server.counts().whole),
            (1, 20)
        );
    });
}

/// Answers the first request and closes right after it, although HTTP/1.1 lets the client expect otherwise.
struct ClosesAfterTheFirst;

impl Script for ClosesAfterTheFirst {
    fn on_request(&self, request: usize, _seen: &Seen) -> Act {
        if request == 1 {
            Act::SendAndClose(reply(200, "", ACCEPTED))
        } else {
            answer(200, ACCEPTED)
        }
    }
}

#[test]
fn a_connection_that_was_closed_while_idle_costs_nothing() {
    run(async {
        let server = Server::start(ClosesAfterTheFirst).await;
        let gateway = gateway(&server.url());
        pay(&gateway).await.unwrap();
        settle().await;
        pay(&gateway).await.unwrap();
        assert_eq!((server.counts().connections, server.counts().whole), (2, 2));
    });
}

/// Closes the connection on which the second request comes, without reading it.
struct ClosesInTheFaceOfTheSecond;

impl Script for ClosesInTheFaceOfTheSecond {
    fn on_head(&self, request: usize, _head: &Seen) -> Act {
        if request == 2 { Act::Reset } else { Act::Go }
    }

    fn on_request(&self, _request: usize, _seen: &Seen) -> Act {
        answer(200, ACCEPTED)
    }
}

#[test]
fn a_pooled_connection_that_closes_under_a_request_is_no_proof_that_it_was_not_sent() {
    run(async {
        let server = Server::start(ClosesInTheFaceOfTheSecond).await;
        let gateway =
            Gateway::new(&API, config(&server.url()).retries(Retries::default())).unwrap();
        pay(&gateway).await.unwrap();
        let failure = pay(&gateway).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::Indeterminate(open) if open.evidence() == Evidence::MayHaveBeenSent),
            "{failure}"
        );
        assert_eq!(server.counts().begun, 2);
    });
}

#[test]
fn an_idle_connection_is_not_trusted_for_long() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let clock = TestClock::new();
        let gateway =
            Gateway::new(&API, config(&server.url()).clock(Arc::new(clock.clone()))).unwrap();
        pay(&gateway).await.unwrap();
        clock.advance(Duration::from_secs(19));
        pay(&gateway).await.unwrap();
        assert_eq!(server.counts().connections, 1);
        clock.advance(Duration::from_secs(21));
        pay(&gateway).await.unwrap();
        assert_eq!(server.counts().connections, 2);
    });
}

#[test]
fn a_name_that_does_not_exist_is_never_sent_to() {
    run(async {
        // A label of more than 63 characters is refused before any name server is asked.
        let gateway =
            Gateway::new(&API, config(&format!("https://{}.invalid", "x".repeat(64)))).unwrap();
        let failure = pay(&gateway).await.unwrap_err();
        assert!(
            matches!(&failure, Failure::NotSent(not_sent) if not_sent.reason() == Reason::Resolve),
            "{failure}"
        );
    });
}

#[test]
fn a_server_that_cannot_prove_who_it_is_gets_nothing() {
    run(async {
        // It speaks no TLS at all.
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let gateway =
            Gateway::new(&API, config(&server.url().replace("http://", "https://"))).unwrap();
        let call = tokio::spawn(async move { pay(&gateway).await });
        server.until(|counts| counts.connections == 1).await;
        drop(server);
        let failure = call.await.unwrap().unwrap_err();
        assert!(
            matches!(&failure, Failure::NotSent(not_sent) if not_sent.reason() == Reason::Tls),
            "{failure}"
        );
    });
}

#[test]
fn what_moves_money_goes_on_a_connection_of_its_own_where_that_is_asked_for() {
    run(async {
        let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
        let gateway =
            Gateway::new(&API, config(&server.url()).fresh_connections_for_money()).unwrap();
        for connections in 1..=3 {
            pay(&gateway).await.unwrap();
            // Whatever else there is goes on what is left of it.
            send::<Paid>(&gateway, &CHANGE).await.unwrap();
            send::<Paid>(&gateway, &QUERY).await.unwrap();
            assert_eq!(server.counts().connections, connections);
        }
    });
}

#[test]
fn a_connection_rests_as_long_as_the_configuration_says() {
    for (rests, between, connections) in [(0, 0, 2), (5, 4, 1), (5, 5, 2), (60, 59, 1)] {
        run(async {
            let server = Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)).await;
            let clock = TestClock::new();
            let config = config(&server.url())
                .clock(Arc::new(clock.clone()))
                .idle_timeout(Duration::from_secs(rests));
            let gateway = Gateway::new(&API, config).unwrap();
            pay(&gateway).await.unwrap();
            clock.advance(Duration::from_secs(between));
            pay(&gateway).await.unwrap();
            assert_eq!(server.counts().connections, connections, "{rests} s");
        });
    }
}

/// How many connections two payments take whose first answer has these headers, with so much time between them.
fn connections_of(headers: &'static str, between: Duration) -> usize {
    run(async {
        let server =
            Server::start(move |_: usize, _: &Seen| Act::Send(reply(200, headers, ACCEPTED))).await;
        let clock = TestClock::new();
        let config = config(&server.url()).clock(Arc::new(clock.clone()));
        let gateway = Gateway::new(&API, config).unwrap();
        pay(&gateway).await.unwrap();
        clock.advance(between);
        pay(&gateway).await.unwrap();
        assert_eq!(server.counts().whole, 2);
        server.counts().connections
    })
}

#[test]
fn the_connection_of_an_answer_that_is_not_quite_http_is_not_used_again() {
    for (headers, connections) in [
        ("x-plain: a\r\n", 1),
        ("x-odd : a\r\n", 2),
        ("x-odd: a\u{1}\r\n", 2),
        ("x-odd: a\r\n b\r\n", 2),
        ("x-odd\r\n", 2),
    ] {
        assert_eq!(
            connections_of(headers, Duration::ZERO),
            connections,
            "{headers:?}"
        );
    }
}

#[test]
fn a_connection_rests_no_longer_than_the_gateway_says() {
    for (headers, seconds, connections) in [
        ("keep-alive: timeout=1\r\n", 0, 2),
        ("keep-alive: timeout=5, max=100\r\n", 3, 1),
        ("keep-alive: timeout=5, max=100\r\n", 4, 2),
        ("keep-alive: timeout=600\r\n", 20, 2),
        ("keep-alive: timeout=soon\r\n", 0, 2),
    ] {
        let between = Duration::from_secs(seconds);
        assert_eq!(
            connections_of(headers, between),
            connections,
            "{headers:?} after {seconds} s"
        );
    }
}

/// On one thread, that of whoever drives it.
fn one_thread() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_connection_of_a_runtime_that_stands_still_costs_no_answer() {
    // The server has a thread of its own, so that it answers whoever of the callers is driven.
    let servers = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = servers.block_on(Server::start(|_: usize, _: &Seen| answer(200, ACCEPTED)));
    let gateway = Gateway::new(
        &API,
        config(&server.url()).answer_timeout(Duration::from_secs(5)),
    )
    .unwrap();
    let (first, second) = (one_thread(), one_thread());
    for runtime in [&first, &second, &first, &second] {
        let paid = runtime.block_on(pay(&gateway));
        assert_eq!(outcome(&paid), "accepted", "{paid:?}");
    }
}
