//! Sending, and sending again where that is allowed.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use hyper::http::{HeaderMap, HeaderValue, header};

use crate::call::{Call, Parts, sensitive_header};
use crate::clock::{BoxFuture, until};
use crate::evidence::{Evidence, Reason};
use crate::failure::{Failure, NotSent};
use crate::json::{Document, JsonWriter, Oddities};
use crate::retry::{random, retry_after};
use crate::token::{Fetched, Life, Token};
use crate::transport::{Limits, Outgoing, TransportError};
use crate::wipe::WipingBuffer;
use crate::{Operation, Repeat, Sensitive, TokenFlow, Unauthorized};

use super::Inner;
use super::authorize::{Authorization, Place, add_cookie};
use super::classify::{Judge, Judged, may_have_been_acted_upon};

/// How much longer than the deadline a transport is waited for, so that one which keeps the deadline itself can hand
/// over what came of an answer.
const GRACE: Duration = Duration::from_secs(1);

impl Inner {
    /// Carries a call to its end.
    pub(super) async fn settle(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<Judged, Failure> {
        let parts = call.finish(operation)?;
        let deadline = self.clock.monotonic().saturating_add(self.total_timeout);
        let outcome = self.attempts(operation, &parts, deadline).await;
        trace_outcome(&outcome);
        outcome
    }

    /// Tries until there is an outcome that trying again cannot or must not change.
    async fn attempts(
        &self,
        operation: &'static Operation,
        parts: &Parts,
        deadline: Duration,
    ) -> Result<Judged, Failure> {
        let mut attempt = 0_u32;
        let mut renewed = false;
        // The last failure of an attempt that may have reached the gateway: a later one that never left does not undo it.
        let mut reached: Option<Failure> = None;
        loop {
            attempt = attempt.saturating_add(1);
            let (outcome, token) = self.attempt(operation, parts, attempt, deadline).await;
            let failure = match outcome {
                Ok(judged) => {
                    self.budget.earn();
                    return Ok(judged);
                }
                Err(failure) => failure,
            };
            if let (Some(token), Some(401)) = (token, status_of(&failure)) {
                self.tokens.reject(&token).await;
                if operation.unauthorized == Unauthorized::BeforeState && !renewed {
                    renewed = true;
                    continue;
                }
            }
            let pause = self.pause_before_next(operation, &failure, attempt, deadline);
            if failure.evidence() != Evidence::NeverSent {
                reached = Some(failure.clone());
            }
            match pause {
                Some(pause) => self.clock.sleep(pause).await,
                None => return Err(reached.unwrap_or(failure)),
            }
        }
    }

    /// The pause before the next attempt, if there may be one.
    fn pause_before_next(
        &self,
        operation: &Operation,
        failure: &Failure,
        attempt: u32,
        deadline: Duration,
    ) -> Option<Duration> {
        if attempt >= self.retries.attempts || !may_repeat(operation, failure) {
            return None;
        }
        let wanted = failure
            .answer()
            .and_then(|answer| answer.header("retry-after"))
            .and_then(|header| retry_after(header, self.clock.wall()));
        let pause = self
            .retries
            .pause(attempt, random())
            .max(wanted.unwrap_or_default());
        let ends = self.clock.monotonic().saturating_add(pause);
        (ends < deadline && self.budget.spend()).then_some(pause)
    }

    /// Sends once, and says with which token.
    async fn attempt(
        &self,
        operation: &'static Operation,
        parts: &Parts,
        attempt: u32,
        deadline: Duration,
    ) -> (Result<Judged, Failure>, Option<Token>) {
        let began = self.clock.monotonic();
        let judge = Judge {
            api: self.api,
            operation,
            refused: &self.refused,
            attempts: attempt,
        };
        let not_sent = |reason, token| {
            Err(Failure::NotSent(NotSent {
                operation,
                reason,
                detail: None,
                attempts: attempt.saturating_sub(1),
                token,
            }))
        };
        let (outgoing, token) = match &self.authorization {
            _ if !operation.secured => (self.outgoing(operation, parts, None), None),
            Authorization::None => (self.outgoing(operation, parts, None), None),
            Authorization::Fixed { place, text } => {
                (self.outgoing(operation, parts, Some((place, text))), None)
            }
            Authorization::Fetched {
                place,
                flow,
                app,
                secret,
            } => {
                let get = self
                    .tokens
                    .get(|| self.fetch_token(flow, app, secret, deadline));
                match until(&*self.clock, deadline, get).await {
                    Some(Ok(token)) => (
                        self.outgoing(operation, parts, Some((place, &token.text))),
                        Some(token),
                    ),
                    Some(Err(failure)) => return (not_sent(Reason::Token, Some(failure)), None),
                    None => return (not_sent(Reason::Deadline, None), None),
                }
            }
        };
        let Some(outgoing) = outgoing else {
            return (not_sent(Reason::Token, None), token);
        };
        let answer_by = deadline.min(self.clock.monotonic().saturating_add(self.answer_timeout));
        let limits = Limits {
            clock: Arc::clone(&self.clock),
            connect: self.connect_timeout,
            deadline: answer_by,
            largest_answer: self.largest_answer,
        };
        let exchanged = until(
            &*self.clock,
            answer_by.saturating_add(GRACE),
            self.transport.exchange(&outgoing, &limits),
        )
        .await;
        let outcome = match exchanged {
            Some(Ok(incoming)) => judge.answer(incoming.finish()),
            Some(Err(error)) => Err(judge.no_answer(error)),
            None if outgoing.is_unwritten() => {
                Err(judge.no_answer(TransportError::never_sent(Reason::ConnectTimeout)))
            }
            None => Err(judge.no_answer(TransportError::may_have_been_sent(Reason::Timeout))),
        };
        trace_attempt(
            attempt,
            &outcome,
            self.clock.monotonic().saturating_sub(began),
        );
        (outcome, token)
    }

    /// Puts a request together; `None` if the credential cannot be sent.
    fn outgoing(
        &self,
        operation: &'static Operation,
        parts: &Parts,
        credential: Option<(&Place, &Sensitive<String>)>,
    ) -> Option<Outgoing> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("gateway-runtime/", env!("CARGO_PKG_VERSION"))),
        );
        if parts.body.is_some() {
            let media_type = if parts.is_form {
                "application/x-www-form-urlencoded"
            } else {
                "application/json"
            };
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        for (name, value) in &parts.headers {
            headers.append(name.clone(), value.clone());
        }
        let mut cookies = WipingBuffer::default();
        for (name, value) in &parts.cookies {
            add_cookie(&mut cookies, name, value.expose());
        }
        let mut query = WipingBuffer::default();
        query.extend(parts.query.as_ref());
        if let Some((place, text)) = credential
            && !place.put(text, &mut headers, &mut query, &mut cookies)
        {
            return None;
        }
        if let Some(cookies) = cookies.as_str().filter(|cookies| !cookies.is_empty()) {
            headers.insert(header::COOKIE, sensitive_header(cookies)?);
        }
        let mut target =
            String::with_capacity(self.base_path.len() + parts.path.len() + query.len());
        target.push_str(&self.base_path);
        target.push_str(parts.path.as_str()?);
        target.push_str(query.as_str()?);
        Some(Outgoing {
            method: operation.method,
            base: self.base.clone(),
            target: Sensitive::new(target),
            headers,
            body: parts.body.clone(),
            unwritten: AtomicBool::new(false),
        })
    }

    /// Fetches a token. It is an operation like any other, but needs none itself.
    fn fetch_token<'a>(
        &'a self,
        flow: &'a TokenFlow,
        app: &'a Sensitive<String>,
        secret: &'a Sensitive<String>,
        deadline: Duration,
    ) -> BoxFuture<'a, Result<Fetched, Failure>> {
        Box::pin(async move {
            let mut body = JsonWriter::new();
            body.object(|object| {
                object.field(flow.app_id, app);
                object.field(flow.secret, secret);
            });
            let parts = Call::new().written(body).finish(flow.operation)?;
            let judged = self.attempts(flow.operation, &parts, deadline).await?;
            token_of(flow, judged)
        })
    }
}

