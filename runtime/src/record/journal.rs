//! Writing down what is about to be sent, so that a crash cannot make anybody forget it.

use std::fmt;

use crate::record::entry::EntryId;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;

/// Where requests are written down before they are sent, and what became of them afterwards.
///
/// A request that changes something is sent only after [`intend`](Self::intend) has said that it is durable; when it
/// fails, the request is refused here and never sent. What is written is a [`Handle`]: operation, time, and the fields
/// that the document lets a journal keep; never a card number, a security code or a secret.
///
/// The methods give futures, since a journal may be a database on the network; one on disk does its work on a thread of
/// its own, so that a slow disk stops nobody else. The feature `journal` brings one:
#[cfg_attr(feature = "journal", doc = "[`DiskJournal`](crate::DiskJournal).")]
#[cfg_attr(not(feature = "journal"), doc = "`DiskJournal`.")]
pub trait Journal: Send + Sync + fmt::Debug {
    /// Writes down that a request is about to be sent. The future ends when that would survive a crash of the machine.
    /// `entry` is new: no other request ever had it.
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
    ) -> BoxFuture<'a, Result<(), JournalError>>;

    /// Writes down what was learnt of a request since it was intended, before it leaves: the gateway's time, by the answer
    /// that brought the token. It is the same request and the same entry, so that this replaces what stands there. When
    /// it fails, the request is sent all the same, as long as there is time. By default nothing is written.
    fn amend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        let _ = (entry, intent);
        Box::pin(std::future::ready(Ok(())))
    }

    /// Writes down what became of it. It may be called again with another outcome; what stands there afterwards is what
    /// [`Outcome::after`] makes of both, so that no proof is ever forgotten, whoever writes last. When it fails, the
    /// request stays unresolved and is looked up once more, which does no harm.
    ///
    /// It gives what stands there now, so that whoever learns a payment's end hears of a conflict.
    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        outcome: &'a Outcome,
    ) -> BoxFuture<'a, Result<Outcome, JournalError>>;

    /// The intents without a [conclusive](Outcome::is_conclusive) outcome, the oldest first, each with its
    /// [`entry`](Handle::entry) and with what the last outcome says of it ([`Outcome::noted_on`]). Those that another living
    /// process has under way are not its business.
    fn unresolved(&self) -> BoxFuture<'_, Result<Vec<Handle>, JournalError>>;

    /// Whether this process may send a request of the journal again. It is asked before one is looked up for that.
    ///
    /// A journal that several processes share says [`Claim::Elsewhere`] of what another living process has, so that no
    /// two of them send the same request again. By default every entry is this process's.
    fn claim<'a>(&'a self, entry: &'a EntryId) -> BoxFuture<'a, Result<Claim, JournalError>> {
        let _ = entry;
        Box::pin(std::future::ready(Ok(Claim::Ours)))
    }

    /// The requests that are attempts of this purchase ([`Handle::purchase`]) or that these numbers
    /// [may name](Numbers::may_name), as far as this journal sees, and that may have been carried out: without an outcome,
    /// or with one that [does not rule it out](Outcome::may_have_been_carried_out). A payment that names its purchase is
    /// written down first, and sent only if it is the only one of them.
    ///
    /// By default it is an error, and a payment that names its purchase is never sent.
    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> BoxFuture<'a, Result<Vec<Handle>, JournalError>> {
        let _ = (purchase, numbers);
        let error = JournalError::new("it cannot tell which payments are of one purchase");
        Box::pin(std::future::ready(Err(error)))
    }

    /// The entries of all requests that these numbers [may name](Numbers::may_name) and that may have reached the
    /// gateway: without an outcome, or with one that [counts](Numbers::counts). A look-up
    /// whose answer does not tell by itself whether it shows this request or another one of the same number goes by it.
    ///
    /// `None` if the journal cannot know all of them: since others write elsewhere, for instance, or since it has
    /// forgotten some that were made after [`Numbers::since`]. By default it never knows.
    fn uses<'a>(
        &'a self,
        numbers: &'a Numbers,
    ) -> BoxFuture<'a, Result<Option<Vec<EntryId>>, JournalError>> {
        let _ = numbers;
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// Whose an entry of a journal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// It is open, and this process's.
    Ours,
    /// It has a [conclusive](Outcome::is_conclusive) outcome.
    Settled,
    /// It is not this process's: another one that is alive has it, or nobody does.
    Elsewhere,
}

/// Why a journal could not be written or read. It holds nothing of what was to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalError(String);

impl JournalError {
    /// An error with a text that says what, where, and what to do, and nothing of an entry's content.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the journal failed: {}", self.0)
    }
}

impl std::error::Error for JournalError {}
