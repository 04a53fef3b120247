//! Compares every table with the sample above it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::{BlockKind, Page, Row, Schema};
use crate::findings::{At, Findings};

/// Reports members of samples that no row describes.
pub(super) fn samples(page: &Page, findings: &mut Findings) {
    for schema in &page.schemas {
        check_schema(schema, findings);
    }
}

fn check_schema(schema: &Schema, findings: &mut Findings) {
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
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    for name in members.keys().filter(|name| !names.contains(name.as_str())) {
        findings.error(
            "missing-row",
            At::Line(schema.key.line),
            format!(
                "the sample of `{}` has `{name}`, which has no row in the table",
                schema.key.value
            ),
        );
    }
}
