//! What surrounds a call when there is a journal.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::journal::{Claim, Journal, JournalError};
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::wire::clock::{Clock, until};

/// How long an outcome may take to be written down, or an entry to be found. Somebody waits for that.
const PATIENCE: Duration = Duration::from_secs(10);

/// The entries of calls that this process has under way, of all its clients: several can share one journal.
static FLYING: Mutex<BTreeSet<EntryId>> = Mutex::new(BTreeSet::new());

/// The journal of a client.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    journal: Arc<dyn Journal>,
}

impl Written {
    pub(crate) fn new(journal: Arc<dyn Journal>) -> Self {
        Self { journal }
    }

    /// Writes down that a call is about to be sent, if it is one of those that are written down.
    pub(crate) async fn begin(
        &self,
        intent: &Intent,
        clock: &dyn Clock,
        deadline: Duration,
    ) -> Result<Option<Flight>, Failure> {
        let handle = intent.handle();
        let Some(entry) = handle.entry() else {
            return Ok(None);
        };
        flying().insert(entry.clone());
        let flight = Flight {
            written: self.clone(),
            entry: entry.clone(),
        };
        let intended = self.journal.intend(entry, handle);
        let error = match until(clock, deadline, intended).await {
            Some(Ok(())) => return Ok(Some(flight)),
            Some(Err(error)) => error,
            None => late(),
        };
        // It may be written all the same, later than it was waited for; then so is that it was not sent.
        let journal = Arc::clone(&self.journal);
        let entry = entry.clone();
        tokio::spawn(async move {
            let _ = journal.conclude(&entry, &Outcome::NotSent).await;
            drop(flight);
        });
        Err(Failure::NotSent(NotSent {
            operation: intent.operation(),
            reason: Reason::Journal,
            detail: Some(Arc::from(error.to_string())),
            attempts: 0,
            token: None,
            other_attempt: None,
        }))
    }

    /// Writes down what became of a request. Whoever waits for that does not wait for long.
    pub(crate) async fn conclude(
        &self,
        entry: &EntryId,
        outcome: &Outcome,
        clock: &dyn Clock,
    ) -> Result<(), JournalError> {
        let standing = in_time(clock, self.journal.conclude(entry, outcome)).await?;
        if let Outcome::Conflicting { .. } = standing {
            tracing::error!(
                %entry,
                "the gateway shows this as paid, and refused it or showed it as failed: it counts as paid until a person closes it"
            );
        }
        Ok(())
    }

    /// Whose an entry is, by a journal that may take its time.
    pub(crate) async fn claim(
        &self,
        entry: &EntryId,
        clock: &dyn Clock,
    ) -> Result<Claim, JournalError> {
        in_time(clock, self.journal.claim(entry)).await
    }

    /// The attempts of a purchase that may have been carried out.
    pub(crate) async fn attempts(
        &self,
        purchase: &str,
        numbers: Option<&Numbers>,
        clock: &dyn Clock,
    ) -> Result<Vec<Handle>, JournalError> {
        in_time(clock, self.journal.attempts(purchase, numbers)).await
    }

    /// Whether the numbers of a request were used for it alone; `None` if the journal does not know.
    pub(crate) async fn is_used_once(
        &self,
        entry: &EntryId,
        numbers: &Numbers,
        clock: &dyn Clock,
    ) -> Option<bool> {
        match in_time(clock, self.journal.uses(numbers)).await {
            Ok(uses) => Some(uses?.as_slice() == std::slice::from_ref(entry)),
            Err(error) => {
                tracing::warn!(%entry, "{error}");
                None
            }
        }
    }

    /// All requests without an outcome, with those that are under way.
    pub(crate) async fn open(&self, clock: &dyn Clock) -> Result<Vec<Handle>, JournalError> {
        in_time(clock, self.journal.unresolved()).await
    }

    /// The requests without an outcome, but for those that are under way.
    pub(crate) async fn unresolved(&self) -> Result<Vec<Handle>, JournalError> {
        let before = flying().clone();
        let mut handles = self.journal.unresolved().await?;
        let now = flying().clone();
        handles.retain(|handle| {
            handle
                .entry()
                .is_none_or(|entry| !before.contains(entry) && !now.contains(entry))
        });
        Ok(handles)
    }
}

fn flying() -> MutexGuard<'static, BTreeSet<EntryId>> {
    FLYING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call that is under way. One whose runtime ends on its way is no longer: it is one of those to recover.
pub(crate) struct Flight {
    written: Written,
    entry: EntryId,
}

impl Flight {
    /// Writes down what was learnt of the request since it was begun. It is written down already: this may fail.
    pub(crate) async fn amend(&self, handle: &Handle, clock: &dyn Clock, deadline: Duration) {
        let amended = self.written.journal.amend(&self.entry, handle);
        let amended = until(clock, deadline, amended).await;
        if let Err(error) = amended.unwrap_or_else(|| Err(late())) {
            tracing::warn!(entry = %self.entry, "{error}");
        }
    }

    /// Writes down what became of it.
    pub(crate) async fn end(self, outcome: &Outcome, clock: &dyn Clock) {
        // The answer is worth more than the note of it: the request stays unresolved and is looked up once more.
        if let Err(error) = self.written.conclude(&self.entry, outcome, clock).await {
            tracing::warn!(entry = %self.entry, "{error}");
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        flying().remove(&self.entry);
    }
}

/// What a journal says, unless it takes longer than somebody who has an answer should wait.
async fn in_time<T>(
    clock: &dyn Clock,
    said: BoxFuture<'_, Result<T, JournalError>>,
) -> Result<T, JournalError> {
    let by = clock.monotonic().saturating_add(PATIENCE);
    let said = until(clock, by, said).await;
    said.unwrap_or_else(|| Err(late()))
}

fn late() -> JournalError {
    JournalError::new("it did not answer in time")
}

#[cfg(all(test, feature = "testing"))]
mod tests;
