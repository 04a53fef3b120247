//! Tables of properties, with the blocks of combinators and the enumerated values below them.

use std::collections::BTreeSet;

use super::lines::Lines;
use super::model::{Block, BlockKind, Combinator, EnumValue, Table};
use super::row::{self, Line};
use super::types::Names;
use crate::findings::{At, Findings, Id};

/// The header of a table of properties.
pub(super) const HEADER: &str = "Name Type Required Restrictions Description";

/// The heading of enumerated values.
pub(super) const VALUES: &str = "Enumerated Values";

/// Whether a table of properties begins at or just after this line.
pub(super) fn begins(lines: &Lines<'_>, line: usize) -> bool {
    lines.get(line) == HEADER || combinator(lines, line).is_some()
}

/// Reads a table from its header, or from the heading of its first combinator, up to `end`.
///
/// A line that is no row continues the description above it, empty lines included: descriptions can have paragraphs.
pub(super) fn read(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    names: &Names,
    keys: &BTreeSet<&str>,
    findings: &mut Findings,
) -> Table {
    let mut table = Table::default();
    let mut line = from;
    while line < end {
        let text = lines.get(line);
        if is_values(lines, line) {
            table.values = values(lines, line, end, findings);
            break;
        }
        if let Some((kind, discriminator)) = combinator(lines, line) {
            table.blocks.push(Block {
                line,
                kind,
                discriminator,
                rows: Vec::new(),
            });
            line += 3;
            continue;
        }
        if text == HEADER && table.blocks.is_empty() {
            table.blocks.push(Block {
                line,
                kind: BlockKind::Own,
                discriminator: None,
                rows: Vec::new(),
            });
            line += 1;
            continue;
        }
        match row::property(line, text, names, keys) {
            Line::Row(row) => {
                if let Some(block) = table.blocks.last_mut() {
                    block.rows.push(row);
                }
            }
            Line::UnknownSchema(name) => findings.error(
                Id::UnknownSchema,
                At::Line(line),
                format!("the type `{name}` is neither a plain type nor a schema of this page"),
            ),
            Line::Other => {
                let alone = lines.is_blank(line - 1) && lines.is_blank(line + 1);
                if alone && part(text).is_some() {
                    let text = format!("no header of a table follows `{text}`");
                    findings.error(Id::MissingHeading, At::Line(line), text);
                }
                continue_description(&mut table, line, text, findings);
            }
        }
        line += 1;
    }
    for row in table.blocks.iter_mut().flat_map(|block| &mut block.rows) {
        if let Some(description) = &mut row.description {
            description.truncate(description.trim_end().len());
        }
    }
    table
}

fn continue_description(table: &mut Table, line: usize, text: &str, findings: &mut Findings) {
    let row = table
        .blocks
        .last_mut()
        .and_then(|block| block.rows.last_mut());
    match row {
        Some(row) => match &mut row.description {
            Some(description) => {
                description.push('\n');
                description.push_str(text);
            }
            None if text.is_empty() => {}
            // The word alone cannot be told from the mark of absence, until a line follows it.
            None => row.description = Some(format!("none\n{text}")),
        },
        None if text.is_empty() => {}
        None => findings.error(
            Id::BrokenRow,
            At::Line(line),
            "not a row of this table, and no row stands above it",
        ),
    }
}

/// Whether the enumerated values of properties begin on this line.
pub(super) fn is_values(lines: &Lines<'_>, line: usize) -> bool {
    lines.is_heading(line, VALUES)
        && lines.is_blank(line + 1)
        && lines.get(line + 2) == "Property Value"
}

/// Reads the rows of enumerated values below the heading on `line`, up to the first empty line.
pub(super) fn values(
    lines: &Lines<'_>,
    line: usize,
    end: usize,
    findings: &mut Findings,
) -> Vec<EnumValue> {
    let values: Vec<EnumValue> = (line + 3..end)
        .take_while(|line| !lines.is_blank(*line))
        .map(|line| EnumValue {
            line,
            text: lines.get(line).to_owned(),
        })
        .collect();
    if values.is_empty() {
        let text = "no enumerated values stand below their heading";
        findings.error(Id::MissingTable, At::Line(line), text);
    }
    values
}

/// Reads the heading of a combinator: one word, an empty line, and a header.
fn combinator(lines: &Lines<'_>, line: usize) -> Option<(BlockKind, Option<String>)> {
    let found = part(lines.get(line))?;
    let alone = lines.is_blank(line.saturating_sub(1)) && lines.is_blank(line + 1);
    (alone && lines.get(line + 2) == HEADER).then_some(found)
}

/// The part of a combinator that a line can head, with its discriminator.
fn part(text: &str) -> Option<(BlockKind, Option<String>)> {
    let (word, discriminator) = match text.split_once(" - discriminator: ") {
        Some((word, discriminator)) => (word, Some(discriminator.to_owned())),
        None => (text, None),
    };
    let kind = match word {
        "allOf" => BlockKind::First(Combinator::AllOf),
        "oneOf" => BlockKind::First(Combinator::OneOf),
        "anyOf" => BlockKind::First(Combinator::AnyOf),
        "not" => BlockKind::First(Combinator::Not),
        "and" => BlockKind::Next(Combinator::AllOf),
        "xor" => BlockKind::Next(Combinator::OneOf),
        "or" => BlockKind::Next(Combinator::AnyOf),
        "continued" => BlockKind::Continued,
        _ => return None,
    };
    Some((kind, discriminator))
}
