//! What our own transport says of a request, at every point at which a connection can fail.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::HeaderMap;

use crate::fixture::run;
use crate::record::evidence::Reason;
use crate::record::future::BoxFuture;
use crate::record::operation::Method;
use crate::value::types::sensitive::Sensitive;
use crate::wire::address::Address;
use crate::wire::clock::Clock;
use crate::wire::fake::{Fake, Takes};
use crate::wire::http::{Http, shake_hands};
use crate::wire::io::Wire;
use crate::wire::outgoing::Outgoing;
use crate::wire::pool::Line;
use crate::wire::reach::Reach;
use crate::wire::testing::clock::TestClock;
use crate::wire::transport::{Limits, TransportError};

const ACCEPTED: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

fn payment() -> Outgoing {
    let target = Sensitive::new("/pay".to_owned());
    let body = Some(Bytes::from_static(b"{}"));
    Outgoing::new(Method::Post, String::new(), target, HeaderMap::new(), body)
}

fn limits(clock: impl Clock + 'static) -> Limits {
    Limits {
        clock: Arc::new(clock),
        connect: Duration::from_secs(10),
        deadline: Duration::from_secs(60),
        leaves_by: None,
        largest_answer: 1024,
    }
}

pub(super) async fn line(fake: &Fake, encrypted: bool) -> Line {
    let wire = Wire::new(Box::new(fake.end()), encrypted);
    shake_hands(wire).await.unwrap()
}

/// A transport to a port of this machine.
fn transport(port: u16) -> Http {
    let url = format!("http://127.0.0.1:{port}");
    Http::configured(&Address::parse(&url).unwrap(), &Reach::default()).unwrap()
}

/// A transport whose only connection is one that has served a request and waits for the next.
async fn with_idle(fake: &Fake, encrypted: bool, port: u16) -> Http {
    let http = transport(port);
    fake.answer(ACCEPTED);
    let sent = http
        .send_on(
            line(fake, encrypted).await,
            &payment(),
            &limits(TestClock::new()),
        )
        .await;
    assert!(sent.is_ok());
    assert!(!http.pool.is_empty());
    http
}

/// A port on which nobody listens, and nobody can begin to as long as this is held.
struct Nobody(tokio::net::TcpSocket);

impl Nobody {
    fn new() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        Self(socket)
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }
}

/// A transport that connects nowhere by itself.
fn unconnected() -> Http {
    transport(1)
}

/// A server for one connection, and how many bytes of requests came on it.
fn server() -> (u16, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut seen, mut buffer) = (String::new(), [0; 1024]);
        while !seen.ends_with("\r\n\r\n{}") {
            let count = stream.read(&mut buffer).unwrap();
            assert!(count > 0, "{seen}");
            seen.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        stream.write_all(ACCEPTED.as_bytes()).unwrap();
        seen
    });
    (port, served)
}

/// Does something to a connection after it was taken from among the idle ones and before it is written to: that is when
/// the transport asks for the second time what time it is, whether it is too late.
struct Meanwhile<F>(TestClock, AtomicBool, F);

impl<F> std::fmt::Debug for Meanwhile<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl<F: Fn() + Send + Sync> Clock for Meanwhile<F> {
    fn monotonic(&self) -> Duration {
        if self.1.swap(true, Ordering::SeqCst) {
            (self.2)();
        }
        self.0.monotonic()
    }

    fn wall(&self) -> SystemTime {
        self.0.wall()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration)
    }
}

/// Sends a request on an idle connection to which something happens at the last moment.
async fn send_while(
    http: &Http,
    happens: impl Fn() + Send + Sync + 'static,
) -> (Option<TransportError>, bool) {
    let payment = payment();
    let limits = limits(Meanwhile(TestClock::new(), AtomicBool::new(false), happens));
    let sent = http.send(&payment, &limits).await;
    (sent.err(), payment.is_unwritten())
}

#[test]
fn a_request_of_which_an_idle_connection_took_nothing_goes_out_on_a_new_one_once() {
    run(async {
        // That the connection once wrote another request is no matter.
        for is_closed in [true, false] {
            let (fake, (port, served)) = (Fake::default(), server());
            let http = with_idle(&fake, false, port).await;
            let before = fake.written();
            let idle = fake.clone();
            let (failure, is_unwritten) = send_while(&http, move || match is_closed {
                true => idle.close(),
                false => idle.breaks(),
            })
            .await;
            assert_eq!((failure, is_unwritten), (None, false));
            assert_eq!(fake.written(), before);
            let seen = served.join().unwrap();
            assert_eq!(seen.matches("POST /pay").count(), 1, "{seen}");
            let host = format!("host: 127.0.0.1:{port}\r\n");
            assert_eq!(seen.matches(&host).count(), 1, "{seen}");
        }
    });
}

