//! Showing attempts to those who watch.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use crate::engine::classify::Judged;
use crate::engine::inner::Inner;
use crate::engine::observer::{About, Adds, Ended, Observer, Sending};
use crate::engine::task::Task;
use crate::record::evidence::{Evidence, Reason};
use crate::record::failure::Failure;
use crate::record::raw_answer::RawAnswer;
use crate::wire::outgoing::Outgoing;

impl Ended {
    fn new(evidence: Evidence, reason: Option<Reason>, answer: Option<&RawAnswer>) -> Self {
        Self {
            evidence,
            reason,
            status: answer.map(RawAnswer::status),
            until_written: None,
            elapsed: Duration::ZERO,
            answer_bytes: answer.map_or(0, |answer| answer.body().len()),
        }
    }

    fn of(outcome: &Result<Box<Judged>, Failure>) -> Self {
        match outcome {
            Ok(judged) => Self::new(Evidence::Answered, None, Some(&judged.answer)),
            Err(failure) => {
                let reason = match failure {
                    Failure::NotSent(not_sent) => Some(not_sent.reason()),
                    Failure::Indeterminate(open) => Some(open.reason()),
                    Failure::Invalid(_) | Failure::Refused(_) | Failure::Status(_) => None,
                };
                Self::new(failure.evidence(), reason, failure.answer())
            }
        }
    }

    /// Of an attempt that nobody waits for any more.
    fn cancelled(outgoing: &Outgoing) -> Self {
        let (evidence, reason) = match outgoing.is_unwritten() {
            true => (Evidence::NeverSent, Reason::Cancelled),
            false => (Evidence::MayHaveBeenSent, Reason::Closed),
        };
        Self::new(evidence, Some(reason), None)
    }
}

/// An attempt that is shown to observers. When this is dropped without an outcome, the attempt was given up.
pub(super) struct Observed<'a> {
    inner: &'a Inner,
    task: &'a Task,
    outgoing: &'a Outgoing,
    about: About,
    began: Duration,
    has_ended: bool,
}

impl Inner {
    fn observers<'a>(&'a self, task: &'a Task) -> impl Iterator<Item = &'a Arc<dyn Observer>> {
        let of_call = task.options.as_ref().and_then(|own| own.observer.as_ref());
        self.observer.iter().chain(of_call)
    }

    /// Shows an attempt to those who watch, if anybody does, and adds their headers.
    pub(super) fn shown(&self, task: &Task, number: u32, outgoing: &mut Outgoing) -> Option<About> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.observers(task).next()?;
        let about = About {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            operation: task.operation,
            number,
            request_bytes: outgoing.body().map_or(0, Bytes::len),
        };
        let mut headers = HeaderMap::new();
        for observer in self.observers(task) {
            let adds = Adds {
                headers: &mut headers,
                api: self.api,
            };
            let adds = Some(adds);
            unharmed(task, || observer.before(&mut Sending { about, adds }));
        }
        outgoing.add_headers(&headers, &task.parts.headers);
        outgoing.timed_by(Arc::clone(&self.clock));
        Some(about)
    }

    /// Watches over an attempt that was shown.
    pub(super) fn observed<'a>(
        &'a self,
        task: &'a Task,
        outgoing: &'a Outgoing,
        about: About,
    ) -> Observed<'a> {
        Observed {
            inner: self,
            task,
            outgoing,
            about,
            began: self.clock.monotonic(),
            has_ended: false,
        }
    }
}

impl Observed<'_> {
    pub(super) fn end(mut self, outcome: &Result<Box<Judged>, Failure>) {
        self.tell(Ended::of(outcome));
    }

    fn tell(&mut self, mut ended: Ended) {
        self.has_ended = true;
        ended.elapsed = self.inner.clock.monotonic().saturating_sub(self.began);
        let written = self.outgoing.written_at();
        ended.until_written = written.map(|at| at.saturating_sub(self.began));
        let (about, adds) = (self.about, None);
        let attempt = Sending { about, adds };
        for observer in self.inner.observers(self.task) {
            unharmed(self.task, || observer.after(&attempt, &ended));
        }
    }
}

impl Drop for Observed<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.tell(Ended::cancelled(self.outgoing));
        }
    }
}

/// Has an observer look on, whose panic is its own.
fn unharmed(task: &Task, looks: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(looks)).is_err() {
        tracing::warn!(operation = task.operation.id, "an observer panicked");
    }
}
