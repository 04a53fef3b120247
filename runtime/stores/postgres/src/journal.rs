use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway_runtime::{
    Claim, Claimed, EntryId, Fence, Forget, Handle, Journal, JournalError, JournalFuture, Note,
    Numbers, Outcome, Recorded, Released, Stage,
};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::columns::{Columns, is_nameless, words};
use crate::database::{Again, Database, Values, column};
use crate::forget::forget_settled;
use crate::history::lines;
use crate::recent::{Kept, Recent};
use crate::rows::{decide, fence, intend, learn, let_go, milliseconds, number, recorded};
use crate::statements;

/// The journal of one account in PostgreSQL, for any number of processes: [`Postgres::journal`](crate::Postgres::journal)
/// gives it.
///
/// Each method is one short transaction, or a few that each compare before they write; none is held while the gateway is
/// asked. Leases are by the clock of the server.
#[derive(Clone)]
pub struct PostgresJournal {
    pub(crate) account: Arc<str>,
    pub(crate) database: Database,
    pub(crate) recent: Arc<Recent>,
    pub(crate) is_prepared_by_caller: bool,
    pub(crate) apart: Duration,
}

impl PostgresJournal {
    /// From now on `prepare` writes nothing, since the shop's own transaction does, by [`INTEND`](statements::INTEND)
    /// or [`prepare_in`](crate::prepare_in).
    #[must_use]
    pub fn prepared_by_caller(mut self) -> Self {
        self.is_prepared_by_caller = true;
        self
    }

    /// Lets all processes of the account together begin one look-up in this time and no more, whoever asks; without a bound
    /// unless it is said. What was not used in the last second may be used at once. Every process has to say the same.
    #[must_use]
    pub fn looks_apart(mut self, time: Duration) -> Self {
        self.apart = time;
        self
    }

    /// For how long there is no look-up; `None` if one may begin, which it then has.
    async fn pause(&self) -> Result<Option<Duration>, JournalError> {
        if self.apart.is_zero() {
            return Ok(None);
        }
        let values: Values<'_> = &[
            (&&*self.account, Type::TEXT),
            (&milliseconds(self.apart), Type::INT8),
        ];
        let look = self
            .database
            .rows(statements::LOOK, values, Again::Undone)
            .await?;
        if !look.is_empty() {
            return Ok(None);
        }
        let values: Values<'_> = &[(&&*self.account, Type::TEXT)];
        let next = self
            .database
            .rows(statements::NEXT_LOOK, values, Again::Lost)
            .await?;
        let next = next.first().map_or(Ok(0), |row| column::<i64>(row, 0))?;
        let next = u64::try_from(next).unwrap_or_default().max(1);
        Ok(Some(Duration::from_millis(next)))
    }

    /// Everything that was ever heard of a request, the oldest first, with whether it counts: what a worker heard that had
    /// lost its claim does not. What a later version wrote is left out.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if PostgreSQL does not answer.
    pub async fn heard(&self, entry: &EntryId) -> Result<Vec<(Outcome, bool)>, JournalError> {
        let values: Values<'_> = &[(&&*self.account, Type::TEXT), (&entry.as_str(), Type::TEXT)];
        let rows = self
            .database
            .rows(statements::ALL_HEARD, values, Again::Lost)
            .await?;
        let mut heard = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(outcome) = Outcome::from_json(column(row, 0)?) {
                heard.push((outcome, column(row, 1)?));
            }
        }
        Ok(heard)
    }

    async fn write(
        &self,
        entry: &EntryId,
        intent: &Handle,
        lease: Duration,
        is_prepared: bool,
    ) -> Result<(), JournalError> {
        let columns = Columns::of(entry, intent);
        let (database, account) = (&self.database, &self.account);
        if !intend(database, account, &columns, is_prepared, lease).await? {
            let taken = "the entry has an end already, or somebody looks it up";
            return Err(JournalError::new(taken));
        }
        self.note(columns, lease, is_prepared, None);
        Ok(())
    }

    fn note(&self, columns: Columns, lease: Duration, is_prepared: bool, outcome: Option<Outcome>) {
        let now = Instant::now();
        self.recent.note(Kept {
            account: Arc::clone(&self.account),
            columns,
            is_prepared,
            until: now.checked_add(lease).unwrap_or(now),
            outcome,
        });
    }

    /// All requests that these numbers may name, by their entries.
    async fn named(
        &self,
        numbers: &Numbers,
    ) -> Result<BTreeMap<EntryId, (Handle, Option<Outcome>)>, JournalError> {
        let account: &str = &self.account;
        let operations = numbers.operations().to_vec();
        let since = EntryId::first_at(numbers.not_before());
        let values: Values<'_> = &[(&account, Type::TEXT), (&operations, Type::TEXT_ARRAY)];
        let rows = self
            .database
            .rows(statements::SHAPES, values, Again::Lost)
            .await?;
        let mut shapes = Vec::new();
        for row in &rows {
            let shape: &str = column(row, 0)?;
            if is_nameless(shape, numbers) {
                shapes.push(shape);
            }
        }
        let (words, number) = (words(numbers), numbers.number());
        let values: Values<'_> = &[
            (&account, Type::TEXT),
            (&operations, Type::TEXT_ARRAY),
            (&since.as_str(), Type::TEXT),
            (&words, Type::INT8_ARRAY),
            (&shapes, Type::TEXT_ARRAY),
            (&number, Type::TEXT),
        ];
        by_entry(
            &self
                .database
                .rows(statements::NAMED, values, Again::Lost)
                .await?,
        )
    }
}

