//! What looking an outcome up came to.

use std::fmt;

use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::operation::{Operation, StateClass};
use crate::record::raw_answer::RawAnswer;
use crate::record::seen::{Seen, state_shown};
use crate::recovery::options::Question;
use crate::value::json::read::Answer;

/// What looking an outcome up came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Resolution {
    /// It was carried out: the gateway shows it, with every value that tells it from other requests of the same number:
    /// those that the document names, its time among them, are all shown and are those of this request.
    Found(Finding),
    /// It was not carried out: the gateway shows it as failed, by a state that the document or
    /// [`Config::state`](crate::Config::state) lists, and everything that tells it from other requests is that of this
    /// one. The state stood for [`Config::failed_lag`](crate::Config::failed_lag), and the customer can no longer act
    /// ([`Config::customer_may_act_for`](crate::Config::customer_may_act_for)). A gateway can change its mind all the
    /// same: a later look that shows it as paid is an error in the log, and [`Outcome::Conflicting`](crate::Outcome) in
    /// the journal.
    Denied(Finding),
    /// It was prepared and never sent, and never will be.
    NeverSent(Handle),
    /// Nobody knows yet. Not having been found is no proof that it did not happen.
    Unresolved(Unresolved),
    /// The request was a list, and each of its entries has its own outcome, in the order of the list.
    Entries(Vec<Resolution>),
}

impl Resolution {
    /// Whether it was carried out; of a list, whether every entry was.
    pub fn is_found(&self) -> bool {
        match self {
            Self::Found(_) => true,
            Self::Denied(_) | Self::NeverSent(_) | Self::Unresolved(_) => false,
            Self::Entries(entries) => entries.iter().all(Self::is_found),
        }
    }

    /// What was found; `None` for a list.
    pub fn finding(&self) -> Option<&Finding> {
        match self {
            Self::Found(finding) => Some(finding),
            Self::Denied(_) | Self::NeverSent(_) | Self::Unresolved(_) | Self::Entries(_) => None,
        }
    }

    /// What the gateway shows of a request that failed.
    pub fn denied(&self) -> Option<&Finding> {
        match self {
            Self::Denied(finding) => Some(finding),
            Self::Found(_) | Self::NeverSent(_) | Self::Unresolved(_) | Self::Entries(_) => None,
        }
    }

    /// What is unresolved: of a list, its entries that are.
    pub fn unresolved(&self) -> Vec<&Unresolved> {
        match self {
            Self::Found(_) | Self::Denied(_) | Self::NeverSent(_) => Vec::new(),
            Self::Unresolved(unresolved) => vec![unresolved],
            Self::Entries(entries) => entries.iter().flat_map(Self::unresolved).collect(),
        }
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = |finding: &Finding| finding.shown_state().unwrap_or_default();
        match self {
            Self::Found(finding) => write!(
                f,
                "{} was carried out: the gateway shows it as `{}`",
                finding.handle.operation(),
                state(finding)
            ),
            Self::Denied(finding) => write!(
                f,
                "{} failed: the gateway shows it as `{}`",
                finding.handle.operation(),
                state(finding)
            ),
            Self::NeverSent(handle) => {
                write!(f, "{} was prepared and never sent", handle.operation())
            }
            Self::Unresolved(unresolved) => unresolved.fmt(f),
            Self::Entries(entries) => {
                let open = self.unresolved().len();
                write!(f, "{open} of {} entries are still open", entries.len())
            }
        }
    }
}

/// What the gateway shows of a request.
#[derive(Clone)]
pub struct Finding {
    pub(super) handle: Handle,
    pub(super) state: String,
    pub(super) number: Option<String>,
    pub(super) state_class: Option<StateClass>,
    pub(super) lost: &'static [&'static str],
    pub(super) query: &'static Operation,
    pub(super) answer: RawAnswer,
}

