//! The page of the web that a request comes from, or that a customer is sent to.

use axum::http::{HeaderMap, header};

/// The origin of an address of the web; none for any other, such as `javascript:`.
pub(crate) fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let visible = url.bytes().all(|byte| byte.is_ascii_graphic());
    let is_web =
        matches!(scheme.as_str(), "http" | "https") && !host.is_empty() && host.bytes().all(plain);
    (is_web && visible).then(|| format!("{scheme}://{host}"))
}

/// Whether a post comes from a page of this sandbox, or from no page at all.
pub(crate) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let host = text(header::HOST).unwrap_or_default();
    let origin = text(header::ORIGIN);
    let site = headers
        .get("sec-fetch-site")
        .map(|site| site.to_str().unwrap_or_default());
    origin.is_none_or(|origin| {
        let own = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        own == Some(host)
    }) && site.is_none_or(|site| matches!(site, "same-origin" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_have_an_origin() {
        assert_eq!(
            origin("https://shop.example.com/a?b").as_deref(),
            Some("https://shop.example.com")
        );
        assert_eq!(
            origin("HTTP://127.0.0.1:80#x").as_deref(),
            Some("http://127.0.0.1:80")
        );
        for url in [
            "javascript:alert(1)",
            "https://",
            "ftp://example.com",
            "https://a b/",
            "https://a;b/",
            "/x",
            "https://u@h/",
        ] {
            assert_eq!(origin(url), None, "{url}");
        }
    }
}
