//! What goes wrong with a file of a journal.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::TableError;

use crate::record::journal::JournalError;

/// What redb says went wrong. It is large, and rare.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Box<redb::Error>);

impl<E: Into<redb::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

/// A table, or none in a file of a release that did not have it.
pub(super) fn if_there<T>(opened: Result<T, TableError>) -> Result<Option<T>, Trouble> {
    match opened {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn is_full(trouble: &Trouble) -> bool {
    use ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let full = [FileTooLarge, QuotaExceeded, StorageFull];
    matches!(&*trouble.0, redb::Error::Io(error) if full.contains(&error.kind()))
}

/// Does something with a file, and survives it where the store panics over damaged content.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// What work with a file gives, or what is wrong with the file.
pub(super) fn tried<T>(
    path: &Path,
    what: &str,
    work: impl FnOnce() -> Result<T, Trouble>,
) -> Result<T, JournalError> {
    let done = guarded(work).ok_or_else(|| damaged(path))?;
    done.map_err(|error| failed(path, what, &*error.0))
}

pub(super) fn damaged(path: &Path) -> JournalError {
    JournalError::new(format!(
        "{} is damaged; move it away, and look its payments up by hand",
        path.display()
    ))
}

pub(super) fn failed(path: &Path, what: &str, error: &dyn std::error::Error) -> JournalError {
    JournalError::new(format!("{} {what} ({error})", path.display()))
}
