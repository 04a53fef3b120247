//! Makes the OpenAPI document from the transcript whose restrictions are read, by the overlays.

mod against;
mod beyond;
mod complete;
mod defaults;
mod fits;
mod formats;
mod narrower;
mod samples;
mod tidy;
mod without;

use serde_json::Value;

use crate::findings::Findings;
use crate::openapi;
use crate::overlay::{self, Overlay};

pub(crate) use against::{scalar_of, scalars_of};
pub use complete::complete;
pub use defaults::defaults;
pub use without::without;

/// Applies the overlays, in order, to a transcript whose restrictions are read.
///
/// The document has its members in one order, whichever action added them. It keeps `x-restriction`, so that people see
/// where a limit comes from, and `x-page-name`. It drops `x-fingerprint`, which compares one transcript with the next,
/// and from `x-unknown` what is known by now.
///
/// The findings are everything that the overlays' actions do not find as they expect it, and the document lacks what they
/// are about; where the document contradicts the page; and samples that the document does not allow.
#[must_use]
pub fn refine(restricted: Value, transcript: &Value, overlays: &[Overlay]) -> (Value, Findings) {
    let (mut document, mut findings) = overlay::apply_what_fits(restricted.clone(), overlays);
    // Why a document cannot be read is told by whoever reads it next.
    let Ok(read) = openapi::read(&document) else {
        return (document, findings);
    };
    tidy::drop_marks(&mut document, &read.value);
    tidy::order(&mut document, &read.value);
    let beyond = beyond::find(transcript, &read.value);
    if let Ok(page) = openapi::read(&restricted) {
        let against = against::find((&page.value, &restricted), &read.value, overlays);
        findings.append(against::except(against, &beyond));
    }
    findings.append(samples::find(&read.value));
    let beyond = beyond::located(beyond, restricted, overlays);
    for pointer in beyond.pointers() {
        without::remove(&mut document, pointer);
    }
    findings.append(beyond);
    (document, findings)
}
