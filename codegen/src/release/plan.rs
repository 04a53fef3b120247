//! Plans what taking over a page does, without touching anything.

use std::cmp::Ordering;
use std::path::PathBuf;

use serde_json::Value;

use super::attention::{self, Attention};
use super::compare::{self, Options};
use super::contents::{Made, files_of};
use super::follow::{self, Followed, Following};
use super::history;
use super::manifest::crate_version;
use super::open;
use super::order;
use super::origin::Origin;
use super::prose::Prose;
use super::reach::Reach;
use super::source::{Kind as SourceKind, Source};
use super::stubs::{self, Stub};
use super::survey::{Between, Side, Survey, survey};
use super::trouble::Trouble;
use super::words::Words;
use super::workspace::{Workspace, revision_id};
use super::write::FileChange;
use crate::drift;
use crate::drift::report::Report;
use crate::findings::Findings;
use crate::openapi;
use crate::page;
use crate::pipeline::{self, Target, Watch};
use crate::transcribe::to_yaml;

/// How a page is taken over.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Which revision of its release the page is, where it is not the first.
    pub revision: Option<u32>,
    /// Whether a page is taken that is older than the current release, or cannot be compared with it.
    pub force: bool,
    /// Whether the overlays follow operations, schemas and properties that moved. Where it is not said, they do, and that is a question.
    pub follow: Option<bool>,
    /// Where the pages of former releases are kept, outside of what is committed.
    pub pages: Option<PathBuf>,
}

/// What a page leads to.
#[derive(Debug)]
pub enum Outcome {
    /// The page is the one that the current release was made from.
    Same {
        /// The id of that release.
        release: String,
    },
    /// A new release.
    Next(Box<Plan>),
}

/// A new release, ready to be written.
#[derive(Debug)]
pub struct Plan {
    /// The id of the release.
    pub release: String,
    /// The id of the release before.
    pub former: String,
    /// What changed.
    pub report: Report,
    /// What needs a person. While there is something, only a draft can be written.
    pub attention: Vec<Attention>,
    /// What the actions with a wildcard reach from now on, and what no longer.
    pub reach: Vec<Reach>,
    /// The vendor's words that differ. They are shown and never committed.
    pub words: Vec<Words>,
    /// The lines of the overlays that follow what moved.
    pub followed: Vec<Followed>,
    /// What the overlays have to say of what is new, ready to be filled in. A draft has it in their files.
    pub stubs: Vec<Stub>,
    /// What was noted on the way.
    pub findings: Findings,
    /// What was noted of the release before, or is settled by the overlays.
    pub known: Findings,
    /// All files that change, by their paths from the top of the workspace. Empty where no crate can be emitted at all.
    pub files: Vec<FileChange>,
}

/// Plans what becomes of the workspace when a page, or a document, is taken over.
///
/// Nothing is written. [`write_all`](super::write_all) makes [`Plan::files`] of it.
///
/// # Errors
///
/// When the page cannot be read; when it is older than the current release, cannot be compared with it, or changes a
/// release that there is, and that was not asked for; and when files of the workspace cannot be read.
pub fn plan(
    workspace: &Workspace,
    bytes: &[u8],
    shown: &str,
    wanted: &Wanted,
    watch: Watch<'_>,
) -> Result<Outcome, Trouble> {
    let mut odd = Findings::default();
    let source = Source::read(bytes, shown, &mut odd, watch)?;
    let former = workspace.current()?;
    let Some((new, transcript)) = next(workspace, source, shown, &former, wanted)? else {
        return Ok(Outcome::Same { release: former });
    };
    let old = current(workspace, &former)?;
    let mut findings = Findings::default();
    let written = workspace.overlays(&mut findings)?;
    let (before, after) = (old.limited()?, new.limited()?);
    let moves = follow::moves(&before.form, &after.form, &after.document);
    let documents = (&before.document, &after.document);
    let following = match wanted.follow {
        Some(false) => Following::default(),
        _ => Following::of(workspace, &written, documents, &moves)?,
    };
    let taken = following.taken(&written)?;
    let manifest = workspace.read("generated/Cargo.toml")?;
    let version = crate_version(&manifest);
    let draft = pipeline::draft(new.anew(&taken), Target::OWN, watch);
    let former_draft = pipeline::draft(old.input(&taken), Target::OWN, watch);
    let options = Options {
        version: version.as_deref(),
        ..Options::default()
    };
    let report = compare::report_of((&old, &former_draft), (&new, &draft), options)?;
    let (old_page, mut known) = cached_page(wanted, &former).unzip();
    let known = known.get_or_insert_default();
    known.append(history::noted(&old, &written, watch));
    let old_prose = old_page.as_ref().and_then(Prose::of);
    let new_prose = new.page.as_ref().and_then(Prose::of);
    let old_side = Side {
        source: &old,
        stated: before,
        overlays: &written,
        draft: &former_draft,
        findings: known,
        prose: old_prose.as_ref(),
    };
    let new_side = Side {
        source: &new,
        stated: after,
        overlays: &taken,
        draft: &draft,
        findings: &odd,
        prose: new_prose.as_ref(),
    };
    let between = Between {
        moves: &moves,
        following: &following,
        report: &report,
    };
    let Survey {
        mut attention,
        reach,
        words,
        stubs,
    } = survey(&old_side, &new_side, &between);
    let carried = open::lists(workspace)?;
    open::carry(&carried, &mut attention);
    if wanted.follow.is_none() && !following.lines.is_empty() {
        attention.push(attention::followed(&following.lines));
    }
    attention.sort_by_key(|attention| attention.kind);
    let known = attention::known(&odd, known, draft.form.as_ref());
    findings.append(odd);
    let origin = Origin {
        former: former.clone(),
        version,
        revision: wanted.revision.unwrap_or(1),
    };
    let made = Made {
        release: &new.release,
        origin: &origin,
        transcript,
        draft: &draft,
        manifest: &manifest,
        overlays: stubs::written(workspace, following.files, &stubs)?,
        carried: carried.into_iter().map(|open| open.path).collect(),
    };
    let files = files_of(workspace, &made, &report, &attention)?;
    Ok(Outcome::Next(Box::new(Plan {
        release: new.release,
        former,
        report,
        attention,
        reach,
        words,
        followed: following.lines,
        stubs,
        findings,
        known,
        files,
    })))
}

