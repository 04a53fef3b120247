//! One call, from the check of the request to the outcome.

mod authorize;
mod classify;
mod compose;
mod fetch;
mod perform;
mod trace;
mod verdict;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use crate::address::{Address, BadAddress};
use crate::call::Call;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::evidence::{Evidence, Reason};
use crate::failure::{Failure, Indeterminate};
use crate::journal::{Outcome, Written};
use crate::json::{Answer, Document, Oddities};
use crate::raw_answer::{Accepted, Code, RawAnswer};
use crate::retry::{Budget, Retries};
use crate::token::Tokens;
use crate::transport::{Http, Transport};
use crate::{Api, Operation, Sensitive};

use authorize::Authorization;
use classify::Judged;
use perform::Task;

/// The way to one gateway: what a generated client sends its operations through. Cloning it copies a pointer;
/// connections and token are shared.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
    api: &'static Api,
    address: Address,
    base: String,
    base_path: String,
    authorization: Authorization,
    tokens: Tokens,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    connect_timeout: Duration,
    answer_timeout: Duration,
    total_timeout: Duration,
    largest_answer: usize,
    retries: Retries,
    budget: Budget,
    refused: Vec<(Option<&'static str>, String)>,
    token_refused: Vec<String>,
    journal: Option<Written>,
}

impl Gateway {
    /// Prepares the way to the gateway that `config` names. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if the base URL, the credential or a setting cannot be used.
    pub fn new(api: &'static Api, config: Config) -> Result<Self, ConfigError> {
        config.check()?;
        let address = Address::parse(config.base_url.expose())?;
        let authorization = Authorization::new(api, &config)?;
        let transport = match &config.transport {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(Http::configured(&address, &config)?),
        };
        Ok(Self(Arc::new(Inner {
            api,
            base: address.origin(),
            base_path: address.path().to_owned(),
            address,
            authorization,
            tokens: Tokens::new(Arc::clone(&config.clock), config.token_store),
            transport,
            clock: config.clock,
            connect_timeout: config.connect_timeout,
            answer_timeout: config.answer_timeout,
            total_timeout: config.total_timeout,
            largest_answer: config.largest_answer,
            retries: config.retries,
            budget: Budget::new(),
            refused: config.refused,
            token_refused: config.token_refused,
            journal: config.journal.map(Written::new),
        })))
    }

    /// Sends one call of an operation and says what became of it. It runs in a tokio runtime with I/O and time enabled.
    ///
    /// If the future is dropped before it ends, the request may have been sent and its outcome is lost to the caller;
    /// a payment must not be raced against a timeout from outside. The timeouts of [`Config`] lose nothing. With a
    /// journal, [`recover`](Self::recover) finds such a call again.
    ///
    /// # Errors
    ///
    /// [`Failure`], whose variants say what a merchant can do about it.
    pub async fn call<A: Answer>(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<Accepted<A>, Failure> {
        // Everything that does not depend on the answer's type happens in there, and is compiled once.
        self.0
            .settle(operation, call, A::NEEDS_JSON, read::<A>)
            .await
    }

    /// Sends a query of which only the raw answer matters.
    pub(crate) async fn ask(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<RawAnswer, Failure> {
        self.0
            .settle(operation, call, true, |judged| Ok(judged.answer))
            .await
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    pub(crate) fn journal(&self) -> Option<&Written> {
        self.0.journal.as_ref()
    }

    /// The whole address of a page that an answer refers to, which may be relative to the gateway. Whoever has it can
    /// open the page, so it stays sensitive.
    ///
    /// # Errors
    ///
    /// [`BadAddress`] if it is none to send a customer to: not encrypted, with a password, or of another scheme.
    pub fn page_address(&self, reference: &str) -> Result<Sensitive<String>, BadAddress> {
        self.0.address.resolve(reference).map(Sensitive::new)
    }

    /// What the API states about itself.
    pub fn api(&self) -> &'static Api {
        self.0.api
    }
}

impl Inner {
    /// Carries a call to its end, which is written down only once the answer is read: one that cannot be is open.
    async fn settle<T>(
        &self,
        operation: &'static Operation,
        call: Call,
        needs_json: bool,
        read: impl FnOnce(Judged) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let task = Task {
            needs_json,
            ..self.prepare(operation, call)?
        };
        let span = trace::span(&task.intent);
        let settled = async {
            let clock = &*self.clock;
            let flight = match &self.journal {
                Some(journal) => journal.begin(&task.intent, clock, task.deadline).await?,
                None => None,
            };
            let began = clock.monotonic();
            let outcome = self.perform(&task).await;
            trace::outcome(&outcome, clock.monotonic().saturating_sub(began));
            let read = outcome.and_then(|judged| {
                let noted = accepted(&judged);
                read(judged).map(|value| (value, noted))
            });
            if let Some(flight) = flight {
                match &read {
                    Ok((_, noted)) => flight.end(noted, clock).await,
                    Err(failure) => flight.end(&Outcome::of_failure(failure), clock).await,
                }
            }
            read.map(|(value, _)| value)
        };
        settled.instrument(span).await
    }
}

/// What a journal keeps of a call that was accepted.
fn accepted(judged: &Judged) -> Outcome {
    Outcome::Accepted {
        code: judged.said.code.as_ref().and_then(Code::shown),
    }
}

/// Gives an accepted answer its type. One that cannot be read at all is kept whole, with an open outcome.
fn read<A: Answer>(mut judged: Judged) -> Result<Accepted<A>, Failure> {
    let value = {
        // What is odd about the text as a whole was noted when its envelope was read.
        let mut noted = Oddities::new();
        let text = judged.answer.text(&mut noted);
        let document = Document::parse(&text, &mut noted);
        A::read_answer(judged.answer.status(), document.json, &mut judged.oddities)
    };
    let Some(value) = value else {
        return Err(unreadable(judged));
    };
    let Judged {
        said,
        answer,
        oddities,
        intent,
        ..
    } = judged;
    Ok(Accepted {
        value,
        code: said.code,
        message: said.message,
        oddities,
        answer,
        handle: intent.handle().with_evidence(Evidence::Answered),
    })
}

/// An answer that says "accepted" but cannot be read as what was documented: nobody can say what was accepted.
fn unreadable(judged: Judged) -> Failure {
    Failure::Indeterminate(Indeterminate {
        intent: judged.intent,
        evidence: Evidence::Answered,
        reason: Reason::Unreadable,
        detail: None,
        attempts: judged.attempts,
        said: judged.said,
        answer: Some(judged.answer),
        oddities: Box::new(judged.oddities),
    })
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("api", &self.0.api.title)
            .field("release", &self.0.api.release)
            .finish_non_exhaustive()
    }
}
