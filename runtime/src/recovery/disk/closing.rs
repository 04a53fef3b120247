//! Closing by hand what nobody looks after any more.

use std::path::Path;
use std::time::Duration;

use crate::record::claim::{Claim, Released};
use crate::record::entry::EntryId;
use crate::record::journal::{JournalError, closed};
use crate::recovery::disk::store::Store;

/// How long closing has an entry.
const LEASE: Duration = Duration::from_secs(60);

/// Closes a request of a [`DiskJournal`](crate::DiskJournal) by hand, as [`Gateway::close`](crate::Gateway::close) does, for
/// whoever has no client at hand: a person in a shell. It blocks for as long as the disk takes.
///
/// ```no_run
/// use gateway_runtime::{EntryId, close_entry};
///
/// let entry = EntryId::new("0006441b5a1c9400a1b2c3d4e5f60718");
/// close_entry("/var/lib/shop/payments", &entry, "Ada", "a letter of the bank")?;
/// # Ok::<(), gateway_runtime::JournalError>(())
/// ```
///
/// # Errors
///
/// [`JournalError`] if nobody or no reason is named, if no such entry stands there, if a living process has it in its file,
/// which has to close it then, or if the folder cannot be used.
pub fn close_entry(
    folder: impl AsRef<Path>,
    entry: &EntryId,
    by: &str,
    why: &str,
) -> Result<(), JournalError> {
    let closed = closed(by, why)?;
    let mut store = Store::open(folder.as_ref().to_owned())?;
    let Claim::Ours { fence, .. } = store.claim(entry, None, LEASE)? else {
        return Err(elsewhere(entry));
    };
    match store.release(entry, fence, Some(closed), Duration::ZERO)? {
        Released::Done(_) => Ok(()),
        Released::TooLate => Err(elsewhere(entry)),
    }
}

fn elsewhere(entry: &EntryId) -> JournalError {
    JournalError::new(format!(
        "{entry} does not stand there, or a living process has it"
    ))
}
