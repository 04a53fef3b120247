use std::sync::Arc;
use std::time::Duration;

use crate::engine::classify::Judged;
use crate::engine::detached::Cancelled;
use crate::engine::options::CallOptions;
use crate::record::call::parts::Parts;
use crate::record::handle::Handle;
use crate::record::intent::Intent;
use crate::record::operation::Operation;

/// What a call is made for.
pub(super) enum Purpose {
    /// What the caller wants.
    Call,
    /// Finding out the outcome of the request of this handle.
    LookUp(Handle),
}

/// How a call comes to stand in the journal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// It is written down right before it is sent.
    Intended,
    /// It stands there as prepared.
    Prepared,
}

/// One call that was checked, on its way.
pub(super) struct Task {
    pub(super) operation: &'static Operation,
    pub(super) parts: Parts,
    pub(super) intent: Arc<Intent>,
    pub(super) purpose: Purpose,
    pub(super) start: Start,
    /// Whether an answer that is no JSON leaves the outcome open.
    pub(super) needs_json: bool,
    /// Whether an answer can be read as what the call is to give, which reads it.
    pub(super) is_readable: fn(&mut Judged) -> bool,
    /// When the call must have ended, on the monotonic clock.
    pub(super) deadline: Duration,
    /// The same on the clock that counts suspension, for what must not leave after its lease.
    pub(super) leaves_by: Option<Duration>,
    pub(super) cancelled: Cancelled,
    /// How often the gateway's clock had been heard when the time of the request was taken.
    pub(super) heard: u64,
    /// What is other for this call.
    pub(super) options: Option<Arc<CallOptions>>,
}
