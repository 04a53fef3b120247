//! What answers cost that are made up to cost much, against a plain value of the same text.

use std::hint::black_box;
use std::sync::Arc;

use gateway_runtime::http::{HeaderMap, StatusCode};
use gateway_runtime::{BoxFuture, Config, Incoming, Limits, Outgoing, Transport, TransportError};
use online_payment_gateway::Client;
use serde_json::Value;

use crate::measure::compare;
use crate::sample;

#[path = "../../tests/cost/shapes.rs"]
mod shapes;

/// Answers everything with the same body, but whoever wants a token.
#[derive(Debug)]
struct Says(String);

impl Transport for Says {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        let mut answer = Incoming::new(StatusCode::OK, HeaderMap::new());
        match request.expose_url().expose().ends_with("/token") {
            true => answer.push(sample::token_answer().as_bytes()),
            false => answer.push(self.0.as_bytes()),
        }
        Box::pin(std::future::ready(Ok(answer)))
    }
}

pub(crate) fn run(rounds: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let request = sample::request();
    for (name, shape) in shapes::SHAPES {
        let text = shape();
        let config = Config::new("http://127.0.0.1:1").credentials("app", "secret");
        let client = config.transport(Arc::new(Says(text.clone())));
        let client = Client::new(client).expect("a client");
        compare(
            name,
            rounds.div_ceil(3),
            0,
            &mut [
                (
                    "`serde_json::Value`",
                    Box::new(|| drop(black_box(serde_json::from_str::<Value>(&text)))),
                ),
                (
                    "a payment, with all that is looked for",
                    Box::new(|| drop(black_box(runtime.block_on(client.create_payment(&request))))),
                ),
            ],
        );
    }
}
