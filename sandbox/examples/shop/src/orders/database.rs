//! What a database of orders has to do. One of your own is another [`Database`].

use super::error::OrdersError;
use crate::order::Order;

/// What is done in one transaction, which waits for the database.
pub(super) type Act<'a> = &'a mut (dyn FnMut(&mut dyn Rows) -> Result<(), OrdersError> + Send);

/// A database that does one thing after another.
pub(super) trait Database: Send + Sync {
    /// Does it in one transaction, of which all is written or nothing. It is for a thread that may wait.
    fn transaction(&self, does: Does, act: Act<'_>) -> Result<(), OrdersError>;
}

/// What a transaction does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    Read,
    Write,
}

/// What a transaction sees and changes.
pub(super) trait Rows {
    /// An order by its number.
    fn order(&mut self, number: &str) -> Result<Option<Order>, OrdersError>;
    /// The number of the order that a session is for.
    fn of_session(&mut self, session: &str) -> Result<Option<String>, OrdersError>;
    /// The number of the last attempt at a purchase.
    fn of_purchase(&mut self, purchase: &str) -> Result<Option<String>, OrdersError>;
    /// Every order, by number.
    fn all(&mut self) -> Result<Vec<Order>, OrdersError>;
    /// Writes an order down, as the last attempt at its purchase if it is new.
    fn put(&mut self, order: &Order) -> Result<(), OrdersError>;
}

/// A row as an order.
pub(super) fn parsed(row: &[u8]) -> Result<Order, OrdersError> {
    Ok(serde_json::from_slice(row)?)
}
