//! The pages for people that name the current release.

use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::api::Api;
use crate::render::TextFile;

/// The pages that say of which release the client is.
const PAGES: [&str; 2] = ["README.md", "generated/README.md"];
/// How the line begins that says it.
const LINE: &str = "The current release is `";

/// Each page that has a line `The current release is …`, with that line as it is for a client.
///
/// # Errors
///
/// When a page is there and cannot be read.
pub fn pages(workspace: &Workspace, api: &Api) -> Result<Vec<TextFile>, Trouble> {
    let line = format!(
        "{LINE}{}`; it has {} operations.",
        api.version,
        api.operations().count()
    );
    let mut pages = Vec::new();
    for path in PAGES {
        if !workspace.path(path).exists() {
            continue;
        }
        let text = workspace.read(path)?;
        let lines = text.split_inclusive('\n').map(|is| {
            if is.starts_with(LINE) {
                let end = if is.ends_with('\n') { "\n" } else { "" };
                format!("{line}{end}")
            } else {
                is.to_owned()
            }
        });
        pages.push(TextFile {
            path: path.to_owned(),
            text: lines.collect(),
        });
    }
    Ok(pages)
}
