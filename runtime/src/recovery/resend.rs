use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

use crate::engine::gateway::Gateway;
use crate::engine::held::{Asked, Held};
use crate::record::call::Call;
use crate::record::claim::Stage;
use crate::record::failure::Failure;
use crate::record::handle::Handle;
use crate::record::journal::JournalError;
use crate::record::numbers::Numbers;
use crate::record::operation::{Effect, Operation, Repeat, StateClass};
use crate::record::outcome::{Closing, Outcome};
use crate::record::raw_answer::Accepted;
use crate::recovery::options::Reconcile;
use crate::recovery::reconcile::{Claiming, Wanted};
use crate::recovery::resolution::{Resolution, Unresolved, Why};
use crate::value::json::read::Answer;
use crate::value::locked::Locked;

/// Why a request was not sent again, or what became of it when it was.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NotResent {
    /// The document says that this operation is never repeated.
    Never,
    /// It was carried out already, so there is nothing to send. A list that holds an entry of which this is so is not
    /// sent either.
    Found(Box<Resolution>),
    /// Looking it up did not show that it is safe to send it again.
    Unresolved(Box<Unresolved>),
    /// It was looked up so soon after the request that the gateway need not show it yet;
    /// [`Config::absence_lag`](crate::Config::absence_lag) says how long that is.
    TooEarly,
    /// The handle is that of another operation.
    OtherOperation,
    /// The request was made for another merchant account ([`Config::account`](crate::Config::account)).
    OtherAccount,
    /// The same request is being sent again just now, by this process.
    UnderWay,
    /// The journal says that it is settled: it was found, or sent again and accepted, or closed.
    Settled,
    /// Another process has it in its journal, or it is being sent or looked up just now, and may be about to be sent again.
    Elsewhere,
    /// The journal could not be asked whose it is.
    Journal(JournalError),
    /// The request that was handed in is another one than that of the handle.
    Different {
        /// The path of a field that differs, or of an entry that is not among those that are missing.
        path: String,
    },
    /// It was sent again, or was to be, and this came of it. An indeterminate outcome is as open as the first one was.
    Failure(Box<Failure>),
}

impl fmt::Display for NotResent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => return f.write_str("this operation is never sent again"),
            Self::Failure(failure) => return failure.fmt(f),
            Self::Unresolved(unresolved) => return write!(f, "not sent again: {unresolved}"),
            Self::Journal(error) => return write!(f, "not sent again: {error}"),
            Self::Different { path } => {
                let what = "is not that of the first request; give the same request as at first";
                return write!(f, "not sent again: {path} {what}");
            }
            Self::Found(_) => "not sent again: it was carried out already",
            Self::TooEarly => "not sent again: it is too early for the gateway to show it",
            Self::UnderWay => "not sent again: that is being done already",
            Self::Settled => "not sent again: the journal says that it is settled",
            Self::Elsewhere => {
                "not sent again: it is being sent or looked up, or another process has it"
            }
            Self::OtherOperation => "not sent again: the handle is that of another operation",
            Self::OtherAccount => "not sent again: it is of another merchant account",
        })
    }
}

impl std::error::Error for NotResent {}

