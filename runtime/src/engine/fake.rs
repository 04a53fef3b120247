//! A gateway for unit tests: typed answers and every kind of failure, without HTTP.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::engine::config::Config;
use crate::engine::retry::Retries;
use crate::record::call::parts::in_parts;
use crate::record::credentials::Credentials;
use crate::record::evidence::{Evidence, Reason};
use crate::record::future::BoxFuture;
use crate::record::operation::{Api, Operation};
use crate::record::security::Security;
use crate::value::json::reference::Document;
use crate::value::json::untyped::Json;
use crate::value::json::writer::Write;
use crate::value::locked::Locked;
use crate::value::types::sensitive::Sensitive;
use crate::wire::outgoing::{Incoming, Outgoing};
use crate::wire::transport::{Limits, Transport, TransportError};

/// Where it says to be. Nothing is ever connected to.
const BASE: &str = "http://127.0.0.1";

/// A gateway that answers what a test says, by operation and in sequence, and keeps what it was sent.
///
/// Everything above the transport is the client's own: requests are checked, answers are judged, journals are written. It
/// gives tokens by itself. An operation for which no answer is left is not sent, and the failure says which.
///
/// ```
/// # use gateway_runtime::{Acknowledges, Api, Effect, Envelope, FoundBy, Method, Operation, Repeat, Security};
/// # static PAYMENT: Operation = Operation { id: "payment", method: Method::Post, path: "/payment", effect: Effect::MovesMoney,
/// #     repeat: Repeat::Never, secured: true, before_state: &[], refused: &["4001"], acknowledges: Acknowledges::NOTHING,
/// #     envelope: Some(Envelope { code: "code", message: "message", accepted: &["0000"] }),
/// #     found_by: FoundBy::Nothing { reason: "" }, journal: &[] };
/// # static API: Api = Api { title: "", release: "", security: Security::Bearer, token: None, requirements: &[], operations: &[&PAYMENT] };
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use gateway_runtime::testing::FakeGateway;
/// use gateway_runtime::{Call, Failure, Gateway, Json};
///
/// let fake = FakeGateway::new(&API);
/// // A generated crate's answers are taken as they are: `.accepts(&PaymentResponse { … })`.
/// fake.on(&PAYMENT).refuses("4001").loses_the_answer().accepts(&Json::parse("{}")?);
/// let gateway = Gateway::new(&API, fake.config())?;
///
/// let amount = Json::parse("\"42.50\"")?;
/// let pay = || gateway.call::<Json>(&PAYMENT, Call::new().body(&amount));
/// assert!(matches!(pay().await, Err(Failure::Refused(_))));
/// assert!(matches!(pay().await, Err(Failure::Indeterminate(_))));
/// assert!(pay().await.is_ok());
/// assert_eq!(fake.sent(&PAYMENT)[0].body(), Some(&amount));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FakeGateway {
    api: &'static Api,
    state: Arc<Locked<State>>,
}

#[derive(Default)]
struct State {
    replies: BTreeMap<&'static str, VecDeque<Reply>>,
    sent: Vec<Sent>,
}

/// What one exchange gives.
#[derive(Clone)]
enum Reply {
    Answer(StatusCode, Sensitive<String>, Option<Reason>),
    Fails(TransportError),
}

/// A request that was sent to a [`FakeGateway`]. It holds whatever was sent, and its `Debug` shows the operation alone.
#[derive(Clone)]
pub struct Sent {
    operation: &'static Operation,
    target: Sensitive<String>,
    headers: HeaderMap,
    body: Option<Json>,
}

