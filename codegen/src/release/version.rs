//! The version of the crate: which one a release has, and the files in which it stands.

use super::manifest::{crate_version, with_lock_version, with_requirement, with_version};
use super::origin::Origin;
use super::record;
use super::trouble::Trouble;
use super::workspace::Workspace;
use crate::drift::report::Report;
use crate::drift::version::Version;
use crate::render::TextFile;

const MANIFEST: &str = "generated/Cargo.toml";
const ROOT: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";

/// The version that the crate has at a release of the workspace, or had; nothing where that is written nowhere.
///
/// # Errors
///
/// When files of the workspace cannot be read.
pub fn version_of(workspace: &Workspace, release: &str) -> Result<Option<String>, Trouble> {
    if workspace.current()? == release {
        return Ok(crate_version(&workspace.read(MANIFEST)?));
    }
    for next in workspace.releases()? {
        if let Some(origin) = Origin::of(workspace, &next)?
            && origin.former == release
        {
            return Ok(origin.version);
        }
    }
    Ok(None)
}

/// The files with the version that a release asks for, where it is another than theirs; none where theirs goes further, which
/// is for a person to say.
///
/// # Errors
///
/// When files of the workspace cannot be read.
pub fn version_files(workspace: &Workspace, told: &Report) -> Result<Vec<TextFile>, Trouble> {
    let manifest = workspace.read(MANIFEST)?;
    let is = crate_version(&manifest).as_deref().and_then(Version::parse);
    match (&told.version, is) {
        (Some((_, wanted)), Some(is)) if !is.suffices(wanted) => {
            let mut files = with(workspace, &manifest, &wanted.to_string())?;
            files.extend(changelog(workspace, &is, wanted)?);
            Ok(files)
        }
        _ => Ok(Vec::new()),
    }
}

/// The manifest, what the workspace requires, and the lock file, with a version.
pub(super) fn with(
    workspace: &Workspace,
    manifest: &str,
    version: &str,
) -> Result<Vec<TextFile>, Trouble> {
    let mut files = Vec::new();
    let mut put = |path: &str, text: Option<String>| {
        files.extend(text.map(|text| TextFile {
            path: path.to_owned(),
            text,
        }));
    };
    put(MANIFEST, with_version(manifest, version));
    let name = record::package(manifest).unwrap_or_default();
    let read = |path: &str| match workspace.path(path).exists() {
        true => workspace.read(path).map(Some),
        false => Ok(None),
    };
    if let Some(root) = read(ROOT)? {
        put(ROOT, with_requirement(&root, &name, version));
    }
    if let Some(lock) = read(LOCK)? {
        put(LOCK, with_lock_version(&lock, &name, version));
    }
    Ok(files)
}

/// The change log whose newest entry is of another version.
fn changelog(
    workspace: &Workspace,
    is: &Version,
    wanted: &Version,
) -> Result<Option<TextFile>, Trouble> {
    let path = "CHANGELOG.md";
    if !workspace.path(path).exists() {
        return Ok(None);
    }
    let text = workspace.read(path)?;
    let heading = format!("\n## {is}\n");
    let renamed = text.replacen(&heading, &format!("\n## {wanted}\n"), 1);
    Ok((renamed != text).then(|| TextFile {
        path: path.to_owned(),
        text: renamed,
    }))
}
