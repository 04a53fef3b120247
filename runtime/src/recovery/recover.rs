use crate::engine::gateway::Gateway;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::Wanted;
use crate::recovery::resolution::Resolution;

/// A request that a journal held without an outcome, and what looking it up came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Recovered {
    /// The request.
    pub handle: Handle,
    /// What became of it.
    pub resolution: Resolution,
}

impl Gateway {
    /// Looks up every request that the journal holds without an outcome: those that a former process was about to send,
    /// or sent, when it ended, and those of this one that came out indeterminate. Calls that are under way right now
    /// are left alone.
    ///
    /// What is found is written into the journal at once, so that a process which is killed on the way repeats no look-up
    /// that had come to something; what is not is listed again the next time, until it is found or
    /// [`close`](Self::close)d. What was accepted and is not at its end is looked up and listed too. All share the patience
    /// of `options`, and each is looked up once at least, several at a time ([`Reconcile::at_once`]). Call it when a process
    /// starts, before it sends anything of the same orders again; [`follow`](Self::follow) goes on with it.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, or it cannot be read.
    pub async fn recover(&self, options: &Reconcile) -> Result<Vec<Recovered>, JournalError> {
        let handles = self.journal_or_why()?.unresolved().await?;
        let resolutions = self.resolve_all(&handles, options, Wanted::Proof).await;
        let recovered = handles.into_iter().zip(resolutions);
        let recovered = recovered.map(|(handle, resolution)| Recovered { handle, resolution });
        Ok(recovered.collect())
    }
}
