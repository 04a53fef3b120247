//! What a look-up has to do with the journal.

use std::time::Duration;

use crate::engine::gateway::Gateway;
use crate::engine::held::{Asked, Held};
use crate::record::claim::Released;
use crate::record::handle::Handle;
use crate::record::journal::{JournalError, closed};
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::recovery::resolution::Resolution;

impl Gateway {
    /// Says that what became of a request was found out by other means, so that [`recover`](Self::recover) no longer
    /// lists it. Who says so and why is written down with it, and shown to whoever asks. A handle that does not come from the
    /// journal is left alone.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if it could not be written down, if the request is being sent or looked up just now, or if nobody or no
    /// reason is named.
    pub async fn close(&self, handle: &Handle, by: &str, why: &str) -> Result<(), JournalError> {
        let closed = closed(by, why)?;
        let under_way = "the request is being sent or looked up just now; close it in a minute";
        let held = match self.hold(handle).await? {
            Asked::Unwritten => return Ok(()),
            Asked::Elsewhere => return Err(JournalError::new(under_way)),
            Asked::Ours(held) => held,
        };
        match held.release(Some(&closed), Duration::ZERO).await? {
            Released::Done(_) => Ok(()),
            Released::TooLate => Err(JournalError::new(under_way)),
        }
    }

    /// Lets an entry go, with what a look-up came to.
    pub(super) async fn let_go(&self, held: Held, resolution: Option<&Resolution>, due: Duration) {
        let found = resolution.and_then(outcome_of);
        match held.release(found.as_ref(), due).await {
            Ok(Released::Done(_)) => {}
            Ok(Released::TooLate) if found.is_none() => {}
            Ok(Released::TooLate) => tracing::warn!(
                "somebody else has looked a request up meanwhile: what was found is not written down"
            ),
            // It stays in the journal as unresolved and is found once more.
            Err(error) => tracing::warn!("{error}"),
        }
    }

    /// Whether the numbers of a request were used for it alone; `None` if there is no journal that knows.
    pub(super) async fn is_used_once(
        &self,
        handle: &Handle,
        numbers: Option<&Numbers>,
    ) -> Option<bool> {
        let (journal, entry, numbers) = (self.journal()?, handle.entry()?, numbers?);
        match journal.ask(|journal| journal.uses(numbers)).await {
            Ok(uses) => Some(uses?.as_slice() == std::slice::from_ref(entry)),
            Err(error) => {
                tracing::warn!(%entry, "{error}");
                None
            }
        }
    }
}

/// What a journal keeps of a look-up; `None` if it came to nothing.
pub(super) fn outcome_of(resolution: &Resolution) -> Option<Outcome> {
    match resolution {
        Resolution::Found(finding) => Some(Outcome::Found {
            seen: finding.seen(),
        }),
        Resolution::Denied(finding) => Some(Outcome::Failed {
            seen: finding.seen(),
        }),
        Resolution::NeverSent(_) => Some(Outcome::NotSent),
        Resolution::Entries(_) if resolution.is_found() => Some(Outcome::Found {
            seen: Seen::NOTHING,
        }),
        Resolution::Unresolved(_) | Resolution::Entries(_) => None,
    }
}