impl Sent {
    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The path and the query.
    pub fn target(&self) -> &str {
        self.target.expose()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, if it is JSON. [`Json::decode`] makes the request's type of it, which a generated crate can read with its
    /// feature `testing`.
    pub fn body(&self) -> Option<&Json> {
        self.body.as_ref()
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sent({:?})", self.operation)
    }
}

impl FakeGateway {
    /// One of this API, with no answers yet: [`API`](crate::Api) of a generated crate's `operations`.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            state: Arc::default(),
        }
    }

    /// A configuration that leads here, with credentials of the kind that the API wants and no pauses.
    pub fn config(&self) -> Config {
        let config = Config::new(BASE).transport(Arc::new(self.clone()));
        let config = config.retries(Retries::default().pauses(Duration::ZERO, Duration::ZERO));
        let config = match (self.api.token, self.api.security) {
            (Some(_), _) => config.credentials("fake-app", "fake-secret"),
            (None, Security::None) => config.without_credential(),
            (None, Security::Basic) => config.basic("fake-user", "fake-password"),
            (None, _) => config.credential("fake-key"),
        };
        self.api.further_schemes().fold(config, |config, scheme| {
            let given = match scheme.security {
                Security::Basic => Credentials::basic("fake-user", "fake-password"),
                _ => Credentials::key("fake-key"),
            };
            config.further_credential(scheme.name, given)
        })
    }

    /// Says what is answered to this operation, after what was said before.
    pub fn on(&self, operation: &'static Operation) -> Answers<'_> {
        Answers {
            fake: self,
            operation,
        }
    }

    /// What was sent of an operation, in that order.
    pub fn sent(&self, operation: &Operation) -> Vec<Sent> {
        let state = self.state.lock();
        let sent = state.sent.iter();
        sent.filter(|sent| sent.operation.id == operation.id)
            .cloned()
            .collect()
    }

    /// The operation that a request is of.
    fn operation_of(&self, request: &Outgoing, target: &str) -> Option<&'static Operation> {
        let (path, query) = in_parts(target);
        let mut operations = self.api.operations.iter().copied();
        operations.find(|operation| {
            let (template, fixed) = in_parts(operation.path);
            // The query of a path comes first.
            let fixed = fixed.and_then(|fixed| fixed.split('{').next());
            operation.method == request.method()
                && is_of(path, template)
                && query
                    .unwrap_or_default()
                    .starts_with(fixed.unwrap_or_default())
        })
    }

    fn answer(&self, request: &Outgoing) -> Result<Incoming, TransportError> {
        let url = request.expose_url();
        let target = url.expose().strip_prefix(BASE).unwrap_or_default();
        let Some(operation) = self.operation_of(request, target) else {
            return Err(not_told("the API has no operation of its method and path"));
        };
        let body = request.body().map(|body| String::from_utf8_lossy(body));
        let mut state = self.state.lock();
        let reply = state
            .replies
            .get_mut(operation.id)
            .and_then(VecDeque::pop_front);
        let reply = match reply.or_else(|| self.token(operation)) {
            None => return Err(not_told("no answer is left; FakeGateway::on says one")),
            Some(reply) => reply,
        };
        let is_sent =
            !matches!(&reply, Reply::Fails(error) if error.evidence == Evidence::NeverSent);
        if is_sent {
            state.sent.push(Sent {
                operation,
                target: Sensitive::new(target.to_owned()),
                headers: request.headers().clone(),
                body: body.and_then(|body| Json::parse(body).ok()),
            });
        }
        match reply {
            Reply::Fails(error) => Err(error),
            Reply::Answer(status, text, flaw) => {
                let mut incoming = Incoming::new(status, HeaderMap::new());
                incoming.push(text.expose().as_bytes());
                if let Some(flaw) = flaw {
                    incoming.flawed(flaw);
                }
                Ok(incoming)
            }
        }
    }

    /// A token, for the operation that gives them.
    fn token(&self, operation: &Operation) -> Option<Reply> {
        let flow = self
            .api
            .token
            .filter(|flow| flow.operation.id == operation.id)?;
        let fields = [(flow.access_token, "fake-token"), (flow.expires_in, "3600")];
        let fields = fields.map(|(name, value)| format!("{}:{}", json(name), json(value)));
        let text = accepted(operation, &format!("{{{}}}", fields.join(",")));
        Some(Reply::Answer(StatusCode::OK, Sensitive::new(text), None))
    }
}

/// What a [`FakeGateway`] answers to one operation: each of these once, in the order in which they are said.
#[derive(Clone, Copy)]
pub struct Answers<'a> {
    fake: &'a FakeGateway,
    operation: &'static Operation,
}

