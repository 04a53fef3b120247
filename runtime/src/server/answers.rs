use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::finding::Finding;
use crate::value::json::writer::{JsonWriter, Write};

/// An answer whose body is a value as JSON.
pub fn written(status: u16, value: &(impl Write + ?Sized)) -> Response {
    let mut out = JsonWriter::new();
    value.write(&mut out);
    json(status, out.expose())
}

/// An answer whose body is a text that is JSON.
pub fn json(status: u16, text: &str) -> Response {
    let mut answer = bare(status);
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    *answer.body_mut() = Body::from(text.to_owned());
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
