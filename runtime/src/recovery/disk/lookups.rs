//! What is read out of a file of a journal.

use std::collections::BTreeSet;
use std::time::Duration;

use redb::{Database, ReadTransaction, ReadableTable};

use crate::record::claim::Stage;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::note::Note;
use crate::record::numbers::Numbers;
use crate::record::outcome::Outcome;
use crate::record::recorded::Recorded;
use crate::recovery::disk::names::candidates;
use crate::recovery::disk::notes;
use crate::recovery::disk::tables::{
    AUTHORIZED, FORGOTTEN, INTENTS, Intent, OPEN, OUTCOMES, PREPARED, PURCHASES, Row, outcome_of,
};
use crate::recovery::disk::trouble::{Trouble, if_there};
use crate::value::types::sensitive::Sensitive;

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
