//! Everything that a call can end in other than an acceptance, as what a merchant can do about it.

use std::fmt;
use std::sync::Arc;

use crate::record::advice;
use crate::record::evidence::{Evidence, Reason};
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::operation::Operation;
use crate::record::raw_answer::{Code, RawAnswer};
use crate::record::seen::Seen;
use crate::value::check::violation::ValidationError;
use crate::value::json::read::Answer;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::sensitive::Sensitive;

/// What a call ended in, other than an acceptance.
///
/// ```
/// use gateway_runtime::Failure;
///
/// fn act(failure: &Failure) -> &'static str {
///     match failure {
///         Failure::Invalid(_) => "mend the request",
///         Failure::NotSent(_) => "try again",
///         Failure::Refused(_) => "it did not happen, and will not",
///         Failure::Indeterminate(_) => "look the outcome up; do not send it again",
///         Failure::Status(_) => "mind the credential, or the address",
///         _ => "look the outcome up; do not send it again",
///     }
/// }
/// # let _ = act;
/// ```
///
/// # What decides nothing
///
/// Of an operation that moves money, only a code that is known to refuse for good, or a status that is known to come
/// before any state, says that it did not happen; and neither says so where the answer says otherwise:
///
/// - **A torn answer**, whatever its status: one that the transport cut, or JSON that does not end.
/// - **A 401 that speaks of the order**: anything that the operation's answer names its request or its state by, at any
///   value. A bare 401, with an empty body or a page of HTML, comes before any state, and is sent once more with a fresh
///   token.
/// - **A 403, a 404 and any other status**, since a firewall can give them after the gateway has acted. Who knows better of
///   a gateway says so with [`Config::status_before_state`](crate::Config::status_before_state).
/// - **A refused code beside a state** that is not a failed one ([`Config::state`](crate::Config::state)), or beside a number
///   that the gateway gave and no state ([`Reason::Contradiction`](crate::Reason::Contradiction)).
/// - **An acceptance without any of the fields that are always there** ([`Reason::Incomplete`](crate::Reason::Incomplete)).
/// - **An answer that names another order**, at any depth ([`Reason::OtherRequest`](crate::Reason::OtherRequest)). This holds
///   for queries too.
///
/// Of another change, a whole answer with a status from 400 on is a rejection, but for 408, 429 and those from 500 on. A torn
/// one, one that names another order and one that shows what became of it decide nothing there either: the same page
/// could be made twice.
///
/// # The fault table
///
/// "Known to come before any state" is a status that the caller has listed. What a call ends in, with its evidence and the number of requests whose head the gateway saw, for each way in which
/// an exchange can break. What an operation does ([`Effect`](crate::Effect)) and whether it is safe to repeat
/// ([`Repeat`](crate::Repeat)) decide which column is its own. A test breaks each of them over real HTTP and writes this
/// table, and another one breaks every operation of a client and finds it to end as its column says.
///
#[doc = include_str!("../../docs/faults.md")]
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Failure {
    /// The request breaks rules and was not sent.
    Invalid(ValidationError),
    /// Not one byte of the request left. It is safe to try again.
    NotSent(NotSent),
    /// The gateway refused, and shows nothing that says otherwise. It did not happen.
    Refused(Refused),
    /// Nobody knows yet whether it happened. Sending it again may do it twice.
    Indeterminate(Indeterminate),
    /// The gateway answered with an HTTP status that says that it did not happen, and nothing beside it says otherwise.
    Status(UnexpectedStatus),
}

impl Failure {
    /// What is known of how far the request got.
    pub fn evidence(&self) -> Evidence {
        match self {
            Self::Invalid(_) | Self::NotSent(_) => Evidence::NeverSent,
            Self::Refused(_) | Self::Status(_) => Evidence::Answered,
            Self::Indeterminate(open) => open.evidence(),
        }
    }

    /// The answer as it came, if one came.
    pub fn answer(&self) -> Option<&RawAnswer> {
        match self {
            Self::Invalid(_) | Self::NotSent(_) => None,
            Self::Refused(refused) => Some(refused.answer()),
            Self::Indeterminate(open) => open.answer(),
            Self::Status(status) => Some(status.answer()),
        }
    }

    /// The code of the answer, if one came with a code.
    pub fn code(&self) -> Option<&Code> {
        match self {
            Self::Invalid(_) | Self::NotSent(_) => None,
            Self::Refused(refused) => refused.code(),
            Self::Indeterminate(open) => open.code(),
            Self::Status(status) => status.code(),
        }
    }

    /// Reads the answer as a type, if one came that is of it: a client's methods say what the reference documents for each
    /// status. What decides about the outcome is never read from it, so this can be asked of any failure.
    ///
    /// ```
    /// use gateway_runtime::{Failure, Json};
    ///
    /// /// The answer without its blanks, whatever it holds.
    /// fn as_json(failure: &Failure) -> Option<Json> {
    ///     failure.decode()
    /// }
    /// ```
    pub fn decode<A: Answer>(&self) -> Option<A> {
        self.answer()?.decode().0
    }

