//! What stands on the page twice, although a document can hold only one of it.

use std::collections::{BTreeMap, BTreeSet};

use super::prose::prose;
use crate::findings::{At, Findings, Id};
use crate::page::lines::Lines;
use crate::page::model::{BlockKind, Page, Place, Row};
use crate::page::schemas::keys;

/// Reports schemas, properties, parameters and lines that stand on the page twice.
pub(super) fn report(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    let mut schemas = BTreeMap::new();
    for schema in &page.schemas {
        let key = &schema.key;
        if let Some(first) = schemas.insert(key.value.as_str(), key.line) {
            let text = format!(
                "the schema `{}` stands here again, after line {first}",
                key.value
            );
            findings.error(Id::DuplicateSchema, At::Line(key.line), text);
        }
        // What follows a slash in a name does not show, so that two names can look like one.
        let sample = schema.sample.as_ref();
        let cut: BTreeSet<&str> = sample
            .into_iter()
            .flat_map(|sample| keys(&sample.value))
            .filter_map(|name| name.split_once('/'))
            .map(|(name, _)| name)
            .collect();
        let whole = |row: &&Row| !cut.contains(row.name.as_str());
        for block in &schema.table.blocks {
            if block.kind == BlockKind::Own {
                properties(block.rows.iter().filter(whole), findings);
            }
            neighbours(block.rows.iter().filter(whole), lines, findings);
        }
    }
    for operation in page.operations() {
        for block in operation
            .response_schemas
            .iter()
            .flat_map(|answer| &answer.table.blocks)
        {
            neighbours(block.rows.iter(), lines, findings);
        }
        let mut parameters = BTreeMap::new();
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place != Place::Body)
        {
            let row = &parameter.row;
            let place = parameter.place;
            if let Some(first) = parameters.insert((place as usize, row.name.as_str()), row.line) {
                duplicate("parameter", &row.name, row.line, first, findings);
            }
        }
        let body = operation.placed(Place::Body);
        // The parts of a combinator stand in the table of a body without headings between them.
        let body = body.map(|parameter| &parameter.row);
        neighbours(body.filter(|row| row.name != "anonymous"), lines, findings);
    }
    for (line, text) in prose(page) {
        repeated(line, text, findings);
    }
}

fn duplicate(what: &str, name: &str, line: usize, first: usize, findings: &mut Findings) {
    let text = format!("the {what} `{name}` stands here again, after line {first}");
    findings.error(Id::DuplicateRow, At::Line(line), text);
}

/// No two properties of one schema have one name.
fn properties<'r>(rows: impl Iterator<Item = &'r Row>, findings: &mut Findings) {
    let mut known = BTreeMap::new();
    for row in rows.filter(|row| row.depth == 0 && row.name != "anonymous") {
        if let Some(first) = known.insert(row.name.as_str(), row.line) {
            duplicate("property", &row.name, row.line, first, findings);
        }
    }
}

/// The depths of nested rows are not reliable, so that of them only those that follow one another are compared.
fn neighbours<'r>(rows: impl Iterator<Item = &'r Row>, lines: &Lines<'_>, findings: &mut Findings) {
    let mut former: Option<&Row> = None;
    for row in rows {
        if let Some(former) = former
            && (row.depth > 0 || row.name == "anonymous")
            && lines.get(former.line) == lines.get(row.line)
        {
            duplicate("property", &row.name, row.line, former.line, findings);
        }
        former = Some(row);
    }
}

/// Nobody writes one line twice in a row.
fn repeated(line: usize, text: &str, findings: &mut Findings) {
    let mut former = "";
    for (offset, words) in text.lines().enumerate() {
        if words == former
            && words
                .chars()
                .filter(|letter| letter.is_alphabetic())
                .count()
                >= 3
        {
            let text = "this line of a text is the one above it once more";
            findings.warning(Id::RepeatedLine, At::Line(line + offset), text);
        }
        former = words;
    }
}
