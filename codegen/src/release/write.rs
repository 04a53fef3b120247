//! Writes many files so that either all of them are there or none, even if the process is killed on the way.
//!
//! Everything is prepared in the folder `.release` at the top of the workspace: the new texts, and copies of what they
//! replace, all of it synced. Then the journal gets its name, which is the one moment from which on the release counts.
//! Only then do files change places. Whoever comes next after a kill finds the folder and finishes what the journal says,
//! puts the former files back, or clears away what was merely prepared.

mod change;
mod disk;
mod journal;

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

pub use change::{FileChange, Recovered};
use disk::{Disk, named};
use journal::Journal;

/// The right to write a workspace. One process has it at a time, and loses it when it dies.
#[derive(Debug)]
pub struct Hold {
    root: PathBuf,
    /// The folder itself is locked, so that no file for it stays behind.
    lock: File,
}

impl Drop for Hold {
    fn drop(&mut self) {
        // A program that is being started at this moment has the file open as well, and would keep it locked.
        let _ = self.lock.unlock();
    }
}

impl Hold {
    /// Takes the right to write a workspace, and says what became of a release that was cut off there.
    ///
    /// # Errors
    ///
    /// When another process has it; and when what was cut off can be neither finished nor undone.
    pub fn take(root: &Path) -> io::Result<(Self, Option<Recovered>)> {
        Self::take_watched(root, &mut |_| Ok(()))
    }

    /// Does what [`take`](Self::take) does, and calls `before` with the name of each file operation that it is about to do.
    ///
    /// # Errors
    ///
    /// As `take`, and whatever `before` returns.
    pub fn take_watched(
        root: &Path,
        before: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> io::Result<(Self, Option<Recovered>)> {
        let lock = File::open(root).map_err(|error| named(root, &error))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::WouldBlock,
                format!(
                    "{}: another process is writing this workspace; wait until it has ended",
                    root.display()
                ),
            ),
            TryLockError::Error(error) => named(root, &error),
        })?;
        let hold = Self {
            root: root.to_owned(),
            lock,
        };
        let recovered = journal::recover(&hold.root, &mut Disk::new(before))?;
        Ok((hold, recovered))
    }

    /// Makes all changes, or none.
    ///
    /// # Errors
    ///
    /// What could not be written. The workspace is then as it was, or the error says that the next command has to put
    /// back what could not be put back now.
    pub fn write(&self, changes: &[FileChange]) -> io::Result<()> {
        self.write_watched(changes, &mut |_| Ok(()))
    }

    /// Does what [`write`](Self::write) does, and calls `before` with the name of each file operation that it is about to
    /// do. When `before` fails, so does the operation.
    ///
    /// # Errors
    ///
    /// As `write`.
    pub fn write_watched(
        &self,
        changes: &[FileChange],
        before: &mut dyn FnMut(&str) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut disk = Disk::new(before);
        let journal = match Journal::prepare(&self.root, changes, &mut disk) {
            Ok(journal) => journal,
            Err(error) => {
                // What was prepared is of no use to anyone; if it cannot be cleared away, the next command does.
                let _ = journal::recover(&self.root, &mut disk);
                return Err(error);
            }
        };
        journal.make(&mut disk).map_err(|error| {
            let Err(lost) = journal.undo(&mut disk) else {
                return error;
            };
            let text =
                format!("{error}; and it cannot be undone: {lost}; the next command tries again");
            io::Error::new(error.kind(), text)
        })
    }
}

/// Makes all changes below a folder, or none.
///
/// # Errors
///
/// As [`Hold::take`] and [`Hold::write`].
pub fn write_all(root: &Path, changes: &[FileChange]) -> io::Result<()> {
    let (hold, _) = Hold::take(root)?;
    hold.write(changes)
}

/// Finishes or undoes a release that was cut off; nothing where none was.
///
/// # Errors
///
/// As [`Hold::take`].
pub fn recover(root: &Path) -> io::Result<Option<Recovered>> {
    if !journal::is_open(root) {
        return Ok(None);
    }
    Hold::take(root).map(|(_, recovered)| recovered)
}
