//! The database of the shop: redb, in one file. A database of your own goes here and nowhere else.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use redb::{Database, ReadableTable, TableDefinition, WriteTransaction};

use crate::order::Order;

/// Orders as JSON, by their numbers.
const ORDERS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("orders");
/// The number of the order that a session is for.
const SESSIONS: TableDefinition<'_, &str, &str> = TableDefinition::new("sessions");
/// The number of the last attempt at a purchase.
const PURCHASES: TableDefinition<'_, &str, &str> = TableDefinition::new("purchases");

/// The orders of the shop. A clone is the same database.
#[derive(Clone)]
pub struct Orders(Arc<Database>);

/// The database failed. What was asked for has not happened.
#[derive(Debug)]
pub struct OrdersError(String);

impl Orders {
    /// Opens the database, or makes it.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if the file cannot be used.
    pub fn open(file: &Path) -> Result<Self, OrdersError> {
        let database = Database::create(file)?;
        let begun = database.begin_write()?;
        begun.open_table(ORDERS)?;
        begun.open_table(SESSIONS)?;
        begun.open_table(PURCHASES)?;
        begun.commit()?;
        Ok(Self(Arc::new(database)))
    }

    /// Writes an attempt at a purchase down, unless another one may still be paid: then that one is given, and the new one
    /// is not begun.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be written down.
    pub async fn begin(&self, order: Order) -> Result<Option<Order>, OrdersError> {
        self.write(move |begun| {
            let last = begun
                .open_table(PURCHASES)?
                .get(order.purchase.as_str())?
                .map(|number| number.value().to_owned());
            if let Some(last) = last.as_deref()
                && let Some(last) = read(&begun.open_table(ORDERS)?, last)?
                && !last.state.is_over()
            {
                return Ok(Some(last));
            }
            let number = order.number.as_str();
            begun
                .open_table(PURCHASES)?
                .insert(order.purchase.as_str(), number)?;
            begun
                .open_table(SESSIONS)?
                .insert(order.session.as_str(), number)?;
            put(begun, &order)?;
            Ok(None)
        })
        .await
    }

    /// Changes an order; gives what came of it, and nothing where there is no such order.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be written down; then it is as it was.
    pub async fn change<T: Send + 'static>(
        &self,
        number: &str,
        change: impl FnOnce(&mut Order) -> T + Send + 'static,
    ) -> Result<Option<T>, OrdersError> {
        let number = number.to_owned();
        self.write(move |begun| {
            let Some(mut order) = read(&begun.open_table(ORDERS)?, &number)? else {
                return Ok(None);
            };
            let outcome = change(&mut order);
            put(begun, &order)?;
            Ok(Some(outcome))
        })
        .await
    }

    /// An order by its number.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be read.
    pub async fn get(&self, number: &str) -> Result<Option<Order>, OrdersError> {
        let number = number.to_owned();
        self.blocking(move |database| read(&database.begin_read()?.open_table(ORDERS)?, &number))
            .await
    }

    /// As [`get`](Self::get), on this thread, which waits for the disk.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be read.
    pub fn get_now(&self, number: &str) -> Result<Option<Order>, OrdersError> {
        read(&self.0.begin_read()?.open_table(ORDERS)?, number)
    }

    /// The order of a session.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be read.
    pub async fn of_session(&self, session: &str) -> Result<Option<Order>, OrdersError> {
        let session = session.to_owned();
        self.blocking(move |database| {
            let begun = database.begin_read()?;
            let number = begun.open_table(SESSIONS)?.get(session.as_str())?;
            match number {
                Some(number) => read(&begun.open_table(ORDERS)?, number.value()),
                None => Ok(None),
            }
        })
        .await
    }

    /// Every order, by number, which is by age.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if they could not be read.
    pub async fn all(&self) -> Result<Vec<Order>, OrdersError> {
        self.blocking(|database| {
            let table = database.begin_read()?.open_table(ORDERS)?;
            let rows = table.iter()?.map(|row| parsed(row?.1.value()));
            rows.collect()
        })
        .await
    }

    async fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&WriteTransaction) -> Result<T, OrdersError> + Send + 'static,
    ) -> Result<T, OrdersError> {
        self.blocking(|database| {
            let begun = database.begin_write()?;
            let outcome = act(&begun)?;
            begun.commit()?;
            Ok(outcome)
        })
        .await
    }

    /// The disk is waited for on a thread of its own.
    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Database) -> Result<T, OrdersError> + Send + 'static,
    ) -> Result<T, OrdersError> {
        let database = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || act(&database)).await?
    }
}

fn read(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    number: &str,
) -> Result<Option<Order>, OrdersError> {
    let row = table.get(number)?;
    row.map(|row| parsed(row.value())).transpose()
}

fn put(begun: &WriteTransaction, order: &Order) -> Result<(), OrdersError> {
    let row = serde_json::to_vec(order)?;
    begun
        .open_table(ORDERS)?
        .insert(order.number.as_str(), row.as_slice())?;
    Ok(())
}

fn parsed(row: &[u8]) -> Result<Order, OrdersError> {
    Ok(serde_json::from_slice(row)?)
}

impl fmt::Display for OrdersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database of the orders failed: {}", self.0)
    }
}

impl std::error::Error for OrdersError {}

macro_rules! from {
    ($($error:ty),*) => {$(
        impl From<$error> for OrdersError {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        }
    )*};
}

from!(
    redb::CommitError,
    redb::DatabaseError,
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    serde_json::Error,
    tokio::task::JoinError
);
