//! What carries one request to the gateway and one answer back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::record::evidence::{Evidence, Reason};
use crate::record::future::BoxFuture;
use crate::wire::clock::{Clock, Reading, until};
use crate::wire::outgoing::{Incoming, Outgoing};

/// Carries one request to the gateway and one answer back. A merchant with an HTTP client of their own implements it.
///
/// The contract, on which "never twice" and "never lost" rest:
///
/// - **One call of [`exchange`](Self::exchange) sends the request once.** No redirect is followed: a 307 is an answer
///   like any other. Nothing is sent again, not on another connection, not after a timeout, not with HTTP's own
///   retries; the only exception is a request that is proven not to have been written at all.
/// - **Evidence is honest.** [`Evidence::NeverSent`] is only said where not one byte of the request can have left. A
///   pooled connection that turns out closed is no proof.
/// - **A dropped exchange sends nothing more**, not even on a task of its own, if it was still
///   [unwritten](Outgoing::not_yet_written): it is then counted as never sent, and may be sent again.
/// - **No answer is dropped.** Whatever of an answer came is handed over, with its flaw.
/// - **Nothing is shown.** Header values are marked sensitive, the body is never logged.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends the request once and gives the answer, whatever its status.
    fn exchange<'a>(
        &'a self,
        request: &'a Outgoing,
        limits: &'a Limits,
    ) -> BoxFuture<'a, Result<Incoming, TransportError>>;
}

/// What bounds one exchange.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// The clock that the times below are of.
    pub clock: Arc<dyn Clock>,
    /// How long making a connection may take, with TLS.
    pub connect: Duration,
    /// When the whole answer must be there, on the monotonic clock.
    pub deadline: Duration,
    /// Before which time the first byte must leave, on the clock that [counts suspension](Clock::uptime); `None` if that does
    /// not matter.
    pub leaves_by: Option<Duration>,
    /// How many bytes of a body are read.
    pub largest_answer: usize,
}

impl Limits {
    /// Whether it is too late for the first byte to leave. A transport asks right before it, after it has made a connection
    /// say: a machine can have been frozen meanwhile, for so long that others count the request as over.
    pub fn is_too_late(&self) -> bool {
        self.is_over(self.clock.reading())
    }

    /// What the future gives before the deadline.
    pub(super) async fn in_time<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        until(&*self.clock, self.deadline, future).await
    }

    /// Whether it was too late at a moment.
    pub(crate) fn is_over(&self, now: Reading) -> bool {
        now.monotonic >= self.deadline || self.leaves_by.is_some_and(|by| now.uptime >= by)
    }
}

/// Why an exchange gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TransportError {
    /// How far the request got.
    pub evidence: Evidence,
    /// What went wrong.
    pub reason: Reason,
    /// More about it, in words that hold nothing of the request or the answer.
    pub detail: Option<Arc<str>>,
}

impl TransportError {
    /// Not one byte of the request can have left.
    pub fn never_sent(reason: Reason) -> Self {
        Self {
            evidence: Evidence::NeverSent,
            reason,
            detail: None,
        }
    }

    /// Some of the request may have left.
    pub fn may_have_been_sent(reason: Reason) -> Self {
        Self {
            evidence: Evidence::MayHaveBeenSent,
            reason,
            detail: None,
        }
    }

    /// Adds words that hold nothing of the request or the answer: they are shown and logged.
    #[must_use]
    pub fn because(mut self, detail: impl Into<Arc<str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.reason, self.evidence)
    }
}

impl std::error::Error for TransportError {}
