//! A request that is written down first, and sent once the caller has committed what goes with it.

use std::fmt;
use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::engine::task::{Start, Task};
use crate::engine::typed::{is_readable, read};
use crate::engine::written::unwritten;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::operation::Operation;
use crate::record::outcome::Outcome;
use crate::record::raw_answer::Accepted;
use crate::value::json::read::Answer;

/// A request that was checked and is to be sent once ([`Gateway::send`]), or never.
///
/// What is dropped is not sent: its entry is given up when its time is over. It holds the request, a card with it; what
/// may be stored is its [`handle`](Self::handle).
pub struct Prepared {
    task: Box<Task>,
    entry: EntryId,
    within: Duration,
}

impl Prepared {
    /// Where it stands in the journal: what the shop's own row of the order refers to.
    pub fn entry(&self) -> &EntryId {
        &self.entry
    }

    /// What may be stored of it, and is what a look-up goes by. A journal in the shop's database has the shop write this
    /// into its own transaction.
    pub fn handle(&self) -> &Handle {
        self.task.intent.handle()
    }

    /// How long after it was prepared, or written by the shop's transaction, it may be sent.
    pub fn within(&self) -> Duration {
        self.within
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("handle", self.handle())
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

impl Gateway {
    /// Checks a request and writes it down as prepared: it may be sent `within` this time by the journal's clock, and is
    /// given up after it. Nothing is sent yet.
    ///
    /// The shop commits its own row of the order, with the [entry](Prepared::entry), before it [sends](Self::send). Whatever it
    /// does not send was never sent, also if the process ends in between: [`recover`](Self::recover) gives the entry up when
    /// its time is over.
    ///
    /// ```no_run
    /// # use gateway_runtime::{Call, Failure, Gateway, Json, Operation};
    /// # use std::time::Duration;
    /// # async fn commit(order: &str, entry: &str) -> bool { true }
    /// # async fn pay(gateway: &Gateway, operation: &'static Operation, call: Call) -> Result<(), Failure> {
    /// let prepared = gateway.prepare(operation, call, Duration::from_secs(60)).await?;
    /// if commit("ORDER-1", prepared.entry().as_str()).await {
    ///     let accepted = gateway.send::<Json>(prepared).await?;
    /// } else {
    ///     let _ = gateway.abandon(prepared).await;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Failure::Invalid`] if the request breaks a limit, [`Failure::NotSent`] if it could not be written down, or is none
    /// that is.
    pub async fn prepare(
        &self,
        operation: &'static Operation,
        call: Call,
        within: Duration,
    ) -> Result<Prepared, Failure> {
        let task = self.task(operation, call)?;
        let handle = task.intent.handle();
        let (Some(journal), Some(entry)) = (self.journal(), handle.entry()) else {
            let none = "only what stands in a journal can be prepared";
            let not_sent = NotSent::new(operation, Reason::Journal);
            return Err(not_sent.because(none).into());
        };
        let prepared = journal.ask(|journal| journal.prepare(entry, handle, within));
        let prepared = prepared.await;
        prepared.map_err(|error| unwritten(operation, &error))?;
        Ok(Prepared {
            entry: entry.clone(),
            task,
            within,
        })
    }

    /// Sends what was prepared, as [`call`](Self::call) does, if its entry stands in the journal as prepared and its time is not
    /// over; that it is being sent is durable before it leaves. Otherwise it was never sent ([`Reason::NotPrepared`]).
    ///
    /// So it may be called after a COMMIT whose answer was lost: the row is there and it is sent, or it is not and it
    /// never is. The same comparison decides whether it may be sent and whether it may be given up, so that one of both
    /// happens.
    ///
    /// Right before the first byte leaves, a clock that counts suspension is asked whether the time of the call is over. A
    /// machine that is frozen between that look and the write, for longer than the lease of the call, sends what a look-up of
    /// another process may have missed already. Nothing can fence that: the entry stays open until the gateway shows it.
    ///
    /// # Errors
    ///
    /// [`Failure`], whose variants say what a merchant can do about it.
    pub async fn send<A: Answer>(&self, prepared: Prepared) -> Result<Accepted<A>, Failure> {
        if !self.inner.accounts.has(prepared.handle()) {
            let other = "it was prepared for another merchant account";
            let not_sent = NotSent::new(prepared.task.operation, Reason::NotPrepared);
            return Err(not_sent.because(other).into());
        }
        let mut task = prepared.task;
        (task.needs_json, task.is_readable) = (A::NEEDS_JSON, is_readable::<A>);
        task.start = Start::Prepared;
        read(self.send_now(task).await?)
    }

    /// Gives up what was prepared, so that another attempt need not wait until its time is over.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if that could not be written down. It is given up all the same, later.
    pub async fn abandon(&self, prepared: Prepared) -> Result<(), JournalError> {
        let (entry, handle) = (&prepared.entry, prepared.handle());
        let journal = self.journal_or_why()?;
        let concluded = journal.ask(|journal| journal.conclude(entry, handle, &Outcome::NotSent));
        concluded.await.map(drop)
    }
}
