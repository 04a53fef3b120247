//! The text of a document, read into a tree.

mod walk;
mod written;

use serde_json::Value;

use crate::findings::{At, Findings, Id, Stage};
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
        (yaml::read_json(text), Id::NotJson)
    } else {
        (yaml::read(text), Id::NotYaml)
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
