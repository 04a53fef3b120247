use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::value::random::random;

/// The name of one request in a journal: 32 hexadecimal digits, the first 16 of them the time, so that names sort by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(String);

impl EntryId {
    /// Takes a name that was stored.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first name that a request of this time can have: those of all earlier requests sort before it.
    ///
    /// ```
    /// use gateway_runtime::EntryId;
    /// use std::time::{Duration, SystemTime};
    ///
    /// let now = SystemTime::now();
    /// assert!(EntryId::first_at(now) < EntryId::first_at(now + Duration::from_secs(1)));
    /// ```
    pub fn first_at(time: SystemTime) -> Self {
        Self::at(time, 0)
    }

    /// A name that no other process and no other call has.
    pub(crate) fn fresh(now: SystemTime) -> Self {
        Self::at(now, random())
    }

    pub(crate) fn at(time: SystemTime, rest: u64) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let micros = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
        Self(format!("{micros:016x}{rest:016x}"))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
