//! Lines of a description that read like rows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::lines::Lines;
use super::model::{Access, BlockKind, Table};
use super::types::shown_name;
use crate::findings::{At, Findings, Id};

/// Gives lines back to the descriptions that they belong to: rows of properties that the sample does not have.
///
/// Only a sample that was printed from the types has all properties; one that somebody wrote may leave out what is optional.
pub(super) fn fold(table: &mut Table, sample: &Value, lines: &Lines<'_>, findings: &mut Findings) {
    let Value::Object(members) = sample else {
        return;
    };
    let [block] = table.blocks.as_mut_slice() else {
        return;
    };
    let made = is_printed(sample) && has_mark(sample);
    if block.kind != BlockKind::Own || members.is_empty() || !made {
        return;
    }
    let rows = std::mem::take(&mut block.rows);
    let map = rows
        .iter()
        .any(|row| row.depth == 0 && row.name == "additionalProperties");
    let shown: BTreeSet<String> = members.keys().map(|name| shown_name(name)).collect();
    let mut folded: Option<usize> = None;
    for row in rows {
        let known = members.contains_key(&row.name) || shown.contains(&row.name);
        let described = block
            .rows
            .last_mut()
            .and_then(|last| last.description.as_mut());
        match described.filter(|_| !known && !map && row.depth == 0 && row.access == Access::Both) {
            Some(description) => {
                // One word for a run of such lines is enough.
                if folded.is_none_or(|former| former + 1 != row.line) {
                    let text = format!(
                        "reads like a row, but the sample has no `{}`; taken as part of the description above",
                        row.name
                    );
                    findings.warning(Id::RowInProse, At::Line(row.line), text);
                }
                folded = Some(row.line);
                description.push('\n');
                description.push_str(lines.get(row.line));
                for more in row
                    .description
                    .iter()
                    .flat_map(|text| text.split('\n').skip(1))
                {
                    description.push('\n');
                    description.push_str(more);
                }
            }
            None => block.rows.push(row),
        }
    }
}

/// Whether a value is one that the sampler prints for a type, with all that is in it.
pub(crate) fn is_printed(value: &Value) -> bool {
    match value {
        Value::String(text) => text == "string" || text.starts_with("2019-08-24"),
        Value::Number(number) => number
            .as_f64()
            .is_some_and(|number| number == 0.0 || number == 0.1),
        Value::Bool(value) => *value,
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_printed),
        Value::Object(members) => members.values().all(is_printed),
    }
}

/// Whether a value holds a text that the sampler prints, and that nobody writes.
fn has_mark(value: &Value) -> bool {
    match value {
        Value::String(_) => is_printed(value),
        Value::Array(items) => items.iter().any(has_mark),
        Value::Object(members) => members.values().any(has_mark),
        _ => false,
    }
}
