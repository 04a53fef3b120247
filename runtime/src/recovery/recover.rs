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
    /// What is found is written into the journal; what is not is listed again the next time, until it is found or
    /// [`close`](Self::close)d. All share the patience of `options`, and each is looked up once at least. Call it when
    /// a process starts, before it sends anything of the same orders again.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, or it cannot be read.
    pub async fn recover(&self, options: &Reconcile) -> Result<Vec<Recovered>, JournalError> {
        let journal = self.journal().ok_or_else(|| {
            JournalError::new("the client has none; give it one with Config::journal")
        })?;
        let handles = journal.unresolved().await?;
        let parts: Vec<Vec<Handle>> = handles
            .iter()
            .map(|handle| match handle.entries() {
                entries if entries.is_empty() => vec![handle.clone()],
                entries => entries,
            })
            .collect();
        let mut resolutions = self
            .rounds(&parts.concat(), options, Wanted::Proof)
            .await
            .into_iter();
        let mut recovered = Vec::with_capacity(handles.len());
        for (handle, parts) in handles.into_iter().zip(parts) {
            let mut own: Vec<Resolution> = resolutions.by_ref().take(parts.len()).collect();
            let is_list = parts.iter().any(|part| part.position().is_some());
            let resolution = match own.pop() {
                Some(only) if !is_list => only,
                last => {
                    own.extend(last);
                    Resolution::Entries(own)
                }
            };
            self.note_resolution(&handle, &resolution).await;
            recovered.push(Recovered { handle, resolution });
        }
        Ok(recovered)
    }
}
