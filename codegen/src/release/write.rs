//! Writes many files so that either all of them are there or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What becomes of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path from the top of the workspace, with `/` between folders.
    pub path: String,
    /// Its text; nothing where it goes.
    pub text: Option<String>,
}

/// A file on its way, and how to undo it.
struct Step {
    target: PathBuf,
    /// The text, written beside the target.
    beside: Option<PathBuf>,
    /// What stood there before, put beside as well.
    kept: Option<PathBuf>,
    placed: bool,
}

/// Makes all changes below a folder.
///
/// Every text is first written beside its place; then the files change places, each in one step. When one cannot, those
/// before it change back, and the folders that were made for them go.
///
/// # Errors
///
/// What could not be written. The folder is then as it was, or the error also names what could not be put back.
pub fn write_all(root: &Path, changes: &[FileChange]) -> io::Result<()> {
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    let done = prepare(root, changes, &mut folders, &mut steps).and_then(|()| place(&mut steps));
    match done {
        Ok(()) => {
            for step in &steps {
                if let Some(kept) = &step.kept {
                    // The change is made; what is left beside it is seen by whoever looks at the tree.
                    let _ = fs::remove_file(kept);
                }
                remove_empty(root, step.target.parent());
            }
            Ok(())
        }
        Err(error) => {
            let lost = undo(&steps);
            for folder in folders.iter().rev() {
                // A folder that somebody else uses by now stays.
                let _ = fs::remove_dir(folder);
            }
            if lost.is_empty() {
                return Err(error);
            }
            let text = format!("{error}; and {} could not be put back", lost.join(", "));
            Err(io::Error::new(error.kind(), text))
        }
    }
}

fn prepare(
    root: &Path,
    changes: &[FileChange],
    folders: &mut Vec<PathBuf>,
    steps: &mut Vec<Step>,
) -> io::Result<()> {
    for change in changes {
        let target = root.join(&change.path);
        let mut step = Step {
            beside: None,
            kept: None,
            placed: false,
            target,
        };
        if let Some(text) = &change.text {
            make_folder(step.target.parent(), folders)?;
            let beside = beside(&step.target, "new");
            step.beside = Some(beside.clone());
            steps.push(step);
            fs::write(&beside, text).map_err(|error| named(&beside, &error))?;
        } else {
            steps.push(step);
        }
    }
    Ok(())
}

fn place(steps: &mut [Step]) -> io::Result<()> {
    for step in steps {
        let target = &step.target;
        match fs::symlink_metadata(target) {
            Ok(found) if found.is_file() => {
                let kept = beside(target, "old");
                fs::rename(target, &kept).map_err(|error| named(target, &error))?;
                step.kept = Some(kept);
            }
            Ok(_) => {
                let error = io::Error::other("this is no file");
                return Err(named(target, &error));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(named(target, &error)),
        }
        if let Some(beside) = &step.beside {
            fs::rename(beside, target).map_err(|error| named(target, &error))?;
            step.placed = true;
        }
    }
    Ok(())
}

/// Puts everything back; gives what could not be.
fn undo(steps: &[Step]) -> Vec<String> {
    let mut lost = Vec::new();
    for step in steps.iter().rev() {
        if step.placed && step.kept.is_none() && fs::remove_file(&step.target).is_err() {
            lost.push(step.target.display().to_string());
        }
        if let Some(kept) = &step.kept
            && fs::rename(kept, &step.target).is_err()
        {
            lost.push(step.target.display().to_string());
        }
        if let Some(beside) = step.beside.as_ref().filter(|_| !step.placed) {
            // It may not have been written at all.
            let _ = fs::remove_file(beside);
        }
    }
    lost
}

fn make_folder(folder: Option<&Path>, made: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut missing = Vec::new();
    let mut at = folder;
    while let Some(folder) = at.filter(|folder| !folder.exists()) {
        missing.push(folder);
        at = folder.parent();
    }
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder).map_err(|error| named(folder, &error))?;
        made.push(folder.to_owned());
    }
    Ok(())
}

/// Removes a folder that its last file has left, and those around it.
fn remove_empty(root: &Path, folder: Option<&Path>) {
    let mut at = folder;
    while let Some(folder) = at.filter(|folder| *folder != root && folder.starts_with(root)) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
        at = folder.parent();
    }
}

fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.{ending}", std::process::id()));
    target.with_file_name(name)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
