//! What goes from a file of a journal.

use redb::{Database, ReadableTable};

use crate::record::entry::EntryId;
use crate::record::forget::{Forget, Left};
use crate::record::handle::Handle;
use crate::recovery::disk::notes;
use crate::recovery::disk::tables::{Tables, outcome_of};
use crate::recovery::disk::trouble::Trouble;
use crate::value::types::sensitive::Sensitive;

/// Leaves traces of what is to be forgotten, gives the room of the rest back, and says how many that were.
pub(super) fn forget(database: &mut Database, forget: &Forget) -> Result<u64, Trouble> {
    let transaction = database.begin_write()?;
    let mut forgotten = 0_u64;
    {
        let mut tables = Tables::open(&transaction)?;
        let mut leaving = Vec::new();
        for row in tables.intents.range(..forget.before().as_str())? {
            let (entry, intent) = row?;
            // What a later version wrote stays.
            let Ok(handle) = Handle::from_json(intent.value()) else {
                continue;
            };
            let outcome = outcome_of(&tables.outcomes, entry.value())?;
            match forget.left(&EntryId::new(entry.value()), &handle, outcome.as_ref()) {
                Left::AsItIs => {}
                left => leaving.push((entry.value().to_owned(), handle, left)),
            }
        }
        // All of it goes first, so that what stays is written into full pages.
        for (entry, handle, _) in &leaving {
            forgotten = forgotten.saturating_add(1);
            notes::forget(&mut tables.notes, entry)?;
            tables.intents.remove(&**entry)?;
            tables.names.remove(entry, handle)?;
            tables.outcomes.remove(&**entry)?;
            tables.authorized.remove(&**entry)?;
            if let Some(purchase) = handle.purchase() {
                tables.purchases.remove((purchase, &**entry))?;
            }
        }
        for (entry, _, left) in &leaving {
            if let Left::Trace(handle, outcome) = left {
                let intent = Sensitive::from(handle.to_json().expose());
                tables.put_settled(entry, &intent, outcome)?;
            }
        }
    }
    transaction.commit()?;
    if forgotten > 0 {
        database.compact()?;
    }
    Ok(forgotten)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use redb::StorageBackend;
    use redb::backends::InMemoryBackend;

    use super::*;
    use crate::record::note::{Note, NoteKind};
    use crate::record::operation::StateClass;
    use crate::record::outcome::Outcome;
    use crate::record::seen::Seen;
    use crate::recovery::disk::lookups::{authorized, due_entries, read};
    use crate::recovery::disk::memory::Shared;
    use crate::recovery::disk::tables::{Intent, Row, write};

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn name(number: u64) -> String {
        EntryId::at(START + Duration::from_secs(number), number).to_string()
    }

    fn intent(number: u64) -> Row {
        let entry = name(number);
        let handle = format!(
            r#"{{"version":1,"operation":"pay","at":1,"entry":"{entry}","purchase":"basket","fields":{{"amount":"42.50","currency":"USD","orderNo":"ORDER-{number}"}}}}"#
        );
        Row::Intent(Intent {
            entry,
            handle: Sensitive::new(handle),
            is_prepared: false,
            lease: None,
        })
    }

    fn filled(outcome: &Outcome) -> (Arc<InMemoryBackend>, Database) {
        let backend = Arc::new(InMemoryBackend::new());
        let shared = Shared(Arc::clone(&backend));
        let database = Database::builder().create_with_backend(shared).unwrap();
        for first in (0..2_000).step_by(500) {
            let settled = |number| {
                let row = Row::Outcome(name(number), outcome.clone());
                let note = Note::new(NoteKind::Answer, outcome.to_string(), START);
                [intent(number), row, Row::Noted(name(number), note)]
            };
            let rows: Vec<Row> = (first..first + 500).flat_map(settled).collect();
            write(&database, &rows).unwrap();
        }
        write(&database, &[intent(2_000)]).unwrap();
        (backend, database)
    }

    fn all() -> Forget {
        let end = START + Duration::from_secs(1_000_000);
        Forget::new(end, end).and("pay", ["orderNo"])
    }

    #[test]
    fn what_is_forgotten_gives_its_room_back() {
        let done = Seen {
            class: Some(StateClass::Done),
            number: Some("T-1234567890".to_owned()),
            state: Some("successed".to_owned()),
            ..Seen::NOTHING
        };
        let paid = Outcome::Found { seen: done };
        for (outcome, left, at_most) in [(Outcome::NotSent, 1, 20), (paid, 2_001, 85)] {
            let (backend, mut database) = filled(&outcome);
            let size = || backend.len().unwrap();
            database.compact().unwrap();
            let full = size();
            assert_eq!(forget(&mut database, &all()).unwrap(), 2_000);
            assert!(
                size() <= full * at_most / 100,
                "{outcome}: {full} {}",
                size()
            );
            assert_eq!(read(&database, false).unwrap().len(), left);
            let open = due_entries(&database, usize::MAX, |_| Some(Duration::ZERO)).unwrap();
            assert_eq!(open, [EntryId::new(name(2_000))]);
            assert_eq!(forget(&mut database, &all()).unwrap(), 0);
        }
    }

    #[test]
    fn what_is_forgotten_leaves_no_purchase_of_what_was_never_sent_and_no_money_that_is_reserved() {
        let backend = Shared(Arc::new(InMemoryBackend::new()));
        let mut database = Database::builder().create_with_backend(backend).unwrap();
        let seen = Seen {
            class: Some(StateClass::Authorized),
            ..Seen::NOTHING
        };
        let rows = [
            intent(1),
            Row::Outcome(name(1), Outcome::NotSent),
            intent(2),
            Row::Outcome(name(2), Outcome::Found { seen }),
        ];
        write(&database, &rows).unwrap();
        let reserved = |database: &Database| {
            let reserved = authorized(database, &EntryId::new(name(3)));
            reserved.unwrap().len()
        };
        assert_eq!(reserved(&database), 1);
        assert_eq!(forget(&mut database, &all()).unwrap(), 2);
        assert_eq!(reserved(&database), 0);
        let transaction = database.begin_write().unwrap();
        let tables = Tables::open(&transaction).unwrap();
        let purchases = tables.purchases.iter().unwrap();
        let entries = purchases.map(|row| row.unwrap().0.value().1.to_owned());
        assert_eq!(entries.collect::<Vec<_>>(), [name(2)]);
    }
}
