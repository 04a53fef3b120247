//! What is logged: operation, order number, attempt, evidence, status, code, elapsed time. Nothing else may be.

use std::time::Duration;

use tracing::Span;
use tracing::level_filters::LevelFilter;

use crate::record::evidence::Evidence;
use crate::record::failure::Failure;
use crate::record::operation::{Api, Operation};
use crate::wire::clock::Clock;

use crate::engine::classify::Judged;
use crate::engine::task::{Purpose, Task};

/// The span of a call. `request` is the field that the document names first of those that may be kept: of a look-up, that
/// of the request that is looked up.
pub(super) fn span(task: &Task, api: &Api) -> Span {
    // What stands here is worked out only where somebody listens.
    tracing::info_span!(
        "gateway_call",
        operation = task.operation.id,
        purpose = match &task.purpose {
            Purpose::Call => "call",
            Purpose::LookUp(_) => "look-up",
        },
        request = label(task, api).map(display)
    )
}

/// The span of fetching the token that a call needs. `request` is that of the call, if it is the one that fetches.
pub(super) fn token_span(fetches: &Operation, task: &Task, api: &Api) -> Span {
    tracing::info_span!(
        "gateway_call",
        operation = fetches.id,
        purpose = "token",
        request = label(task, api).map(display)
    )
}

fn label(task: &Task, api: &Api) -> Option<String> {
    let label = match &task.purpose {
        Purpose::Call => task.intent.label(),
        Purpose::LookUp(about) => about.label(api.operation(about.operation())?),
    };
    label.map(|label| label.escape_debug().to_string())
}

/// How long something takes that goes on, in milliseconds. The clock is asked only where somebody listens.
pub(super) struct Lasting<'a> {
    clock: &'a dyn Clock,
    began: Option<Duration>,
}

impl<'a> Lasting<'a> {
    pub(super) fn begin(clock: &'a dyn Clock) -> Self {
        let is_heard = LevelFilter::current() != LevelFilter::OFF;
        let began = is_heard.then(|| clock.monotonic());
        Self { clock, began }
    }

    /// Nothing where nobody listened when it began.
    fn ms(&self) -> Option<u64> {
        let elapsed = self.clock.monotonic().saturating_sub(self.began?);
        Some(u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX))
    }
}

/// One attempt.
pub(super) fn attempt(attempt: u32, outcome: &Result<Box<Judged>, Failure>, lasting: &Lasting<'_>) {
    let (evidence, status, code) = match outcome {
        Ok(judged) => (
            Evidence::Answered,
            Some(judged.answer.status()),
            judged.said.code.as_ref(),
        ),
        Err(failure) => (
            failure.evidence(),
            failure
                .answer()
                .map(crate::record::raw_answer::RawAnswer::status),
            failure.code(),
        ),
    };
    tracing::debug!(attempt, %evidence, status, code = code.map(display), elapsed_ms = lasting.ms(), "attempt");
}

/// How the call ended.
pub(super) fn outcome(outcome: &Result<Box<Judged>, Failure>, lasting: &Lasting<'_>) {
    match outcome {
        Ok(judged) => tracing::info!(
            attempts = judged.attempts,
            warnings = judged.warnings.len(),
            elapsed_ms = lasting.ms(),
            "accepted"
        ),
        Err(failure @ Failure::Indeterminate(_)) => {
            tracing::warn!(evidence = %failure.evidence(), elapsed_ms = lasting.ms(), "{failure}")
        }
        // Nothing will be taken until somebody has changed them.
        Err(failure) if failure.is_about_credentials() => {
            tracing::error!(evidence = %failure.evidence(), elapsed_ms = lasting.ms(), "{failure}")
        }
        Err(failure) => {
            tracing::info!(evidence = %failure.evidence(), elapsed_ms = lasting.ms(), "{failure}")
        }
    }
}
