//! Whether what the gateway shows is the request that is looked for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use time::UtcOffset;

use crate::engine::their_clock::{Order, TheirTime};
use crate::record::handle::Handle;
use crate::record::operation::Lookup;
use crate::recovery::resolution::Doubt;
use crate::value::json::paths;
use crate::value::json::reference::JsonRef;
use crate::value::text::Text;
use crate::value::types::decimal::parse_lenient;
use crate::value::types::timestamp::Timestamp;

/// What an answer shows of a request.
pub(super) struct Shown {
    pub(super) state: String,
    /// The number that the gateway gave to it, if it shows one.
    pub(super) number: Option<String>,
    pub(super) verdict: Verdict,
    pub(super) standing: Standing,
}

/// What a state says of the request, if it is that of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// That it was carried out.
    Proves,
    /// Neither.
    Decides,
    /// That it failed.
    Denies,
}

/// What is proven by an entry of an answer that has the number of the request. Of several entries the one counts that
/// comes first here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// It is the request, by the number that the gateway gave to it.
    ByNumber,
    /// It is the request, and its state proves that it was carried out.
    Proven,
    /// So it is if its number was used once, the path being that of its time.
    IfUsedOnce(&'static str),
    /// So it is if its number was used once, which has to be known, since its time may lie before the request.
    IfKnownOnce(&'static str),
    /// Its state would prove it, but it may be another request, for what stands at this path.
    Doubtful(&'static str, Doubt),
    /// Its state proves nothing.
    Undecided,
    /// It is another request, by the value at this path.
    Contradicted(&'static str),
}

/// What the gateway shows of the request; `None` if it speaks of something else.
pub(super) fn shown<'a>(
    way: &Lookup,
    handle: &'a Handle,
    json: JsonRef<'a>,
    asked: TheirTime,
    zone: Option<UtcOffset>,
    number: Option<&'a (&'static str, Option<String>)>,
    standing: impl Fn(&str) -> Standing,
) -> Option<Shown> {
    let wanted = Wanted::new(way, handle, json, number);
    let shown = paths::values(json, way.field)
        .into_iter()
        .filter_map(|(at, state)| Some((at, paths::text(state)?)))
        .filter(|(at, _)| wanted.is_named_at(at))
        .map(|(at, state)| {
            let standing = standing(&state);
            Shown {
                number: wanted.number_at(&at),
                verdict: wanted.verdict_at(&at, standing != Standing::Decides, asked, zone),
                standing,
                state: state.into_owned(),
            }
        });
    shown.min_by_key(Shown::rank)
}

impl Shown {
    /// Which of several entries counts. What may have been carried out comes before what failed, unless that surely is
    /// the request by the number that the gateway gave to it.
    fn rank(&self) -> (u8, Verdict) {
        let rank = match (self.standing, self.verdict) {
            (Standing::Proves, Verdict::ByNumber) => 0,
            (Standing::Denies, Verdict::ByNumber) => 1,
            (Standing::Denies, Verdict::Contradicted(_)) => 4,
            (Standing::Denies, _) => 3,
            (_, Verdict::Contradicted(_)) => 4,
            _ => 2,
        };
        (rank, self.verdict)
    }
}

/// What is looked for, beside the values of the answer that it is compared with.
struct Wanted<'a> {
    same: Vec<Compared<'a>>,
    matching: Vec<Compared<'a>>,
    not_before: Option<Column<'a>>,
    /// Where the number stands that the gateway gives, and the one that it gave, if it is known.
    number: Option<(Column<'a>, Option<&'a str>)>,
    /// A number that says no more than another one of the request does.
    ambiguous: Option<&'static str>,
}

/// What stands for the path of the number that the gateway gives, which no document states.
const NUMBER: &str = "the number that the gateway gives";

/// The path of what has this name beside a state.
fn beside(state: &str, issued: &str) -> String {
    let name = issued.rsplit('.').next().unwrap_or(issued);
    match state.rsplit_once('.') {
        Some((above, _)) => format!("{above}.{name}"),
        None => name.to_owned(),
    }
}

