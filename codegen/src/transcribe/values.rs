//! Enumerated values, handed to the rows that they belong to.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::findings::{At, Findings, Id};
use crate::page::model::{EnumValue, Kind, Row};

/// The values of every row that has some, by the place of the row in its table.
pub(super) type Values = BTreeMap<usize, Vec<Value>>;

/// Hands out values, which stand in the order of the rows and under their names alone.
///
/// A row lists no value twice, so that a value that comes again begins the list of another row of that name. Where there
/// are more rows of a name than lists, `first` (the row's own sample, as an enumeration's sample is its first value) tells
/// which of them are enumerated.
pub(super) fn hand_out(
    values: &[EnumValue],
    rows: &[&Row],
    first: impl Fn(usize) -> Option<Value>,
    findings: &mut Findings,
) -> Values {
    let mut handed = Values::new();
    let lists = lists(values, rows, findings);
    let owners = owners(rows, &lists);
    let of = |list: &List<'_, '_>| owners.get(list.name).map_or(&[][..], Vec::as_slice);
    let mut last: Option<usize> = None;
    for (list, latest) in lists.iter().zip(latest(&lists, rows.len(), of)) {
        let free = of(list).iter().copied().filter(|owner| {
            last.is_none_or(|last| *owner > last) && latest.is_none_or(|latest| *owner <= latest)
        });
        let Some(owner) = choose(free.collect(), list, rows, &first) else {
            misfit(list, last, rows, &mut handed, findings);
            continue;
        };
        if let Some(row) = rows.get(owner) {
            handed.insert(owner, list.values(row));
        }
        last = Some(owner);
    }
    unlisted(rows, &handed, &first, findings);
    handed
}

/// Values of one row.
struct List<'v, 'r> {
    name: &'r str,
    entries: Vec<&'v EnumValue>,
}

impl List<'_, '_> {
    fn values(&self, row: &Row) -> Vec<Value> {
        let entries = self.entries.iter();
        entries
            .map(|entry| value_of(entry, self.name, row))
            .collect()
    }
}

/// Divides values into the lists of single rows.
fn lists<'v, 'r>(
    values: &'v [EnumValue],
    rows: &[&'r Row],
    findings: &mut Findings,
) -> Vec<List<'v, 'r>> {
    let mut lists: Vec<List<'v, 'r>> = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for entry in values {
        let Some(name) = owner_name(&entry.text, rows) else {
            let text = format!("no row of the table above is named as in `{}`", entry.text);
            findings.error(Id::UnknownProperty, At::Line(entry.line), text);
            break;
        };
        match lists.last_mut().filter(|list| list.name == name) {
            Some(list) if known.insert(&entry.text) => list.entries.push(entry),
            _ => {
                known = BTreeSet::from([entry.text.as_str()]);
                lists.push(List {
                    name,
                    entries: vec![entry],
                });
            }
        }
    }
    lists
}

/// The rows of every name that has values, by their places.
fn owners<'r>(rows: &[&'r Row], lists: &[List<'_, 'r>]) -> BTreeMap<&'r str, Vec<usize>> {
    let mut owners: BTreeMap<&str, Vec<usize>> =
        lists.iter().map(|list| (list.name, Vec::new())).collect();
    for (index, row) in rows.iter().enumerate() {
        if let Some(owners) = owners.get_mut(row.name.as_str()) {
            owners.push(index);
        }
    }
    owners
}

/// The last row that each list can belong to, so that those after it still find theirs further down.
fn latest<'o>(
    lists: &[List<'_, '_>],
    rows: usize,
    of: impl Fn(&List<'_, '_>) -> &'o [usize],
) -> Vec<Option<usize>> {
    let mut bound = rows;
    let mut latest: Vec<Option<usize>> = lists
        .iter()
        .rev()
        .map(|list| {
            let owners = of(list);
            let before = owners.partition_point(|owner| *owner < bound);
            let last = before.checked_sub(1).and_then(|at| owners.get(at)).copied();
            bound = last.unwrap_or(bound);
            last
        })
        .collect();
    latest.reverse();
    latest
}

/// The first row whose sample is the first value, or else one of the values; or else the first row.
fn choose(
    free: Vec<usize>,
    list: &List<'_, '_>,
    rows: &[&Row],
    first: &impl Fn(usize) -> Option<Value>,
) -> Option<usize> {
    let has = |owner: usize, entries: &[&EnumValue]| {
        let (Some(row), Some(sample)) = (rows.get(owner), first(owner)) else {
            return false;
        };
        entries
            .iter()
            .any(|entry| value_of(entry, list.name, row) == sample)
    };
    let entries = list.entries.as_slice();
    let begins = |owner: &usize| has(*owner, entries.get(..1).unwrap_or_default());
    let holds = |owner: &usize| has(*owner, entries);
    let chosen = free.iter().find(|owner| begins(owner));
    let chosen = chosen.or_else(|| free.iter().find(|owner| holds(owner)));
    chosen.or(free.first()).copied()
}

/// Puts values that no row can have in its place to those of the row before, or to any of their name.
fn misfit(
    list: &List<'_, '_>,
    last: Option<usize>,
    rows: &[&Row],
    handed: &mut Values,
    findings: &mut Findings,
) {
    let Some(entry) = list.entries.first() else {
        return;
    };
    let named = |index: &usize| rows.get(*index).is_some_and(|row| row.name == list.name);
    let again = last.filter(named);
    let owner = again.or_else(|| (0..rows.len()).find(named));
    if let Some((owner, row)) = owner.and_then(|owner| Some((owner, rows.get(owner)?))) {
        handed.entry(owner).or_default().extend(list.values(row));
    }
    let (id, text) = if again.is_some() {
        (Id::DuplicateValue, "stands here again")
    } else {
        (Id::OddOrder, "does not stand in the order of the rows")
    };
    let text = format!("the enumerated value `{}` {text}", entry.text);
    findings.warning(id, At::Line(entry.line), text);
}

/// Reports rows with a sample that is none of their values.
fn unlisted(
    rows: &[&Row],
    handed: &Values,
    first: &impl Fn(usize) -> Option<Value>,
    findings: &mut Findings,
) {
    for (index, values) in handed {
        let sample = first(*index).filter(|sample| sample.is_string() || sample.is_number());
        if let (Some(sample), Some(row)) = (sample, rows.get(*index))
            && !values.contains(&sample)
        {
            let text = format!(
                "the sample of `{}` is {sample}, which is none of its enumerated values",
                row.name
            );
            findings.warning(Id::OtherValue, At::Line(row.line), text);
        }
    }
}

/// The longest name of a row with which an entry begins.
fn owner_name<'r>(text: &str, rows: &[&'r Row]) -> Option<&'r str> {
    let plain = text.trim_start_matches('»').trim_start();
    rows.iter()
        .map(|row| row.name.as_str())
        .filter(|name| {
            plain
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
        .max_by_key(|name| name.len())
}

/// The value in an entry, as the type of its row has it.
fn value_of(entry: &EnumValue, name: &str, row: &Row) -> Value {
    let plain = entry.text.trim_start_matches('»').trim_start();
    let text = plain.strip_prefix(name).unwrap_or_default();
    let text = text.strip_prefix(' ').unwrap_or(text);
    if text == "null" && row.ty.nullable {
        return Value::Null;
    }
    let kind = match &row.ty.kind {
        Kind::Array(items) => items,
        kind => kind,
    };
    match kind {
        Kind::Base { name, .. } if name == "string" => Value::String(text.to_owned()),
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}
