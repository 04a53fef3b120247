//! A journal in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::record::claim::{Claim, Claimed, Fence, Released, Stage};
use crate::record::entry::EntryId;
use crate::record::forget::{Forget, Left};
use crate::record::handle::Handle;
use crate::record::journal::{Journal, JournalFuture};
use crate::record::leases::Leases;
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::value::locked::Locked;
use crate::wire::clock::Clock;

/// A journal in memory, by a clock that a test moves. It keeps the contract of [`Journal`], and is gone with the process:
/// for tests alone.
///
/// ```
/// use gateway_runtime::{Config, testing::{MemoryJournal, TestClock}};
/// use std::sync::Arc;
///
/// let clock = Arc::new(TestClock::new());
/// let journal = Arc::new(MemoryJournal::new(clock.clone()));
/// let config = Config::new("http://127.0.0.1:8080").clock(clock).journal(journal);
/// # let _ = config;
/// ```
pub struct MemoryJournal {
    clock: Arc<dyn Clock>,
    state: Locked<State>,
}

#[derive(Default)]
struct State {
    rows: BTreeMap<EntryId, Row>,
    /// Which of them are not settled.
    open: BTreeSet<EntryId>,
    leases: Leases,
}

struct Row {
    intent: Handle,
    is_prepared: bool,
    outcome: Option<Outcome>,
    /// Whether what it reserved was captured or given free.
    is_ended: bool,
    notes: Vec<Note>,
}

impl Row {
    fn add(&mut self, note: Note) {
        let both = self.notes.last().and_then(|last| note.clone().after(last));
        match (self.notes.last_mut(), both) {
            (Some(last), Some(both)) => *last = both,
            _ => self.notes.push(note),
        }
    }

    fn stage(&self) -> Stage {
        match &self.outcome {
            Some(outcome) if outcome.is_conclusive() => Stage::Settled,
            None if self.is_prepared => Stage::Prepared,
            _ => Stage::Open,
        }
    }

    fn handle(&self) -> Handle {
        match &self.outcome {
            Some(outcome) => outcome.noted_on(&self.intent),
            None => self.intent.clone(),
        }
    }
}

impl State {
    fn put(&mut self, entry: &EntryId, intent: &Handle, is_prepared: bool) {
        let row = self.rows.entry(entry.clone()).or_insert_with(|| Row {
            intent: intent.clone(),
            is_prepared,
            outcome: None,
            is_ended: false,
            notes: Vec::new(),
        });
        row.intent = intent.clone();
        let stage = row.stage();
        self.mark(entry, stage);
    }

    fn mark(&mut self, entry: &EntryId, stage: Stage) {
        match stage {
            Stage::Settled => self.open.remove(entry),
            Stage::Prepared | Stage::Open => self.open.insert(entry.clone()),
        };
    }

    fn learn(&mut self, entry: &EntryId, outcome: &Outcome, note: Note) -> Option<Outcome> {
        let row = self.rows.get_mut(entry)?;
        row.add(note);
        let outcome = match &row.outcome {
            Some(known) => outcome.clone().after(known),
            None => outcome.clone(),
        };
        row.outcome = Some(outcome.clone());
        let stage = row.stage();
        self.mark(entry, stage);
        Some(outcome)
    }

    fn claim(
        &mut self,
        entry: &EntryId,
        held: Option<Fence>,
        now: Duration,
        lease: Duration,
    ) -> Claim {
        let Some(stage) = self.rows.get(entry).map(Row::stage) else {
            return Claim::Elsewhere;
        };
        let fence = self.leases.claim(entry.as_str(), held, now, lease);
        fence.map_or(Claim::Elsewhere, |fence| Claim::Ours { fence, stage })
    }

    fn open(&self) -> impl Iterator<Item = (&EntryId, &Row)> {
        let open = self.open.iter();
        open.filter_map(|entry| self.rows.get_key_value(entry))
    }
}

impl MemoryJournal {
    /// An empty journal whose leases are by this clock.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            state: Locked::default(),
        }
    }

    /// Everything that stands in it, the oldest first, with its outcome.
    pub fn entries(&self) -> Vec<(Handle, Option<Outcome>)> {
        let state = self.state.lock();
        let rows = state.rows.values();
        rows.map(|row| (row.handle(), row.outcome.clone()))
            .collect()
    }
}

impl MemoryJournal {
    fn put(&self, entry: &EntryId, intent: &Handle, lease: Duration, is_prepared: bool) {
        let until = self.clock.monotonic().saturating_add(lease);
        let mut state = self.state.lock();
        state.put(entry, intent, is_prepared);
        state.leases.call(entry.as_str(), until);
    }
}

impl fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryJournal").finish_non_exhaustive()
    }
}

