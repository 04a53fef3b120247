//! Reading an OpenAPI document into `openapiv3`, with the place of what it cannot hold.

mod later;
mod passed;
mod references;
mod salvage;
mod walk;
mod written;

use openapiv3::OpenAPI;
use serde_json::Value;

use crate::findings::{At, Findings, Stage};
use crate::yaml;

/// Reads JSON or YAML text into a value.
///
/// # Errors
///
/// A finding with the line where the text stops being JSON or YAML.
pub fn parse(text: &str) -> Stage<Value> {
    let mut findings = Findings::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (read, id) = if text.trim_start().starts_with('{') {
        (yaml::read_json(text), "not-json")
    } else {
        (yaml::read(text), "not-yaml")
    };
    match read {
        Ok(mut value) => {
            written::take_as_written(&mut value, text, &mut findings);
            findings.finish(value)
        }
        Err(malformed) => {
            let at = malformed.line.map_or(At::File, At::Line);
            findings.error(id, at, malformed.text);
            Err(findings)
        }
    }
}

/// Reads a value into an OpenAPI 3.0 document.
///
/// Where `strict` is off, a schema, parameter, answer or operation that cannot be held is taken out with a warning,
/// so that the rest of somebody else's document goes through.
///
/// # Errors
///
/// Findings with JSON pointers, for a document of another version or one that cannot be held at all.
pub fn load(value: &Value, strict: bool) -> Stage<OpenAPI> {
    match load_what_fits(value, strict) {
        (Some(document), findings) => findings.finish(document),
        (None, findings) => Err(findings),
    }
}

/// Reads as much of a value as can be held; nothing where it is no document.
///
/// The findings are those of [`load`], and the document lacks what they are about.
#[must_use]
pub fn load_what_fits(value: &Value, strict: bool) -> (Option<OpenAPI>, Findings) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let loaded = thread
            .spawn_scoped(scope, || held(value, strict))
            .map(std::thread::ScopedJoinHandle::join);
        match loaded {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => {
                let mut findings = Findings::default();
                let text = format!("the document cannot be held, since no thread starts: {error}");
                findings.error("not-openapi", At::File, text);
                (None, findings)
            }
        }
    })
}

/// The document model takes some 45 KB of stack for each schema in a schema in a debug build, more than most threads have
/// for the 128 levels that a reader takes.
const STACK: usize = 32 * 1024 * 1024;

fn held(value: &Value, strict: bool) -> (Option<OpenAPI>, Findings) {
    let mut findings = Findings::default();
    let version = value
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if version != "3.0" && !version.starts_with("3.0.") {
        let (pointer, text) = refusal(value, version);
        findings.error("openapi-version", At::Pointer(pointer.to_owned()), text);
        return (None, findings);
    }
    let mut value = value.clone();
    passed::say(&value, strict, &mut findings);
    passed::drop_callbacks(&mut value, &mut findings);
    written::drop_nothing(&mut value);
    later::rewrite(&mut value, &mut findings);
    references::inline(&mut value);
    references::unescape(&mut value);
    if let Ok(document) = serde_json::from_value(value.clone()) {
        return (Some(document), findings);
    }
    salvage::salvage(&mut value, strict, &mut findings);
    match serde_json::from_value(value) {
        Ok(document) => (Some(document), findings),
        Err(_) if findings.has_errors() => (None, findings),
        Err(error) => {
            findings.error(
                "not-openapi",
                At::File,
                format!("the document cannot be held: {error}"),
            );
            (None, findings)
        }
    }
}

/// Why a document of another version is not read, where that stands, and what to do.
fn refusal(value: &Value, version: &str) -> (&'static str, String) {
    let swagger = value.get("swagger").map(|stated| match stated {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    if let Some(swagger) = swagger {
        let text = format!(
            "this reads OpenAPI 3.0 and 3.1 documents; here stands Swagger {swagger}. Convert it first, with `npx swagger2openapi` for instance"
        );
        return ("/swagger", text);
    }
    let text = if version.starts_with("3.") {
        format!(
            "this reads OpenAPI 3.0 and 3.1 documents; here stands {version}. Ask for an edition of the document in one of these, or convert it down"
        )
    } else if version.is_empty() {
        "this reads OpenAPI 3.0 and 3.1 documents; here stands no version, so this is probably no OpenAPI document. If it is one, add `openapi: 3.0.3`".to_owned()
    } else {
        format!("this reads OpenAPI 3.0 and 3.1 documents; here stands {version}")
    };
    ("/openapi", text)
}
