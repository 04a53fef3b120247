//! Writing down what is about to be sent, so that a crash cannot make anybody forget it.

use std::fmt;
use std::time::Duration;

use crate::record::claim::{Claim, Claimed, Fence, Released};
use crate::record::entry::EntryId;
use crate::record::forget::Forget;
use crate::record::future::BoxFuture;
use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::{Closing, Outcome};
use crate::record::recorded::Recorded;

/// What a journal says as soon as it can.
pub type JournalFuture<'a, T> = BoxFuture<'a, Result<T, JournalError>>;

/// Where requests are written down before they are sent, and what became of them afterwards.
///
/// A request that changes something is sent only after [`intend`](Self::intend) has said that it is durable; when it
/// fails, the request is refused here and never sent. What is written is a [`Handle`]: operation, time, and the fields
/// that the document lets a journal keep; never a card number, a security code or a secret.
///
/// **Who has an entry.** Its call has it first, for as long as the lease that `intend` was given lasts. Then whoever
/// [`claim`](Self::claim)s it. All times are by one clock of the journal's own, that of the database for instance: no two
/// machines agree on the time. A claim has a number ([`Fence`]), greater than that of any claim before it, and what a
/// look-up found is written only under the number of the last one ([`release`](Self::release)): a worker that was frozen and wakes
/// decides nothing any more. What the gateway answered to the request itself is a fact, and is written whoever has the
/// entry ([`conclude`](Self::conclude)).
///
/// Each method is one short transaction; none is held while the gateway is asked.
///
/// The methods give futures, since a journal may be a database on the network; one on disk does its work on a thread of
/// its own, so that a slow disk stops nobody else. The feature `journal` brings one:
#[cfg_attr(feature = "journal", doc = "[`DiskJournal`](crate::DiskJournal).")]
#[cfg_attr(not(feature = "journal"), doc = "`DiskJournal`.")]
pub trait Journal: Send + Sync + fmt::Debug {
    /// Writes down that a request is about to be sent. The future ends when that would survive a crash of the machine.
    /// `entry` is new: no other request ever had it. Nobody can claim it before `lease` is over, or the call
    /// [has ended](Self::conclude).
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()>;

