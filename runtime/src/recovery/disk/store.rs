//! The files of a journal: one that this process writes, and those of processes that have ended, which it takes over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::leases::Leases;
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::recovery::disk::files::{Own, WHOLE, files, free, is_removed, make_folder, own_file};
use crate::recovery::disk::forgetting::forget;
use crate::recovery::disk::lookups::{
    attempts, authorized, due_entries, one, read, rows, stage, uses,
};
use crate::recovery::disk::tables::{Row, begin};
use crate::recovery::disk::trouble::{Trouble, damaged, failed, guarded, is_full, tried};
use crate::value::types::sensitive::Sensitive;

/// The folder, and the file that is written.
pub(super) struct Store {
    folder: PathBuf,
    own: Option<Own>,
    /// Files that could be opened and not be used, damaged ones for instance. They are no longer written, and are taken
    /// over as far as they can be read.
    spoiled: BTreeSet<PathBuf>,
    /// Those of them that this process cannot give back before it ends.
    stuck: BTreeSet<PathBuf>,
    /// Files of which it was told that they cannot be taken over.
    told: BTreeSet<PathBuf>,
    /// Who has which entry of the own file. They end with the process, as its lock on the file does.
    leases: Leases,
    opened: Instant,
}

impl Store {
    pub(super) fn open(folder: PathBuf) -> Result<Self, JournalError> {
        // It stays the same when the process changes into another one, as those do that run in the background.
        let folder = std::path::absolute(&folder)
            .map_err(|error| failed(&folder, "cannot be made", &error))?;
        make_folder(&folder)
            .map_err(|error| failed(&folder, "cannot be made as a folder", &error))?;
        let spoiled = BTreeSet::new();
        let mut stuck = BTreeSet::new();
        let own = Some(own_file(&folder, &spoiled, &mut stuck)?);
        Ok(Self {
            folder,
            own,
            spoiled,
            stuck,
            told: BTreeSet::new(),
            leases: Leases::default(),
            opened: Instant::now(),
        })
    }

    /// Writes the rows, all or none, and returns when they are durable, with what stands of each outcome.
    pub(super) fn write(&mut self, rows: &[Row]) -> Result<Vec<Option<Outcome>>, JournalError> {
        let standing = self.with_own(|own| own.write(rows))?;
        let now = self.opened.elapsed();
        for row in rows {
            match row {
                Row::Intent(intent) => {
                    if let Some(lease) = intent.lease {
                        self.leases.call(&intent.entry, now.saturating_add(lease));
                    }
                }
                Row::Concluded(entry, ..) => self.leases.call_ends(entry),
                Row::Outcome(..)
                | Row::Noted(..)
                | Row::Moved(..)
                | Row::Ended(_)
                | Row::Forgotten(_) => {}
            }
        }
        Ok(standing)
    }

    pub(super) fn unresolved(&mut self) -> Result<Vec<Handle>, JournalError> {
        self.take_over()?;
        let entries = self.with_own(|own| read(&own.database, true))?;
        Ok(entries.into_iter().map(|entry| entry.handle).collect())
    }

    /// Whether a prepared request may be sent, which it then is.
    pub(super) fn begin(
        &mut self,
        entry: &EntryId,
        intent: &Sensitive<String>,
        lease: Duration,
    ) -> Result<bool, JournalError> {
        let now = self.opened.elapsed();
        if !self.leases.is_of_call(entry.as_str(), now) {
            return Ok(false);
        }
        let may_be_sent = self.with_own(|own| begin(&own.database, entry, intent))?;
        if may_be_sent {
            let until = self.opened.elapsed().saturating_add(lease);
            self.leases.call(entry.as_str(), until);
        }
        Ok(may_be_sent)
    }

