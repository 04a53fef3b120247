use http::{HeaderMap, Uri, header};

use super::parameter::Wire;
use super::urlencoded::pairs;
use crate::value::json::untyped::Json;

/// All values of a list, and of all else the last.
pub(super) fn plain(mut values: Vec<String>, wire: Wire) -> Option<Json> {
    match wire {
        Wire::List if values.is_empty() => None,
        Wire::List => Some(Json::of(&values)),
        _ => values.pop().map(|last| Json::of(&last)),
    }
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
