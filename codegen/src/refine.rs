//! Makes the OpenAPI document from the transcript: restrictions first, then the overlays.

mod complete;
mod nodes;
mod resolve;
mod tidy;

use serde_json::Value;

use crate::findings::{Findings, Stage};
use crate::overlay::{self, Overlay};
use crate::restrict;

pub use complete::complete;

/// Reads the restrictions of a transcript and applies the overlays to it in order.
///
/// The document has its members in one order, whichever action added them. It keeps `x-restriction`, so that people see
/// where a limit comes from, and `x-page-name`. It drops `x-fingerprint`, which compares one transcript with the next,
/// and from `x-unknown` what is known by now.
///
/// # Errors
///
/// Everything that the overlays' actions do not find as they expect it.
pub fn refine(transcript: &Value, overlays: &[Overlay]) -> Stage<Value> {
    let mut findings = Findings::default();
    let restricted = restrict::read(transcript.clone())?.note_into(&mut findings);
    match overlay::apply(restricted, overlays) {
        Ok(done) => {
            let mut document = done.note_into(&mut findings);
            tidy::drop_marks(&mut document);
            tidy::order(&mut document);
            findings.finish(document)
        }
        Err(errors) => {
            findings.append(errors);
            Err(findings)
        }
    }
}
