//! What another site's page makes a browser send is refused: each form holds a mark that only a page of the shop can have.
//!
//! A browser gets a word of its own in a cookie, and its forms the mark of that word under a key of the process. Another site can
//! make the browser send the word, and neither reads it nor makes its mark.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use ring::hmac::{HMAC_SHA256, Key, sign, verify};
use ring::rand::SystemRandom;

use crate::fields::{Fields, LARGEST_BODY};
use crate::numbers::{fresh, hexadecimal};
use crate::trouble::Trouble;

/// The cookie with the browser's word.
const COOKIE: &str = "shop";
/// The field of a form with its mark.
pub(crate) const FIELD: &str = "mark";

/// What a form that this browser is shown has to hold.
#[derive(Clone)]
pub(crate) struct Mark(pub(crate) String);

/// The key of the marks. It goes with the process, and a form that was open meanwhile is asked for anew; machines that share
/// their customers share theirs.
pub(crate) struct Marks(Key);

impl Marks {
    pub(crate) fn new() -> Result<Arc<Self>, Trouble> {
        let key = Key::generate(HMAC_SHA256, &SystemRandom::new());
        key.map(|key| Arc::new(Self(key)))
            .map_err(|_| Trouble::Random)
    }

    fn of(&self, word: &str) -> Mark {
        Mark(hexadecimal(sign(&self.0, word.as_bytes()).as_ref()))
    }

    fn is_of(&self, word: &str, mark: &str) -> bool {
        let bytes: Option<Vec<u8>> = (0..mark.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(mark.get(at..at + 2)?, 16).ok())
            .collect();
        bytes.is_some_and(|bytes| verify(&self.0, word.as_bytes(), &bytes).is_ok())
    }
}

/// Gives pages their mark, and lets no form pass without it.
pub(crate) async fn guard(
    State(marks): State<Arc<Marks>>,
    request: Request,
    next: Next,
) -> Response {
    let known = word(request.headers());
    let guarded = match *request.method() {
        Method::GET | Method::HEAD => shown(&marks, known, request, next).await,
        _ => sent(&marks, known, request, next).await,
    };
    guarded.unwrap_or_else(IntoResponse::into_response)
}

/// A page: the browser that has no word gets one.
async fn shown(
    marks: &Marks,
    known: Option<String>,
    mut request: Request,
    next: Next,
) -> Result<Response, Trouble> {
    let (word, is_new) = match known {
        Some(word) => (word, false),
        None => (fresh("")?, true),
    };
    request.extensions_mut().insert(marks.of(&word));
    let mut page = next.run(request).await;
    // In a shop of your own, which is reached by `https`, it is `Secure` too, and named `__Host-…`.
    let cookie = format!("{COOKIE}={word}; Path=/; HttpOnly; SameSite=Lax");
    if let Some(cookie) = HeaderValue::from_str(&cookie).ok().filter(|_| is_new) {
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(page)
}

/// A form: it has to come from a page that this browser was shown.
async fn sent(
    marks: &Marks,
    known: Option<String>,
    request: Request,
    next: Next,
) -> Result<Response, Trouble> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let fields = Fields::of(&body);
    let is_ours = known.is_some_and(|word| {
        fields
            .needed(FIELD)
            .is_ok_and(|mark| marks.is_of(&word, mark))
    });
    if !is_ours {
        return Err(Trouble::Forged);
    }
    Ok(next.run(Request::from_parts(parts, Body::from(body))).await)
}

/// The word that a browser shows.
fn word(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|cookie| cookie.to_str().ok())
        .flat_map(|cookie| cookie.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(name, value)| *name == COOKIE && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}