    /// Claims an entry, if nobody has it. One of a process that has ended is taken over first.
    pub(super) fn claim(
        &mut self,
        entry: &EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> Result<Claim, JournalError> {
        let mut stage = self.stage(entry)?;
        if stage.is_none() {
            self.take_over()?;
            stage = self.stage(entry)?;
        }
        let Some(stage) = stage else {
            return Ok(Claim::Elsewhere);
        };
        let now = self.opened.elapsed();
        let fence = self.leases.claim(entry.as_str(), held, now, lease);
        Ok(fence.map_or(Claim::Elsewhere, |fence| Claim::Ours { fence, stage }))
    }

    fn stage(&mut self, entry: &EntryId) -> Result<Option<Stage>, JournalError> {
        self.with_own(|own| stage(&own.database, entry))
    }

    /// Claims what is open and due, and nobody's.
    pub(super) fn take(
        &mut self,
        at_most: usize,
        lease: Duration,
    ) -> Result<Vec<Claimed>, JournalError> {
        self.take_over()?;
        let (leases, now) = (std::mem::take(&mut self.leases), self.opened.elapsed());
        let since = |entry: &str| leases.due(entry, now);
        let due = self.with_own(|own| due_entries(&own.database, at_most, since));
        self.leases = leases;
        let mut taken = Vec::new();
        for entry in due? {
            let handle = self.with_own(|own| one(&own.database, &entry))?;
            if let Some(handle) = handle
                && let Claim::Ours { fence, stage } = self.claim(&entry, None, lease)?
            {
                taken.push(Claimed::new(handle, fence, stage));
            }
        }
        Ok(taken)
    }

    /// Ends a claim, with what was found if it still counts.
    pub(super) fn release(
        &mut self,
        entry: &EntryId,
        fence: Fence,
        found: Option<Outcome>,
        due: Duration,
    ) -> Result<Released, JournalError> {
        if !self.leases.holds(entry.as_str(), fence) {
            return Ok(Released::TooLate);
        }
        let mut standing = None;
        if let Some(found) = found {
            let note = Note::of_outcome(&found, false, SystemTime::now());
            let name = || entry.as_str().to_owned();
            let rows = [Row::Noted(name(), note), Row::Outcome(name(), found)];
            standing = self.write(&rows)?.pop().flatten();
        }
        let is_open = self.stage(entry)? != Some(Stage::Settled);
        let due = self.opened.elapsed().saturating_add(due);
        self.leases.release(entry.as_str(), is_open.then_some(due));
        Ok(Released::Done(standing))
    }

    /// The entries that these numbers may name; `None` if others may stand where they cannot be read: in the file of
    /// another living process, or in a damaged one.
    pub(super) fn uses(&mut self, numbers: &Numbers) -> Result<Option<Vec<EntryId>>, JournalError> {
        self.take_over()?;
        let uses = self.with_own(|own| uses(&own.database, numbers))?;
        let own = self.own.as_ref().map(|own| &own.path);
        let is_alone = files(&self.folder, WHOLE)?
            .iter()
            .all(|path| Some(path) == own);
        Ok(uses.filter(|_| is_alone))
    }

    /// The attempts of a purchase, with those of processes that have ended.
    pub(super) fn attempts(
        &mut self,
        purchase: &str,
        numbers: Option<&Numbers>,
    ) -> Result<Vec<Handle>, JournalError> {
        self.take_over()?;
        self.with_own(|own| attempts(&own.database, purchase, numbers))
    }

    pub(super) fn entries(&mut self) -> Result<Vec<Recorded>, JournalError> {
        self.with_own(|own| read(&own.database, false))
    }

    pub(super) fn authorized(&mut self, before: &EntryId) -> Result<Vec<Handle>, JournalError> {
        self.with_own(|own| authorized(&own.database, before))
    }

    pub(super) fn forget(&mut self, what: &Forget) -> Result<u64, JournalError> {
        self.with_own(|own| forget(&mut own.database, what))
    }

    /// Works on the own file, which must still have its name: what is written into a file without one is lost with the
    /// process. After an error the store is no longer to be trusted and another one is opened the next time; of a full
    /// disk the same one, since moving what it holds would take as much room again. A file that holds nothing is removed,
    /// or every request that is refused would leave one.
    fn with_own<T>(
        &mut self,
        work: impl FnOnce(&mut Own) -> Result<T, Trouble>,
    ) -> Result<T, JournalError> {
        let mut own = match self.own.take() {
            Some(own) if is_removed(&own.path) => self.written_anew(own)?,
            Some(own) => own,
            None => own_file(&self.folder, &self.spoiled, &mut self.stuck)?,
        };
        let (path, done) = (own.path.clone(), guarded(|| work(&mut own)));
        let told = match done {
            Some(Ok(done)) => {
                self.own = Some(own);
                return Ok(done);
            }
            Some(Err(error)) => {
                let told = failed(&path, "cannot be used", &*error.0);
                let is_removed = own.is_new && fs::remove_file(&path).is_ok();
                if is_removed || is_full(&error) {
                    return Err(told);
                }
                told
            }
            None => {
                // After a panic the store may wait for itself when it is closed. The process gives the file back.
                std::mem::forget(own);
                self.stuck.insert(path.clone());
                damaged(&path)
            }
        };
        self.spoiled.insert(path);
        Err(told)
    }

    /// Another file with all that was written into one that somebody has removed. As long as that cannot be, nothing
    /// else is written either.
    fn written_anew(&mut self, removed: Own) -> Result<Own, JournalError> {
        let written = make_folder(&self.folder)
            .map_err(|error| failed(&self.folder, "cannot be made", &error))
            .and_then(|()| own_file(&self.folder, &self.spoiled, &mut self.stuck))
            .and_then(|mut own| {
                let path = own.path.clone();
                let merge = || own.merge(&rows(&removed.database)?);
                tried(&path, "cannot be written", merge).map(|()| own)
            });
        if written.is_err() {
            self.own = Some(removed);
        }
        written
    }

    /// Moves what processes that have ended left behind into the own file. Their files go once that is durable; a crash
    /// in between leaves both, and moving a second time changes nothing.
    fn take_over(&mut self) -> Result<(), JournalError> {
        let mut trouble = None;
        for path in files(&self.folder, WHOLE)? {
            if self.own.as_ref().is_some_and(|own| own.path == path) {
                continue;
            }
            if let Err(error) = self.take_over_one(&path) {
                // It is told once; the others must not stay hidden behind it.
                if self.told.insert(path) {
                    trouble = Some(error);
                }
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    fn take_over_one(&mut self, path: &Path) -> Result<(), JournalError> {
        if self.stuck.contains(path) {
            return Err(damaged(path));
        }
        let Some(left) = free(path)? else {
            return Ok(());
        };
        let rows = tried(path, "cannot be read", || rows(&left))?;
        self.with_own(|own| own.merge(&rows))?;
        fs::remove_file(path).map_err(|error| failed(path, "cannot be removed", &error))
    }
}

#[cfg(test)]
mod tests;
