use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use time::{OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::value::check::text::TextRules;
use crate::value::check::violation::{Rule, ValidationError};
use crate::value::text::{Text, validated_text};
use crate::value::types::date;
use crate::value::types::date::{Date, digits};

/// A point in time as an API writes it: RFC 3339 (`2025-05-08T10:00:00+08:00`), a local time without a zone
/// (`2025-05-08 10:00:00`) or a day (`2025-05-08`).
///
/// It keeps the text that came, also one in a form that is none of these; what can be told from it is told on request.
/// A local time is never given a zone by guessing. A `Z` may be no more than the way in which a gateway writes its local
/// times; a look-up believes it only if [`Config::times_in`](crate::Config::times_in) says the same.
///
/// ```
/// use gateway_runtime::Timestamp;
///
/// let local = Timestamp::new("2025-05-08 10:00:00")?;
/// assert!(local.local().is_some() && local.instant().is_none());
/// # Ok::<(), gateway_runtime::ValidationError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Takes a time in one of the three forms.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] if the text is none of them, or if there is no such time.
    pub fn new(text: impl Into<String>) -> Result<Self, ValidationError> {
        validated_text(text.into())
    }

    /// The text as it came or was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, if the text says its offset from UTC.
    pub fn instant(&self) -> Option<OffsetDateTime> {
        let (date, time, zone) = split(&self.0)?;
        Some(PrimitiveDateTime::new(date, parse_time(time?)?).assume_offset(parse_offset(zone?)?))
    }

    /// The date and time as written, whatever the zone; `None` if the text is a day only, or in another form.
    pub fn local(&self) -> Option<PrimitiveDateTime> {
        let (date, time, zone) = split(&self.0)?;
        if zone.is_some_and(|zone| parse_offset(zone).is_none()) {
            return None;
        }
        Some(PrimitiveDateTime::new(date, parse_time(time?)?))
    }

    /// From which moment to which the time can lie, by an API that writes its times in `zone`: to the second, or the day,
    /// that the text tells. `None` if the text is in another form.
    ///
    /// An offset is believed. Without one the time is of `zone`; of any zone of the world if that is not known. `Z` and
    /// `-00:00` say no more than that, but for a zone that disagrees: then either can be meant.
    pub(crate) fn moments(&self, zone: Option<UtcOffset>) -> Option<(SystemTime, SystemTime)> {
        const DAY: Duration = Duration::from_secs(24 * 3600);
        let (date, time, offset) = split(&self.0)?;
        let (local, lasts) = match time {
            Some(time) => (
                PrimitiveDateTime::new(date, parse_time(time)?),
                Duration::from_secs(1),
            ),
            None => (date.midnight(), DAY),
        };
        let is_filler = matches!(offset, Some("Z" | "z" | "-00:00" | "-0000"));
        let stated = match offset.filter(|_| !is_filler) {
            Some(text) => Some(parse_offset(text)?.whole_seconds()),
            None => None,
        };
        let zone = zone.map(UtcOffset::whole_seconds);
        let (behind, ahead) = match (stated, zone) {
            (Some(stated), _) => (stated, stated),
            (None, Some(zone)) if is_filler => (zone.min(0), zone.max(0)),
            (None, Some(zone)) => (zone, zone),
            (None, None) => (FARTHEST_BEHIND, FARTHEST_AHEAD),
        };
        let read = SystemTime::from(local.assume_utc());
        Some((
            in_utc(read, ahead)?,
            in_utc(read, behind)?.checked_add(lasts)?,
        ))
    }

    /// The day as written, whatever the zone; `None` if the text is in another form.
    pub fn date(&self) -> Option<time::Date> {
        match split(&self.0)? {
            (date, None, _) => Some(date),
            _ => self.local().map(PrimitiveDateTime::date),
        }
    }
}

/// The zones of the world that are farthest from UTC, in seconds.
const FARTHEST_BEHIND: i32 = -12 * 3600;
const FARTHEST_AHEAD: i32 = 14 * 3600;

