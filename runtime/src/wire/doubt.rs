//! Whether answers can still be told apart on a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared by a connection and whoever reads what came on it: once an answer there was found to be another request's, the one
/// that belongs to this request may still come, and would be taken for the next one's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doubt(Arc<AtomicBool>);

impl Doubt {
    /// Lets no further request go on the connection, and no answer that is still to come on it count.
    pub(crate) fn raise(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_raised(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
