//! A payment through our client, through bare reqwest and through bare hyper, against one server.

use std::future::Future;
use std::pin::Pin;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use gateway_runtime::Config;
use gateway_runtime::testing::ForgetfulJournal;
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use online_payment_gateway::Client;
use online_payment_gateway::models::PaymentRequest;
use reqwest::header;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::measure::{Rounds, print_beside, processor_time, taken};
use crate::plain::answers::PaymentResponse;
use crate::plain::request;
use crate::sample;
use crate::server::Server;

const TOKEN: &str = "example-access-token";

/// One who makes calls after one another. Each of the 64 that run side by side has one.
trait Caller: Send + 'static {
    fn call(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

struct Ours(Client, PaymentRequest);

impl Caller for Ours {
    fn call(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.1.order_no = sample::order_no().parse().expect("a number");
            let accepted = self.0.create_payment(&self.1).await.expect("an answer");
            assert_eq!(accepted.code.expect("a code"), "0000");
        })
    }
}

struct Reqwest(reqwest::Client, Arc<str>, request::Payment);

impl Caller for Reqwest {
    fn call(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.2.order_no = sample::order_no();
            let request = self.0.post(&*self.1).header(header::AUTHORIZATION, TOKEN);
            let answer = request.json(&self.2).send().await.expect("an answer");
            let answer: PaymentResponse = answer.json().await.expect("JSON");
            assert_eq!(answer.resp_code.as_deref(), Some("0000"));
        })
    }
}

struct Hyper(
    hyper::client::conn::http1::SendRequest<Full<Bytes>>,
    Arc<str>,
    request::Payment,
);

impl Caller for Hyper {
    fn call(&mut self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async {
            self.2.order_no = sample::order_no();
            let body = serde_json::to_vec(&self.2).expect("JSON");
            let request = hyper::Request::post("/gateway/v1/payment")
                .header(header::HOST, &*self.1)
                .header(header::AUTHORIZATION, TOKEN)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from(body)))
                .expect("a request");
            self.0.ready().await.expect("a connection");
            let answer = self.0.send_request(request).await.expect("an answer");
            let body = answer
                .into_body()
                .collect()
                .await
                .expect("a body")
                .to_bytes();
            let answer: PaymentResponse = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(answer.resp_code.as_deref(), Some("0000"));
        })
    }
}

const NAMES: [&str; 4] = [
    "bare reqwest, serde structs",
    "bare hyper, serde structs",
    "our client",
    "our client, a journal that keeps nothing",
];

/// What makes calls, one way in each, so many side by side.
struct Ways {
    runtime: Runtime,
    callers: Vec<Vec<Box<dyn Caller>>>,
}

impl Ways {
    fn new(runtime: Runtime, server: &Server, side_by_side: usize) -> Self {
        let ours = sample::request();
        let theirs: request::Payment =
            serde_json::from_str(&sample::request_json()).expect("the request");
        let url: Arc<str> = format!("{}/gateway/v1/payment", server.base()).into();
        let host: Arc<str> = server.address().to_string().into();
        let config = || Config::new(server.base()).credentials("example-app-id", "example-secret");
        let client = Client::new(config()).expect("a client");
        let journalled =
            Client::new(config().journal(Arc::new(ForgetfulJournal))).expect("a client");
        let reqwest = reqwest::Client::new();
        let mut callers: Vec<Vec<Box<dyn Caller>>> = (0..NAMES.len()).map(|_| Vec::new()).collect();
        for _ in 0..side_by_side {
            let sender = runtime.block_on(connect(server));
            callers[0].push(Box::new(Reqwest(
                reqwest.clone(),
                Arc::clone(&url),
                theirs.clone(),
            )));
            callers[1].push(Box::new(Hyper(sender, Arc::clone(&host), theirs.clone())));
            callers[2].push(Box::new(Ours(client.clone(), ours.clone())));
            callers[3].push(Box::new(Ours(journalled.clone(), ours.clone())));
        }
        Self { runtime, callers }
    }

