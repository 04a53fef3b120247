//! What time it is at the gateway, as far as its answers say.
//!
//! Three clocks are about: the gateway's, by which it dates what it shows; the wall clock of this machine, which may be
//! wrong and may be set at any moment; and the monotonic clock, which is never set, and stands still while a machine
//! sleeps. Nothing is concluded from one of ours alone: where the two do not agree on how long something took, the
//! difference is part of the doubt.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::iter::successors;
use std::time::SystemTime;

use httpdate::parse_http_date;

use crate::record::handle::Handle;
use crate::record::numbers::Numbers;
use crate::record::operation::Api;
use crate::record::span::{Span, in_millis, millis, system_time};
use crate::value::locked::Locked;
use crate::wire::clock::{Clock, Reading};

/// A `Date` is cut to the second, and a server may write the same one for a second.
const CUT: i64 = 2_000;

/// How far a clock may be off that was never compared with the gateway's.
const NEVER_COMPARED: i64 = 24 * 3600 * 1000;

/// As long as it is not older than this, what a quick answer said of the clock stands against what a slow one says.
const LASTS: i64 = 10 * 60 * 1000;

/// A time that is known as closely as this lets what was dated in it count as dated after the request. The process
/// itself, or its journal, knows whether the number was used twice; that two processes without a common journal use one
/// number within these seconds is left out of account.
const CLOSE: i64 = 8_000;

/// How many requests of this process are remembered, with their numbers and their moment.
const REMEMBERED: usize = 16 * 1024;

/// A moment by both clocks of this machine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    monotonic: i64,
    wall: i64,
}

impl Moment {
    pub(crate) fn now(clock: &dyn Clock) -> Self {
        clock.reading().into()
    }
}

impl From<Reading> for Moment {
    fn from(reading: Reading) -> Self {
        Self {
            monotonic: in_millis(reading.monotonic),
            wall: millis(reading.wall),
        }
    }
}

/// How far the gateway's clock is ahead of those of this machine.
#[derive(Debug, Clone, Copy)]
struct Ahead {
    of_monotonic: Span,
    of_wall: Span,
    read: i64,
}

/// A request of this process that had a number.
#[derive(Debug, Clone, Copy)]
struct Use {
    key: u64,
    /// Of the request, which may have several numbers.
    serial: u64,
    /// Where the use of this number before this one stands, if there was one.
    before: Option<u64>,
    /// Whether the request was surely not carried out, so that this is none.
    is_void: bool,
    operation: &'static str,
    at: SystemTime,
    monotonic: i64,
    /// How often the gateway's clock had been heard when it left.
    heard: u64,
}

/// The gateway's clock, as one client knows it, and what the client has sent.
#[derive(Default)]
pub(crate) struct TheirClock(Locked<State>);

#[derive(Default)]
struct State {
    /// By the last answer that told it, and by the one of late that told it most closely.
    last: Option<Ahead>,
    best: Option<Ahead>,
    /// The numbers of requests, the oldest first. They lie side by side: what takes room of its own for each call, and
    /// keeps it for thousands, costs the calls between them more than itself.
    uses: VecDeque<Use>,
    /// How many have been forgotten: where the first of them stands among all.
    forgotten: u64,
    /// Where the last use of a number stands among all, by its key.
    last_of: HashMap<u64, u64>,
    serial: u64,
    heard: u64,
}

/// What is known of the time of a request when it is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TheirTime {
    span: Span,
    /// Whether this process has used the numbers of the request for another one too.
    pub(crate) is_used_again: bool,
}

/// How a time in an answer stands to that of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Before,
    After,
    InDoubt,
}

