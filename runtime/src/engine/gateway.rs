use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use crate::engine::accounts::Accounts;
use crate::engine::authorized::not_sent;
use crate::engine::breaker::Counted;
use crate::engine::config::Config;
use crate::engine::further::Further;
use crate::engine::inner::Inner;
use crate::engine::options::CallOptions;
use crate::engine::trace;
use crate::engine::typed::{is_readable, read};
use crate::engine::unlisted::Unlisted;
use crate::record::call::Call;
use crate::record::evidence::Reason;
use crate::record::future::boxed;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::wire::address::{Address, BadAddress};
use crate::wire::clock::Clock;
use crate::wire::config_error::ConfigError;

use crate::engine::written::Written;
use crate::record::failure::Failure;
use crate::record::outcome::Outcome;
use crate::value::json::read::Answer;

use crate::engine::calls::Calls;
use crate::engine::failing::Failing;
use crate::engine::retry::Budget;
use crate::engine::their_clock::TheirClock;
use crate::engine::token::Tokens;
use crate::record::raw_answer::{Accepted, Code, RawAnswer};
use crate::wire::http::Http;

use crate::record::operation::{Api, Effect, Operation};
use crate::value::types::sensitive::Sensitive;

use crate::engine::authorize::Authorization;
use crate::engine::classify::Judged;
use crate::engine::detached::{Cancelled, run_detached};
use crate::engine::task::{Purpose, Start, Task};

