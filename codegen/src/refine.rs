//! Makes the OpenAPI document from the transcript: restrictions first, then the overlays.

use serde_json::Value;

use crate::findings::{Findings, Stage};
use crate::overlay::{self, Overlay};
use crate::restrict;

/// Reads the restrictions of a transcript and applies the overlays to it in order.
///
/// # Errors
///
/// Everything that the overlays' actions do not find as they expect it.
pub fn refine(transcript: &Value, overlays: &[Overlay]) -> Stage<Value> {
    let mut findings = Findings::default();
    let restricted = restrict::read(transcript.clone())?.note_into(&mut findings);
    match overlay::apply(restricted, overlays) {
        Ok(done) => {
            let document = done.note_into(&mut findings);
            findings.finish(document)
        }
        Err(errors) => {
            findings.append(errors);
            Err(findings)
        }
    }
}
