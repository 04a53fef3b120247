//! Since when the gateway shows requests as failed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::record::handle::Handle;
use crate::value::locked::Locked;

/// How many requests are remembered; what is forgotten has to stand through its lag anew.
const MOST: usize = 10_000;

/// When each request was first seen as failed, and never otherwise since, on the monotonic clock. Another process begins
/// anew: its clock is another one.
#[derive(Debug, Default)]
pub(crate) struct Failing(Locked<BTreeMap<u64, Duration>>);

impl Failing {
    /// Notes a look that showed the request as failed; gives for how long it has been since the first one, which does
    /// not count by itself.
    pub(crate) fn stands(&self, handle: &Handle, now: Duration) -> Option<Duration> {
        let mut since = self.0.lock();
        let name = name(handle);
        if since.len() >= MOST && !since.contains_key(&name) {
            since.pop_first();
        }
        let first = since.insert(name, now)?;
        since.insert(name, first);
        Some(now.saturating_sub(first))
    }

    /// Whether the last look showed the request as failed.
    pub(crate) fn is_failing(&self, handle: &Handle) -> bool {
        self.0.lock().contains_key(&name(handle))
    }

    /// Notes a look that showed it otherwise.
    pub(crate) fn is_over(&self, handle: &Handle) {
        self.0.lock().remove(&name(handle));
    }
}

fn name(handle: &Handle) -> u64 {
    let mut hasher = DefaultHasher::new();
    (handle.entry(), handle.numbers(), handle.time()).hash(&mut hasher);
    hasher.finish()
}
