//! Orders in redb, in one file of this machine.

use std::path::Path;

use redb::{ReadableTable, TableDefinition, WriteTransaction};

use super::database::{Act, Database, Does, Rows, parsed};
use super::error::OrdersError;
use crate::order::Order;

/// Orders as JSON, by their numbers.
const ORDERS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("orders");
/// The number of the order that a session is for.
const SESSIONS: TableDefinition<'_, &str, &str> = TableDefinition::new("sessions");
/// The number of the last attempt at a purchase.
const PURCHASES: TableDefinition<'_, &str, &str> = TableDefinition::new("purchases");

pub(super) struct Disk(redb::Database);

impl Disk {
    pub(super) fn open(file: &Path) -> Result<Self, OrdersError> {
        let database = redb::Database::create(file)?;
        let begun = database.begin_write()?;
        begun.open_table(ORDERS)?;
        begun.open_table(SESSIONS)?;
        begun.open_table(PURCHASES)?;
        begun.commit()?;
        Ok(Self(database))
    }
}

impl Database for Disk {
    /// One thing at a time, reading too: a shop of one machine has no need of more.
    fn transaction(&self, _does: Does, act: Act<'_>) -> Result<(), OrdersError> {
        let mut begun = Begun {
            transaction: self.0.begin_write()?,
            has_written: false,
        };
        act(&mut begun)?;
        match begun.has_written {
            true => begun.transaction.commit()?,
            false => begun.transaction.abort()?,
        }
        Ok(())
    }
}

struct Begun {
    transaction: WriteTransaction,
    has_written: bool,
}

impl Begun {
    fn named(
        &self,
        table: TableDefinition<'_, &'static str, &'static str>,
        name: &str,
    ) -> Result<Option<String>, OrdersError> {
        let table = self.transaction.open_table(table)?;
        let number = table.get(name)?;
        Ok(number.map(|number| number.value().to_owned()))
    }
}

impl Rows for Begun {
    fn order(&mut self, number: &str) -> Result<Option<Order>, OrdersError> {
        let table = self.transaction.open_table(ORDERS)?;
        let row = table.get(number)?;
        row.map(|row| parsed(row.value())).transpose()
    }

    fn of_session(&mut self, session: &str) -> Result<Option<String>, OrdersError> {
        self.named(SESSIONS, session)
    }

    fn of_purchase(&mut self, purchase: &str) -> Result<Option<String>, OrdersError> {
        self.named(PURCHASES, purchase)
    }

    fn all(&mut self) -> Result<Vec<Order>, OrdersError> {
        let table = self.transaction.open_table(ORDERS)?;
        let rows = table.iter()?.map(|row| parsed(row?.1.value()));
        rows.collect()
    }

    fn put(&mut self, order: &Order) -> Result<(), OrdersError> {
        let (number, row) = (order.number.as_str(), serde_json::to_vec(order)?);
        self.has_written = true;
        let begun = &self.transaction;
        let is_known = begun
            .open_table(ORDERS)?
            .insert(number, row.as_slice())?
            .is_some();
        if !is_known {
            begun
                .open_table(SESSIONS)?
                .insert(order.session.as_str(), number)?;
            begun
                .open_table(PURCHASES)?
                .insert(order.purchase.as_str(), number)?;
        }
        Ok(())
    }
}