impl TheirClock {
    /// Takes note of the `Date` of an answer to what was sent and received at these moments.
    pub(crate) fn heard(&self, date: Option<&str>, sent: Moment, received: Moment) {
        let Some(date) = date.and_then(|date| parse_http_date(date).ok()) else {
            return;
        };
        let date = millis(date);
        // It was between these two at some moment between those two.
        let ahead = |sent: i64, received: i64| Span {
            from: date.saturating_sub(received),
            to: date.saturating_add(CUT).saturating_sub(sent),
        };
        let heard = Ahead {
            of_monotonic: ahead(sent.monotonic, received.monotonic),
            of_wall: ahead(sent.wall, received.wall),
            read: received.monotonic,
        };
        let mut state = self.0.lock();
        state.heard = state.heard.wrapping_add(1);
        state.last = Some(heard);
        let says_more = state.best.is_some_and(|former| {
            former.of_monotonic.meets(heard.of_monotonic)
                && former.of_wall.meets(heard.of_wall)
                && former.of_monotonic.width() < heard.of_monotonic.width()
                && heard.read.saturating_sub(former.read) <= LASTS
        });
        if !says_more {
            state.best = Some(heard);
        }
    }

    /// How many answers have told what time it is at the gateway.
    pub(crate) fn times_heard(&self) -> u64 {
        self.0.lock().heard
    }

    /// Takes note of a request that is about to be sent, and gives its handle what is known of its time.
    pub(crate) fn asked(&self, handle: &Handle, api: &Api, now: Moment) -> Handle {
        let at = system_time(now.wall.max(0));
        let mut state = self.0.lock();
        let mut is_used_again = false;
        if let Some(operation) = api.operation(handle.operation()) {
            let values = Numbers::values_of(operation, handle);
            // Whose else a number can be matters only where it was used before.
            is_used_again = state.knows(&values)
                && Numbers::of(api, handle)
                    .is_some_and(|numbers| state.uses_of(&numbers).next().is_some());
            state.remember(operation.id, at, &values, now);
        }
        let span = state.their_time(now);
        handle.known(at, span, is_used_again)
    }

    /// Takes note that a request leaves now, and gives its handle what was heard of its time meanwhile: by the answer
    /// with its token, for instance. `None` if nothing was.
    pub(crate) fn leaves(&self, handle: &Handle, api: &Api) -> Option<Handle> {
        let operation = api.operation(handle.operation())?;
        let values = Numbers::values_of(operation, handle);
        let mut state = self.0.lock();
        let heard = state.heard;
        let mut asked = None;
        state.each_own(&values, handle, |own| {
            if own.heard != heard {
                own.heard = heard;
                asked = Some(own.monotonic);
            }
        });
        let wall = millis(handle.time());
        let known = state.their_time(Moment {
            monotonic: asked?,
            wall,
        })?;
        Some(handle.known(handle.time(), Some(known), handle.is_used_again()))
    }

    /// Takes note that a request was surely not carried out: it has used no number.
    pub(crate) fn not_carried_out(&self, handle: &Handle, api: &Api) {
        if let Some(operation) = api.operation(handle.operation()) {
            let mut state = self.0.lock();
            for value in Numbers::values_of(operation, handle) {
                // Another one of the same moment may have been.
                let mut is_first = true;
                state.each_own(&[value], handle, |own| {
                    own.is_void = std::mem::take(&mut is_first);
                });
            }
        }
    }

    /// What is known of the time of a request: from what was known then, and from what was heard since.
    pub(crate) fn time_of(&self, handle: &Handle, numbers: Option<&Numbers>) -> TheirTime {
        let state = self.0.lock();
        let uses: Vec<Use> =
            numbers.map_or_else(Vec::new, |numbers| state.uses_of(numbers).collect());
        let (own, others): (Vec<Use>, Vec<Use>) =
            uses.into_iter().partition(|other| other.is(handle));
        let at = millis(handle.time());
        // Since the request was first sent, as far as this process knows; one that has not sent it has not heard anything
        // before it.
        let since = match (own.last(), state.last) {
            (Some(own), Some(last)) if state.heard > own.heard => {
                Some(last.of_monotonic.shifted(own.monotonic))
            }
            (Some(_), _) => None,
            (None, last) => last.map(|last| last.of_wall.shifted(at)),
        };
        let span = match (handle.their_span(), since) {
            (Some(known), Some(since)) => known.hull(since),
            // Either clock may have been set before the request or after it, and who was heard once cannot say.
            (known, since) => {
                let known = known.or(since);
                let ours = Span::around(at, 0);
                known
                    .map_or(ours, |known| known.hull(ours))
                    .widened(NEVER_COMPARED)
            }
        };
        TheirTime {
            span,
            is_used_again: handle.is_used_again() || own.len() > 1 || !others.is_empty(),
        }
    }
}

