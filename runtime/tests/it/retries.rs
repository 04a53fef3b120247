//! What is sent again, when, and what never is; also by a merchant's own HTTP client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{
    Config, Evidence, Failure, Gateway, Json, Operation, Reason, Retries, TransportError,
};

use super::api::{ACCEPTED, API, CHANGE, PAY, QUERY, config, outcome, run, send};
use super::server::{Act, Seen, Server, answer, reply};
use super::stub::{Reply, Stub};
use super::{ended_before, settle};

fn at_once() -> Retries {
    Retries::default().pauses(Duration::ZERO, Duration::ZERO)
}

fn over(stub: &Stub) -> Config {
    Config::new("https://gateway.example.com")
        .credentials("app-1", "app-secret")
        .transport(Arc::new(stub.clone()))
        .retries(at_once())
}

#[test]
fn what_never_left_is_tried_again_whatever_it_does() {
    for operation in [&PAY, &CHANGE, &QUERY] {
        let never = || Reply::Fails(TransportError::never_sent(Reason::Connect));
        let stub = Stub::new([never(), never(), Reply::Answer(200, ACCEPTED.into())]);
        let result = run(send::<Json>(
            &Gateway::new(&API, over(&stub)).unwrap(),
            operation,
        ));
        assert_eq!(
            (outcome(&result), stub.sent()),
            ("accepted", 3),
            "{}",
            operation.id
        );
    }
}

#[test]
fn what_may_have_left_is_tried_again_only_where_the_document_calls_it_safe() {
    for (operation, sent) in [(&PAY, 1), (&CHANGE, 1), (&QUERY, 3)] {
        let maybe = || Reply::Fails(TransportError::may_have_been_sent(Reason::Closed));
        let stub = Stub::new([maybe(), maybe(), maybe()]);
        let result = run(send::<Json>(
            &Gateway::new(&API, over(&stub)).unwrap(),
            operation,
        ));
        assert_eq!(
            (outcome(&result), stub.sent()),
            ("indeterminate", sent),
            "{}",
            operation.id
        );
    }
}

#[test]
fn an_attempt_that_may_have_arrived_is_not_undone_by_one_that_never_left() {
    let stub = Stub::new([
        Reply::Fails(TransportError::may_have_been_sent(Reason::Closed)),
        Reply::Fails(TransportError::never_sent(Reason::Connect)),
        Reply::Fails(TransportError::never_sent(Reason::Connect)),
    ]);
    let failure = run(send::<Json>(
        &Gateway::new(&API, over(&stub)).unwrap(),
        &QUERY,
    ))
    .unwrap_err();
    assert_eq!(
        (failure.evidence(), stub.sent()),
        (Evidence::MayHaveBeenSent, 3),
        "{failure}"
    );
}

#[test]
fn a_redirect_that_another_client_hands_over_is_an_answer() {
    for status in [301, 302, 303, 307, 308] {
        let stub = Stub::answering(status, "");
        let result = run(send::<Json>(
            &Gateway::new(&API, over(&stub)).unwrap(),
            &PAY,
        ));
        assert_eq!((outcome(&result), stub.sent()), ("indeterminate", 1));
    }
}

#[test]
fn a_client_that_says_nothing_is_taken_to_have_sent() {
    for (reply, evidence) in [
        (Reply::Hangs, Evidence::MayHaveBeenSent),
        (Reply::HangsWriting, Evidence::MayHaveBeenSent),
        (Reply::HangsUnwritten, Evidence::NeverSent),
    ] {
        run(async {
            let (stub, clock) = (Stub::new([reply]), TestClock::new());
            let gateway = Gateway::new(
                &API,
                over(&stub)
                    .retries(Retries::NONE)
                    .clock(Arc::new(clock.clone())),
            )
            .unwrap();
            let call = tokio::spawn(async move { send::<Json>(&gateway, &PAY).await });
            settle().await;
            clock.advance(Duration::from_secs(60));
            settle().await;
            assert!(
                !call.is_finished(),
                "a transport that keeps the deadline itself has a second to hand over what came"
            );
            clock.advance(Duration::from_secs(1));
            assert_eq!(call.await.unwrap().unwrap_err().evidence(), evidence);
        });
    }
}

