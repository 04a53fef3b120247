//! What a look-up has to do with the journal.

use crate::engine::gateway::Gateway;
use crate::engine::written::Written;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::resolution::Resolution;

impl Gateway {
    /// Says that what became of a request was found out by other means, so that [`recover`](Self::recover) no longer
    /// lists it. A handle that does not come from the journal is left alone.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if it could not be written down.
    pub async fn close(&self, handle: &Handle) -> Result<(), JournalError> {
        self.note(handle, &Outcome::Closed).await
    }

    /// The journal, or what to do to have one.
    pub(super) fn journal_or_why(&self) -> Result<&Written, JournalError> {
        let none = || JournalError::new("the client has none; give it one with Config::journal");
        self.journal().ok_or_else(none)
    }

    pub(super) async fn note_resolution(&self, handle: &Handle, resolution: &Resolution) {
        let outcome = match resolution {
            Resolution::Found(finding) => Outcome::Found {
                seen: finding.seen(),
            },
            Resolution::Denied(finding) => Outcome::Failed {
                seen: finding.seen(),
            },
            Resolution::Entries(_) if resolution.is_found() => Outcome::Found {
                seen: Seen::NOTHING,
            },
            Resolution::Unresolved(_) | Resolution::Entries(_) => return,
        };
        // What cannot be written down stays in the journal as unresolved and is found once more.
        if let Err(error) = self.note(handle, &outcome).await {
            tracing::warn!(operation = handle.operation(), "{error}");
        }
    }

    /// Whether the numbers of a request were used for it alone; `None` if there is no journal that knows.
    pub(super) async fn is_used_once(
        &self,
        handle: &Handle,
        numbers: Option<&Numbers>,
    ) -> Option<bool> {
        let (journal, entry) = (self.journal()?, handle.entry()?);
        journal.is_used_once(entry, numbers?, self.clock()).await
    }

    pub(super) async fn note(
        &self,
        handle: &Handle,
        outcome: &Outcome,
    ) -> Result<(), JournalError> {
        match (self.journal(), handle.entry()) {
            (Some(journal), Some(entry)) => journal.conclude(entry, outcome, self.clock()).await,
            _ => Ok(()),
        }
    }
}
