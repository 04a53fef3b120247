use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A span of time, in milliseconds; on its own since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Span {
    pub(crate) fn around(middle: i64, bound: i64) -> Self {
        let middle = Self {
            from: middle,
            to: middle,
        };
        middle.widened(bound)
    }

    pub(crate) fn shifted(self, by: i64) -> Self {
        Self {
            from: self.from.saturating_add(by),
            to: self.to.saturating_add(by),
        }
    }

    pub(crate) fn hull(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }

    pub(crate) fn widened(self, by: i64) -> Self {
        Self {
            from: self.from.saturating_sub(by),
            to: self.to.saturating_add(by),
        }
    }

    pub(crate) fn width(self) -> i64 {
        self.to.saturating_sub(self.from)
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The middle, and how far both ends are from it.
    pub(crate) fn middle(self) -> (i64, i64) {
        let bound = self.width().saturating_add(1) / 2;
        (self.from.saturating_add(bound), bound)
    }

    pub(crate) fn ends(self) -> (SystemTime, SystemTime) {
        (system_time(self.from), system_time(self.to))
    }
}

pub(crate) fn in_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds since 1970.
pub(crate) fn millis(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => in_millis(since),
        Err(before) => in_millis(before.duration()).saturating_neg(),
    }
}

pub(crate) fn system_time(millis: i64) -> SystemTime {
    let distance = Duration::from_millis(millis.unsigned_abs());
    let time = match millis.is_negative() {
        true => UNIX_EPOCH.checked_sub(distance),
        false => UNIX_EPOCH.checked_add(distance),
    };
    time.unwrap_or(UNIX_EPOCH)
}

/// Milliseconds since 1970, as they are stored.
pub(crate) fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn from_milliseconds(milliseconds: u64) -> SystemTime {
    let since = Duration::from_millis(milliseconds);
    UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH)
}
