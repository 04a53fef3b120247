use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::record::account::Account;
use crate::record::call::Call;
use crate::record::entry::EntryId;
use crate::record::handle::Handle;
use crate::record::operation::{Effect, Operation};
use crate::value::json::paths;
use crate::value::json::reference::JsonRef;
use crate::value::types::sensitive::Sensitive;

/// What a call is about: its operation, and what may be kept and shown of its request.
pub(crate) struct Intent {
    operation: &'static Operation,
    handle: Handle,
    /// What names the request in its answer: the path there, and what was sent.
    named: Arc<[(&'static str, Sensitive<String>)]>,
}

impl Intent {
    pub(crate) fn new(
        operation: &'static Operation,
        call: &Call,
        account: &Arc<Account>,
        now: SystemTime,
    ) -> Self {
        let body = call.json();
        Self {
            operation,
            handle: Handle::of(operation, call, body, account, now),
            named: named(operation, call, body).into(),
        }
    }

    /// Gives it a place in the journal, if it is one of those that are written down.
    pub(crate) fn written_at(mut self, now: SystemTime) -> Self {
        if self.operation.effect != Effect::Reads && !self.operation.journal.is_empty() {
            self.handle = self.handle.with_entry(EntryId::fresh(now));
        }
        self
    }

    /// The same with what is known of its time.
    pub(crate) fn with_handle(&self, handle: Handle) -> Self {
        Self {
            operation: self.operation,
            handle,
            named: Arc::clone(&self.named),
        }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// What names the request in its answer, be it of a query: the path there, and what was sent.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = self.named.iter();
        named.map(|(theirs, sent)| (*theirs, sent.expose().as_str()))
    }

    /// The one value that stands in logs; see [`Handle::label`].
    pub(crate) fn label(&self) -> Option<Cow<'_, str>> {
        self.handle.label(self.operation)
    }
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(f)
    }
}

fn named(
    operation: &Operation,
    call: &Call,
    body: JsonRef<'_>,
) -> Vec<(&'static str, Sensitive<String>)> {
    let same = operation.acknowledges.same;
    let mut named = Vec::with_capacity(same.len());
    for (theirs, ours) in same {
        let mut add = |sent: String| named.push((*theirs, Sensitive::new(sent)));
        paths::each_value(body, ours, &mut |_, json| {
            if let Some(sent) = paths::text(json) {
                add(sent.into_owned());
            }
        });
        if let Some(sent) = call.parameter(ours) {
            add(sent.clone());
        }
    }
    named
}