/// The way to one gateway: what a generated client sends its operations through. Cloning it copies a pointer;
/// connections and token are shared.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) inner: Arc<Inner>,
    options: Option<Arc<CallOptions>>,
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
        let further = Further::new(api, &config)?;
        let keeps_deadlines = config.transport.is_none();
        let transport = match &config.transport {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(Http::configured(&address, &config.reach)?),
        };
        let (user_agent, headers) = (config.named()?, config.added_headers(api)?);
        let accounts = Accounts::new(config.account_at(&address));
        let clock = &config.clock;
        let written = |journal| Written::new(journal, Arc::clone(clock));
        let journal = config.journal.map(written);
        let inner = Inner {
            api,
            accounts,
            counted: config.breaker.map(Counted::new),
            base: address.origin(),
            base_path: address.path().to_owned(),
            address,
            authorization,
            further,
            tokens: Tokens::new(Arc::clone(&config.clock), config.token_store),
            transport,
            keeps_deadlines,
            clock: config.clock,
            connect_timeout: config.connect_timeout,
            answer_timeout: config.answer_timeout,
            total_timeout: config.total_timeout,
            largest_answer: config.largest_answer,
            retries: config.retries,
            budget: Budget::new(),
            known: config.known,
            journal,
            failing: Failing::default(),
            their_clock: TheirClock::default(),
            calls: Calls::default(),
            user_agent,
            headers,
            observer: config.observer,
            fresh_for_money: config.fresh_for_money,
            checks: config.checks,
        };
        Ok(Self {
            inner: Arc::new(inner),
            options: None,
        })
    }

    /// The same way to the gateway, with the same connections and the same token, for calls of which some things are
    /// other than the configuration says. Options that this one has already are replaced.
    ///
    /// ```
    /// use gateway_runtime::{CallOptions, Gateway};
    /// use std::time::Duration;
    ///
    /// fn in_a_hurry(gateway: &Gateway) -> Gateway {
    ///     gateway.with_options(CallOptions::new().total_timeout(Duration::from_secs(20)))
    /// }
    /// ```
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            options: Some(Arc::new(options)),
        }
    }

    /// Begins a call of this client: what [`Config::checks`] leaves switched off is not looked at. One that was begun with
    /// [`Call::new`] is held to the same checks, and looks at all that any of them would ask for.
    pub fn new_call(&self) -> Call {
        Call::questioned_by(self.inner.checks)
    }

    /// Sends one call of an operation and says what became of it. It runs in a tokio runtime with I/O and time enabled.
    ///
    /// If the future is dropped before it ends, a request that has not left yet is not sent. One that has left is not cut
    /// off: a task of its own waits for the answer and writes the outcome into the journal. Without a journal the outcome
    /// is lost to the caller all the same, so a payment should not be raced against a timeout from outside; the timeouts
    /// of [`Config`] lose nothing. A call that only reads ends with its future.
    ///
    /// That task is one of the runtime that the call was made on. While that stands still, as one of a single thread does
    /// between two `block_on`, so does the call, with its outcome and with the token that it may be fetching for others.
    ///
    /// # Errors
    ///
    /// [`Failure`], whose variants say what a merchant can do about it.
    pub async fn call<A: Answer>(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<Accepted<A>, Failure> {
        let settled = self.settle(
            operation,
            call,
            Purpose::Call,
            A::NEEDS_JSON,
            is_readable::<A>,
        );
        read(settled.await?)
    }

    /// The same, if its first byte leaves before a time on the clock that counts suspension.
    pub(crate) async fn call_by<A: Answer>(
        &self,
        operation: &'static Operation,
        call: Call,
        leaves_by: Duration,
    ) -> Result<Accepted<A>, Failure> {
        let mut task = self.task(operation, call)?;
        (task.needs_json, task.is_readable) = (A::NEEDS_JSON, is_readable::<A>);
        task.leaves_by = task.leaves_by.map(|own| own.min(leaves_by));
        read(self.run(task).await?)
    }

    /// Sends a query that looks up the request of a handle, and of which only the raw answer matters.
    pub(crate) async fn ask(
        &self,
        operation: &'static Operation,
        call: Call,
        about: &Handle,
    ) -> Result<RawAnswer, Failure> {
        let purpose = Purpose::LookUp(about.clone());
        let settled = self.settle(operation, call, purpose, true, |_| true);
        settled.await.map(|judged| judged.answer)
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    pub(crate) fn journal(&self) -> Option<&Written> {
        self.inner.journal.as_ref()
    }

    /// The journal, or what to do to have one.
    pub(crate) fn journal_or_why(&self) -> Result<&Written, JournalError> {
        let none = || JournalError::new("the client has none; give it one with Config::journal");
        self.journal().ok_or_else(none)
    }

    /// The whole address of a page that an answer refers to, which may be relative to the gateway. Whoever has it can
    /// open the page, so it stays sensitive.
    ///
    /// # Errors
    ///
    /// [`BadAddress`] if it is none to send a customer to: not encrypted, with a password, or of another scheme.
    pub fn page_address(&self, reference: &str) -> Result<Sensitive<String>, BadAddress> {
        self.inner.address.resolve(reference)
    }

    /// The codes and states that the gateway has answered with so far and that nobody has listed. Each is a warning in the
    /// log as well, the first time.
    pub fn unlisted(&self) -> Vec<Unlisted> {
        self.inner.known.unlisted()
    }

    /// What the API states about itself.
    pub fn api(&self) -> &'static Api {
        self.inner.api
    }
}

impl Gateway {
    /// Settles a call as far as can be done without the type of its answer, so that this is compiled once.
    async fn settle(
        &self,
        operation: &'static Operation,
        call: Call,
        purpose: Purpose,
        needs_json: bool,
        is_readable: fn(&mut Judged) -> bool,
    ) -> Result<Box<Judged>, Failure> {
        let mut task = self.task(operation, call)?;
        (task.purpose, task.needs_json) = (purpose, needs_json);
        task.is_readable = is_readable;
        self.run(task).await
    }

    /// A call that was checked and goes by the options of this way.
    pub(super) fn task(
        &self,
        operation: &'static Operation,
        call: Call,
    ) -> Result<Box<Task>, Failure> {
        let mut task = self.inner.prepare(operation, call)?;
        if let Some(options) = &self.options {
            self.inner.with_options(&mut task, options)?;
        }
        Ok(task)
    }

    /// Sends what was prepared some time ago.
    pub(super) async fn send_now(&self, mut task: Box<Task>) -> Result<Box<Judged>, Failure> {
        let now = self.inner.clock.wall();
        task.intent = Arc::new(task.intent.with_handle(task.intent.handle().made_at(now)));
        self.inner.timed(&mut task, self.inner.clock.reading());
        self.run(task).await
    }