/// How a value of the answer stands to that of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Differs,
    Unknown(Doubt),
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
    fn new(
        way: &Lookup,
        handle: &'a Handle,
        json: JsonRef<'a>,
        number: Option<&'a (&'static str, Option<String>)>,
    ) -> Self {
        let compared = |pairs: &[(&'static str, &'static str)], all: bool| {
            pairs
                .iter()
                .filter_map(|(theirs, ours)| {
                    Some(Compared {
                        ours: handle.first(ours)?,
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
            matching: compared(way.matching, true),
            not_before: way
                .not_before
                .map(|path| Column::new(way, path, json, true)),
            number: number.map(|(path, known)| {
                let path = beside(way.field, path);
                (Column::beside_state(json, &path), known.as_deref())
            }),
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

    /// The number that the gateway shows beside a state.
    fn number_at(&self, at: &[usize]) -> Option<String> {
        let (column, _) = self.number.as_ref()?;
        let shown = column.shown_at(at).map(paths::text);
        Some(agreed(shown).ok()??.into_owned())
    }

    /// What is proven by the values around a state. One that surely is another's says that this is another request. One
    /// that is not shown or cannot be read says nothing, and proves nothing.
    fn verdict_at(
        &self,
        at: &[usize],
        is_proof: bool,
        asked: TheirTime,
        zone: Option<UtcOffset>,
    ) -> Verdict {
        if let (Some((_, Some(known))), Some(shown)) = (&self.number, self.number_at(at)) {
            return match (*known == shown, is_proof) {
                (true, true) => Verdict::ByNumber,
                (_, false) => Verdict::Undecided,
                (false, true) => Verdict::Doubtful(NUMBER, Doubt::OtherNumber),
            };
        }
        let matching = self.matching.iter();
        let matching = matching.map(|compared| (compared.theirs.path, compared.compare_at(at)));
        let matching: Vec<_> = matching.collect();
        let time = self.not_before.as_ref();
        let time = time.map(|column| (column.path, column.order_at(at, asked, zone)));
        let differs = matching
            .iter()
            .find(|(_, comparison)| *comparison == Comparison::Differs);
        if let Some((path, _)) = differs {
            return Verdict::Contradicted(path);
        }
        if let Some((path, Ok(Order::Before))) = time {
            return Verdict::Contradicted(path);
        }
        if !is_proof {
            return Verdict::Undecided;
        }
        if let Some(path) = self.ambiguous {
            return Verdict::Doubtful(path, Doubt::Ambiguous);
        }
        for (path, comparison) in matching {
            if let Comparison::Unknown(doubt) = comparison {
                return Verdict::Doubtful(path, doubt);
            }
        }
        match time {
            None => Verdict::Proven,
            Some((path, Err(doubt))) => Verdict::Doubtful(path, doubt),
            Some((path, Ok(Order::After))) => Verdict::IfUsedOnce(path),
            Some((path, Ok(_))) => Verdict::IfKnownOnce(path),
        }
    }
}

impl Compared<'_> {
    /// How the values around a state stand to that of the request; where there are several, all must stand alike.
    fn compare_at(&self, at: &[usize]) -> Comparison {
        let compare = |shown: JsonRef<'_>| match paths::text(shown) {
            Some(shown) => compare(&shown, &self.ours),
            None => Comparison::Unknown(Doubt::Unreadable),
        };
        agreed(self.theirs.shown_at(at).map(compare)).unwrap_or_else(Comparison::Unknown)
    }
}

/// What all of them are; a doubt if there is none, or if they differ.
fn agreed<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Result<T, Doubt> {
    let first = all.next().ok_or(Doubt::NotShown)?;
    match all.all(|other| other == first) {
        true => Ok(first),
        false => Err(Doubt::Unreadable),
    }
}

/// Numbers are alike by value: `42.5` is `42.50`. What is written otherwise, such as `usd` for `USD` or a word for a
/// number, is neither alike nor surely another value.
fn compare(shown: &str, ours: &str) -> Comparison {
    if shown == ours {
        return Comparison::Equal;
    }
    match (parse_lenient(shown), parse_lenient(ours)) {
        (Some(shown), Some(ours)) if shown == ours => Comparison::Equal,
        (Some(_), Some(_)) => Comparison::Differs,
        (None, None) if !shown.trim().eq_ignore_ascii_case(ours.trim()) => Comparison::Differs,
        _ => Comparison::Unknown(Doubt::Unreadable),
    }
}

impl<'a> Column<'a> {
    fn new(way: &Lookup, path: &'static str, json: JsonRef<'a>, all: bool) -> Self {
        let found = match all {
            true => paths::all_values(json, path),
            false => paths::values(json, path),
        };
        let of_one_entry = paths::list_of(path) == paths::list_of(way.field);
        Self::of(path, of_one_entry, found)
    }

    /// What stands beside each state.
    fn beside_state(json: JsonRef<'a>, path: &str) -> Self {
        Self::of(NUMBER, true, paths::all_values(json, path))
    }

    fn of(path: &'static str, of_one_entry: bool, found: Vec<(Vec<usize>, JsonRef<'a>)>) -> Self {
        let mut values: BTreeMap<Vec<usize>, Vec<JsonRef<'a>>> = BTreeMap::new();
        for (at, value) in found {
            values.entry(at).or_default().push(value);
        }
        Self {
            path,
            of_one_entry,
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

    /// Those of them that say anything.
    fn shown_at(&self, at: &[usize]) -> impl Iterator<Item = JsonRef<'a>> {
        self.at(at).filter(|json| {
            !json.is_null() && paths::text(*json).is_none_or(|text| !text.is_empty())
        })
    }

    /// How the times around a state stand to that of the request; where there are several, all must stand alike.
    fn order_at(
        &self,
        at: &[usize],
        asked: TheirTime,
        zone: Option<UtcOffset>,
    ) -> Result<Order, Doubt> {
        let order = |json: JsonRef<'_>| {
            let text = paths::text(json)?.into_owned();
            Some(asked.order(Timestamp::from_wire(text).moments(zone)?))
        };
        agreed(self.shown_at(at).map(order))?.ok_or(Doubt::Unreadable)
    }
}

#[cfg(test)]
mod tests;
