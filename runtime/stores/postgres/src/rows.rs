//! Rows of the journal, written by one statement each.

use std::time::Duration;

use gateway_runtime::{EntryId, Fence, Handle, JournalError, Outcome, Released};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::columns::Columns;
use crate::database::{Again, Database, Value, Values, column};
use crate::statements;

/// How often something else may have been heard between reading what counts and writing what counts then.
const TRIES: usize = 32;

/// No lease is longer: the sum of times stays a time.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

pub(crate) fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.min(LONGEST).as_millis()).unwrap_or(i64::MAX)
}

/// The values of a statement that writes a request with all that is kept of it, and the rest of them.
pub(crate) fn of_request<'a>(
    account: &'a &str,
    columns: &'a Columns,
    rest: Values<'a>,
) -> Vec<Value<'a>> {
    let values: [Value<'a>; 7] = [
        (account, Type::TEXT),
        (&columns.entry, Type::TEXT),
        (&columns.operation, Type::TEXT),
        (&columns.purchase, Type::TEXT),
        (&columns.shape, Type::TEXT),
        (&columns.words, Type::INT8_ARRAY),
        (columns.intent.expose(), Type::TEXT),
    ];
    values.into_iter().chain(rest.iter().cloned()).collect()
}

/// Writes a request down; `false` if somebody has it or knows what became of it.
pub(crate) async fn intend(
    database: &Database,
    account: &str,
    columns: &Columns,
    is_prepared: bool,
    lease: Duration,
) -> Result<bool, JournalError> {
    let lease = milliseconds(lease);
    let rest: Values<'_> = &[(&is_prepared, Type::BOOL), (&lease, Type::INT8)];
    let values = of_request(&account, columns, rest);
    let rows = database.rows(statements::INTEND, &values, Again::Lost);
    Ok(!rows.await?.is_empty())
}

/// What counts of an entry.
pub(crate) struct Standing {
    text: Option<String>,
    is_settled: bool,
    fence: i64,
}

impl Standing {
    async fn of(
        database: &Database,
        account: &str,
        entry: &str,
    ) -> Result<Option<Self>, JournalError> {
        let values: Values<'_> = &[(&account, Type::TEXT), (&entry, Type::TEXT)];
        let rows = database.rows(statements::STANDING, values, Again::Lost);
        let rows = rows.await?;
        let standing = |row: &Row| {
            Ok(Self {
                text: column(row, 0)?,
                is_settled: column(row, 1)?,
                fence: column(row, 2)?,
            })
        };
        rows.first().map(standing).transpose()
    }

    const NOTHING: Self = Self {
        text: None,
        is_settled: false,
        fence: 0,
    };

    /// What counts once this is heard, as text and as an outcome. What a later version wrote is not replaced.
    fn after(&self, heard: &Outcome) -> (String, bool, Outcome) {
        let known = self
            .text
            .as_deref()
            .map(|text| (text, Outcome::from_json(text)));
        let counts = match known {
            Some((text, None)) => return (text.to_owned(), self.is_settled, heard.clone()),
            Some((_, Some(known))) => heard.clone().after(&known),
            None => heard.clone(),
        };
        let text = counts.to_json().expose().to_owned();
        (text, counts.is_conclusive(), counts)
    }
}

/// Writes down what a call came to, and gives what counts now.
pub(crate) async fn learn(
    database: &Database,
    account: &str,
    columns: &Columns,
    heard: &Outcome,
) -> Result<Outcome, JournalError> {
    let heard_text = heard.to_json();
    let heard_text = heard_text.expose();
    // Nothing has been heard before, as a rule.
    let mut standing = Standing::NOTHING;
    for _ in 0..TRIES {
        let (text, is_settled, counts) = standing.after(heard);
        let rest: Values<'_> = &[
            (&text, Type::TEXT),
            (&is_settled, Type::BOOL),
            (&standing.text, Type::TEXT),
            (&heard_text, Type::TEXT),
        ];
        let values = of_request(&account, columns, rest);
        let rows = database.rows(statements::CONCLUDE, &values, Again::Lost);
        if !rows.await?.is_empty() {
            return Ok(counts);
        }
        let now = Standing::of(database, account, &columns.entry).await?;
        standing = now.unwrap_or(Standing::NOTHING);
    }
    Err(contended())
}

/// Ends a claim with what was found under it.
pub(crate) async fn decide(
    database: &Database,
    account: &str,
    entry: &EntryId,
    fence: Fence,
    found: &Outcome,
    due: Duration,
) -> Result<Released, JournalError> {
    let (entry, number, due) = (entry.as_str(), number(fence), milliseconds(due));
    let found_text = found.to_json();
    let found_text = found_text.expose();
    for _ in 0..TRIES {
        let standing = Standing::of(database, account, entry).await?;
        let Some(standing) = standing.filter(|standing| standing.fence == number) else {
            // It decides nothing, and is kept for whoever has to look.
            let values: Values<'_> = &[
                (&account, Type::TEXT),
                (&entry, Type::TEXT),
                (&number, Type::INT8),
                (&found_text, Type::TEXT),
            ];
            let heard = database.rows(statements::HEARD, values, Again::Undone);
            heard.await?;
            return Ok(Released::TooLate);
        };
        let (text, is_settled, counts) = standing.after(found);
        let values: Values<'_> = &[
            (&account, Type::TEXT),
            (&entry, Type::TEXT),
            (&number, Type::INT8),
            (&due, Type::INT8),
            (&text, Type::TEXT),
            (&is_settled, Type::BOOL),
            (&standing.text, Type::TEXT),
            (&found_text, Type::TEXT),
        ];
        let rows = database.rows(statements::DECIDE, values, Again::Undone);
        if !rows.await?.is_empty() {
            return Ok(Released::Done(Some(counts)));
        }
    }
    Err(contended())
}

/// Ends a claim under which nothing was found.
pub(crate) async fn let_go(
    database: &Database,
    account: &str,
    entry: &EntryId,
    fence: Fence,
    due: Duration,
) -> Result<Released, JournalError> {
    let values: Values<'_> = &[
        (&account, Type::TEXT),
        (&entry.as_str(), Type::TEXT),
        (&number(fence), Type::INT8),
        (&milliseconds(due), Type::INT8),
    ];
    let rows = database.rows(statements::LET_GO, values, Again::Undone);
    Ok(match rows.await?.is_empty() {
        true => Released::TooLate,
        false => Released::Done(None),
    })
}

/// A fence as it stands in a row; no row has one that is too great.
pub(crate) fn number(fence: Fence) -> i64 {
    i64::try_from(fence.get()).unwrap_or(i64::MAX)
}

pub(crate) fn fence(number: i64) -> Fence {
    Fence::new(u64::try_from(number).unwrap_or_default())
}

/// A request as its row says it: name, intent, outcome, at the first three places.
pub(crate) fn recorded(row: &Row) -> Result<(EntryId, Handle, Option<Outcome>), JournalError> {
    let entry = EntryId::new(column::<&str>(row, 0)?);
    let handle = Handle::from_json(column(row, 1)?);
    // What a later version wrote cannot be looked up by this one, and is listed all the same.
    let handle = handle.unwrap_or_else(|_| Handle::unreadable(entry.clone()));
    let outcome = column::<Option<&str>>(row, 2)?.and_then(Outcome::from_json);
    let handle = match &outcome {
        Some(outcome) => outcome.noted_on(&handle),
        None => handle,
    };
    Ok((entry, handle, outcome))
}

fn contended() -> JournalError {
    JournalError::new("too many have written the same entry at once; it is looked up again")
}