    /// Writes down a request that [`begin`](Self::begin) may have sent within this time, and nobody after it. Nobody can
    /// claim it before that time is over.
    ///
    /// A journal in the database of the shop leaves the writing to the shop's own transaction, and does nothing here. By
    /// default it is an error, and nothing can be prepared.
    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        let _ = (entry, intent, within);
        cannot_prepare()
    }

    /// Says that a prepared request is about to be sent, durably, if it stands there as prepared, its time is not over,
    /// and nobody has claimed it; `false` if it may not be sent, and nothing is changed. From now on its call has it for
    /// `lease`. The intent has the time at which it is sent, and replaces the one that stands there.
    ///
    /// Whether the time is over is decided by the same comparison as in [`claim`](Self::claim), so that a request is
    /// either sent or given up.
    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        let _ = (entry, intent, lease);
        cannot_prepare()
    }

    /// Writes down what was learnt of a request since it was intended, before it leaves: the gateway's time, by the answer
    /// that brought the token. It is the same request and the same entry, so that this replaces what stands there. When
    /// it fails, the request is sent all the same, as long as there is time. By default nothing is written.
    fn amend<'a>(&'a self, entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        let _ = (entry, intent);
        Box::pin(std::future::ready(Ok(())))
    }

    /// Writes down what a call came to, which ends it and its lease. It is a fact, whoever has the entry by now: what
    /// stands there afterwards is what [`Outcome::after`] makes of it and what stood there, so that no proof is ever
    /// forgotten, whoever writes last. It comes with the whole intent, for a journal that has lost it. When it fails, the
    /// request stays unresolved and is looked up once more, which does no harm.
    ///
    /// It gives what stands there now, so that whoever learns a payment's end hears of a conflict.
    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome>;

    /// The intents without a [conclusive](Outcome::is_conclusive) outcome, whoever has them, the oldest first, each with its
    /// [`entry`](Handle::entry) and with what the last outcome says of it ([`Outcome::noted_on`]).
    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>>;

    /// Claims an entry for `lease` from now, be it open or settled: without a number if nobody has it, with the number
    /// of a claim that is [still the last one](Fence) to hold it for longer, be its lease over or not.
    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim>;

    /// Claims entries without a conclusive outcome that nobody has and that are due, those that have waited longest
    /// first; `at_most` so many, and none while the journal hands out no look-ups. What was never released is due once its
    /// call has ended.
    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>>;

    /// Ends a claim. What was found meanwhile is written down as in [`conclude`](Self::conclude), if the claim is still
    /// the last one of its entry; else nothing is. An entry that stays open can be claimed at once, and is
    /// [taken](Self::take) `due` from now or later.
    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released>;

    /// The requests that are attempts of this purchase ([`Handle::purchase`]) or that these numbers
    /// [may name](Numbers::may_name), as far as this journal sees, and that may have been carried out: without an outcome,
    /// or with one that [does not rule it out](Outcome::may_have_been_carried_out). A payment that names its purchase is
    /// written down first, and sent only if it is the only one of them. With the numbers of a payment and no purchase
    /// (`""`) these are all that moves its money: what a refund is compared with.
    ///
    /// By default it is an error; a payment that names its purchase is never sent then, and no sum of refunds is known.
    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        let _ = (purchase, numbers);
        missing("it cannot tell which payments are of one purchase")
    }

    /// Adds a line to the history of an entry: a look-up that came to nothing. What a call or a look-up came to is written by
    /// [`conclude`](Self::conclude) and [`release`](Self::release), which a journal with a history adds to it as well. When it
    /// fails, nothing is lost but the line. By default there is no history.
    fn note<'a>(&'a self, entry: &'a EntryId, note: &'a Note) -> JournalFuture<'a, ()> {
        let _ = (entry, note);
        Box::pin(std::future::ready(Ok(())))
    }

    /// Everything that stands in it, whoever has it, the oldest first, and of what was forgotten the traces: what an
    /// [`Audit`](crate::Audit) asks about. By default it is an error.
    fn recorded(&self) -> JournalFuture<'_, Vec<Recorded>> {
        missing("it cannot list what it has settled")
    }

    /// The requests with names before this one whose outcome says that money [is reserved](Outcome::is_authorized), the oldest
    /// first, but for those of which [that has ended](Self::authorization_ended), and traces. Each is given as in
    /// [`unresolved`](Self::unresolved). By default all that is [recorded](Self::recorded) is gone through.
    fn authorized<'a>(&'a self, before: &'a EntryId) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async move {
            let is_meant = |one: &Recorded| {
                let outcome = one.outcome.as_ref();
                let is_before = one.handle.entry().is_some_and(|entry| entry < before);
                is_before
                    && one.handle.forgotten().is_none()
                    && outcome.is_some_and(Outcome::is_authorized)
            };
            let mut recorded = self.recorded().await?;
            recorded.retain(is_meant);
            Ok(recorded.into_iter().map(|one| one.handle).collect())
        })
    }

    /// Notes that what a request reserved was captured or given free, so that [`authorized`](Self::authorized) need not list it
    /// any more. When it is lost, or fails, that is found out once more. By default nothing is noted.
    fn authorization_ended<'a>(&'a self, entry: &'a EntryId) -> JournalFuture<'a, ()> {
        let _ = entry;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Forgets settled requests, but for a [trace](Forget) of each, and gives how many; with it go the lines of their
    /// history. A request that is open stays as it is, and so does one that somebody has claimed where others claim too. By
    /// default it is an error, and everything is kept.
    fn forget<'a>(&'a self, forget: &'a Forget) -> JournalFuture<'a, u64> {
        let _ = forget;
        missing("it cannot forget what it has settled")
    }

    /// The entries of all requests that these numbers [may name](Numbers::may_name) and that may have reached the
    /// gateway: without an outcome, or with one that [counts](Numbers::counts). A look-up
    /// whose answer does not tell by itself whether it shows this request or another one of the same number goes by it.
    ///
    /// `None` if the journal cannot know all of them: since others write elsewhere, for instance, or since it has
    /// forgotten some that were made after [`Numbers::not_before`]. By default it never knows.
    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        let _ = numbers;
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// That a person has closed a request, who has to say who that is and why.
pub(crate) fn closed(by: &str, why: &str) -> Result<Outcome, JournalError> {
    if by.trim().is_empty() || why.trim().is_empty() {
        let unnamed = "who closes a request, and why, has to be said";
        return Err(JournalError::new(unnamed));
    }
    Ok(Outcome::Closed(Closing::by(by, why)))
}

fn cannot_prepare<'a, T: Send + 'a>() -> JournalFuture<'a, T> {
    missing("it has no entries that are prepared first and sent later")
}

fn missing<'a, T: Send + 'a>(what: &str) -> JournalFuture<'a, T> {
    Box::pin(std::future::ready(Err(JournalError::missing(what))))
}

/// Why a journal could not be written or read. It holds nothing of what was to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalError {
    text: String,
    /// Whether it is one that a journal without a method gives for it.
    is_missing: bool,
}

impl JournalError {
    /// An error with a text that says what, where, and what to do, and nothing of an entry's content.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_missing: false,
        }
    }

    /// What a journal gives that does not have a method.
    fn missing(text: &str) -> Self {
        Self {
            is_missing: true,
            ..Self::new(text)
        }
    }

    pub(crate) fn is_missing(&self) -> bool {
        self.is_missing
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the journal failed: {}", self.text)
    }
}

impl std::error::Error for JournalError {}
