//! What a release is about to do, written down so that whoever comes after a kill can finish or undo it.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::{Value, json};

use super::change::{FileChange, Recovered};
use super::disk::{Disk, named};

/// The folder in which a release is prepared. It goes with its end.
const FOLDER: &str = ".release";
/// The new texts, by the number of the change.
const NEW: &str = "new";
/// Copies of what they replace.
const OLD: &str = "old";
/// What is to be finished.
const JOURNAL: &str = "journal";
/// What is to be undone: the journal under another name.
const UNDO: &str = "undo";
/// The journal after all of it was made: only what it was prepared with is left.
const DONE: &str = "done";
/// The journal before it counts.
const DRAFT: &str = "draft";

/// Whether a release was begun below a folder and has not ended.
pub(super) fn is_open(root: &Path) -> bool {
    fs::symlink_metadata(root.join(FOLDER)).is_ok()
}

/// Finishes what a journal says, undoes it, or clears away what was merely prepared.
pub(super) fn recover(root: &Path, disk: &mut Disk<'_>) -> io::Result<Option<Recovered>> {
    if !is_open(root) {
        return Ok(None);
    }
    if root.join(FOLDER).join(DONE).exists() {
        return clear(root, disk).map(|()| Some(Recovered::Finished));
    }
    if let Some(journal) = Journal::read(root, UNDO)? {
        return journal.undo(disk).map(|()| Some(Recovered::Undone));
    }
    let Some(journal) = Journal::read(root, JOURNAL)? else {
        let folder = root.join(FOLDER);
        let is_begun = fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some());
        return clear(root, disk).map(|()| is_begun.then_some(Recovered::Undone));
    };
    match journal.make(disk) {
        Ok(()) => Ok(Some(Recovered::Finished)),
        Err(_) => journal.undo(disk).map(|()| Some(Recovered::Undone)),
    }
}

/// All changes of a release, prepared and written down.
pub(super) struct Journal {
    root: PathBuf,
    entries: Vec<Entry>,
    /// The folders that have to be made, from the top of the workspace, the outermost first.
    folders: Vec<String>,
}

/// One file.
struct Entry {
    path: String,
    /// Whether it is there afterwards.
    is_new: bool,
    /// Whether it was there before.
    is_old: bool,
}

impl Journal {
    /// Prepares all changes, none of which counts yet.
    pub(super) fn prepare(
        root: &Path,
        changes: &[FileChange],
        disk: &mut Disk<'_>,
    ) -> io::Result<Self> {
        let mut journal = Self {
            root: root.to_owned(),
            entries: Vec::new(),
            folders: Vec::new(),
        };
        let folder = root.join(FOLDER);
        for made in [folder.clone(), folder.join(NEW), folder.join(OLD)] {
            disk.make_folder(&made)?;
        }
        for change in changes {
            journal.add(change, disk)?;
        }
        for synced in [folder.join(NEW), folder.join(OLD)] {
            disk.sync_folder(&synced)?;
        }
        let draft = folder.join(DRAFT);
        disk.write(&draft, journal.text().as_bytes())?;
        disk.sync_folder(&folder)?;
        disk.sync_folder(root)?;
        Ok(journal)
    }

