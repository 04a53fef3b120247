//! What the overlays say of operations that moved, said of where they are now.

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::Change;
use crate::overlay::{self, Overlay};

/// A line of an overlay that follows an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The file of the overlay and the line.
    pub at: String,
    /// The line as it is.
    pub was: String,
    /// The line as it becomes.
    pub is: String,
}

/// Overlays that follow what moved.
#[derive(Debug, Clone, Default)]
pub(super) struct Following {
    /// The lines that become others.
    pub(super) lines: Vec<Followed>,
    /// The files that they stand in, from the top of the workspace, with their texts.
    pub(super) files: Vec<(String, String)>,
}

impl Following {
    /// Rewrites the targets that name operations which have moved, by what the changes say.
    ///
    /// Targets with a wildcard are left alone: whether they are meant for the new place as well is for a person to say.
    pub(super) fn of(
        workspace: &Workspace,
        overlays: &[Overlay],
        changes: &[Change],
    ) -> Result<Self, Trouble> {
        let moves = moves(changes);
        let mut following = Self::default();
        if moves.is_empty() {
            return Ok(following);
        }
        for overlay in overlays {
            let text = workspace.read(&overlay.file)?;
            let mut rewritten = String::with_capacity(text.len());
            let before = following.lines.len();
            for (index, line) in text.split_inclusive('\n').enumerate() {
                let is = moves.iter().fold(None, |is: Option<String>, (from, to)| {
                    let line = is.as_deref().unwrap_or(line);
                    if line.contains(from) {
                        Some(line.replace(from, to))
                    } else {
                        is
                    }
                });
                if let Some(is) = &is {
                    following.lines.push(Followed {
                        at: format!("{}:{}", overlay.file, index + 1),
                        was: line.trim().to_owned(),
                        is: is.trim().to_owned(),
                    });
                }
                rewritten.push_str(is.as_deref().unwrap_or(line));
            }
            if following.lines.len() > before {
                following.files.push((overlay.file.clone(), rewritten));
            }
        }
        Ok(following)
    }

    /// The overlays with the lines that follow.
    pub(super) fn taken(&self, overlays: &[Overlay]) -> Result<Vec<Overlay>, Trouble> {
        let taken = overlays.iter().map(|overlay| {
            let rewritten = self.files.iter().find(|(path, _)| *path == overlay.file);
            match rewritten {
                Some((path, text)) => Ok(overlay::parse(path, text)?.value),
                None => Ok(overlay.clone()),
            }
        });
        taken.collect()
    }
}

/// How a target names an operation before and after, for each that moved.
fn moves(changes: &[Change]) -> Vec<(String, String)> {
    let moved = changes
        .iter()
        .filter(|change| matches!(change.rule, "operation-moved" | "method-changed"));
    let pairs = moved.filter_map(|change| {
        let named = |operation: &Option<String>| {
            let (method, path) = operation.as_deref()?.split_once(' ')?;
            Some((method.to_ascii_lowercase(), path.to_owned()))
        };
        named(&change.was).zip(named(&change.is))
    });
    let written =
        |(method, path): &(String, String), quote: char| format!("[{quote}{path}{quote}].{method}");
    pairs
        .flat_map(|(was, is)| ['\'', '"'].map(|quote| (written(&was, quote), written(&is, quote))))
        .collect()
}