impl Finding {
    /// The state as the gateway wrote it.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// What the state means for the money, by the document or by [`Config::state`](crate::Config::state); `None` where it is no state of money, as that of a shipment.
    pub fn state_class(&self) -> Option<StateClass> {
        self.state_class
    }

    /// The fields of the answer that never came which this cannot give back, by their wire names. A credential for
    /// charging the card again is among those of a payment: it is gone.
    pub fn lost(&self) -> &'static [&'static str] {
        self.lost
    }

    /// The request that was looked up.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The operation that found it; its answer type is the one to decode.
    pub fn query(&self) -> &'static Operation {
        self.query
    }

    /// The answer to the query as it came.
    pub fn answer(&self) -> &RawAnswer {
        &self.answer
    }

    /// Reads the answer to the query as its type; `None` if it cannot be read at all.
    pub fn decode<A: Answer>(&self) -> Option<A> {
        self.answer.decode().0
    }

    /// The number that the gateway gave to it, if the answer shows one and the document calls it open.
    pub fn number(&self) -> Option<&str> {
        self.number.as_deref()
    }

    /// The state, if it looks like one.
    pub(crate) fn shown_state(&self) -> Option<String> {
        state_shown(&self.state)
    }

    /// What a journal keeps of it.
    pub(crate) fn seen(&self) -> Seen {
        let seen = Seen {
            number: self.number.clone(),
            state: self.shown_state(),
            class: self.state_class,
            ..Seen::NOTHING
        };
        seen.after(self.handle.seen())
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding")
            .field("handle", &self.handle)
            .field("state", &self.shown_state())
            .field("state_class", &self.state_class)
            .field("lost", &self.lost)
            .field("query", &self.query.id)
            .field("answer", &self.answer)
            .finish()
    }
}

/// A request of which nobody knows yet whether it was carried out.
#[derive(Debug, Clone)]
pub struct Unresolved {
    pub(super) handle: Handle,
    pub(super) why: Why,
    pub(super) seen: Option<Finding>,
}

impl Unresolved {
    /// What to resume with, now or after it was stored.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Why it is not resolved.
    pub fn why(&self) -> &Why {
        &self.why
    }

    /// What the gateway shows under its number, if it shows something: a state that is not known, or one that does not
    /// prove that this request was carried out, or one that is not final yet; or what may be another request, by
    /// [`Why::Doubtful`], or is one, by [`Why::Contradicted`].
    pub fn seen(&self) -> Option<&Finding> {
        self.seen.as_ref()
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the outcome of {} is still open: {}",
            self.handle.operation(),
            self.why
        )?;
        let state = self.seen.as_ref().and_then(Finding::shown_state);
        match (&self.why, state) {
            (Why::Undecided, Some(state)) => write!(
                f,
                " (`{state}`; if you know what it means, say so with Config::state)"
            ),
            _ => Ok(()),
        }
    }
}

/// Why an outcome is not resolved.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Why {
    /// The gateway answered and does not show it. That proves nothing: it may show it later.
    NotFound,
    /// The gateway says that there is none, by a code that [`Config::not_found_code_of`](crate::Config::not_found_code_of)
    /// lists. It may show it later all the same.
    Absent,
    /// The gateway shows it in a state that does not decide it.
    Undecided,
    /// The gateway shows it as failed, and that does not count yet.
    Failing(NotDenied),
    /// The gateway shows one of the same number, and a value beside it is surely not that of this request: another
    /// amount or currency, or a time that lies before the request beyond all doubt. It is another request.
    Contradicted {
        /// The path of that value in the answer to the query.
        path: &'static str,
    },
    /// The gateway shows one of the same number in a state that would prove this request, but a value beside it does not
    /// tell whether it is this one. It may be an earlier one or this one: nobody can tell.
    Doubtful {
        /// The path of that value in the answer to the query.
        path: &'static str,
        /// What is the matter with it.
        doubt: Doubt,
    },
    /// The last look-up itself failed.
    Failed(Box<Failure>),
    /// The look-up needs a value that the request did not hold. [`Question::setter`] gives it, or
    /// [`Reconcile::answer`](crate::Reconcile::answer).
    Asks(Question),
    /// The request's value of this field is none that can be looked up.
    NotListed {
        /// The wire name of the field of the query.
        field: &'static str,
    },
    /// The API offers nothing that finds it.
    NoLookup {
        /// Why not.
        reason: &'static str,
    },
    /// The handle names an operation that this release of the API does not have.
    UnknownOperation,
    /// The request was made for another merchant account ([`Handle::account`]), so it was not looked up: this one may have
    /// a payment of the same number.
    OtherAccount,
}

