//! Whether the workspace's tree is as it was committed.

use std::process::Command;

use super::trouble::Trouble;
use super::workspace::Workspace;

/// Refuses a tree in which something is changed and not committed, since a release has to be one change of its own.
///
/// # Errors
///
/// The first paths that differ, or that there is no git to ask.
pub fn ask_clean(workspace: &Workspace) -> Result<(), Trouble> {
    let root = workspace.root();
    let output = Command::new("git")
        // To look is not to write, not even what would make the next look faster.
        .args(["--no-optional-locks", "-C"])
        .arg(root)
        .args(["status", "--porcelain", "--", "."])
        .output()
        .map_err(|error| Trouble::Other(format!("git cannot be run: {error}")))?;
    if !output.status.success() {
        return Err(Trouble::Other(format!(
            "{}: git does not know this tree: {}",
            root.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let first: Vec<&str> = lines.by_ref().take(5).collect();
    if first.is_empty() {
        return Ok(());
    }
    let more = match lines.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Err(Trouble::Other(format!(
        "the tree has changes that are not committed ({}{more}); commit or stash them first",
        first.join(", ").trim()
    )))
}
