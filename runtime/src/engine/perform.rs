//! Sending, and sending again where that is allowed.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;

use crate::engine::options::CallOptions;
use crate::engine::retry::retry_after;
use crate::engine::task::{Purpose, Start, Task};
use crate::engine::their_clock::Moment;
use crate::engine::token::life::Token;
use crate::record::call::Call;
use crate::record::evidence::{Evidence, Reason};
use crate::record::failure::Failure;
use crate::record::intent::Intent;
use crate::record::operation::{Effect, Operation, Repeat};
use crate::value::check::violation::{Rule, ValidationError, Violation};
use crate::value::random::random;
use crate::wire::clock::{Reading, until, until_later};
use crate::wire::headers::check_credential;
use crate::wire::outgoing::Outgoing;
use crate::wire::transport::{Limits, TransportError};

use crate::engine::classify::{Judge, Judged, may_have_been_acted_upon, no_answer};
use crate::engine::detached::Cancelled;
use crate::engine::inner::Inner;
use crate::engine::trace;

/// How much longer than the deadline a transport is waited for, so that one which keeps the deadline itself can hand
/// over what came of an answer.
const GRACE: Duration = Duration::from_secs(1);

/// When the gateway found that it does not take a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TokenRefusal {
    /// Before it did anything.
    BeforeState,
    /// Nobody knows when.
    AtAnyTime,
}

