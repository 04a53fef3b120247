//! Whether a payment may be sent beside the other attempts of its purchase.

use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::engine::written::{Written, unwritten};
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::handle::Handle;
use crate::record::numbers::{Named, Numbers, payment_values};
use crate::record::operation::{Operation, Repeat};

impl Inner {
    /// Refuses an attempt while another one of its purchase, or of its number, may have been carried out. It stands in the
    /// journal by now, so that of two that begin at the same time one at least sees the other.
    pub(super) async fn no_other_attempt(&self, task: &Task) -> Result<(), Failure> {
        let handle = task.intent.handle();
        let Some(purchase) = handle.purchase().filter(|_| task.operation.is_attempt()) else {
            return Ok(());
        };
        if handle.despite().is_some() {
            return Ok(());
        }
        let (Some(journal), Some(entry)) = (&self.journal, handle.entry()) else {
            let detail = "an attempt of a purchase needs a journal, which knows the others";
            let not_sent = NotSent::new(task.operation, Reason::Journal);
            return Err(not_sent.because(detail).into());
        };
        let numbers = Numbers::of(self.api, handle);
        let known = journal.ask(|journal| journal.attempts(purchase, numbers.as_ref()));
        let known = known.await;
        let known = known.map_err(|error| unwritten(task.operation, &error))?;
        let is_attempt = |one: &Handle| {
            let operation = self.api.operation(one.operation());
            operation.is_none_or(|operation| operation.is_attempt())
        };
        let mut known = known.into_iter();
        let other = known.find(|one| one.entry() != Some(entry) && is_attempt(one));
        match other {
            Some(other) => Err(in_the_way(task, Reason::AnotherAttempt, other)),
            None => Ok(()),
        }
    }
}

impl Inner {
    /// Refuses a request under a fresh key, such as a refund of another number, while another one for the same payment is
    /// open: that is how money is given back twice.
    pub(super) async fn no_other_open(&self, task: &Task) -> Result<(), Failure> {
        let handle = task.intent.handle();
        let Repeat::SameKey { key } = task.operation.repeat else {
            return Ok(());
        };
        let (Some(journal), Some(entry)) = (&self.journal, handle.entry()) else {
            return Ok(());
        };
        if handle.despite().is_some() {
            return Ok(());
        }
        let open = journal.ask(|journal| journal.unresolved()).await;
        let open = open.map_err(|error| unwritten(task.operation, &error))?;
        let mut others = open.into_iter().filter(|one| {
            one.entry() != Some(entry)
                && one.account() == handle.account()
                && one.operation() == task.operation.id
                && one.first(key) != handle.first(key)
        });
        let mut unlike = Vec::new();
        let other = others.find(|one| {
            let own = payment_values(task.operation, handle);
            match names_the_same(task.operation, one, &own) {
                Some(is_same) => is_same,
                // The one is named by the number of the shop, and the other by that of the gateway.
                None => {
                    unlike.push(one.clone());
                    false
                }
            }
        });
        let other = match other {
            None if !unlike.is_empty() => self.same_by_payment(task, journal, unlike).await?,
            other => other,
        };
        match other {
            Some(other) => Err(in_the_way(task, Reason::StillOpen, other)),
            None => Ok(()),
        }
    }
}

impl Inner {
    /// The request, of several that share no number with this one, that is for the same payment all the same: the journal
    /// knows the payment by all of its numbers.
    async fn same_by_payment(
        &self,
        task: &Task,
        journal: &Written,
        others: Vec<Handle>,
    ) -> Result<Option<Handle>, Failure> {
        let names = match self.names_of_payment(journal, task.intent.handle()).await {
            Ok(names) => names,
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(unwritten(task.operation, &error)),
        };
        let is_same = |other: &Handle| {
            let mut names = names.iter();
            names.any(|names| names_the_same(task.operation, other, names) == Some(true))
        };
        Ok(others.into_iter().find(is_same))
    }
}

/// Whether a request is for the payment of these names, by whichever of them it has; `None` if it has none of them.
fn names_the_same(operation: &Operation, one: &Handle, names: &[Named]) -> Option<bool> {
    let own = payment_values(operation, one);
    let compared = own.iter().filter_map(|(path, value)| {
        let mut names = names.iter();
        names.find_map(|(name, named)| (name == path).then_some(named == value))
    });
    compared.reduce(|one, other| one && other)
}

fn in_the_way(task: &Task, reason: Reason, other: Handle) -> Failure {
    let not_sent = NotSent::new(task.operation, reason);
    not_sent.beside(other).into()
}
