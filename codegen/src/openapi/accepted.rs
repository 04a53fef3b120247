//! Which documents are read at all.

use serde_json::Value;

use super::model::Version;
use super::pointer::Pointer;

/// How deep objects and lists may stand within one another.
pub(super) const DEEPEST: usize = 200;

/// The version of a document, or where and why it is not read.
pub(super) fn version(document: &Value) -> Result<Version, (&'static str, String)> {
    let stated = document
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let is = |version: &str| {
        let rest = stated.strip_prefix(version);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if is("3.0") {
        return Ok(Version::V3_0);
    }
    if is("3.1") {
        return Ok(Version::V3_1);
    }
    if let Some(swagger) = document.get("swagger") {
        let swagger = swagger
            .as_str()
            .map_or_else(|| swagger.to_string(), str::to_owned);
        let text = format!(
            "this reads OpenAPI 3.0 and 3.1; here stands Swagger {swagger}. Convert it first, with `npx swagger2openapi` for instance"
        );
        return Err(("/swagger", text));
    }
    let text = if stated.is_empty() {
        "this reads OpenAPI 3.0 and 3.1; here stands no version, so this is probably no OpenAPI document. If it is one, add `openapi: 3.0.3`".to_owned()
    } else {
        format!("this reads OpenAPI 3.0 and 3.1; here stands {stated}")
    };
    Err(("/openapi", text))
}

/// The first place that is nested too deep.
pub(super) fn too_deep(document: &Value) -> Option<Pointer> {
    // Places are made out only where there is one to be told.
    if is_within(document, DEEPEST) {
        return None;
    }
    let mut open = vec![(document, Pointer::root(), 0)];
    while let Some((value, at, depth)) = open.pop() {
        if depth > DEEPEST {
            return Some(at);
        }
        match value {
            Value::Object(members) => {
                let inner = members
                    .iter()
                    .filter(|(_, inner)| inner.is_object() || inner.is_array());
                open.extend(inner.map(|(name, inner)| (inner, at.member(name), depth + 1)));
            }
            Value::Array(entries) => {
                let inner = entries.iter().enumerate();
                let inner = inner.filter(|(_, inner)| inner.is_object() || inner.is_array());
                open.extend(inner.map(|(index, inner)| (inner, at.entry(index), depth + 1)));
            }
            _ => {}
        }
    }
    None
}

/// Whether nothing stands deeper in a value than this.
fn is_within(value: &Value, depth: usize) -> bool {
    let stands = |inner: &Value| match inner {
        Value::Object(_) | Value::Array(_) => depth > 0 && is_within(inner, depth - 1),
        _ => true,
    };
    match value {
        Value::Object(members) => members.values().all(stands),
        Value::Array(entries) => entries.iter().all(stands),
        _ => true,
    }
}
