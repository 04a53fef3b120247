//! Answers with HTML in them, and text made fit for it.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// Text that stands in HTML as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// A whole page. Nothing on it may be loaded from elsewhere, and no script may stand in it. Its forms may lead to this
/// sandbox and to `form_target`, an origin.
pub(super) fn page(
    status: StatusCode,
    title: &str,
    head: &str,
    body: &str,
    form_target: &str,
) -> Response {
    let title = escaped(title);
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/_sandbox/style.css\">\n{head}</head>\n<body>\n{body}</body>\n</html>\n"
    );
    let mut answer = typed("text/html; charset=utf-8", text);
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
pub(super) fn typed(media: &'static str, text: String) -> Response {
    let mut answer = Response::new(Body::from(text));
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

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn nothing_gets_out_of_text() {
        assert_eq!(
            escaped("<a href=\"x\" onclick='y'>&"),
            "&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;"
        );
    }
}
