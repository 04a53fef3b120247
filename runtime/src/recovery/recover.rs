use crate::engine::gateway::Gateway;
use crate::record::journal::JournalError;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::{Claiming, Wanted};
use crate::recovery::recovered::Recovered;

impl Gateway {
    /// Looks up every request that the journal holds without an outcome: those that a former process was about to send,
    /// or sent, when it ended, and those of this one that came out indeterminate. Calls that are under way right now, and
    /// what another process is looking up, are left alone: each entry is claimed while it is looked at.
    ///
    /// What is found is written into the journal at once, so that a process which is killed on the way repeats no look-up
    /// that had come to something; what is not is listed again the next time, until it is found or
    /// [`close`](Self::close)d. What was accepted and is not at its end is looked up and listed too, and what was prepared
    /// and not sent in time is given up ([`Resolution::NeverSent`](crate::Resolution::NeverSent)). All share the patience
    /// of `options`, and each is looked up once at least, several at a time ([`Reconcile::at_once`]). Call it when a process
    /// starts, before it sends anything of the same orders again; [`follow`](Self::follow) goes on with it.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, or it cannot be read.
    pub async fn recover(&self, options: &Reconcile) -> Result<Vec<Recovered>, JournalError> {
        let open = self.journal_or_why()?.unresolved().await?;
        let requests = open.into_iter().map(|handle| (handle, Claiming::OrLeave));
        Ok(self
            .resolve_all(requests.collect(), options, Wanted::Proof)
            .await)
    }
}
