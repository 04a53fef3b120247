//! Merges one update into one node and tells which of its values changed nothing.

use serde_json::Value;

use crate::findings::pointer_token;

/// What is wrong with one value of an update at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The place already has it.
    Same,
    /// It would put a null over a value.
    Null,
    /// It is of another kind than what is there.
    Incompatible,
    /// It is an array for an array of something else: one entry or several is anybody's guess.
    Unclear,
    /// The node is neither an object nor an array.
    Primitive,
    /// It is no object although the node is one.
    NoObject,
}

/// Merges `update` into `node`. Each trouble comes with the JSON pointer of its value within the update.
///
/// Values without trouble are merged all the same, so that later actions meet the document that they expect.
pub(super) fn merge(node: &mut Value, update: &Value) -> Vec<(String, Trouble)> {
    let mut troubles = Vec::new();
    match (node, update) {
        (Value::Object(_), Value::Object(members)) if members.is_empty() => {
            troubles.push((String::new(), Trouble::Same))
        }
        (node @ Value::Object(_), Value::Object(_)) => merge_into(node, update, "", &mut troubles),
        (Value::Object(_), _) => troubles.push((String::new(), Trouble::NoObject)),
        (Value::Array(entries), entry) => {
            let nested = entries.iter().any(Value::is_array);
            if entry.is_array() && !entries.is_empty() && !nested {
                troubles.push((String::new(), Trouble::Unclear));
            } else if entries.contains(entry) {
                troubles.push((String::new(), Trouble::Same));
            } else {
                entries.push(entry.clone());
            }
        }
        _ => troubles.push((String::new(), Trouble::Primitive)),
    }
    troubles
}

fn merge_into(node: &mut Value, update: &Value, at: &str, troubles: &mut Vec<(String, Trouble)>) {
    match (node, update) {
        (Value::Object(members), Value::Object(updates)) => {
            if updates.is_empty() {
                troubles.push((at.to_owned(), Trouble::Same));
            }
            for (name, value) in updates {
                if let Some(member) = members.get_mut(name) {
                    let at = format!("{at}/{}", pointer_token(name));
                    merge_into(member, value, &at, troubles);
                } else {
                    members.insert(name.clone(), value.clone());
                }
            }
        }
        (Value::Array(entries), Value::Array(updates)) => {
            if updates.is_empty() {
                troubles.push((at.to_owned(), Trouble::Same));
            }
            let before = entries.len();
            for (index, value) in updates.iter().enumerate() {
                if entries.iter().take(before).any(|entry| entry == value) {
                    troubles.push((format!("{at}/{index}"), Trouble::Same));
                } else {
                    entries.push(value.clone());
                }
            }
        }
        (node, update) if *node == *update => troubles.push((at.to_owned(), Trouble::Same)),
        (_, Value::Null) => troubles.push((at.to_owned(), Trouble::Null)),
        (node, update) if is_primitive(node) && is_primitive(update) => *node = update.clone(),
        _ => troubles.push((at.to_owned(), Trouble::Incompatible)),
    }
}

fn is_primitive(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