    /// Makes so many calls in one of the ways.
    fn run(&mut self, way: usize, calls: u32) {
        let callers = std::mem::take(&mut self.callers[way]);
        let each = calls / callers.len() as u32;
        self.callers[way] = self.runtime.block_on(async {
            let loops: Vec<_> = callers
                .into_iter()
                .map(|mut caller| {
                    tokio::spawn(async move {
                        for _ in 0..each {
                            caller.call().await;
                        }
                        caller
                    })
                })
                .collect();
            let mut callers = Vec::new();
            for ended in loops {
                callers.push(ended.await.expect("calls that end"));
            }
            callers
        });
    }
}

async fn connect(server: &Server) -> hyper::client::conn::http1::SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(server.address())
        .await
        .expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .expect("HTTP");
    tokio::spawn(connection);
    sender
}

/// A runtime of the calling thread alone, or with so many workers. Workers run what was woken last before all else, so that a
/// call goes from its answer to the next request at once; a single thread does the same step of all calls that wait.
fn runtime_of(workers: usize) -> Runtime {
    let mut builder = match workers {
        0 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    if workers > 0 {
        builder.worker_threads(workers);
    }
    builder.enable_all().build().expect("a runtime")
}

/// Measures calls, one after the other and 64 side by side, on one thread, with one worker and with two. Each round of each way is
/// a process of its own: what lies in the way of what in the caches hangs on the pages that a process gets, by a fifth.
pub(crate) fn run(rounds: u32) {
    let mut columns = Vec::new();
    for (workers, side_by_side) in [(0, 1), (0, 64), (1, 64), (2, 1), (2, 64)] {
        let mut table = Rounds::new(NAMES);
        const CALLS: u32 = 6_400;
        for _ in 0..rounds {
            for way in 0..NAMES.len() {
                let taken = apart(way, side_by_side, CALLS, workers);
                table.note(way, taken, CALLS);
            }
        }
        let how_many = match side_by_side {
            1 => "one at a time".to_owned(),
            many => format!("{many} at once"),
        };
        let on = ["one thread", "one worker", "two workers"][workers];
        columns.push((format!("{how_many}, {on}"), table));
    }
    let title = "Microseconds a payment, and the ratio to bare reqwest";
    print_beside(title, &columns, Some(0));
}

/// The word that makes the program a round of one way.
pub(crate) const ROUND: &str = "round";

/// What a process of its own takes for a round.
fn apart(way: usize, side_by_side: usize, calls: u32, workers: usize) -> Duration {
    let program = std::env::current_exe().expect("this program");
    let numbers = [way, side_by_side, calls as usize, workers].map(|number| number.to_string());
    let output = Command::new(program).arg(ROUND).args(numbers).output();
    let output = output.expect("the program starts");
    let text = String::from_utf8(output.stdout).expect("text");
    Duration::from_nanos(text.trim().parse().expect("nanoseconds"))
}

/// Is such a round: prints the nanoseconds of the processor that it takes.
pub(crate) fn round(way: usize, side_by_side: usize, calls: u32, workers: usize) {
    let server = Server::start();
    let mut ways = Ways::new(runtime_of(workers), &server, side_by_side);
    ways.run(way, calls / 2);
    let before = processor_time();
    ways.run(way, calls);
    println!("{}", (processor_time() - before).as_nanos());
}

/// Makes calls in one way with so many workers, for a profiler.
pub(crate) fn profile(way: usize, side_by_side: usize, calls: u32, workers: u32) {
    let server = Server::start();
    let runtime = runtime_of(workers as usize);
    let mut ways = Ways::new(runtime, &server, side_by_side);
    let before = taken();
    ways.run(way, calls);
    let after = taken();
    let [user, system, waited, ousted] =
        std::array::from_fn(|at| (after[at] - before[at]) / f64::from(calls));
    let (user, system) = (user * 1e6, system * 1e6);
    println!(
        "{}: {user:.2} µs and {system:.2} in the system; waited {waited:.2} times, ousted {ousted:.2}",
        NAMES[way]
    );
}
