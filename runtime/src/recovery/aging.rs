//! Payments that are reserved and not taken, and money that comes when nobody counts on it.

use crate::engine::gateway::Gateway;
use crate::engine::refunds::is_of;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::payment_values;
use crate::record::operation::{Effect, FoundBy, Moves, Operation, StateClass};
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::recovery::follow::Follow;
use crate::recovery::resolution::{Finding, Resolution};

impl Gateway {
    /// The payments that the journal has as authorized for longer than [`Follow::authorized_for`], and of which it knows no
    /// capture and no void that may have been carried out, the oldest first. The issuer gives the money free some day, of
    /// which nobody is told. The whole journal is read.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, it cannot list what is settled, or it cannot be read.
    pub async fn aging_authorizations(
        &self,
        options: &Follow,
    ) -> Result<Vec<Handle>, JournalError> {
        let recorded = self.journal_or_why()?.recorded().await?;
        let ends: Vec<(&Handle, Vec<(&'static str, String)>)> = recorded
            .iter()
            .filter_map(|one| {
                let operation = self.ends_authorizations(one)?;
                Some((&one.handle, payment_values(operation, &one.handle)))
            })
            .collect();
        let ages = |one: &&Recorded| {
            let operation = self.api().operation(one.handle.operation());
            let is_ended = |operation: &Operation| {
                let mut ends = ends.iter();
                ends.any(|(end, values)| {
                    end.account() == one.handle.account() && is_of(operation, &one.handle, values)
                })
            };
            operation.is_some_and(|operation| {
                matches!(operation.acknowledges.moves, Some(Moves::Pays(_)))
                    && is_authorized(one)
                    && self.age(&one.handle) > options.authorized_for
                    && !is_ended(operation)
            })
        };
        let aging = recorded.iter().filter(ages);
        Ok(aging.map(|one| one.handle.clone()).collect())
    }

    /// The operation of a request that captures or voids what is there, if it may have been carried out.
    fn ends_authorizations(&self, one: &Recorded) -> Option<&'static Operation> {
        let operation = self.api().operation(one.handle.operation())?;
        let may_be_made = one.outcome.as_ref();
        let may_be_made = may_be_made.is_none_or(Outcome::may_have_been_carried_out);
        let acts = operation.effect == Effect::MovesMoney && !operation.is_made_anew();
        (acts && may_be_made).then_some(operation)
    }

    /// Whether the request was shown as failed when it was last looked at.
    pub(super) fn is_failing(&self, handle: &Handle) -> bool {
        self.failing().is_failing(handle)
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
    let FoundBy::Lookup { ways, .. } = operation.found_by else {
        return false;
    };
    ways.iter().all(|way| {
        way.proves.iter().all(|state| {
            let class = StateClass::of(state, way.state_classes);
            class == StateClass::Canceled
        })
    })
}

fn is_authorized(one: &Recorded) -> bool {
    let outcome = one.outcome.as_ref();
    let seen = outcome.filter(|outcome| outcome.is_conclusive());
    let seen = seen.and_then(Outcome::seen);
    seen.is_some_and(|seen| seen.class == Some(StateClass::Authorized))
}
