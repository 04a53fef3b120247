//! The last part of the page: every named schema with its sample and its table.

use std::collections::BTreeSet;

use super::json;
use super::lines::{Lines, prose};
use super::model::{Placed, Sample, Schema, Table};
use super::table;
use super::types::Names;
use crate::findings::{At, Findings};

/// Where a schema stands.
#[derive(Debug)]
pub(super) struct Section {
    heading: usize,
    sample: Option<Sample>,
    after_sample: usize,
    properties: usize,
}

/// The schemas of a page before their tables are read, since a row can only be cut when all names are known.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// The line of the heading `Schemas`, or the line after the last.
    pub(super) from: usize,
    list: Vec<Section>,
}

impl Sections {
    /// The names of all schemas.
    pub(super) fn names(&self, lines: &Lines<'_>) -> Names {
        Names::new(
            self.list
                .iter()
                .map(|section| lines.get(section.heading).to_owned()),
        )
    }
}

/// Finds the schemas.
pub(super) fn find(lines: &Lines<'_>, findings: &mut Findings) -> Sections {
    let end = lines.last() + 1;
    let heading = (1..end).rev().find(|line| {
        lines.is_heading(*line, "Schemas") && candidate(lines, line + 2, end).is_some()
    });
    let Some(from) = heading else {
        return Sections {
            from: end,
            list: Vec::new(),
        };
    };
    let tables: Vec<usize> = (from..end)
        .filter(|line| is_properties(lines, *line))
        .collect();
    let mut list: Vec<Section> = Vec::new();
    let mut tables = tables.into_iter().peekable();
    let mut line = from + 2;
    while line < end {
        let Some((sample, after_sample)) = candidate(lines, line, end) else {
            line += 1;
            continue;
        };
        // A schema can bear a name that reads as JSON, such as `404`: then the next line is the better heading.
        if after_sample == line + 3 && candidate(lines, line + 2, end).is_some() {
            line += 2;
            continue;
        }
        while tables.peek().is_some_and(|table| *table < after_sample) {
            tables.next();
        }
        let properties = tables.peek().copied();
        if list
            .last()
            .is_some_and(|former| Some(former.properties) == properties)
            || properties.is_none()
        {
            let lost = if properties.is_none() {
                Some(line)
            } else {
                list.pop().map(|former| former.heading)
            };
            if let Some(lost) = lost {
                missing_table(lines, lost, findings);
            }
        }
        list.extend(properties.map(|properties| Section {
            heading: line,
            sample,
            after_sample,
            properties,
        }));
        line = after_sample;
    }
    Sections { from, list }
}

fn missing_table(lines: &Lines<'_>, heading: usize, findings: &mut Findings) {
    let name = lines.get(heading);
    findings.error(
        "missing-table",
        At::Line(heading),
        format!("the schema `{name}` has no table of properties"),
    );
}

/// Reads the tables of all schemas.
pub(super) fn read(
    lines: &Lines<'_>,
    sections: Sections,
    names: &Names,
    findings: &mut Findings,
) -> Vec<Schema> {
    let end = lines.last() + 1;
    let starts: Vec<usize> = sections
        .list
        .iter()
        .map(|section| section.heading)
        .skip(1)
        .chain([end])
        .collect();
    let mut schemas = Vec::with_capacity(sections.list.len());
    for (section, next) in sections.list.into_iter().zip(starts) {
        let keys = section
            .sample
            .as_ref()
            .map(|sample| keys(&sample.value))
            .unwrap_or_default();
        let from = lines
            .next_filled(section.properties + 1, next)
            .unwrap_or(next);
        let table = if lines.get(from) == "None" && lines.next_filled(from + 1, next).is_none() {
            Table::default()
        } else {
            table::read(lines, from, next, names, &keys, findings)
        };
        schemas.push(Schema {
            key: Placed::new(section.heading, lines.get(section.heading).to_owned()),
            title: prose(&lines.paragraphs(section.after_sample, section.properties)),
            sample: section.sample,
            table,
        });
    }
    schemas
}

/// Whether this line can be the heading of a schema: alone between empty lines, with a sample below.
fn candidate(lines: &Lines<'_>, line: usize, end: usize) -> Option<(Option<Sample>, usize)> {
    let heading = lines.get(line);
    let alone = !heading.is_empty() && lines.is_blank(line - 1) && lines.is_blank(line + 1);
    let nothing = heading == "None" && lines.get(line.saturating_sub(2)) == "Properties";
    if !alone || nothing || matches!(heading, "}" | "]") {
        return None;
    }
    let text = lines.get(line + 2);
    if text == "undefined" && lines.is_blank(line + 3) {
        return Some((None, line + 3));
    }
    if !json::begins(text) {
        return None;
    }
    let (sample, after) = json::read(lines, line + 2, end)?;
    lines.is_blank(after).then_some((Some(sample), after))
}

/// Whether the table of a schema is announced here.
fn is_properties(lines: &Lines<'_>, line: usize) -> bool {
    lines.is_heading(line, "Properties")
        && lines.is_blank(line + 1)
        && (lines.get(line + 2) == "None" || table::begins(lines, line + 2))
}

/// All member names in a sample, at any depth.
pub(super) fn keys(sample: &serde_json::Value) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    let mut open = vec![sample];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Object(members) => {
                keys.extend(members.keys().map(String::as_str));
                open.extend(members.values());
            }
            serde_json::Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    keys
}