impl Answers<'_> {
    /// Accepts, with this answer: the code that says so is added where the answer has none.
    pub fn accepts(self, answer: &(impl Write + ?Sized)) -> Self {
        let text = accepted(self.operation, Json::of(answer).expose());
        self.says(StatusCode::OK, text, None)
    }

    /// Refuses with this code, and says nothing else. Of what moves money it is a refusal only if the code is listed as one:
    /// by the document or by [`Config::refused_code`].
    pub fn refuses(self, code: &str) -> Self {
        let field = self.operation.envelope.map(|envelope| envelope.code);
        let text = field.map(|field| format!("{{{}:{}}}", json(field), json(code)));
        self.says(StatusCode::OK, text.unwrap_or_default(), None)
    }

    /// Answers with a status and a body as it stands; 500 where the status is none.
    pub fn answers(self, status: u16, body: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self.says(status, body.into(), None)
    }

    /// Takes the request and closes the connection: nobody knows what became of it.
    pub fn loses_the_answer(self) -> Self {
        self.fails(TransportError::may_have_been_sent(Reason::Closed))
    }

    /// Takes the request and does not answer in time.
    pub fn answers_too_late(self) -> Self {
        self.fails(TransportError::may_have_been_sent(Reason::Timeout))
    }

    /// Answers, and breaks off after this much of the body.
    pub fn breaks_off(self, beginning: impl Into<String>) -> Self {
        self.says(StatusCode::OK, beginning.into(), Some(Reason::Truncated))
    }

    /// Cannot be reached: not one byte leaves. What may be sent again is sent again at once, so say it as often.
    pub fn is_not_reached(self) -> Self {
        self.fails(TransportError::never_sent(Reason::Connect))
    }

    /// Fails in any other way that a transport can.
    pub fn fails(self, error: TransportError) -> Self {
        self.then(Reply::Fails(error))
    }

    fn says(self, status: StatusCode, text: String, flaw: Option<Reason>) -> Self {
        self.then(Reply::Answer(status, Sensitive::new(text), flaw))
    }

    fn then(self, reply: Reply) -> Self {
        let mut state = self.fake.state.lock();
        let replies = state.replies.entry(self.operation.id).or_default();
        replies.push_back(reply);
        drop(state);
        self
    }
}

/// An object with the code that says "accepted", if it has none.
fn accepted(operation: &Operation, object: &str) -> String {
    let Some(envelope) = operation.envelope else {
        return object.to_owned();
    };
    let has_code = || {
        let (read, mut warnings) = (Json::parse(object).ok()?, Default::default());
        let document = Document::parse(read.expose(), &mut warnings);
        let mut fields = document.json().object(&mut warnings)?;
        fields.take::<Json>(envelope.code)
    };
    match (object.strip_prefix('{'), envelope.accepted.first()) {
        (Some(rest), Some(code)) if has_code().is_none() => {
            let comma = if rest.trim_start() == "}" { "" } else { "," };
            format!("{{{}:{}{comma}{rest}", json(envelope.code), json(code))
        }
        _ => object.to_owned(),
    }
}

fn json(text: &str) -> String {
    Json::of(text).expose().to_owned()
}

fn not_told(why: &str) -> TransportError {
    // One that is given up is not tried again.
    TransportError::never_sent(Reason::Cancelled).because(why)
}

/// Whether a path is one of a template with `{name}` for each parameter.
fn is_of(path: &str, template: &str) -> bool {
    let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
    loop {
        match (parts.next(), wanted.next()) {
            (None, None) => return true,
            (Some(part), Some(wanted)) if part == wanted || wanted.contains('{') => {}
            _ => return false,
        }
    }
}

impl Transport for FakeGateway {
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        _: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>> {
        Box::pin(std::future::ready(self.answer(request)))
    }
}

impl fmt::Debug for FakeGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeGateway")
            .field("api", &self.api.title)
            .field("sent", &self.state.lock().sent)
            .finish_non_exhaustive()
    }
}
