//! What an audit asks: everything that stands in it.

use crate::record::journal::Journal;
use crate::record::operation::StateClass;
use crate::wire::testing::journal_contract::asked::{entries, found};
use crate::wire::testing::tried::{LONG, Tried, Violated, rule};

impl Tried<'_, dyn Journal> {
    pub(super) async fn recorded(&self) -> Result<(), Violated> {
        match self.store.recorded().await {
            // Nobody has to list what is settled.
            Err(error) if error.is_missing() => return Ok(()),
            recorded => rule(
                recorded?.is_empty(),
                "something is recorded where there is nothing",
            )?,
        }
        let (settled, open) = (self.intend(2, LONG).await?, self.intend(1, LONG).await?);
        let standing = self.conclude(&settled, &found(StateClass::Done)).await?;
        let recorded = self.store.recorded().await?;
        let (handles, outcomes): (Vec<_>, Vec<_>) = recorded
            .into_iter()
            .map(|one| (one.handle, one.outcome))
            .unzip();
        rule(
            entries(&handles) == [open.0, settled.0],
            "not all that stands in it is recorded, the oldest first",
        )?;
        rule(
            outcomes == [None, Some(standing)],
            "a request is recorded with another outcome than stands there",
        )
    }
}
