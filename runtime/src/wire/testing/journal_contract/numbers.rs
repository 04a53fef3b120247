//! Requests by what names them.

use std::time::SystemTime;

use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::Journal;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::seen::Seen;
use crate::wire::testing::journal_contract::asked::{entries, numbered, time};
use crate::wire::testing::tried::{LONG, Tried, Violated, rule};

/// A purchase of which nothing is an attempt.
const NONE: &str = "no basket";

fn order(number: &str, since: SystemTime) -> Numbers {
    let values = vec![
        ("orderNo", number.to_owned()),
        ("tradeNo", "T-1".to_owned()),
    ];
    Numbers::new(vec!["capture", "refund"], values, since)
}

impl Tried<'_, dyn Journal> {
    pub(super) async fn numbers(&self) -> Result<(), Violated> {
        let both = r#""orderNo":"A","tradeNo":"T-1","total":"1.50""#;
        let requests = [
            numbered(1, "capture", both)?,
            numbered(2, "capture", r#""orderNo":"A""#)?,
            // Neither its order nor its trade is known, so it may be any.
            numbered(3, "refund", r#""total":"1.50""#)?,
            numbered(4, "capture", r#""orderNo":"B""#)?,
            numbered(5, "capture", r#""orderNo":"A","tradeNo":"T-2""#)?,
            numbered(6, "pay", both)?,
        ];
        for (entry, handle) in &requests {
            self.store.intend(entry, handle, LONG).await?;
        }
        let [first, second, third, ..] = &requests;
        let all = [&first.0, &second.0, &third.0].map(EntryId::clone);
        rule(
            self.named("A", time(0)).await? == all,
            "not all requests that numbers may name are known, or others are",
        )?;
        rule(
            self.named("A", time(3)).await?.contains(&third.0),
            "one that was made when the numbers begin to matter is not known",
        )?;
        self.used("A", &all).await?;
        self.conclude(first, &Outcome::Refused { code: None })
            .await?;
        self.conclude(second, &Outcome::NotSent).await?;
        rule(
            self.named("A", time(0)).await? == [third.0.clone()],
            "one that was not made is known as an attempt by its numbers",
        )?;
        self.used("A", std::slice::from_ref(&third.0)).await?;
        self.by_number().await
    }

    /// What the gateway gave a number to is found by that, and nothing else is.
    async fn by_number(&self) -> Result<(), Violated> {
        let mut paid = Vec::new();
        for (number, theirs) in [(7, "T-7"), (8, "T-8")] {
            let request = numbered(number, "pay", r#""orderNo":"C""#)?;
            self.store.intend(&request.0, &request.1, LONG).await?;
            let seen = Seen {
                number: Some(theirs.to_owned()),
                ..Seen::NOTHING
            };
            self.conclude(&request, &Outcome::Found { seen }).await?;
            paid.push(request.0);
        }
        // A page that was opened is settled, and what a customer paid on it is found afterwards.
        let page = numbered(9, "pay", r#""orderNo":"C""#)?;
        let seen = Seen::NOTHING;
        self.conclude(&page, &Outcome::Accepted { code: None, seen })
            .await?;
        let fence = self.must_claim(&page.0, LONG).await?;
        let seen = Seen {
            number: Some("T-9".to_owned()),
            ..Seen::NOTHING
        };
        let found = Outcome::Found { seen };
        self.release(&page.0, fence, Some(&found), LONG).await?;
        paid.push(page.0);
        for (number, expected) in [("T-7", 0), ("T-9", 2)] {
            let numbers = Numbers::by_number("pay", "tradeNo", number);
            let attempts = self.store.attempts(NONE, Some(&numbers)).await?;
            let known: Vec<_> = attempts.iter().filter_map(Handle::entry).collect();
            rule(
                known == paid.get(expected).into_iter().collect::<Vec<_>>(),
                "what the gateway gave a number to is not found by it, or something else is",
            )?;
        }
        Ok(())
    }

    /// The requests that an order may name, as attempts.
    async fn named(&self, number: &str, since: SystemTime) -> Result<Vec<EntryId>, Violated> {
        let numbers = order(number, since);
        let attempts = self.store.attempts(NONE, Some(&numbers)).await?;
        Ok(entries(&attempts))
    }

    /// Whoever knows all uses of a number knows these.
    async fn used(&self, number: &str, expected: &[EntryId]) -> Result<(), Violated> {
        let numbers = order(number, time(0));
        let uses = self.store.uses(&numbers).await?;
        rule(
            uses.is_none_or(|uses| uses == expected),
            "it says that it knows all uses of a number, and knows others",
        )
    }
}
