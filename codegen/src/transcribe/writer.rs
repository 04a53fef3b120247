//! What has to be known to write a schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::described;
use super::values::Values;
use crate::page::model::{BlockKind, Kind, Row, Schema};
use crate::page::{Page, is_part};

/// What has to be known to write a schema.
pub(super) struct Writer<'p> {
    pub(super) schemas: BTreeMap<&'p str, &'p Schema>,
    /// Descriptions of schemas, which references to them show.
    pub(super) described: BTreeMap<String, String>,
    /// The schemas that are known to have a type: where a table spells out one without, it calls it `any`.
    typed: BTreeSet<&'p str>,
}

/// What is known of one table.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    /// Its enumerated values.
    pub(super) values: &'t Values,
    /// Whether rows below a reference repeat what the schema itself says.
    pub(super) expanded: bool,
    /// Whether the table has no headings for combinators.
    pub(super) flat: bool,
}

impl<'p> Writer<'p> {
    /// A writer for the schemas of a page.
    pub(super) fn new(page: &'p Page) -> Self {
        let schemas = page
            .schemas
            .iter()
            .map(|schema| (schema.key.value.as_str(), schema));
        Self {
            schemas: schemas.collect(),
            described: described::find(page),
            typed: described::expanded(page)
                .filter_map(|row| match &row.ty.kind {
                    Kind::Reference(name) if row.depth > 0 => Some(name.as_str()),
                    _ => None,
                })
                .collect(),
        }
    }

    /// The description of a named schema, where it is known not to be its title.
    pub(super) fn description(&self, name: &str) -> Option<&str> {
        self.described.get(name).map(String::as_str)
    }

    /// Whether the page shows that a named schema has a type.
    pub(super) fn is_typed(&self, name: &str) -> bool {
        self.typed.contains(name)
    }

    /// Whether a named schema is an array itself.
    pub(super) fn is_list(&self, name: &str) -> bool {
        self.sample_of(name).is_some_and(Value::is_array)
    }

    /// Whether the page documents a schema of this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.schemas.contains_key(name)
    }

    /// Whether a sample can be that of a named schema.
    pub(super) fn yields(&self, name: &str, sample: Option<&Value>) -> bool {
        sample
            .zip(self.sample_of(name))
            .is_some_and(|(sample, whole)| is_part(sample, whole))
    }

    /// The names of all schemas.
    pub(super) fn names(&self) -> impl Iterator<Item = &'p str> {
        self.schemas.keys().copied()
    }

    /// The rows of the parts that a named schema consists of.
    pub(super) fn parts_of(&self, name: &str) -> Vec<&'p Row> {
        let blocks = self.schemas.get(name).map(|schema| &schema.table.blocks);
        let parts = blocks
            .into_iter()
            .flatten()
            .filter(|block| matches!(block.kind, BlockKind::First(_) | BlockKind::Next(_)));
        let rows = parts.filter_map(|block| block.rows.first());
        rows.filter(|row| row.depth == 0).collect()
    }

    pub(super) fn sample_of(&self, name: &str) -> Option<&'p Value> {
        let sample = self.schemas.get(name)?.sample.as_ref()?;
        Some(&sample.value)
    }
}
