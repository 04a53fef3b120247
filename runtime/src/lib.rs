//! What a generated payment client runs on. It names no endpoint of any API: operations are data that a generated
//! crate states, and models are types that it implements [`Read`], [`Write`] and [`Check`] for.
//!
//! # What it promises
//!
//! - **Strict in what is sent.** Every rule of a request is checked before anything leaves, and all violations are
//!   said at once, each with its place and never with its value ([`ValidationError`]).
//! - **Lenient in what is read.** One anomalous field never costs an answer: it becomes `None` and leaves a [`DecodeWarning`].
//!   The code of an answer is read before its shape, and the answer as it came stays beside the typed value
//!   ([`RawAnswer`]).
//! - **Never lost.** Every call ends in an [`Accepted`] or in a [`Failure`] whose variants say what to do, with the
//!   [`Evidence`] of how far the request got. The [fault table](Failure#the-fault-table) shows each case.
//! - **Never twice.** A request is sent again by itself only if not one byte of it left, or if its document calls the
//!   operation safe to repeat. Redirects are answers, not directions.
//! - **Nothing shown.** Card numbers, codes, secrets and tokens stand in no `Debug`, `Display`, error or log line.
//!
//! ```no_run
//! # use gateway_runtime::{Acknowledges, Api, Effect, Envelope, FoundBy, Method, Operation, Repeat, Security};
//! use gateway_runtime::{Accepted, Call, Config, Failure, Gateway, Json};
//!
//! # static PAYMENT: Operation = Operation { id: "payment", method: Method::Post, path: "/payment", effect: Effect::MovesMoney,
//! #     repeat: Repeat::Never, secured: true, envelope: None, before_state: &[], refused: &[],
//! #     acknowledges: Acknowledges::NOTHING,
//! #     found_by: FoundBy::Nothing { reason: "" }, journal: &[] };
//! # static API: Api = Api { title: "", release: "", security: Security::Bearer, token: None, requirements: &[], operations: &[&PAYMENT] };
//! # async fn pay() -> Result<(), Box<dyn std::error::Error>> {
//! let gateway = Gateway::new(&API, Config::new("https://gateway.example.com").credential("key"))?;
//! match gateway.call::<Json>(&PAYMENT, Call::new().body(&Json::parse(r#"{"amount":"1.00"}"#)?)).await {
//!     Ok(accepted) => println!("{} bytes", accepted.answer.body().len()),
//!     Err(Failure::Indeterminate(open)) => println!("look it up, do not send it again: {open}"),
//!     Err(failure) => println!("it did not happen: {failure}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Finding out what happened
//!
//! An open outcome has a [`Handle`]: operation, time, and those fields of the request that the document lets anybody
//! keep. [`Gateway::reconcile`] looks the outcome up with it, as the document says for the operation ([`FoundBy`]),
//! until the gateway shows it or the patience is at its end. Only a positive match counts; what was not found may still
//! have happened, and comes back as a handle to resume with. [`Gateway::wait_until_final`] does the same for what was
//! accepted and is not done yet. An unknown state is [`StateClass::Pending`]: never paid, and never failed.
//!
//! A process can end between sending a payment and hearing of it. With a [`Journal`] ([`Config::journal`]) each request
//! that changes something is written down before it is sent, and [`Gateway::recover`] looks up whatever has no outcome
//! when the process starts again.
//!
//! Nothing is sent again or called off by any of these. [`Gateway::resend`] repeats a request that the caller hands in
//! anew, if the rule of its operation ([`Repeat`]) allows that after looking.
//!
//! ```no_run
//! # async fn start(gateway: gateway_runtime::Gateway) -> Result<(), gateway_runtime::JournalError> {
//! use gateway_runtime::Reconcile;
//!
//! for recovered in gateway.recover(&Reconcile::new()).await? {
//!     match recovered.resolution.finding() {
//!         Some(found) => println!("{:?}: {}", recovered.handle.field("orderNo"), found.state()),
//!         None => println!("still open: {:?}", recovered.handle),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is wiped, and what cannot be
//!
//! The body of a request, header values that hold a credential, the body of an answer, and every [`Sensitive`],
//! [`Pan`], [`SecurityCode`] and [`Json`] are overwritten when they are dropped, and leave no copies behind when they
//! grow. Out of reach are: the buffers of hyper (the head of a request, an answer on its way to us), of rustls (one
//! record at a time) and of the operating system; a path or query, which hyper copies; values that were moved on the
//! stack; and strings that the caller made a value from by reference.
//!
//! # What is logged
//!
//! Each call is a `tracing` span `gateway_call` with `operation`, `purpose` and `request`: the value of the field that the
//! document names first of those that may be kept, an order number. The purpose is `call`, `look-up` for a query that finds
//! out an outcome, or `token` for fetching one, which is a span within that of the call that needs it; `request` is then that
//! of what is looked up, or of that call. In it are the events `attempt` (debug; `attempt`, `evidence`, `status`, `code`,
//! `elapsed_ms`) and one for the end of the call: `accepted` (info; `attempts`, `warnings`, `elapsed_ms`), or the failure in
//! words (`evidence`, `elapsed_ms`; info, warn for an open outcome, and error for credentials that are not taken).
//! A journal that cannot be written is a warning with the name of its entry, an observer that panics one with the operation. Nothing else is logged, at any level. A code
//! that is the security code which was just sent is not shown, and in the `Debug` of an [`Accepted`] neither that nor the
//! number of the card is, wherever a gateway repeats them.
//!
//! # Features
//!
//! - `client` (default): everything that sends, on hyper and tokio. Without it there are the values and what is known of
//!   a request, for whoever needs the models alone.
//! - `tls` (default): TLS by rustls with ring and Mozilla's roots. Without it, only loopback addresses can be reached,
//!   or whatever a [`Transport`] of your own reaches.
//! - `journal`: `DiskJournal`, a journal on disk that survives a crash.
//! - `serde`: scalars and enumerations that may be stored, [`Amount`], [`Date`], [`Timestamp`] and [`Handle`] as values of serde.
//!   A request or an answer is none, nor is anything of a card or a credential.
//! - `server`: the [other side](server), for whoever stands in for a gateway.
//! - `testing`: a gateway without HTTP that answers what a test says, a clock that it moves by hand, stores in memory, and the
//!   contracts of the traits.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "client"),
    allow(dead_code, reason = "what only a client uses")
)]