impl Gateway {
    /// Sends a request again whose outcome is open, if the document allows that. A generated client has a method of
    /// its own for each operation of which that can be.
    ///
    /// The caller hands the request in anew: a handle holds no card. It must have the same numbers as the first one. By
    /// the rule of the operation ([`Operation::repeat`]) it is sent
    ///
    /// - [`Safe`](Repeat::Safe): at once;
    /// - [`SameKey`](Repeat::SameKey) and [`AfterReconcile`](Repeat::AfterReconcile): after it was looked up, and the
    ///   gateway answered that there is none. Where money moves, only a code that
    ///   [`Config::not_found_code_of`](crate::Config::not_found_code_of) lists says so; elsewhere it will do that the
    ///   gateway answered and did not show it. A query that is refused with any other code says nothing. Where money
    ///   moves after-reconcile, the gateway must show it in a state that is known and says that it did not happen;
    /// - [`MissingEntries`](Repeat::MissingEntries): if a look-up shows in this way that each of its entries is missing;
    /// - [`Never`](Repeat::Never): not at all.
    ///
    /// What is looked up earlier than [`Config::absence_lag`](crate::Config::absence_lag) after the request, or after another
    /// one of the operation and its numbers in the journal, is not sent again: the gateway need not show it yet.
    ///
    /// Two that look the same request up at the same time would both send it. Within a process the second one is
    /// refused ([`NotResent::UnderWay`]). Between processes nothing but a journal that they share can tell, and a handle
    /// that comes from it ([`NotResent::Elsewhere`]): it is asked once more after the look, and what does not leave within
    /// the minute that the claim lasts from then on is never sent. Where handles are kept in another place, and for the handle of a
    /// single entry of a list, one process at a time must take each of them up.
    ///
    /// # Errors
    ///
    /// [`NotResent`].
    pub async fn resend<A: Answer>(
        &self,
        operation: &'static Operation,
        handle: &Handle,
        call: Call,
        options: &Reconcile,
    ) -> Result<Accepted<A>, NotResent> {
        let Some(_under_way) = UnderWay::begin(&self.inner.base, handle) else {
            return Err(NotResent::UnderWay);
        };
        self.is_the_same(operation, handle, &call)?;
        if operation.repeat == Repeat::Safe {
            return self.call(operation, call).await.map_err(failed);
        }
        let Some(held) = self.held_to_resend(handle).await? else {
            let is_rest = self.may_resend(operation, handle, &call, options).await;
            is_rest?;
            return self.call(operation, call).await.map_err(failed);
        };
        let resent = async {
            let is_rest = self.may_resend(operation, handle, &call, options).await?;
            // Whoever stood still since the look would send what another process has looked up and sent by now.
            let until = held.ours_until().await;
            let until = until.map_err(NotResent::Journal)?;
            let until = until.ok_or(NotResent::Elsewhere)?;
            let again = self.call_by::<A>(operation, call, until).await;
            Ok((is_rest, again.map_err(failed)?))
        };
        let resent = held.during(resent).await;
        match &resent {
            // The first request and the second are one to the gateway, and that one is known now.
            Ok((true, again)) if again.is_whole => {
                let sent = Outcome::Closed(Closing {
                    why: Some("it was sent again, and the gateway takes both for one".to_owned()),
                    ..Closing::default()
                });
                let closed = held.release(Some(&sent), Duration::ZERO);
                // As long as it is not written, the request is looked up, which does no harm.
                let _ = closed.await;
            }
            Err(NotResent::Found(found)) => self.let_go(held, Some(found), Duration::ZERO).await,
            _ => self.let_go(held, None, Duration::ZERO).await,
        }
        resent.map(|(_, again)| again)
    }

    /// The entry of a request that may be sent again; `None` if it stands in no journal.
    async fn held_to_resend(&self, handle: &Handle) -> Result<Option<Held>, NotResent> {
        match self.hold(handle).await.map_err(NotResent::Journal)? {
            Asked::Unwritten => Ok(None),
            Asked::Ours(held) if held.stage() == Stage::Open => Ok(Some(held)),
            Asked::Ours(held) => {
                self.let_go(held, None, Duration::ZERO).await;
                Err(NotResent::Settled)
            }
            Asked::Elsewhere => Err(NotResent::Elsewhere),
        }
    }

    /// Whether the call is the request of the handle, or a part of it, and may ever be sent again.
    fn is_the_same(
        &self,
        operation: &'static Operation,
        handle: &Handle,
        call: &Call,
    ) -> Result<(), NotResent> {
        if handle.operation() != operation.id {
            return Err(NotResent::OtherOperation);
        }
        if operation.repeat == Repeat::Never {
            return Err(NotResent::Never);
        }
        if !self.inner.accounts.has(handle) {
            return Err(NotResent::OtherAccount);
        }
        let anew = self.handle_now(operation, call);
        if operation.repeat != Repeat::MissingEntries
            && let Some(path) = handle.difference(&anew)
        {
            return Err(NotResent::Different { path });
        }
        Ok(())
    }

    /// What may be kept of a call that would be made now.
    fn handle_now(&self, operation: &Operation, call: &Call) -> Handle {
        let account = self.inner.accounts.own();
        Handle::of(operation, call, call.json(), account, self.clock().wall())
    }

