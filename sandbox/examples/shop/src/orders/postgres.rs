//! Orders in PostgreSQL, for machines that share them.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gateway_postgres::tokio_postgres::types::ToSql;
use gateway_postgres::tokio_postgres::{Client, Config, NoTls, Transaction};
use tokio::runtime::{Builder, Runtime};

use super::database::{Act, Database, Does, Rows, parsed};
use super::error::OrdersError;
use crate::order::Order;

/// The order as JSON, with what it is found by. The last attempt at a purchase is the one that was begun last.
const TABLE: &str = "CREATE TABLE shop_orders (\
    number text COLLATE \"C\" PRIMARY KEY, purchase text NOT NULL, session text NOT NULL UNIQUE, \
    begun bigint GENERATED ALWAYS AS IDENTITY, row text NOT NULL);\
    CREATE INDEX ON shop_orders (purchase, begun)";

/// How long a connection, and then a statement, is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection, on a runtime of its own, so that any thread that may wait can ask. It is made anew when it was lost.
pub(super) struct Postgres {
    config: Config,
    connected: Mutex<Connected>,
}

struct Connected {
    client: Option<Client>,
    /// What its connection runs on; there until it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.client = None;
        // It may be dropped where nobody may wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Postgres {
    pub(super) fn new(mut config: Config) -> Result<Self, OrdersError> {
        config.connect_timeout(PATIENCE);
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connected = Connected {
            client: None,
            runtime: Some(runtime),
        };
        Ok(Self {
            config,
            connected: Mutex::new(connected),
        })
    }

    pub(super) fn migrate(&self) -> Result<(), OrdersError> {
        self.with(|runtime, client| Ok(runtime.block_on(client.batch_execute(TABLE))?))
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&Runtime, &mut Client) -> Result<T, OrdersError>,
    ) -> Result<T, OrdersError> {
        let mut connected = self
            .connected
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Connected { client, runtime } = &mut *connected;
        let Some(runtime) = runtime else {
            return Err(OrdersError("it has ended".to_owned()));
        };
        let client = match client.take().filter(|client| !client.is_closed()) {
            Some(open) => client.insert(open),
            None => client.insert(runtime.block_on(connect(&self.config))?),
        };
        act(runtime, client)
    }
}

/// By a socket of this machine; over a network it is `gateway_postgres::tls`.
async fn connect(config: &Config) -> Result<Client, OrdersError> {
    let (client, connection) = config.connect(NoTls).await?;
    // Its end is seen by whoever asks next.
    tokio::spawn(async move { drop(connection.await) });
    let patience = format!("SET statement_timeout = {}", PATIENCE.as_millis());
    client.batch_execute(&patience).await?;
    Ok(client)
}

impl Database for Postgres {
    fn transaction(&self, does: Does, act: Act<'_>) -> Result<(), OrdersError> {
        self.with(|runtime, client| {
            let transaction = runtime.block_on(async {
                let transaction = client.transaction().await?;
                if does == Does::Write {
                    // One writer at a time, of all machines: what one has read stays so until it has written.
                    let lock = "LOCK TABLE shop_orders IN SHARE ROW EXCLUSIVE MODE";
                    transaction.batch_execute(lock).await?;
                }
                Ok::<_, OrdersError>(transaction)
            })?;
            let mut begun = Begun {
                runtime,
                transaction,
            };
            // A transaction that is dropped is rolled back.
            act(&mut begun)?;
            Ok(runtime.block_on(begun.transaction.commit())?)
        })
    }
}

struct Begun<'a> {
    runtime: &'a Runtime,
    transaction: Transaction<'a>,
}

impl Begun<'_> {
    /// The first column of the rows that are found.
    fn texts(&self, statement: &str, name: &str) -> Result<Vec<String>, OrdersError> {
        let query = async { self.transaction.query(statement, &[&name]).await };
        let rows = self.runtime.block_on(query)?;
        let texts = rows.iter().map(|row| row.try_get(0));
        Ok(texts.collect::<Result<_, _>>()?)
    }
}

impl Rows for Begun<'_> {
    fn order(&mut self, number: &str) -> Result<Option<Order>, OrdersError> {
        let rows = self.texts("SELECT row FROM shop_orders WHERE number = $1", number)?;
        rows.first().map(|row| parsed(row.as_bytes())).transpose()
    }

    fn of_session(&mut self, session: &str) -> Result<Option<String>, OrdersError> {
        let statement = "SELECT number FROM shop_orders WHERE session = $1";
        Ok(self.texts(statement, session)?.pop())
    }

    fn of_purchase(&mut self, purchase: &str) -> Result<Option<String>, OrdersError> {
        let statement =
            "SELECT number FROM shop_orders WHERE purchase = $1 ORDER BY begun DESC LIMIT 1";
        Ok(self.texts(statement, purchase)?.pop())
    }

    fn all(&mut self) -> Result<Vec<Order>, OrdersError> {
        let statement = "SELECT row FROM shop_orders WHERE number >= $1 ORDER BY number";
        let rows = self.texts(statement, "")?;
        rows.iter().map(|row| parsed(row.as_bytes())).collect()
    }

    fn put(&mut self, order: &Order) -> Result<(), OrdersError> {
        let statement = "INSERT INTO shop_orders (number, purchase, session, row) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (number) DO UPDATE SET row = excluded.row";
        let row = serde_json::to_string(order)?;
        let values: [&(dyn ToSql + Sync); 4] =
            [&order.number, &order.purchase, &order.session, &row];
        self.runtime
            .block_on(self.transaction.execute(statement, &values))?;
        Ok(())
    }
}