mod audit;
#[cfg(feature = "client")]
mod engine;
#[cfg(test)]
mod fixture;
mod record;
#[cfg(feature = "client")]
mod recovery;
#[cfg(feature = "server")]
pub mod server;
mod value;
#[cfg(feature = "client")]
mod wire;

/// The exact decimal of the `rust_decimal` crate: what a document calls a plain number.
pub use rust_decimal::Decimal;

/// The offset from UTC of the `time` crate: what [`Config::times_in`] takes.
pub use time::UtcOffset;

/// The types of the `http` crate that a [`Transport`] works with.
pub use http;

pub use value::forms;

#[cfg(feature = "serde")]
pub use value::serde;

pub use audit::difference::{Difference, DifferenceKind};
pub use audit::statement::{BadStatement, Columns, Statement};
pub use audit::{Audit, Awaited, Entry, OpenEntry};
#[cfg(feature = "testing")]
pub use engine::testing;
#[cfg(feature = "client")]
pub use engine::{
    breaker::Breaker,
    config::{Config, TokenForm},
    drain::NotDrained,
    gateway::Gateway,
    metrics::{Metric, Metrics},
    observer::{Ended, Observer, Sending},
    options::CallOptions,
    prepared::Prepared,
    retry::Retries,
    unlisted::Unlisted,
};
pub use record::attempt::Attempt;
pub use record::call::Call;
pub use record::call::style::Style;
pub use record::claim::{Claim, Claimed, Fence, Released, Stage};
pub use record::credentials::{CredentialProvider, Credentials};
pub use record::entry::EntryId;
pub use record::evidence::{Evidence, Reason};
pub use record::failure::{Failure, Indeterminate, NotSent, Refused, UnexpectedStatus};
pub use record::forget::{Forget, Left};
pub use record::future::BoxFuture;
pub use record::handle::Handle;
pub use record::handle::stored::BadHandle;
pub use record::journal::{Journal, JournalError, JournalFuture};
pub use record::note::{Note, NoteKind};
pub use record::numbers::Numbers;
pub use record::operation::{
    Acknowledges, Api, Effect, Envelope, Method, Moves, Operation, Repeat, TimeUnit, TokenFlow,
};
pub use record::operation::{
    Fill, FoundBy, Kept, Lookup, ParameterPlace, PaymentPage, Source, StateClass,
};
pub use record::outcome::{Closing, Outcome};
pub use record::raw_answer::{Accepted, Code, RawAnswer};
pub use record::recorded::Recorded;
pub use record::security::{CredentialSet, Requirement, Scheme, Security};
pub use record::seen::Seen;
pub use record::token_store::{StoredToken, TokenLease, TokenStore};
#[cfg(feature = "journal")]
pub use recovery::disk::{
    DiskJournal,
    closing::close_entry,
    reading::{ReadJournal, read_journal},
};
#[cfg(feature = "client")]
pub use recovery::{
    follow::{Follow, Followed},
    options::{Question, Reconcile},
    page::PageLook,
    recovered::Recovered,
    resend::NotResent,
    resolution::{Doubt, Finding, NotDenied, Resolution, Unresolved, Why},
    retention::Retention,
};
pub use value::check::checks::{Checks, Doubtful};
pub use value::check::number::{NumberRules, Numeric};
pub use value::check::pattern::{Pattern, Piece};
pub use value::check::rules::{Check, Rules, validate};
pub use value::check::text::{TextRules, Textual};
pub use value::check::texts::Texts;
pub use value::check::violation::{Rule, ValidationError, Violation};
pub use value::echo::CardData;
pub use value::form::FormStyle;
pub use value::json::kind::Kind;
pub use value::json::match_score::MatchScore;
pub use value::json::object::Object;
pub use value::json::read::{Answer, Answered, Read};
pub use value::json::reference::JsonRef;
pub use value::json::untyped::{Json, NotJson};
pub use value::json::warning::{Anomaly, DecodeWarning, DecodeWarnings};
pub use value::json::writer::{JsonWriter, ListWriter, ObjectWriter};
pub use value::json::writer::{Write, WriteNumber};
pub use value::multipart::{Multipart, PartsWriter};
pub use value::plain::PlainWriter;
pub use value::returned::Returned;
pub use value::text::{Text, validated_text};
pub use value::types::amount::Amount;
pub use value::types::card::{Pan, SecurityCode};
pub use value::types::currency::currency_digits;
pub use value::types::date::Date;
pub use value::types::nullable::Nullable;
pub use value::types::sensitive::Sensitive;
pub use value::types::timestamp::Timestamp;
pub use value::types::upload::{Upload, Uploads};
pub use value::types::whole::{Binary, PlainText};
pub use value::wipe::Wipe;
#[cfg(feature = "client")]
pub use wire::{
    address::BadAddress,
    clock::{Clock, Reading, SystemClock},
    config_error::ConfigError,
    headers::BadHeader,
    outgoing::{Incoming, Outgoing},
    transport::{Limits, Transport, TransportError},
};