/// The release that is the current one.
fn current(workspace: &Workspace, id: &str) -> Result<Source, Trouble> {
    Source::of_release(workspace, id)?.ok_or_else(|| {
        Trouble::Other(format!(
            "spec/RELEASE names {id}, of which there is neither a transcript nor a document"
        ))
    })
}

/// The release that a page becomes, with the text of its transcript; nothing where it is the current one's own page.
fn next(
    workspace: &Workspace,
    source: Source,
    shown: &str,
    former: &str,
    wanted: &Wanted,
) -> Result<Option<(Source, String)>, Trouble> {
    let Some(transcript) = source.transcript() else {
        return Err(Trouble::Other(format!(
            "{shown}: overlays were applied to this document already; give the page, its transcript, or the vendor's own document"
        )));
    };
    let text = to_yaml(&transcript);
    let given = (source.release.as_str(), &transcript, text.as_str());
    let release = identity(workspace, given, former, wanted)?;
    Ok(release.map(|release| {
        let kind = SourceKind::Transcript;
        let new = Source::named(release, kind, transcript, source.page);
        (new, text)
    }))
}

/// The id of the release that a page becomes; nothing where it is the current one's own page.
fn identity(
    workspace: &Workspace,
    (plain, transcript, text): (&str, &Value, &str),
    former: &str,
    wanted: &Wanted,
) -> Result<Option<String>, Trouble> {
    let path = |release: &str| Workspace::transcript_path(release);
    // The same page, saved in another form, can show more than the text did; that is no change.
    let is_same = |release: &str| -> Result<bool, Trouble> {
        let Some(before) = workspace.transcript(release)? else {
            return Ok(false);
        };
        let version = |document: &Value| document.pointer("/info/version").cloned();
        Ok(workspace.read(&path(release))? == text
            || version(&before) == version(transcript)
                && drift::compare(
                    &openapi::read(&before)?.value,
                    &openapi::read(transcript)?.value,
                )
                .is_empty())
    };
    if is_same(former)? {
        return Ok(None);
    }
    if plain.is_empty() {
        return Err(Trouble::Other(
            "this page has no version, which names the release".to_owned(),
        ));
    }
    let release = revision_id(plain, wanted.revision.unwrap_or(1));
    if workspace.path(&path(&release)).exists() && !is_same(&release)? {
        let version = transcript.pointer("/info/version").and_then(Value::as_str);
        let next = workspace.newest_revision(plain, version.unwrap_or_default())? + 1;
        return Err(Trouble::Other(format!(
            "release {release} is there with other content: the vendor has edited it silently; `--revision {next}` takes it over as {}",
            revision_id(plain, next)
        )));
    }
    match order::compare(&release, former) {
        _ if wanted.force => {}
        Some(Ordering::Less) => {
            return Err(Trouble::Other(format!(
                "release {release} is older than the current one, {former}; `--force` takes it all the same"
            )));
        }
        None => {
            return Err(Trouble::Other(format!(
                "release {release} and the current one, {former}, are numbered in different ways, so that they cannot be compared; if it is the newer one, `--force` takes it"
            )));
        }
        Some(_) => {}
    }
    Ok(Some(release))
}

/// The page that the release before was made from, where it was kept, with what was odd about it.
fn cached_page(wanted: &Wanted, former: &str) -> Option<(page::Page, Findings)> {
    let folder = wanted.pages.as_ref()?;
    let bytes = std::fs::read(folder.join(format!("{former}.txt"))).ok()?;
    let done = page::read(&bytes).ok()?;
    Some((done.value, done.findings))
}