#[test]
fn whoever_connects_anew_is_told_that_nothing_was_written_yet() {
    run(async {
        let fake = Fake::default();
        let nobody = Nobody::new();
        let http = with_idle(&fake, false, nobody.port()).await;
        let idle = fake.clone();
        let (failure, is_unwritten) = send_while(&http, move || idle.close()).await;
        assert_eq!(failure.map(|error| error.reason), Some(Reason::Connect));
        assert!(is_unwritten);
    });
}

#[test]
fn whoever_cannot_connect_has_written_nothing() {
    run(async {
        let (payment, nobody) = (payment(), Nobody::new());
        let sent = transport(nobody.port())
            .send(&payment, &limits(TestClock::new()))
            .await;
        assert_eq!(sent.err().map(|error| error.reason), Some(Reason::Connect));
        assert!(payment.is_unwritten());
    });
}

#[test]
fn an_encrypted_connection_that_breaks_under_a_request_may_have_sent_it() {
    run(async {
        let fake = Fake::default();
        let nobody = Nobody::new();
        let http = with_idle(&fake, true, nobody.port()).await;
        let idle = fake.clone();
        let (failure, is_unwritten) = send_while(&http, move || idle.breaks()).await;
        assert_eq!(
            (failure, is_unwritten),
            (
                Some(TransportError::may_have_been_sent(Reason::Closed)),
                false
            )
        );
    });
}

#[test]
fn one_byte_is_enough_to_have_been_sent() {
    for (takes, expected) in [
        (
            vec![Takes::Breaks],
            TransportError::never_sent(Reason::Unwritten),
        ),
        (
            vec![Takes::Some(1), Takes::Breaks],
            TransportError::may_have_been_sent(Reason::Closed),
        ),
    ] {
        run(async {
            let (fake, http) = (Fake::taking(takes), unconnected());
            let line = line(&fake, false).await;
            let sent = http
                .send_on(line, &payment(), &limits(TestClock::new()))
                .await;
            assert_eq!(sent.err(), Some(expected));
        });
    }
}

#[test]
fn at_the_deadline_it_counts_whether_a_byte_was_taken() {
    for (takes, expected) in [
        (
            vec![Takes::Nothing],
            TransportError::never_sent(Reason::Deadline),
        ),
        (
            vec![Takes::Some(1), Takes::Nothing],
            TransportError::may_have_been_sent(Reason::Timeout),
        ),
        (
            vec![Takes::All],
            TransportError::may_have_been_sent(Reason::Timeout),
        ),
    ] {
        run(async {
            let (fake, clock) = (Fake::taking(takes), TestClock::new());
            let line = line(&fake, false).await;
            let limits = limits(clock.clone());
            let sent = tokio::spawn(async move {
                let payment = payment();
                let sent = unconnected().send_on(line, &payment, &limits).await;
                (sent.err(), payment.is_unwritten())
            });
            clock.until_alarm_within(Duration::from_secs(60)).await;
            clock.advance(Duration::from_secs(60));
            assert_eq!(sent.await.unwrap(), (Some(expected), false));
        });
    }
}

#[test]
fn what_is_connected_too_late_is_not_written_to() {
    for (seconds, expected) in [(59, None), (60, Some(Reason::Deadline))] {
        run(async {
            let (fake, clock) = (Fake::default(), TestClock::new());
            fake.answer(ACCEPTED);
            let line = line(&fake, false).await;
            clock.advance(Duration::from_secs(seconds));
            let limits = limits(clock);
            let payment = payment();
            payment.not_yet_written();
            let sent = unconnected().send_on(line, &payment, &limits).await;
            assert_eq!(sent.err(), expected.map(TransportError::never_sent));
            assert_eq!(fake.written() == 0, expected.is_some());
            assert_eq!(payment.is_unwritten(), expected.is_some());
        });
    }
}

#[test]
fn what_a_machine_was_suspended_before_is_not_written_when_its_time_is_over() {
    for (seconds, expected) in [(29, None), (30, Some(Reason::Deadline))] {
        run(async {
            let (fake, clock) = (Fake::default(), TestClock::new());
            fake.answer(ACCEPTED);
            let line = line(&fake, false).await;
            clock.suspend(Duration::from_secs(seconds));
            let limits = Limits {
                leaves_by: Some(Duration::from_secs(30)),
                ..limits(clock)
            };
            let payment = payment();
            payment.not_yet_written();
            let sent = unconnected().send_on(line, &payment, &limits).await;
            assert_eq!(sent.err(), expected.map(TransportError::never_sent));
            assert_eq!(fake.written() == 0, expected.is_some());
        });
    }
}

