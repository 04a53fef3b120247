//! What goes wrong with a file of a journal.

/// What redb says went wrong. It is large, and rare.
#[derive(Debug)]
pub(super) struct Trouble(pub(super) Box<redb::Error>);

impl<E: Into<redb::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}
