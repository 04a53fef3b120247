//! How long a journal keeps what it knows.

use std::time::{Duration, SystemTime};

use crate::engine::gateway::Gateway;
use crate::record::forget::Forget;
use crate::record::journal::JournalError;
use crate::record::operation::{Effect, Operation};

/// How long settled requests are kept after they were made. Open ones are kept for ever.
///
/// ```
/// use gateway_runtime::Retention;
/// use std::time::Duration;
///
/// const DAY: Duration = Duration::from_secs(24 * 3600);
/// let retention = Retention::new(540 * DAY).others(30 * DAY);
/// # let _ = retention;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    money: Duration,
    others: Duration,
}

impl Retention {
    /// Payments, captures, voids, refunds and pages to pay on are kept until nobody can dispute them any more: so long
    /// after they were made. Everything else, such as a shipment with its tracking number, goes as soon as it is settled.
    pub fn new(dispute_window: Duration) -> Self {
        Self {
            money: dispute_window,
            others: Duration::ZERO,
        }
    }

    /// Keeps what moves no money for so long after it was made.
    #[must_use]
    pub fn others(mut self, time: Duration) -> Self {
        self.others = time;
        self
    }
}

impl Gateway {
    /// Forgets what is settled and no longer kept, and gives how many requests that were. A [trace](Forget) of each stays,
    /// so that its numbers and its purchase are refused when they are used once more. Call it once a day, or have the follower do so
    /// ([`Follow::forgetting`](crate::Follow::forgetting)).
    ///
    /// ```no_run
    /// # async fn tidy(gateway: gateway_runtime::Gateway) -> Result<(), gateway_runtime::JournalError> {
    /// use gateway_runtime::Retention;
    /// use std::time::Duration;
    ///
    /// let forgotten = gateway.forget(&Retention::new(Duration::from_secs(540 * 24 * 3600))).await?;
    /// println!("{forgotten} requests forgotten");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there is no journal, it cannot forget, or it cannot be written.
    pub async fn forget(&self, retention: &Retention) -> Result<u64, JournalError> {
        let journal = self.journal_or_why()?;
        let now = self.clock().wall();
        let mut forgotten = 0_u64;
        for (is_money, kept_for) in [(true, retention.money), (false, retention.others)] {
            let before = now.checked_sub(kept_for).unwrap_or(SystemTime::UNIX_EPOCH);
            let operations = self.api().operations.iter();
            let forget = operations
                .filter(|operation| concerns_money(operation) == is_money)
                .fold(Forget::new(before, now), |forget, operation| {
                    forget.and_of(operation)
                });
            let count = journal.at_length().forget(&forget).await?;
            forgotten = forgotten.saturating_add(count);
        }
        Ok(forgotten)
    }
}

fn concerns_money(operation: &Operation) -> bool {
    operation.effect == Effect::MovesMoney || operation.is_attempt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::READS;
    use crate::record::operation::{Acknowledges, Repeat};

    #[test]
    fn what_is_paid_or_paid_on_is_kept_as_money_and_a_shipment_is_not() {
        let page = Operation {
            effect: Effect::Changes,
            repeat: Repeat::Never,
            acknowledges: Acknowledges {
                same: &[("orderNo", "orderNo")],
                issued: Some("redirectUrl"),
                ..Acknowledges::NOTHING
            },
            ..READS
        };
        let refund = Operation {
            effect: Effect::MovesMoney,
            repeat: Repeat::SameKey { key: "refundNo" },
            ..READS
        };
        let shipment = Operation {
            effect: Effect::Changes,
            repeat: Repeat::AfterReconcile,
            ..READS
        };
        for (operation, expected) in [(&page, true), (&refund, true), (&shipment, false)] {
            assert_eq!(concerns_money(operation), expected, "{operation:?}");
        }
    }
}
