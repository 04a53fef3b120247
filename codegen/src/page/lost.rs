//! Schemas that have lost their headings, because their names look like page furniture (`Link`, `Menu`).
//!
//! Rows still refer to them. The sample around such a row shows what the schema yields, and the schema without a heading
//! that has this sample is the one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::json::is_part;
use super::lines::Lines;
use super::row::{self, Line};
use super::schemas::Sections;
use super::types::Names;
use crate::findings::{At, Findings, Id};

/// Finds the names of schemas without headings, and puts them back.
pub(super) fn name(lines: &Lines<'_>, sections: &mut Sections, findings: &mut Findings) {
    if sections.unnamed().next().is_none() {
        return;
    }
    let names = sections.names();
    let mut wanted = wanted(lines, sections, &names);
    let mut given = by_order(sections, &wanted);
    for (index, name) in &given {
        let sample = sections.unnamed().find(|(unnamed, _)| unnamed == index);
        note(name, sample.map_or(0, |(_, sample)| sample.line), findings);
    }
    wanted.retain(|name, _| !given.iter().any(|(_, known)| known == name));
    let mut free: Vec<(usize, usize, &Value)> = sections
        .unnamed()
        .filter(|(index, _)| !given.iter().any(|(known, _)| known == index))
        .map(|(index, sample)| (index, sample.line, &sample.value))
        .collect();
    for (name, shown) in &wanted {
        let fits: Vec<usize> = (0..free.len())
            .filter(|at| {
                free.get(*at)
                    .is_some_and(|(_, _, sample)| is_shown(shown, sample))
            })
            .collect();
        if let [at] = fits.as_slice() {
            let (index, line, _) = free.remove(*at);
            note(name, line, findings);
            given.push((index, name.clone()));
        }
    }
    wanted.retain(|name, _| !given.iter().any(|(_, known)| known == name));
    let left: Vec<&String> = wanted.keys().collect();
    if let ([(index, line, _)], [name]) = (free.as_slice(), left.as_slice()) {
        note(name, *line, findings);
        given.push((*index, (*name).clone()));
    } else {
        for (_, line, _) in free {
            let text = "the schema of this sample has lost its heading, and nothing tells its name";
            findings.warning(Id::LostHeading, At::Line(line), text);
        }
    }
    for (index, name) in given {
        sections.rename(index, name);
    }
}

/// Names the schemas by their places where the page sorts its schemas: each gap is filled if as many names fit as are lost.
fn by_order(sections: &Sections, wanted: &BTreeMap<String, Vec<&Value>>) -> Vec<(usize, String)> {
    let known: Vec<(usize, &str)> = sections.named().collect();
    if !known.is_sorted_by(|(_, one), (_, other)| one <= other) {
        return Vec::new();
    }
    let mut given = Vec::new();
    let ends = known
        .iter()
        .map(|(index, name)| (*index, Some(*name)))
        .chain([(usize::MAX, None)]);
    let mut before = (0, "");
    for (next, name) in ends {
        let lost: Vec<(usize, &Value)> = sections
            .unnamed()
            .map(|(index, sample)| (index, &sample.value))
            .filter(|(index, _)| (before.0..next).contains(index))
            .collect();
        let names: Vec<(&String, &Vec<&Value>)> = wanted
            .iter()
            .filter(|(wanted, _)| {
                wanted.as_str() > before.1 && name.is_none_or(|name| wanted.as_str() < name)
            })
            .collect();
        let fit = |((_, sample), (_, shown)): (&(usize, &Value), &(&String, &Vec<&Value>))| {
            shown.is_empty() || is_shown(shown, sample)
        };
        if lost.len() == names.len() && lost.iter().zip(&names).all(fit) {
            let pairs = lost.iter().zip(&names);
            given.extend(pairs.map(|((index, _), (name, _))| (*index, (*name).clone())));
        }
        before = (next, name.unwrap_or_default());
    }
    given
}

fn is_shown(shown: &[&Value], sample: &Value) -> bool {
    shown.iter().any(|shown| is_sample(shown, sample))
}

fn note(name: &str, line: usize, findings: &mut Findings) {
    let text = format!(
        "the schema of this sample has lost its heading; it is the `{name}` that rows refer to"
    );
    findings.warning(Id::LostHeading, At::Line(line), text);
}

/// The names that rows refer to and no heading has, each with the samples of the properties that are of this type.
fn wanted<'s>(
    lines: &Lines<'_>,
    sections: &'s Sections,
    names: &Names,
) -> BTreeMap<String, Vec<&'s Value>> {
    let mut wanted: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    let none = BTreeSet::new();
    for line in sections.from..=lines.last() {
        let text = lines.get(line);
        let Line::UnknownSchema(name) = row::property(line, text, names, &none) else {
            continue;
        };
        let property = text
            .trim_start_matches('»')
            .trim_start()
            .split(' ')
            .next()
            .unwrap_or_default();
        let shown = wanted.entry(name).or_default();
        if let Some(sample) = sections.sample_around(line) {
            members(sample, property, shown);
        }
    }
    wanted
}

/// All members of this name in a sample, with the items of those that are arrays.
fn members<'v>(sample: &'v Value, name: &str, found: &mut Vec<&'v Value>) {
    let mut open = vec![sample];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                found.extend(members.get(name));
                found.extend(
                    members
                        .get(name)
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten(),
                );
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// Whether a value is a sample, or one that is cut off where schemas hold each other. An empty one tells nothing.
fn is_sample(value: &Value, sample: &Value) -> bool {
    match (value, sample) {
        (Value::Object(part), Value::Object(whole)) => {
            !part.is_empty()
                && part.len() == whole.len()
                && part
                    .iter()
                    .all(|(name, part)| whole.get(name).is_some_and(|whole| is_part(part, whole)))
        }
        _ => value == sample,
    }
}
