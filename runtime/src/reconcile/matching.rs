//! Whether what the gateway shows is the request that is looked for.

use std::time::{Duration, SystemTime};

use super::handle::text_of;
use super::{Handle, Lookup, paths};
use crate::json::JsonRef;
use crate::retry::http_date;
use crate::types::decimal::parse_lenient;
use crate::{RawAnswer, Text, Timestamp};

/// What an answer shows of a request.
pub(super) struct Shown {
    pub(super) state: String,
    pub(super) is_proven: bool,
    /// The path of a value that says that this is another request of the same number.
    pub(super) contradicted_by: Option<&'static str>,
}

/// What the gateway shows of the request; `None` if it speaks of something else. Of several entries the one counts that
/// proves most.
pub(super) fn shown(
    way: &Lookup,
    handle: &Handle,
    json: JsonRef<'_>,
    earliest: SystemTime,
) -> Option<Shown> {
    let entries = paths::values(json, way.field)
        .into_iter()
        .filter_map(|(at, state)| Some((at, paths::text(state)?)))
        .map(|(at, state)| (Entry { way, json, at }, state))
        .filter(|(entry, _)| entry.names(handle));
    let shown = entries.map(|(entry, state)| {
        let contradicted_by = entry.contradiction(handle, earliest);
        Shown {
            is_proven: contradicted_by.is_none() && way.proves.contains(&&*state),
            state: state.into_owned(),
            contradicted_by,
        }
    });
    shown.min_by_key(|shown| (!shown.is_proven, shown.contradicted_by.is_some()))
}

/// The earliest time that the gateway can have given to something that was asked for at `asked`.
///
/// The two clocks differ. Where the answer says what time it is at the gateway, that is reckoned with; where it does not,
/// the clocks are taken to agree within a minute.
pub(super) fn earliest(asked: SystemTime, answer: &RawAnswer, now: SystemTime) -> SystemTime {
    /// Dates in headers and times in answers are cut to whole seconds.
    const CUT: Duration = Duration::from_secs(2);
    const APART: Duration = Duration::from_secs(60);
    let date = answer.header("date").and_then(http_date);
    let earliest = match date.map(|date| SystemTime::from(date.assume_utc())) {
        Some(theirs) => match theirs.duration_since(now) {
            Ok(ahead) => asked.checked_add(ahead),
            Err(behind) => asked.checked_sub(behind.duration()),
        }
        .and_then(|asked| asked.checked_sub(CUT)),
        None => asked.checked_sub(APART),
    };
    earliest.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// One state in an answer, with the positions of the list elements in which it stands.
struct Entry<'a> {
    way: &'a Lookup,
    json: JsonRef<'a>,
    at: Vec<usize>,
}

impl Entry<'_> {
    /// Whether what stands around the state names the request that is looked for.
    fn names(&self, handle: &Handle) -> bool {
        let mut compared = 0_usize;
        for (theirs, ours) in self.way.same {
            let Some(wanted) = handle.value(ours) else {
                continue;
            };
            let wanted = text_of(wanted);
            if !self
                .values(theirs)
                .any(|value| paths::text(value) == wanted)
            {
                return false;
            }
            compared = compared.saturating_add(1);
        }
        compared > 0 || self.way.same.is_empty()
    }

    /// What says that this is another request under the same number. Only what is shown can say so.
    fn contradiction(&self, handle: &Handle, earliest: SystemTime) -> Option<&'static str> {
        let differs = |(theirs, ours): &(&'static str, &'static str)| {
            let wanted = text_of(handle.value(ours)?)?;
            let mut shown = self.values(theirs).filter_map(paths::text);
            shown
                .any(|shown| !is_alike(&shown, &wanted))
                .then_some(*theirs)
        };
        let too_old = |path: &'static str| {
            let mut times = self
                .values(path)
                .filter_map(paths::text)
                .filter_map(|text| {
                    Timestamp::from_wire(text.into_owned())
                        .instant()
                        .map(SystemTime::from)
                });
            times.any(|time| time < earliest).then_some(path)
        };
        let mut alike = self.way.alike.iter();
        alike
            .find_map(differs)
            .or_else(|| self.way.since.and_then(too_old))
    }

    /// The values at a path: of this entry where the path leads through its list, and otherwise all.
    fn values(&self, path: &str) -> impl Iterator<Item = JsonRef<'_>> {
        let of_one_entry = paths::list_of(path) == paths::list_of(self.way.field);
        paths::values(self.json, path)
            .into_iter()
            .filter(move |(at, _)| !of_one_entry || *at == self.at)
            .map(|(_, value)| value)
    }
}

/// Whether two texts say the same: `42.5` is `42.50`.
fn is_alike(one: &str, other: &str) -> bool {
    one == other || parse_lenient(one).is_some_and(|one| Some(one) == parse_lenient(other))
}

#[cfg(test)]
mod tests {
    use hyper::http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::wipe::WipingBuffer;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn answered(date: Option<&'static str>) -> RawAnswer {
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert("date", HeaderValue::from_static(date));
        }
        RawAnswer::new(StatusCode::OK, headers, WipingBuffer::default(), None)
    }

    #[test]
    fn the_difference_of_two_clocks_is_reckoned_with() {
        // It is second 784111777 since 1970 at the gateway.
        let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        let theirs = 784_111_777;
        for (now, asked, expected) in [
            (theirs, theirs - 100, theirs - 102),
            (theirs - 500, theirs - 600, theirs - 102),
            (theirs + 500, theirs + 400, theirs - 102),
        ] {
            assert_eq!(earliest(at(asked), &answered(date), at(now)), at(expected));
        }
        for nothing in [None, Some("yesterday")] {
            assert_eq!(earliest(at(1_000), &answered(nothing), at(2_000)), at(940));
        }
        assert_eq!(earliest(at(5), &answered(None), at(5)), at(0));
    }

    #[test]
    fn amounts_are_alike_by_value_and_other_texts_as_they_stand() {
        for (one, other, expected) in [
            ("42.5", "42.50", true),
            ("42.5", "4.25e1", true),
            ("42.5", "42.51", false),
            ("USD", "USD", true),
            ("USD", "usd", false),
            ("USD", "", false),
        ] {
            assert_eq!(is_alike(one, other), expected, "{one} {other}");
        }
    }
}
