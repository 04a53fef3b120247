//! Which sides of an operation a named schema is reached from, within one document.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::Direction;
use super::pairing::Operation;
use super::side::Side;

/// The sides of an operation from which references lead to a pointer.
pub(super) fn of(side: &Side<'_>, operation: &Operation<'_>, pointer: &str) -> Vec<Direction> {
    let node = operation.node.value;
    let request = [
        node.get("parameters"),
        node.get("requestBody"),
        operation.item.value.get("parameters"),
    ];
    let answer = [node.get("responses"), node.get("callbacks"), None];
    [(Direction::Request, request), (Direction::Answer, answer)]
        .into_iter()
        .filter(|(_, parts)| {
            let mut seen = BTreeSet::new();
            parts
                .iter()
                .flatten()
                .any(|part| leads(side, part, pointer, &mut seen))
        })
        .map(|(direction, _)| direction)
        .collect()
}

fn leads<'a>(
    side: &Side<'a>,
    from: &'a Value,
    pointer: &str,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    let mut waiting = vec![from];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                    if reference.strip_prefix('#') == Some(pointer) {
                        return true;
                    }
                    if seen.insert(reference) {
                        waiting.extend(side.target(reference).map(|target| target.value));
                    }
                }
                waiting.extend(members.values());
            }
            Value::Array(entries) => waiting.extend(entries),
            _ => {}
        }
    }
    false
}