fn stage(is_prepared: bool, is_settled: bool) -> Stage {
    match (is_settled, is_prepared) {
        (true, _) => Stage::Settled,
        (false, true) => Stage::Prepared,
        (false, false) => Stage::Open,
    }
}

/// Whether a later version wrote it, so that nobody here knows what it is.
fn is_unreadable(entry: &EntryId, handle: &Handle) -> bool {
    *handle == Handle::unreadable(entry.clone())
}

fn by_entry(rows: &[Row]) -> Result<BTreeMap<EntryId, (Handle, Option<Outcome>)>, JournalError> {
    let rows = rows.iter().map(|row| {
        let (entry, handle, outcome) = recorded(row)?;
        Ok((entry, (handle, outcome)))
    });
    rows.collect()
}

impl fmt::Debug for PostgresJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresJournal")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl Journal for PostgresJournal {
    fn intend<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(self.write(entry, intent, lease, false))
    }

    fn prepare<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        within: Duration,
    ) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            match self.is_prepared_by_caller {
                true => Ok(()),
                false => self.write(entry, intent, within, true).await,
            }
        })
    }

    fn begin<'a>(
        &'a self,
        entry: &'a EntryId,
        intent: &'a Handle,
        lease: Duration,
    ) -> JournalFuture<'a, bool> {
        Box::pin(async move {
            let columns = Columns::of(entry, intent);
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&columns.entry, Type::TEXT),
                (columns.intent.expose(), Type::TEXT),
                (&milliseconds(lease), Type::INT8),
            ];
            // If its answer is lost, a second one would say that it is not prepared any more.
            let begun = self
                .database
                .rows(statements::BEGIN, values, Again::Undone)
                .await?;
            if begun.is_empty() {
                return Ok(false);
            }
            self.note(columns, lease, false, None);
            Ok(true)
        })
    }

    fn amend<'a>(&'a self, entry: &'a EntryId, intent: &'a Handle) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let columns = Columns::of(entry, intent);
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&columns.entry, Type::TEXT),
                (columns.intent.expose(), Type::TEXT),
            ];
            self.database
                .rows(statements::AMEND, values, Again::Lost)
                .await?;
            self.recent.amend(&self.account, &columns);
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
            let columns = Columns::of(entry, intent);
            let standing = learn(&self.database, &self.account, &columns, outcome).await?;
            self.note(columns, Duration::ZERO, false, Some(standing.clone()));
            Ok(standing)
        })
    }

    fn unresolved(&self) -> JournalFuture<'_, Vec<Handle>> {
        Box::pin(async move {
            let values: Values<'_> = &[(&&*self.account, Type::TEXT)];
            let rows = self
                .database
                .rows(statements::OPEN, values, Again::Lost)
                .await?;
            rows.iter()
                .map(|row| recorded(row).map(|(_, handle, _)| handle))
                .collect()
        })
    }

    fn claim<'a>(
        &'a self,
        entry: &'a EntryId,
        held: Option<Fence>,
        lease: Duration,
    ) -> JournalFuture<'a, Claim> {
        Box::pin(async move {
            if held.is_none()
                && let Some(pause) = self.pause().await?
            {
                return Ok(Claim::Later(pause));
            }
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&entry.as_str(), Type::TEXT),
                (&held.map(number), Type::INT8),
                (&milliseconds(lease), Type::INT8),
            ];
            let rows = self
                .database
                .rows(statements::CLAIM, values, Again::Undone)
                .await?;
            let Some(row) = rows.first() else {
                return Ok(Claim::Elsewhere);
            };
            let fence = fence(column(row, 0)?);
            let stage = stage(column(row, 1)?, column(row, 2)?);
            Ok(Claim::Ours { fence, stage })
        })
    }

    fn take(&self, at_most: usize, lease: Duration) -> JournalFuture<'_, Vec<Claimed>> {
        Box::pin(async move {
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&i64::try_from(at_most).unwrap_or(i64::MAX), Type::INT8),
                (&milliseconds(lease), Type::INT8),
                (&milliseconds(self.apart), Type::INT8),
            ];
            let rows = self
                .database
                .rows(statements::TAKE, values, Again::Undone)
                .await?;
            let claimed = rows.iter().map(|row| {
                let (_, handle, _) = recorded(row)?;
                let fence = fence(column(row, 3)?);
                Ok(Claimed::new(handle, fence, stage(column(row, 4)?, false)))
            });
            claimed.collect()
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
            let (database, account) = (&self.database, &self.account);
            match found {
                Some(found) => decide(database, account, entry, fence, found, due).await,
                None => let_go(database, account, entry, fence, due).await,
            }
        })
    }

    fn attempts<'a>(
        &'a self,
        purchase: &'a str,
        numbers: Option<&'a Numbers>,
    ) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async move {
            let values: Values<'_> = &[(&&*self.account, Type::TEXT), (&purchase, Type::TEXT)];
            let rows = self
                .database
                .rows(statements::PURCHASE, values, Again::Lost)
                .await?;
            let mut attempts = by_entry(&rows)?;
            if let Some(numbers) = numbers {
                let mut named = self.named(numbers).await?;
                named.retain(|entry, (handle, _)| {
                    is_unreadable(entry, handle) || numbers.may_name(handle)
                });
                attempts.extend(named);
            }
            let attempts = attempts.into_values();
            let may_count = attempts.filter(|(_, outcome)| {
                let outcome = outcome.as_ref();
                outcome.is_none_or(Outcome::may_have_been_carried_out)
            });
            Ok(may_count.map(|(handle, _)| handle).collect())
        })
    }

    fn note<'a>(&'a self, entry: &'a EntryId, note: &'a Note) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let note = note.to_json();
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&entry.as_str(), Type::TEXT),
                (&note.expose(), Type::TEXT),
            ];
            let noted = self.database.rows(statements::NOTE, values, Again::Undone);
            noted.await.map(drop)
        })
    }

    fn recorded(&self) -> JournalFuture<'_, Vec<Recorded>> {
        Box::pin(async move {
            let values: Values<'_> = &[(&&*self.account, Type::TEXT)];
            let rows = self
                .database
                .rows(statements::RECORDED, values, Again::Lost)
                .await?;
            let history = self
                .database
                .rows(statements::HISTORY, values, Again::Lost)
                .await?;
            let mut lines = lines(&history)?;
            let recorded = rows.iter().map(|row| {
                let (entry, handle, outcome) = recorded(row)?;
                let notes = lines.remove(&entry).unwrap_or_default();
                Ok(Recorded::new(handle, outcome, notes))
            });
            recorded.collect()
        })
    }

    fn authorized<'a>(&'a self, before: &'a EntryId) -> JournalFuture<'a, Vec<Handle>> {
        Box::pin(async move {
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&before.as_str(), Type::TEXT),
            ];
            let rows = self
                .database
                .rows(statements::AUTHORIZED, values, Again::Lost)
                .await?;
            let mut authorized = Vec::new();
            for row in &rows {
                let (_, handle, outcome) = recorded(row)?;
                if outcome.is_some_and(|outcome| outcome.is_authorized()) {
                    authorized.push(handle);
                }
            }
            Ok(authorized)
        })
    }

    fn authorization_ended<'a>(&'a self, entry: &'a EntryId) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let values: Values<'_> =
                &[(&&*self.account, Type::TEXT), (&entry.as_str(), Type::TEXT)];
            let ended = self.database.rows(statements::ENDED, values, Again::Lost);
            ended.await.map(drop)
        })
    }

    /// Entry by entry, so that no lock is held for long: what was forgotten when something goes wrong stays forgotten.
    fn forget<'a>(&'a self, forget: &'a Forget) -> JournalFuture<'a, u64> {
        Box::pin(forget_settled(&self.database, &self.account, forget))
    }

    /// It knows, if all who send for the account write here: unless some that matter were written by a later
    /// version, or a fail-over may have lost some that their process has not written again yet.
    fn uses<'a>(&'a self, numbers: &'a Numbers) -> JournalFuture<'a, Option<Vec<EntryId>>> {
        Box::pin(async move {
            let named = self.named(numbers).await?;
            if !self.recent.is_sure() {
                return Ok(None);
            }
            let mut uses = Vec::new();
            for (entry, (handle, outcome)) in named {
                if is_unreadable(&entry, &handle) {
                    return Ok(None);
                }
                let counts = outcome.is_none_or(|outcome| numbers.counts(&outcome));
                if counts && numbers.may_name(&handle) {
                    uses.push(entry);
                }
            }
            Ok(Some(uses))
        })
    }
}
