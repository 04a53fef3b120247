//! Payments that are reserved and not taken, and money that comes when nobody counts on it.

use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::engine::gateway::Gateway;
use crate::engine::refunds::is_of;
use crate::engine::written::Written;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::{Numbers, payment_values};
use crate::record::operation::{Lookup, Moves, Operation, StateClass};
use crate::recovery::follow::Follow;
use crate::recovery::resolution::{Finding, Resolution};

/// Payments that are authorized and of which something may have been captured or voided, with the entries of what may have.
type Ended = Vec<(Handle, BTreeSet<EntryId>)>;

impl Gateway {
    /// The payments that the journal has as authorized for longer than [`Follow::authorized_for`], and of which it knows no
    /// capture and no void that may have been carried out, the oldest first. The issuer gives the money free some day, of
    /// which nobody is told.
    ///
    /// What was captured or voided for good is noted as such, so that nobody asks about it again.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, it cannot list what is settled or tell what belongs to a payment, or it cannot
    /// be read.
    pub async fn aging_authorizations(
        &self,
        options: &Follow,
    ) -> Result<Vec<Handle>, JournalError> {
        let journal = self.journal_or_why()?;
        let before = self.clock().wall().checked_sub(options.authorized_for);
        let before = EntryId::first_at(before.unwrap_or(SystemTime::UNIX_EPOCH));
        let (mut aging, mut ended) = (Vec::new(), Ended::new());
        for handle in journal.at_length().authorized(&before).await? {
            let operation = self.api().operation(handle.operation());
            let pays = operation.is_some_and(|operation| {
                matches!(operation.acknowledges.moves, Some(Moves::Pays(_)))
            });
            if !pays || self.age(&handle) <= options.authorized_for {
                continue;
            }
            let ends = self.ends_of(journal, &handle).await?;
            match ends.is_empty() {
                true => aging.push(handle),
                false => ended.push((handle, ends)),
            }
        }
        self.note_ended(journal, ended).await?;
        Ok(aging)
    }

    /// The requests that capture or void a payment and may have been carried out.
    async fn ends_of(
        &self,
        journal: &Written,
        payment: &Handle,
    ) -> Result<BTreeSet<EntryId>, JournalError> {
        let operation = self.api().operation(payment.operation());
        let numbers = Numbers::of_what_follows(self.api(), payment);
        let (Some(operation), Some(numbers)) = (operation, numbers) else {
            return Ok(BTreeSet::new());
        };
        let follow = journal.named(&numbers).await?;
        let is_its = |end: &&Handle| {
            let values = self.api().operation(end.operation());
            let values = values.map(|end_operation| payment_values(end_operation, end));
            end.account() == payment.account()
                && values.is_some_and(|values| is_of(operation, payment, &values))
        };
        let ends = follow.iter().filter(is_its);
        Ok(ends.filter_map(|end| end.entry().cloned()).collect())
    }

    /// Notes which of these are captured or voided for good: one of their ends was not open after it had been listed, and may
    /// still have been carried out after that.
    async fn note_ended(&self, journal: &Written, ended: Ended) -> Result<(), JournalError> {
        if ended.is_empty() {
            return Ok(());
        }
        let open = journal.at_length().unresolved().await?;
        let open: BTreeSet<&EntryId> = open.iter().filter_map(Handle::entry).collect();
        for (payment, ends) in ended {
            if ends.iter().all(|end| open.contains(end)) {
                continue;
            }
            let now = self.ends_of(journal, &payment).await?;
            let is_final = |end: &EntryId| now.contains(end) && !open.contains(end);
            if let Some(entry) = payment.entry().filter(|_| ends.iter().any(is_final)) {
                // It is found out once more if that fails.
                let noted = journal.ask(|journal| journal.authorization_ended(entry));
                if let Err(error) = noted.await {
                    tracing::warn!(%entry, "{error}");
                }
            }
        }
        Ok(())
    }

    /// Whether the request was shown as failed when it was last looked at.
    pub(super) fn is_failing(&self, handle: &Handle) -> bool {
        self.inner.failing.is_failing(handle)
    }

    /// Whether a look shows money that was taken although the request was to call it off, or had failed.
    pub(super) fn is_paid_late(
        &self,
        handle: &Handle,
        was_failing: bool,
        resolution: &Resolution,
    ) -> bool {
        let unresolved = resolution.unresolved();
        let seen = unresolved.first().and_then(|unresolved| unresolved.seen());
        let class = resolution.finding().or(seen).and_then(Finding::state_class);
        match class {
            Some(StateClass::Done) => {
                let operation = self.api().operation(handle.operation());
                was_failing || operation.is_some_and(calls_off)
            }
            Some(StateClass::Authorized) => was_failing,
            _ => false,
        }
    }
}

/// Whether an operation is proven by nothing but that a payment is called off.
fn calls_off(operation: &Operation) -> bool {
    let is_so = |way: &Lookup| {
        let class = |state: &&str| StateClass::of(state, way.state_classes);
        let mut classes = way.success_states.iter().map(class);
        classes.all(|class| class == StateClass::Canceled)
    };
    let ways = operation.found_by.ways();
    ways.is_some_and(|ways| ways.iter().all(is_so))
}
