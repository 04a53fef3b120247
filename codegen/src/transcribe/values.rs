//! Enumerated values, handed to the rows that they belong to.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::findings::{At, Findings};
use crate::page::model::{EnumValue, Kind, Row};

/// The values of every row that has some, by the place of the row in its table.
pub(super) type Values = BTreeMap<usize, Vec<Value>>;

/// Hands out values, which stand in the order of the rows and under their names alone.
///
/// Where several rows have one name, `first` (the row's own sample, as an enumeration's sample is its first value) tells
/// where the values of the next of them begin.
pub(super) fn hand_out(
    values: &[EnumValue],
    rows: &[&Row],
    first: impl Fn(usize) -> Option<Value>,
    findings: &mut Findings,
) -> Values {
    let mut handed = Values::new();
    let mut rest = values;
    while let Some((entry, _)) = rest.split_first() {
        let Some(name) = owner_name(&entry.text, rows) else {
            findings.error(
                "unknown-property",
                At::Line(entry.line),
                format!("no row of the table above is named as in `{}`", entry.text),
            );
            return handed;
        };
        let run = rest
            .iter()
            .take_while(|entry| owner_name(&entry.text, rows) == Some(name))
            .count();
        let (run, later) = rest.split_at(run);
        let owners: Vec<usize> = (0..rows.len())
            .filter(|index| rows.get(*index).is_some_and(|row| row.name == name))
            .collect();
        hand_out_run(run, name, &owners, rows, &first, &mut handed);
        twice(run, &handed, &owners, findings);
        rest = later;
    }
    unlisted(rows, &handed, &first, findings);
    handed
}

/// Reports values that a row lists twice.
fn twice(run: &[EnumValue], handed: &Values, owners: &[usize], findings: &mut Findings) {
    let lists = owners.iter().filter_map(|owner| handed.get(owner));
    let repeats = |values: &Vec<Value>| {
        let mut rest = values.as_slice();
        while let Some((value, later)) = rest.split_first() {
            if later.contains(value) {
                return true;
            }
            rest = later;
        }
        false
    };
    if lists.into_iter().any(repeats)
        && let Some(again) = again(run)
    {
        findings.warning(
            "duplicate-value",
            At::Line(again.line),
            format!("`{}` stands here again", again.text),
        );
    }
}

/// The first entry that one before it equals.
fn again(run: &[EnumValue]) -> Option<&EnumValue> {
    run.iter()
        .enumerate()
        .find(|(at, entry)| run.iter().take(*at).any(|former| former.text == entry.text))
        .map(|(_, entry)| entry)
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
            findings.warning("other-value", At::Line(row.line), text);
        }
    }
}

fn hand_out_run(
    run: &[EnumValue],
    name: &str,
    owners: &[usize],
    rows: &[&Row],
    first: &impl Fn(usize) -> Option<Value>,
    handed: &mut Values,
) {
    let mut owners = owners
        .iter()
        .copied()
        .filter(|index| !handed.contains_key(index))
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    let Some(mut owner) = owners.next() else {
        return;
    };
    let mut list: Vec<Value> = Vec::new();
    let mut done: Vec<(usize, Vec<Value>)> = Vec::new();
    for entry in run {
        let Some(row) = rows.get(owner) else { return };
        let value = value_of(entry, name, row);
        if list.is_empty() {
            // A row whose sample is another value than the first one is not enumerated.
            while first(owner).is_some_and(|sample| sample != value) {
                match owners
                    .peek()
                    .copied()
                    .filter(|next| first(*next).as_ref() == Some(&value))
                {
                    Some(next) => {
                        owner = next;
                        owners.next();
                    }
                    None => break,
                }
            }
        } else if let Some(next) = owners
            .peek()
            .copied()
            .filter(|next| first(*next).as_ref() == Some(&value) && list.contains(&value))
        {
            done.push((owner, std::mem::take(&mut list)));
            owner = next;
            owners.next();
        }
        list.push(value);
    }
    done.push((owner, list));
    handed.extend(done);
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
