//! Connections, and one statement at a time on them.

use std::future::poll_fn;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, RecycleError, RecycleResult};
use gateway_runtime::{BoxFuture, JournalError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::config::TargetSessionAttrs;
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Config, Error, Row, Socket};

use crate::statements;

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a server that is cut off may be unheard.
const UNHEARD: Duration = Duration::from_secs(10);
/// How often one statement is tried, and how long the pause after the first try can be; it doubles five times.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(4);

pub(crate) type Value<'a> = (&'a (dyn ToSql + Sync), Type);
pub(crate) type Values<'a> = &'a [Value<'a>];

/// When a statement whose end is not known is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Again {
    /// When it was rolled back for another transaction.
    Undone,
    /// Also when the connection was lost: to do it twice is to do it once.
    Lost,
}

/// Who looks at a server before anything is said to it on a new connection, and every now and then.
pub(crate) trait Watch: Send + Sync {
    /// Whether it has to be looked at before the connection of this number is used.
    fn is_due(&self, connection: u64) -> bool;

    /// Looks at it, and gets ready for what is there. Nothing else is said meanwhile.
    fn look<'a>(
        &'a self,
        database: &'a Database,
        connection: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>>;
}

/// A pool of connections, each of which is watched for warnings.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool<Connector>,
    opened: Arc<AtomicU64>,
    watch: Option<Arc<dyn Watch>>,
}

/// Opens connections.
pub(crate) struct Connector {
    open: Box<dyn Fn() -> BoxFuture<'static, Result<Connection, Error>> + Send + Sync>,
    opened: Arc<AtomicU64>,
}

pub(crate) struct Connection {
    client: Client,
    /// The how many-th it is.
    number: u64,
    /// How many warnings have come.
    warnings: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Manager for Connector {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        let mut connection = (self.open)().await?;
        connection.number = self
            .opened
            .fetch_add(1, Ordering::Relaxed)
            .saturating_add(1);
        Ok(connection)
    }

    async fn recycle(&self, connection: &mut Connection, _: &Metrics) -> RecycleResult<Error> {
        match connection.client.is_closed() {
            true => Err(RecycleError::message("closed")),
            false => Ok(()),
        }
    }
}

