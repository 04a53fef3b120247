//! What an overlay says of something that the page does not have.
//!
//! An update adds what it does not find. A judgement about a property that has gone would bring the property back,
//! without a type, and nobody would notice.

use serde_json::Value;

use crate::extensions;
use crate::findings::{At, Findings, Id};
use crate::openapi::{Document, Notes, Part, Role};
use crate::overlay::{self, Overlay};

/// Finds the operations, schemas and properties of a document that the transcript does not have.
///
/// Components that the overlay is meant to add say so with `x-scalar` or `x-returned`.
pub(super) fn find(transcript: &Value, document: &Document) -> Findings {
    let mut findings = Findings::default();
    let parts = document.parts();
    let added = parts.iter().filter(|(_, notes)| is_added(notes));
    let added: Vec<String> = added
        .map(|(_, notes)| format!("{}/", notes.pointer))
        .collect();
    for (part, notes) in parts {
        let what = match part {
            Part::Schema(Role::Component) => "schema",
            Part::Schema(Role::Property) => "property",
            Part::Operation => "operation",
            _ => continue,
        };
        let pointer = notes.pointer.to_string();
        let within = format!("{pointer}/");
        let is_within = added.iter().any(|added| within.starts_with(added));
        if !is_within && transcript.pointer(&pointer).is_none() {
            let text = format!(
                "the overlay speaks of a {what} that the page does not have; take out what it says"
            );
            findings.error(Id::OverlayBeyondThePage, At::Pointer(pointer), text);
        }
    }
    findings
}

/// Says in each finding which action it is that speaks of what is not there.
pub(super) fn located(beyond: Findings, restricted: Value, overlays: &[Overlay]) -> Findings {
    if beyond.is_empty() {
        return beyond;
    }
    let pointers: Vec<String> = beyond.pointers().map(str::to_owned).collect();
    let added = overlay::added_by(restricted, overlays, &pointers);
    let mut located = Findings::default();
    for finding in &beyond {
        let action = match &finding.at {
            At::Pointer(pointer) => added.get(pointer),
            At::File | At::Line(_) => None,
        };
        let text = match action {
            Some(action) => format!("{action}: {}", finding.text),
            None => finding.text.clone(),
        };
        located.add(finding.severity, finding.id, finding.at.clone(), text);
    }
    located
}

fn is_added(notes: &Notes) -> bool {
    let said = extensions::of_schema(notes);
    said.scalar || said.returned
}
