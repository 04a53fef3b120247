//! The order of the rows of a table, which follows from how the renderer walks a schema.

use crate::findings::{At, Findings};
use crate::page::model::{Block, BlockKind, Page, Place, Row};

/// Reports rows that cannot follow those above them.
pub(super) fn report(page: &Page, findings: &mut Findings) {
    for schema in &page.schemas {
        parts(&schema.table.blocks, 0, findings);
    }
    for operation in page.tags.iter().flat_map(|tag| &tag.operations) {
        for answer in &operation.response_schemas {
            parts(&answer.table.blocks, 1, findings);
        }
        let body = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == Place::Body);
        depths(body.map(|parameter| &parameter.row), 1, findings);
    }
}

/// Every part of a combinator begins with a row without a name.
fn parts(blocks: &[Block], first: usize, findings: &mut Findings) {
    depths(blocks.iter().flat_map(|block| &block.rows), first, findings);
    for block in blocks {
        let is_part = matches!(block.kind, BlockKind::First(_) | BlockKind::Next(_));
        let first = block.rows.first();
        if is_part && first.is_none_or(|row| row.name != "anonymous") {
            findings.error(
                "missing-row",
                At::Line(block.line),
                "the part of a schema that begins here lacks its first row, `anonymous`",
            );
        }
    }
}

/// A row is at most one step deeper than the one above it, and the first one at most as deep as is said.
fn depths<'r>(rows: impl Iterator<Item = &'r Row>, first: usize, findings: &mut Findings) {
    let mut deepest = first;
    for row in rows {
        if row.depth > deepest {
            findings.error(
                "missing-row",
                At::Line(row.line),
                format!("no row stands above `{}` that it could belong to", row.name),
            );
        }
        deepest = row.depth + 1;
    }
}
