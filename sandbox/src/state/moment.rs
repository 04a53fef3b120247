//! When something happens.

use std::time::Duration;

/// A point in time: milliseconds since 1970 in UTC.
pub type Moment = u64;

/// A moment so much later.
pub(crate) fn later(moment: Moment, by: Duration) -> Moment {
    moment.saturating_add(u64::try_from(by.as_millis()).unwrap_or(u64::MAX))
}
