//! For programs. `docs/drift.schema.json` says what they find.

use serde_json::{Value, json as value};

use super::summary::Report;
use crate::drift::rust::ItemChange;
use crate::drift::{Change, Class, rules};

/// The JSON schema of a report.
pub const SCHEMA: &str = include_str!("../../../../docs/drift.schema.json");

/// Writes a report as JSON.
#[must_use]
pub fn json(report: &Report) -> Value {
    let counts = |class: Class| report.count(class);
    let ignored: Vec<Value> = report
        .ignored
        .iter()
        .map(|(ignored, reason)| {
            let mut written = change(ignored);
            if let Some(members) = written.as_object_mut() {
                members.insert("reason".to_owned(), value!(reason));
            }
            written
        })
        .collect();
    let version = report
        .version
        .as_ref()
        .map(|(from, to)| value!({ "from": from.to_string(), "to": to.to_string() }));
    let rust = report.rust.as_ref().map(|effect| {
        value!({
            "breaks": effect.breaks(),
            "breaksImplementers": effect.breaking_implementers() > 0,
            "items": effect.items.iter().map(item).collect::<Vec<_>>(),
        })
    });
    value!({
        "format": 1,
        "from": report.from,
        "to": report.to,
        "counts": {
            "not-understood": counts(Class::NotUnderstood),
            "breaking": counts(Class::Breaking),
            "additive": counts(Class::Additive),
            "documentation": counts(Class::Documentation),
        },
        "wireBreaks": report.wire_breaks(),
        "sourceBreaks": report.source_breaks(),
        "version": version,
        "changes": report.changes.iter().map(change).collect::<Vec<_>>(),
        "ignored": ignored,
        "rust": rust,
    })
}

fn change(change: &Change) -> Value {
    let reach: Vec<Value> = change
        .reach
        .iter()
        .map(|reached| {
            value!({ "operation": reached.operation, "direction": reached.direction.word() })
        })
        .collect();
    value!({
        "rule": change.rule,
        "class": change.class.word(),
        "what": rules::what(change.rule),
        "path": change.path,
        "former": change.former,
        "pointer": change.pointer,
        "line": change.line,
        "was": change.was,
        "is": change.is,
        "reach": reach,
    })
}

fn item(item: &ItemChange) -> Value {
    value!({
        "step": item.step.word(),
        "breaks": item.breaks,
        "server": item.is_of_server(),
        "item": item.item,
        "was": item.was,
        "is": item.is,
    })
}
