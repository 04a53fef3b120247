//! What goes wrong with a database of orders.

use std::fmt;

use gateway_postgres::tokio_postgres;

/// The database failed. What was asked for has not happened, or a COMMIT was lost and nobody knows.
#[derive(Debug)]
pub struct OrdersError(pub(super) String);

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
    std::io::Error,
    tokio::task::JoinError
);

impl From<tokio_postgres::Error> for OrdersError {
    fn from(error: tokio_postgres::Error) -> Self {
        // What the server said stands in the source.
        let source = std::error::Error::source(&error).map(ToString::to_string);
        Self(source.unwrap_or_else(|| error.to_string()))
    }
}
