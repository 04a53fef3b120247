use std::borrow::Cow;
use std::time::SystemTime;

use crate::call::Call;
use crate::journal::EntryId;
use crate::{Effect, Handle, Operation};

/// What a call is about: its operation, and what may be kept and shown of its request.
#[derive(Debug)]
pub(crate) struct Intent {
    operation: &'static Operation,
    handle: Handle,
}

impl Intent {
    pub(crate) fn new(operation: &'static Operation, call: &Call, now: SystemTime) -> Self {
        Self {
            operation,
            handle: Handle::of(operation, call, now),
        }
    }

    /// Gives it a place in the journal, if it is one of those that are written down.
    pub(crate) fn written_at(mut self, now: SystemTime) -> Self {
        if self.operation.effect != Effect::Reads && !self.operation.journal.is_empty() {
            self.handle = self.handle.with_entry(EntryId::fresh(now));
        }
        self
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// The one value that stands in logs: that of the first field that the document names, if it may be seen.
    pub(crate) fn label(&self) -> Option<Cow<'_, str>> {
        let first = self.operation.journal.first().filter(|kept| kept.open)?;
        self.handle.first(first.path)
    }
}