/// Answers the first request with a status and a `Retry-After`, all others well.
async fn busy(status: u16, retry_after: &'static str) -> Server {
    Server::start(move |request: usize, _: &Seen| match request {
        1 => Act::Send(reply(
            status,
            &format!("retry-after: {retry_after}\r\n"),
            "",
        )),
        _ => answer(200, ACCEPTED),
    })
    .await
}

#[test]
fn a_retry_waits_as_long_as_the_gateway_asks() {
    run(async {
        for status in [429, 503] {
            let (server, clock) = (busy(status, "7").await, TestClock::new());
            let gateway = Gateway::new(
                &API,
                config(&server.url())
                    .retries(at_once())
                    .clock(Arc::new(clock.clone())),
            )
            .unwrap();
            let mut call = tokio::spawn(async move { send::<Json>(&gateway, &QUERY).await });
            let early =
                ended_before(&mut call, clock.until_alarm_within(Duration::from_secs(7))).await;
            assert!(early.is_none());
            clock.advance(Duration::from_millis(6_999));
            settle().await;
            assert_eq!(server.counts().begun, 1);
            clock.advance(Duration::from_millis(1));
            assert!(call.await.unwrap().is_ok());
            assert_eq!(server.counts().begun, 2);
        }
    });
}

#[test]
fn a_pause_beyond_the_total_timeout_is_not_begun() {
    run(async {
        let (server, clock) = (busy(503, "3600").await, TestClock::new());
        let gateway = Gateway::new(
            &API,
            config(&server.url())
                .retries(at_once())
                .clock(Arc::new(clock)),
        )
        .unwrap();
        assert_eq!(outcome(&send::<Json>(&gateway, &QUERY).await), "status");
        assert_eq!(server.counts().begun, 1);
    });
}

#[test]
fn the_total_timeout_bounds_everything() {
    for (operation, seen) in [(&PAY, 1), (&QUERY, 1)] {
        run(async {
            let (server, clock) = (
                Server::start(|_: usize, _: &Seen| Act::Silence).await,
                TestClock::new(),
            );
            let config = config(&server.url())
                .retries(at_once())
                .clock(Arc::new(clock.clone()))
                .total_timeout(Duration::from_secs(10));
            let gateway = Gateway::new(&API, config).unwrap();
            let call = tokio::spawn(async move { send::<Json>(&gateway, operation).await });
            server.until(|counts| counts.whole == 1).await;
            clock.advance(Duration::from_secs(10));
            let failure = call.await.unwrap().unwrap_err();
            assert!(
                matches!(&failure, Failure::Indeterminate(open) if open.reason() == Reason::Timeout),
                "{failure}"
            );
            assert_eq!(server.counts().begun, seen);
        });
    }
}

#[test]
fn a_gateway_that_is_down_is_not_stormed() {
    let never = || Reply::Fails(TransportError::never_sent(Reason::Connect));
    let stub = Stub::new((0..100).map(|_| never()));
    let gateway = Gateway::new(&API, over(&stub)).unwrap();
    let attempts = |operation: &'static Operation| match run(send::<Json>(&gateway, operation)) {
        Err(Failure::NotSent(not_sent)) => not_sent.attempts(),
        other => panic!("{}", outcome(&other)),
    };
    // Ten retries are in the budget, two for each of the first five calls.
    assert_eq!(
        (0..8).map(|_| attempts(&PAY)).collect::<Vec<_>>(),
        [3, 3, 3, 3, 3, 1, 1, 1]
    );
}

#[test]
fn a_call_that_is_given_up_is_not_sent_again_behind_its_back() {
    run(async {
        let heads = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&heads);
        let server = Server::start(move |_: usize, _: &Seen| {
            counted.fetch_add(1, Ordering::SeqCst);
            Act::Silence
        })
        .await;
        let gateway = Gateway::new(&API, config(&server.url()).retries(at_once())).unwrap();
        let call = tokio::spawn(async move { send::<Json>(&gateway, &QUERY).await });
        server.until(|counts| counts.whole == 1).await;
        call.abort();
        assert!(call.await.is_err_and(|error| error.is_cancelled()));
        settle().await;
        assert_eq!(heads.load(Ordering::SeqCst), 1);
    });
}
