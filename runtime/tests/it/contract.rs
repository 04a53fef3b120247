//! A merchant's own HTTP client is held to the contract: whoever breaks it is caught before a payment is.

use std::sync::Arc;

use gateway_runtime::{
    BoxFuture, Incoming, Limits, Outgoing, Reason, Transport, TransportError, http, testing,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::api::run;

/// A small HTTP client of somebody else, and the way in which it is bad.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Naive {
    Good,
    FollowsRedirects,
    SendsAgain,
    SendsAgainOnErrors,
    SaysNeverSent,
    TakesHalfForWhole,
    DropsFailures,
    ForgetsHeaders,
    GoesOn,
}

impl Transport for Naive {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            let url = request.expose_url().expose().clone();
            if *self == Self::GoesOn {
                return self.on_a_task_of_its_own(request, url).await;
            }
            let (status, head, body) = match self.send(request, &url).await {
                None if *self == Self::SendsAgain => self.send(request, &url).await,
                Some((503, ..)) if *self == Self::SendsAgainOnErrors => {
                    self.send(request, &url).await
                }
                Some((302 | 307, head, _)) if *self == Self::FollowsRedirects => {
                    let location = head
                        .split("location: ")
                        .nth(1)
                        .unwrap()
                        .split("\r\n")
                        .next()
                        .unwrap();
                    self.send(request, location).await
                }
                answer => answer,
            }
            .ok_or_else(|| match self {
                Self::SaysNeverSent => TransportError::never_sent(Reason::Closed),
                _ => TransportError::may_have_been_sent(Reason::Closed),
            })?;
            if *self == Self::DropsFailures && status >= 300 {
                return Err(TransportError::may_have_been_sent(Reason::Status));
            }
            let mut headers = http::HeaderMap::new();
            for line in head.split("\r\n").skip(1) {
                let (name, value) = line.split_once(": ").unwrap();
                headers.insert(
                    http::HeaderName::try_from(name).unwrap(),
                    value.parse().unwrap(),
                );
            }
            let length = headers
                .get("content-length")
                .unwrap()
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
            let mut incoming = Incoming::new(status.try_into().unwrap(), headers);
            incoming.push(&body);
            if body.len() < length && *self != Self::TakesHalfForWhole {
                incoming.flawed(Reason::Truncated);
            }
            Ok(incoming)
        })
    }
}

impl Naive {
    /// Promises to say when it begins to write, and then leaves that to a task that nobody can stop.
    async fn on_a_task_of_its_own(
        &self,
        request: &Outgoing,
        url: String,
    ) -> Result<Incoming, TransportError> {
        request.not_yet_written();
        let (host, target) = url
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let body = String::from_utf8(request.body().unwrap().to_vec()).unwrap();
        let text = format!(
            "POST /{target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let host = host.to_owned();
        let task = tokio::spawn(async move {
            let mut stream = TcpStream::connect(host).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await.unwrap();
        });
        task.await.unwrap();
        Ok(Incoming::new(
            200.try_into().unwrap(),
            http::HeaderMap::new(),
        ))
    }

    /// Status, head and body, or nothing if the head did not come whole.
    async fn send(&self, request: &Outgoing, url: &str) -> Option<(u16, String, Vec<u8>)> {
        let (host, target) = url
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let mut stream = TcpStream::connect(host).await.ok()?;
        let mut text = format!(
            "{} /{target} HTTP/1.1\r\nhost: {host}\r\n",
            request.method().as_str()
        );
        for (name, value) in request.headers() {
            if *self != Self::ForgetsHeaders || name != "authorization" {
                text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
            }
        }
        let body = request.body().cloned().unwrap_or_default();
        text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        stream.write_all(text.as_bytes()).await.ok()?;
        stream.write_all(&body).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(answer[..end].to_vec()).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, head, answer[end + 4..].to_vec()))
    }
}

fn violations(naive: Naive) -> Vec<String> {
    run(testing::violations(|_| Arc::new(naive)))
}

#[test]
fn a_transport_that_keeps_the_contract_passes() {
    assert_eq!(violations(Naive::Good), Vec::<String>::new());
}

#[test]
fn every_way_to_break_the_contract_is_caught() {
    for (naive, violation) in [
        (
            Naive::FollowsRedirects,
            "a redirect 307: method or target arrived changed",
        ),
        (
            Naive::SendsAgain,
            "a connection closed after the request: 2 requests were sent for 1",
        ),
        (
            Naive::SendsAgainOnErrors,
            "an error 503: 2 requests were sent for 1",
        ),
        (
            Naive::SaysNeverSent,
            "a connection closed after the request: it says that nothing was sent, but the server has it",
        ),
        (
            Naive::TakesHalfForWhole,
            "a connection closed in the body of the answer: half an answer was given for a whole one",
        ),
        (Naive::DropsFailures, "an error 503: the answer was dropped"),
        (
            Naive::ForgetsHeaders,
            "a plain answer: a header did not arrive",
        ),
        (
            Naive::GoesOn,
            "a dropped exchange: it was sent although nobody waits for it any more",
        ),
    ] {
        let found = violations(naive);
        assert!(
            found.iter().any(|found| found == violation),
            "{naive:?}: {found:#?}"
        );
    }
}