impl Use {
    fn is(&self, handle: &Handle) -> bool {
        self.at == handle.time() && self.operation == handle.operation()
    }
}

impl State {
    /// A moment of ours by their clock.
    fn their_time(&self, moment: Moment) -> Option<Span> {
        let ahead = self.best?;
        let by_monotonic = ahead.of_monotonic.shifted(moment.monotonic);
        Some(by_monotonic.hull(ahead.of_wall.shifted(moment.wall)))
    }

    fn uses_of<'a>(&'a self, numbers: &'a Numbers) -> impl Iterator<Item = Use> + 'a {
        let uses = numbers
            .values()
            .iter()
            .flat_map(|value| self.of(key_of(value)));
        // One that has two numbers is found twice, and is one.
        let mut found = Vec::new();
        uses.filter(move |other| {
            let is_new = !found.contains(&other.serial);
            found.push(other.serial);
            is_new && numbers.operations().contains(&other.operation)
        })
    }

    /// Where in the ring a use is that has not been forgotten.
    fn place(&self, at: u64) -> Option<usize> {
        usize::try_from(at.checked_sub(self.forgotten)?).ok()
    }

    /// All uses of the number with a key, the last one first.
    fn of(&self, key: u64) -> impl Iterator<Item = Use> + '_ {
        let at = |at: u64| self.uses.get(self.place(at)?).copied();
        let last = self.last_of.get(&key).and_then(|last| at(*last));
        let uses = successors(last, move |later| at(later.before?));
        uses.filter(|one| !one.is_void)
    }

    /// Goes through the uses of these numbers by the request of a handle.
    fn each_own(
        &mut self,
        values: &[(&str, String)],
        handle: &Handle,
        mut see: impl FnMut(&mut Use),
    ) {
        for value in values {
            let mut next = self.last_of.get(&key_of(value)).copied();
            while let Some(place) = next.and_then(|at| self.place(at))
                && let Some(one) = self.uses.get_mut(place)
            {
                if one.is(handle) && !one.is_void {
                    see(one);
                }
                next = one.before;
            }
        }
    }

    /// Whether a request with one of these numbers is remembered.
    fn knows(&self, values: &[(&str, String)]) -> bool {
        values
            .iter()
            .any(|value| self.of(key_of(value)).next().is_some())
    }

    fn remember(
        &mut self,
        operation: &'static str,
        at: SystemTime,
        values: &[(&str, String)],
        now: Moment,
    ) {
        self.serial = self.serial.wrapping_add(1);
        for value in values {
            let place = self.forgotten.saturating_add(self.uses.len() as u64);
            let key = key_of(value);
            self.uses.push_back(Use {
                key,
                serial: self.serial,
                before: self.last_of.insert(key, place),
                is_void: false,
                operation,
                at,
                monotonic: now.monotonic,
                heard: self.heard,
            });
        }
        while self.uses.len() > REMEMBERED
            && let Some(oldest) = self.uses.pop_front()
        {
            if self.last_of.get(&oldest.key) == Some(&self.forgotten) {
                self.last_of.remove(&oldest.key);
            }
            self.forgotten = self.forgotten.saturating_add(1);
        }
    }
}

impl TheirTime {
    /// How the moments that a time in an answer can mean stand to the request.
    pub(crate) fn order(self, (from, to): (SystemTime, SystemTime)) -> Order {
        let (from, to) = (millis(from), millis(to));
        let is_close = self.span.width() <= CLOSE;
        if to <= self.span.from {
            Order::Before
        } else if from >= self.span.to || (is_close && from > self.span.from.saturating_sub(1_000))
        {
            Order::After
        } else {
            Order::InDoubt
        }
    }
}

/// A number without the number itself, which may be personal.
fn key_of(number: &(&str, String)) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
