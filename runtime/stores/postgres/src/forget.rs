//! What goes from the journal, and what stays of it.

use gateway_runtime::{EntryId, Forget, Handle, JournalError, Left, Outcome};
use tokio_postgres::types::Type;

use crate::columns::Columns;
use crate::database::{Again, Database, Values, column};
use crate::rows::of_request;
use crate::statements;

/// How many settled entries are read by one statement.
const BATCH: i64 = 1_000;

/// Leaves traces of what is to be forgotten, the oldest first, and gives how many entries that were.
pub(crate) async fn forget_settled(
    database: &Database,
    account: &str,
    forget: &Forget,
) -> Result<u64, JournalError> {
    let before = forget.before();
    let operations: Vec<&str> = forget.operations().collect();
    let (mut last, mut forgotten) = (String::new(), 0_u64);
    loop {
        let values: Values<'_> = &[
            (&account, Type::TEXT),
            (&last, Type::TEXT),
            (&before.as_str(), Type::TEXT),
            (&operations, Type::TEXT_ARRAY),
            (&BATCH, Type::INT8),
        ];
        let rows = database.rows(statements::SETTLED, values, Again::Lost);
        let rows = rows.await?;
        let Some(row) = rows.last() else {
            return Ok(forgotten);
        };
        last = column::<&str>(row, 0)?.to_owned();
        for row in &rows {
            let (entry, text) = (EntryId::new(column::<&str>(row, 0)?), column(row, 2)?);
            // What a later version wrote stays.
            let Ok(handle) = Handle::from_json(column(row, 1)?) else {
                continue;
            };
            let left = forget.left(&entry, &handle, Outcome::from_json(text).as_ref());
            if leave(database, account, &entry, text, &left).await? {
                forgotten = forgotten.saturating_add(1);
            }
        }
    }
}

/// Leaves this of an entry, unless another outcome than this one counts by now; whether it did.
async fn leave(
    database: &Database,
    account: &str,
    entry: &EntryId,
    known: &str,
    left: &Left,
) -> Result<bool, JournalError> {
    let rows = match left {
        Left::AsItIs => return Ok(false),
        Left::Trace(handle, outcome) => {
            let (columns, outcome) = (Columns::of(entry, handle), outcome.to_json());
            let rest: Values<'_> = &[(&outcome.expose(), Type::TEXT), (&known, Type::TEXT)];
            let values = of_request(&account, &columns, rest);
            database
                .rows(statements::TRACE, &values, Again::Undone)
                .await?
        }
        Left::Nothing => {
            let values: Values<'_> = &[
                (&account, Type::TEXT),
                (&entry.as_str(), Type::TEXT),
                (&known, Type::TEXT),
            ];
            database
                .rows(statements::FORGET, values, Again::Undone)
                .await?
        }
    };
    Ok(!rows.is_empty())
}
