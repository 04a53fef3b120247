use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use gateway_runtime::{BoxFuture, Fence, JournalError, StoredToken, TokenLease, TokenStore};
use gateway_seal::Seal;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::database::{Again, Database, Values, column};
use crate::rows::{fence, milliseconds, number};
use crate::statements;

/// The token of one account in PostgreSQL: [`Postgres::tokens`](crate::Postgres::tokens) gives it. It stands there sealed, and
/// leases and its end are by the clock of the server.
#[derive(Clone)]
pub struct PostgresTokens {
    pub(crate) account: Arc<str>,
    pub(crate) database: Database,
    pub(crate) seal: Seal,
}

impl PostgresTokens {
    async fn rows(&self, statement: &str, values: Values<'_>) -> Result<Vec<Row>, JournalError> {
        let rows = self.database.rows(statement, values, Again::Lost).await;
        rows.inspect_err(|error| tracing::warn!("the token cannot be shared: {error}"))
    }

    /// The token as it stands there, sealed, and when it ends.
    async fn sealed(&self) -> Result<Option<(Vec<u8>, SystemTime)>, JournalError> {
        // The network's time is taken off its life.
        let asked = SystemTime::now();
        let values: Values<'_> = &[(&&*self.account, Type::TEXT)];
        let rows = self.rows(statements::TOKEN, values).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let life = Duration::from_millis(column::<i64>(row, 1)?.try_into().unwrap_or_default());
        let ends = asked.checked_add(life).unwrap_or(asked);
        Ok(Some((column(row, 0)?, ends)))
    }
}

impl fmt::Debug for PostgresTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresTokens")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

impl TokenStore for PostgresTokens {
    fn load(&self) -> BoxFuture<'_, Option<StoredToken>> {
        Box::pin(async move {
            let (sealed, ends) = self.sealed().await.ok()??;
            let mut token = self.seal.open(&self.account, &sealed)?;
            token.expires = token.expires.min(ends);
            Some(token)
        })
    }

    fn lease(&self, lease: Duration) -> BoxFuture<'_, TokenLease> {
        Box::pin(async move {
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&milliseconds(lease), Type::INT8),
            ];
            // One whose answer is lost is over after its time.
            let rows = self.database.rows(statements::LEASE, values, Again::Undone);
            match rows
                .await
                .map(|rows| rows.first().map(|row| column(row, 0)))
            {
                Ok(None) => TokenLease::Held,
                Ok(Some(Ok(lease))) => TokenLease::Granted(fence(lease)),
                Ok(Some(Err(error))) | Err(error) => {
                    tracing::warn!("the token cannot be shared: {error}");
                    TokenLease::Away
                }
            }
        })
    }

    fn save<'a>(&'a self, token: &'a StoredToken, lease: Fence) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let life = token.expires.duration_since(SystemTime::now());
            let Some(sealed) = self.seal.seal(&self.account, token) else {
                return true;
            };
            let values: Values<'_> = &[
                (&&*self.account, Type::TEXT),
                (&number(lease), Type::INT8),
                (&sealed, Type::BYTEA),
                (&milliseconds(life.unwrap_or_default()), Type::INT8),
            ];
            let saved = self.rows(statements::SAVE, values).await;
            saved.is_ok_and(|rows| !rows.is_empty())
        })
    }

    fn release(&self, lease: Fence) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let values: Values<'_> = &[(&&*self.account, Type::TEXT), (&number(lease), Type::INT8)];
            // One that cannot be given up is over after its time.
            let _ = self.rows(statements::GIVE_UP, values).await;
        })
    }

    fn forget<'a>(&'a self, token: &'a StoredToken) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let Ok(Some((sealed, _))) = self.sealed().await else {
                return;
            };
            let stored = self.seal.open(&self.account, &sealed);
            if stored.is_some_and(|stored| stored.token == token.token) {
                let values: Values<'_> = &[(&&*self.account, Type::TEXT), (&sealed, Type::BYTEA)];
                // What stays is refused once more, and forgotten then.
                let _ = self.rows(statements::REMOVE, values).await;
            }
        })
    }
}
