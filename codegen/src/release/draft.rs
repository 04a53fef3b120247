//! A document for a crate although the overlays do not fit the page any more.

use serde_json::Value;

use crate::findings::{At, Findings, Stage, pointer_token};
use crate::generate::{Generated, Request, generate};
use crate::overlay::Overlay;
use crate::refine;

/// How often judgements are taken out until a crate can be emitted.
const ROUNDS: usize = 8;

/// A refined document as good as it gets, and all that keeps it from being whole.
pub(super) struct Draft {
    pub(super) document: Value,
    pub(super) findings: Findings,
}

/// Applies what fits of the overlays, and takes out what they say about things that are not there.
pub(super) fn draft(transcript: &Value, overlays: &[Overlay]) -> Draft {
    let (mut document, mut findings) = refine::refine_what_fits(transcript, overlays);
    for pointer in pointers(&findings, "overlay-beyond-the-page") {
        remove(&mut document, &pointer);
    }
    let incomplete = refine::complete(&document);
    // A judgement that names what has gone would lead the generator astray.
    for pointer in all_pointers(&incomplete) {
        if let Some(extension) = extension(&document, &pointer) {
            remove(&mut document, &extension);
        }
    }
    findings.append(incomplete);
    Draft { document, findings }
}

/// Emits the crate of a draft. Extensions that the generator refuses are taken out until it goes through.
pub(super) fn emit_draft(document: &mut Value) -> Result<Generated, Findings> {
    let mut stopped = Findings::default();
    for _ in 0..ROUNDS {
        match emit_as(document, false) {
            Ok(done) => return Ok(done.value),
            Err(findings) => {
                let refused: Vec<String> = all_pointers(&findings)
                    .iter()
                    .filter_map(|pointer| refused(document, pointer))
                    .collect();
                stopped = findings;
                if refused.is_empty() {
                    break;
                }
                for pointer in refused {
                    remove(document, &pointer);
                }
            }
        }
    }
    Err(stopped)
}

/// Emits our crate in memory, as it is generated from a document of ours or, less strictly, from a draft.
pub(super) fn emit_as(document: &Value, strict: bool) -> Stage<Generated> {
    generate(Request {
        document,
        strict,
        crate_name: "online-payment-gateway",
        command: "cargo xtask generate",
        source: "spec/openapi.yaml",
    })
}

/// The extension that a finding is about: one on its way, or one of the node itself.
fn refused(document: &Value, pointer: &str) -> Option<String> {
    extension(document, pointer).or_else(|| {
        let node = document.pointer(pointer)?.as_object()?;
        const NAMING: [&str; 12] = [
            "x-token",
            "x-envelope",
            "x-acknowledges",
            "x-found-by",
            "x-repeat",
            "x-choice",
            "x-one-of-required",
            "x-either",
            "x-together",
            "x-presets",
            "x-journal",
            "x-rust-name",
        ];
        let within = |node: &serde_json::Map<String, Value>, at: &str| {
            NAMING
                .iter()
                .find(|name| node.contains_key(**name))
                .map(|name| format!("{at}/{name}"))
        };
        within(node, pointer).or_else(|| {
            node.iter().find_map(|(name, member)| {
                let at = format!("{pointer}/{}", pointer_token(name));
                within(member.as_object()?, &at)
            })
        })
    })
}

fn pointers(findings: &Findings, id: &str) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.id == id)
        .filter_map(|finding| match &finding.at {
            At::Pointer(pointer) => Some(pointer.clone()),
            At::File | At::Line(_) => None,
        })
        .collect()
}

fn all_pointers(findings: &Findings) -> Vec<String> {
    findings
        .iter()
        .filter_map(|finding| match &finding.at {
            At::Pointer(pointer) => Some(pointer.clone()),
            At::File | At::Line(_) => None,
        })
        .collect()
}

/// The pointer up to the first extension on its way, if that is in the document.
fn extension(document: &Value, pointer: &str) -> Option<String> {
    let mut at = String::new();
    for part in pointer.split('/').skip(1) {
        at.push('/');
        at.push_str(part);
        if part.starts_with("x-") && !at.ends_with(&format!("/properties/{part}")) {
            return document.pointer(&at).map(|_| at);
        }
    }
    None
}

/// Takes a member out of the object around it, and its name out of what is required there.
fn remove(document: &mut Value, pointer: &str) {
    let Some((around, name)) = pointer.rsplit_once('/') else {
        return;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    if let Some(members) = document.pointer_mut(around).and_then(Value::as_object_mut) {
        members.shift_remove(&name);
    }
    if let Some(owner) = around.strip_suffix("/properties")
        && let Some(Value::Array(required)) = document
            .pointer_mut(owner)
            .and_then(|owner| owner.get_mut("required"))
    {
        required.retain(|required| required != name.as_str());
    }
}
