//! Holds a journal to its contract.

mod asked;
mod authorized;
mod forgotten;
mod numbers;
mod recorded;

use std::sync::Arc;
use std::time::Duration;

use crate::record::claim::{Fence, Released, Stage};
use crate::record::future::BoxFuture;
use crate::record::journal::Journal;
use crate::record::numbers::Numbers;
use crate::record::operation::StateClass;
use crate::record::outcome::{Closing, Outcome};
use crate::record::seen::Seen;
use crate::wire::testing::journal_contract::asked::{OPEN, entries, found, request};
use crate::wire::testing::tried::{Case, LONG, OVER, SHORT, Tried, Violated, rule, violations};

/// Tries a journal in every way in which those that take payments and those that look them up use it, and gives each way
/// in which it broke the contract of [`Journal`]; none is good.
///
/// `open` gives an empty journal each time. `pass` lets time pass by the clock of the journal: a real one is slept for,
/// less than half a second each time. A journal whose [`prepare`](Journal::prepare) leaves the writing to the caller's
/// transaction is given by one whose `prepare` writes the row.
///
/// A journal that fails here would, sooner or later, charge somebody twice or lose a payment.
///
/// ```
/// use std::sync::Arc;
/// use gateway_runtime::testing::{self, MemoryJournal, TestClock};
/// use gateway_runtime::{BoxFuture, Journal};
/// use std::time::Duration;
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let clock = TestClock::new();
/// let open = || -> BoxFuture<'static, Arc<dyn Journal>> {
///     let journal = MemoryJournal::new(Arc::new(clock.clone()));
///     Box::pin(async { Arc::new(journal) as _ })
/// };
/// let pass = |time: Duration| -> BoxFuture<'static, ()> {
///     clock.advance(time);
///     Box::pin(async {})
/// };
/// assert_eq!(testing::journal_violations(open, pass).await, Vec::<String>::new());
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn journal_violations(
    open: impl Fn() -> BoxFuture<'static, Arc<dyn Journal>>,
    pass: impl Fn(Duration) -> BoxFuture<'static, ()>,
) -> Vec<String> {
    violations(CASES, open, pass).await
}

const CASES: &[(&str, Case<dyn Journal>)] = &[
    ("what is intended is open, the oldest first", |tried| {
        Box::pin(tried.intended())
    }),
    ("the lease of a call", |tried| Box::pin(tried.call())),
    ("the lease of a claim", |tried| Box::pin(tried.claims())),
    ("a worker that was frozen", |tried| Box::pin(tried.frozen())),
    ("a fact is recorded whoever has the entry", |tried| {
        Box::pin(tried.facts())
    }),
    ("an outcome without its intent", |tried| {
        Box::pin(tried.without_intent())
    }),
    ("what proves more counts", |tried| Box::pin(tried.proofs())),
    ("what is handed out", |tried| Box::pin(tried.due())),
    ("what is prepared", |tried| Box::pin(tried.prepared())),
    ("what ran out", |tried| Box::pin(tried.ran_out())),
    ("attempts of a purchase", |tried| Box::pin(tried.attempts())),
    ("what is recorded", |tried| Box::pin(tried.recorded())),
    ("what is authorized", |tried| Box::pin(tried.authorized())),
    ("what is forgotten", |tried| Box::pin(tried.forgets())),
    ("requests by their numbers", |tried| {
        Box::pin(tried.numbers())
    }),
];

