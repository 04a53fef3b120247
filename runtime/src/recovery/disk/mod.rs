//! A journal on the local disk.

pub(crate) mod closing;
pub(crate) mod files;
mod forgetting;
pub(crate) mod header;
pub(crate) mod lookups;
#[cfg(test)]
mod memory;
pub(crate) mod names;
pub(crate) mod notes;
pub(crate) mod reading;
pub(crate) mod store;
pub(crate) mod tables;
pub(crate) mod trouble;
pub(crate) mod worker;

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::value::types::sensitive::Sensitive;

use crate::recovery::disk::store::Store;
use crate::recovery::disk::tables::{Intent, Row};
use crate::recovery::disk::worker::{Command, Reply};

/// A journal in a folder of the local disk, which any number of processes can share.
///
/// It is kept by redb, an embedded store that writes copies and swaps them in by a checksummed commit: after a `kill
/// -9`, a power cut or a torn last write it opens with all that was ever said to be durable. redb was taken over
/// SQLite because it needs no C compiler, adds one crate to a build, and does all that three small tables want; that
/// only one process can open a redb file at a time fits here. Each process writes a file of its own, so processes do not
/// wait for each other, and the lock on a file tells whether its owner is alive: [`unresolved`](Journal::unresolved)
/// takes over the files of those that are not.
///
/// When somebody removes the file of a living process, or the folder with it, all that stood in it is written into another
/// one before anything else is.
///
/// Calls that are made at the same time share one write and one flush. The folder must be on a disk of this machine,
/// since locks on network disks cannot be relied upon. Entries hold order and tracking numbers; on Unix only the owner
/// can read them.
///
/// When the disk is full, a request that cannot be written down is not sent, and leaves nothing that would fill it
/// further. A file that is cut off or is none of redb's is told by its name and left alone. Damage in the middle of one
/// makes redb panic, which is caught here; so a program that is built with `panic = "abort"` is not supported with this
/// journal.
///
/// ```no_run
/// use std::sync::Arc;
/// use gateway_runtime::{Config, DiskJournal};
///
/// let journal = Arc::new(DiskJournal::open("/var/lib/shop/payments")?);
/// let config = Config::new("https://gateway.example.com")
///     .credentials("app-1", "secret")
///     .journal(journal);
/// # let _ = config;
/// # Ok::<(), gateway_runtime::JournalError>(())
/// ```
pub struct DiskJournal {
    commands: Option<mpsc::Sender<Command>>,
    thread: Option<JoinHandle<()>>,
}

impl DiskJournal {
    /// Opens the journal in a folder, which is made if there is none.
    ///
    /// It blocks for as long as the disk takes, a few milliseconds as a rule.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if the folder or a file in it cannot be made, locked or written.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, JournalError> {
        let store = Store::open(folder.into())?;
        let (commands, received) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("gateway-journal".to_owned())
            .spawn(move || worker::run(store, &received))
            .map_err(|error| JournalError::new(format!("no thread can be started: {error}")))?;
        Ok(Self {
            commands: Some(commands),
            thread: Some(thread),
        })
    }

    /// Everything that this process has written and taken over, the oldest first, with its outcome: what a merchant's
    /// own books can be compared with after a crash. What other living processes have written is theirs.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if the disk cannot be read.
    pub async fn entries(&self) -> Result<Vec<Recorded>, JournalError> {
        self.ask(Store::entries).await
    }

    /// What the store answers.
    async fn ask<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Store) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let asks = |reply: Reply<T>| {
            Command::Ask(Box::new(move |store| {
                let _ = reply.send(ask(store));
            }))
        };
        self.send(asks).await
    }

    /// Writes a row, and gives what stands of its outcome afterwards.
    async fn write(&self, row: Row) -> Result<Option<Outcome>, JournalError> {
        self.send(|reply| Command::Write(row, reply)).await
    }

    async fn send<T>(&self, command: impl FnOnce(Reply<T>) -> Command) -> Result<T, JournalError> {
        let (reply, answer) = oneshot::channel();
        let sent = self
            .commands
            .as_ref()
            .is_some_and(|commands| commands.send(command(reply)).is_ok());
        let gone = || JournalError::new("its thread has ended; open it again");
        if !sent {
            return Err(gone());
        }
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    async fn put(
        &self,
        entry: &EntryId,
        intent: &Handle,
        lease: Option<Duration>,
        is_prepared: bool,
    ) -> Result<(), JournalError> {
        let row = Row::Intent(Intent {
            entry: entry.as_str().to_owned(),
            handle: text_of(intent),
            is_prepared,
            lease,
        });
        self.write(row).await.map(drop)
    }
}

