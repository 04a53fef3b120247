//! What a release changed, written anew from committed files alone.

use super::compare::{self, Options};
use super::origin::Origin;
use super::source::{Kind, Source};
use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::report::{self, Report};
use crate::findings::Findings;
use crate::overlay::Overlay;
use crate::pipeline::{self, Draft, Target, Watch};
use crate::render::TextFile;

/// What the current release changed; nothing where no other came before it.
///
/// `made` is the current release as it is generated now, so that the report is of what it has become and not of its draft.
///
/// # Errors
///
/// When files of the workspace cannot be read, or the release before is not there.
pub fn report(
    workspace: &Workspace,
    overlays: &[Overlay],
    made: &Draft,
    watch: Watch<'_>,
) -> Result<Option<Report>, Trouble> {
    let release = workspace.current()?;
    let Some(origin) = Origin::of(workspace, &release)? else {
        return Ok(None);
    };
    let missing =
        |what: &str| Trouble::Other(format!("spec/releases/{what}: there is no such release"));
    let old =
        Source::of_release(workspace, &origin.former)?.ok_or_else(|| missing(&origin.former))?;
    let document = workspace
        .transcript(&release)?
        .ok_or_else(|| missing(&release))?;
    let new = Source::named(release, Kind::Transcript, document, None);
    let options = Options {
        version: origin.version.as_deref(),
        ..Options::default()
    };
    let former = pipeline::draft(old.input(overlays), Target::OWN, watch);
    Ok(Some(compare::report_of(
        (&old, &former),
        (&new, made),
        options,
    )?))
}

/// What was noted of the release before the current one, under the overlays as they are, with its id; nothing where no
/// other came before it.
///
/// # Errors
///
/// When files of the workspace cannot be read.
pub fn known(
    workspace: &Workspace,
    overlays: &[Overlay],
    watch: Watch<'_>,
) -> Result<Option<(String, Findings)>, Trouble> {
    let Some(origin) = Origin::of(workspace, &workspace.current()?)? else {
        return Ok(None);
    };
    let Some(old) = Source::of_release(workspace, &origin.former)? else {
        return Ok(None);
    };
    let noted = noted(&old, overlays, watch);
    Ok(Some((origin.former, noted)))
}

/// What is noted of a release under these overlays; of one whose transcript is not there, nothing.
pub(super) fn noted(release: &Source, overlays: &[Overlay], watch: Watch<'_>) -> Findings {
    match release.kind {
        Kind::Transcript => pipeline::draft_document(release.anew(overlays), watch).1,
        Kind::Refined | Kind::Foreign => Findings::default(),
    }
}

/// The report as it is committed beside a release. It names no lines, since no page is committed.
#[must_use]
pub fn files(release: &str, told: &Report) -> Vec<TextFile> {
    let mut told = told.clone();
    for change in &mut told.changes {
        change.line = None;
    }
    let texts = [
        ("md", report::markdown(&told)),
        ("html", report::html(&told)),
    ];
    texts
        .into_iter()
        .map(|(ending, text)| TextFile {
            path: format!("spec/releases/{release}/CHANGES.{ending}"),
            text,
        })
        .collect()
}