impl Inner {
    /// Checks a call and makes ready to send it.
    pub(super) fn prepare(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<Box<Task>, Failure> {
        let now = self.clock.reading();
        let intent = Intent::new(operation, &call, self.accounts.own(), now.wall);
        let parts = call.held_to(self.checks, now.wall).finish(operation)?;
        let intent = Arc::new(match self.journal {
            Some(_) => intent.written_at(now.wall),
            None => intent,
        });
        let mut task = Box::new(Task {
            operation,
            parts,
            intent,
            purpose: Purpose::Call,
            start: Start::Intended,
            needs_json: true,
            is_readable: |_| true,
            deadline: Duration::ZERO,
            leaves_by: None,
            cancelled: Cancelled::default(),
            heard: 0,
            options: None,
        });
        self.timed(&mut task, now);
        Ok(task)
    }

    /// Has the time of a call begin now.
    pub(super) fn timed(&self, task: &mut Task, now: Reading) {
        let own = task.options.as_ref();
        let own = own.and_then(|options| options.total_timeout);
        let timeout = own.unwrap_or(self.total_timeout);
        let changes = task.operation.effect != Effect::Reads;
        task.deadline = now.monotonic.saturating_add(timeout);
        task.leaves_by = changes.then(|| now.uptime.saturating_add(timeout));
    }

    /// Has a call go by options of its own.
    pub(super) fn with_options(
        &self,
        task: &mut Task,
        options: &Arc<CallOptions>,
    ) -> Result<(), Failure> {
        let is_credential = |name: &str| self.api.is_credential(name);
        let bad = |name: &&HeaderName| check_credential(name, is_credential).is_err();
        if let Some(name) = options.headers.keys().find(bad) {
            return Err(Failure::Invalid(ValidationError::new(vec![Violation {
                path: format!("/{name}"),
                rule: Rule::Form("a header that holds no credential"),
            }])));
        }
        task.options = Some(Arc::clone(options));
        self.timed(task, self.clock.reading());
        Ok(())
    }

    /// Tries until there is an outcome that trying again cannot or must not change.
    pub(super) async fn perform(&self, task: &Task) -> Result<Box<Judged>, Failure> {
        let mut attempt = 0_u32;
        let mut renewed = false;
        // The last failure of an attempt that may have reached the gateway: a later one that never left does not undo it.
        let mut reached: Option<Failure> = None;
        loop {
            attempt = attempt.saturating_add(1);
            let (outcome, token) = self.attempt(task, attempt).await;
            let failure = match outcome {
                Ok(judged) => {
                    self.budget.earn();
                    return Ok(judged);
                }
                Err(failure) => failure,
            };
            if failure.evidence() != Evidence::NeverSent {
                reached = Some(failure.clone());
            }
            if let (Some(token), Some(refusal)) = (token, self.token_refusal(task, &failure)) {
                let is_replaced = self.reject(task, &token).await;
                let is_harmless =
                    refusal == TokenRefusal::BeforeState || task.operation.repeat == Repeat::Safe;
                if is_harmless && is_replaced && !renewed {
                    renewed = true;
                    continue;
                }
            }
            match self.pause_before_next(task, &failure, attempt) {
                Some(pause) => self.clock.sleep(pause).await,
                None => return Err(reached.unwrap_or(failure)),
            }
        }
    }

    /// Drops a token at once; a store that shares it is not waited for beyond the time of the call. Whether there will be
    /// another one.
    pub(super) async fn reject(&self, task: &Task, token: &Token) -> bool {
        let rejected = self.tokens.reject(token);
        let replaced = until(&*self.clock, task.deadline, pin!(rejected)).await;
        replaced.unwrap_or(true)
    }

    /// Whether an answer refuses the token, and if so, whether it proves that nothing else was done.
    fn token_refusal(&self, task: &Task, failure: &Failure) -> Option<TokenRefusal> {
        let by_code =
            |code: &crate::record::raw_answer::Code| self.known.is_token_refused(code.as_str());
        match failure {
            Failure::Refused(refused) if refused.code().is_some_and(by_code) => {
                Some(TokenRefusal::BeforeState)
            }
            // Judged to be a plain refusal: a 401 beside a code that says yes is judged otherwise.
            Failure::Status(status)
                if status.status() == 401 && self.known.is_before_state(task.operation, 401) =>
            {
                Some(TokenRefusal::BeforeState)
            }
            other => {
                let unauthorized = other.answer().is_some_and(|answer| answer.status() == 401);
                unauthorized.then_some(TokenRefusal::AtAnyTime)
            }
        }
    }

    /// The pause before the next attempt, if there may be one.
    fn pause_before_next(&self, task: &Task, failure: &Failure, attempt: u32) -> Option<Duration> {
        if attempt >= self.retries.attempts || !may_repeat(task.operation, failure) {
            return None;
        }
        let header = failure
            .answer()
            .and_then(|answer| answer.header("retry-after"));
        let asked_for = header.and_then(|header| retry_after(header, self.clock.wall()));
        let pause = self
            .retries
            .pause(attempt, random())
            .max(asked_for.unwrap_or_default());
        let ends = self.clock.monotonic().saturating_add(pause);
        (ends < task.deadline && self.budget.spend()).then_some(pause)
    }

    /// Sends once, and says with which fetched token.
    async fn attempt(
        &self,
        task: &Task,
        attempt: u32,
    ) -> (Result<Box<Judged>, Failure>, Option<Token>) {
        let lasting = trace::Lasting::begin(&*self.clock);
        let authorized = {
            // No longer than it is needed: the task has room for it.
            let authorized = pin!(self.authorized(task, attempt));
            task.cancelled.or(authorized).await
        };
        let (mut outgoing, token) = match authorized {
            Some(Ok(authorized)) => authorized,
            Some(Err(failure)) => return (Err(failure), None),
            None => {
                let error = TransportError::never_sent(Reason::Cancelled);
                let failure = no_answer(&task.intent, error, attempt.saturating_sub(1));
                return (Err(failure), None);
            }
        };
        let shown = self.shown(task, attempt, &mut outgoing);
        let observed = shown.map(|about| self.observed(task, &outgoing, about));
        let outcome = self.exchange(task, &outgoing, attempt).await;
        if let Some(observed) = observed {
            observed.end(&outcome);
        }
        trace::attempt(attempt, &outcome, &lasting);
        (outcome, token)
    }

    /// Takes the time of a request that changes something.
    pub(super) fn asked(&self, task: &mut Task) {
        if task.operation.effect != Effect::Reads {
            let now = Moment::now(&*self.clock);
            task.heard = self.their_clock.times_heard();
            let handle = self.their_clock.asked(task.intent.handle(), self.api, now);
            task.intent = Arc::new(task.intent.with_handle(handle));
        }
    }

    /// Gets the token of a request that changes something, whose answer may tell what time it is at the gateway, before
    /// it leaves. Says why it cannot leave if there is none.
    pub(super) async fn ready(&self, task: &mut Task) -> Result<(), Failure> {
        if task.operation.effect == Effect::Reads {
            return Ok(());
        }
        // Whether somebody still waits is asked once more before it is sent.
        let ready = match self.chosen(task) {
            Ok(chosen) => {
                let token = pin!(self.token(task, 1, chosen.own));
                let token = task.cancelled.or(token).await;
                token.map_or(Ok(()), |token| token.map(drop))
            }
            Err(failure) => Err(failure),
        };
        if self.their_clock.times_heard() != task.heard
            && let Some(handle) = self.their_clock.leaves(task.intent.handle(), self.api)
        {
            task.intent = Arc::new(task.intent.with_handle(handle));
        }
        ready
    }

    async fn exchange(
        &self,
        task: &Task,
        outgoing: &Outgoing,
        attempt: u32,
    ) -> Result<Box<Judged>, Failure> {
        let judge = Judge {
            intent: &task.intent,
            echoes: &task.parts.echoes,
            needs_json: task.needs_json,
            known: &self.known,
            attempts: attempt,
        };
        let now = self.clock.reading();
        let answered_by = now.monotonic.saturating_add(self.answer_timeout);
        let deadline = task.deadline.min(answered_by);
        let limits = Limits {
            clock: Arc::clone(&self.clock),
            connect: self.connect_timeout,
            deadline,
            leaves_by: task.leaves_by,
            largest_answer: self.largest_answer,
        };
        if limits.is_over(now) {
            // A journal or a token was ready at the last moment. Nobody would wait for the answer.
            return Err(judge.no_answer(TransportError::never_sent(Reason::Deadline)));
        }
        let sent = Moment::from(now);
        let exchange = self.transport.exchange(outgoing, &limits);
        // Whoever has gone need not be connected for; what may have left goes on.
        let exchange = pin!(task.cancelled.or_once(exchange, || outgoing.is_unwritten()));
        let patience = deadline.saturating_add(GRACE);
        match until_later(&*self.clock, patience, self.keeps_deadlines, exchange).await {
            Some(Some(Ok(mut incoming))) => {
                let doubt = incoming.take_doubt();
                let answer = incoming.finish();
                let received = Moment::now(&*self.clock);
                self.their_clock
                    .heard(answer.header("date"), sent, received);
                let outcome = judge.answer(answer);
                if let (Err(Failure::Indeterminate(open)), Some(doubt)) = (&outcome, doubt)
                    && open.reason() == Reason::OtherRequest
                {
                    doubt.raise();
                }
                outcome
            }
            Some(Some(Err(error))) => Err(judge.no_answer(error)),
            Some(None) => Err(judge.no_answer(TransportError::never_sent(Reason::Cancelled))),
            None if outgoing.is_unwritten() => {
                let error = TransportError::never_sent(Reason::ConnectTimeout);
                Err(judge.no_answer(error.because(self.address.authority())))
            }
            None => Err(judge.no_answer(TransportError::may_have_been_sent(Reason::Timeout))),
        }
    }
}

/// Whether trying again can neither do something twice nor hide that something was done.
fn may_repeat(operation: &Operation, failure: &Failure) -> bool {
    match failure {
        // A token that could not be had was tried for as often as is sensible already.
        Failure::NotSent(failure) => !matches!(
            failure.reason(),
            Reason::Token | Reason::Deadline | Reason::Cancelled
        ),
        Failure::Indeterminate(open) => {
            operation.repeat == Repeat::Safe && open.evidence() == Evidence::MayHaveBeenSent
        }
        Failure::Status(status) => {
            operation.repeat == Repeat::Safe && may_have_been_acted_upon(status.status())
        }
        Failure::Invalid(_) | Failure::Refused(_) => false,
    }
}
