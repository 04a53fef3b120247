//! No answer is ever taken for another's, however oddly a gateway writes and whenever it writes what nobody asked for.

use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::testing::TestClock;
use gateway_runtime::{Accepted, Call, Failure, Gateway, Reason};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::api::{ACCEPTED, API, PAY, Paid, Pay, config, pay, run};
use super::odd_answers::odd_answers;
use super::server::{Act, Seen, Server, answer, reply};
use super::{ended_before, settle};

/// The acceptance, with a status by which it is known again.
fn marked(status: &str) -> String {
    ACCEPTED.replace("\"accepted\"", &format!("\"{status}\""))
}

/// Pays, and has the time run out once nothing else can happen.
async fn pay_in_time(gateway: &Gateway, clock: &TestClock) -> Result<Accepted<Paid>, Failure> {
    let gateway = gateway.clone();
    let mut call = tokio::spawn(async move { pay(&gateway).await });
    let quiet = async {
        for _ in 0..20 {
            settle().await;
        }
    };
    if let Some(paid) = ended_before(&mut call, quiet).await {
        return paid;
    }
    clock.advance(Duration::from_secs(61));
    call.await.unwrap()
}

fn gateway_by(clock: &TestClock, url: &str) -> Gateway {
    Gateway::new(&API, config(url).clock(Arc::new(clock.clone()))).unwrap()
}

#[test]
fn the_connection_of_an_odd_answer_carries_no_other() {
    for (name, bytes) in odd_answers() {
        run(async {
            let server = Server::start(move |request: usize, _: &Seen| match request {
                1 => Act::Send(bytes.clone()),
                _ => answer(200, &marked("own")),
            })
            .await;
            let clock = TestClock::new();
            let gateway = gateway_by(&clock, &server.url());
            let _ = pay_in_time(&gateway, &clock).await;
            let second = pay_in_time(&gateway, &clock).await.unwrap();
            let status = second.value.status.as_deref();
            let counts = server.counts();
            assert_eq!((status, counts.connections), (Some("own"), 2), "{name}");
        });
    }
}

#[test]
fn whoever_reads_too_much_or_too_little_is_told_which_bound_was_exceeded() {
    for (name, reason, shown) in [
        (
            "300 headers, where 160 are the most",
            Reason::HeadTooLarge,
            "more than 160 headers",
        ),
        (
            "headers of 300 KiB, where 256 KiB are the most",
            Reason::HeadTooLarge,
            "more than 256 KiB",
        ),
    ] {
        run(async {
            let (_, bytes) = odd_answers()
                .into_iter()
                .find(|(odd, _)| *odd == name)
                .unwrap();
            let server = Server::start(move |_: usize, _: &Seen| Act::Send(bytes.clone())).await;
            let clock = TestClock::new();
            let failure = pay_in_time(&gateway_by(&clock, &server.url()), &clock)
                .await
                .unwrap_err();
            let Failure::Indeterminate(open) = &failure else {
                panic!("{failure}");
            };
            assert_eq!(open.reason(), reason);
            assert!(failure.to_string().contains(shown), "{failure}");
        });
    }
}

/// When a gateway sends what nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unasked {
    WithTheAnswer,
    WhileTheConnectionRests,
    /// When the next request has come, in place of its answer.
    AtTheNextRequest,
}

/// Answers each request with an acceptance that says which connection it is of, and on the first connection sends one that nobody asked for.
async fn serve(listener: TcpListener, unasked: Unasked, rests: Arc<Notify>) {
    let mut connection = 0;
    let mut streams = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connection += 1;
        let (first, rests) = (connection == 1, Arc::clone(&rests));
        streams.spawn(async move { converse(stream, first.then_some(unasked), rests).await });
    }
}

async fn converse(
    mut stream: TcpStream,
    unasked: Option<Unasked>,
    rests: Arc<Notify>,
) -> Option<()> {
    let smuggled = reply(200, "", &marked("smuggled"));
    let own = reply(200, "", &marked("own"));
    let mut answered = 0;
    let mut buffer = Vec::new();
    loop {
        while !buffer.ends_with(b"\"Ada\"}") {
            (stream.read_buf(&mut buffer).await.ok()? > 0).then_some(())?;
        }
        buffer.clear();
        answered += 1;
        let bytes = match (unasked, answered) {
            (Some(Unasked::WithTheAnswer), 1) => [&own[..], &smuggled].concat(),
            (Some(Unasked::AtTheNextRequest), 2) => [&smuggled[..], &own].concat(),
            _ => own.clone(),
        };
        stream.write_all(&bytes).await.ok()?;
        if unasked == Some(Unasked::WhileTheConnectionRests) {
            rests.notified().await;
            stream.write_all(&smuggled).await.ok()?;
            rests.notify_one();
        }
    }
}

