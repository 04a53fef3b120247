//! What stands before every request: who is asked, how much may be sent, and which fault was ordered.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use gateway_runtime::{Clock, Json};
use hyper::body::{Frame, SizeHint};
use online_payment_gateway::operations;
use online_payment_gateway::server::LARGEST_BODY;

use super::answers;
use super::api::wrong_token;
use super::basic::{base64, same};
use super::carried::carried;
use super::listen::{PATIENCE, Wire};
use crate::codes::Refusal;
use crate::faults::{FAULT_HEADER, Fault};
use crate::held::held;
use crate::shared::{CallSeen, Shared};
use crate::times;

/// Gives every answer the time of the sandbox, by which everything in it is dated.
pub(super) async fn dated(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let mut answer = next.run(request).await;
    if let Some(date) = times::http_date(shared.now()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}

pub(super) async fn guard(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    if !is_own_host(&request, &shared) {
        return plain(
            421,
            "This gateway answers to its own address only; --allow-host gives it another.",
        );
    }
    let (parts, body) = request.into_parts();
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return closing(plain(413, "The body is larger than 1 MiB, or broke off.")),
        Err(_) => return closing(plain(408, "The body took longer than 10 seconds.")),
    };
    let wire = parts.extensions.get::<Wire>().cloned().unwrap_or_default();
    let busy = wire.busy();
    let operation = operations::ALL.iter().copied().find(|operation| {
        operation.path == parts.uri.path() && operation.method.as_str() == parts.method.as_str()
    });
    let fault = match (operation, parts.headers.get(FAULT_HEADER)) {
        (None, _) => None,
        (Some(_), Some(asked)) => match asked.to_str().unwrap_or_default().parse::<Fault>() {
            Ok(fault) => Some(fault),
            Err(error) => return plain(400, &error.to_string()),
        },
        (Some(operation), None) => held(&shared.faults)
            .as_mut()
            .and_then(|run| run.fault_of(operation)),
    };
    let Some(operation) = operation else {
        if !may_look(&shared, parts.uri.path(), &parts.headers) {
            return ask_for_credentials();
        }
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    };
    let call = CallSeen {
        at: shared.now(),
        operation: operation.id,
        order_no: member(&body, "orderNo"),
        status: None,
        code: None,
        is_by_page: false,
        fault: fault.as_ref().map(ToString::to_string),
        carried: String::new(),
    };
    let mut seen = Seen {
        shared: &shared,
        call,
    };
    let carried_out = match fault {
        Some(fault) if !fault.happens() => None,
        _ => {
            let asked = body.clone();
            let credential = parts.headers.get(header::AUTHORIZATION).cloned();
            let request = Request::from_parts(parts, Body::from(body));
            let (mut parts, body) = next.run(request).await.into_parts();
            let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
            seen.call.code = member(&whole, "respCode");
            seen.call.carried = carried(&asked, &whole);
            // Whether a disk that fails has kept it after all, nobody knows: a status that decides nothing.
            if seen.call.code.as_deref() == Some(shared.codes.code(Refusal::NotKept)) {
                parts.status = StatusCode::SERVICE_UNAVAILABLE;
            }
            if parts.status == StatusCode::UNAUTHORIZED {
                let why = unauthorized(&shared, credential.as_ref());
                parts
                    .headers
                    .extend(why.map(|why| (header::WWW_AUTHENTICATE, why)));
            }
            Some((parts, whole))
        }
    };
    // A fault that waits may be cut short where others need the place.
    drop(busy);
    let answer = match (fault, carried_out) {
        (Some(Fault::ResetBefore | Fault::ResetAfter), _) => {
            drop(seen);
            match wire.reset().await {}
        }
        (fault, Some((parts, whole))) => spoiled(&shared, fault, parts, whole).await,
        (fault, None) => instead(&shared, fault),
    };
    seen.call.status = Some(answer.status().as_u16());
    drop(seen);
    answer
}

/// Why a token is refused, beside the bare status: a body would make it an answer of which nobody knows where it comes from.
fn unauthorized(shared: &Shared, credential: Option<&HeaderValue>) -> Option<HeaderValue> {
    let (error, why) = match credential {
        Some(text) => {
            let wrong = wrong_token(shared, text.to_str().unwrap_or_default())?;
            ("invalid_token", wrong.as_str())
        }
        None => ("invalid_request", "the header Authorization is missing"),
    };
    let text = format!("Bearer error=\"{error}\", error_description=\"{why}\"");
    HeaderValue::try_from(text).ok()
}

/// A call that is noted when it is over, also where its connection ends before there is an answer.
struct Seen<'a> {
    shared: &'a Shared,
    call: CallSeen,
}

