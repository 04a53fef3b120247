//! The orders of the shop, in a database: redb, in one file, or PostgreSQL, which machines share. A database of your own goes
//! below `Rows` and nowhere else.

mod database;
mod disk;
mod error;
mod postgres;

use std::path::Path;
use std::sync::Arc;

use gateway_postgres::tokio_postgres;

use crate::order::Order;
use database::{Database, Does, Rows};

pub use error::OrdersError;

/// The orders of the shop. A clone is the same database.
#[derive(Clone)]
pub struct Orders(Arc<dyn Database>);

impl Orders {
    /// Opens the database in a file, or makes it.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if the file cannot be used.
    pub fn open(file: &Path) -> Result<Self, OrdersError> {
        Ok(Self(Arc::new(disk::Disk::open(file)?)))
    }

    /// The orders in PostgreSQL, which is connected to when it is first asked.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if this process can have no thread for it.
    pub fn postgres(config: tokio_postgres::Config) -> Result<Self, OrdersError> {
        Ok(Self(Arc::new(postgres::Postgres::new(config)?)))
    }

    /// Makes the table in PostgreSQL, once for all machines.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if there is such a table already, or the role may not make one.
    pub async fn migrate(config: tokio_postgres::Config) -> Result<(), OrdersError> {
        let database = postgres::Postgres::new(config)?;
        tokio::task::spawn_blocking(move || database.migrate()).await?
    }

    /// Writes an attempt at a purchase down, unless another one may still be paid: then that one is given, and the new one
    /// is not begun.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be written down.
    pub async fn begin(&self, order: Order) -> Result<Option<Order>, OrdersError> {
        self.act(Does::Write, move |rows| {
            let last = match rows.of_purchase(&order.purchase)? {
                Some(number) => rows.order(&number)?,
                None => None,
            };
            let last = last.filter(|last| !last.state.is_over());
            if last.is_none() {
                rows.put(&order)?;
            }
            Ok(last)
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
        self.act(Does::Write, move |rows| {
            let Some(mut order) = rows.order(&number)? else {
                return Ok(None);
            };
            let outcome = change(&mut order);
            rows.put(&order)?;
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
        self.act(Does::Read, move |rows| rows.order(&number)).await
    }

    /// As [`get`](Self::get), while this thread waits.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be read.
    pub fn get_now(&self, number: &str) -> Result<Option<Order>, OrdersError> {
        // A database may not be waited for on a thread that runs others' work.
        let waits = || in_transaction(&*self.0, Does::Read, |rows| rows.order(number));
        std::thread::scope(|scope| scope.spawn(waits).join())
            .map_err(|_| OrdersError("its thread ended".to_owned()))?
    }

    /// The order of a session.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if it could not be read.
    pub async fn of_session(&self, session: &str) -> Result<Option<Order>, OrdersError> {
        let session = session.to_owned();
        self.act(Does::Read, move |rows| match rows.of_session(&session)? {
            Some(number) => rows.order(&number),
            None => Ok(None),
        })
        .await
    }

    /// Every order, by number, which is by age.
    ///
    /// # Errors
    ///
    /// [`OrdersError`] if they could not be read.
    pub async fn all(&self) -> Result<Vec<Order>, OrdersError> {
        self.act(Does::Read, |rows| rows.all()).await
    }

    /// The database is waited for on a thread of its own.
    async fn act<T: Send + 'static>(
        &self,
        does: Does,
        act: impl FnOnce(&mut dyn Rows) -> Result<T, OrdersError> + Send + 'static,
    ) -> Result<T, OrdersError> {
        let database = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || in_transaction(&*database, does, act)).await?
    }
}

/// Does something in a transaction, and gives what came of it once that is written.
fn in_transaction<T: Send>(
    database: &dyn Database,
    does: Does,
    act: impl FnOnce(&mut dyn Rows) -> Result<T, OrdersError> + Send,
) -> Result<T, OrdersError> {
    let (mut act, mut outcome) = (Some(act), None);
    database.transaction(does, &mut |rows| {
        if let Some(act) = act.take() {
            outcome = Some(act(rows)?);
        }
        Ok(())
    })?;
    outcome.ok_or_else(|| OrdersError("it did nothing".to_owned()))
}
