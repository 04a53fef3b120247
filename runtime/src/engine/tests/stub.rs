//! A gateway behind a transport that does what a test says.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::engine::config::Config;
use crate::engine::gateway::Gateway;
use crate::engine::retry::Retries;
use crate::fixture::{READS, tokens_of};
use crate::record::call::Call;
use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::record::operation::{Api, Effect, Envelope, Kept, Method, Operation, Repeat};
use crate::record::security::Security;
use crate::value::json::untyped::Json;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::testing::clock::TestClock;
use crate::wire::transport::{Limits, Transport, TransportError};

pub(super) static PAY: Operation = Operation {
    id: "pay",
    method: Method::Post,
    path: "/pay",
    effect: Effect::MovesMoney,
    repeat: Repeat::Never,
    secured: true,
    envelope: Some(Envelope {
        code: "code",
        message: "message",
        accepted: &["0000"],
    }),
    before_state: &[401, 403, 404],
    refused: &["2001"],
    ..READS
};

pub(super) static QUERY: Operation = Operation {
    id: "query",
    path: "/query",
    effect: Effect::Reads,
    repeat: Repeat::Safe,
    before_state: &[],
    ..PAY
};

pub(super) static KEPT: Operation = Operation {
    id: "kept",
    journal: &[Kept {
        path: "orderNo",
        open: true,
    }],
    ..PAY
};

pub(super) static TOKEN: Operation = Operation {
    id: "token",
    path: "/token",
    effect: Effect::Changes,
    repeat: Repeat::Safe,
    ..PAY
};

pub(super) static API: Api = Api {
    title: "Test",
    release: "1",
    security: Security::Bearer,
    token: Some(tokens_of(&TOKEN)),
    requirements: &[],
    operations: &[&PAY, &KEPT, &QUERY, &TOKEN],
};

/// What becomes of a request that is not for a token.
#[derive(Clone, Copy)]
pub(super) enum Does {
    Answers(u16, &'static str),
    /// Asks to be left alone for so long.
    WantsPeace(Duration),
    NeverSends,
    MaySend,
}

/// Gives tokens by number, and does with everything else what the test says.
struct Stub<F> {
    /// Each request: its path, and the credential that it came with.
    seen: Arc<Mutex<Vec<String>>>,
    tokens: AtomicUsize,
    others: AtomicUsize,
    does: F,
}

impl<F> std::fmt::Debug for Stub<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stub")
    }
}

fn answer(status: u16, body: &str) -> Result<Incoming, TransportError> {
    let mut incoming = Incoming::new(status.try_into().unwrap(), Default::default());
    incoming.push(body.as_bytes());
    Ok(incoming)
}

impl<F: Fn(usize) -> Does + Send + Sync> Transport for Stub<F> {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(async move {
            let url = request.expose_url();
            let path = url
                .expose()
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned();
            let credential = request.headers().get("authorization");
            let credential = credential.map_or("", |value| value.to_str().unwrap());
            let counter = match path.as_str() {
                "token" => &self.tokens,
                _ => &self.others,
            };
            let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
            self.seen
                .lock()
                .unwrap()
                .push(format!("{path} {credential}"));
            if path == "token" {
                let body = format!(r#"{{"code":"0000","token":"t{number}","life":3600}}"#);
                return answer(200, &body);
            }
            match (self.does)(number) {
                Does::Answers(status, body) => answer(status, body),
                Does::WantsPeace(time) => {
                    let mut headers = http::HeaderMap::new();
                    headers.insert("retry-after", time.as_secs().into());
                    let status = http::StatusCode::SERVICE_UNAVAILABLE;
                    Ok(Incoming::new(status, headers))
                }
                Does::NeverSends => Err(TransportError::never_sent(Reason::Connect)),
                Does::MaySend => Err(TransportError::may_have_been_sent(Reason::Closed)),
            }
        })
    }
}

pub(super) struct Tested {
    pub(super) gateway: Gateway,
    seen: Arc<Mutex<Vec<String>>>,
}

pub(super) fn tested(does: impl Fn(usize) -> Does + Send + Sync + 'static) -> Tested {
    tested_with(|config| config, does)
}

pub(super) fn tested_with(
    set: impl FnOnce(Config) -> Config,
    does: impl Fn(usize) -> Does + Send + Sync + 'static,
) -> Tested {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let stub = Stub {
        seen: Arc::clone(&seen),
        tokens: AtomicUsize::new(0),
        others: AtomicUsize::new(0),
        does,
    };
    let config = Config::new("https://gateway.example.com")
        .credentials("app", "secret")
        .clock(Arc::new(TestClock::new()))
        .total_timeout(Duration::from_secs(1_000_000))
        .retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO))
        .transport(Arc::new(stub));
    Tested {
        gateway: Gateway::new(&API, set(config)).unwrap(),
        seen,
    }
}

impl Tested {
    pub(super) async fn call(&self, operation: &'static Operation) -> Result<(), Failure> {
        let called = self.gateway.call::<Json>(operation, Call::new());
        called.await.map(|_| ())
    }

    /// What was sent since this was last asked.
    pub(super) fn seen(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

pub(super) const ACCEPTED: Does = Does::Answers(200, r#"{"code":"0000"}"#);
