//! The files that a release consists of.

use super::attention::Attention;
use super::history;
use super::origin::Origin;
use super::pages;
use super::record;
use super::trouble::Trouble;
use super::version;
use super::workspace::Workspace;
use super::write::FileChange;
use crate::drift::report::Report;
use crate::files::{self, Mode};
use crate::pipeline::{self, Draft, Generated, Target};

/// What the files are made of.
pub(super) struct Made<'a> {
    pub(super) release: &'a str,
    pub(super) origin: &'a Origin,
    pub(super) transcript: String,
    pub(super) draft: &'a Draft,
    pub(super) manifest: &'a str,
    /// Overlays that follow what moved, or have stubs for what is new, by their paths.
    pub(super) overlays: Vec<(String, String)>,
    /// Lists of what was left open by releases before, which the list of this one takes over.
    pub(super) carried: Vec<String>,
}

/// All files that change; none where no crate can be emitted at all.
pub(super) fn files_of(
    workspace: &Workspace,
    made: &Made<'_>,
    report: &Report,
    attention: &[Attention],
) -> Result<Vec<FileChange>, Trouble> {
    let release = made.release;
    let Some(generated) = &made.draft.generated else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    let mut put = |path: String, text: String| {
        files.push(FileChange::written(path, text));
    };
    if workspace.path("spec/openapi.yaml").exists() {
        put(
            format!("spec/releases/{}/openapi.yaml", made.origin.former),
            workspace.read("spec/openapi.yaml")?,
        );
    }
    put(Workspace::transcript_path(release), made.transcript.clone());
    put("spec/RELEASE".to_owned(), format!("{release}\n"));
    put(
        "spec/openapi.yaml".to_owned(),
        pipeline::document_text(&made.draft.document, Target::OWN),
    );
    for (path, text) in &made.overlays {
        put(path.clone(), text.clone());
    }
    put(Origin::path(release), made.origin.text());
    for file in history::files(release, report) {
        put(file.path, file.text);
    }
    if !attention.is_empty() {
        put(record::open_path(release), record::open(release, attention));
    }
    if let Some((_, version)) = &report.version {
        for file in version::with(workspace, made.manifest, &version.to_string())? {
            put(file.path, file.text);
        }
    }
    let log = "CHANGELOG.md";
    let before = if workspace.path(log).exists() {
        workspace.read(log)?
    } else {
        String::new()
    };
    put(log.to_owned(), record::changelog(&before, release, report));
    for page in pages::pages(workspace, &generated.api)? {
        put(page.path, page.text);
    }
    let carried = made.carried.iter();
    files.extend(carried.map(|path| FileChange::removed(path.clone())));
    sources(workspace, generated, &mut files)?;
    files.retain(|file| !is_there(workspace, file));
    Ok(files)
}

/// The files of the crate that are other than before, and those that go.
fn sources(
    workspace: &Workspace,
    generated: &Generated,
    files: &mut Vec<FileChange>,
) -> Result<(), Trouble> {
    let folder = workspace.path("generated/src");
    let changes = files::sync(&folder, &generated.files, Mode::Check)
        .map_err(|error| Trouble::Other(error.to_string()))?;
    for file in &generated.files {
        if changes.added.contains(&file.path) || changes.changed.contains(&file.path) {
            let path = format!("generated/src/{}", file.path);
            files.push(FileChange::written(path, file.text.clone()));
        }
    }
    let gone = changes.removed.into_iter();
    files.extend(gone.map(|path| FileChange::removed(format!("generated/src/{path}"))));
    Ok(())
}

fn is_there(workspace: &Workspace, file: &FileChange) -> bool {
    let committed = std::fs::read(workspace.path(&file.path)).ok();
    committed.as_deref() == file.text.as_deref().map(str::as_bytes)
}