impl Database {
    /// Connections to one server, at most so many; none is opened yet.
    pub(crate) fn new<T>(config: &Config, tls: T, at_most: usize) -> Result<Self, JournalError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        let mut config = config.clone();
        // One that only follows has neither all that was written nor a way to write.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        if config.get_application_name().is_none() {
            config.application_name("gateway-postgres");
        }
        // Without it a connection to a server that is cut off hangs for a quarter of an hour.
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNHEARD);
        }
        if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
            config.keepalives_idle(UNHEARD);
        }
        let opened = Arc::new(AtomicU64::new(0));
        let open = move || -> BoxFuture<'static, Result<Connection, Error>> {
            let (config, tls) = (config.clone(), tls.clone());
            Box::pin(async move {
                let (client, connection) = config.connect(tls).await?;
                let warnings = Arc::new(AtomicU64::new(0));
                let task = tokio::spawn(drive(connection, Arc::clone(&warnings)));
                Ok(Connection {
                    client,
                    number: 0,
                    warnings,
                    task,
                })
            })
        };
        let connector = Connector {
            open: Box::new(open),
            opened: Arc::clone(&opened),
        };
        let pool = Pool::builder(connector)
            .max_size(at_most.max(1))
            .runtime(deadpool::Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .build();
        let pool = pool.map_err(|error| JournalError::new(format!("no pool: {error}")))?;
        Ok(Self {
            pool,
            opened,
            watch: None,
        })
    }

    /// The same connections, on which nothing is said before this one has looked at the server.
    pub(crate) fn watched(&self, watch: Arc<dyn Watch>) -> Self {
        Self {
            watch: Some(watch),
            ..self.clone()
        }
    }

    async fn connection(&self) -> Result<Object<Connector>, JournalError> {
        loop {
            let connection = self.pool.get().await.map_err(|error| unreachable(&error))?;
            let number = connection.number;
            let Some(watch) = self.watch.as_ref().filter(|watch| watch.is_due(number)) else {
                return Ok(connection);
            };
            drop(connection);
            let unwatched = Self {
                watch: None,
                ..self.clone()
            };
            watch.look(&unwatched, number).await?;
        }
    }

    /// How many connections have been opened.
    pub(crate) fn opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    /// Runs one statement as a transaction of its own, and gives its rows once it is committed. A warning that came with it
    /// counts as a failure: that is how a server says that a commit may not have reached a standby.
    pub(crate) async fn rows(
        &self,
        statement: &str,
        values: Values<'_>,
        again: Again,
    ) -> Result<Vec<Row>, JournalError> {
        let mut tries = 1..TRIES;
        loop {
            let connection = self.connection().await?;
            let warnings = connection.warnings.load(Ordering::Acquire);
            let rows = connection.client.query_typed(statement, values).await;
            let error = match rows {
                Ok(_) if connection.warnings.load(Ordering::Acquire) != warnings => {
                    return Err(JournalError::new(
                        "PostgreSQL gave a warning with the commit, which may not have reached a standby; see its log",
                    ));
                }
                Ok(rows) => return Ok(rows),
                Err(error) => error,
            };
            let is_worth_it = is_undone(&error) || (again == Again::Lost && is_lost(&error));
            drop(connection);
            match tries.next() {
                Some(number) if is_worth_it => tokio::time::sleep(pause_after(number)).await,
                _ => return Err(failed(&error)),
            }
        }
    }

    /// Runs statements without values.
    pub(crate) async fn batch(&self, statements: &str) -> Result<(), JournalError> {
        let connection = self.connection().await?;
        let done = connection.client.batch_execute(statements).await;
        done.map_err(|error| failed(&error))
    }

    /// The timeline that the server writes on; `None` if it does not say.
    pub(crate) async fn timeline(&self) -> Result<Option<String>, JournalError> {
        let connection = self.connection().await?;
        match connection
            .client
            .query_typed(statements::TIMELINE, &[])
            .await
        {
            Ok(rows) => Ok(rows.first().and_then(|row| row.try_get(0).ok()).flatten()),
            // An engine that only speaks the language may have none.
            Err(error) if error.as_db_error().is_some() => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    /// Whether what is committed is flushed, and whether it waits for a standby.
    pub(crate) async fn durability(&self) -> Result<(bool, bool), JournalError> {
        let rows = self.rows(statements::DURABILITY, &[], Again::Lost).await?;
        let row = rows.first().ok_or_else(|| JournalError::new("no answer"))?;
        Ok((column(row, 0)?, column(row, 1)?))
    }

    /// Says in the log what a crash or a fail-over would cost.
    pub(crate) async fn warn_of_weakness(&self) -> Result<(), JournalError> {
        let (is_flushed, has_standby) = self.durability().await?;
        if !is_flushed {
            tracing::error!(
                "PostgreSQL runs with fsync or full_page_writes off: a crash of its machine loses payments"
            );
        }
        if !has_standby {
            tracing::warn!(
                "PostgreSQL has no synchronous standby: a fail-over may lose the last commits, which are written again \
                 by whoever still lives"
            );
        }
        Ok(())
    }
}

/// Reads and writes a connection until it ends. What the server says besides is counted before the answer that it
/// precedes is passed on.
async fn drive<S, T>(mut connection: tokio_postgres::Connection<S, T>, warnings: Arc<AtomicU64>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => {
                if notice.parsed_severity() == Some(Severity::Warning) {
                    warnings.fetch_add(1, Ordering::Release);
                }
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                tracing::debug!("a connection to PostgreSQL has ended: {}", failed(&error));
                return;
            }
            None => return,
        }
    }
}

/// A value of a row, as its statement names its type.
pub(crate) fn column<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    at: usize,
) -> Result<T, JournalError> {
    row.try_get(at).map_err(|_| {
        JournalError::new("the tables are not those of this version; run its migration")
    })
}

/// A random part of what the pause has come to, so that those who were in each other's way are not again.
fn pause_after(number: u32) -> Duration {
    let longest = PAUSE.saturating_mul(1 << number.min(5));
    let random = RandomState::new().hash_one(number);
    let share = u32::try_from(random % 1_000).unwrap_or_default();
    longest.saturating_mul(share) / 1_000
}

fn is_undone(error: &Error) -> bool {
    let undone = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    error.code().is_some_and(|code| undone.contains(code))
}

/// Whether the connection broke, by itself or since the server ends.
fn is_lost(error: &Error) -> bool {
    let ending = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
    ];
    match error.code() {
        Some(code) => ending.contains(code),
        None => true,
    }
}

/// What went wrong, without the server's words, which may repeat what was written.
fn failed(error: &Error) -> JournalError {
    let Some(code) = error.code() else {
        return JournalError::new(format!("PostgreSQL cannot be reached: {error}"));
    };
    let advice = if *code == SqlState::UNDEFINED_TABLE || *code == SqlState::UNDEFINED_COLUMN {
        "run the migration of this version, and look at search_path"
    } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        "the role needs SELECT, INSERT, UPDATE and DELETE on the tables"
    } else {
        "its log says why"
    };
    JournalError::new(format!("PostgreSQL refused with {}: {advice}", code.code()))
}

fn unreachable(error: &PoolError<Error>) -> JournalError {
    match error {
        PoolError::Backend(error) => failed(error),
        _ => JournalError::new("PostgreSQL gave no connection in time"),
    }
}
