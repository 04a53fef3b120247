//! One token, and how long it lives.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::record::operation::TimeUnit;
use crate::record::token_store::StoredToken;
use crate::value::json::read::Read;
use crate::value::json::reference::JsonRef;
use crate::value::json::warning::DecodeWarnings;
use crate::value::types::decimal;
use crate::value::types::sensitive::Sensitive;
use crate::wire::clock::Clock;

/// What the gateway refuses so soon after it was fetched is not replaced: whoever refuses everything would make a fleet
/// fetch all the time, and each new token may revoke the one before it.
const YOUNG: Duration = Duration::from_secs(10);

/// A token in use.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: Arc<Sensitive<String>>,
    pub(crate) generation: u64,
    /// Its end by both clocks: the monotonic one stands still while a machine sleeps, the other one may be set back.
    pub(super) ends: (Duration, SystemTime),
    pub(super) margin: Duration,
    /// When it was fetched, by the wall clock of whoever did.
    pub(super) fetched: Option<SystemTime>,
}

impl Token {
    pub(super) fn stored(&self) -> StoredToken {
        let stored = StoredToken::new(Sensitive::clone(&self.text), self.ends.1);
        StoredToken {
            fetched: self.fetched,
            ..stored
        }
    }

    pub(super) fn is_young(&self, clock: &dyn Clock) -> bool {
        let age = self.fetched.map(|at| clock.wall().duration_since(at));
        age.is_some_and(|age| age.is_ok_and(|age| age < YOUNG))
    }

    pub(super) fn is_fresh(&self, now: (Duration, SystemTime)) -> bool {
        self.outlives(now, self.margin)
    }

    pub(super) fn is_alive(&self, now: (Duration, SystemTime)) -> bool {
        self.outlives(now, Duration::ZERO)
    }

    fn outlives(&self, now: (Duration, SystemTime), margin: Duration) -> bool {
        let left = self.ends.1.duration_since(now.1);
        let by_wall = left.is_ok_and(|left| left > margin);
        self.ends.0.saturating_sub(now.0) > margin && by_wall
    }
}

/// What a fetch gave.
pub(crate) struct Fetched {
    pub(crate) text: Sensitive<String>,
    pub(crate) life: Option<Duration>,
}

/// How long a token lives, as the field of the answer says it: a number or a string; nothing sensible is `None`.
pub(crate) struct Life(pub(crate) rust_decimal::Decimal);

impl Read for Life {
    fn read(json: JsonRef<'_>, warnings: &mut DecodeWarnings) -> Option<Self> {
        let text = json.string().or_else(|| json.number().map(Into::into));
        match text.as_deref().and_then(decimal::parse_lenient) {
            Some(count) => Some(Self(count)),
            None => json.mistyped("a length of time", warnings),
        }
    }
}

impl Life {
    pub(crate) fn in_unit(&self, unit: TimeUnit) -> Option<Duration> {
        let count: u64 = self
            .0
            .trunc()
            .normalize()
            .to_string()
            .parse()
            .ok()
            .filter(|count| *count > 0)?;
        Some(Duration::from_millis(unit.milliseconds(count)))
    }
}