fn text_of(intent: &Handle) -> Sensitive<String> {
    Sensitive::from(intent.to_json().expose())
}

/// What is in its folder is claimed by one process at a time, the one that has it in its file. So a lease is no longer
/// than the life of its process: what a killed one had under way can be claimed at once.
impl Journal for DiskJournal {
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(self.put(entry, intent, Some(lease), false))
    }

    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(self.put(entry, intent, Some(within), true))
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        let (entry, intent) = (entry.clone(), text_of(intent));
        Box::pin(self.ask(move |store| store.begin(&entry, &intent, lease)))
    }

    fn amend<'a>(&'a self, entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        Box::pin(self.put(entry, intent, None, false))
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        let name = entry.as_str().to_owned();
        let row = Row::Concluded(name, outcome.clone(), text_of(intent));
        Box::pin(async {
            let standing = self.write(row).await?;
            Ok(standing.unwrap_or_else(|| outcome.clone()))
        })
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(self.ask(Store::unresolved))
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        let entry = entry.clone();
        Box::pin(self.ask(move |store| store.claim(&entry, held, lease)))
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(self.ask(move |store| store.take(at_most, lease)))
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        let (entry, found) = (entry.clone(), found.cloned());
        Box::pin(self.ask(move |store| store.release(&entry, fence, found, due)))
    }

    /// It sees what stands in its folder and was not forgotten, but for what other living processes have written: on one
    /// machine with one process it sees all, in a fleet it does not.
    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        let (purchase, numbers) = (purchase.to_owned(), numbers.cloned());
        Box::pin(self.ask(move |store| store.attempts(&purchase, numbers.as_ref())))
    }

    fn note<'a>(&'a self, entry: &'a EntryId, note: &'a Note) -> JournalFuture<'a, ()> {
        let row = Row::Noted(entry.as_str().to_owned(), note.clone());
        Box::pin(async { self.write(row).await.map(drop) })
    }

    /// What this process has written and taken over; [`read_journal`](crate::read_journal) has what others write as well.
    fn recorded(&self) -> JournalFuture<'_, Vec<Recorded>> {
        Box::pin(self.entries())
    }

    /// What this process has written and taken over.
    fn authorized<'a>(&'a self, before: &'a EntryId) -> JournalFuture<'a, Vec<Handle>> {
        let before = before.clone();
        Box::pin(self.ask(move |store| store.authorized(&before)))
    }

    fn authorization_ended<'a>(&'a self, entry: &'a EntryId) -> JournalFuture<'a, ()> {
        let row = Row::Ended(entry.as_str().to_owned());
        Box::pin(async { self.write(row).await.map(drop) })
    }

    /// What this process has written and taken over. The room of what goes is given back to the disk: everything that is
    /// kept is moved together, which takes a moment in which nothing else is written. Nothing else makes a journal smaller.
    fn forget<'a>(&'a self, forget: &'a Forget) -> JournalFuture<'a, u64> {
        let forget = forget.clone();
        Box::pin(self.ask(move |store| store.forget(&forget)))
    }

    /// It knows while it is the only living one in its folder, and has forgotten none that matters. What never stood in
    /// the folder it does not know of: a folder that is thrown away with its machine, or one of several that are used
    /// for the same orders, is no place to ask.
    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        let numbers = numbers.clone();
        Box::pin(self.ask(move |store| store.uses(&numbers)))
    }
}

/// Waits until what was begun is on the disk and the file is free for another process.
impl Drop for DiskJournal {
    fn drop(&mut self) {
        drop(self.commands.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to write.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for DiskJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DiskJournal").finish_non_exhaustive()
    }
}
