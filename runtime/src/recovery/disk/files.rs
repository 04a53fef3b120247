//! The files in the folder of a journal, and the one among them that this process writes.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use redb::backends::FileBackend;
use redb::{Builder, Database, DatabaseError};

use crate::record::entry::EntryId;
use crate::record::journal::JournalError;
use crate::record::outcome::Outcome;
use crate::recovery::disk::header;
use crate::recovery::disk::tables::{Row, complete, merge, write};
use crate::recovery::disk::trouble::{Trouble, damaged, failed, guarded, tried};

/// A file that is being made has this ending until it is whole.
pub(super) const NEW: &str = "new";
pub(super) const WHOLE: &str = "redb";

/// The file that this process writes.
pub(super) struct Own {
    pub(super) path: PathBuf,
    pub(super) database: Database,
    /// Whether nothing was ever written into it: it goes when it cannot be used.
    pub(super) is_new: bool,
}

impl Own {
    pub(super) fn write(&mut self, rows: &[Row]) -> Result<Vec<Option<Outcome>>, Trouble> {
        let standing = write(&self.database, rows)?;
        self.is_new = false;
        Ok(standing)
    }

    /// Writes what stood in another file.
    pub(super) fn merge(&mut self, rows: &[Row]) -> Result<(), Trouble> {
        merge(&self.database, rows)?;
        self.is_new = false;
        Ok(())
    }
}

/// A file that nobody owns, or a new one. Those that cannot be given back before the process ends are stuck, and recovering
/// names them.
pub(super) fn own_file(
    folder: &Path,
    spoiled: &BTreeSet<PathBuf>,
    stuck: &mut BTreeSet<PathBuf>,
) -> Result<Own, JournalError> {
    sweep(folder);
    for path in files(folder, WHOLE)?
        .into_iter()
        .filter(|path| !spoiled.contains(path))
    {
        // One that cannot be read must not stop payments; recovering names it.
        if let Ok(Some(database)) = free(&path) {
            match guarded(|| complete(&database)) {
                Some(Ok(())) => {
                    return Ok(Own {
                        path,
                        database,
                        is_new: false,
                    });
                }
                Some(Err(_)) => {}
                // After a panic the store may wait for itself when it is closed.
                None => {
                    std::mem::forget(database);
                    stuck.insert(path);
                }
            }
        }
    }
    let name = EntryId::fresh(SystemTime::now());
    let [new, path] = [NEW, WHOLE].map(|ending| folder.join(format!("{name}.{ending}")));
    let made = new_file(folder, &new, &path);
    if made.is_err() {
        // What is left of it would take the room that is missing. Only one of them can be there.
        let _ = fs::remove_file(&new).or_else(|_| fs::remove_file(&path));
    }
    Ok(Own {
        database: made?,
        path,
        is_new: true,
    })
}

/// Makes a file under one name, and gives it another when it is whole: a process that is killed meanwhile leaves no half
/// of one under a name that is read. The lock stays with the file through the renaming.
fn new_file(folder: &Path, new: &Path, path: &Path) -> Result<Database, JournalError> {
    let file = private(new).map_err(|error| failed(new, "cannot be made", &error))?;
    let database = tried(new, "cannot be made", || {
        let mut builder = builder();
        let database = builder.create_with_file_format_v3(true).create_file(file)?;
        write(&database, &[])?;
        Ok(database)
    })?;
    fs::rename(new, path).map_err(|error| failed(path, "cannot be made", &error))?;
    flush_folder(folder).map_err(|error| failed(folder, "cannot be flushed", &error))?;
    Ok(database)
}

pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(1024 * 1024);
    builder
}

/// Opens a file that no living process has; `None` if one has, or if the file has gone.
pub(super) fn free(path: &Path) -> Result<Option<Database>, JournalError> {
    let unopened = |error: &dyn std::error::Error| {
        let what = "cannot be opened; move it away, and look its payments up by hand";
        failed(path, what, error)
    };
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unopened(&error)),
    };
    // The lock comes first: whoever has it may be writing what is looked at.
    let backend = match FileBackend::new(file) {
        Ok(backend) => backend,
        Err(DatabaseError::DatabaseAlreadyOpen) => return Ok(None),
        Err(error) => return Err(unopened(&error)),
    };
    match header::is_sound(&backend) {
        Ok(true) => {}
        Ok(false) => return Err(damaged(path)),
        Err(error) => return Err(unopened(&error)),
    }
    let opened = guarded(|| builder().create_with_backend(backend));
    let database = opened
        .ok_or_else(|| damaged(path))?
        .map_err(|error| unopened(&error))?;
    Ok(named(path, database))
}

/// Whether a file has surely gone; one that cannot be looked at may be there.
pub(super) fn is_removed(path: &Path) -> bool {
    let looked = fs::metadata(path).map_err(|error| error.kind());
    matches!(looked, Err(ErrorKind::NotFound | ErrorKind::NotADirectory))
}

/// Whoever took a file over removed it before giving up its lock: what was opened then is a file without a name, and
/// whatever is written there is lost.
pub(super) fn named(path: &Path, database: Database) -> Option<Database> {
    path.exists().then_some(database)
}

/// The files with an ending, in the order of their age.
pub(super) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, JournalError> {
    let listed = fs::read_dir(folder).map_err(|error| failed(folder, "cannot be read", &error))?;
    let mut files: Vec<PathBuf> = listed
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    Ok(files)
}

/// Removes what killed processes left of files that they were making; nothing was ever written into these.
fn sweep(folder: &Path) {
    let is_old = |path: &PathBuf| {
        let changed = fs::metadata(path).and_then(|about| about.modified());
        changed.is_ok_and(|at| {
            at.elapsed()
                .is_ok_and(|age| age > Duration::from_secs(3600))
        })
    };
    for path in files(folder, NEW).unwrap_or_default() {
        if is_old(&path) {
            // Another process may have done it; a file that stays does no harm.
            let _ = fs::remove_file(path);
        }
    }
}

pub(super) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a new name in a folder durable. Where a folder cannot be opened as a file, the system does that by itself.
fn flush_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
