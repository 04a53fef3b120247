//! Whether a refund gives back more than was taken.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;

use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::engine::written::{Written, unwritten};
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::{Named, Numbers, with_payment};
use crate::record::operation::{Api, Moves, Operation, StateClass};
use crate::value::types::decimal::parse_lenient;

impl Inner {
    /// Refuses a refund that gives back more than the journal knows to have been captured, or else paid, with all that is
    /// given back already or about to be. It stands in the journal by now, so that of two that begin at the same time one at
    /// least sees the other. Where the journal knows of no money taken, nothing is refused.
    pub(super) async fn no_more_than_taken(&self, task: &Task) -> Result<(), Failure> {
        let handle = task.intent.handle();
        if !matches!(task.operation.acknowledges.moves, Some(Moves::Refunds(_))) {
            return Ok(());
        }
        let (Some(journal), None) = (&self.journal, handle.despite()) else {
            return Ok(());
        };
        let Some(numbers) = Numbers::of_payment(self.api, handle) else {
            return Ok(());
        };
        let sums = match self.sums(journal, handle, numbers).await {
            Ok(sums) => sums,
            Err(error) if error.is_missing() => return Ok(()),
            Err(error) => return Err(unwritten(task.operation, &error)),
        };
        match sums.filter(Sums::is_exceeded) {
            Some(sums) => {
                let not_sent = NotSent::new(task.operation, Reason::MoreThanTaken);
                Err(not_sent.because(sums.to_string()).into())
            }
            None => Ok(()),
        }
    }
}

impl Inner {
    /// All that names the payment of a refund, as far as the journal knows that payment: what the refund says, the other
    /// numbers of the payment, and the one that the gateway gave to it. Where a number was used again it is a list for each.
    pub(super) async fn names_of_payment(
        &self,
        journal: &Written,
        refund: &Handle,
    ) -> Result<Vec<Vec<Named>>, JournalError> {
        let Some(numbers) = Numbers::of_payment(self.api, refund) else {
            return Ok(Vec::new());
        };
        let known = journal.named(&numbers).await?;
        let values = numbers.values();
        let payments = payments(self.api, &known, values);
        Ok(payments
            .map(|payment| with_payment(self.api, values, payment))
            .collect())
    }

    /// The sums of the payment that a refund names. Whatever else names the payment is counted too: by the order number, or
    /// by the number that the gateway gave to it.
    async fn sums(
        &self,
        journal: &Written,
        refund: &Handle,
        numbers: Numbers,
    ) -> Result<Option<Sums>, JournalError> {
        let mut known = journal.named(&numbers).await?;
        let values = numbers.values().to_vec();
        let names = names(self.api, &known, &values);
        if let (Some(_), Some(names)) = (numbers.number(), names) {
            let numbers = numbers.by_all(names);
            known = journal.named(&numbers).await?;
        }
        Ok(Sums::of(self.api, refund, &values, &known))
    }
}

/// What knows a payment that has these values by other numbers too: the payments, of which it is one unless its number was
/// used again, and then what was captured, of a payment that may not be known itself.
fn payments<'a>(
    api: &Api,
    known: &'a [Handle],
    values: &[Named],
) -> impl Iterator<Item = &'a Handle> {
    let of = |is_meant: fn(Moves) -> bool| {
        known.iter().filter(move |one| {
            let operation = api.operation(one.operation());
            operation.is_some_and(|operation| {
                operation.acknowledges.moves.is_some_and(is_meant) && is_of(operation, one, values)
            })
        })
    };
    let paid = of(|moves| matches!(moves, Moves::Pays(_)));
    paid.chain(of(|moves| matches!(moves, Moves::Captures(_))))
}

/// All that names the payment of these values, as far as it is known; `None` if nothing is known of it.
fn names(api: &Api, known: &[Handle], values: &[Named]) -> Option<Vec<Named>> {
    let mut all: Option<Vec<_>> = None;
    for one in payments(api, known, values) {
        let names = all.as_deref().unwrap_or(values);
        let operation = api.operation(one.operation())?;
        if is_of(operation, one, names) {
            all = Some(with_payment(api, names, one));
        }
    }
    all
}

/// What was taken of a payment, and what is given back.
#[derive(Debug, PartialEq, Eq)]
struct Sums {
    taken: Decimal,
    is_captured: bool,
    /// By other refunds that are done or may be.
    given_back: Decimal,
    asked_for: Decimal,
}