/// A time that was read as UTC and is one so many seconds ahead of it.
fn in_utc(read: SystemTime, ahead: i32) -> Option<SystemTime> {
    let distance = Duration::from_secs(ahead.unsigned_abs().into());
    match ahead.is_negative() {
        true => read.checked_add(distance),
        false => read.checked_sub(distance),
    }
}

/// Splits a text into its day, its time of day and its offset.
fn split(text: &str) -> Option<(time::Date, Option<&str>, Option<&str>)> {
    let day = date::parse(text.get(..10)?)?;
    let rest = text.get(10..)?;
    if rest.is_empty() {
        return Some((day, None, None));
    }
    let time = rest.strip_prefix(['T', 't', ' '])?;
    let zone_at = time.find(['Z', 'z', '+', '-']);
    let (time, zone) = match zone_at {
        Some(at) => (time.get(..at)?, time.get(at..)),
        None => (time, None),
    };
    Some((day, Some(time), zone))
}

/// `HH:mm:ss`, with a fraction of any length, of which nine digits count.
fn parse_time(text: &str) -> Option<Time> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let [hour, minute, second] = date::numbers(clock, ':', [2, 2, 2])?;
    let nanosecond = match fraction {
        None => 0,
        Some(fraction)
            if !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            format!("{fraction:0<9}").get(..9)?.parse().ok()?
        }
        Some(_) => return None,
    };
    // A leap second is the last second of its minute, which is what RFC 3339 lets a reader without leap seconds do.
    let second = if second == 60 { 59 } else { second };
    Time::from_hms_nano(
        u8::try_from(hour).ok()?,
        u8::try_from(minute).ok()?,
        u8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()
}

