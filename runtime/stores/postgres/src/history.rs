//! What happened to each request, line by line.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use gateway_runtime::{EntryId, JournalError, Note, NoteKind, Outcome};
use tokio_postgres::Row;

use crate::database::column;

/// The lines of each entry. The same several times in a row is one line.
pub(crate) fn lines(rows: &[Row]) -> Result<BTreeMap<EntryId, Vec<Note>>, JournalError> {
    let mut lines: BTreeMap<EntryId, Vec<Note>> = BTreeMap::new();
    for row in rows {
        if let Some(note) = line(row)? {
            let entry = EntryId::new(column::<&str>(row, 0)?);
            add(lines.entry(entry).or_default(), note);
        }
    }
    Ok(lines)
}

/// `None` if a later version wrote it.
fn line(row: &Row) -> Result<Option<Note>, JournalError> {
    if let Some(note) = column::<Option<&str>>(row, 4)? {
        return Ok(Note::from_json(note));
    }
    let outcome = column::<Option<&str>>(row, 3)?.and_then(Outcome::from_json);
    let at = Duration::from_millis(column::<i64>(row, 1)?.try_into().unwrap_or_default());
    let is_answer = column::<i64>(row, 2)? == 0;
    Ok(outcome.map(|outcome| {
        let kind = match (&outcome, is_answer) {
            (Outcome::Closed(_), _) => NoteKind::Closed,
            (_, true) => NoteKind::Answer,
            (_, false) => NoteKind::LookUp,
        };
        let time = SystemTime::UNIX_EPOCH.checked_add(at);
        Note::new(
            kind,
            outcome.to_string(),
            time.unwrap_or(SystemTime::UNIX_EPOCH),
        )
    }))
}

fn add(lines: &mut Vec<Note>, note: Note) {
    match lines.last_mut() {
        Some(last) if last.kind == note.kind && last.text == note.text => {
            last.last = note.last;
            last.times = last.times.saturating_add(note.times);
        }
        _ => lines.push(note),
    }
}
