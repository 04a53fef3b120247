//! A workspace on disk: where a release's files are, and how they are read.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::trouble::Trouble;
use crate::findings::Findings;
use crate::overlay::{self, Overlay};
use crate::yaml;

/// The id of a revision of a release. The first one is the release itself.
#[must_use]
pub fn revision_id(release: &str, revision: u32) -> String {
    if revision > 1 {
        format!("{release}.{revision}")
    } else {
        release.to_owned()
    }
}

/// The folder that holds `spec/` and `generated/`.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace in a folder.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path from the top of the workspace.
    #[must_use]
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A path as findings show it, from the top of the workspace.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    /// Where the transcript of a release stands, from the top of the workspace.
    #[must_use]
    pub fn transcript_path(release: &str) -> String {
        format!("spec/releases/{release}/transcript.yaml")
    }

    /// The release that spec/RELEASE names.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn current(&self) -> Result<String, Trouble> {
        Ok(self.read("spec/RELEASE")?.trim().to_owned())
    }

    /// Reads a text file by its path from the top.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is no UTF-8.
    pub fn read(&self, below: &str) -> Result<String, Trouble> {
        let path = self.path(below);
        std::fs::read_to_string(&path)
            .map_err(|error| Trouble::Other(format!("{}: {error}", self.shown(&path))))
    }

    /// Reads a YAML file by its path from the top; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is no YAML.
    pub fn yaml(&self, below: &str) -> Result<Option<Value>, Trouble> {
        if !self.path(below).exists() {
            return Ok(None);
        }
        let text = self.read(below)?;
        let value = yaml::read(&text).map_err(|malformed| {
            let line = malformed
                .line
                .map_or_else(String::new, |line| format!(":{line}"));
            Trouble::Other(format!("{below}{line}: {}", malformed.text))
        })?;
        Ok(Some(value))
    }

    /// The transcript of a release; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn transcript(&self, release: &str) -> Result<Option<Value>, Trouble> {
        self.yaml(&Self::transcript_path(release))
    }

    /// The newest revision of a release: 3 where the vendor has edited the page twice without another version, and 1 where
    /// there is no further one, or nothing of the release at all.
    ///
    /// `version` is the one that the page shows. It tells the revision 1.0.2 of a release 1.0 from a release 1.0.2.
    ///
    /// # Errors
    ///
    /// When the releases cannot be read.
    pub fn newest_revision(&self, release: &str, version: &str) -> Result<u32, Trouble> {
        let mut newest = 1;
        for name in self.releases()? {
            let revision = name
                .strip_prefix(release)
                .and_then(|rest| rest.strip_prefix('.'))
                .and_then(|revision| revision.parse::<u32>().ok())
                .filter(|revision| *revision > newest);
            let Some(revision) = revision else { continue };
            let transcript = self.transcript(&revision_id(release, revision))?;
            let shown = transcript
                .as_ref()
                .and_then(|transcript| transcript.pointer("/info/version"));
            if shown.and_then(Value::as_str) == Some(version) {
                newest = revision;
            }
        }
        Ok(newest)
    }

    /// The ids of all releases, sorted as texts.
    ///
    /// # Errors
    ///
    /// When they cannot be listed.
    pub fn releases(&self) -> Result<Vec<String>, Trouble> {
        let folder = self.path("spec/releases");
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let trouble =
            |error: std::io::Error| Trouble::Other(format!("{}: {error}", self.shown(&folder)));
        let mut releases = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(trouble)? {
            releases.extend(entry.map_err(trouble)?.file_name().into_string().ok());
        }
        releases.sort();
        Ok(releases)
    }

    /// The document of a release as it was committed; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn document(&self, release: &str) -> Result<Option<Value>, Trouble> {
        if self.current()? == release {
            self.yaml("spec/openapi.yaml")
        } else {
            self.yaml(&format!("spec/releases/{release}/openapi.yaml"))
        }
    }

    /// The overlays in the order of their names; what they have to say goes to `findings`.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or is no overlay.
    pub fn overlays(&self, findings: &mut Findings) -> Result<Vec<Overlay>, Trouble> {
        let folder = self.path("spec/overlay");
        let trouble =
            |error: std::io::Error| Trouble::Other(format!("{}: {error}", self.shown(&folder)));
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
            .map_err(trouble)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(trouble)?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
        paths.sort();
        let mut broken = Findings::default();
        let mut overlays = Vec::new();
        for path in paths {
            let shown = self.shown(&path);
            match overlay::parse(&shown, &self.read(&shown)?) {
                Ok(done) => overlays.push(done.note_into(findings)),
                Err(stopped) => broken.append(stopped),
            }
        }
        if broken.has_errors() {
            return Err(broken.into());
        }
        Ok(overlays)
    }
}
