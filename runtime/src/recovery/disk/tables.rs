//! What a file of a journal holds, and how it is written and read.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use redb::{Database, ReadTransaction, ReadableTable, Table, TableDefinition, WriteTransaction};

use crate::record::claim::Stage;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::recovery::disk::names::{self, Names, candidates};
use crate::recovery::disk::notes::{self, NOTES, Notes};
use crate::recovery::disk::trouble::{Trouble, if_there};
use crate::value::types::sensitive::Sensitive;

/// By the name of the entry, so that the oldest comes first.
const INTENTS: TableDefinition<'_, &str, &str> = TableDefinition::new("intents");
const OUTCOMES: TableDefinition<'_, &str, &str> = TableDefinition::new("outcomes");
/// The entries without a conclusive outcome, so that finding them does not mean reading all.
const OPEN: TableDefinition<'_, &str, ()> = TableDefinition::new("open");
/// Those of them that were prepared and are not being sent.
const PREPARED: TableDefinition<'_, &str, ()> = TableDefinition::new("prepared");
/// By the purchase and the name of the entry: the attempts of each purchase.
const PURCHASES: TableDefinition<'_, (&str, &str), ()> = TableDefinition::new("purchases");
/// The entries whose money is reserved and was neither captured nor given free, as far as anybody has looked, but for traces.
const AUTHORIZED: TableDefinition<'_, &str, ()> = TableDefinition::new("authorized");
/// The name that no entry has reached of which an earlier version left no trace, if there was one.
const FORGOTTEN: TableDefinition<'_, (), &str> = TableDefinition::new("forgotten");

/// One thing to write.
#[derive(Debug, Clone)]
pub(super) enum Row {
    /// A request that may be sent.
    Intent(Intent),
    /// The name of an entry, and what became of it.
    Outcome(String, Outcome),
    /// The same, with its handle as text in case that is missing.
    Concluded(String, Outcome, Sensitive<String>),
    /// The name of an entry, and a line of its history.
    Noted(String, Note),
    /// The same of another file, with its number there.
    Moved(String, u32, Note),
    /// The name of an entry whose money is not reserved any more.
    Ended(String),
    /// Of entries with names before this one no trace was left.
    Forgotten(String),
}

/// A request that may be sent.
#[derive(Debug, Clone)]
pub(super) struct Intent {
    /// The name of its entry.
    pub(super) entry: String,
    /// Its handle as text.
    pub(super) handle: Sensitive<String>,
    /// Whether it is not being sent yet.
    pub(super) is_prepared: bool,
    /// How long its call has the entry from now on, if that is to change.
    pub(super) lease: Option<Duration>,
}

/// Writes rows, all or none, and gives what stands of each outcome afterwards.
pub(super) fn write(database: &Database, rows: &[Row]) -> Result<Vec<Option<Outcome>>, Trouble> {
    let transaction = database.begin_write()?;
    let mut standing = Vec::with_capacity(rows.len());
    {
        let mut tables = Tables::open(&transaction)?;
        for row in rows {
            standing.push(tables.put(&transaction, row)?);
        }
    }
    // redb flushes here before it returns.
    transaction.commit()?;
    Ok(standing)
}

/// The tables that a row may change.
pub(super) struct Tables<'a> {
    pub(super) intents: Table<'a, &'static str, &'static str>,
    pub(super) outcomes: Table<'a, &'static str, &'static str>,
    open: Table<'a, &'static str, ()>,
    prepared: Table<'a, &'static str, ()>,
    pub(super) purchases: Table<'a, (&'static str, &'static str), ()>,
    pub(super) authorized: Table<'a, &'static str, ()>,
    pub(super) notes: Notes<'a>,
    pub(super) names: Names<'a>,
}

impl<'a> Tables<'a> {
    pub(super) fn open(transaction: &'a WriteTransaction) -> Result<Self, Trouble> {
        Ok(Self {
            intents: transaction.open_table(INTENTS)?,
            outcomes: transaction.open_table(OUTCOMES)?,
            open: transaction.open_table(OPEN)?,
            prepared: transaction.open_table(PREPARED)?,
            purchases: transaction.open_table(PURCHASES)?,
            authorized: transaction.open_table(AUTHORIZED)?,
            notes: transaction.open_table(NOTES)?,
            names: Names::open(transaction)?,
        })
    }

