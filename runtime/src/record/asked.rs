use std::fmt;
use std::marker::PhantomData;

/// A value that look-ups of an API need and a request may not hold, by its type. A generated crate has one for each
/// (`operations::ASKED_…`); [`Reconcile::answering`](crate::Reconcile::answering) gives it.
pub struct Asked<T> {
    field: &'static str,
    of: PhantomData<fn(T)>,
}

impl<T> Asked<T> {
    /// The value of the query's field of this wire name.
    pub const fn new(field: &'static str) -> Self {
        Self {
            field,
            of: PhantomData,
        }
    }

    /// The wire name of the field of the query.
    pub fn field(self) -> &'static str {
        self.field
    }
}

impl<T> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Asked<T> {}

impl<T> fmt::Debug for Asked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Asked").field(&self.field).finish()
    }
}
