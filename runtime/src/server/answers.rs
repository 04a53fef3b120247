use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::finding::Finding;
use crate::value::json::writer::{JsonWriter, Write};
use crate::value::types::whole::{Binary, PlainText};

/// An answer whose body is a value as JSON.
pub fn written(status: u16, value: &(impl Write + ?Sized)) -> Response {
    written_as(status, JSON, value)
}

/// An answer whose body is a value as JSON of another name, such as `application/problem+json`.
pub fn written_as(
    status: u16,
    media_type: &'static str,
    value: &(impl Write + ?Sized),
) -> Response {
    let mut out = JsonWriter::new();
    value.write(&mut out);
    with_body(status, media_type, Body::from(out.expose().to_owned()))
}

/// An answer whose body is a text that is JSON.
pub fn json(status: u16, text: &str) -> Response {
    with_body(status, JSON, Body::from(text.to_owned()))
}

/// An answer whose body is a text that is no JSON, of its own media type where it has one.
pub fn text(status: u16, media_type: &'static str, text: &PlainText) -> Response {
    let media_type = text.media_type().unwrap_or(media_type);
    with_body(status, media_type, Body::from(text.expose().to_owned()))
}

/// An answer whose body is neither JSON nor text, of its own media type where it has one.
pub fn binary(status: u16, media_type: &'static str, binary: &Binary) -> Response {
    let media_type = binary.media_type().unwrap_or(media_type);
    with_body(status, media_type, Body::from(binary.bytes().clone()))
}

const JSON: &str = "application/json";

fn with_body(status: u16, media_type: &str, body: Body) -> Response {
    let mut answer = bare(status);
    if let Ok(media_type) = HeaderValue::from_str(media_type) {
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
    }
    *answer.body_mut() = body;
    answer
}

/// An answer without a body. A status that there is not becomes 500.
pub fn bare(status: u16) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer
}

/// Status 400 with the findings: `{"findings": [{"path": …, "problem": …}]}`.
pub fn bad_request(findings: &[Finding]) -> Response {
    let mut out = JsonWriter::new();
    out.object(|object| object.field("findings", findings));
    json(400, out.expose())
}
