//! What surrounds a call when there is a journal.

use std::sync::Arc;
use std::time::Duration;

use crate::record::claim::{Fence, Released};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::journal::{Journal, JournalError, JournalFuture};
use crate::record::numbers::Numbers;
use crate::record::operation::Operation;
use crate::record::outcome::Outcome;
use crate::wire::clock::{Clock, until};

/// How long an outcome may take to be written down, or an entry to be found. Somebody waits for that.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much longer than its deadline a call has its entry: its outcome has to be written down as well.
const GRACE: Duration = Duration::from_secs(30);

/// The journal of a client, and the clock by which it is waited for.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
}

impl Written {
    pub(crate) fn new(journal: Arc<dyn Journal>, clock: Arc<dyn Clock>) -> Self {
        Self { journal, clock }
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The journal for what may take as long as it takes, such as listing what is open.
    pub(crate) fn at_length(&self) -> &dyn Journal {
        &*self.journal
    }

    /// What the journal says, unless it takes longer than somebody who has an answer should wait.
    pub(crate) async fn ask<'a, T>(
        &'a self,
        what: impl FnOnce(&'a dyn Journal) -> JournalFuture<'a, T>,
    ) -> Result<T, JournalError> {
        let by = self.clock.monotonic().saturating_add(PATIENCE);
        let said = until(&*self.clock, by, what(&*self.journal)).await;
        said.unwrap_or_else(|| Err(late()))
    }

    /// Writes down that a call is about to be sent, if it is one of those that are written down.
    pub(crate) async fn begin(
        &self,
        intent: &Intent,
        is_prepared: bool,
        deadline: Duration,
    ) -> Result<Option<Flight>, Failure> {
        let handle = intent.handle();
        let Some(entry) = handle.entry() else {
            return Ok(None);
        };
        let lease = deadline
            .saturating_sub(self.clock.monotonic())
            .saturating_add(GRACE);
        let flight = Flight {
            written: self.clone(),
            entry: entry.clone(),
            intent: handle.clone(),
        };
        let begun = async {
            match is_prepared {
                true => self.journal.begin(entry, handle, lease).await,
                false => self
                    .journal
                    .intend(entry, handle, lease)
                    .await
                    .map(|()| true),
            }
        };
        let error = match until(&*self.clock, deadline, begun).await {
            Some(Ok(true)) => return Ok(Some(flight)),
            Some(Ok(false)) => {
                return Err(NotSent::new(intent.operation(), Reason::NotPrepared).into());
            }
            Some(Err(error)) => error,
            None => late(),
        };
        // It may be written all the same, later than it was waited for; then so is that it was not sent.
        tokio::spawn(flight.never_sent());
        Err(unwritten(intent.operation(), &error))
    }

    /// What these numbers may name, and may have been carried out.
    pub(crate) async fn named(&self, numbers: &Numbers) -> Result<Vec<Handle>, JournalError> {
        let named = self.ask(|journal| journal.attempts("", Some(numbers)));
        named.await
    }

    /// Ends a claim.
    pub(super) async fn release(
        &self,
        entry: &EntryId,
        fence: Fence,
        found: Option<&Outcome>,
        due: Duration,
    ) -> Result<Released, JournalError> {
        let released = self.ask(|journal| journal.release(entry, fence, found, due));
        let released = released.await?;
        if let Released::Done(Some(standing)) = &released {
            tell_conflict(entry, standing);
        }
        Ok(released)
    }
}

/// A request that is not sent since the journal that it has to stand in failed.
pub(super) fn unwritten(operation: &'static Operation, error: &JournalError) -> Failure {
    let not_sent = NotSent::new(operation, Reason::Journal);
    not_sent.because(error.to_string()).into()
}

fn tell_conflict(entry: &EntryId, standing: &Outcome) {
    if let Outcome::Conflicting { .. } = standing {
        tracing::error!(
            %entry,
            "the gateway shows this as paid, and refused it or showed it as failed: it counts as paid until a person closes it"
        );
    }
}

/// A call that is under way, and has its entry until it ends or its lease is over.
pub(crate) struct Flight {
    written: Written,
    entry: EntryId,
    intent: Handle,
}

impl Flight {
    /// Writes down what was learnt of the request since it was begun. It is written down already: this may fail.
    pub(crate) async fn amend(&self, handle: &Handle, deadline: Duration) {
        let amended = self.written.journal.amend(&self.entry, handle);
        let amended = until(self.written.clock(), deadline, amended).await;
        if let Err(error) = amended.unwrap_or_else(|| Err(late())) {
            tracing::warn!(entry = %self.entry, "{error}");
        }
    }

    /// Writes down what became of it. Whoever waits for that does not wait for long.
    pub(crate) async fn end(self, outcome: &Outcome) {
        let (entry, intent) = (&self.entry, &self.intent);
        let concluded = self
            .written
            .ask(|journal| journal.conclude(entry, intent, outcome));
        match concluded.await {
            Ok(standing) => tell_conflict(entry, &standing),
            // The answer is worth more than the note of it: the request stays unresolved and is looked up once more.
            Err(error) => tracing::warn!(%entry, "{error}"),
        }
    }

    /// Writes down that it was not sent, however long that takes.
    async fn never_sent(self) {
        let journal = &self.written.journal;
        let concluded = journal.conclude(&self.entry, &self.intent, &Outcome::NotSent);
        // As long as it is not written, the request is looked up, which does no harm.
        let _ = concluded.await;
    }
}

fn late() -> JournalError {
    JournalError::new("it did not answer in time")
}

#[cfg(all(test, feature = "testing"))]
mod tests;
