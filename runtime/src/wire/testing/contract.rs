//! Holds a transport to its contract.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use tokio::net::{TcpListener, TcpStream};

use crate::record::evidence::Evidence;
use crate::record::operation::Method;
use crate::record::raw_answer::RawAnswer;
use crate::value::locked::Locked;
use crate::value::types::sensitive::Sensitive;
use crate::wire::clock::{Clock, SystemClock, until};
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::proxy::write;
use crate::wire::testing::tried::Violated;
use crate::wire::transport::{Limits, Transport, TransportError};

/// Tries a transport against a server on the loopback address that redirects, fails, breaks off and closes, drops an
/// exchange, and gives every way in which it broke the contract of [`Transport`]; none is good. `make` is given a base URL and makes the
/// transport that reaches it.
///
/// A transport that fails here would, sooner or later, charge somebody twice or lose a payment.
///
/// ```no_run
/// # use std::sync::Arc;
/// # use gateway_runtime::{Transport, testing};
/// # async fn test(my_transport: impl Fn(&str) -> Arc<dyn Transport>) {
/// assert_eq!(testing::violations(|url| my_transport(url)).await, Vec::<String>::new());
/// # }
/// ```
pub async fn violations(make: impl Fn(&str) -> Arc<dyn Transport>) -> Vec<String> {
    let mut found = Vec::new();
    for case in CASES {
        if let Err(Violated(violation)) = case.run(&make).await {
            found.push(format!("{}: {violation}", case.name));
        }
    }
    if let Err(Violated(violation)) = dropped(&make).await {
        found.push(format!("a dropped exchange: {violation}"));
    }
    found
}

/// Drops an exchange as soon as it waits for something. If it says then that nothing was written, nothing may come any
/// more: the gateway counts such a request as never sent, and may send it again.
async fn dropped(make: impl Fn(&str) -> Arc<dyn Transport>) -> Result<(), Violated> {
    /// How long is waited for what a task of the transport's own may still send.
    const WATCHED: Duration = Duration::from_millis(500);
    let plain = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    let server = Server::start(plain).await?;
    let clock = Arc::new(SystemClock::new());
    let (transport, outgoing) = (make(&server.url), sample(&server.url));
    let limits = limits(&clock);
    let mut exchange = transport.exchange(&outgoing, &limits);
    let is_over = poll_fn(|context| Poll::Ready(exchange.as_mut().poll(context).is_ready())).await;
    let is_unwritten = !is_over && outgoing.is_unwritten();
    drop(exchange);
    if !is_unwritten {
        return Ok(());
    }
    clock.sleep(WATCHED).await;
    match server.requests.load(Ordering::SeqCst) {
        0 => Ok(()),
        _ => Err("it was sent although nobody waits for it any more".into()),
    }
}

fn limits(clock: &Arc<SystemClock>) -> Limits {
    Limits {
        clock: Arc::<SystemClock>::clone(clock),
        connect: Duration::from_secs(10),
        deadline: clock.monotonic().saturating_add(Duration::from_secs(10)),
        leaves_by: None,
        largest_answer: 1024,
    }
}

/// One thing that a server does, and what may come of it.
struct Case {
    name: &'static str,
    /// What is sent back; `{URL}` stands for the address of the server.
    answer: &'static str,
    /// How many exchanges are made, one after the other.
    exchanges: usize,
    check: fn(&Result<RawAnswer, TransportError>) -> Result<(), &'static str>,
}

const CASES: &[Case] = &[
    Case {
        name: "a plain answer",
        answer: "HTTP/1.1 200 OK\r\nx-test: yes\r\ncontent-length: 2\r\n\r\n{}",
        exchanges: 2,
        check: |outcome| match outcome {
            Ok(answer) if answer.status() != 200 => Err("the status is another one"),
            Ok(answer) if answer.body() != b"{}" || answer.flaw().is_some() => {
                Err("the body is another one")
            }
            Ok(answer) if answer.header("x-test") != Some("yes") => Err("a header is missing"),
            Ok(_) => Ok(()),
            Err(_) => Err("it failed"),
        },
    },
    Case {
        name: "a redirect 307",
        answer: "HTTP/1.1 307 Temporary Redirect\r\nlocation: {URL}/elsewhere\r\ncontent-length: 0\r\n\r\n",
        exchanges: 1,
        check: |outcome| is_status(outcome, 307),
    },
    Case {
        name: "a redirect 302",
        answer: "HTTP/1.1 302 Found\r\nlocation: {URL}/elsewhere\r\ncontent-length: 0\r\n\r\n",
        exchanges: 1,
        check: |outcome| is_status(outcome, 302),
    },
    Case {
        name: "an error 503",
        answer: "HTTP/1.1 503 Service Unavailable\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n",
        exchanges: 1,
        check: |outcome| is_status(outcome, 503),
    },
    Case {
        name: "a connection closed after the request",
        answer: "",
        exchanges: 1,
        check: may_have_been_sent,
    },
    Case {
        name: "a connection closed in the head of the answer",
        answer: "HTTP/1.1 200 OK\r\ncontent-le",
        exchanges: 1,
        check: may_have_been_sent,
    },
    Case {
        name: "a connection closed in the body of the answer",
        answer: "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"respCode\":\"0000\"}",
        exchanges: 1,
        check: |outcome| match outcome {
            Ok(answer) if answer.flaw().is_none() => {
                Err("half an answer was given for a whole one")
            }
            Ok(_) => Ok(()),
            Err(_) => may_have_been_sent(outcome),
        },
    },
];

