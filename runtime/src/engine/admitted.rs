//! Whether a payment is sent while the gateway may be down.

use std::sync::Arc;

use crate::engine::authorized::not_sent;
use crate::engine::breaker::{Admission, Counted};
use crate::engine::classify::Judged;
use crate::engine::inner::Inner;
use crate::engine::task::Task;
use crate::record::evidence::Reason;
use crate::record::failure::Failure;
use crate::record::future::BoxFuture;
use crate::wire::clock::until;

impl Inner {
    /// Whether a payment may be sent, after the gateway was asked if that is its turn.
    pub(super) async fn admit(self: &Arc<Self>, task: &Task) -> Result<(), Failure> {
        let Some(counted) = self.counted_for(task) else {
            return Ok(());
        };
        let is_admitted = match counted.admits(self.clock.monotonic()) {
            Admission::Yes => true,
            Admission::No => false,
            Admission::Probe(probing) => {
                let probe = self.probe(counted);
                let is_answered = until(&*self.clock, task.deadline, probe)
                    .await
                    .unwrap_or(false);
                probing.ended(is_answered, self.clock.monotonic());
                is_answered
            }
        };
        match is_admitted {
            true => Ok(()),
            false => Err(not_sent(task, 1, Reason::TooManyOpen, None)),
        }
    }

    /// Whether the gateway answers a query, with whatever code.
    fn probe(self: &Arc<Self>, counted: &Counted) -> BoxFuture<'static, bool> {
        let inner = Arc::clone(self);
        let (operation, call) = (counted.breaker.operation, counted.breaker.call());
        Box::pin(async move {
            let Ok(task) = inner.prepare(operation, call) else {
                return false;
            };
            let answered = inner.carry(task).await;
            matches!(answered, Ok(_) | Err(Failure::Refused(_)))
        })
    }

    /// The counts of payments, if this is one and they are counted.
    fn counted_for(&self, task: &Task) -> Option<&Counted> {
        let counted = self.counted.as_ref();
        counted.filter(|_| task.operation.is_attempt())
    }

    /// Counts what a payment came to, if it may have been sent.
    pub(super) fn count(&self, task: &Task, outcome: &Result<Box<Judged>, Failure>) {
        let Some(counted) = self.counted_for(task) else {
            return;
        };
        match outcome {
            Err(Failure::Invalid(_) | Failure::NotSent(_)) => {}
            ended => {
                let is_open = matches!(ended, Err(Failure::Indeterminate(_)));
                counted.count(is_open, self.clock.monotonic());
            }
        }
    }
}
