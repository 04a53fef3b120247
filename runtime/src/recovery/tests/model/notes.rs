//! A journal that says what it knows of other processes.

use std::sync::Mutex;
use std::time::Duration;

use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalFuture};
use crate::record::numbers::Numbers;
use crate::wire::testing::around::JournalAround;
use crate::wire::testing::forgetful::ForgetfulJournal;

/// A journal in memory, which several clients share.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether it is all that the merchant writes into.
    pub(super) knows: bool,
    /// Another process's without its handle.
    pub(super) notes: Mutex<Vec<(EntryId, Option<Handle>)>>,
}

impl JournalAround for Notes {
    fn inner(&self) -> &dyn Journal {
        &ForgetfulJournal
    }

    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        _: Duration,
    ) -> JournalFuture<'a, ()> {
        let note = (entry.clone(), Some(intent.clone()));
        self.notes.lock().unwrap().push(note);
        Box::pin(async { Ok(()) })
    }

    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        let notes = self.notes.lock().unwrap();
        // Another process's are of the one number that a schedule is about.
        let may_be = |handle: &Option<Handle>| {
            let is_about = || numbers.values() == [("orderNo", "X".to_owned())];
            handle
                .as_ref()
                .map_or_else(is_about, |other| numbers.may_name(other))
        };
        let uses = notes
            .iter()
            .filter(|(_, handle)| may_be(handle))
            .map(|(entry, ..)| entry.clone());
        let uses = self.knows.then(|| uses.collect());
        Box::pin(async { Ok(uses) })
    }
}