    /// Whether the gateway did not take the credentials, or there were none, so that no call will do better.
    pub(crate) fn is_about_credentials(&self) -> bool {
        match self {
            Self::NotSent(failure) => failure.is_about_credentials(),
            Self::Status(status) => status.status() == 401,
            _ => false,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => write!(f, "the request was not sent: {error}"),
            Self::NotSent(failure) => failure.fmt(f),
            Self::Refused(failure) => failure.fmt(f),
            Self::Indeterminate(failure) => failure.fmt(f),
            Self::Status(failure) => failure.fmt(f),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            // The message has what became of the token.
            Self::NotSent(failure) => failure.token_failure().and_then(std::error::Error::source),
            _ => None,
        }
    }
}

impl From<ValidationError> for Failure {
    fn from(error: ValidationError) -> Self {
        Self::Invalid(error)
    }
}

impl From<NotSent> for Failure {
    fn from(not_sent: NotSent) -> Self {
        Self::NotSent(not_sent)
    }
}

/// A request of which not one byte left.
#[derive(Debug, Clone)]
pub struct NotSent {
    pub(crate) operation: &'static Operation,
    pub(crate) reason: Reason,
    pub(crate) detail: Option<Arc<str>>,
    pub(crate) attempts: u32,
    pub(crate) token: Option<Arc<Failure>>,
    pub(crate) other_attempt: Option<Box<Handle>>,
}

impl NotSent {
    /// Nobody gave the credentials that the API wants.
    pub(crate) fn without_credentials(operation: &'static Operation) -> Self {
        let detail =
            "what Config::credentials_from was given has none of the kind that the API wants";
        Self::new(operation, Reason::Token).because(detail)
    }

    /// The configuration has no alternative whole of what the operation asks for.
    pub(crate) fn without_further(operation: &'static Operation) -> Self {
        let detail =
            "the operation asks for a credential that Config::further_credential was not given";
        Self::new(operation, Reason::Token).because(detail)
    }

    /// Nothing was tried, and nothing more is to be said.
    pub(crate) fn new(operation: &'static Operation, reason: Reason) -> Self {
        Self {
            operation,
            reason,
            detail: None,
            attempts: 0,
            token: None,
            other_attempt: None,
        }
    }

    /// With more words on why.
    pub(crate) fn because(self, detail: impl Into<Arc<str>>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// With the other request that is in its way.
    pub(crate) fn beside(self, other: Handle) -> Self {
        Self {
            other_attempt: Some(Box::new(other)),
            ..self
        }
    }

    /// The operation that was not sent.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Why.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// How often it was tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The other attempt of the purchase, or the other refund that is open, where that is the reason: what to look up before
    /// anything is sent again.
    pub fn other_attempt(&self) -> Option<&Handle> {
        self.other_attempt.as_deref()
    }

    /// The credentials do not do: there are none to fetch a token with, or the gateway gives none for them.
    fn is_about_credentials(&self) -> bool {
        let is_refused = |failure: &Failure| match failure {
            Failure::Refused(_) => true,
            Failure::Status(status) => matches!(status.status(), 400 | 401 | 403 | 422),
            Failure::NotSent(failure) => failure.is_about_credentials(),
            Failure::Invalid(_) | Failure::Indeterminate(_) => false,
        };
        match &self.token {
            Some(failure) => is_refused(failure),
            None => self.reason == Reason::Token,
        }
    }

    /// What became of fetching the token, where that is the reason.
    pub fn token_failure(&self) -> Option<&Failure> {
        self.token.as_deref()
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was never sent: {}", self.operation.id, self.reason)?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        if let Some(failure) = &self.token {
            write!(f, ": {failure}")?;
        }
        let other = self.other_attempt.as_ref();
        if let Some(label) = other.and_then(|other| other.label(self.operation)) {
            write!(f, " ({})", label.escape_debug())?;
        }
        match (self.token.as_deref(), self.reason.mends_sending()) {
            (Some(Failure::Refused(_)), _) => {
                f.write_str("; check the credentials that Config was given")
            }
            (_, Some(advice)) => write!(f, "; {advice}"),
            (_, None) => Ok(()),
        }
    }
}

/// What an answer says in its envelope.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) code: Option<Code>,
    pub(crate) message: Option<Sensitive<String>>,
}

/// A refusal.
#[derive(Debug, Clone)]
pub struct Refused {
    pub(crate) operation: &'static Operation,
    pub(crate) said: Said,
    pub(crate) answer: RawAnswer,
    pub(crate) warnings: Box<DecodeWarnings>,
}

impl Refused {
    /// The operation that was refused.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The code of the refusal; `None` if the answer has none.
    pub fn code(&self) -> Option<&Code> {
        self.said.code.as_ref()
    }