fn is_status(outcome: &Result<RawAnswer, TransportError>, status: u16) -> Result<(), &'static str> {
    match outcome {
        Ok(answer) if answer.status() == status => Ok(()),
        Ok(_) => Err("the answer is another one"),
        Err(_) => Err("the answer was dropped"),
    }
}

fn may_have_been_sent(outcome: &Result<RawAnswer, TransportError>) -> Result<(), &'static str> {
    match outcome {
        Err(error) if error.evidence == Evidence::NeverSent => {
            Err("it says that nothing was sent, but the server has it")
        }
        Err(_) => Ok(()),
        Ok(_) => Err("there was no answer to give"),
    }
}

impl Case {
    async fn run(&self, make: impl Fn(&str) -> Arc<dyn Transport>) -> Result<(), Violated> {
        let server = Server::start(self.answer).await?;
        let transport = make(&server.url);
        let clock = Arc::new(SystemClock::new());
        for _ in 0..self.exchanges {
            let outgoing = sample(&server.url);
            let limits = limits(&clock);
            let grace = limits.deadline.saturating_add(Duration::from_secs(1));
            let Some(outcome) = until(&*clock, grace, transport.exchange(&outgoing, &limits)).await
            else {
                return Err("it does not end".into());
            };
            (self.check)(&outcome.map(Incoming::finish))?;
        }
        server.saw(self.exchanges)
    }
}

const BODY: &str = r#"{"orderNo":"order-1"}"#;

fn sample(url: &str) -> Outgoing {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(header::AUTHORIZATION, HeaderValue::from_static("token-1"));
    let target = Sensitive::new("/v1/pay?a=b%20c".to_owned());
    let body = Some(Bytes::from_static(BODY.as_bytes()));
    Outgoing::new(Method::Post, url.to_owned(), target, headers, body)
}

/// Answers every request alike and closes the connection after it.
struct Server {
    url: String,
    requests: Arc<AtomicUsize>,
    /// What was wrong with a request.
    wrong: Arc<Locked<Option<&'static str>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start(answer: &'static str) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let answer = answer.replace("{URL}", &url);
        let (requests, wrong) = (Arc::new(AtomicUsize::new(0)), Arc::new(Locked::new(None)));
        let (seen, noted) = (Arc::clone(&requests), Arc::clone(&wrong));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // One connection at a time: nobody here needs two.
                let Ok(request) = read(&stream).await else {
                    continue;
                };
                seen.fetch_add(1, Ordering::SeqCst);
                if let Some(violation) = wrong_in(&request) {
                    *noted.lock() = Some(violation);
                }
                let _ = write(&stream, answer.as_bytes()).await;
            }
        });
        Ok(Self {
            url,
            requests,
            wrong,
            task,
        })
    }

    fn saw(&self, expected: usize) -> Result<(), Violated> {
        if let Some(violation) = *self.wrong.lock() {
            return Err(violation.into());
        }
        match self.requests.load(Ordering::SeqCst) {
            count if count == expected => Ok(()),
            count => Err(format!("{count} requests were sent for {expected}").into()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn wrong_in(request: &str) -> Option<&'static str> {
    let lower = request.to_ascii_lowercase();
    let has = |line: &str| lower.contains(line);
    match () {
        () if !request.starts_with("POST /v1/pay?a=b%20c HTTP/1.1\r\n") => {
            Some("method or target arrived changed")
        }
        () if !has("\r\nauthorization: token-1\r\n")
            || !has("\r\ncontent-type: application/json\r\n") =>
        {
            Some("a header did not arrive")
        }
        () if !request.ends_with(BODY) => Some("the body arrived changed"),
        () => None,
    }
}

/// Reads one request, whose body has the length of the sample.
async fn read(stream: &TcpStream) -> std::io::Result<String> {
    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        stream.readable().await?;
        match stream.try_read(&mut buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => request.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            Err(error) => return Err(error),
        }
        let text = String::from_utf8_lossy(&request);
        if text
            .split_once("\r\n\r\n")
            .is_some_and(|(_, body)| body.len() >= BODY.len())
        {
            return Ok(text.into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::address::Address;
    use crate::wire::http::Http;
    use crate::wire::reach::Reach;

    #[test]
    fn our_own_transport_keeps_the_contract() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let make = |url: &str| -> Arc<dyn Transport> {
            Arc::new(Http::configured(&Address::parse(url).unwrap(), &Reach::default()).unwrap())
        };
        assert_eq!(runtime.block_on(violations(make)), Vec::<String>::new());
    }
}