/// `Z`, `+08:00` or `+0800`.
fn parse_offset(text: &str) -> Option<UtcOffset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(UtcOffset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits_only = text.get(1..)?.replacen(':', "", 1);
    let hours = i8::try_from(digits(digits_only.get(..2)?, 2)?).ok()?;
    let minutes = i8::try_from(digits(digits_only.get(2..)?, 2)?).ok()?;
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

/// Written as RFC 3339, with a fraction only if there is one.
impl From<OffsetDateTime> for Timestamp {
    fn from(instant: OffsetDateTime) -> Self {
        let mut text = Self::from(PrimitiveDateTime::new(instant.date(), instant.time()))
            .0
            .replacen(' ', "T", 1);
        if instant.nanosecond() > 0 {
            text.push_str(format!(".{:09}", instant.nanosecond()).trim_end_matches('0'));
        }
        let (hours, minutes, _) = instant.offset().as_hms();
        if instant.offset().is_utc() {
            text.push('Z');
        } else {
            let sign = if instant.offset().is_negative() {
                '-'
            } else {
                '+'
            };
            text.push_str(&format!(
                "{sign}{:02}:{:02}",
                hours.unsigned_abs(),
                minutes.unsigned_abs()
            ));
        }
        Self(text)
    }
}

/// Written as `yyyy-MM-dd HH:mm:ss`, without a zone and without a fraction.
impl From<PrimitiveDateTime> for Timestamp {
    fn from(local: PrimitiveDateTime) -> Self {
        let date = Date::from(local.date());
        Self(format!(
            "{date} {:02}:{:02}:{:02}",
            local.hour(),
            local.minute(),
            local.second()
        ))
    }
}

impl Text for Timestamp {
    const NAME: &'static str = "time";

    fn from_wire(text: String) -> Self {
        Self(text)
    }

    fn as_wire(&self) -> &str {
        &self.0
    }

    fn text_mut(&mut self) -> Option<&mut String> {
        Some(&mut self.0)
    }

    fn rules() -> TextRules {
        let also = |text: &str| {
            let time = Self(text.to_owned());
            time.date().is_none().then_some(Rule::Form(
                "a time such as 2025-05-08T10:00:00Z, 2025-05-08 10:00:00 or 2025-05-08",
            ))
        };
        TextRules {
            also: Some(also),
            ..TextRules::ANY
        }
    }
}

impl FromStr for Timestamp {
    type Err = ValidationError;

    fn from_str(text: &str) -> Result<Self, ValidationError> {
        Self::new(text)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_makes_an_instant() {
        let instant = |text: &str| {
            Timestamp::from_wire(text.to_owned())
                .instant()
                .map(OffsetDateTime::unix_timestamp_nanos)
        };
        assert_eq!(instant("1970-01-01T00:00:01Z"), Some(1_000_000_000));
        assert_eq!(instant("1970-01-01T08:00:01.5+08:00"), Some(1_500_000_000));
        assert_eq!(instant("1970-01-01 08:00:01+0800"), Some(1_000_000_000));
        assert_eq!(
            instant("1969-12-31T23:30:00.123456789123-00:30"),
            Some(123_456_789)
        );
        assert_eq!(instant("1970-01-01 00:00:00"), None);
    }

    #[test]
    fn what_is_no_time_is_kept_but_not_taken() {
        for text in [
            "",
            "now",
            "2025-13-01",
            "2025-05-08T25:00:00Z",
            "2025-05-08T10:00:00+99:99",
            "2025-05-08T10:00:00.Z",
            "2025-05-08T10:00",
            "1746662400000",
        ] {
            assert!(Timestamp::new(text).is_err(), "{text}");
            let kept = Timestamp::from_wire(text.to_owned());
            assert_eq!(
                (kept.as_str(), kept.local(), kept.instant()),
                (text, None, None)
            );
        }
    }

    #[test]
    fn a_time_lies_where_its_zone_or_any_zone_puts_it() {
        const HOUR: i64 = 3600;
        let zone = |hours: i8| UtcOffset::from_hms(hours, 0, 0).ok();
        for (text, zone, expected) in [
            (
                "1970-01-02T00:00:00+08:00",
                None,
                Some((-8 * HOUR, -8 * HOUR + 1)),
            ),
            (
                "1970-01-02T00:00:00+08:00",
                zone(5),
                Some((-8 * HOUR, -8 * HOUR + 1)),
            ),
            ("1970-01-02T00:00:00+00:00", None, Some((0, 1))),
            // The renderer's `Z` and no offset at all say the same: nothing.
            (
                "1970-01-02T00:00:00Z",
                None,
                Some((-14 * HOUR, 12 * HOUR + 1)),
            ),
            (
                "1970-01-02T00:00:00-00:00",
                None,
                Some((-14 * HOUR, 12 * HOUR + 1)),
            ),
            (
                "1970-01-02 00:00:00",
                None,
                Some((-14 * HOUR, 12 * HOUR + 1)),
            ),
            (
                "1970-01-02 00:00:00",
                zone(8),
                Some((-8 * HOUR, -8 * HOUR + 1)),
            ),
            (
                "1970-01-02 00:00:00",
                zone(-5),
                Some((5 * HOUR, 5 * HOUR + 1)),
            ),
            ("1970-01-02T00:00:00Z", zone(0), Some((0, 1))),
            ("1970-01-02T00:00:00Z", zone(8), Some((-8 * HOUR, 1))),
            ("1970-01-02T00:00:00z", zone(-5), Some((0, 5 * HOUR + 1))),
            ("1970-01-02", zone(0), Some((0, 24 * HOUR))),
            ("1970-01-02", None, Some((-14 * HOUR, 36 * HOUR))),
            ("1970-01-02T00:00:00+99:99", zone(0), None),
            ("yesterday", zone(0), None),
        ] {
            let moments = Timestamp::from_wire(text.to_owned()).moments(zone);
            let since = |at: SystemTime| OffsetDateTime::from(at).unix_timestamp() - 24 * HOUR;
            let found = moments.map(|(from, to)| (since(from), since(to)));
            assert_eq!(found, expected, "{text} {zone:?}");
        }
    }

    #[test]
    fn times_of_the_time_crate_survive() {
        for text in ["2025-05-08T10:00:00Z", "2025-05-08T10:00:00.25-03:30"] {
            let time = Timestamp::new(text).unwrap();
            assert_eq!(Timestamp::from(time.instant().unwrap()).as_str(), text);
        }
        let local = Timestamp::new("2025-05-08 10:00:00").unwrap();
        assert_eq!(Timestamp::from(local.local().unwrap()), local);
    }
}
