//! Every operation of the generated crate, called over real HTTP on the loopback address.
#![allow(clippy::indexing_slicing, reason = "helpers of tests fail like tests")]

mod answers;
mod broken_answers;
mod outcomes;
mod requests;

use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use gateway_runtime::{Accepted, Config, Failure, Json, Operation, RawAnswer, Retries, Write};
use online_payment_gateway::Client;
use online_payment_gateway::operations;
use serde_json::Value;

use crate::own::workspace;
use crate::runtime::server::{Seen, Server, answer};
use crate::samples::answers as full;
use crate::samples::requests as given;

/// The path of the operation that issues tokens.
const TOKEN_PATH: &str = operations::CREATE_ACCESS_TOKEN.path;

/// What became of a call, without the type of its answer.
type Outcome = Result<Taken, Failure>;

/// An accepted answer, without its type.
struct Taken {
    /// The typed value, written again.
    json: Value,
    /// Whether the typed value is the full one, field by field.
    is_full: bool,
    code: Option<String>,
    warnings: Vec<String>,
    answer: RawAnswer,
    /// What `Debug` shows of it all.
    debug: String,
}

fn taken<A: Write + PartialEq + Debug>(accepted: Accepted<A>, full: &A) -> Taken {
    Taken {
        debug: format!("{accepted:?}\n{accepted:#?}"),
        json: parsed(Json::of(&accepted.value).expose()),
        is_full: accepted.value == *full,
        code: accepted.code.map(|code| code.as_str().to_owned()),
        warnings: accepted.warnings.iter().map(ToString::to_string).collect(),
        answer: accepted.answer,
    }
}

type Calls = fn(Client) -> Pin<Box<dyn Future<Output = Outcome>>>;

/// An operation with a full request, and the answer that its case should be read as.
struct Callable {
    operation: &'static Operation,
    call: Calls,
    /// The full answer as JSON.
    full: fn() -> String,
}

macro_rules! callable {
    ($operation:ident, $method:ident, $request:expr, $full:expr) => {
        Callable {
            operation: &operations::$operation,
            call: |client| {
                Box::pin(async move {
                    let accepted = client.$method(&$request).await?;
                    Ok(taken(accepted, &$full))
                })
            },
            full: || Json::of(&$full).expose().to_owned(),
        }
    };
}

/// All operations, in the order of the reference.
fn callables() -> Vec<Callable> {
    vec![
        callable!(
            CREATE_ACCESS_TOKEN,
            create_access_token,
            given::access_token_request(),
            full::access_token_response()
        ),
        callable!(
            CREATE_CHECKOUT_SESSION,
            create_checkout_session,
            given::checkout_session(),
            full::checkout_session_response()
        ),
        callable!(
            VOID_PAYMENT,
            void_payment,
            given::void_payment(),
            full::void_response()
        ),
        callable!(
            CAPTURE_PAYMENT,
            capture_payment,
            given::capture(),
            full::capture_response()
        ),
        callable!(
            CREATE_PAYMENT,
            create_payment,
            given::payment(),
            full::payment_response()
        ),
        callable!(
            CREATE_MIT_PAYMENT,
            create_mit_payment,
            given::mit_payment(),
            full::subscription_payment_response()
        ),
        callable!(
            CREATE_SUBSCRIPTION_PAYMENT,
            create_subscription_payment,
            given::subscription_payment(),
            full::subscription_payment_response()
        ),
        callable!(
            QUERY_PAYMENT,
            query_payment,
            given::query(),
            full::query_response()
        ),
        callable!(
            QUERY_REFUND,
            query_refund,
            given::query(),
            full::refund_response()
        ),
        callable!(
            REFUND_PAYMENT,
            refund_payment,
            given::refund(),
            full::refund_response()
        ),
        callable!(
            RETRIEVE_TRACKING,
            retrieve_tracking,
            given::retrieve_tracking(),
            full::tracking_details_response()
        ),
        callable!(
            ADD_TRACKING,
            add_tracking,
            given::tracking(),
            full::tracking_response()
        ),
        callable!(
            ADD_TRACKING_BATCH,
            add_tracking_batch,
            given::trackings(),
            full::tracking_response()
        ),
        callable!(
            UPDATE_TRACKING,
            update_tracking,
            given::tracking_update(),
            full::tracking_response()
        ),
    ]
}

/// The operations whose answers carry a code. What becomes of one without it is held by `documents::envelopes`.
fn with_codes() -> Vec<Callable> {
    let all = callables().into_iter();
    all.filter(|each| each.operation.envelope.is_some())
        .collect()
}

#[test]
fn every_operation_is_called() {
    let called: Vec<&str> = callables().iter().map(|each| each.operation.id).collect();
    let all: Vec<&str> = operations::ALL.iter().map(|each| each.id).collect();
    assert_eq!(called, all);
}

/// The committed request of an operation: method, path, headers and body.
fn request_case(id: &str) -> Value {
    parsed(&case("requests", id))
}

/// The text of the committed full answer of an operation.
fn answer_case(id: &str) -> String {
    case("answers", id)
}

fn case_path(folder: &str, id: &str) -> PathBuf {
    let cases = workspace().join("tests/cases");
    cases.join(folder).join(format!("{id}.json"))
}

fn case(folder: &str, id: &str) -> String {
    let path = case_path(folder, id);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A client that tries once, so that every request that is seen was asked for.
fn client(server: &Server) -> Client {
    let config = Config::new(server.url())
        .credentials("example-app-id", "example-secret")
        .retries(Retries::NONE);
    Client::new(config).expect("a loopback address and credentials")
}

/// A gateway that answers as it was told last, and a client of it.
struct Scripted {
    server: Server,
    client: Client,
    reply: Arc<Mutex<(u16, String)>>,
}

impl Scripted {
    /// A gateway that gives tokens by itself to a client that calls `operation`.
    async fn of(operation: &'static Operation) -> Self {
        let reply = Arc::new(Mutex::new((200, String::new())));
        let script = Arc::clone(&reply);
        let server = Server::start(move |_: usize, seen: &Seen| {
            // What issues tokens needs none, so that its requests are the test's own.
            if seen.target == TOKEN_PATH && operation.secured {
                return answer(200, &answer_case(operations::CREATE_ACCESS_TOKEN.id));
            }
            let (status, body) = &*script.lock().expect("no test has failed");
            answer(*status, body)
        })
        .await;
        let client = client(&server);
        Self {
            server,
            client,
            reply,
        }
    }

    /// What it answers from now on.
    fn says(&self, status: u16, body: &str) {
        *self.reply.lock().expect("no test has failed") = (status, body.to_owned());
    }

    async fn call(&self, callable: &Callable, status: u16, body: &str) -> Outcome {
        self.says(status, body);
        (callable.call)(self.client.clone()).await
    }
}

/// Runs a test on one thread.
fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(test)
}