    /// Puts a row, and gives what stands of its outcome afterwards.
    fn put(
        &mut self,
        transaction: &WriteTransaction,
        row: &Row,
    ) -> Result<Option<Outcome>, Trouble> {
        match row {
            Row::Intent(intent) => {
                self.put_intent(&intent.entry, &intent.handle, intent.is_prepared)?;
            }
            Row::Outcome(entry, outcome) => return self.put_outcome(entry, outcome).map(Some),
            Row::Noted(entry, note) => notes::add(&mut self.notes, entry, note)?,
            Row::Moved(entry, number, note) => {
                let text = note.to_json();
                self.notes.insert((&**entry, *number), text.expose())?;
            }
            Row::Concluded(entry, outcome, handle) => {
                if self.intents.get(&**entry)?.is_none() {
                    self.put_intent(entry, handle, false)?;
                }
                let note = Note::of_outcome(outcome, true, SystemTime::now());
                notes::add(&mut self.notes, entry, &note)?;
                return self.put_outcome(entry, outcome).map(Some);
            }
            Row::Ended(entry) => drop(self.authorized.remove(&**entry)?),
            Row::Forgotten(before) => note_forgotten(transaction, before)?,
        }
        Ok(None)
    }

    fn put_intent(
        &mut self,
        entry: &str,
        handle: &Sensitive<String>,
        is_prepared: bool,
    ) -> Result<(), Trouble> {
        self.intents.insert(entry, handle.expose().as_str())?;
        let read = Handle::from_json(handle.expose()).ok();
        self.names.put(entry, read.as_ref())?;
        if let Some(purchase) = read.as_ref().and_then(Handle::purchase) {
            self.purchases.insert((purchase, entry), ())?;
        }
        // What became of it can stand here before it does, when it was begun in another file.
        let known = outcome_of(&self.outcomes, entry)?;
        if !known.is_some_and(|outcome| outcome.is_conclusive()) {
            self.open.insert(entry, ())?;
        }
        if is_prepared {
            self.prepared.insert(entry, ())?;
        }
        Ok(())
    }

    /// Puts what is settled, with no regard to what was known.
    pub(super) fn put_settled(
        &mut self,
        entry: &str,
        handle: &Sensitive<String>,
        outcome: &Outcome,
    ) -> Result<(), Trouble> {
        self.outcomes.insert(entry, outcome.to_json().expose())?;
        self.put_intent(entry, handle, false)
    }

    fn put_outcome(&mut self, entry: &str, outcome: &Outcome) -> Result<Outcome, Trouble> {
        let outcome = match outcome_of(&self.outcomes, entry)? {
            Some(known) => outcome.clone().after(&known),
            None => outcome.clone(),
        };
        self.outcomes.insert(entry, outcome.to_json().expose())?;
        self.prepared.remove(entry)?;
        match outcome.is_conclusive() {
            true => self.open.remove(entry)?,
            false => self.open.insert(entry, ())?,
        };
        match outcome.is_authorized() {
            true => self.authorized.insert(entry, ())?,
            false => self.authorized.remove(entry)?,
        };
        Ok(outcome)
    }
}

