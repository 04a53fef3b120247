use http::{HeaderMap, Uri, header};

use super::parameter::Wire;
use super::urlencoded::pairs;
use crate::value::json::untyped::Json;

/// All values of a list, and of all else the last.
pub(super) fn plain(mut values: Vec<String>, wire: Wire) -> Option<Json> {
    match wire {
        Wire::List if values.is_empty() => None,
        Wire::List => Some(Json::of(&values)),
        Wire::Plain => values.pop().map(unquoted),
        _ => values.pop().map(|last| Json::of(&last)),
    }
}

/// A text as the number or the truth value that it is, if it is one.
fn unquoted(text: String) -> Json {
    let is_plain = matches!(text.as_str(), "true" | "false")
        || text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let plain = is_plain.then(|| Json::parse(text.as_str()).ok()).flatten();
    plain.unwrap_or_else(|| Json::of(&text))
}

pub(super) fn query_values(uri: &Uri, name: &str) -> Vec<String> {
    pairs(uri.query().unwrap_or_default())
        .filter_map(|(key, value)| Some((key?, value?)))
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value)
        .collect()
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    cookies.flat_map(|text| text.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}
