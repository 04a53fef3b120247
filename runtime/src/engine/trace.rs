//! What is logged: operation, order number, attempt, evidence, status, code, elapsed time. Nothing else may be.

use std::time::Duration;

use tracing::Span;

use crate::record::evidence::Evidence;
use crate::record::failure::Failure;
use crate::record::intent::Intent;

use crate::engine::classify::Judged;

/// The span of a call. `request` is the field that the document names first of those that may be kept.
pub(super) fn span(intent: &Intent) -> Span {
    // What stands here is worked out only where somebody listens.
    tracing::info_span!(
        "gateway_call",
        operation = intent.operation().id,
        request = intent
            .label()
            .map(|label| display(label.escape_debug().to_string()))
    )
}

/// One attempt.
pub(super) fn attempt(attempt: u32, outcome: &Result<Judged, Failure>, elapsed: Duration) {
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
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
    tracing::debug!(attempt, %evidence, status, code = code.map(display), elapsed_ms, "attempt");
}

/// How the call ended.
pub(super) fn outcome(outcome: &Result<Judged, Failure>, elapsed: Duration) {
    let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(judged) => tracing::info!(
            attempts = judged.attempts,
            warnings = judged.warnings.len(),
            elapsed_ms,
            "accepted"
        ),
        Err(failure @ Failure::Indeterminate(_)) => {
            tracing::warn!(evidence = %failure.evidence(), elapsed_ms, "{failure}")
        }
        Err(failure) => tracing::info!(evidence = %failure.evidence(), elapsed_ms, "{failure}"),
    }
}