#[test]
fn an_answer_that_nobody_asked_for_is_nobodys() {
    for (unasked, fresh) in [
        (Unasked::WithTheAnswer, false),
        (Unasked::WhileTheConnectionRests, false),
        // Nobody could tell it from an answer on a connection that has rested, so there must be none.
        (Unasked::AtTheNextRequest, true),
    ] {
        run(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let rests = Arc::new(Notify::new());
            let server = tokio::spawn(serve(listener, unasked, Arc::clone(&rests)));
            let config = match fresh {
                true => config(&url).fresh_connections_for_money(),
                false => config(&url),
            };
            let gateway = Gateway::new(&API, config).unwrap();
            for payment in 0..3 {
                let paid = pay(&gateway).await.unwrap();
                assert_eq!(
                    paid.value.status.as_deref(),
                    Some("own"),
                    "{unasked:?}, {payment}"
                );
                if payment == 0 && unasked == Unasked::WhileTheConnectionRests {
                    rests.notify_one();
                    tokio::task::yield_now().await;
                    rests.notified().await;
                }
            }
            server.abort();
        });
    }
}

/// The number of the order in a request or an answer.
fn order_in(text: &str) -> &str {
    let (_, behind) = text.split_once(r#""orderNo":""#).unwrap();
    behind.split('"').next().unwrap()
}

/// An acceptance of an order.
fn accepted(order: &str) -> String {
    ACCEPTED.replace("order-1", order)
}

/// Reads the next request of a payment, and gives its order.
async fn asked(stream: &mut TcpStream) -> Option<String> {
    let mut buffer = Vec::new();
    while !buffer.ends_with(b"\"Ada\"}") {
        (stream.read_buf(&mut buffer).await.ok()? > 0).then_some(())?;
    }
    Some(order_in(&String::from_utf8_lossy(&buffer)).to_owned())
}

/// Answers the first request of the first connection twice, the second time with this once the next request has come; each
/// answer of that connection is from then on that of the request before. Every other connection has its own answers.
async fn serve_late(listener: TcpListener, unasked: (u16, &'static str)) {
    let mut streams = tokio::task::JoinSet::new();
    let mut is_late = true;
    while let Ok((mut stream, _)) = listener.accept().await {
        let late = std::mem::take(&mut is_late);
        streams.spawn(async move {
            let mut before: Option<String> = None;
            while let Some(order) = asked(&mut stream).await {
                let bytes = match before.replace(order.clone()).filter(|_| late) {
                    Some(first) if first == "order-1" => {
                        let (status, body) = unasked;
                        reply(status, "", body)
                    }
                    Some(before) => reply(200, "", &accepted(&before)),
                    None => reply(200, "", &accepted(&order)),
                };
                stream.write_all(&bytes).await.ok()?;
            }
            Some(())
        });
    }
}

#[test]
fn an_answer_that_comes_behind_the_next_request_is_not_believed_and_the_one_behind_it_neither() {
    for unasked in [
        (200, ACCEPTED),
        (200, r#"{"respCode":"2001","orderNo":"order-1"}"#),
        (401, r#"{"respCode":"0401","orderNo":"order-1"}"#),
        (404, r#"{"error":{"orderNo":"order-1"}}"#),
    ] {
        run(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let server = tokio::spawn(serve_late(listener, unasked));
            let gateway = Gateway::new(&API, config(&url)).unwrap();
            for (payment, order) in ["order-1", "order-2", "order-3", "order-4"]
                .into_iter()
                .enumerate()
            {
                let request = Pay {
                    order_no: order.to_owned(),
                    ..Pay::sample()
                };
                let paid = gateway.call::<Paid>(&PAY, Call::new().body(&request)).await;
                match (payment, paid) {
                    (1, Err(Failure::Indeterminate(open))) => {
                        assert_eq!(open.reason(), Reason::OtherRequest, "{unasked:?}");
                    }
                    (1, paid) => panic!("{unasked:?}: {paid:?}"),
                    // Its connection still has to bring the answer that is missing, so no other request may go on it.
                    (_, paid) => assert_eq!(paid.unwrap().value.order_no.as_deref(), Some(order)),
                }
            }
            server.abort();
        });
    }
}
