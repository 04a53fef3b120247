//! What surrounds a call when there is a journal.

use std::sync::Arc;
use std::time::Duration;

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::forget::Forget;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::journal::{Journal, JournalError};
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::wire::clock::{Clock, until};

/// How long an outcome may take to be written down, or an entry to be found. Somebody waits for that.
const PATIENCE: Duration = Duration::from_secs(10);

/// How much longer than its deadline a call has its entry: its outcome has to be written down as well.
const GRACE: Duration = Duration::from_secs(30);

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
        is_prepared: bool,
        clock: &dyn Clock,
        deadline: Duration,
    ) -> Result<Option<Flight>, Failure> {
        let handle = intent.handle();
        let Some(entry) = handle.entry() else {
            return Ok(None);
        };
        let lease = deadline
            .saturating_sub(clock.monotonic())
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
        let error = match until(clock, deadline, begun).await {
            Some(Ok(true)) => return Ok(Some(flight)),
            Some(Ok(false)) => return Err(not_sent(intent, Reason::NotPrepared, None)),
            Some(Err(error)) => error,
            None => late(),
        };
        // It may be written all the same, later than it was waited for; then so is that it was not sent.
        tokio::spawn(flight.never_sent());
        Err(not_sent(intent, Reason::Journal, Some(&error)))
    }

    /// Writes down what may be sent later.
    pub(crate) async fn prepare(
        &self,
        entry: &EntryId,
        intent: &Handle,
        within: Duration,
        clock: &dyn Clock,
    ) -> Result<(), JournalError> {
        in_time(clock, self.journal.prepare(entry, intent, within)).await
    }

    /// Writes down that what was prepared is never sent.
    pub(crate) async fn abandon(
        &self,
        entry: &EntryId,
        intent: &Handle,
        clock: &dyn Clock,
    ) -> Result<(), JournalError> {
        let concluded = self.journal.conclude(entry, intent, &Outcome::NotSent);
        in_time(clock, concluded).await.map(drop)
    }

    /// Claims an entry, by a journal that may take its time.
    pub(crate) async fn claim(
        &self,
        entry: &EntryId,
        held: Option<Fence>,
        lease: Duration,
        clock: &dyn Clock,
    ) -> Result<Claim, JournalError> {
        in_time(clock, self.journal.claim(entry, held, lease)).await
    }

    /// Claims what is open and due.
    pub(crate) async fn take(
        &self,
        at_most: usize,
        lease: Duration,
        clock: &dyn Clock,
    ) -> Result<Vec<Claimed>, JournalError> {
        in_time(clock, self.journal.take(at_most, lease)).await
    }

    /// Ends a claim.
    pub(crate) async fn release(
        &self,
        entry: &EntryId,
        fence: Fence,
        found: Option<&Outcome>,
        due: Duration,
        clock: &dyn Clock,
    ) -> Result<Released, JournalError> {
        let released = self.journal.release(entry, fence, found, due);
        let released = in_time(clock, released).await?;
        if let Released::Done(Some(standing)) = &released {
            tell_conflict(entry, standing);
        }
        Ok(released)
    }

    /// Ends a claim of which nobody waits for the end.
    pub(crate) async fn let_go(&self, entry: &EntryId, fence: Fence) {
        // One that cannot be ended is over after its lease.
        let _ = self
            .journal
            .release(entry, fence, None, Duration::ZERO)
            .await;
    }

    /// Adds a line to the history of an entry. It is worth nothing beside what is found.
    pub(crate) async fn note(&self, entry: &EntryId, note: &Note, clock: &dyn Clock) {
        if let Err(error) = in_time(clock, self.journal.note(entry, note)).await {
            tracing::warn!(%entry, "{error}");
        }
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

    /// The requests before this one whose money is reserved, as long as listing them takes.
    pub(crate) async fn authorized(&self, before: &EntryId) -> Result<Vec<Handle>, JournalError> {
        self.journal.authorized(before).await
    }

    /// Notes that the money of a request is not reserved any more. It is found out once more if that fails.
    pub(crate) async fn authorization_ended(&self, entry: &EntryId, clock: &dyn Clock) {
        if let Err(error) = in_time(clock, self.journal.authorization_ended(entry)).await {
            tracing::warn!(%entry, "{error}");
        }
    }

    /// Forgets what is settled, as long as that takes.
    pub(crate) async fn forget(&self, forget: &Forget) -> Result<u64, JournalError> {
        self.journal.forget(forget).await
    }

    /// All requests without an outcome, as long as listing them takes.
    pub(crate) async fn unresolved(&self) -> Result<Vec<Handle>, JournalError> {
        self.journal.unresolved().await
    }
}

fn not_sent(intent: &Intent, reason: Reason, error: Option<&JournalError>) -> Failure {
    Failure::NotSent(NotSent {
        operation: intent.operation(),
        reason,
        detail: error.map(|error| Arc::from(error.to_string())),
        attempts: 0,
        token: None,
        other_attempt: None,
    })
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
    pub(crate) async fn amend(&self, handle: &Handle, clock: &dyn Clock, deadline: Duration) {
        let amended = self.written.journal.amend(&self.entry, handle);
        let amended = until(clock, deadline, amended).await;
        if let Err(error) = amended.unwrap_or_else(|| Err(late())) {
            tracing::warn!(entry = %self.entry, "{error}");
        }
    }

    /// Writes down what became of it. Whoever waits for that does not wait for long.
    pub(crate) async fn end(self, outcome: &Outcome, clock: &dyn Clock) {
        let journal = &self.written.journal;
        let concluded = journal.conclude(&self.entry, &self.intent, outcome);
        match in_time(clock, concluded).await {
            Ok(standing) => tell_conflict(&self.entry, &standing),
            // The answer is worth more than the note of it: the request stays unresolved and is looked up once more.
            Err(error) => tracing::warn!(entry = %self.entry, "{error}"),
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
