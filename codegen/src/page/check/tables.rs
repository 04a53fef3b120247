//! Compares every table with what else the page says of the same schema: its sample, and its own table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::findings::{At, Findings, Id};
use crate::page::hidden;
use crate::page::lines::Lines;
use crate::page::model::{BlockKind, Kind, Page, Row, Schema};
use crate::page::types::shown_name;

/// How many schemas of a page must be as the renderer prints them before the odd one out is taken for damage.
const FEW: usize = 3;

/// Reports members of samples that no row describes.
pub(super) fn samples(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    let next = page.schemas.iter().skip(1);
    let ends = next.map(|schema| schema.key.line).chain([usize::MAX]);
    let plain = page.schemas.iter().zip(ends);
    let plain: Vec<(Plain<'_>, usize)> = plain
        .filter_map(|(schema, end)| Some((Plain::of(schema)?, end)))
        .collect();
    let whole = plain.iter().filter(|(plain, _)| plain.is_whole()).count();
    let is_printed = whole + 1 == plain.len() && whole >= FEW;
    for (plain, end) in plain {
        let others = page.schemas.iter().filter_map(|schema| {
            let sample = schema.sample.as_ref()?;
            Some((schema.key.value.as_str(), &sample.value))
        });
        if let Some(part) = hidden::part(&plain.names(), plain.members, others) {
            let key = &plain.schema.key;
            let text = format!(
                "the table of `{}` lacks the members of `{part}` that its sample has; taken for a part of it that the page does not show",
                key.value
            );
            findings.warning(Id::HiddenPart, At::Line(key.line), text);
            continue;
        }
        plain.check(end, is_printed, lines, findings);
    }
}

/// Reports properties of schemas that are lacking where tables of bodies and answers spell the schemas out.
pub(super) fn expansions(page: &Page, findings: &mut Findings) {
    let plain = page.schemas.iter().filter(|schema| {
        let mut blocks = schema.table.blocks.iter();
        blocks.all(|block| block.kind == BlockKind::Own)
    });
    let schemas: BTreeMap<&str, &Schema> = plain
        .map(|schema| (schema.key.value.as_str(), schema))
        .collect();
    for operation in page.operations() {
        let body: Vec<&Row> = operation.parameters.iter().map(|it| &it.row).collect();
        check_expansions(&body, &schemas, findings);
        for answer in &operation.response_schemas {
            let rows = answer.table.rows();
            check_expansions(&rows, &schemas, findings);
            check_beginning(&rows, &schemas, findings);
        }
    }
}

/// A schema is spelled out once in a table. The depths of its rows are not reliable behind arrays of arrays, so that
/// only their order is compared.
fn check_expansions(rows: &[&Row], schemas: &BTreeMap<&str, &Schema>, findings: &mut Findings) {
    let mut done = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        let kind = match &row.ty.kind {
            Kind::Array(items) => items,
            kind => kind,
        };
        let Kind::Reference(name) = kind else {
            continue;
        };
        let spelled = rows.get(at + 1).is_some_and(|next| next.depth > row.depth);
        let Some(schema) = schemas
            .get(name.as_str())
            .filter(|_| spelled && done.insert(name.as_str()))
        else {
            continue;
        };
        let own = schema.table.rows().into_iter();
        let own = own.filter(|row| row.depth == 0 && row.name != "anonymous");
        let mut rest = rows.iter().skip(at + 1);
        for property in own {
            let Some(spelled) = rest.find(|row| row.name == property.name) else {
                let text = format!(
                    "`{}` of {name} has no row here, though this table spells {name} out",
                    property.name
                );
                findings.error(Id::MissingRow, At::Line(row.line), text);
                break;
            };
            if spelled.depth == row.depth + 1 && !is_same(spelled, property) {
                let text = format!(
                    "this row of `{}` says something else than the one of {name} on line {}",
                    property.name, property.line
                );
                findings.warning(Id::OtherRow, At::Line(spelled.line), text);
            }
        }
    }
}

/// The rows of a schema are spelled out below a row that refers to it.
fn check_beginning(rows: &[&Row], schemas: &BTreeMap<&str, &Schema>, findings: &mut Findings) {
    let outermost = |depth: usize| move |row: &&Row| row.depth == depth;
    let shown = || rows.iter().copied().filter(outermost(1));
    if rows.iter().any(|row| row.depth == 0) || shown().count() < 2 {
        return;
    }
    let spelled = schemas.values().find(|schema| {
        let own = schema.table.blocks.iter().flat_map(|block| &block.rows);
        let own = own.filter(outermost(0));
        own.clone().count() == shown().count()
            && own
                .zip(shown())
                .all(|(own, shown)| own.name == shown.name && is_same(own, shown))
    });
    if let (Some(schema), Some(first)) = (spelled, rows.first()) {
        let text = format!(
            "these are the rows of `{}`, but no row above them refers to it; is it lost?",
            schema.key.value
        );
        findings.warning(Id::MissingRow, At::Line(first.line), text);
    }
}

/// Whether two rows of one property say the same.
///
/// The table of parameters has the first line of a description alone. A reference shows otherwise where it is spelled out:
/// without what stands beside it, and as `any` or as an array where its schema is one.
fn is_same(one: &Row, other: &Row) -> bool {
    let is_plain = |row: &Row| matches!(row.ty.kind, Kind::Base { .. });
    if !is_plain(one) || !is_plain(other) {
        return true;
    }
    let first = |row: &Row| -> Vec<String> {
        let text = row.description.as_deref().unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        first.split_whitespace().map(str::to_owned).collect()
    };
    one.required == other.required && one.ty == other.ty && first(one) == first(other)
}

