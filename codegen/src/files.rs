//! The one place that writes: a folder made equal to a set of files, or held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::render::TextFile;

/// Whether a folder is made equal or only compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write what differs, remove what is not in the set.
    Write,
    /// Touch nothing.
    Check,
}

/// How a folder differs, or differed, from a set of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that were not there.
    pub added: Vec<String>,
    /// Files with other bytes.
    pub changed: Vec<String>,
    /// Files that are not in the set.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// The same changes with paths from a folder further up.
    #[must_use]
    pub fn below(mut self, folder: &str) -> Self {
        for path in self
            .added
            .iter_mut()
            .chain(&mut self.changed)
            .chain(&mut self.removed)
        {
            path.insert_str(0, folder);
        }
        self
    }

    /// Adds the changes of another folder.
    pub fn append(&mut self, other: Self) {
        self.added.extend(other.added);
        self.changed.extend(other.changed);
        self.removed.extend(other.removed);
    }

    /// How many files differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }
}

/// Makes one file of a folder equal to its text, or compares it; the rest of the folder is nobody's business here.
///
/// # Errors
///
/// When the file cannot be read or written; the error names it.
pub fn sync_one(folder: &Path, file: &TextFile, mode: Mode) -> io::Result<Changes> {
    let target = folder.join(&file.path);
    let mut changes = Changes::default();
    match fs::read(&target) {
        Ok(bytes) if bytes == file.text.as_bytes() => return Ok(changes),
        Ok(_) => changes.changed.push(file.path.clone()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            changes.added.push(file.path.clone())
        }
        Err(error) => return Err(named(&target, &error)),
    }
    if mode == Mode::Write {
        write(&target, &file.text)?;
    }
    Ok(changes)
}

/// Makes a folder equal to a set of files, or compares it.
///
/// # Errors
///
/// When a file cannot be read, written or removed; the error names it.
pub fn sync(folder: &Path, files: &[TextFile], mode: Mode) -> io::Result<Changes> {
    let wanted: BTreeMap<&str, &str> = files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let mut present = BTreeSet::new();
    list(folder, "", &mut present)?;
    let mut changes = Changes::default();
    for (path, text) in &wanted {
        let target = folder.join(path);
        if !present.contains(*path) {
            changes.added.push((*path).to_owned());
        } else if fs::read(&target).map_err(|error| named(&target, &error))? != text.as_bytes() {
            changes.changed.push((*path).to_owned());
        } else {
            continue;
        }
        if mode == Mode::Write {
            write(&target, text)?;
        }
    }
    for path in present
        .iter()
        .filter(|path| !wanted.contains_key(path.as_str()))
    {
        changes.removed.push(path.clone());
        if mode == Mode::Write {
            let target = folder.join(path);
            fs::remove_file(&target).map_err(|error| named(&target, &error))?;
        }
    }
    if mode == Mode::Write {
        remove_empty(folder)?;
    }
    Ok(changes)
}

/// A folder that is made anew, file by file and from several threads, beside the one whose place it takes when all are there.
/// Until then that one stays as it is; what was made is removed where it takes no place.
#[derive(Debug)]
pub struct Anew {
    folder: PathBuf,
    mode: Mode,
    /// The folder around it, where that is not there yet.
    around: Option<PathBuf>,
    made: Mutex<Made>,
}

/// What was made of a folder so far.
#[derive(Debug, Default)]
struct Made {
    files: BTreeSet<String>,
    changes: Changes,
    trouble: Option<io::Error>,
}

impl Anew {
    /// Begins to make a folder anew, or to compare it with what would be made.
    #[must_use]
    pub fn new(folder: &Path, mode: Mode) -> Self {
        let around = folder.parent().filter(|around| !around.exists());
        Self {
            folder: folder.to_owned(),
            mode,
            around: around.map(Path::to_owned),
            made: Mutex::default(),
        }
    }

    /// Takes a file. What keeps it from being written is told at the end.
    pub fn take(&self, file: &TextFile) {
        let known = match self.mode {
            Mode::Write => write_new(&beside(&self.folder).join(&file.path), &file.text),
            Mode::Check => Ok(()),
        }
        .and_then(|()| sync_one(&self.folder, file, Mode::Check));
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.files.insert(file.path.clone());
        match known {
            Ok(changes) => made.changes.append(changes),
            Err(error) => made.trouble = made.trouble.take().or(Some(error)),
        }
    }

