//! Samples: pretty-printed JSON (or YAML, for forms) that stands between empty lines.

use serde_json::Value;

use super::lines::Lines;
use super::model::{Placed, Sample};
use crate::findings::{At, Findings, Id};

/// Reads the JSON that begins on `from` and gives the line after it.
///
/// A printed object or array ends with the first bracket in the first column, so reading stays linear in the page
/// even where the bracket never comes.
pub(super) fn read(lines: &Lines<'_>, from: usize, end: usize) -> Option<(Sample, usize)> {
    let first = lines.get(from);
    let close = match first {
        "{" => "}",
        "[" => "]",
        _ => {
            let value = serde_json::from_str(first).ok()?;
            return Some((Placed::new(from, value), from + 1));
        }
    };
    let last = (from + 1..end)
        .take_while(|line| !lines.is_blank(*line))
        .find(|line| lines.get(*line) == close)?;
    let text = lines.joined(from..=last);
    let value = serde_json::from_str(&text).ok()?;
    Some((Placed::new(from, value), last + 1))
}

/// Whether a line can begin a JSON sample.
pub(super) fn begins(text: &str) -> bool {
    matches!(text, "{" | "[") || serde_json::from_str::<Value>(text).is_ok()
}

/// Whether a paragraph that is no JSON begins or ends as a printed object or array does.
pub(super) fn is_torn(lines: &Lines<'_>, from: usize, after: usize) -> bool {
    matches!(lines.get(from), "{" | "[") || matches!(lines.get(after - 1), "}" | "]")
}

/// Reports a sample of which a part is gone. It may have been like that before the page was rendered: then marks of code are
/// left in it as text.
pub(super) fn torn(lines: &Lines<'_>, from: usize, after: usize, findings: &mut Findings) {
    if (from..after).any(|line| lines.get(line).contains("```")) {
        let text = "a sample that the page was made with breaks off here; it is left out with what it has swallowed";
        findings.warning(Id::RawMarkup, At::Line(from), text);
        return;
    }
    let text = "this sample is no JSON; is a part of it lost?";
    findings.error(Id::BrokenSample, At::Line(from), text);
}

/// Reads the paragraph on `from` as the YAML that a form's sample is shown in.
pub(super) fn read_yaml(lines: &Lines<'_>, from: usize, end: usize) -> Option<(Sample, usize)> {
    let after = lines.next_blank(from, end);
    let text = lines.joined(from..after);
    let value: Value = serde_yaml::from_str(&text).ok()?;
    value.is_object().then(|| (Placed::new(from, value), after))
}

/// Whether a sample is the whole sample, or what is left of it where a schema holds itself.
pub(crate) fn is_part(sample: &Value, whole: &Value) -> bool {
    match (sample, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(name, value)| whole.get(name).is_some_and(|whole| is_part(value, whole))),
        (Value::Array(part), Value::Array(whole)) => {
            part.is_empty()
                || part.len() == whole.len()
                    && part
                        .iter()
                        .zip(whole)
                        .all(|(part, whole)| is_part(part, whole))
        }
        _ => sample == whole,
    }
}

/// Whether a value is a list or an object that holds something.
pub(crate) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}