/// A schema whose rows are the members of its sample.
struct Plain<'p> {
    schema: &'p Schema,
    members: &'p Map<String, Value>,
    rows: Vec<&'p Row>,
}

impl<'p> Plain<'p> {
    fn of(schema: &'p Schema) -> Option<Self> {
        let Value::Object(members) = &schema.sample.as_ref()?.value else {
            return None;
        };
        let blocks = &schema.table.blocks;
        let mut rows = schema.table.rows();
        rows.retain(|row| row.depth == 0);
        let combined = blocks.iter().any(|block| block.kind != BlockKind::Own)
            && rows.iter().any(|row| row.name == "anonymous");
        let map = rows.iter().any(|row| {
            row.name == "additionalProperties" && !members.contains_key("additionalProperties")
        });
        // A schema that is nothing but a reference with a title stands in a row of its own.
        let titled = |only: &Row| {
            let title = schema.title.as_ref();
            title.is_some_and(|title| title.value == only.name) && !members.contains_key(&only.name)
        };
        let itself = matches!(rows.as_slice(), [only] if titled(only));
        // `None` below `Properties` leaves no block: then the sample is all that there is.
        let plain = !combined && !map && !itself && !blocks.is_empty();
        plain.then_some(Self {
            schema,
            members,
            rows,
        })
    }

    /// The names of the rows.
    fn names(&self) -> BTreeSet<&str> {
        self.rows.iter().map(|row| row.name.as_str()).collect()
    }

    /// Whether every row is a member of the sample.
    fn is_shown(&self) -> bool {
        self.rows
            .iter()
            .all(|row| self.members.contains_key(&row.name))
    }

    /// Whether the rows follow one another as the members of the sample do.
    fn is_in_order(&self) -> bool {
        let places = self.rows.iter().map(|row| {
            let mut members = self.members.keys();
            members.position(|name| *name == row.name)
        });
        places.is_sorted()
    }

    /// Whether the sample has the members that the rows describe and no other.
    fn is_whole(&self) -> bool {
        self.rows.len() == self.members.len() && self.is_shown() && self.is_in_order()
    }

    fn check(&self, end: usize, is_printed: bool, lines: &Lines<'_>, findings: &mut Findings) {
        let Self {
            schema,
            members,
            rows,
        } = self;
        let cut = rows.is_empty() || end == usize::MAX && self.is_shown();
        let made = self.is_shown() && self.is_in_order() && (is_printed || is_made(members));
        let others = Others::of(schema, end.min(lines.last() + 1), lines);
        let by_name = rows.iter().map(|row| (row.name.as_str(), row.line));
        let by_name: BTreeMap<&str, usize> = by_name.collect();
        let mut former = None;
        for name in members.keys() {
            let row = by_name.get(name.as_str());
            if let Some(line) = row.or_else(|| by_name.get(shown_name(name).as_str())) {
                former = Some(*line);
                continue;
            }
            let broken = others.broken(name, former);
            // Without a line that should be the row, the one that it should follow is the nearest.
            let at = At::Line(broken.or(former).unwrap_or(schema.key.line));
            let what = match broken {
                Some(_) => {
                    "and the line that begins with it is no row: behind name and type a row has `true` or `false`, `none`, `read-only` or `write-only`, and then what describes it"
                }
                None => "which has no row in the table",
            };
            let whose = &schema.key.value;
            let text = format!("the sample of `{whose}` has `{name}`, {what}");
            // Somebody can have written a sample with members of its own, if nothing tells of a row that is missing.
            if broken.is_some() || cut || made {
                findings.error(Id::MissingRow, at, text);
            } else {
                findings.warning(Id::MissingRow, at, text);
            }
        }
    }
}

/// Whether the renderer made the sample of an object from its types: nobody writes what stands there for an unknown value.
pub(crate) fn is_made(members: &Map<String, Value>) -> bool {
    members.values().any(|value| {
        value
            .as_str()
            .is_some_and(|text| text == "string" || text.starts_with("2019-08-24"))
    })
}

/// The lines of a table that are no rows: parts of descriptions, or rows that are broken.
struct Others<'a> {
    by_word: BTreeMap<&'a str, usize>,
    rows: BTreeSet<usize>,
    others: BTreeSet<usize>,
}

impl<'a> Others<'a> {
    fn of(schema: &Schema, end: usize, lines: &Lines<'a>) -> Self {
        let rows = schema.table.rows().into_iter();
        let rows: BTreeSet<usize> = rows.map(|row| row.line).collect();
        let values = schema.table.values.first();
        let values = values.map_or(end, |value| value.line - 3);
        let first = rows.first().copied().unwrap_or(usize::MAX);
        let others: BTreeSet<usize> = (first..values.min(end))
            .filter(|line| !rows.contains(line) && !lines.is_blank(*line))
            .collect();
        let by_word = others
            .iter()
            .filter_map(|line| Some((lines.get(*line).split_once(' ')?.0, *line)))
            .collect();
        Self {
            by_word,
            rows,
            others,
        }
    }

    /// The line that should be the row of a property: one that begins with its name, or the one that stands in its place.
    fn broken(&self, name: &str, former: Option<usize>) -> Option<usize> {
        let in_place = || {
            let former = former?;
            let next = self.rows.range(former + 1..).next();
            let next = next.copied().unwrap_or(usize::MAX);
            self.others.range(former + 1..next).next().copied()
        };
        self.by_word.get(name).copied().or_else(in_place)
    }
}