    /// Puts the folder in its place, where that differs, and says how many files it has and how they differ.
    ///
    /// # Errors
    ///
    /// When a file could not be written or read, or the folder not be put in its place; the error names it.
    pub fn finish(self) -> io::Result<(usize, Changes)> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let mut made = std::mem::take(&mut *made);
        if let Some(trouble) = made.trouble {
            return Err(trouble);
        }
        let mut present = BTreeSet::new();
        list(&self.folder, "", &mut present)?;
        made.changes.removed = present.difference(&made.files).cloned().collect();
        // They came in the order in which threads were done with them.
        made.changes.added.sort_unstable();
        made.changes.changed.sort_unstable();
        if self.mode == Mode::Write && !made.changes.is_empty() {
            self.swap().map_err(|error| named(&self.folder, &error))?;
        }
        Ok((made.files.len(), made.changes))
    }

    fn swap(&self) -> io::Result<()> {
        let former = self.former();
        match fs::rename(&self.folder, &former) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(beside(&self.folder), &self.folder).inspect_err(|_| {
            // The first error is the one to tell, and the folder is back where it was if that can be done.
            let _ = fs::rename(&former, &self.folder);
        })
    }

    fn former(&self) -> PathBuf {
        let mut name = beside(&self.folder).into_os_string();
        name.push(".former");
        name.into()
    }
}

impl Drop for Anew {
    fn drop(&mut self) {
        // Nobody can be told here, and what is left of either is of no use to anyone.
        for folder in [beside(&self.folder), self.former()] {
            let _ = fs::remove_dir_all(folder);
        }
        // One that has something in it stays.
        let _ = self.around.as_ref().map(fs::remove_dir);
    }
}

/// Writes a file that nobody sees yet.
fn write_new(target: &Path, text: &str) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(target, text))
        .map_err(|error| named(target, &error))
}

/// Writes one file beside its place and then renames it, so that no reader sees half of it.
///
/// # Errors
///
/// When it cannot be written; the error names it.
pub fn write(target: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    }
    let beside = beside(target);
    let written = fs::write(&beside, text)
        .and_then(|()| match fs::metadata(target) {
            Ok(former) => fs::set_permissions(&beside, former.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&beside, target));
    written.map_err(|error| {
        // What was written beside is of no use to anyone now; the first error is the one to tell.
        let _ = fs::remove_file(&beside);
        named(target, &error)
    })
}

/// Writes what somebody asked for to the place that was named: through links, and into devices and pipes, which stay what
/// they are. Only a plain file is replaced, so that no reader sees half of it.
///
/// # Errors
///
/// When it cannot be written, because the disk is full or the file is read-only; the error names the place.
pub fn write_out(place: &Path, text: &str) -> io::Result<()> {
    match fs::metadata(place) {
        Ok(found) if found.is_file() => {
            if found.permissions().readonly() {
                let error = io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only");
                return Err(named(place, &error));
            }
            let target = fs::canonicalize(place).map_err(|error| named(place, &error))?;
            write(&target, text)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if fs::symlink_metadata(place).is_ok() {
                write_through(place, text)
            } else {
                write(place, text)
            }
        }
        Ok(_) => write_through(place, text),
        Err(error) => Err(named(place, &error)),
    }
}

fn write_through(place: &Path, text: &str) -> io::Result<()> {
    let written = fs::File::create(place).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        match file.sync_all() {
            // A device or a pipe keeps nothing that could be synced.
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
            synced => synced,
        }
    });
    written.map_err(|error| named(place, &error))
}

fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    target.with_file_name(name)
}

fn list(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(named(folder, &error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| named(folder, &error))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry
            .file_type()
            .map_err(|error| named(&entry.path(), &error))?
            .is_dir()
        {
            list(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.insert(path);
        }
    }
    Ok(())
}

fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| named(folder, &error))? {
        let path = entry.map_err(|error| named(folder, &error))?.path();
        if path.is_dir() {
            remove_empty(&path)?;
            if fs::read_dir(&path)
                .map_err(|error| named(&path, &error))?
                .next()
                .is_none()
            {
                fs::remove_dir(&path).map_err(|error| named(&path, &error))?;
            }
        }
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
