//! Keywords of later versions of OpenAPI that documents of 3.0 use, said in words of 3.0.

use serde_json::{Map, Value, json};

use super::walk::keywords;
use crate::findings::{At, Findings};

/// Rewrites `const`, lists of types, and bounds that are numbers where 3.0 has truth values.
pub(super) fn rewrite(document: &mut Value, findings: &mut Findings) {
    keywords(document, &mut |members, pointer| {
        let mut rewritten = Vec::new();
        rewritten.extend(constant(members));
        rewritten.extend(types(members));
        rewritten.extend(bound(members, "exclusiveMinimum", "minimum"));
        rewritten.extend(bound(members, "exclusiveMaximum", "maximum"));
        for (keyword, meant) in rewritten {
            findings.note(
                "later-keyword",
                At::Pointer(format!("{pointer}/{keyword}")),
                format!(
                    "OpenAPI 3.0 does not know this form of `{keyword}`; it is read as {meant}"
                ),
            );
        }
    });
}

type Rewritten = Option<(&'static str, String)>;

fn constant(members: &mut Map<String, Value>) -> Rewritten {
    if members.contains_key("enum") {
        return None;
    }
    let value = members.shift_remove("const")?;
    members.insert("enum".to_owned(), json!([value]));
    Some(("const", "an enumeration of one value".to_owned()))
}

/// `type: [string, 'null']` is one type that is nullable, and more types are alternatives.
fn types(members: &mut Map<String, Value>) -> Rewritten {
    let stated = members.get("type")?;
    if stated.is_null() || stated == "null" {
        members.shift_remove("type");
        members.insert("nullable".to_owned(), Value::Bool(true));
        members.insert("enum".to_owned(), json!([null]));
        return Some(("type", "null and nothing else".to_owned()));
    }
    let list = stated.as_array()?;
    let names: Vec<&str> = list
        .iter()
        .map(|ty| ty.as_str().unwrap_or("null"))
        .collect();
    let others: Vec<String> = names
        .iter()
        .filter(|name| **name != "null")
        .map(|name| (*name).to_owned())
        .collect();
    let nullable = others.len() < names.len();
    let shown = others.join("` or `");
    match others.as_slice() {
        [] => return None,
        [only] => {
            members.insert("type".to_owned(), Value::from(only.as_str()));
        }
        _ if members.contains_key("oneOf") || members.contains_key("anyOf") => return None,
        several => {
            let several: Vec<Value> = several.iter().map(|ty| json!({ "type": ty })).collect();
            members.shift_remove("type");
            members.insert("anyOf".to_owned(), Value::Array(several));
        }
    }
    let mut meant = format!("`{shown}`");
    if nullable {
        members.insert("nullable".to_owned(), Value::Bool(true));
        meant.push_str(" that may be null");
    }
    Some(("type", meant))
}

fn bound(members: &mut Map<String, Value>, exclusive: &'static str, inclusive: &str) -> Rewritten {
    let stated = members.get(exclusive)?.as_number()?.clone();
    // Of two bounds, the nearer one decides; equal ones are decided by the exclusive one.
    let other = members.get(inclusive).and_then(Value::as_f64);
    let own = stated.as_f64()?;
    let decides = other.is_none_or(|other| {
        if inclusive == "minimum" {
            own >= other
        } else {
            own <= other
        }
    });
    if decides {
        members.insert(inclusive.to_owned(), Value::Number(stated.clone()));
    }
    members.insert(exclusive.to_owned(), Value::Bool(decides));
    Some((
        exclusive,
        format!("`{inclusive}: {stated}`, itself refused"),
    ))
}
