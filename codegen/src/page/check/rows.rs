//! The order of the rows of a table, which follows from how the renderer walks a schema.

use crate::findings::{At, Findings, Id};
use crate::page::lines::Lines;
use crate::page::model::{Block, BlockKind, Page, Place, Row};

/// Reports rows that cannot follow those above them, and types that the page does not show.
pub(super) fn report(page: &Page, lines: &Lines<'_>, findings: &mut Findings) {
    if let Some((line, place)) = place(lines) {
        let text = format!(
            "the type `{place}` is a place in a document that is not at hand; what stands in such places is read off rows and samples, here and further down"
        );
        findings.warning(Id::UnseenSchema, At::Line(line), text);
    }
    for schema in &page.schemas {
        parts(&schema.table.blocks, 0, findings);
    }
    for operation in page.operations() {
        for answer in &operation.response_schemas {
            parts(&answer.table.blocks, 1, findings);
        }
        let body = operation.placed(Place::Body);
        depths(body.map(|parameter| &parameter.row), 1, findings);
    }
}

/// The first type that is a place in the vendor's document.
fn place<'a>(lines: &Lines<'a>) -> Option<(usize, &'a str)> {
    (1..=lines.last()).find_map(|line| {
        let mut words = lines.get(line).split(' ');
        let ty = words.find(|word| word.trim_start_matches('[').starts_with("#/paths/"))?;
        Some((line, ty))
    })
}

/// Every part of a combinator begins with a row without a name.
fn parts(blocks: &[Block], first: usize, findings: &mut Findings) {
    depths(blocks.iter().flat_map(|block| &block.rows), first, findings);
    for block in blocks {
        let is_part = matches!(block.kind, BlockKind::First(_) | BlockKind::Next(_));
        let first = block.rows.first();
        if is_part && first.is_none_or(|row| row.name != "anonymous") {
            let text = "the part of a schema that begins here lacks its first row, `anonymous`";
            findings.error(Id::MissingRow, At::Line(block.line), text);
        }
    }
}

/// A row is at most one step deeper than the one above it, and the first one at most as deep as is said.
fn depths<'r>(rows: impl Iterator<Item = &'r Row>, first: usize, findings: &mut Findings) {
    let mut deepest = first;
    for row in rows {
        if row.depth > deepest {
            let text = format!("no row stands above `{}` that it could belong to", row.name);
            findings.error(Id::MissingRow, At::Line(row.line), text);
        }
        deepest = row.depth + 1;
    }
}