impl std::error::Error for Why {}

/// Why a failed state does not count yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotDenied {
    /// It has not stood for [`Config::failed_lag`](crate::Config::failed_lag).
    TooEarly,
    /// The customer may still act, and try again, by [`Config::customer_may_act_for`](crate::Config::customer_may_act_for).
    CustomerMayAct,
    /// The customer may act, and nobody said for how long:
    /// [`Config::customer_may_act_for`](crate::Config::customer_may_act_for).
    NoExpiry,
}

impl fmt::Display for NotDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooEarly => "which has to stand for the time that Config::failed_lag sets",
            Self::CustomerMayAct => "and the customer may still try again",
            Self::NoExpiry => {
                "and the customer may try again; Config::customer_may_act_for says for how long"
            }
        })
    }
}

/// Why a value beside the number of a request does not tell whether it is that request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Doubt {
    /// The answer does not show it.
    NotShown,
    /// It is none that can be compared: a word for an amount, a time in no known form, or several values that differ.
    Unreadable,
    /// It may lie before the request as well as after it. [`Config::times_in`](crate::Config::times_in) says what a time
    /// without an offset means; a `Date` in the answers tells the two clocks apart; and a
    /// [journal](crate::Config::journal) may know that the number was used once.
    Time,
    /// The number was used for another request too, so that this may be either.
    UsedAgain,
    /// It is the value of another number of the request as well.
    Ambiguous,
    /// It is another number than the one that the gateway gave to the request.
    OtherNumber,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotShown => "is not shown",
            Self::Unreadable => "cannot be compared",
            Self::Time => "may lie before the request as well as after it",
            Self::UsedAgain => "may be that of another request, for which the number was used too",
            Self::OtherNumber => "is not the one that it gave to the request",
            Self::Ambiguous => "is the value of another number of the request as well",
        })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => {
                f.write_str(
                "the gateway does not show it, which does not prove that it never will; look again later, and do not send it again",
            )
            }
            Self::Absent => f.write_str(
                "the gateway says that there is none, which does not prove that there never will be; look again later, and do not send it again",
            ),
            Self::Undecided => f.write_str("the gateway shows it in a state that decides nothing"),
            Self::Failing(why) => write!(f, "the gateway shows it as failed, {why}"),
            Self::Contradicted { path } => write!(
                f,
                "the gateway shows another one of the same number: its `{path}` is not that of this request; ask the provider what became of it"
            ),
            Self::Doubtful { path, doubt } => write!(
                f,
                "the gateway shows one of the same number, and its `{path}` {doubt}; ask the provider whether it is this one, and do not send it again"
            ),
            Self::Failed(failure) => write!(f, "the look-up failed: {failure}"),
            Self::Asks(question) => write!(f, "the look-up needs {question}"),
            Self::NotListed { field } => {
                write!(
                    f,
                    "the query does not know the request's value of `{field}`; ask the provider what became of it"
                )
            }
            Self::NoLookup { reason } => {
                write!(f, "nothing finds it; ask the provider what became of it. {reason}")
            }
            Self::UnknownOperation => f.write_str(
                "this release of the API has no such operation; look it up with the release that sent it",
            ),
            Self::OtherAccount => f.write_str(
                "it is of another merchant account, whose client has to look it up; Config::account says which this one is",
            ),
        }
    }
}
