//! Finding out what became of a request, over real HTTP on the loopback address.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail like tests"
)]

mod acknowledged;
mod clocks;
mod contradictions;
mod handles;
mod lookups;
mod misuse;
mod proofs;
mod repeats;
pub(crate) mod requests;
mod resend;
mod states;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gateway_runtime::{Config, Failure, Handle, Reconcile, Retries};
use online_payment_gateway::{Client, operations};
use serde_json::{Value, json};

use crate::runtime::server::{Act, Seen, Server, answer};

pub(crate) const TOKEN: &str =
    r#"{"respCode":"0000","respMsg":"ok","accessToken":"token-1","expiresIn":"3600"}"#;

/// Times that lie before and after whatever a test does, in any zone.
pub(crate) const BEFORE: &str = "2020-01-01T00:00:00Z";
pub(crate) const AFTER: &str = "2999-01-01T00:00:00Z";

/// The payment of [`requests::payment`] as a query shows it, with all that tells it from others of its number.
pub(crate) fn shown(number: &str, state: &str) -> Value {
    json!({
        "orderNo": number, "tradeNo": "T-1", "orderStatus": state,
        "payAmount": 42.5, "tradeCurrency": "USD", "payTime": AFTER, "tradeFinishTime": AFTER,
    })
}

/// What became of a request that a test sends, and how often each operation was seen.
pub(crate) type Log = Arc<Mutex<Vec<String>>>;

/// A gateway that gives tokens, and does with everything else what the test says; it counts the calls of each path
/// from 1.
pub(crate) async fn gateway(
    script: impl Fn(&str, usize, &str) -> Act + Send + Sync + 'static,
) -> (Server, Log) {
    let log = Log::default();
    let own = Arc::clone(&log);
    let server = Server::start(move |_: usize, seen: &Seen| {
        let name = seen.target.trim_start_matches("/gateway/v1/").to_owned();
        if name == "connect/token" {
            return answer(200, TOKEN);
        }
        let number = {
            let mut log = own.lock().unwrap();
            log.push(name.clone());
            log.iter().filter(|seen| **seen == name).count()
        };
        script(&name, number, seen.body())
    })
    .await;
    (server, log)
}

/// Its gateway says with 4004 that there is none, and shows at once what it took.
pub(crate) fn config(server: &Server) -> Config {
    Config::new(server.url())
        .credentials("app-1", "Marked-secret")
        .not_found_code_of(&operations::QUERY_REFUND, "4004")
        .not_found_code_of(&operations::RETRIEVE_TRACKING, "4004")
        .absence_lag(Duration::ZERO)
        .retries(Retries::NONE)
}

pub(crate) fn client(server: &Server) -> Client {
    Client::new(config(server)).unwrap()
}

pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(test)
}

/// Enough for whatever is found; short pauses, since the gateway is near.
pub(crate) fn patient() -> Reconcile {
    Reconcile::new()
        .patience(Duration::from_secs(20))
        .pauses(Duration::from_millis(1), Duration::from_millis(2))
}

/// For what is not found: some look-ups, and then it is given up.
pub(crate) fn impatient() -> Reconcile {
    patient().patience(Duration::from_millis(30))
}

/// The handle of a call that must have come out indeterminate.
pub(crate) fn open<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Handle {
    match outcome {
        Err(Failure::Indeterminate(open)) => open.handle(),
        other => panic!("this should be indeterminate: {other:?}"),
    }
}
