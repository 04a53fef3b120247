//! A moment, as it is written: in answers, in the header `Date`, and for people.

use axum::http::HeaderValue;
use gateway_runtime::Timestamp;
use time::OffsetDateTime;
use time::macros::format_description;

use crate::state::Moment;

fn at(moment: Moment) -> Option<OffsetDateTime> {
    let nanoseconds = i128::from(moment).checked_mul(1_000_000)?;
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok()
}

/// The year and the month of a moment.
pub(crate) fn month(moment: Moment) -> (i32, u8) {
    at(moment).map_or((0, 0), |at| (at.year(), u8::from(at.month())))
}

/// A moment with its offset from UTC.
pub(crate) fn time(moment: Moment) -> Option<Timestamp> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+00:00");
    Timestamp::new(at(moment)?.format(format).ok()?).ok()
}

/// A moment in the form of the header `Date`.
pub(crate) fn http_date(moment: Moment) -> Option<HeaderValue> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    HeaderValue::try_from(at(moment)?.format(format).ok()?).ok()
}

/// A moment in the form without an offset, in UTC.
pub(crate) fn local(moment: Moment) -> Option<Timestamp> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    Timestamp::new(at(moment)?.format(format).ok()?).ok()
}

/// The time of day of a moment in UTC, for people.
pub(crate) fn clock_time(moment: Moment) -> String {
    let second = moment / 1000 % 86_400;
    format!(
        "{:02}:{:02}:{:02}",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}
