//! The table of parameters, with the descriptions and the values that stand below it.

use std::collections::BTreeSet;

use super::lines::Lines;
use super::model::{EnumValue, ParameterRow};
use super::row::{self, Line};
use super::table;
use super::types::Names;
use crate::findings::{At, Findings, Id};

/// The header of the table of parameters.
pub(super) const HEADER: &str = "Name In Type Required Description";

/// Reads the table below its header, up to `end`.
pub(super) fn read(
    lines: &Lines<'_>,
    header: usize,
    end: usize,
    names: &Names,
    keys: &BTreeSet<&str>,
    findings: &mut Findings,
) -> (Vec<ParameterRow>, Vec<EnumValue>) {
    let values = (header..end).find(|line| {
        lines.is_heading(*line, table::VALUES) && lines.get(line + 2) == "Parameter Value"
    });
    let details = (header..end).find(|line| lines.is_heading(*line, "Detailed descriptions"));
    let rows_end = details.or(values).unwrap_or(end);
    let mut rows: Vec<ParameterRow> = Vec::new();
    let mut apart = false;
    for line in header + 1..rows_end {
        let text = lines.get(line);
        apart |= text.is_empty();
        match row::parameter(line, text, names, keys) {
            Line::Row(row) => rows.push(row),
            Line::UnknownSchema(name) => findings.error(
                Id::UnknownSchema,
                At::Line(line),
                format!("the type `{name}` is neither a plain type nor a schema of this page"),
            ),
            // A row holds the first line of a description only, unless that is one of markup that breaks the table.
            Line::Other
                if text.is_empty()
                    && rows
                        .last()
                        .is_none_or(|last| last.row.description.is_none()) => {}
            Line::Other if rows.iter().any(|row| detail(row, text).is_some()) => {
                let text =
                    "a description in detail without the heading `Detailed descriptions` above it";
                findings.error(Id::MissingHeading, At::Line(line), text);
            }
            Line::Other if apart => continue_description(&mut rows, text),
            Line::Other if !row::has_flag(text) && !rows.is_empty() => {
                findings.warning(
                    Id::BrokenLine,
                    At::Line(line),
                    "taken for a further line of the description above, though a row has only one; is it the rest of a row?",
                );
                continue_description(&mut rows, text);
            }
            Line::Other => findings.error(
                Id::BrokenRow,
                At::Line(line),
                "not a row of the table of parameters",
            ),
        }
    }
    if rows.is_empty() {
        let text = "the table of parameters has no row";
        findings.error(Id::MissingTable, At::Line(header), text);
    }
    for row in &mut rows {
        if let Some(description) = &mut row.row.description {
            let mut end = description.trim_end();
            while let Some(rest) = end.strip_suffix(BREAK) {
                end = rest.trim_end();
            }
            description.truncate(end.len());
        }
    }
    if let Some(details) = details {
        describe(
            &mut rows,
            &lines.paragraphs(details + 1, values.unwrap_or(end)),
            findings,
        );
    }
    let values = values
        .map(|values| table::values(lines, values, end, findings))
        .unwrap_or_default();
    (rows, values)
}

/// A break in the markup, which alone puts a further line of a description into a row.
pub(super) const BREAK: &str = "<br>";

fn continue_description(rows: &mut [ParameterRow], text: &str) {
    if let Some(last) = rows.last_mut() {
        let description = last.row.description.get_or_insert_default();
        description.push_str(BREAK);
        description.push_str(text);
    }
}

/// Completes descriptions of which the table holds the first line only.
fn describe(rows: &mut [ParameterRow], paragraphs: &[(usize, String)], findings: &mut Findings) {
    let mut next = 0;
    let mut current: Option<usize> = None;
    for (line, text) in paragraphs {
        let begun = rows
            .iter()
            .enumerate()
            .skip(next)
            .find_map(|(index, parameter)| Some((index, detail(parameter, text)?)));
        if let Some((index, description)) = begun {
            if let Some(parameter) = rows.get_mut(index) {
                parameter.row.description = Some(description);
            }
            current = Some(index);
            next = index + 1;
        } else if let Some(parameter) = current.and_then(|index| rows.get_mut(index)) {
            let description = parameter.row.description.get_or_insert_default();
            description.push_str("\n\n");
            description.push_str(text);
        } else {
            let text = "a detailed description of no parameter of this table";
            findings.error(Id::BrokenDescription, At::Line(*line), text);
        }
    }
}

/// The description that a paragraph begins, if it begins that of this parameter: the line of the table, then the rest.
fn detail(parameter: &ParameterRow, text: &str) -> Option<String> {
    let row = &parameter.row;
    let shown = format!("{} {}:", "»".repeat(row.depth), row.name);
    let detail = text.strip_prefix(shown.trim_start())?;
    let short = row
        .description
        .as_deref()
        .and_then(|description| description.split(BREAK).next()?.lines().next())
        .unwrap_or_default();
    if detail.is_empty() {
        return Some(String::new());
    }
    let rest = detail.strip_prefix(' ')?.strip_prefix(short)?.trim_start();
    // What is described in detail has more lines than one, be the others empty.
    let parts: Vec<&str> = match rest {
        "" => vec![short, ""],
        _ => [short, rest]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect(),
    };
    Some(parts.join("\n"))
}
