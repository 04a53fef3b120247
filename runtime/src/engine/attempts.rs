//! Whether a payment may be sent beside the other attempts of its purchase.

use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::record::evidence::Reason;
use crate::record::failure::{Failure, NotSent};
use crate::record::handle::Handle;
use crate::record::numbers::{Numbers, payment_values};
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
            return Err(refused(task, Reason::Journal, Some(detail), None));
        };
        let numbers = Numbers::of(self.api, handle);
        let known = journal.attempts(purchase, numbers.as_ref(), &*self.clock);
        let known = match known.await {
            Ok(known) => known,
            Err(error) => {
                let detail = error.to_string();
                return Err(refused(task, Reason::Journal, Some(&detail), None));
            }
        };
        let is_attempt = |one: &Handle| {
            let operation = self.api.operation(one.operation());
            operation.is_none_or(|operation| operation.is_attempt())
        };
        // A number of another account names another payment, and a purchase is the shop's.
        let concerns =
            |one: &Handle| one.account() == handle.account() || one.purchase() == Some(purchase);
        let other = known
            .into_iter()
            .find(|one| one.entry() != Some(entry) && is_attempt(one) && concerns(one));
        match other {
            Some(other) => Err(refused(task, Reason::AnotherAttempt, None, Some(other))),
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
        let open = match journal.open(&*self.clock).await {
            Ok(open) => open,
            Err(error) => {
                let detail = error.to_string();
                return Err(refused(task, Reason::Journal, Some(&detail), None));
            }
        };
        let other = open.into_iter().find(|one| {
            one.entry() != Some(entry)
                && one.account() == handle.account()
                && one.operation() == task.operation.id
                && one.first(key) != handle.first(key)
                && is_for_the_same(task.operation, one, handle)
        });
        match other {
            Some(other) => Err(refused(task, Reason::StillOpen, None, Some(other))),
            None => Ok(()),
        }
    }
}

/// Whether two requests are for the same payment, by whichever of its numbers both have.
fn is_for_the_same(operation: &Operation, one: &Handle, other: &Handle) -> bool {
    let named = payment_values(operation, one).into_iter();
    let mut compared = named.filter_map(|(path, value)| Some(other.first(path)? == value));
    compared
        .next()
        .is_some_and(|first| first && compared.all(|same| same))
}

pub(super) fn refused(
    task: &Task,
    reason: Reason,
    detail: Option<&str>,
    other: Option<Handle>,
) -> Failure {
    Failure::NotSent(NotSent {
        operation: task.operation,
        reason,
        detail: detail.map(Into::into),
        attempts: 0,
        token: None,
        other_attempt: other.map(Box::new),
    })
}
