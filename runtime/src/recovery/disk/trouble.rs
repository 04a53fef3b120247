//! What goes wrong with a file of a journal.

use redb::TableError;

/// What redb says went wrong. It is large, and rare.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Box<redb::Error>);

impl<E: Into<redb::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

/// A table, or none in a file of a release that did not have it.
pub(super) fn if_there<T>(opened: Result<T, TableError>) -> Result<Option<T>, Trouble> {
    match opened {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
