//! Descriptions of schemas that stand in other places than their own.
//!
//! The page shows one line above the table of a schema: its title, or else its description. A reference without a
//! description of its own shows that of its schema, in brackets where it is an array of them; so the two can be told apart
//! where the schema is referred to.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::Page;
use crate::page::model::{Kind, Operation, Place, Row};

/// The descriptions that schemas have beside or instead of a title, by the name of the schema.
pub(super) fn find(page: &Page) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut bare: BTreeSet<&str> = BTreeSet::new();
    let titles = page.schemas.iter().filter_map(|schema| {
        let title = plain(&schema.title.as_ref()?.value);
        Some((schema.key.value.as_str(), title))
    });
    let titles: BTreeMap<&str, String> = titles.collect();
    for row in rows(page) {
        let (Kind::Reference(name), description) = (target(row), row.description.as_deref()) else {
            continue;
        };
        match own(row, description) {
            None => drop(bare.insert(name)),
            Some(description) => {
                // A title that repeats the name can be repeated by a description too; only brackets tell.
                let title = titles
                    .get(name.as_str())
                    .filter(|title| **title != *name || matches!(row.ty.kind, Kind::Array(_)));
                if title.is_some_and(|title| *title == plain(description)) {
                    let known = found.entry(name.clone());
                    known.or_insert_with(|| description.to_owned());
                }
            }
        }
    }
    for name in untitled(page, &titles) {
        if let Some(title) = titles.get(name) {
            let known = found.entry(name.to_owned());
            known.or_insert_with(|| title.to_owned());
        }
    }
    for (name, description) in repeated(page) {
        let known = found.entry(name.to_owned());
        known.or_insert_with(|| description.to_owned());
    }
    // A reference that shows nothing refers to a schema without a description.
    found.retain(|name, _| !bare.contains(name.as_str()));
    found
}

/// Whether a reference shows the description of its schema rather than one of its own.
pub(super) fn is_of_schema(row: &Row, described: &BTreeMap<String, String>) -> bool {
    let Kind::Reference(name) = target(row) else {
        return false;
    };
    let own = own(row, row.description.as_deref());
    own.zip(described.get(name))
        .is_some_and(|(own, described)| plain(own) == plain(described))
}

fn target(row: &Row) -> &Kind {
    match &row.ty.kind {
        Kind::Array(items) => items,
        kind => kind,
    }
}

/// The description that a row shows of its schema: for an array, what stands in brackets.
fn own<'d>(row: &Row, description: Option<&'d str>) -> Option<&'d str> {
    match row.ty.kind {
        Kind::Array(_) => description.map(|text| {
            text.strip_prefix('[')
                .and_then(|text| text.strip_suffix(']'))
                .unwrap_or_default()
        }),
        _ => description,
    }
}

/// Schemas without a title, though a text stands above their tables: as the item of an array that is spelled out, a schema
/// with a title has a row of its own under it.
fn untitled<'p>(page: &'p Page, titles: &BTreeMap<&str, String>) -> Vec<&'p str> {
    let mut found = Vec::new();
    let operations = page.operations();
    for rows in operations.flat_map(tables) {
        for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
            let Kind::Array(items) = &row.ty.kind else {
                continue;
            };
            if let Kind::Reference(name) = &**items
                && next.depth > row.depth
                && titles
                    .get(name.as_str())
                    .is_some_and(|title| *title != plain(&next.name))
            {
                found.push(name.as_str());
            }
        }
    }
    found
}

/// References in expanded tables that are not expanded again although they could be: those have nothing of their own.
fn repeated(page: &Page) -> Vec<(&str, &str)> {
    let filled: BTreeSet<&str> = page
        .schemas
        .iter()
        .filter(|schema| {
            let mut rows = schema.table.blocks.iter().flat_map(|block| &block.rows);
            rows.any(|row| row.name != "anonymous")
        })
        .map(|schema| schema.key.value.as_str())
        .collect();
    let operations = page.operations();
    let mut found = Vec::new();
    for rows in operations.flat_map(tables) {
        let next = rows.iter().skip(1).map(Some).chain([None]);
        for (row, next) in rows.iter().zip(next) {
            let childless = next.is_none_or(|next| next.depth <= row.depth);
            if let (Kind::Reference(name), Some(description), true) =
                (&row.ty.kind, &row.description, childless)
                && row.depth > 0
                && filled.contains(name.as_str())
            {
                found.push((name.as_str(), description.as_str()));
            }
        }
    }
    found
}

/// The rows of each table of an operation in which schemas are spelled out.
fn tables(operation: &Operation) -> impl Iterator<Item = Vec<&Row>> {
    let answers = operation.response_schemas.iter();
    let answers = answers.map(|answer| answer.table.rows());
    let body = operation.placed(Place::Body);
    answers.chain([body.map(|parameter| &parameter.row).collect()])
}

/// All rows of the tables in which schemas are spelled out.
pub(super) fn expanded(page: &Page) -> impl Iterator<Item = &Row> {
    let operations = page.operations();
    operations.flat_map(tables).flatten()
}

/// All rows of the tables of properties.
fn rows(page: &Page) -> impl Iterator<Item = &Row> {
    let schemas = page.schemas.iter().map(|schema| &schema.table);
    let answers = page
        .operations()
        .flat_map(|operation| &operation.response_schemas)
        .map(|answer| &answer.table);
    schemas
        .chain(answers)
        .flat_map(|table| &table.blocks)
        .flat_map(|block| &block.rows)
}

/// Whether two texts have the same words.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// The words of a text, since the page breaks lines differently in different places.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
