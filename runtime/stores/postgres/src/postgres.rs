use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use gateway_runtime::{EntryId, Handle, JournalError};
use gateway_seal::Seal;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::Type;
use tokio_postgres::{Config, Error, Socket, Transaction};

use crate::columns::Columns;
use crate::database::{Database, Values};
use crate::journal::PostgresJournal;
use crate::recent::Recent;
use crate::rows::{milliseconds, of_request};
use crate::statements;
use crate::tokens::PostgresTokens;

/// The tables, as SQL to be run once: `migrations/0001_journal.sql`.
pub const MIGRATION: &str = include_str!("../migrations/0001_journal.sql");

/// How many connections a process opens at most, unless it says so.
const CONNECTIONS: usize = 8;

/// One PostgreSQL, with the journals and tokens in it.
///
/// Making one connects nowhere: a process starts whether its database is up or not. The configuration chooses server, role
/// and `search_path`; only a server that can be written to is used.
///
/// ```no_run
/// use gateway_postgres::{Postgres, tokio_postgres::NoTls};
/// use gateway_runtime::{Config, JournalError};
/// use std::sync::Arc;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let postgres = Postgres::new(&"host=/run/postgresql dbname=shop".parse()?, NoTls)?;
/// let config = Config::new("https://gateway.example.com")
///     .credentials("app-1", "secret")
///     .journal(Arc::new(postgres.journal("gateway-app-1")));
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Postgres {
    database: Database,
    recent: Arc<Recent>,
}

/// What a crash or a fail-over would cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Durability {
    /// Whether what is committed is flushed to the disk, so that it outlives a crash of the machine.
    pub is_flushed: bool,
    /// Whether a commit waits for a standby, so that it outlives the machine.
    pub has_synchronous_standby: bool,
}

impl Postgres {
    /// Up to 8 connections to one server.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if no pool can be made of it.
    pub fn new<T>(config: &Config, tls: T) -> Result<Self, JournalError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Self::with_connections(config, tls, CONNECTIONS)
    }

    /// At most so many connections to one server, 1 at least. Each payment has one for about a millisecond, three times.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if no pool can be made of it.
    pub fn with_connections<T>(
        config: &Config,
        tls: T,
        at_most: usize,
    ) -> Result<Self, JournalError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Ok(Self {
            database: Database::new(config, tls, at_most)?,
            recent: Arc::default(),
        })
    }

    /// The journal of an account: any name for gateway and account, the same in every process that uses the account.
    /// Everything else about it is kept apart from other accounts.
    pub fn journal(&self, account: impl Into<Arc<str>>) -> PostgresJournal {
        PostgresJournal {
            account: account.into(),
            database: self.database.watched(Arc::clone(&self.recent) as _),
            recent: Arc::clone(&self.recent),
            is_prepared_by_caller: false,
            apart: Duration::ZERO,
        }
    }

    /// The token of an account, sealed.
    pub fn tokens(&self, account: impl Into<Arc<str>>, seal: Seal) -> PostgresTokens {
        PostgresTokens {
            account: account.into(),
            database: self.database.clone(),
            seal,
        }
    }

    /// Makes the tables, by [`MIGRATION`]. A fleet has this done once, by whatever runs its other migrations.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if there are such tables already, or the role may not make any.
    pub async fn migrate(&self) -> Result<(), JournalError> {
        self.database
            .batch(&format!("BEGIN;{MIGRATION};COMMIT"))
            .await
    }

    /// Asks what a crash or a fail-over would cost. The first use of a journal asks it too, and says in the log what is weak.
    ///
    /// # Errors
    ///
    /// [`JournalError`] if PostgreSQL does not answer.
    pub async fn durability(&self) -> Result<Durability, JournalError> {
        let (is_flushed, has_synchronous_standby) = self.database.durability().await?;
        Ok(Durability {
            is_flushed,
            has_synchronous_standby,
        })
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

/// Writes a prepared request in a transaction of the shop, beside its own row of the order: either both stand there or
/// neither. `within` counts from here. It is [`INTEND`](statements::INTEND), which other crates run as well.
///
/// ```no_run
/// # use gateway_postgres::{prepare_in, tokio_postgres};
/// # async fn example(
/// #     mut client: tokio_postgres::Client, prepared: gateway_runtime::Prepared, gateway: gateway_runtime::Gateway,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// let transaction = client.transaction().await?;
/// let order = "INSERT INTO orders (number, payment) VALUES ($1, $2)";
/// transaction.execute(order, &[&"ORDER-1", &prepared.entry().as_str()]).await?;
/// prepare_in(&transaction, "gateway-app-1", prepared.entry(), prepared.handle(), prepared.within()).await?;
/// // Also when the answer to this is lost: `send` sends if the row is there, and never if it is not.
/// let _ = transaction.commit().await;
/// let accepted = gateway.send::<gateway_runtime::Json>(prepared).await;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The error of PostgreSQL. The transaction is to be rolled back then.
pub async fn prepare_in(
    transaction: &Transaction<'_>,
    account: &str,
    entry: &EntryId,
    intent: &Handle,
    within: Duration,
) -> Result<(), Error> {
    let columns = Columns::of(entry, intent);
    let within = milliseconds(within);
    let rest: Values<'_> = &[(&true, Type::BOOL), (&within, Type::INT8)];
    let values = of_request(&account, &columns, rest);
    let written = transaction.query_typed(statements::INTEND, &values);
    written.await.map(drop)
}
