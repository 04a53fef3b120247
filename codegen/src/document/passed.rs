//! What the document model passes over without a word.

use serde_json::Value;

use super::salvage::Taken;
use super::walk::METHODS;
use crate::findings::{At, Findings, pointer_token};

/// Says which paths and methods are none.
pub(super) fn say(value: &Value, strict: bool, findings: &mut Findings) {
    let mut taken = Taken { strict, findings };
    let Some(paths) = value.get("paths").and_then(Value::as_object) else {
        return;
    };
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        let pointer = format!("/paths/{}", pointer_token(path));
        if !path.starts_with('/') {
            taken.out(
                pointer,
                format!("`{path}` is left out: a path begins with `/`"),
            );
            continue;
        }
        for (name, member) in item.as_object().into_iter().flatten() {
            let known = METHODS.contains(&name.as_str());
            let besides = matches!(
                name.as_str(),
                "$ref" | "summary" | "description" | "servers" | "parameters"
            ) || name.starts_with("x-");
            let pointer = format!("{pointer}/{}", pointer_token(name));
            if !known && !besides {
                let text = format!("`{name}` is left out: OpenAPI 3.0 knows no such method");
                taken.out(pointer, text);
            } else if known && member.is_null() {
                let text = "this operation is left out: nothing is said of it".to_owned();
                taken.out(pointer, text);
            }
        }
    }
}

/// Takes out what stands on an operation and is no part of a call, and says so.
pub(super) fn drop_callbacks(document: &mut Value, findings: &mut Findings) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        for (method, operation) in item {
            let Some(operation) = operation.as_object_mut() else {
                continue;
            };
            if operation.remove("callbacks").is_some() {
                let at = At::Pointer(format!("/paths/{}/{method}/callbacks", pointer_token(path)));
                findings.note(
                    "callbacks-left-out",
                    at,
                    "a client is not called back, so callbacks are left out",
                );
            }
        }
    }
}
