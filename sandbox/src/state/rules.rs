use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use crate::strictness::Strictness;

/// How the sandbox behaves. [`Rules::default`] is the kind reading of the reference.
#[derive(Clone)]
#[non_exhaustive]
pub struct Rules {
    /// The application id that a token is issued for; without one, each start makes another.
    pub app_id: Option<String>,
    /// The secret that goes with it; without one, each start makes another.
    pub secret: Option<String>,
    /// How long a token lives; one hour by default.
    pub token_lives: Duration,
    /// How long an authorization can be captured; seven days by default.
    pub authorization_lives: Duration,
    /// How long a customer has for a page, unless the request says otherwise; 30 minutes by default.
    pub page_lives: Duration,
    /// How long a pending card payment takes; 3 s by default.
    pub pending_takes: Duration,
    /// How long the answer to a slow card payment takes; 3 s by default.
    pub slow_takes: Duration,
    /// How long a refund takes from accepted to done; 2 s by default.
    pub refund_takes: Duration,
    /// The unkind readings.
    pub modes: Modes,
    /// What is taken although the reference, or a client that follows it, would never send it; nothing by default.
    pub allowed: BTreeSet<Strictness>,
}

/// Readings of the reference that are possible and unkind. All are off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Modes {
    /// A repeated order number pays again instead of being refused.
    pub duplicates_charge: bool,
    /// Queries tell what was true so long ago.
    pub query_lags: Duration,
    /// A new token revokes the former one.
    pub new_token_revokes: bool,
    /// A refusal has a code and a message and none of the fields that the reference calls required.
    pub bare_refusals: bool,
}

impl Modes {
    /// All of them, with queries that lag by `lag`.
    #[must_use]
    pub fn unkind(lag: Duration) -> Self {
        Self {
            duplicates_charge: true,
            query_lags: lag,
            new_token_revokes: true,
            bare_refusals: true,
        }
    }
}

impl Rules {
    /// The application id and the secret; empty where there is none yet.
    pub(crate) fn credentials(&self) -> (&str, &str) {
        (
            self.app_id.as_deref().unwrap_or_default(),
            self.secret.as_deref().unwrap_or_default(),
        )
    }
}

impl Default for Rules {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        Self {
            app_id: None,
            secret: None,
            token_lives: Duration::from_secs(60 * MINUTE),
            authorization_lives: Duration::from_secs(7 * 24 * 60 * MINUTE),
            page_lives: Duration::from_secs(30 * MINUTE),
            pending_takes: Duration::from_secs(3),
            slow_takes: Duration::from_secs(3),
            refund_takes: Duration::from_secs(2),
            modes: Modes::default(),
            allowed: BTreeSet::new(),
        }
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("modes", &self.modes)
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}
