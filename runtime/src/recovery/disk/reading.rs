//! Reading a folder without having it: also what living processes write, and changing nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use redb::StorageBackend;
use redb::backends::InMemoryBackend;

use crate::record::entry::EntryId;
use crate::record::journal::JournalError;
use crate::record::recorded::Recorded;
use crate::recovery::disk::files::{WHOLE, builder, files};
use crate::recovery::disk::header;
use crate::recovery::disk::lookups::read;
use crate::recovery::disk::trouble::{Trouble, damaged, failed, guarded};

/// How often a file, or the folder, is read anew that somebody has changed meanwhile.
const TRIES: usize = 5;

/// What stood in the folder of a [`DiskJournal`](crate::DiskJournal) when it was read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadJournal {
    /// Every request, the oldest first.
    pub entries: Vec<Recorded>,
    /// The files that could not be read, and why.
    pub left_out: Vec<JournalError>,
}

/// Reads the folder of a [`DiskJournal`](crate::DiskJournal) as it stands now, with what living processes have written so far.
/// Nothing is locked, taken over or changed. It blocks for as long as the disk takes, and holds all of it in memory.
///
/// ```no_run
/// let read = gateway_runtime::read_journal("/var/lib/shop/payments")?;
/// println!("{} requests", read.entries.len());
/// # Ok::<(), gateway_runtime::JournalError>(())
/// ```
///
/// # Errors
///
/// [`JournalError`] if the folder cannot be read, or has no journal in it.
pub fn read_journal(folder: impl AsRef<Path>) -> Result<ReadJournal, JournalError> {
    let folder = folder.as_ref();
    for _ in 1..TRIES {
        // A file that goes while it is read was taken over: what stood there stands in another one now.
        if let Some(read) = read_once(folder)? {
            return Ok(read);
        }
    }
    let what = "changes faster than it can be read";
    Err(JournalError::new(format!("{} {what}", folder.display())))
}

fn read_once(folder: &Path) -> Result<Option<ReadJournal>, JournalError> {
    let paths = files(folder, WHOLE)?;
    if paths.is_empty() {
        let none = "has no journal in it";
        return Err(JournalError::new(format!("{} {none}", folder.display())));
    }
    let (mut entries, mut left_out) = (BTreeMap::<EntryId, Recorded>::new(), Vec::new());
    for path in &paths {
        match one_file(path) {
            Ok(Some(read)) => {
                for one in read {
                    let Some(entry) = one.handle.entry().cloned() else {
                        continue;
                    };
                    let both = match entries.remove(&entry) {
                        Some(known) => together(known, one),
                        None => one,
                    };
                    entries.insert(entry, both);
                }
            }
            Ok(None) => return Ok(None),
            Err(error) => left_out.push(error),
        }
    }
    Ok((files(folder, WHOLE)? == paths).then(|| ReadJournal {
        entries: entries.into_values().collect(),
        left_out,
    }))
}

/// One request that stands in two files, since a process ended while it took one over.
fn together(known: Recorded, other: Recorded) -> Recorded {
    let outcome = match (known.outcome, other.outcome) {
        (Some(known), Some(other)) => Some(other.after(&known)),
        (known, other) => known.or(other),
    };
    let longer = match known.notes.len() < other.notes.len() {
        true => other.notes,
        false => known.notes,
    };
    Recorded::new(known.handle, outcome, longer)
}

/// What stands in a file; `None` if it has gone.
fn one_file(path: &Path) -> Result<Option<Vec<Recorded>>, JournalError> {
    let mut trouble = damaged(path);
    for _ in 0..TRIES {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(path, "cannot be read", &error)),
        };
        // Whoever writes it may have changed it meanwhile: then its sums do not agree, and it is read once more.
        match guarded(|| of_bytes(&bytes)) {
            Some(Ok(Some(read))) => return Ok(Some(read)),
            Some(Ok(None)) | None => {}
            Some(Err(error)) => trouble = failed(path, "cannot be read", &*error.0),
        }
    }
    Err(trouble)
}

fn of_bytes(bytes: &[u8]) -> Result<Option<Vec<Recorded>>, Trouble> {
    let backend = InMemoryBackend::new();
    let written = backend
        .set_len(bytes.len() as u64)
        .and_then(|()| backend.write(0, bytes));
    if written.is_err() || !header::is_sound(&backend).unwrap_or(false) {
        return Ok(None);
    }
    // What a living process has open is checked by its sums, as after a crash.
    let database = builder().create_with_backend(backend)?;
    read(&database, false).map(Some)
}