    /// Whether the call holds everything that is still open, if it may be sent at all.
    async fn may_resend(
        &self,
        operation: &'static Operation,
        handle: &Handle,
        call: &Call,
        options: &Reconcile,
    ) -> Result<bool, NotResent> {
        let asked = self.clock().wall();
        let looked = self.resolve(handle, options, Wanted::Proof, Claiming::Not);
        let resolution = looked.await;
        if resolution.is_found() {
            return Err(NotResent::Found(Box::new(resolution)));
        }
        let open = resolution.unresolved();
        if let Some(unsure) = open.iter().find(|open| !is_shown_missing(operation, open)) {
            return Err(NotResent::Unresolved(Box::new(Unresolved::clone(unsure))));
        }
        let shown_from = self.last_sent(handle).await?;
        let shown_from = shown_from.checked_add(self.inner.known.absence_lag());
        if shown_from.is_none_or(|shown_from| asked < shown_from) {
            return Err(NotResent::TooEarly);
        }
        let mut is_rest = true;
        if operation.repeat == Repeat::MissingEntries {
            let anew = self.handle_now(operation, call);
            let mut missing: Vec<&Handle> = open.iter().map(|open| open.handle()).collect();
            for entry in anew.entries() {
                // Each is missing once, so it is sent once.
                match missing.iter().position(|open| open.has_values_of(&entry)) {
                    Some(at) => drop(missing.swap_remove(at)),
                    None => {
                        let path = format!("[{}]", entry.position().unwrap_or_default());
                        return Err(NotResent::Different { path });
                    }
                }
            }
            is_rest = missing.is_empty();
        }
        Ok(is_rest)
    }
}

impl Gateway {
    /// When a request was sent last, as far as the journal knows: a process that sent it again may have ended at once.
    async fn last_sent(&self, handle: &Handle) -> Result<SystemTime, NotResent> {
        let numbers = Numbers::of(self.api(), handle);
        let (Some(journal), Some(numbers)) = (self.journal(), numbers) else {
            return Ok(handle.time());
        };
        let known = match journal.named(&numbers).await {
            Ok(known) => known,
            Err(error) if error.is_missing() => Vec::new(),
            Err(error) => return Err(NotResent::Journal(error)),
        };
        let same = known
            .iter()
            .filter(|one| one.operation() == handle.operation());
        Ok(same.map(Handle::time).fold(handle.time(), SystemTime::max))
    }
}

fn failed(failure: Failure) -> NotResent {
    NotResent::Failure(Box::new(failure))
}

/// The requests that this process is sending again just now, of all its clients: two that look one up at the same time
/// would both send it.
static UNDER_WAY: Locked<BTreeSet<u64>> = Locked::new(BTreeSet::new());

struct UnderWay(u64);

impl UnderWay {
    /// `None` if the same request is being sent again to this gateway already.
    fn begin(gateway: &str, handle: &Handle) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        (gateway, handle.numbers()).hash(&mut hasher);
        let name = hasher.finish();
        UNDER_WAY.lock().insert(name).then(|| Self(name))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.lock().remove(&self.0);
    }
}

/// Whether the gateway answered, and what it showed allows another request. That it does not show a refund says nothing:
/// its queries may speak of another one.
///
/// Where money moves after-reconcile, the payment must be seen, and authorized: whatever else it is, it has moved on.
/// Otherwise nothing of the request may have been seen, in whatever state.
fn is_shown_missing(operation: &Operation, open: &Unresolved) -> bool {
    let answered = match &open.why {
        Why::Absent | Why::Undecided => true,
        Why::NotFound => operation.effect != Effect::MovesMoney,
        _ => false,
    };
    let must_be_seen =
        operation.effect == Effect::MovesMoney && operation.repeat == Repeat::AfterReconcile;
    let allows = match &open.seen {
        Some(seen) => must_be_seen && seen.state_class == Some(StateClass::Authorized),
        None => !must_be_seen,
    };
    answered && allows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::READS;

    #[test]
    fn nothing_is_missing_of_a_payment_that_is_not_seen() {
        let handle = Handle::from_json(r#"{"version":1,"operation":"a","at":1,"fields":{}}"#);
        let open = |why| Unresolved {
            handle: handle.clone().unwrap(),
            why,
            seen: None,
        };
        let same_key = Repeat::SameKey { key: "number" };
        for (effect, repeat, absent, not_found) in [
            (Effect::MovesMoney, Repeat::AfterReconcile, false, false),
            (Effect::MovesMoney, same_key, true, false),
            (Effect::Changes, Repeat::AfterReconcile, true, true),
        ] {
            let operation = Operation {
                effect,
                repeat,
                ..READS
            };
            let missing = [Why::Absent, Why::NotFound, Why::OtherAccount];
            let missing = missing.map(|why| is_shown_missing(&operation, &open(why)));
            assert_eq!(missing, [absent, not_found, false], "{effect:?} {repeat:?}");
        }
    }
}