/// Completes a file that was written before numbers, or what is reserved, were found by an index.
pub(super) fn complete(database: &Database) -> Result<(), Trouble> {
    let (lacks_names, lacks_authorized) = {
        let transaction = database.begin_read()?;
        if if_there(transaction.open_table(INTENTS))?.is_none() {
            return Ok(());
        }
        let authorized = if_there(transaction.open_table(AUTHORIZED))?;
        (names::is_missing(&transaction)?, authorized.is_none())
    };
    if !lacks_names && !lacks_authorized {
        return Ok(());
    }
    let transaction = database.begin_write()?;
    {
        let mut tables = Tables::open(&transaction)?;
        for row in tables.intents.iter()? {
            let (entry, intent) = row?;
            let handle = Handle::from_json(intent.value()).ok();
            if lacks_names {
                tables.names.put(entry.value(), handle.as_ref())?;
            }
            let outcome = outcome_of(&tables.outcomes, entry.value())?;
            let is_trace = handle.is_some_and(|handle| handle.forgotten().is_some());
            if lacks_authorized && !is_trace && outcome.is_some_and(|one| one.is_authorized()) {
                tables.authorized.insert(entry.value(), ())?;
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

/// The requests with names before this one whose money is reserved.
pub(super) fn authorized(database: &Database, before: &EntryId) -> Result<Vec<Handle>, Trouble> {
    let transaction = database.begin_read()?;
    let intents = transaction.open_table(INTENTS)?;
    let outcomes = transaction.open_table(OUTCOMES)?;
    let mut found = Vec::new();
    for row in transaction
        .open_table(AUTHORIZED)?
        .range(..before.as_str())?
    {
        let handle = handle_of(&intents, &outcomes, row?.0.value())?;
        found.extend(handle.map(|(handle, _)| handle));
    }
    Ok(found)
}

/// Says that a prepared request is being sent; `false` if it does not stand there as prepared.
pub(super) fn begin(
    database: &Database,
    entry: &EntryId,
    intent: &Sensitive<String>,
) -> Result<bool, Trouble> {
    let transaction = database.begin_write()?;
    let was_prepared = {
        let mut tables = Tables::open(&transaction)?;
        let was_prepared = tables.prepared.remove(entry.as_str())?.is_some();
        if was_prepared {
            tables.put_intent(entry.as_str(), intent, false)?;
        }
        was_prepared
    };
    transaction.commit()?;
    Ok(was_prepared)
}

/// Some open entries, those first that have been due for longest, and then the oldest. It says of an entry since when it is
/// due, if it is; where enough are from the very beginning, nothing else is read.
pub(super) fn due_entries(
    database: &Database,
    at_most: usize,
    since: impl Fn(&str) -> Option<Duration>,
) -> Result<Vec<EntryId>, Trouble> {
    let transaction = database.begin_read()?;
    let open = transaction.open_table(OPEN)?;
    let mut due = Vec::new();
    let mut first = 0_usize;
    for row in open.iter()? {
        let row = row?;
        let entry = row.0.value();
        let Some(since) = since(entry) else { continue };
        due.push((since, EntryId::new(entry)));
        first = first.saturating_add(usize::from(since.is_zero()));
        if first >= at_most {
            break;
        }
    }
    due.sort();
    due.truncate(at_most);
    Ok(due.into_iter().map(|(_, entry)| entry).collect())
}

/// An open entry, as listing gives it; `None` if there is none.
pub(super) fn one(database: &Database, entry: &EntryId) -> Result<Option<Handle>, Trouble> {
    let transaction = database.begin_read()?;
    let intents = transaction.open_table(INTENTS)?;
    let outcomes = transaction.open_table(OUTCOMES)?;
    let Some(intent) = intents.get(entry.as_str())? else {
        return Ok(None);
    };
    let outcome = outcome_of(&outcomes, entry.as_str())?;
    let recorded = recorded(entry.as_str(), intent.value(), outcome, Vec::new());
    Ok(Some(recorded.handle))
}

/// An entry as its rows say it.
fn recorded(entry: &str, intent: &str, outcome: Option<Outcome>, notes: Vec<Note>) -> Recorded {
    // What a later version wrote cannot be looked up by this one, and is listed all the same.
    let handle =
        Handle::from_json(intent).unwrap_or_else(|_| Handle::unreadable(EntryId::new(entry)));
    let handle = match &outcome {
        Some(outcome) => outcome.noted_on(&handle),
        None => handle,
    };
    Recorded::new(handle, outcome, notes)
}

/// The requests that are attempts of a purchase, or that numbers may name, and that may have been carried out.
pub(super) fn attempts(
    database: &Database,
    purchase: &str,
    numbers: Option<&Numbers>,
) -> Result<Vec<Handle>, Trouble> {
    let transaction = database.begin_read()?;
    let intents = transaction.open_table(INTENTS)?;
    let outcomes = transaction.open_table(OUTCOMES)?;
    let mut entries = BTreeSet::new();
    // It may have been written before there were purchases.
    if let Some(purchases) = if_there(transaction.open_table(PURCHASES))? {
        for row in purchases.range((purchase, "")..)? {
            let (key, ()) = row.map(|(key, unit)| (key, unit.value()))?;
            match key.value() {
                (of, entry) if of == purchase => entries.insert(entry.to_owned()),
                _ => break,
            };
        }
    }
    if let Some(numbers) = numbers {
        let (candidates, _) = candidates(&transaction, numbers)?;
        for entry in candidates {
            let named = handle_of(&intents, &outcomes, &entry)?;
            if named.is_some_and(|(handle, _)| numbers.may_name(&handle)) {
                entries.insert(entry);
            }
        }
    }
    let mut attempts = Vec::new();
    for entry in entries {
        match handle_of(&intents, &outcomes, &entry)? {
            Some((_, Some(outcome))) if outcome.is_not_made() => {}
            Some((handle, _)) => attempts.push(handle),
            None => {}
        }
    }
    Ok(attempts)
}

/// The request of an entry with what stands of it; `None` if it does not stand here, or cannot be read.
fn handle_of(
    intents: &impl ReadableTable<&'static str, &'static str>,
    outcomes: &impl ReadableTable<&'static str, &'static str>,
    entry: &str,
) -> Result<Option<(Handle, Option<Outcome>)>, Trouble> {
    let intent = intents.get(entry)?;
    let handle = intent.and_then(|intent| Handle::from_json(intent.value()).ok());
    let outcome = outcome_of(outcomes, entry)?;
    Ok(handle.map(|handle| match outcome {
        Some(outcome) => (outcome.noted_on(&handle), Some(outcome)),
        None => (handle, None),
    }))
}

/// What stands of an entry; `None` if nothing does, or it cannot be read.
pub(super) fn outcome_of(
    outcomes: &impl ReadableTable<&'static str, &'static str>,
    entry: &str,
) -> Result<Option<Outcome>, Trouble> {
    let outcome = outcomes.get(entry)?;
    Ok(outcome.and_then(|outcome| Outcome::from_json(outcome.value())))
}

pub(super) fn read(database: &Database, only_open: bool) -> Result<Vec<Recorded>, Trouble> {
    let transaction = database.begin_read()?;
    let intents = transaction.open_table(INTENTS)?;
    let outcomes = transaction.open_table(OUTCOMES)?;
    let open = transaction.open_table(OPEN)?;
    let mut entries = Vec::new();
    let mut add = |entry: &str, intent: &str| -> Result<(), Trouble> {
        let outcome = outcome_of(&outcomes, entry)?;
        let notes = match only_open {
            true => Vec::new(),
            false => notes::of(&transaction, entry)?,
        };
        entries.push(recorded(entry, intent, outcome, notes));
        Ok(())
    };
    if only_open {
        for row in open.iter()? {
            let (entry, _) = row?;
            if let Some(intent) = intents.get(entry.value())? {
                add(entry.value(), intent.value())?;
            }
        }
    } else {
        for row in intents.iter()? {
            let (entry, intent) = row?;
            add(entry.value(), intent.value())?;
        }
    }
    Ok(entries)
}

/// How far an entry got; `None` if it does not stand here.
pub(super) fn stage(database: &Database, entry: &EntryId) -> Result<Option<Stage>, Trouble> {
    let transaction = database.begin_read()?;
    if transaction
        .open_table(INTENTS)?
        .get(entry.as_str())?
        .is_none()
    {
        return Ok(None);
    }
    if transaction.open_table(OPEN)?.get(entry.as_str())?.is_none() {
        return Ok(Some(Stage::Settled));
    }
    Ok(Some(match is_prepared(&transaction, entry.as_str())? {
        true => Stage::Prepared,
        false => Stage::Open,
    }))
}

fn is_prepared(transaction: &ReadTransaction, entry: &str) -> Result<bool, Trouble> {
    // It may have been written before anything could be prepared.
    let Some(prepared) = if_there(transaction.open_table(PREPARED))? else {
        return Ok(false);
    };
    Ok(prepared.get(entry)?.is_some())
}

/// The entries that these numbers may name and that count; `None` if some of those that matter
/// were forgotten.
pub(super) fn uses(
    database: &Database,
    numbers: &Numbers,
) -> Result<Option<Vec<EntryId>>, Trouble> {
    let since = EntryId::first_at(numbers.not_before());
    let transaction = database.begin_read()?;
    if forgotten(&transaction)?.is_some_and(|before| *before > *since.as_str()) {
        return Ok(None);
    }
    let intents = transaction.open_table(INTENTS)?;
    let outcomes = transaction.open_table(OUTCOMES)?;
    let (candidates, is_whole) = candidates(&transaction, numbers)?;
    if !is_whole {
        // What a later version wrote may have any number.
        return Ok(None);
    }
    let mut uses = Vec::new();
    for entry in candidates {
        if let Some((handle, outcome)) = handle_of(&intents, &outcomes, &entry)?
            && numbers.may_name(&handle)
            && outcome.is_none_or(|outcome| numbers.counts(&outcome))
        {
            uses.push(EntryId::new(entry));
        }
    }
    Ok(Some(uses))
}

fn forgotten(transaction: &ReadTransaction) -> Result<Option<String>, Trouble> {
    let Some(forgotten) = if_there(transaction.open_table(FORGOTTEN))? else {
        return Ok(None);
    };
    Ok(forgotten.get(())?.map(|before| before.value().to_owned()))
}

fn note_forgotten(transaction: &WriteTransaction, before: &str) -> Result<(), Trouble> {
    let mut forgotten = transaction.open_table(FORGOTTEN)?;
    let known = forgotten.get(())?.map(|known| known.value().to_owned());
    if known.is_none_or(|known| *known < *before) {
        forgotten.insert((), before)?;
    }
    Ok(())
}

/// All rows of a file. One whose owner was killed before its first write has no tables.
pub(super) fn rows(database: &Database) -> Result<Vec<Row>, Trouble> {
    let transaction = database.begin_read()?;
    let mut rows = Vec::new();
    let Some(intents) = if_there(transaction.open_table(INTENTS))? else {
        return Ok(rows);
    };
    for row in intents.iter()? {
        let (entry, intent) = row?;
        rows.push(Row::Intent(Intent {
            is_prepared: is_prepared(&transaction, entry.value())?,
            entry: entry.value().to_owned(),
            handle: Sensitive::from(intent.value()),
            lease: None,
        }));
    }
    for row in transaction.open_table(OUTCOMES)?.iter()? {
        let (entry, outcome) = row?;
        if let Some(outcome) = Outcome::from_json(outcome.value()) {
            rows.push(Row::Outcome(entry.value().to_owned(), outcome));
        }
    }
    let notes = notes::all(&transaction)?.into_iter();
    rows.extend(notes.map(|(entry, number, note)| Row::Moved(entry, number, note)));
    rows.extend(forgotten(&transaction)?.map(Row::Forgotten));
    Ok(rows)
}

/// Writes rows of another file. What is known here already is not replaced by what was known there, but for what proves
/// more: of two outcomes that prove as much the one that stands here counts.
pub(super) fn merge(database: &Database, rows: &[Row]) -> Result<(), Trouble> {
    let missing = {
        let transaction = database.begin_read()?;
        let intents = transaction.open_table(INTENTS)?;
        let outcomes = transaction.open_table(OUTCOMES)?;
        let mut missing = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Row::Intent(intent) if intents.get(&*intent.entry)?.is_some() => {}
                Row::Outcome(entry, theirs) => {
                    let outcome = match outcome_of(&outcomes, entry)? {
                        Some(known) => known.after(theirs),
                        None => theirs.clone(),
                    };
                    missing.push(Row::Outcome(entry.clone(), outcome));
                }
                Row::Intent(_)
                | Row::Concluded(..)
                | Row::Noted(..)
                | Row::Moved(..)
                | Row::Ended(_)
                | Row::Forgotten(_) => missing.push(row.clone()),
            }
        }
        missing
    };
    write(database, &missing)?;
    Ok(())
}

#[cfg(test)]
mod tests;
