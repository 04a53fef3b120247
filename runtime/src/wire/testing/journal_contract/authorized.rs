//! What is reserved, and ends.

use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::journal::Journal;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::wire::testing::journal_contract::asked::{entries, found, request, time};
use crate::wire::testing::tried::{LONG, Tried, Violated, rule};

impl Tried<'_, dyn Journal> {
    pub(super) async fn authorized(&self) -> Result<(), Violated> {
        let before = EntryId::first_at(time(6));
        match self.store.authorized(&before).await {
            // Nobody has to list what is settled.
            Err(error) if error.is_missing() => return Ok(()),
            listed => rule(
                listed?.is_empty(),
                "something is authorized where there is nothing",
            )?,
        }
        let authorized = || found(StateClass::Authorized);
        let doubtful = Outcome::Open {
            answered: true,
            seen: Seen {
                class: Some(StateClass::Authorized),
                ..Seen::NOTHING
            },
        };
        for (number, outcome) in [
            (5, authorized()),
            (1, authorized()),
            (2, found(StateClass::Done)),
            (3, doubtful),
            (4, authorized()),
            (6, authorized()),
        ] {
            let request = self.intend(number, LONG).await?;
            self.conclude(&request, &outcome).await?;
        }
        let [(first, _), (fourth, _), (fifth, _)] = [request(1)?, request(4)?, request(5)?];
        rule(
            self.listed(&before).await? == [first.clone(), fourth.clone(), fifth.clone()],
            "not all that is authorized and old enough is listed, the oldest first, or other things are",
        )?;
        let done = found(StateClass::Done);
        self.conclude(&request(1)?, &done).await?;
        rule(
            self.listed(&before).await? == [fourth.clone(), fifth.clone()],
            "what was authorized and is paid is listed",
        )?;
        self.store.authorization_ended(&fourth).await?;
        // Whoever notes nothing lists it once more.
        let mut listed = self.listed(&before).await?;
        listed.retain(|entry| *entry != fourth);
        rule(
            listed == [fifth],
            "what is authorized is not listed after another one had ended",
        )?;
        let forget = Forget::new(time(9), time(10)).and("pay", ["orderNo"]);
        match self.store.forget(&forget).await {
            Err(error) if error.is_missing() => return Ok(()),
            forgotten => forgotten?,
        };
        rule(
            self.listed(&before).await?.is_empty(),
            "a trace is listed as authorized",
        )
    }

    async fn listed(&self, before: &EntryId) -> Result<Vec<EntryId>, Violated> {
        let listed = self.store.authorized(before).await?;
        Ok(entries(&listed))
    }
}