impl Journal for MemoryJournal {
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            self.put(entry, intent, lease, false);
            Ok(())
        })
    }

    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            self.put(entry, intent, within, true);
            Ok(())
        })
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        Box::pin(async move {
            let now = self.clock.monotonic();
            let mut state = self.state.lock();
            let is_of_call = state.leases.is_of_call(entry.as_str(), now);
            let row = state.rows.get_mut(entry);
            let Some(row) = row.filter(|row| is_of_call && row.stage() == Stage::Prepared) else {
                return Ok(false);
            };
            row.is_prepared = false;
            row.intent = intent.clone();
            let until = now.saturating_add(lease);
            state.leases.call(entry.as_str(), until);
            Ok(true)
        })
    }

    fn amend<'a>(&'a self, entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            self.state.lock().put(entry, intent, false);
            Ok(())
        })
    }

    fn conclude<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        outcome: &'a Outcome,
    ) -> JournalFuture<'a, Outcome> {
        Box::pin(async move {
            let mut state = self.state.lock();
            if !state.rows.contains_key(entry) {
                state.put(entry, intent, false);
            }
            let note = Note::of_outcome(outcome, true, self.clock.wall());
            let standing = state.learn(entry, outcome, note);
            state.leases.call_ends(entry.as_str());
            Ok(standing.unwrap_or_else(|| outcome.clone()))
        })
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(async move {
            let state = self.state.lock();
            Ok(state.open().map(|(_, row)| row.handle()).collect())
        })
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        Box::pin(async move {
            let now = self.clock.monotonic();
            Ok(self.state.lock().claim(entry, held, now, lease))
        })
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(async move {
            let now = self.clock.monotonic();
            let mut state = self.state.lock();
            let leases = &state.leases;
            let due = |(entry, _): (&EntryId, &Row)| {
                Some((leases.due(entry.as_str(), now)?, entry.clone()))
            };
            // Nothing is due for longer than what was never released.
            let mut first = 0;
            let mut due: Vec<_> = (state.open().filter_map(due))
                .take_while(|(since, _)| {
                    first += usize::from(since.is_zero());
                    first <= at_most
                })
                .collect();
            due.sort();
            let mut taken = Vec::new();
            for (_, entry) in due.into_iter().take(at_most) {
                let claim = state.claim(&entry, None, now, lease);
                if let (Claim::Ours { fence, stage }, Some(row)) = (claim, state.rows.get(&entry)) {
                    taken.push(Claimed::new(row.handle(), fence, stage));
                }
            }
            Ok(taken)
        })
    }

    fn release<'a>(
        &'a self,
        entry: &'a EntryId,
        fence: Fence,
        found: Option<&'a Outcome>,
        due: Duration,
    ) -> JournalFuture<'a, Released> {
        Box::pin(async move {
            let due = self.clock.monotonic().saturating_add(due);
            let mut state = self.state.lock();
            if !state.leases.holds(entry.as_str(), fence) {
                return Ok(Released::TooLate);
            }
            let standing = found.and_then(|found| {
                let note = Note::of_outcome(found, false, self.clock.wall());
                state.learn(entry, found, note)
            });
            let row = state.rows.get(entry);
            let is_open = row.is_some_and(|row| row.stage() != Stage::Settled);
            state.leases.release(entry.as_str(), is_open.then_some(due));
            Ok(Released::Done(standing))
        })
    }

    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async move {
            let is_one = |row: &&Row| {
                let intent = &row.intent;
                let is_named = intent.purchase() == Some(purchase)
                    || numbers.is_some_and(|numbers| numbers.may_name(&row.handle()));
                let may_count = row.outcome.as_ref();
                is_named && may_count.is_none_or(Outcome::may_have_been_carried_out)
            };
            let state = self.state.lock();
            let attempts = state.rows.values().filter(is_one);
            Ok(attempts.map(Row::handle).collect())
        })
    }

    fn note<'a>(&'a self, entry: &'a EntryId, note: &'a Note) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            if let Some(row) = self.state.lock().rows.get_mut(entry) {
                row.add(note.clone());
            }
            Ok(())
        })
    }

    fn recorded(&self) -> JournalFuture<'_, Vec<Recorded>> {
        Box::pin(async move {
            let state = self.state.lock();
            let rows = state.rows.values();
            let recorded =
                rows.map(|row| Recorded::new(row.handle(), row.outcome.clone(), row.notes.clone()));
            Ok(recorded.collect())
        })
    }

    fn authorized<'a>(&'a self, before: &'a EntryId) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async move {
            let state = self.state.lock();
            let is_meant = |row: &&Row| {
                let outcome = row.outcome.as_ref();
                !row.is_ended
                    && row.intent.forgotten().is_none()
                    && outcome.is_some_and(Outcome::is_authorized)
            };
            let rows = state.rows.range(..before.clone()).map(|(_, row)| row);
            Ok(rows.filter(is_meant).map(Row::handle).collect())
        })
    }

    fn authorization_ended<'a>(&'a self, entry: &'a EntryId) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            if let Some(row) = self.state.lock().rows.get_mut(entry) {
                row.is_ended = true;
            }
            Ok(())
        })
    }

    fn forget<'a>(&'a self, forget: &'a Forget) -> JournalFuture<'a, u64> {
        Box::pin(async move {
            let mut forgotten = 0_u64;
            self.state.lock().rows.retain(|entry, row| {
                match forget.left(entry, &row.intent, row.outcome.as_ref()) {
                    Left::AsItIs => return true,
                    Left::Nothing => {}
                    Left::Trace(handle, outcome) => {
                        forgotten = forgotten.saturating_add(1);
                        (row.intent, row.outcome) = (handle, Some(outcome));
                        row.notes.clear();
                        return true;
                    }
                }
                forgotten = forgotten.saturating_add(1);
                false
            });
            Ok(forgotten)
        })
    }

    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        Box::pin(async move {
            let counts = |row: &Row| {
                let outcome = row.outcome.as_ref();
                numbers.may_name(&row.intent)
                    && outcome.is_none_or(|outcome| numbers.counts(outcome))
            };
            let state = self.state.lock();
            let rows = state.rows.iter().filter(|(_, row)| counts(row));
            Ok(Some(rows.map(|(entry, _)| entry.clone()).collect()))
        })
    }
}