#[test]
fn an_answer_of_exactly_the_largest_size_is_whole() {
    for (size, kept, flaw) in [
        (1023, 1023, None),
        (1024, 1024, None),
        (1025, 1024, Some(Reason::TooLarge)),
    ] {
        for framing in [format!("content-length: {size}\r\n"), String::new()] {
            run(async {
                let (fake, http) = (Fake::default(), unconnected());
                let body = "x".repeat(size);
                fake.answer(format!("HTTP/1.1 200 OK\r\n{framing}\r\n{body}"));
                // Without a length, the body ends where the connection does.
                fake.close();
                let line = line(&fake, false).await;
                let sent = http
                    .send_on(line, &payment(), &limits(TestClock::new()))
                    .await;
                let answer = sent.unwrap().finish();
                assert_eq!((answer.body().len(), answer.flaw()), (kept, flaw));
                assert!(http.pool.is_empty());
            });
        }
    }
}

#[test]
fn the_parts_of_an_answer_are_counted_together() {
    for (parts, kept, flaw) in [
        ([400, 400, 224], 1024, None),
        ([400, 400, 225], 1024, Some(Reason::TooLarge)),
        ([1024, 1, 1024], 1024, Some(Reason::TooLarge)),
    ] {
        run(async {
            let (fake, http) = (Fake::default(), unconnected());
            let body: String = parts
                .iter()
                .map(|size| format!("{size:x}\r\n{}\r\n", "x".repeat(*size)))
                .collect();
            let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            fake.answer(format!("{head}{body}0\r\n\r\n"));
            let line = line(&fake, false).await;
            let sent = http
                .send_on(line, &payment(), &limits(TestClock::new()))
                .await;
            let incoming = sent.unwrap();
            assert_eq!((incoming.len(), incoming.is_empty()), (kept, false));
            let answer = incoming.finish();
            assert_eq!((answer.body().len(), answer.flaw()), (kept, flaw));
            // One that is not read to its end is not used again.
            assert_eq!(http.pool.is_empty(), flaw.is_some());
        });
    }
}

#[test]
fn whatever_answers_after_a_byte_was_taken_proves_nothing() {
    for (answer, reason) in [
        ("SSH-2.0-OpenSSH_9.6\r\n\r\n", Reason::NotHttp),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n",
            Reason::NotHttp,
        ),
        ("HTTP/1.1 200 OK\r\n", Reason::Closed),
        ("", Reason::Closed),
    ] {
        run(async {
            let (fake, http) = (Fake::default(), unconnected());
            fake.answer(answer);
            fake.close();
            let line = line(&fake, false).await;
            let sent = http
                .send_on(line, &payment(), &limits(TestClock::new()))
                .await;
            let expected = TransportError::may_have_been_sent(reason);
            assert_eq!(sent.err(), Some(expected), "{answer:?}");
        });
    }
}

#[test]
fn an_answer_without_a_body_is_empty() {
    run(async {
        let (fake, http) = (Fake::default(), unconnected());
        fake.answer("HTTP/1.1 204 No Content\r\n\r\n");
        let line = line(&fake, false).await;
        let sent = http
            .send_on(line, &payment(), &limits(TestClock::new()))
            .await;
        let incoming = sent.unwrap();
        assert_eq!((incoming.len(), incoming.is_empty()), (0, true));
    });
}

#[test]
fn an_answer_behind_one_that_was_anothers_decides_nothing_and_ends_its_connection() {
    run(async {
        for is_in_doubt in [false, true] {
            let (http, fake) = (unconnected(), Fake::default());
            fake.answer(ACCEPTED);
            let line = line(&fake, false).await;
            if is_in_doubt {
                // The next request was given the connection before the answer of this one was understood.
                line.doubt.raise();
            }
            let (payment, limits) = (payment(), limits(TestClock::new()));
            let mut answer = http.send_on(line, &payment, &limits).await.unwrap();
            assert_eq!(answer.take_doubt().is_some(), !is_in_doubt);
            let flaw = is_in_doubt.then_some(Reason::OtherRequest);
            assert_eq!(answer.finish().flaw(), flaw);
            assert_eq!(
                (http.pool.is_empty(), fake.is_dropped()),
                (is_in_doubt, is_in_doubt)
            );
        }
    });
}

#[test]
fn a_connection_in_doubt_carries_no_other_request() {
    run(async {
        let fake = Fake::default();
        let http = with_idle(&fake, false, 1).await;
        let line = http.pool.take(Duration::ZERO).await.unwrap();
        let doubt = line.doubt.clone();
        http.pool
            .keep(Duration::ZERO, Duration::from_secs(20), line);
        doubt.raise();
        assert!(http.pool.take(Duration::ZERO).await.is_none() && fake.is_dropped());
    });
}