    /// The message beside the code. It is the gateway's free text and may name people or cards.
    pub fn message(&self) -> Option<&Sensitive<String>> {
        self.said.message.as_ref()
    }

    /// The answer as it came.
    pub fn answer(&self) -> &RawAnswer {
        &self.answer
    }

    /// Decode warnings: what in the answer was not as documented.
    pub fn warnings(&self) -> &DecodeWarnings {
        &self.warnings
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, status) = (self.operation.id, self.answer.status());
        match &self.said.code {
            Some(code) => write!(f, "{id} was refused with code {code}")?,
            None => write!(f, "{id} was refused without a code (status {status})")?,
        }
        f.write_str("; the message beside it may say why")
    }
}

/// A request of which nobody knows whether it happened.
#[derive(Debug, Clone)]
pub struct Indeterminate {
    pub(crate) intent: Arc<Intent>,
    pub(crate) evidence: Evidence,
    pub(crate) reason: Reason,
    pub(crate) detail: Option<Arc<str>>,
    pub(crate) attempts: u32,
    pub(crate) said: Said,
    pub(crate) seen: Box<Seen>,
    pub(crate) answer: Option<RawAnswer>,
    pub(crate) warnings: Box<DecodeWarnings>,
}

impl Indeterminate {
    /// The operation that was sent.
    pub fn operation(&self) -> &'static Operation {
        self.intent.operation()
    }

    /// What the outcome is looked up with, now or after it was stored: [`Gateway::reconcile`](crate::Gateway::reconcile).
    pub fn handle(&self) -> Handle {
        let handle = self.intent.handle().with_evidence(self.evidence);
        handle.with_seen(&self.seen)
    }

    /// How far it got: [`Evidence::Answered`] if an answer came that does not decide it.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Why its outcome is open.
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// How often it was sent or tried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The code of the answer, if there is one.
    pub fn code(&self) -> Option<&Code> {
        self.said.code.as_ref()
    }

    /// The message beside the code. It is the gateway's free text and may name people or cards.
    pub fn message(&self) -> Option<&Sensitive<String>> {
        self.said.message.as_ref()
    }

    /// The answer as far as it came.
    pub fn answer(&self) -> Option<&RawAnswer> {
        self.answer.as_ref()
    }

    /// Decode warnings: what in the answer was not as documented.
    pub fn warnings(&self) -> &DecodeWarnings {
        &self.warnings
    }

    /// Reads what came of the answer as a type: it may hold a trade number although it does not decide the outcome.
    pub fn decode<A: Answer>(&self) -> Option<A> {
        self.answer.as_ref()?.decode().0
    }
}

impl fmt::Display for Indeterminate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the outcome of {} is open ({}): {}",
            self.operation().id,
            self.evidence,
            self.reason
        )?;
        if let Some(detail) = &self.detail {
            write!(f, " ({detail})")?;
        }
        if let Some(answer) = &self.answer {
            write!(f, ", status {}", answer.status())?;
        }
        if let Some(code) = &self.said.code {
            write!(f, ", code {code}")?;
        }
        let body = self.answer.as_ref().map_or(&[][..], RawAnswer::body);
        let is_page = body.trim_ascii_start().starts_with(b"<");
        if let Some(advice) = self.reason.mends_answer(is_page) {
            write!(f, "; {advice}")?;
        }
        write!(f, "; {}", self.operation().while_open())
    }
}

/// An HTTP status that says that the request was not acted upon.
#[derive(Debug, Clone)]
pub struct UnexpectedStatus {
    pub(crate) operation: &'static Operation,
    pub(crate) said: Said,
    pub(crate) answer: RawAnswer,
    pub(crate) warnings: Box<DecodeWarnings>,
}

impl UnexpectedStatus {
    /// The operation that was answered.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The HTTP status: 401 for a credential that was not taken. Of what moves no money also 403, for a right that is
    /// missing, 404, for a path or a thing that is not there, and others.
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// The code of the answer, if there is one.
    pub fn code(&self) -> Option<&Code> {
        self.said.code.as_ref()
    }

    /// The message beside the code. It is the gateway's free text and may name people or cards.
    pub fn message(&self) -> Option<&Sensitive<String>> {
        self.said.message.as_ref()
    }

    /// The answer as it came; [`RawAnswer::decode`] reads a documented error body.
    pub fn answer(&self) -> &RawAnswer {
        &self.answer
    }

    /// Decode warnings: what in the answer was not as documented.
    pub fn warnings(&self) -> &DecodeWarnings {
        &self.warnings
    }
}

impl fmt::Display for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation {
            id, method, path, ..
        } = self.operation;
        let (method, status) = (method.as_str(), self.status());
        write!(
            f,
            "{id} ({method} {path}) was answered with status {status}"
        )?;
        if let Some(code) = &self.said.code {
            write!(f, ", code {code}")?;
        }
        write!(f, "; {}", advice::of_status(status))
    }
}