impl Drop for Seen<'_> {
    fn drop(&mut self) {
        self.shared.note(self.call.clone());
    }
}

/// The answer to a request that was carried out, as the fault leaves it.
async fn spoiled(shared: &Shared, fault: Option<Fault>, parts: Parts, whole: Bytes) -> Response {
    let body = match fault {
        Some(Fault::StatusAfter(status)) => return bare(status),
        Some(Fault::HtmlAfter) => return html(),
        Some(Fault::Truncate) => Body::new(Broken {
            whole,
            begun: false,
        }),
        Some(Fault::WrongType) => Body::from(mistyped(&whole)),
        Some(Fault::Delay(by)) => {
            shared.clock.sleep(by).await;
            Body::from(whole)
        }
        _ => Body::from(whole),
    };
    Response::from_parts(parts, body)
}

/// The answer to a request that was not carried out.
fn instead(shared: &Shared, fault: Option<Fault>) -> Response {
    match fault {
        Some(Fault::StatusBefore(status)) => bare(status),
        Some(Fault::HtmlBefore) => html(),
        Some(Fault::Redirect) => {
            let mut answer = bare(307);
            let elsewhere = HeaderValue::from_static("/_sandbox/elsewhere");
            answer.headers_mut().insert(header::LOCATION, elsewhere);
            answer
        }
        _ => answers::refusal(shared, Refusal::OnDemand, &[]),
    }
}

fn html() -> Response {
    let mut answer = plain(
        200,
        "<!doctype html><title>Maintenance</title><h1>Back soon</h1>",
    );
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, html);
    answer
}

/// Every member but the code in an object where something else is documented.
fn mistyped(whole: &[u8]) -> Vec<u8> {
    let Ok(serde_json::Value::Object(mut members)) = serde_json::from_slice(whole) else {
        return whole.to_vec();
    };
    for (name, value) in &mut members {
        if name != "respCode" {
            *value = serde_json::json!({ "value": value.take() });
        }
    }
    serde_json::to_vec(&members).unwrap_or_default()
}

/// A body that promises its whole length and breaks off after half of it.
struct Broken {
    whole: Bytes,
    begun: bool,
}

impl hyper::body::Body for Broken {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if std::mem::replace(&mut self.begun, true) {
            return Poll::Ready(Some(Err(std::io::ErrorKind::BrokenPipe.into())));
        }
        let half = self.whole.len() / 2;
        Poll::Ready(Some(Ok(Frame::data(self.whole.slice(..half)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.whole.len()).unwrap_or(u64::MAX))
    }
}

/// The text of one member of an object.
fn member(json: &[u8], name: &str) -> Option<String> {
    let json = Json::parse(std::str::from_utf8(json).ok()?).ok()?;
    let (members, _) = json.decode::<BTreeMap<String, Json>>();
    let (text, _) = members?.get(name)?.decode::<String>();
    text.filter(|text| text.len() <= 64)
}

/// Whether a request names this sandbox as its host. A page elsewhere that gets its own name to lead here does not.
fn is_own_host(request: &Request, shared: &Shared) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    // Of two, others might believe the other one; and so of one in the target, as a proxy is sent it.
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let host = host.to_str().unwrap_or_default();
    let target = request.uri().authority();
    target.is_none_or(|target| target.as_str() == host) && shared.reach.answers_to(host)
}

/// Whether a request for what is not the API may be answered. Where others reach the sandbox, who looks or gives orders has to
/// know the credentials; a customer has the key of a page.
fn may_look(shared: &Shared, path: &str, headers: &HeaderMap) -> bool {
    if !shared.reach.is_open() || path.starts_with("/pay/") || path == "/_sandbox/style.css" {
        return true;
    }
    let stated = headers.get(header::AUTHORIZATION);
    let stated = stated.and_then(|stated| stated.to_str().ok());
    let (app, secret) = shared.rules.credentials();
    let expected = format!("Basic {}", base64(format!("{app}:{secret}").as_bytes()));
    stated.is_some_and(|stated| same(stated, &expected))
}

fn ask_for_credentials() -> Response {
    let mut answer = plain(
        401,
        "Others can reach this sandbox: give its app id and its secret.",
    );
    let basic = HeaderValue::from_static("Basic realm=\"gateway sandbox: app id and secret\"");
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
    answer
}

fn bare(status: u16) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

fn plain(status: u16, text: &str) -> Response {
    let mut answer = bare(status);
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    *answer.body_mut() = Body::from(text.to_owned());
    answer
}

/// An answer after which the connection closes, since the rest of the request is still on its way.
fn closing(mut answer: Response) -> Response {
    let close = HeaderValue::from_static("close");
    answer.headers_mut().insert(header::CONNECTION, close);
    answer
}
