//! Whether what the gateway shows is the request that is looked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::handle::text_of;
use super::{Handle, Lookup};
use crate::json::{JsonRef, paths};
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
    let wanted = Wanted::new(way, handle, json, earliest);
    let shown = paths::values(json, way.field)
        .into_iter()
        .filter_map(|(at, state)| Some((at, paths::text(state)?)))
        .filter(|(at, _)| wanted.is_named_at(at))
        .map(|(at, state)| {
            let contradicted_by = wanted.contradiction_at(&at);
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
    /// No clock is believed to be farther off than this.
    const BELIEVED: Duration = Duration::from_secs(15 * 60);
    let date = answer.header("date").and_then(http_date);
    let theirs = date.map(|date| SystemTime::from(date.assume_utc()));
    let corrected = theirs.and_then(|theirs| match theirs.duration_since(now) {
        Ok(ahead) if ahead <= BELIEVED => asked.checked_add(ahead),
        Err(behind) if behind.duration() <= BELIEVED => asked.checked_sub(behind.duration()),
        _ => None,
    });
    let earliest = match corrected {
        Some(corrected) => corrected.checked_sub(CUT),
        None => asked.checked_sub(APART),
    };
    earliest.unwrap_or(SystemTime::UNIX_EPOCH)
}

/// What is looked for, beside the values of the answer that it is compared with.
struct Wanted<'a> {
    same: Vec<Compared<'a>>,
    alike: Vec<Compared<'a>>,
    since: Option<Column<'a>>,
    earliest: SystemTime,
    /// A number that says no more than another one of the request does.
    ambiguous: Option<&'static str>,
}

/// A value of the request, and those of the answer that stand at one path.
struct Compared<'a> {
    ours: Cow<'a, str>,
    theirs: Column<'a>,
}

/// The values at one path of an answer, by the list elements that they stand in.
struct Column<'a> {
    path: &'static str,
    /// Whether the path leads through the list of the states, so that each entry has its own.
    of_one_entry: bool,
    values: BTreeMap<Vec<usize>, Vec<JsonRef<'a>>>,
}

impl<'a> Wanted<'a> {
    fn new(way: &Lookup, handle: &'a Handle, json: JsonRef<'a>, earliest: SystemTime) -> Self {
        let compared = |pairs: &[(&'static str, &'static str)], all: bool| {
            pairs
                .iter()
                .filter_map(|(theirs, ours)| {
                    Some(Compared {
                        ours: text_of(handle.value(ours)?)?,
                        theirs: Column::new(way, theirs, json, all),
                    })
                })
                .collect()
        };
        let ambiguous = way.same.iter().find(|(theirs, ours)| {
            let name = theirs.rsplit(['.', ']']).next().unwrap_or_default();
            name != *ours
                && handle.value(name).is_some()
                && handle.value(name) == handle.value(ours)
        });
        Self {
            same: compared(way.same, false),
            alike: compared(way.alike, true),
            since: way.since.map(|path| Column::new(way, path, json, true)),
            earliest,
            ambiguous: ambiguous.map(|(theirs, _)| *theirs),
        }
    }

    /// Whether what stands around a state names the request that is looked for.
    fn is_named_at(&self, at: &[usize]) -> bool {
        let names = |compared: &Compared<'_>| {
            let mut shown = compared.theirs.at(at);
            shown.any(|value| paths::text(value).as_deref() == Some(&*compared.ours))
        };
        !self.same.is_empty() && self.same.iter().all(names)
    }

    /// What says that this is another request under the same number. Only what is shown can say so.
    fn contradiction_at(&self, at: &[usize]) -> Option<&'static str> {
        let differs = |compared: &&Compared<'_>| {
            let mut shown = compared.theirs.at(at).filter(|value| !value.is_null());
            shown.any(|value| {
                paths::text(value).is_none_or(|shown| !is_alike(&shown, &compared.ours))
            })
        };
        let is_too_old = |column: &&Column<'_>| {
            let times = column.at(at).filter_map(paths::text);
            let mut latest = times.filter_map(|text| latest(text.into_owned()));
            latest.any(|time| time < self.earliest)
        };
        let alike = self.alike.iter().find(differs);
        alike
            .map(|compared| compared.theirs.path)
            .or_else(|| Some(self.since.as_ref().filter(is_too_old)?.path))
            .or(self.ambiguous)
    }
}

impl<'a> Column<'a> {
    fn new(way: &Lookup, path: &'static str, json: JsonRef<'a>, all: bool) -> Self {
        let found = if all {
            paths::all_values(json, path)
        } else {
            paths::values(json, path)
        };
        let mut values: BTreeMap<Vec<usize>, Vec<JsonRef<'a>>> = BTreeMap::new();
        for (at, value) in found {
            values.entry(at).or_default().push(value);
        }
        Self {
            path,
            of_one_entry: paths::list_of(path) == paths::list_of(way.field),
            values,
        }
    }

    /// The values that speak of the entry at a position.
    fn at(&self, at: &[usize]) -> impl Iterator<Item = JsonRef<'a>> {
        let own = self.of_one_entry.then(|| self.values.get(at));
        let all = (!self.of_one_entry).then(|| self.values.values());
        let own = own.flatten().into_iter();
        own.chain(all.into_iter().flatten()).flatten().copied()
    }
}

/// The latest time that a text can mean: one without a zone is that of the zone that is farthest behind.
fn latest(text: String) -> Option<SystemTime> {
    const FARTHEST_BEHIND: Duration = Duration::from_secs(12 * 3600);
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let time = Timestamp::from_wire(text);
    if let Some(instant) = time.instant() {
        return Some(instant.into());
    }
    let local = match (time.local(), time.date()) {
        (Some(local), _) => SystemTime::from(local.assume_utc()),
        (None, Some(date)) => SystemTime::from(date.midnight().assume_utc()).checked_add(DAY)?,
        (None, None) => return None,
    };
    local.checked_add(FARTHEST_BEHIND)
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
        // A clock that is years behind is none.
        let now = theirs + 86_400;
        assert_eq!(earliest(at(now), &answered(date), at(now)), at(now - 60));
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
