//! What people and tests order while the sandbox runs: faults, and time.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use serde::Deserialize;

use crate::faults::{Fault, FaultRun};
use crate::held::held;
use crate::origin::is_own_page;
use crate::shared::Shared;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/_sandbox/faults", post(order_faults).delete(end_faults))
        .route("/_sandbox/tokens", axum::routing::delete(revoke_tokens))
        .route("/_sandbox/clock", post(advance))
        .with_state(shared)
}

/// The most names in one order; one that is to come more often can stand in it more often.
const MOST_FAULTS: usize = 100;

/// `{"share": 100, "seed": 7, "faults": ["reset-after", "503"]}`: 100 of 1000 calls go wrong. Without `faults`, in any
/// way; with `"spareTokens": true`, calls for a token do not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    share: u32,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    faults: Vec<String>,
    #[serde(default, rename = "spareTokens")]
    spare_tokens: bool,
}

async fn order_faults(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refused) = refused(&headers, true) {
        return refused;
    }
    let ordered: Ordered = match serde_json::from_slice(&body) {
        Ok(ordered) => ordered,
        Err(error) => return said(StatusCode::BAD_REQUEST, error.to_string()),
    };
    if ordered.faults.len() > MOST_FAULTS {
        let text = format!("order {MOST_FAULTS} faults at most");
        return said(StatusCode::BAD_REQUEST, text);
    }
    let faults = ordered.faults.iter().map(|name| name.parse());
    let faults: Vec<Fault> = match faults.collect() {
        Ok(faults) => faults,
        Err(error) => {
            return said(
                StatusCode::BAD_REQUEST,
                crate::faults::NoFault::to_string(&error),
            );
        }
    };
    let faults = if faults.is_empty() {
        Fault::ALL.to_vec()
    } else {
        faults
    };
    let run = FaultRun::new(ordered.seed, ordered.share, faults);
    *held(&shared.faults) = Some(if ordered.spare_tokens {
        run.sparing_tokens()
    } else {
        run
    });
    said(StatusCode::NO_CONTENT, String::new())
}

/// The farthest jump: a year. Whatever waits for longer waits for a second one.
const FARTHEST: u64 = 366 * 24 * 3600;

/// `{"advance": 60}`: a minute passes at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passing {
    advance: u64,
}

async fn advance(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refused) = refused(&headers, true) {
        return refused;
    }
    match serde_json::from_slice(&body) {
        Ok(Passing { advance }) if advance <= FARTHEST => {
            shared.clock.advance(Duration::from_secs(advance));
            said(StatusCode::NO_CONTENT, String::new())
        }
        Ok(_) => said(
            StatusCode::BAD_REQUEST,
            format!("advance by {FARTHEST} seconds at most"),
        ),
        Err(error) => said(StatusCode::BAD_REQUEST, error.to_string()),
    }
}

async fn end_faults(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    refused(&headers, false).unwrap_or_else(|| {
        *held(&shared.faults) = None;
        said(StatusCode::NO_CONTENT, String::new())
    })
}

async fn revoke_tokens(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    refused(&headers, false).unwrap_or_else(|| {
        shared.revoke_tokens();
        said(StatusCode::NO_CONTENT, String::new())
    })
}

/// A page elsewhere can send neither JSON nor a DELETE without being asked about first, and nobody answers that.
fn refused(headers: &HeaderMap, wants_json: bool) -> Option<Response> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_json = kind.is_some_and(|kind| kind.starts_with("application/json"));
    if !is_own_page(headers) {
        return Some(said(
            StatusCode::FORBIDDEN,
            "not from another page".to_owned(),
        ));
    }
    (wants_json && !is_json).then(|| {
        said(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send application/json".to_owned(),
        )
    })
}

fn said(status: StatusCode, text: String) -> Response {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    answer
}
