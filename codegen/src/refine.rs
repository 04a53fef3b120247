//! Makes the OpenAPI document from the transcript: restrictions first, then the overlays.

mod beyond;
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
    let (document, found) = overlay::apply_what_fits(restricted, overlays);
    findings.append(found);
    let document = settled(document);
    findings.append(beyond::find(transcript, &document));
    findings.finish(document)
}

/// Does what [`refine`] does as far as it can be done, for a draft whose overlays are yet to be mended.
///
/// The findings are those of [`refine`]; the document lacks what they are about.
#[must_use]
pub fn refine_what_fits(transcript: &Value, overlays: &[Overlay]) -> (Value, Findings) {
    let mut findings = Findings::default();
    let restricted = match restrict::read(transcript.clone()) {
        Ok(done) => done.note_into(&mut findings),
        Err(stopped) => {
            findings.append(stopped);
            transcript.clone()
        }
    };
    let (document, found) = overlay::apply_what_fits(restricted, overlays);
    findings.append(found);
    let document = settled(document);
    findings.append(beyond::find(transcript, &document));
    (document, findings)
}

fn settled(mut document: Value) -> Value {
    tidy::drop_marks(&mut document);
    tidy::order(&mut document);
    document
}
