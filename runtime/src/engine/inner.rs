use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use crate::engine::accounts::Accounts;
use crate::engine::authorize::Authorization;
use crate::engine::breaker::Counted;
use crate::engine::calls::Calls;
use crate::engine::failing::Failing;
use crate::engine::further::Further;
use crate::engine::known::Known;
use crate::engine::observer::Observer;
use crate::engine::retry::{Budget, Retries};
use crate::engine::their_clock::TheirClock;
use crate::engine::token::Tokens;
use crate::engine::written::Written;
use crate::record::operation::Api;
use crate::value::check::checks::Checks;
use crate::wire::address::Address;
use crate::wire::clock::Clock;
use crate::wire::transport::Transport;

/// What all clones of a way to a gateway share.
pub(crate) struct Inner {
    pub(super) api: &'static Api,
    pub(crate) accounts: Accounts,
    pub(super) counted: Option<Counted>,
    pub(super) address: Address,
    pub(crate) base: String,
    pub(super) base_path: String,
    pub(super) authorization: Authorization,
    pub(super) further: Further,
    pub(super) tokens: Tokens,
    pub(super) transport: Arc<dyn Transport>,
    /// Whether the transport ends by itself at the deadline, as our own does.
    pub(super) keeps_deadlines: bool,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) connect_timeout: Duration,
    pub(super) answer_timeout: Duration,
    pub(super) total_timeout: Duration,
    pub(super) largest_answer: usize,
    pub(super) retries: Retries,
    pub(super) budget: Budget,
    pub(crate) known: Known,
    pub(super) journal: Option<Written>,
    pub(crate) failing: Failing,
    pub(crate) their_clock: TheirClock,
    pub(super) calls: Calls,
    pub(super) user_agent: HeaderValue,
    /// Headers that go with every request.
    pub(super) headers: HeaderMap,
    pub(super) observer: Option<Arc<dyn Observer>>,
    /// Whether what moves money goes on connections of its own.
    pub(super) fresh_for_money: bool,
    pub(super) checks: Checks,
}
