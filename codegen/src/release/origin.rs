//! What a release came after.

use serde_json::{Map, Value, json};

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::yaml;

/// What `release.yaml` says of the release beside it, so that its report can be written anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The id of the release before.
    pub former: String,
    /// The version of the crate before, where it had one.
    pub version: Option<String>,
    /// Which revision of its release it is, from 1.
    pub revision: u32,
}

impl Origin {
    /// Where it stands, from the top of the workspace.
    #[must_use]
    pub fn path(release: &str) -> String {
        format!("spec/releases/{release}/release.yaml")
    }

    /// The origin of a release; nothing of the first one.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or says something else.
    pub fn of(workspace: &Workspace, release: &str) -> Result<Option<Self>, Trouble> {
        let path = Self::path(release);
        let Some(value) = workspace.yaml(&path)? else {
            return Ok(None);
        };
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let revision = value.get("revision").and_then(Value::as_u64);
        let read = text("former").zip(revision.and_then(|number| u32::try_from(number).ok()));
        let (former, revision) = read.ok_or_else(|| {
            Trouble::Other(format!(
                "{path}: it has to name `former`, a release, and `revision`, a number"
            ))
        })?;
        Ok(Some(Self {
            former,
            version: text("version"),
            revision,
        }))
    }

    pub(super) fn text(&self) -> String {
        let mut members = Map::new();
        members.insert("former".to_owned(), json!(self.former));
        if let Some(version) = &self.version {
            members.insert("version".to_owned(), json!(version));
        }
        members.insert("revision".to_owned(), json!(self.revision));
        format!(
            "# What this release came after: the release, and the version of the crate. CHANGES.md and .html are written from it.\n{}",
            yaml::write(&Value::Object(members))
        )
    }
}
