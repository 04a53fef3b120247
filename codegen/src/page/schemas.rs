//! The last part of the page: every named schema with its sample and its table.

use std::collections::BTreeSet;

use serde_json::Value;

use super::json;
use super::lines::{Lines, prose};
use super::model::{Placed, Sample, Schema, Table};
use super::prose_rows;
use super::table;
use super::types::Names;
use crate::findings::{At, Findings, Id};

/// The heading of their section.
pub(super) const HEADING: &str = "Schemas";

/// Where a schema stands.
#[derive(Debug)]
pub(super) struct Section {
    /// The line of the heading, or of the sample where the heading is lost.
    heading: usize,
    /// The name; absent where the heading is lost and nothing tells it.
    name: Option<String>,
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
    pub(super) fn names(&self) -> Names {
        Names::new(self.list.iter().filter_map(|section| section.name.clone()))
    }

    /// The samples of schemas that have lost their headings, with their places in the list.
    pub(super) fn unnamed(&self) -> impl Iterator<Item = (usize, &Sample)> {
        let unnamed = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, section)| section.name.is_none());
        unnamed.filter_map(|(index, section)| Some((index, section.sample.as_ref()?)))
    }

    /// The schemas with names, with their places in the list.
    pub(super) fn named(&self) -> impl Iterator<Item = (usize, &str)> {
        self.list
            .iter()
            .enumerate()
            .filter_map(|(index, section)| Some((index, section.name.as_deref()?)))
    }

    /// The sample of the schema whose table holds a line.
    pub(super) fn sample_around(&self, line: usize) -> Option<&Value> {
        let section = self
            .list
            .iter()
            .rev()
            .find(|section| section.heading < line)?;
        section.sample.as_ref().map(|sample| &sample.value)
    }

    /// Gives a schema its name back.
    pub(super) fn rename(&mut self, index: usize, name: String) {
        if let Some(section) = self.list.get_mut(index) {
            section.name = Some(name);
        }
    }
}

/// Finds the schemas.
pub(super) fn find(lines: &Lines<'_>, findings: &mut Findings) -> Sections {
    let end = lines.last() + 1;
    let heading = (1..end).rev().find(|line| {
        lines.is_heading(*line, HEADING)
            && (candidate(lines, line + 2, end).is_some()
                || headless(lines, line + 2, end).is_some()
                || lines.next_filled(line + 1, end).is_none())
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
        let named = candidate(lines, line, end);
        let lost = if named.is_none() {
            headless(lines, line, end)
        } else {
            None
        };
        let name = named.is_some().then(|| lines.get(line).to_owned());
        let Some((sample, after_sample)) = named.or(lost) else {
            line += 1;
            continue;
        };
        // A schema can bear a name that reads as JSON, such as `404`: then the next line is the better heading.
        if name.is_some() && after_sample == line + 3 && candidate(lines, line + 2, end).is_some() {
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
            name,
            sample,
            after_sample,
            properties,
        }));
        line = after_sample;
    }
    for table in (from..end).filter(|line| is_properties(lines, *line)) {
        if !list.iter().any(|section| section.properties == table) {
            let text = "a table of properties of a schema that has lost its beginning";
            findings.error(Id::MissingHeading, At::Line(table), text);
        }
    }
    Sections { from, list }
}

fn missing_table(lines: &Lines<'_>, heading: usize, findings: &mut Findings) {
    let name = lines.get(heading);
    let text = format!("the schema `{name}` has no table of properties");
    findings.error(Id::MissingTable, At::Line(heading), text);
}

/// Reads the tables of all schemas.
pub(super) fn read(
    lines: &Lines<'_>,
    sections: &Sections,
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
    for (index, (section, next)) in sections.list.iter().zip(starts).enumerate() {
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
            let mut table = table::read(lines, from, next, names, &keys, findings);
            if let Some(sample) = &section.sample {
                prose_rows::fold(&mut table, &sample.value, lines, findings);
            }
            table
        };
        // A made-up name has to look like furniture too, so that a page made from it loses it again.
        let unknown = format!("UnknownLink{}", index + 1);
        schemas.push(Schema {
            key: Placed::new(section.heading, section.name.clone().unwrap_or(unknown)),
            lost_name: section.name.is_none(),
            title: prose(&lines.paragraphs(section.after_sample, section.properties)),
            sample: section.sample.clone(),
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
    // A description can hold samples too, below words that announce them.
    let prose = heading.ends_with([':', ',']);
    if !alone || nothing || prose || matches!(heading, "}" | "]") {
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

/// Whether a schema without its heading begins here: with its sample, and with its own table below.
fn headless(lines: &Lines<'_>, line: usize, end: usize) -> Option<(Option<Sample>, usize)> {
    if !matches!(lines.get(line), "{" | "[" | "{}" | "[]") || !lines.is_blank(line - 1) {
        return None;
    }
    let (sample, after) = json::read(lines, line, end)?;
    lines.is_blank(after).then_some((Some(sample), after))
}

/// Whether the table of a schema is announced here.
fn is_properties(lines: &Lines<'_>, line: usize) -> bool {
    lines.is_heading(line, "Properties")
        && lines.is_blank(line + 1)
        && (lines.get(line + 2) == "None" || table::begins(lines, line + 2))
}

/// All member names in a sample, at any depth.
pub(super) fn keys(sample: &Value) -> BTreeSet<&str> {
    let mut keys = BTreeSet::new();
    let mut open = vec![sample];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                keys.extend(members.keys().map(String::as_str));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    keys
}