/// How much a request moves.
#[derive(Clone, Copy)]
enum Much {
    Just(Decimal),
    /// All that there is, which is what a request means that does not say how much.
    All,
}

impl Much {
    /// How much that is at most of what was taken.
    fn of(self, taken: Decimal) -> Decimal {
        match self {
            Self::Just(amount) => amount,
            Self::All => taken,
        }
    }
}

impl Sums {
    /// The sums as far as they are known; `None` if nothing is known to have been taken, or the refund says how much in a
    /// way that nobody can read.
    fn of(api: &Api, refund: &Handle, values: &[Named], known: &[Handle]) -> Option<Self> {
        let all = names(api, known, values);
        let is_of_it = |operation: &Operation, one: &Handle| {
            let by = |values: &[_]| is_of(operation, one, values);
            by(values) || all.as_deref().is_some_and(by)
        };
        let operation = api.operation(refund.operation())?;
        let asked_for = amount(operation, refund)?;
        let own = refund.key(operation);
        let (mut paid, mut captured, mut others) = (None, None, BTreeMap::new());
        let mut is_all_captured = false;
        for (number, one) in known.iter().enumerate() {
            let Some(operation) = api.operation(one.operation()) else {
                continue;
            };
            let (Some(moves), Some(amount)) =
                (operation.acknowledges.moves, amount(operation, one))
            else {
                continue;
            };
            if !is_of_it(operation, one) {
                continue;
            }
            let class = one.seen().class;
            let is_done = class == Some(StateClass::Done);
            match moves {
                Moves::Pays(_) if is_done => {
                    if let Much::Just(amount) = amount {
                        paid = Some(sum(paid, amount)?);
                    }
                }
                Moves::Captures(_) if is_done => match amount {
                    Much::Just(amount) => captured = Some(sum(captured, amount)?),
                    Much::All => is_all_captured = true,
                },
                Moves::Refunds(_) if one.entry() != refund.entry() => {
                    let key = one.key(operation);
                    let is_over = matches!(class, Some(StateClass::Failed | StateClass::Canceled));
                    if is_over || (key.is_some() && key == own) {
                        continue;
                    }
                    // Whatever has one number is one refund to the gateway.
                    let name = key.unwrap_or_else(|| format!("\u{0}{number}").into());
                    others.entry(name).or_insert_with(Vec::new).push(amount);
                }
                _ => {}
            }
        }
        let taken = captured.filter(|_| !is_all_captured).or(paid)?;
        let most = |same: &Vec<Much>| same.iter().map(|amount| amount.of(taken)).max();
        let mut others = others.values().filter_map(most);
        Some(Self {
            taken,
            is_captured: captured.is_some() || is_all_captured,
            given_back: others.try_fold(Decimal::ZERO, Decimal::checked_add)?,
            asked_for: asked_for.of(taken),
        })
    }

    fn is_exceeded(&self) -> bool {
        let back = self.given_back.checked_add(self.asked_for);
        back.is_none_or(|back| back > self.taken)
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.is_captured {
            true => "captured",
            false => "paid",
        };
        let (taken, given_back, asked_for) = (self.taken, self.given_back, self.asked_for);
        write!(
            f,
            "{taken} was {how}, {given_back} of it is given back or about to be, and this would give back {asked_for} more"
        )
    }
}

fn sum(known: Option<Decimal>, amount: Decimal) -> Option<Decimal> {
    known.unwrap_or_default().checked_add(amount)
}

/// How much a request moves; nothing if it moves nothing, or nobody can read or knows any more how much.
fn amount(operation: &Operation, handle: &Handle) -> Option<Much> {
    match handle.first(operation.acknowledges.moves?.amount()) {
        Some(stated) => parse_lenient(&stated).map(Much::Just),
        None => handle.forgotten().is_none().then_some(Much::All),
    }
}

/// Whether a request is about this payment: nothing by which both name it differs. A payment is named by the number that
/// the gateway gave to it as well, with which it answers what is done to it and shows what was paid on a page.
pub(crate) fn is_of(operation: &Operation, one: &Handle, payment: &[Named]) -> bool {
    let mut compared = payment.iter().filter_map(|(path, value)| {
        let sent = one.first(path).map(|own| own == *value);
        sent.or_else(|| {
            let number = one.seen().number.as_ref();
            let number = number.filter(|_| operation.number() == Some(path));
            number.map(|number| number == value)
        })
    });
    compared.next() == Some(true) && compared.all(|is_same| is_same)
}

#[cfg(test)]
mod tests;