    fn add(&mut self, change: &FileChange, disk: &mut Disk<'_>) -> io::Result<()> {
        let target = self.root.join(&change.path);
        if !is_below(&change.path) {
            let error = io::Error::other("this is no path below the workspace");
            return Err(named(&target, &error));
        }
        let former = match fs::symlink_metadata(&target) {
            Ok(found) if !found.is_file() => {
                return Err(named(&target, &io::Error::other("this is no file")));
            }
            Ok(found) if found.permissions().readonly() => {
                let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
                return Err(named(&target, &error));
            }
            Ok(found) => Some(found.permissions()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(named(&target, &error)),
        };
        let number = self.entries.len();
        let keep = |place: PathBuf| match &former {
            Some(former) => {
                fs::set_permissions(&place, former.clone()).map_err(|error| named(&place, &error))
            }
            None => Ok(()),
        };
        if former.is_some() {
            let bytes = fs::read(&target).map_err(|error| named(&target, &error))?;
            let place = self.place(OLD, number);
            disk.write(&place, &bytes)?;
            keep(place)?;
        }
        if let Some(text) = &change.text {
            self.need_folders(&change.path);
            let place = self.place(NEW, number);
            disk.write(&place, text.as_bytes())?;
            keep(place)?;
        }
        self.entries.push(Entry {
            path: change.path.clone(),
            is_new: change.text.is_some(),
            is_old: former.is_some(),
        });
        Ok(())
    }

    /// Notes the folders around a file that are not there.
    fn need_folders(&mut self, path: &str) {
        for (at, _) in path.match_indices('/') {
            let folder = path.get(..at).unwrap_or_default();
            let is_known = self.folders.iter().any(|known| known == folder);
            if !is_known && !self.root.join(folder).exists() {
                self.folders.push(folder.to_owned());
            }
        }
    }

    /// Makes the changes that are not made yet. When this returns without an error, all of them are there.
    pub(super) fn make(&self, disk: &mut Disk<'_>) -> io::Result<()> {
        let folder = self.root.join(FOLDER);
        let draft = folder.join(DRAFT);
        if draft.exists() {
            // From this moment on the release counts.
            disk.rename(&draft, &folder.join(JOURNAL))?;
            disk.sync_folder(&folder)?;
        }
        for folder in &self.folders {
            disk.make_folder(&self.root.join(folder))?;
        }
        for (number, entry) in self.entries.iter().enumerate() {
            let target = self.root.join(&entry.path);
            let place = self.place(NEW, number);
            if !entry.is_new {
                disk.remove(&target)?;
            } else if place.exists() {
                disk.rename(&place, &target)?;
            }
        }
        for entry in self.entries.iter().filter(|entry| !entry.is_new) {
            self.leave(&entry.path, disk)?;
        }
        self.sync(disk)?;
        disk.rename(&folder.join(JOURNAL), &folder.join(DONE))?;
        // What cannot be cleared away now is cleared away by the next command.
        let _ = clear(&self.root, disk);
        Ok(())
    }

    /// Puts back what was there before, and clears away what was prepared.
    pub(super) fn undo(&self, disk: &mut Disk<'_>) -> io::Result<()> {
        let folder = self.root.join(FOLDER);
        let journal = folder.join(JOURNAL);
        if journal.exists() {
            disk.rename(&journal, &folder.join(UNDO))?;
            disk.sync_folder(&folder)?;
        }
        for (number, entry) in self.entries.iter().enumerate().rev() {
            let target = self.root.join(&entry.path);
            let place = self.place(OLD, number);
            if entry.is_old {
                if place.exists() {
                    self.make_folders_around(&entry.path, disk)?;
                    disk.rename(&place, &target)?;
                }
            } else if entry.is_new && !self.place(NEW, number).exists() {
                disk.remove(&target)?;
            }
        }
        for folder in self.folders.iter().rev() {
            // A folder that somebody else uses by now stays.
            let _ = disk.remove_folder(&self.root.join(folder));
        }
        self.sync(disk)?;
        clear(&self.root, disk)
    }

    fn make_folders_around(&self, path: &str, disk: &mut Disk<'_>) -> io::Result<()> {
        for (at, _) in path.match_indices('/') {
            let folder = self.root.join(path.get(..at).unwrap_or_default());
            disk.make_folder(&folder)?;
        }
        Ok(())
    }

    /// Removes the folders that their last file has left.
    fn leave(&self, path: &str, disk: &mut Disk<'_>) -> io::Result<()> {
        let mut at = path;
        while let Some((folder, _)) = at.rsplit_once('/') {
            let place = self.root.join(folder);
            let is_empty = fs::read_dir(&place).is_ok_and(|mut entries| entries.next().is_none());
            if !is_empty {
                break;
            }
            disk.remove_folder(&place)?;
            at = folder;
        }
        Ok(())
    }

    /// Has all names that changed on the disk.
    fn sync(&self, disk: &mut Disk<'_>) -> io::Result<()> {
        let around = |path: &str| match path.rsplit_once('/') {
            Some((folder, _)) => self.root.join(folder),
            None => self.root.clone(),
        };
        let paths = self.entries.iter().map(|entry| &entry.path);
        let folders: BTreeSet<PathBuf> = paths
            .chain(&self.folders)
            .map(|path| around(path))
            .collect();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            disk.sync_folder(folder)?;
        }
        Ok(())
    }

    fn place(&self, kind: &str, number: usize) -> PathBuf {
        self.root.join(FOLDER).join(kind).join(number.to_string())
    }

    fn text(&self) -> String {
        let entries: Vec<Value> = self
            .entries
            .iter()
            .map(|entry| json!({ "path": entry.path, "new": entry.is_new, "old": entry.is_old }))
            .collect();
        json!({ "entries": entries, "folders": self.folders }).to_string()
    }

    /// The journal of this name; nothing where there is none.
    fn read(root: &Path, name: &str) -> io::Result<Option<Self>> {
        let path = root.join(FOLDER).join(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&path, &error)),
        };
        let journal = Self::parse(root, &text).ok_or_else(|| {
            let text =
                "this is no journal of a release; restore the tree with git and remove the folder";
            named(&path, &io::Error::other(text))
        })?;
        Ok(Some(journal))
    }

    fn parse(root: &Path, text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let below = |path: &str| is_below(path).then(|| path.to_owned());
        let entries = value.get("entries")?.as_array()?.iter().map(|entry| {
            Some(Entry {
                path: below(entry.get("path")?.as_str()?)?,
                is_new: entry.get("new")?.as_bool()?,
                is_old: entry.get("old")?.as_bool()?,
            })
        });
        let folders = value.get("folders")?.as_array()?.iter();
        Some(Self {
            root: root.to_owned(),
            entries: entries.collect::<Option<_>>()?,
            folders: folders
                .map(|folder| below(folder.as_str()?))
                .collect::<Option<_>>()?,
        })
    }
}

/// Clears away what a release was prepared with, and last of all the file that says how it ended.
fn clear(root: &Path, disk: &mut Disk<'_>) -> io::Result<()> {
    let folder = root.join(FOLDER);
    for kind in [NEW, OLD] {
        let kind = folder.join(kind);
        let Ok(entries) = fs::read_dir(&kind) else {
            continue;
        };
        for entry in entries {
            disk.remove(&entry.map_err(|error| named(&kind, &error))?.path())?;
        }
        disk.remove_folder(&kind)?;
    }
    for name in [DRAFT, UNDO, DONE] {
        disk.remove(&folder.join(name))?;
    }
    disk.remove_folder(&folder)?;
    disk.sync_folder(root)
}

fn is_below(path: &str) -> bool {
    let mut components = Path::new(path).components();
    !path.is_empty() && components.all(|component| matches!(component, Component::Normal(_)))
}