fn token_of(flow: &TokenFlow, judged: Judged) -> Result<Fetched, Failure> {
    let mut oddities = Oddities::new();
    let fetched = {
        let text = judged.answer.body_text();
        Document::parse(&text, &mut oddities)
            .json
            .object(&mut oddities)
            .and_then(|mut object| {
                let life = object
                    .take::<Life>(flow.expires_in)
                    .and_then(|life| life.in_unit(flow.unit));
                let text = object
                    .take::<Sensitive<String>>(flow.access_token)
                    .filter(|token| !token.expose().is_empty())?;
                Some(Fetched { text, life })
            })
    };
    fetched.ok_or_else(|| super::unreadable(flow.operation, judged))
}

/// Whether trying again can neither do something twice nor hide that something was done.
fn may_repeat(operation: &Operation, failure: &Failure) -> bool {
    match failure {
        // A token that could not be had was tried for as often as is sensible already.
        Failure::NotSent(failure) => !matches!(failure.reason(), Reason::Token | Reason::Deadline),
        Failure::Indeterminate(open) => {
            operation.repeat == Repeat::Safe && open.evidence() == Evidence::MayHaveBeenSent
        }
        Failure::Status(status) => {
            operation.repeat == Repeat::Safe && may_have_been_acted_upon(status.status())
        }
        Failure::Invalid(_) | Failure::Refused(_) => false,
    }
}

fn status_of(failure: &Failure) -> Option<u16> {
    failure.answer().map(crate::RawAnswer::status)
}

fn trace_attempt(attempt: u32, outcome: &Result<Judged, Failure>, elapsed: Duration) {
    let elapsed = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    match outcome {
        Ok(judged) => {
            let code = judged.said.code.as_ref().map(tracing::field::display);
            tracing::debug!(attempt, evidence = %Evidence::Answered, status = judged.answer.status(), code, elapsed_ms = elapsed, "attempt");
        }
        Err(failure) => {
            let (status, code) = (
                status_of(failure),
                failure.code().map(tracing::field::display),
            );
            tracing::debug!(attempt, evidence = %failure.evidence(), status, code, elapsed_ms = elapsed, "attempt");
        }
    }
}

fn trace_outcome(outcome: &Result<Judged, Failure>) {
    match outcome {
        Ok(judged) => tracing::info!(
            attempts = judged.attempts,
            oddities = judged.oddities.len(),
            "accepted"
        ),
        Err(Failure::Indeterminate(open)) => tracing::warn!(attempts = open.attempts(), "{open}"),
        Err(failure) => tracing::info!("{failure}"),
    }
}
