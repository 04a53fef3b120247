//! Plans what taking over a page does, without touching anything.

use std::cmp::Ordering;
use std::path::PathBuf;

use serde_json::Value;

use super::attention::{self, Attention};
use super::before_state;
use super::compare::{self, Options};
use super::contents::{Made, files_of};
use super::follow::{self, Followed, Following};
use super::fresh::Fresh;
use super::hidden;
use super::judged;
use super::listed;
use super::manifest::crate_version;
use super::open;
use super::order;
use super::origin::Origin;
use super::outgrown;
use super::prose::Prose;
use super::reach::{self, Reach};
use super::shared::{self, Shared};
use super::source::{Kind as SourceKind, Source};
use super::stubs::{self, Asked, Stub};
use super::title;
use super::trouble::Trouble;
use super::unread;
use super::unsampled::{self, Unsampled};
use super::words::{self, Words};
use super::workspace::{Workspace, revision_id};
use super::write::FileChange;
use crate::drift;
use crate::drift::report::Report;
use crate::findings::Findings;
use crate::openapi::{self, Document};
use crate::overlay;
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
    let mut page_findings = Findings::default();
    let source = Source::read(bytes, shown, &mut page_findings, watch)?;
    let Some(transcript) = source.transcript() else {
        return Err(Trouble::Other(format!(
            "{shown}: overlays were applied to this document already; give the page, its transcript, or the vendor's own document"
        )));
    };
    let former = workspace.current()?;
    let text = to_yaml(&transcript);
    let release = match identity(
        workspace,
        (&source.release, &transcript, &text),
        &former,
        wanted,
    )? {
        Some(release) => release,
        None => return Ok(Outcome::Same { release: former }),
    };
    let mut findings = Findings::default();
    let overlays = workspace.overlays(&mut findings)?;
    let old = Source::of_release(workspace, &former)?.ok_or_else(|| {
        Trouble::Other(format!(
            "spec/RELEASE names {former}, of which there is neither a transcript nor a document"
        ))
    })?;
    let kind = SourceKind::Transcript;
    let new = Source::named(
        release.clone(),
        kind,
        transcript.clone(),
        source.page.clone(),
    );
    let (before, after) = (old.with_limits(), new.with_limits());
    let moves = follow::moves(&before, &after)?;
    let following = match wanted.follow {
        Some(false) => Following::default(),
        _ => Following::of(workspace, &overlays, (&before, &after), &moves)?,
    };
    let written = overlays;
    let overlays = following.taken(&written)?;
    let manifest = workspace.read("generated/Cargo.toml")?;
    let version = crate_version(&manifest);
    let drafted = pipeline::draft(new.stated(&overlays), Target::OWN, watch);
    let mut list = Vec::new();
    let old_page = cached_page(wanted, &former);
    let mut known = old_page
        .as_ref()
        .map(|(_, findings)| findings.clone())
        .unwrap_or_default();
    if old.kind == SourceKind::Transcript {
        known.append(pipeline::draft_document(old.stated(&written), watch).1);
    }
    let refined = read(&drafted.document).ok();
    attention::anomalies(&page_findings, &known, refined.as_ref(), &mut list);
    attention::anomalies(&drafted.findings, &known, refined.as_ref(), &mut list);
    attention::errors(&drafted.findings, &mut list);
    attention::left_out(&drafted.left_out, &mut list);
    let options = Options {
        overlays: &overlays,
        ignored: &[],
        version: version.as_deref(),
        next: None,
        revision: 1,
    };
    let former_made = pipeline::draft(old.input(&overlays), Target::OWN, watch);
    let report = compare::report_of((&old, &former_made), (&new, &drafted), options)?;
    let touches = overlay::touches(after.clone(), &overlays);
    let mut reach = Vec::new();
    if old.kind == SourceKind::Transcript {
        attention::rests((&before, &written), (&after, &overlays), &mut list);
        reach = reach::compare(
            &overlay::touches(before, &written),
            (&touches, &drafted.document),
            &moves,
            |action| following.origin(action),
        );
        list.extend(reach::lost(&reach));
    }
    list.extend(title::other(&old.document, &transcript));
    if let (Ok(before), Ok(after)) = (read(&old.document), read(&transcript)) {
        list.extend(hidden::list(&before, &after));
    }
    attention::access(&report.changes, &mut list);
    list.extend(before_state::list(&report.changes, &drafted.document));
    attention::restrictions((&old.document, &transcript), &moves, &mut list);
    let old_prose = old_page.as_ref().and_then(|(page, _)| Prose::of(page));
    let new_prose = source.page.as_ref().and_then(Prose::of);
    let prose = (old_prose.as_ref(), new_prose.as_ref());
    list.extend(unread::list(&report.changes, prose));
    let words = words::list(&report.changes, prose);
    list.extend(judged::list(&words, &touches));
    if let Some(refined) = &refined
        && let Ok(page) = read(&after)
    {
        list.extend(listed::list(&words, (&page, refined), prose));
    }
    if let Some(refined) = &refined
        && let Ok(before) = read(&former_made.document)
    {
        let outgrown = outgrown::list(&before, refined, &list);
        list.extend(outgrown);
    }
    attention::ask_once(&mut list);
    let mut stubs = Vec::new();
    if let Some(refined) = &refined {
        let fresh = Fresh::of(&report.changes);
        let shared = shared::shared(&fresh, refined, &drafted.document, new_prose.as_ref());
        let mut unsampled = unsampled::list(&fresh, refined);
        unsampled.retain(|it| {
            !shared
                .iter()
                .any(|scalar| scalar.gives_sample(&it.at, refined))
        });
        list.extend(shared.iter().filter_map(Shared::attention));
        list.extend(unsampled.iter().map(Unsampled::attention));
        let asked = Asked {
            findings: &[&drafted.findings, &drafted.left_out],
            shared: &shared,
            unsampled: &unsampled,
        };
        let given = overlay::given(after, &overlays);
        let documents = (refined, &drafted.document);
        stubs = stubs::stubs(&release, &asked, &given, documents, new_prose.as_ref());
    }
    let carried = open::lists(workspace)?;
    open::carry(&carried, &mut list);
    if wanted.follow.is_none() && !following.lines.is_empty() {
        list.push(attention::followed(&following.lines));
    }
    list.sort_by_key(|attention| attention.kind);
    let known = attention::known(&page_findings, &known, refined.as_ref());
    findings.append(page_findings);
    let origin = Origin {
        former: former.clone(),
        version,
        revision: wanted.revision.unwrap_or(1),
    };
    let files = match &drafted.generated {
        Some(generated) => {
            let made = Made {
                release: &release,
                origin: &origin,
                transcript: text,
                document: &drafted.document,
                generated,
                manifest: &manifest,
                overlays: stubs::written(workspace, following.files, &stubs)?,
                carried: carried.into_iter().map(|open| open.path).collect(),
            };
            files_of(workspace, &made, &report, &list)?
        }
        None => Vec::new(),
    };
    Ok(Outcome::Next(Box::new(Plan {
        release,
        former,
        report,
        attention: list,
        reach,
        words,
        followed: following.lines,
        stubs,
        findings,
        known,
        files,
    })))
}

/// A document in its normal form.
fn read(document: &Value) -> Result<Document, Findings> {
    openapi::read(document).map(|done| done.value)
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
                && drift::compare(&read(&before)?, &read(transcript)?).is_empty())
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
