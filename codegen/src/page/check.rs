//! Compares every table with what else the page says of the same schema: its sample, and its own table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lines::Lines;
use super::model::{BlockKind, Kind, Page, Row, Schema};
use super::types::shown_name;
use crate::findings::{At, Findings};

/// Reports members of samples that no row describes.
pub(super) fn samples(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    let ends = page
        .schemas
        .iter()
        .skip(1)
        .map(|schema| schema.key.line)
        .chain([usize::MAX]);
    for (schema, end) in page.schemas.iter().zip(ends) {
        check_schema(schema, end, lines, findings);
    }
}

/// Reports schemas and properties that are documented twice: a document can hold only one of each.
pub(super) fn twice(page: &Page, findings: &mut Findings) {
    let mut schemas = BTreeMap::new();
    for schema in &page.schemas {
        let key = &schema.key;
        if let Some(first) = schemas.insert(key.value.as_str(), key.line) {
            let text = format!(
                "the schema `{}` stands here again, after line {first}",
                key.value
            );
            findings.error("duplicate-schema", At::Line(key.line), text);
        }
        let own = schema
            .table
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Own);
        for block in own {
            let mut rows = BTreeMap::new();
            for row in block
                .rows
                .iter()
                .filter(|row| row.depth == 0 && row.name != "anonymous")
            {
                if let Some(first) = rows.insert(row.name.as_str(), row.line) {
                    let text = format!(
                        "the property `{}` stands here again, after line {first}",
                        row.name
                    );
                    findings.error("duplicate-row", At::Line(row.line), text);
                }
            }
        }
    }
}

/// Reports properties of schemas that are lacking where tables of bodies and answers spell the schemas out.
pub(super) fn expansions(page: &Page, findings: &mut Findings) {
    let plain = page.schemas.iter().filter(|schema| {
        schema
            .table
            .blocks
            .iter()
            .all(|block| block.kind == BlockKind::Own)
    });
    let schemas: BTreeMap<&str, &Schema> = plain
        .map(|schema| (schema.key.value.as_str(), schema))
        .collect();
    for operation in page.tags.iter().flat_map(|tag| &tag.operations) {
        let body: Vec<&Row> = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.row)
            .collect();
        check_expansions(&body, &schemas, findings);
        for answer in &operation.response_schemas {
            let rows: Vec<&Row> = answer
                .table
                .blocks
                .iter()
                .flat_map(|block| &block.rows)
                .collect();
            check_expansions(&rows, &schemas, findings);
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
        let own = schema
            .table
            .blocks
            .iter()
            .flat_map(|block| &block.rows)
            .filter(|row| row.depth == 0 && row.name != "anonymous");
        let mut rest = rows.iter().skip(at + 1);
        for property in own {
            if !rest.any(|row| row.name == property.name) {
                let text = format!(
                    "`{}` of {name} has no row here, though this table spells {name} out",
                    property.name
                );
                findings.error("missing-row", At::Line(row.line), text);
                break;
            }
        }
    }
}

fn check_schema(schema: &Schema, end: usize, lines: &Lines<'_>, findings: &mut Findings) {
    let Some(Value::Object(members)) = schema.sample.as_ref().map(|sample| &sample.value) else {
        return;
    };
    let rows: Vec<&Row> = schema
        .table
        .blocks
        .iter()
        .flat_map(|block| &block.rows)
        .filter(|row| row.depth == 0)
        .collect();
    let combined = schema
        .table
        .blocks
        .iter()
        .any(|block| block.kind != BlockKind::Own)
        && rows.iter().any(|row| row.name == "anonymous");
    let map = rows.iter().any(|row| row.name == "additionalProperties");
    // `None` below `Properties` leaves no block: then the sample is all that there is.
    if combined || map || schema.table.blocks.is_empty() {
        return;
    }
    // A schema that is nothing but a reference with a title stands in a row of its own.
    if let [only] = rows.as_slice()
        && schema
            .title
            .as_ref()
            .is_some_and(|title| title.value == only.name)
        && !members.contains_key(&only.name)
    {
        return;
    }
    let written = rows.iter().any(|row| !members.contains_key(&row.name));
    let cut = rows.is_empty() || end == usize::MAX && !written;
    let others = Others::of(schema, end.min(lines.last() + 1), lines);
    let by_name: BTreeMap<&str, usize> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.line))
        .collect();
    let mut former = None;
    for name in members.keys() {
        let row = by_name
            .get(name.as_str())
            .or_else(|| by_name.get(shown_name(name).as_str()));
        if let Some(line) = row {
            former = Some(*line);
            continue;
        }
        let broken = others.broken(name, former);
        let at = At::Line(broken.unwrap_or(schema.key.line));
        let text = format!(
            "the sample of `{}` has `{name}`, which has no row in the table",
            schema.key.value
        );
        // Somebody can have written a sample with members of its own, if nothing tells of a row that is missing.
        if broken.is_some() || cut {
            findings.error("missing-row", at, text);
        } else {
            findings.warning("missing-row", at, text);
        }
    }
}

/// The lines of a table that are no rows: parts of descriptions, or rows that are broken.
struct Others<'a> {
    by_word: BTreeMap<&'a str, usize>,
    rows: BTreeSet<usize>,
    others: BTreeSet<usize>,
}

impl<'a> Others<'a> {
    fn of(schema: &Schema, end: usize, lines: &Lines<'a>) -> Self {
        let rows: BTreeSet<usize> = schema
            .table
            .blocks
            .iter()
            .flat_map(|block| &block.rows)
            .map(|row| row.line)
            .collect();
        let values = schema
            .table
            .values
            .first()
            .map_or(end, |value| value.line - 3);
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
            let next = self
                .rows
                .range(former + 1..)
                .next()
                .copied()
                .unwrap_or(usize::MAX);
            self.others.range(former + 1..next).next().copied()
        };
        self.by_word.get(name).copied().or_else(in_place)
    }
}
