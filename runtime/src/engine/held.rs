//! An entry that is claimed while it is looked up.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::engine::written::Written;
use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::note::{Note, NoteKind};
use crate::record::outcome::Outcome;

/// How long an entry is claimed for, and after which time that begins anew.
const LEASE: Duration = Duration::from_secs(60);
const RENEWED: Duration = Duration::from_secs(20);

/// What came of asking for the entry of a request.
pub(crate) enum Asked {
    /// There is no journal, or the request does not stand in one.
    Unwritten,
    Ours(Held),
    /// Somebody else has it.
    Elsewhere,
}

/// An entry that is ours until it is released, or somebody else has claimed it.
pub(crate) struct Held {
    written: Written,
    entry: EntryId,
    fence: Fence,
    stage: Stage,
    is_released: bool,
}

impl Gateway {
    /// Claims the entry of a request, if it has one. Where the journal hands out no more for now, that is waited for.
    pub(crate) async fn hold(&self, handle: &Handle) -> Result<Asked, JournalError> {
        loop {
            match self.try_hold(handle).await? {
                Ok(asked) => return Ok(asked),
                Err(pause) => self.clock().sleep(pause).await,
            }
        }
    }

    /// The same, or how long the journal hands out no more.
    pub(crate) async fn try_hold(
        &self,
        handle: &Handle,
    ) -> Result<Result<Asked, Duration>, JournalError> {
        let (Some(written), Some(entry)) = (self.journal(), handle.entry()) else {
            return Ok(Ok(Asked::Unwritten));
        };
        let claim = written.ask(|journal| journal.claim(entry, None, LEASE));
        Ok(match claim.await? {
            Claim::Ours { fence, stage } => Ok(Asked::Ours(Held {
                written: written.clone(),
                entry: entry.clone(),
                fence,
                stage,
                is_released: false,
            })),
            Claim::Elsewhere => Ok(Asked::Elsewhere),
            Claim::Later(pause) => Err(pause),
        })
    }

    /// Claims what the journal has open and due.
    pub(crate) async fn hold_due(
        &self,
        written: &Written,
        at_most: usize,
    ) -> Result<Vec<(Handle, Held)>, JournalError> {
        let taken = written.ask(|journal| journal.take(at_most, LEASE)).await?;
        let held = |claimed: Claimed| {
            let held = Held {
                written: written.clone(),
                entry: claimed.handle.entry()?.clone(),
                fence: claimed.fence,
                stage: claimed.stage,
                is_released: false,
            };
            Some((claimed.handle, held))
        };
        Ok(taken.into_iter().filter_map(held).collect())
    }
}

impl Held {
    pub(crate) fn stage(&self) -> Stage {
        self.stage
    }

    /// What the future gives; the entry is held for as long as that takes.
    pub(crate) async fn during<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut renewing = pin!(self.renew());
        poll_fn(|context| {
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(value);
            }
            let _ = renewing.as_mut().poll(context);
            Poll::Pending
        })
        .await
    }

    async fn renew(&self) {
        loop {
            self.written.clock().sleep(RENEWED).await;
            // One that fails is tried again: the lease is longer than that. What is found after the entry was lost counts
            // no longer, and is told all the same.
            let _ = self.claim().await;
        }
    }

    /// Begins its lease anew.
    async fn claim(&self) -> Result<Claim, JournalError> {
        let (entry, held) = (&self.entry, Some(self.fence));
        let claim = self
            .written
            .ask(|journal| journal.claim(entry, held, LEASE));
        claim.await
    }

    /// Until when, on the clock that counts suspension, the entry is surely ours, whose lease begins anew; `None` if
    /// somebody else has claimed it.
    pub(crate) async fn ours_until(&self) -> Result<Option<Duration>, JournalError> {
        let until = self.written.clock().uptime().saturating_add(LEASE);
        Ok(matches!(self.claim().await?, Claim::Ours { .. }).then_some(until))
    }

    /// Adds a line to the history of the entry: a look-up that came to nothing. It is worth nothing beside what is found.
    pub(crate) async fn note(&self, text: String) {
        let entry = &self.entry;
        let note = Note::new(NoteKind::LookUp, text, self.written.clock().wall());
        if let Err(error) = self.written.ask(|journal| journal.note(entry, &note)).await {
            tracing::warn!(%entry, "{error}");
        }
    }

    /// Writes down what was found, if the entry was ours for all the time, and lets it go.
    pub(crate) async fn release(
        mut self,
        found: Option<&Outcome>,
        due: Duration,
    ) -> Result<Released, JournalError> {
        let (entry, fence) = (&self.entry, self.fence);
        let released = self.written.release(entry, fence, found, due).await;
        self.is_released = released.is_ok();
        released
    }
}

/// Whoever was looking has gone, and the next one need not wait for the end of the lease.
impl Drop for Held {
    fn drop(&mut self) {
        if self.is_released {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (written, entry, fence) = (self.written.clone(), self.entry.clone(), self.fence);
            runtime.spawn(async move {
                let released = written
                    .at_length()
                    .release(&entry, fence, None, Duration::ZERO);
                // One that cannot be ended is over after its lease.
                let _ = released.await;
            });
        }
    }
}