impl Tried<'_, dyn Journal> {
    async fn intended(&self) -> Result<(), Violated> {
        let second = self.intend(2, LONG).await?;
        let first = self.intend(1, LONG).await?;
        let open = self.store.unresolved().await?;
        rule(
            open == [first.1.clone(), second.1],
            "they are not listed as they were written, or not in their order",
        )?;
        self.conclude(&first, &Outcome::NotSent).await?;
        rule(
            self.open().await? == [second.0],
            "one that has a conclusive outcome is open, or another one is not",
        )
    }

    async fn call(&self) -> Result<(), Violated> {
        let held = self.intend(1, LONG).await?;
        rule(
            self.claim(&held.0, None, LONG).await?.is_none(),
            "it was claimed while its call had it",
        )?;
        rule(
            self.taken(9, LONG).await?.is_empty(),
            "it was handed out while its call had it",
        )?;
        self.conclude(&held, &OPEN).await?;
        let claim = self.claim(&held.0, None, LONG).await?;
        rule(
            claim.is_some_and(|(_, stage)| stage == Stage::Open),
            "it cannot be claimed as open after its call had ended",
        )?;
        let late = self.intend(2, SHORT).await?;
        self.pass(OVER).await;
        rule(
            self.claim(&late.0, None, LONG).await?.is_some(),
            "it cannot be claimed after the lease of its call",
        )?;
        let (unknown, _) = request(3)?;
        rule(
            self.claim(&unknown, None, LONG).await?.is_none(),
            "one that does not stand there was claimed",
        )
    }

    async fn claims(&self) -> Result<(), Violated> {
        let one = self.intend(1, Duration::ZERO).await?;
        let first = self.must_claim(&one.0, SHORT).await?;
        rule(first > Fence::CALL, "a claim has the number of the call")?;
        rule(
            self.claim(&one.0, None, LONG).await?.is_none(),
            "two have claimed it at the same time",
        )?;
        let renewed = self.claim(&one.0, Some(first), LONG).await?;
        rule(
            renewed.is_some_and(|(fence, _)| fence == first),
            "a claim cannot be renewed, or has another number then",
        )?;
        self.pass(OVER).await;
        rule(
            self.claim(&one.0, None, LONG).await?.is_none(),
            "a claim that was renewed was over when its first lease was",
        )?;
        let released = self.release(&one.0, first, None, Duration::ZERO).await?;
        rule(
            released == Released::Done(None),
            "a release that found nothing gives an outcome",
        )?;
        let second = self.must_claim(&one.0, LONG).await?;
        rule(second > first, "the number of a later claim is not greater")?;
        rule(
            self.claim(&one.0, Some(first), LONG).await?.is_none(),
            "a claim was renewed that had been released",
        )?;
        let found = found(StateClass::Done);
        let released = self.release(&one.0, second, Some(&found), LONG).await?;
        rule(
            released == Released::Done(Some(found)),
            "what was found does not stand there",
        )?;
        rule(self.open().await?.is_empty(), "what was found is open")?;
        let claim = self.claim(&one.0, None, LONG).await?;
        rule(
            claim.is_some_and(|(_, stage)| stage == Stage::Settled),
            "one that is settled cannot be claimed as that",
        )
    }

    async fn frozen(&self) -> Result<(), Violated> {
        let one = self.intend(1, Duration::ZERO).await?;
        let frozen = self.must_claim(&one.0, SHORT).await?;
        self.pass(OVER).await;
        // Nobody has claimed it since: it is as good as before.
        rule(
            self.claim(&one.0, Some(frozen), SHORT).await?.is_some(),
            "a claim that is over cannot be renewed although nobody else had the entry",
        )?;
        self.pass(OVER).await;
        let other = self.must_claim(&one.0, LONG).await?;
        let failed = Outcome::Failed {
            seen: Seen::NOTHING,
        };
        let released = self.release(&one.0, frozen, Some(&failed), LONG).await?;
        rule(
            released == Released::TooLate,
            "one that was frozen beyond its lease has decided",
        )?;
        rule(
            self.open().await? == [one.0.clone()],
            "what it decided stands there",
        )?;
        rule(
            self.claim(&one.0, Some(other), LONG).await?.is_some(),
            "the release of one that was frozen has ended the claim of the next",
        )?;
        self.release(&one.0, other, None, Duration::ZERO).await?;
        let released = self.release(&one.0, other, Some(&failed), LONG).await?;
        rule(
            released == Released::TooLate,
            "one that had let the entry go has decided",
        )
    }

    async fn facts(&self) -> Result<(), Violated> {
        let one = self.intend(1, Duration::ZERO).await?;
        let claim = self.must_claim(&one.0, LONG).await?;
        let accepted = Outcome::Accepted {
            code: None,
            seen: Seen {
                class: Some(StateClass::Pending),
                ..Seen::NOTHING
            },
        };
        let standing = self.conclude(&one, &accepted).await?;
        rule(standing == accepted, "the answer does not stand there")?;
        rule(
            self.claim(&one.0, None, LONG).await?.is_none(),
            "the end of the call has ended the claim of another",
        )?;
        let found = found(StateClass::Done);
        let released = self.release(&one.0, claim, Some(&found), LONG).await?;
        rule(
            released == Released::Done(Some(found)),
            "a claim decides nothing any more after the call has ended",
        )
    }

    async fn without_intent(&self) -> Result<(), Violated> {
        let lost = request(1)?;
        self.conclude(&lost, &OPEN).await?;
        let open = self.store.unresolved().await?;
        let orders: Vec<_> = open.iter().map(|handle| handle.field("orderNo")).collect();
        rule(
            orders == [lost.1.field("orderNo")],
            "an outcome whose intent was lost does not bring it along",
        )
    }

    async fn proofs(&self) -> Result<(), Violated> {
        let refused = Outcome::Refused { code: None };
        let paid = found(StateClass::Done);
        let known = [
            Outcome::NotSent,
            OPEN,
            refused,
            found(StateClass::Pending),
            paid,
            Outcome::Closed(Closing::default()),
        ];
        let mut number = 0;
        for earlier in &known {
            for later in &known {
                number += 1;
                let one = self.intend(number, Duration::ZERO).await?;
                self.conclude(&one, earlier).await?;
                let expected = later.clone().after(earlier);
                let standing = self.conclude(&one, later).await?;
                rule(
                    standing == expected,
                    &format!("{later:?} after {earlier:?} is {standing:?}"),
                )?;
                let claim = self.must_claim(&one.0, LONG).await?;
                let again = expected.clone().after(&expected);
                let released = self.release(&one.0, claim, Some(&expected), LONG).await?;
                rule(
                    released == Released::Done(Some(again)),
                    &format!("a release with {expected:?} gives {released:?}"),
                )?;
                let is_open = self.open().await?.contains(&one.0);
                rule(
                    is_open != expected.is_conclusive(),
                    &format!("whether it is open after {expected:?}"),
                )?;
            }
        }
        Ok(())
    }

    async fn due(&self) -> Result<(), Violated> {
        let mut entries = Vec::new();
        for number in 1..=3 {
            entries.push(self.intend(number, Duration::ZERO).await?.0);
        }
        let all = self.taken(9, LONG).await?;
        rule(all.len() == 3, "not all that is due is handed out")?;
        rule(
            self.taken(9, LONG).await?.is_empty(),
            "what somebody has is handed out to another",
        )?;
        let [first, second, third] = &entries[..] else {
            return Err("there are not three".into());
        };
        let again = self.intend(4, Duration::ZERO).await?.0;
        let claims = self.store.take(9, LONG).await?;
        let fence = claims.first().map(|claimed| claimed.fence);
        let fence = fence.ok_or("what is new is not handed out")?;
        self.release(&again, fence, None, SHORT).await?;
        rule(
            self.taken(9, LONG).await?.is_empty(),
            "what is not due is handed out",
        )?;
        let claim = self.must_claim(&again, Duration::ZERO).await?;
        rule(
            claim > fence,
            "what is not due cannot be claimed by its name",
        )?;
        self.release(&again, claim, None, SHORT).await?;
        self.pass(OVER).await;
        rule(
            self.taken(9, LONG).await? == [again.clone()],
            "what is due again is not handed out",
        )?;
        rule(
            [first, second, third]
                .iter()
                .all(|entry| all.contains(entry)),
            "another one was handed out",
        )?;
        let few = self.intend(5, Duration::ZERO).await?.0;
        let more = self.intend(6, Duration::ZERO).await?.0;
        let one = self.taken(1, LONG).await?;
        let other = self.taken(1, LONG).await?;
        rule(
            one.len() == 1 && other.len() == 1 && one != other,
            "more or others are handed out than were asked for",
        )?;
        rule(
            [one, other]
                .concat()
                .iter()
                .all(|one| [&few, &more].contains(&one)),
            "another one was handed out",
        )
    }

    async fn prepared(&self) -> Result<(), Violated> {
        let one = self.prepare(1, LONG).await?;
        rule(
            self.open().await? == [one.0.clone()],
            "what is prepared is not listed",
        )?;
        rule(
            self.claim(&one.0, None, LONG).await?.is_none(),
            "it was claimed before it ran out",
        )?;
        rule(self.begin(&one).await?, "it may not be sent in time")?;
        rule(!self.begin(&one).await?, "it may be sent twice")?;
        self.conclude(&one, &OPEN).await?;
        let claim = self.claim(&one.0, None, LONG).await?;
        rule(
            claim.is_some_and(|(_, stage)| stage == Stage::Open),
            "it counts as never sent although it was begun",
        )?;
        let unknown = request(2)?;
        rule(
            !self.begin(&unknown).await?,
            "one may be sent that does not stand there",
        )?;
        let intended = self.intend(3, LONG).await?;
        rule(
            !self.begin(&intended).await?,
            "one may be sent that is being sent already",
        )?;
        let dropped = self.prepare(4, LONG).await?;
        self.conclude(&dropped, &Outcome::NotSent).await?;
        rule(
            !self.begin(&dropped).await?,
            "one may be sent that was given up",
        )?;
        // Its answer came, and that it was begun is lost.
        let answered = self.prepare(5, LONG).await?;
        self.conclude(&answered, &OPEN).await?;
        let claim = self.claim(&answered.0, None, LONG).await?;
        rule(
            claim.is_some_and(|(_, stage)| stage == Stage::Open),
            "it counts as never sent although it has an outcome",
        )
    }

    async fn ran_out(&self) -> Result<(), Violated> {
        let one = self.prepare(1, SHORT).await?;
        let other = self.prepare(2, SHORT).await?;
        self.pass(OVER).await;
        rule(!self.begin(&one).await?, "it may be sent after it ran out")?;
        let claim = self.claim(&one.0, None, LONG).await?;
        let Some((fence, Stage::Prepared)) = claim else {
            return Err(format!("it is {claim:?} after it ran out").into());
        };
        let released = self
            .release(&one.0, fence, Some(&Outcome::NotSent), LONG)
            .await?;
        rule(
            released == Released::Done(Some(Outcome::NotSent)),
            "it cannot be given up",
        )?;
        let taken = self.store.take(9, SHORT).await?;
        let stages: Vec<_> = taken.iter().map(|claimed| claimed.stage).collect();
        rule(
            stages == [Stage::Prepared],
            "it is not handed out as prepared after it ran out",
        )?;
        self.pass(OVER).await;
        rule(
            !self.begin(&other).await?,
            "it may be sent after somebody had claimed it",
        )
    }

    async fn attempts(&self) -> Result<(), Violated> {
        let one = self.intend(2, LONG).await?;
        let other = self.prepare(4, LONG).await?;
        self.intend(3, LONG).await?;
        let attempts = async |purchase| {
            let attempts = self.store.attempts(purchase, None).await?;
            Ok::<_, Violated>(entries(&attempts))
        };
        rule(
            attempts("basket-0").await? == [one.0.clone(), other.0.clone()],
            "not all attempts of a purchase are known, or others are",
        )?;
        let numbers = |account| {
            let values = vec![("orderNo", "ORDER-2".to_owned())];
            Numbers::about(vec!["pay"], values, account)
        };
        for (account, expected) in [("main", 1), ("another", 0)] {
            let numbers = numbers(account);
            let named = self.store.attempts("", Some(&numbers));
            rule(
                named.await?.len() == expected,
                "without a purchase, what numbers may name is not known, or something else is",
            )?;
        }
        self.conclude(&one, &Outcome::Refused { code: None })
            .await?;
        self.conclude(&other, &found(StateClass::Done)).await?;
        rule(
            attempts("basket-0").await? == [other.0],
            "one that was refused is known as an attempt, or one that was paid is not",
        )
    }
}

#[cfg(test)]
mod tests;