    async fn run(&self, mut task: Box<Task>) -> Result<Box<Judged>, Failure> {
        let span = trace::span(&task, self.inner.api);
        let inner = Arc::clone(&self.inner);
        if task.operation.effect == Effect::Reads {
            return boxed(|| inner.carry(task).instrument(span)).await;
        }
        let (waiting, cancelled) = Cancelled::unless_awaited();
        task.cancelled = cancelled;
        let intent = Arc::clone(&task.intent);
        // Boxed once, where it stays: what is moved from here on is a pointer.
        let carried = boxed(|| inner.carry(task).instrument(span));
        run_detached(carried, waiting, intent).await
    }
}

impl Inner {
    /// Carries a call to its end. An answer that says "accepted" is written down as that only if it can be read and
    /// speaks of the whole request.
    pub(super) async fn carry(
        self: Arc<Self>,
        mut task: Box<Task>,
    ) -> Result<Box<Judged>, Failure> {
        let _under_way = match &task.purpose {
            Purpose::LookUp(_) => self.calls.go_on(),
            Purpose::Call => match self.calls.begin() {
                Some(under_way) => under_way,
                None => return Err(not_sent(&task, 1, Reason::Draining, None)),
            },
        };
        self.calls.take_turn().await;
        self.admit(&task).await?;
        self.asked(&mut task);
        let flight = match &self.journal {
            Some(journal) => {
                let is_prepared = task.start == Start::Prepared;
                let begun = journal.begin(&task.intent, is_prepared, task.deadline);
                begun.await.inspect_err(|_| {
                    let handle = task.intent.handle();
                    self.their_clock.not_carried_out(handle, self.api);
                })?
            }
            None => None,
        };
        let lasting = trace::Lasting::begin(&*self.clock);
        let is_dated = task.intent.handle().gateway_time().is_some();
        let ready = self.ready(&mut task).await;
        let handle = task.intent.handle();
        if let Some(flight) = &flight
            && ready.is_ok()
            && !is_dated
            && handle.gateway_time().is_some()
        {
            flight.amend(handle, task.deadline).await;
        }
        let mut outcome = async {
            ready?;
            self.no_other_attempt(&task).await?;
            self.no_other_open(&task).await?;
            self.no_more_than_taken(&task).await?;
            self.perform(&task).await
        }
        .await;
        trace::outcome(&outcome, &lasting);
        self.count(&task, &outcome);
        if let Err(failure) = &outcome
            && !Outcome::of_failure(failure).may_have_been_carried_out()
        {
            let handle = task.intent.handle();
            self.their_clock.not_carried_out(handle, self.api);
        }
        if let Some(flight) = flight {
            let noted = match &mut outcome {
                Ok(judged) => match judged.is_whole && (task.is_readable)(judged) {
                    true => accepted(judged),
                    false => Outcome::Open {
                        answered: true,
                        seen: judged.seen.clone(),
                    },
                },
                Err(failure) => Outcome::of_failure(failure),
            };
            flight.end(&noted).await;
        }
        outcome
    }
}

/// What a journal keeps of a call that was accepted.
fn accepted(judged: &Judged) -> Outcome {
    Outcome::Accepted {
        code: judged.said.code.as_ref().and_then(Code::shown),
        seen: judged.seen.clone(),
    }
}

#[cfg(all(test, feature = "testing"))]
impl Gateway {
    /// How many bytes the task of a call takes.
    pub(super) fn size_of_task(&self, operation: &'static Operation, call: Call) -> usize {
        let task = self.inner.prepare(operation, call).expect("a call");
        let span = trace::span(&task, self.inner.api);
        let task = Arc::clone(&self.inner).carry(task).instrument(span);
        size_of_val(&task)
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway")
            .field("api", &self.inner.api.title)
            .field("release", &self.inner.api.release)
            .finish_non_exhaustive()
    }
}
