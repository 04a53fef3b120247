//! What this process has written of late, so that a fail-over which lost the last commits cannot make anybody forget it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use gateway_runtime::{BoxFuture, JournalError, Outcome};

use crate::columns::Columns;
use crate::database::{Database, Watch};
use crate::rows::{intend, learn};

/// How far a standby can be behind and still have everything in the end.
const KEPT_FOR: Duration = Duration::from_secs(600);
const KEPT_AT_MOST: usize = 10_000;
/// How often the server is asked for its timeline while no connection is new: one that goes through a pool outlives a
/// fail-over.
const LOOKS: Duration = Duration::from_secs(5);

/// One request as this process wrote it.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) account: Arc<str>,
    pub(crate) columns: Columns,
    pub(crate) is_prepared: bool,
    /// Until when its call has it.
    pub(crate) until: Instant,
    pub(crate) outcome: Option<Outcome>,
}

/// By the name of the entry, so that the oldest comes first, and the account; each with when it was noted.
type Rows = BTreeMap<(String, Arc<str>), (Instant, Kept)>;

#[derive(Default)]
pub(crate) struct Recent {
    /// Held by whoever looks at the server.
    looking: tokio::sync::Mutex<()>,
    known: Mutex<Known>,
    rows: Mutex<Rows>,
}

#[derive(Default)]
struct Known {
    timeline: Option<String>,
    changed: Option<Instant>,
    /// When the server was looked at last, and how many connections had been opened by then.
    looked: Option<(Instant, u64)>,
}

impl Recent {
    /// Notes what stands in the journal by now.
    pub(crate) fn note(&self, kept: Kept) {
        let mut rows = self.rows();
        let now = Instant::now();
        let is_over = |rows: &Rows| {
            let oldest = rows.first_key_value();
            let is_old = oldest.is_some_and(|(_, (at, _))| now.duration_since(*at) > KEPT_FOR);
            is_old || rows.len() >= KEPT_AT_MOST
        };
        while is_over(&rows) {
            rows.pop_first();
        }
        let key = (kept.columns.entry.clone(), Arc::clone(&kept.account));
        rows.insert(key, (now, kept));
    }

    /// Notes another intent of an entry.
    pub(crate) fn amend(&self, account: &Arc<str>, columns: &Columns) {
        let key = (columns.entry.clone(), Arc::clone(account));
        if let Some((_, kept)) = self.rows().get_mut(&key) {
            kept.columns = columns.clone();
        }
    }

    /// Whether the server has had what it said it had, all the time lately: if it had not, others may not have written
    /// theirs again yet.
    pub(crate) fn is_sure(&self) -> bool {
        let changed = self.known().changed;
        changed.is_none_or(|at| at.elapsed() > KEPT_FOR)
    }

    async fn compare(&self, database: &Database) -> Result<(), JournalError> {
        let opened = database.opened();
        let timeline = database.timeline().await?;
        let (known, is_first) = {
            let known = self.known();
            (known.timeline.clone(), known.looked.is_none())
        };
        if is_first {
            database.warn_of_weakness().await?;
        } else if known.is_some() && timeline.is_some() && timeline != known {
            tracing::warn!(
                "PostgreSQL is on another timeline: what was written of late is written again"
            );
            self.known().changed = Some(Instant::now());
            self.write_again(database).await?;
        }
        let mut now = self.known();
        now.timeline = timeline.or(known);
        now.looked = Some((Instant::now(), opened));
        Ok(())
    }

    async fn write_again(&self, database: &Database) -> Result<(), JournalError> {
        let rows: Vec<Kept> = self.rows().values().map(|(_, kept)| kept.clone()).collect();
        for kept in &rows {
            let (account, columns) = (&kept.account, &kept.columns);
            match &kept.outcome {
                Some(outcome) => drop(learn(database, account, columns, outcome).await?),
                None => {
                    let left = kept.until.saturating_duration_since(Instant::now());
                    intend(database, account, columns, kept.is_prepared, left).await?;
                }
            }
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch for Recent {
    fn is_due(&self, connection: u64) -> bool {
        let looked = self.known().looked;
        looked.is_none_or(|(at, opened)| connection > opened || at.elapsed() > LOOKS)
    }

    fn look<'a>(
        &'a self,
        database: &'a Database,
        connection: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let _looking = self.looking.lock().await;
            match self.is_due(connection) {
                true => self.compare(database).await,
                false => Ok(()),
            }
        })
    }
}
