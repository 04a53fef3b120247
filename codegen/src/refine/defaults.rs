//! Whether a value that stands for what is left out is one that its schema allows.

use super::fits::plain_misfit;
use crate::findings::{Findings, Id};
use crate::openapi::Document;

/// Names each default of anybody's document that its own schema does not allow. Of lists and objects nothing is said, and `null`
/// is often written where nothing is meant.
#[must_use]
pub fn defaults(document: &Document) -> Findings {
    let mut findings = Findings::default();
    for statement in &document.statements {
        let Some(default) = &statement.notes.default else {
            continue;
        };
        if let Some(misfit) = plain_misfit(&document.schemas[statement.id].wire, default) {
            let at = statement.notes.pointer.member("default").at();
            let text = format!("this default is refused: it {misfit}");
            findings.warning(Id::DefaultRefused, at, text);
        }
    }
    findings
}
