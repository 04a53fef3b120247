//! What is forgotten, and what stays of it.

use crate::record::forget::Forget;
use crate::record::journal::Journal;
use crate::record::note::{Note, NoteKind};
use crate::record::numbers::Numbers;
use crate::record::operation::StateClass;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::wire::testing::journal_contract::asked::{OPEN, Request, found, time, written};
use crate::wire::testing::tried::{LONG, Tried, Violated, rule};

/// An attempt of a basket, or something else that is paid once.
fn paid(number: u64, operation: &str) -> Result<Request, Violated> {
    let fields = format!(r#""orderNo":"ORDER-{number}","total":"1.50""#);
    let more = format!(r#""purchase":"basket-{number}","hidden":{{"parcel":"1Z-{number}"}},"#);
    written(number, operation, &more, &fields)
}

impl Tried<'_, dyn Journal> {
    pub(super) async fn forgets(&self) -> Result<(), Violated> {
        let forget = Forget::new(time(9), time(10)).and("pay", ["orderNo", "parcel"]);
        match self.store.forget(&forget).await {
            // Nobody has to forget.
            Err(error) if error.is_missing() => return Ok(()),
            forgotten => rule(
                forgotten? == 0,
                "something is forgotten where there is nothing",
            )?,
        }
        let refused = Outcome::Refused {
            code: Some("1001".to_owned()),
        };
        let requests = [
            (paid(1, "pay")?, found(StateClass::Done)),
            (paid(2, "pay")?, refused),
            (paid(3, "pay")?, Outcome::NotSent),
            (paid(4, "pay")?, OPEN),
            (paid(5, "ship")?, found(StateClass::Done)),
            (paid(9, "pay")?, found(StateClass::Done)),
        ];
        for (request, outcome) in &requests {
            self.store.intend(&request.0, &request.1, LONG).await?;
            self.conclude(request, outcome).await?;
        }
        let [(first, _), ..] = &requests;
        let note = Note::new(NoteKind::LookUp, "nothing is shown", time(8));
        self.store.note(&first.0, &note).await?;
        let before = self.store.recorded().await?;
        let forgotten = self.store.forget(&forget).await?;
        rule(
            forgotten == 3,
            &format!("{forgotten} are forgotten of 3 that are settled, old and of the operation"),
        )?;
        let after = self.store.recorded().await?;
        let of = |number: u64| {
            let mut found = after.iter().filter(move |one| is_of(one, number));
            (found.next(), found.next())
        };
        rule(
            of(3) == (None, None),
            "something stays of one that was never sent",
        )?;
        for number in [4, 5, 9] {
            let mut known = before.iter().filter(|one| is_of(one, number));
            rule(
                of(number) == (known.next(), None),
                "one that is open, newer or of another operation is not as it was",
            )?;
        }
        for number in [1, 2] {
            let (Some(trace), None) = of(number) else {
                return Err("no trace, or more than one, stays of what was sent".into());
            };
            let handle = &trace.handle;
            rule(
                handle.forgotten() == Some(time(10)) && trace.notes.is_empty(),
                "a trace does not say since when, or has a history",
            )?;
            rule(
                handle.field("total").is_none() && handle.field("parcel").is_none(),
                "what is forgotten stays",
            )?;
            let known = before.iter().find(|one| is_of(one, number));
            let known = known.and_then(|known| known.outcome.as_ref());
            rule(
                trace.outcome == known.map(Outcome::trace),
                "a trace does not say whether it was carried out, or says more",
            )?;
        }
        self.still_unique().await?;
        rule(
            self.open().await?.len() == 1,
            "what is forgotten is open, or what is open is forgotten",
        )?;
        let again = self.store.forget(&forget).await?;
        rule(again == 0, "what is forgotten is forgotten once more")
    }

    /// What was carried out still stands in the way of its numbers and its purchase, and nothing else does.
    async fn still_unique(&self) -> Result<(), Violated> {
        for (number, expected) in [(1, 1), (2, 0), (3, 0), (9, 1)] {
            let values = vec![("orderNo", format!("ORDER-{number}"))];
            let numbers = Numbers::about(vec!["pay"], values, "main");
            let named = self.store.attempts("", Some(&numbers)).await?.len();
            let basket = format!("basket-{number}");
            let attempts = self.store.attempts(&basket, None).await?.len();
            rule(
                (named, attempts) == (expected, expected),
                &format!(
                    "by its number {named} and by its purchase {attempts} may have been carried out of request {number}, and not {expected}"
                ),
            )?;
        }
        Ok(())
    }
}

fn is_of(recorded: &Recorded, number: u64) -> bool {
    let order = recorded.handle.field("orderNo");
    order.as_deref() == Some(&*format!("ORDER-{number}"))
}
