//! A release of the reference in spec/, read.

use std::path::PathBuf;

use gateway_codegen::findings::Findings;
use gateway_codegen::overlay::{self, Overlay};
use gateway_codegen::{refine, yaml};
use serde_json::Value;

use crate::report::{self, Stop};
use crate::transcribe::transcript_path;

/// A release by its id.
pub(crate) struct Release {
    id: String,
}

impl Release {
    /// The one that spec/RELEASE names.
    pub(crate) fn current() -> Result<Self, Stop> {
        let id = report::read_text(&report::workspace().join("spec/RELEASE"))?
            .trim()
            .to_owned();
        Ok(Self { id })
    }

    /// Its OpenAPI document: the transcript with restrictions read and overlays applied, and complete.
    pub(crate) fn document(&self, findings: &mut Findings) -> Result<Value, Stop> {
        let path = transcript_path(&self.id);
        let shown = relative(&path);
        let text = report::read_text(&path)?;
        let transcript = yaml::read(&text).map_err(|malformed| {
            let line = malformed
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            Stop::Trouble(format!("{shown}{line}: {}", malformed.text))
        })?;
        let overlays = overlays()?.note_into(findings);
        let refined =
            refine::refine(&transcript, &overlays).map_err(|stopped| stopped.in_file(&shown))?;
        let document = refined.note_into(findings);
        let incomplete = refine::complete(&document).in_file("spec/openapi.yaml");
        if incomplete.has_errors() {
            return Err(Stop::Findings(incomplete));
        }
        findings.append(incomplete);
        Ok(document)
    }
}

/// The overlays in the order of their names.
fn overlays() -> Result<gateway_codegen::findings::Done<Vec<Overlay>>, Stop> {
    let folder = report::workspace().join("spec/overlay");
    let trouble = |error: std::io::Error| Stop::Trouble(format!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(trouble)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(trouble)?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    paths.sort();
    let mut findings = Findings::default();
    let mut overlays = Vec::new();
    for path in paths {
        match overlay::parse(&relative(&path), &report::read_text(&path)?) {
            Ok(done) => overlays.push(done.note_into(&mut findings)),
            Err(stopped) => findings.append(stopped),
        }
    }
    findings.finish(overlays).map_err(Stop::Findings)
}

/// A path as findings show it, from the top of the workspace.
fn relative(path: &std::path::Path) -> String {
    path.strip_prefix(report::workspace())
        .unwrap_or(path)
        .display()
        .to_string()
}
