//! A release of the reference in spec/, read.

use gateway_codegen::findings::Findings;
use gateway_codegen::refine;
use gateway_codegen::release::{Workspace, open_path};
use serde_json::Value;

use crate::report::{self, Stop};

/// A release by its id.
pub(crate) struct Release {
    workspace: Workspace,
    id: String,
}

impl Release {
    /// The one that spec/RELEASE names.
    pub(crate) fn current() -> Result<Self, Stop> {
        let workspace = Workspace::new(report::workspace());
        let id = workspace.current()?;
        Ok(Self { workspace, id })
    }

    /// Refuses a release of which something was written as a draft and is still open.
    pub(crate) fn ask_settled(&self) -> Result<(), Stop> {
        let open = open_path(&self.id);
        if !self.workspace.path(&open).exists() {
            return Ok(());
        }
        let text = self.workspace.read(&open)?;
        let left = text
            .lines()
            .filter(|line| line.starts_with("- [ ]"))
            .count();
        Err(Stop::Trouble(format!(
            "{open}: {left} open; settle them and remove the file"
        )))
    }

    /// Its OpenAPI document: the transcript with restrictions read and overlays applied, and complete.
    pub(crate) fn document(&self, findings: &mut Findings) -> Result<Value, Stop> {
        let shown = Workspace::transcript_path(&self.id);
        let transcript = self.workspace.transcript(&self.id)?.ok_or_else(|| {
            Stop::Trouble(format!(
                "{shown} is missing; `cargo xtask transcribe PAGE` writes it"
            ))
        })?;
        let overlays = self.workspace.overlays(findings)?;
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
