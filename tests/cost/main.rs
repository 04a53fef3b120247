//! What calls and answers take of the memory, by an allocator that counts: a binary of its own, since it counts whatever
//! is allocated. Times are measured in benches/, since they are of a machine.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod shapes;

use std::sync::{Arc, Mutex};

use allocation_counter::{AllocationInfo, measure};
use gateway_runtime::http::{HeaderMap, StatusCode};
use gateway_runtime::{
    BoxFuture, Config, Incoming, Json, Limits, Outgoing, Transport, TransportError,
};
use online_payment_gateway::Client;
use online_payment_gateway::models::{Payment, Query};
use serde_json::Value;

use shapes::{MIB, SHAPES};

/// Answers whoever wants a token with one, and everything else with the same body.
#[derive(Debug, Default)]
struct Says(Mutex<Vec<u8>>);

impl Transport for Says {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let mut answer = Incoming::new(StatusCode::OK, HeaderMap::new());
        match request.expose_url().expose().ends_with("/token") {
            true => answer.push(include_bytes!("../cases/answers/createAccessToken.json")),
            false => answer.push(&self.0.lock().unwrap()),
        }
        Box::pin(std::future::ready(Ok(answer)))
    }
}

struct Tested {
    says: Arc<Says>,
    client: Client,
    runtime: tokio::runtime::Runtime,
    payment: Payment,
    query: Query,
}

/// A request as the tests pin it.
fn pinned<T: gateway_runtime::Read>(text: &str) -> T {
    let pinned: Value = serde_json::from_str(text).unwrap();
    let body = Json::parse(pinned.get("body").unwrap().to_string()).unwrap();
    body.decode().0.unwrap()
}

impl Tested {
    /// A client that has its token.
    fn new() -> Self {
        let says = Arc::new(Says::default());
        let config = Config::new("http://127.0.0.1:1").credentials("app", "secret");
        let client = Client::new(config.transport(says.clone())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread();
        let tested = Self {
            says,
            client,
            runtime: { runtime }.enable_all().build().unwrap(),
            payment: pinned(include_str!("../cases/requests/createPayment.json")),
            query: pinned(include_str!("../cases/requests/queryPayment.json")),
        };
        tested.pay(include_bytes!("../cases/answers/createPayment.json"));
        tested
    }

    fn says(&self, body: &[u8]) {
        *self.says.0.lock().unwrap() = body.to_vec();
    }

    /// What a payment takes that is answered with this.
    fn pay(&self, body: &[u8]) -> AllocationInfo {
        self.says(body);
        measure(|| {
            drop(
                self.runtime
                    .block_on(self.client.create_payment(&self.payment)),
            )
        })
    }

    /// What a query takes that is answered with this.
    fn query(&self, body: &[u8]) -> AllocationInfo {
        self.says(body);
        measure(|| {
            drop(
                self.runtime
                    .block_on(self.client.query_payment(&self.query)),
            )
        })
    }
}

#[test]
fn a_call_allocates_no_more_often_than_this() {
    let tested = Tested::new();
    let paid = tested.pay(include_bytes!("../cases/answers/createPayment.json"));
    assert!(paid.count_total <= PAYMENT, "{paid:?}");
    let asked = tested.query(include_bytes!("../cases/answers/queryPayment.json"));
    assert!(asked.count_total <= QUERY, "{asked:?}");
}

/// The allocations of a payment with everything, from the call to the typed answer, without the wire.
const PAYMENT: u64 = 130;

/// Those of a query, whose answer has fifty texts.
const QUERY: u64 = 125;

#[test]
fn a_hostile_answer_takes_at_most_ten_times_the_memory_of_a_plain_value() {
    let tested = Tested::new();
    let mut broken = Vec::new();
    for (name, shape) in SHAPES {
        let text = shape();
        let plain = measure(|| drop(serde_json::from_str::<Value>(&text)));
        // Where the plain reader refuses a text, what it is held against is the text itself.
        let most = 10 * plain.bytes_max.max(MIB as u64 * 2);
        for taken in [tested.pay(text.as_bytes()), tested.query(text.as_bytes())] {
            if taken.bytes_max > most {
                broken.push(format!("{name}: {} of {most} bytes", taken.bytes_max));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
