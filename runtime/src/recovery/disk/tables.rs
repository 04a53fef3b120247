//! What a file of a journal holds, and how it is written.

use std::time::{Duration, SystemTime};

use redb::{Database, ReadableTable, Table, TableDefinition, WriteTransaction};

use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::outcome::Outcome;
use crate::recovery::disk::names::{self, Names};
use crate::recovery::disk::notes::{self, NOTES, Notes};
use crate::recovery::disk::trouble::{Trouble, if_there};
use crate::value::types::sensitive::Sensitive;

/// By the name of the entry, so that the oldest comes first.
pub(super) const INTENTS: TableDefinition<'_, &str, &str> = TableDefinition::new("intents");
pub(super) const OUTCOMES: TableDefinition<'_, &str, &str> = TableDefinition::new("outcomes");
/// The entries without a conclusive outcome, so that finding them does not mean reading all.
pub(super) const OPEN: TableDefinition<'_, &str, ()> = TableDefinition::new("open");
/// Those of them that were prepared and are not being sent.
pub(super) const PREPARED: TableDefinition<'_, &str, ()> = TableDefinition::new("prepared");
/// By the purchase and the name of the entry: the attempts of each purchase.
pub(super) const PURCHASES: TableDefinition<'_, (&str, &str), ()> =
    TableDefinition::new("purchases");
/// The entries whose money is reserved and was neither captured nor given free, as far as anybody has looked, but for traces.
pub(super) const AUTHORIZED: TableDefinition<'_, &str, ()> = TableDefinition::new("authorized");
/// The name that no entry has reached of which an earlier version left no trace, if there was one.
pub(super) const FORGOTTEN: TableDefinition<'_, (), &str> = TableDefinition::new("forgotten");

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

/// What stands of an entry; `None` if nothing does, or it cannot be read.
pub(super) fn outcome_of(
    outcomes: &impl ReadableTable<&'static str, &'static str>,
    entry: &str,
) -> Result<Option<Outcome>, Trouble> {
    let outcome = outcomes.get(entry)?;
    Ok(outcome.and_then(|outcome| Outcome::from_json(outcome.value())))
}

fn note_forgotten(transaction: &WriteTransaction, before: &str) -> Result<(), Trouble> {
    let mut forgotten = transaction.open_table(FORGOTTEN)?;
    let known = forgotten.get(())?.map(|known| known.value().to_owned());
    if known.is_none_or(|known| *known < *before) {
        forgotten.insert((), before)?;
    }
    Ok(())
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
