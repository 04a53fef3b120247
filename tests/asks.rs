//! A client whose gateway is a text in memory: what comes back is whatever a test puts there.

use std::sync::{Arc, Mutex};

use gateway_runtime::http::{HeaderMap, StatusCode};
use gateway_runtime::{BoxFuture, Config, Incoming, Limits, Outgoing, Transport, TransportError};
use online_payment_gateway::Client;
use online_payment_gateway::models::{PaymentRequest, QueryRequest};

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
            true => answer.push(include_bytes!("cases/answers/createAccessToken.json")),
            false => answer.push(&self.0.lock().unwrap()),
        }
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// The client, what it runs on, and what it asks.
pub(crate) struct Asks {
    says: Arc<Says>,
    pub(crate) client: Client,
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) payment: PaymentRequest,
    pub(crate) query: QueryRequest,
}

impl Asks {
    pub(crate) fn new(payment: PaymentRequest, query: QueryRequest) -> Self {
        let says = Arc::new(Says::default());
        let config = Config::new("http://127.0.0.1:1").credentials("app", "secret");
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        Self {
            client: Client::new(config.transport(says.clone())).unwrap(),
            says,
            runtime: runtime.enable_all().build().unwrap(),
            payment,
            query,
        }
    }

    /// Has everything but the token answered with this from now on.
    pub(crate) fn is_told(&self, body: &[u8]) {
        *self.says.0.lock().unwrap() = body.to_vec();
    }
}
