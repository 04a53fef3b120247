//! Answers with HTML in them.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

/// A whole page. Nothing on it may be loaded from elsewhere, and no script may stand in it; `is_live` loads the one that keeps
/// it up to date. Its forms may lead to this sandbox and to `form_target`, an origin.
pub(super) fn page(
    status: StatusCode,
    title: &str,
    is_live: bool,
    body: Markup,
    form_target: &str,
) -> Response {
    let text = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="stylesheet" href="/_sandbox/style.css";
                @if is_live {
                    script src="/_sandbox/live.js" defer {}
                }
            }
            body { (body) }
        }
    };
    let mut answer = typed("text/html; charset=utf-8", text.into_string());
    *answer.status_mut() = status;
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self' {form_target}"
    );
    if let Ok(policy) = HeaderValue::from_str(policy.trim()) {
        answer
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

/// A text of a media type, which no browser takes for another and none keeps.
pub(super) fn typed(media: &'static str, text: impl Into<Body>) -> Response {
    let mut answer = Response::new(text.into());
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, media),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        // Not `no-referrer`, with which a browser hides the origin of a form from its own page.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in fixed {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    answer
}
