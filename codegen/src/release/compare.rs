//! The report about two releases.

use super::source::{Kind, Source};
use crate::drift::report::Report;
use crate::drift::rust::{self, Effect};
use crate::drift::version::Version;
use crate::drift::{self, Class, ignore, lines};
use crate::findings::{Findings, Severity};
use crate::openapi::Document;
use crate::overlay::Overlay;
use crate::pipeline::{self, Draft, Target, Watch};
use crate::render::TextFile;

/// What a report is made with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The changes that nobody wants to hear of.
    pub ignored: &'a [ignore::Ignored],
    /// The version of the crate before the change.
    pub version: Option<&'a str>,
    /// The version that it has after it, where it is known; otherwise it follows from the change.
    pub next: Option<&'a str>,
}

/// Compares two releases, and the crates that are emitted from them.
///
/// Transcripts are compared as the pages state them, with restrictions read. Where one side has our overlays applied and
/// the other has not, they are applied to the other as far as they fit, so that like is compared with like.
///
/// # Errors
///
/// What is wrong with a document that cannot be read.
pub fn report(
    old: &Source,
    new: &Source,
    overlays: &[Overlay],
    options: Options<'_>,
    watch: Watch<'_>,
) -> Result<Report, Findings> {
    let made = |source: &Source| pipeline::draft(source.input(overlays), Target::OWN, watch);
    let before = made(old);
    let after = (!old.becomes_the_same(new)).then(|| made(new));
    report_of(
        (old, &before),
        (new, after.as_ref().unwrap_or(&before)),
        options,
    )
}

/// The same, of releases whose drafts are made.
pub(super) fn report_of(
    (old, before): (&Source, &Draft),
    (new, after): (&Source, &Draft),
    options: Options<'_>,
) -> Result<Report, Findings> {
    let refined = old.kind == Kind::Refined || new.kind == Kind::Refined;
    let mut changes = drift::compare(
        contract(old, before, refined)?,
        contract(new, after, refined)?,
    );
    lines::locate(&mut changes, old.lines().as_ref(), new.lines().as_ref());
    let (changes, ignored) = ignore::split(changes, options.ignored);
    let crates = emitted(old, before).and_then(|before| rust::effect(before, emitted(new, after)?));
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
        let known = options.next.and_then(Version::parse);
        let after = known.unwrap_or_else(|| before.after(weight, &new.release));
        (before, after)
    });
    Ok(report)
}

/// What is compared of a release: what it states, or that as the overlays refine it.
fn contract<'a>(
    source: &'a Source,
    draft: &'a Draft,
    refined: bool,
) -> Result<&'a Document, Findings> {
    if !refined {
        return Ok(&source.limited()?.form);
    }
    draft.form.as_ref().ok_or_else(|| {
        let mut found = draft.findings.clone();
        found.append(draft.left_out.clone());
        found.in_file(&source.name)
    })
}

/// The files of a crate, or why there is none.
fn emitted<'a>(source: &Source, draft: &'a Draft) -> Result<&'a [TextFile], String> {
    let generated = draft.generated.as_ref();
    let files = generated.map(|generated| generated.files.as_slice());
    files.ok_or_else(|| {
        format!(
            "{} cannot be emitted: {}",
            source.name,
            first(&draft.left_out)
        )
    })
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
