//! The report about two releases.

use serde_json::Value;

use super::draft;
use super::source::{Kind, Source};
use crate::drift::report::Report;
use crate::drift::rust::{self, Effect};
use crate::drift::version::Version;
use crate::drift::{self, Class, ignore, lines};
use crate::findings::{Findings, Severity};
use crate::overlay::Overlay;
use crate::render::TextFile;

/// What a report is made with.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The overlays of the workspace.
    pub overlays: &'a [Overlay],
    /// The changes that nobody wants to hear of.
    pub ignored: &'a [ignore::Ignored],
    /// The version of the crate before the change.
    pub version: Option<&'a str>,
    /// Which revision of its release the new one is, from 1.
    pub revision: u32,
}

/// Compares two releases, and the crates that are emitted from them.
///
/// Transcripts are compared as the pages state them, with restrictions read. Where one side has our overlays applied and
/// the other has not, they are applied to the other as far as they fit, so that like is compared with like.
#[must_use]
pub fn report(old: &Source, new: &Source, options: Options<'_>) -> Report {
    let refined = old.kind == Kind::Refined || new.kind == Kind::Refined;
    let contract = |source: &Source| match source.kind {
        Kind::Refined => source.document.clone(),
        _ if refined => to_emit(source, options.overlays),
        _ => source.with_limits(),
    };
    let mut changes = drift::compare(&contract(old), &contract(new));
    lines::locate(&mut changes, old.lines().as_ref(), new.lines().as_ref());
    let (changes, ignored) = ignore::split(changes, options.ignored);
    let crates = emit(to_emit(old, options.overlays))
        .map_err(|why| format!("{} cannot be emitted: {why}", old.name))
        .and_then(|before| {
            let after = emit(to_emit(new, options.overlays))
                .map_err(|why| format!("{} cannot be emitted: {why}", new.name))?;
            rust::effect(&before, &after)
        });
    let (rust, no_rust): (Option<Effect>, Option<String>) = match crates {
        Ok(effect) => (Some(effect), None),
        Err(why) => (None, Some(why)),
    };
    let mut report = Report {
        from: old.name.clone(),
        to: new.name.clone(),
        changes,
        ignored,
        rust,
        no_rust,
        version: None,
    };
    let before = options.version.and_then(Version::parse);
    let differs = report.weight().is_some() || old.release != new.release;
    report.version = before.filter(|_| differs).map(|before| {
        let weight = report.weight().unwrap_or(Class::Documentation);
        let after = before.after(weight, &new.release, options.revision);
        (before, after)
    });
    report
}

/// The document that a crate is emitted from.
pub(super) fn to_emit(source: &Source, overlays: &[Overlay]) -> Value {
    match (&source.committed, source.kind) {
        (Some(committed), _) => committed.clone(),
        (None, Kind::Transcript) => draft::draft(&source.document, overlays).document,
        (None, Kind::Foreign | Kind::Refined) => source.document.clone(),
    }
}

/// Emits a crate in memory, without what the overlays say of things that are not there.
fn emit(mut document: Value) -> Result<Vec<TextFile>, String> {
    match draft::emit_draft(&mut document) {
        Ok(generated) => Ok(generated.files),
        Err(stopped) => Err(first(&stopped)),
    }
}

/// The first error of some findings.
fn first(findings: &Findings) -> String {
    findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)
        .map_or_else(
            || "the generator stopped".to_owned(),
            |finding| format!("{}: {}", finding.id, finding.text),
        )
}
