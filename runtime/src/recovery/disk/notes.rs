//! The history of each request in a file of a journal.

use redb::{ReadTransaction, ReadableTable, Table, TableDefinition};

use crate::record::note::Note;
use crate::recovery::disk::trouble::{Trouble, if_there};

/// By the name of the entry and the number of the line.
pub(super) const NOTES: TableDefinition<'_, (&str, u32), &str> = TableDefinition::new("notes");

/// The most lines of an entry; what comes after them replaces the last.
const MOST: u32 = 200;

pub(super) type Notes<'a> = Table<'a, (&'static str, u32), &'static str>;

/// Adds a line, to the one before it if that says the same.
pub(super) fn add(notes: &mut Notes<'_>, entry: &str, note: &Note) -> Result<(), Trouble> {
    let last = {
        let mut range = notes.range((entry, 0)..=(entry, u32::MAX))?;
        let last = range.next_back().transpose()?;
        last.map(|(key, value)| (key.value().1, Note::from_json(value.value())))
    };
    let (number, note) = match last {
        Some((number, before)) => match before.and_then(|before| note.clone().after(&before)) {
            Some(both) => (number, both),
            None => (number.saturating_add(1).min(MOST), note.clone()),
        },
        None => (0, note.clone()),
    };
    notes.insert((entry, number), note.to_json().expose())?;
    Ok(())
}

/// The lines of an entry, the oldest first.
pub(super) fn of(transaction: &ReadTransaction, entry: &str) -> Result<Vec<Note>, Trouble> {
    // It may have been written before there was a history.
    let Some(notes) = if_there(transaction.open_table(NOTES))? else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for row in notes.range((entry, 0)..=(entry, u32::MAX))? {
        lines.extend(Note::from_json(row?.1.value()));
    }
    Ok(lines)
}

/// All lines of a file, each with the name of its entry and its number, which it keeps wherever it is moved.
pub(super) fn all(transaction: &ReadTransaction) -> Result<Vec<(String, u32, Note)>, Trouble> {
    let Some(notes) = if_there(transaction.open_table(NOTES))? else {
        return Ok(Vec::new());
    };
    let mut rows = Vec::new();
    for row in notes.iter()? {
        let (key, value) = row?;
        let (entry, number) = key.value();
        if let Some(note) = Note::from_json(value.value()) {
            rows.push((entry.to_owned(), number, note));
        }
    }
    Ok(rows)
}

/// Removes the lines of an entry.
pub(super) fn forget(notes: &mut Notes<'_>, entry: &str) -> Result<(), Trouble> {
    notes.retain_in((entry, 0)..=(entry, u32::MAX), |_, _| false)?;
    Ok(())
}
