//! The tables of inline answers, and the headers of answers.

use std::collections::BTreeSet;

use super::lines::{Lines, prose};
use super::model::{Kind, Placed, ResponseHeader, ResponseSchema};
use super::row::{self, Line, said};
use super::status::is_status;
use super::table;
use super::types::{self, Names};
use crate::findings::{At, Findings, Id};

/// The header of the table of headers.
pub(super) const HEADERS: &str = "Status Header Type Format Description";

/// Tables of inline answers, from the first `Status Code` up to `end`.
///
/// An answer without rows has no heading either, but its enumerated values are shown: they follow those of another answer.
pub(super) fn schemas(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    names: &Names,
    keys: &BTreeSet<&str>,
    findings: &mut Findings,
) -> Vec<ResponseSchema> {
    let starts: Vec<usize> = (from..end)
        .filter(|line| status_code(lines, *line).is_some())
        .collect();
    let first = starts.first().copied().unwrap_or(end);
    loose_values(lines, from, first, findings);
    if let Some(header) = (from..first).find(|line| table::begins(lines, *line)) {
        let text = "no heading `Status Code …` tells which answer this table is of";
        findings.error(Id::MissingHeading, At::Line(header), text);
    }
    let mut list = Vec::new();
    for (start, next) in starts
        .iter()
        .zip(starts.iter().skip(1).copied().chain([end]))
    {
        let Some(status) = status_code(lines, *start) else {
            continue;
        };
        let Some(header) = (*start..next).find(|line| table::begins(lines, *line)) else {
            let text = format!("the answer {status} has no table");
            findings.error(Id::MissingTable, At::Line(*start), text);
            continue;
        };
        let keyless = BTreeSet::new();
        let row = (*start + 1..header).find(|line| {
            matches!(
                row::property(*line, lines.get(*line), names, &keyless),
                Line::Row(_)
            )
        });
        if let Some(row) = row {
            let text = "a row above the header of its table";
            findings.error(Id::BrokenRow, At::Line(row), text);
        }
        let groups: Vec<usize> = (header..next)
            .filter(|line| table::is_values(lines, *line))
            .collect();
        let second = groups.get(1).copied().unwrap_or(next);
        let first = groups.first().copied().unwrap_or(next);
        let mut table = table::read(lines, header, first, names, keys, findings);
        if first < next {
            let values = table::values(lines, first, second, findings);
            if values.iter().all(|value| table.has_row(&value.text)) {
                table.values = values;
                loose_values(lines, second, next, findings);
            } else {
                loose_values(lines, first, next, findings);
            }
        }
        list.push(ResponseSchema {
            status: Placed::new(*start, status.to_owned()),
            title: prose(&lines.paragraphs(start + 1, header)),
            table,
        });
    }
    list
}

/// Reports enumerated values that belong to no row.
fn loose_values(lines: &Lines<'_>, from: usize, end: usize, findings: &mut Findings) {
    for line in (from..end).filter(|line| table::is_values(lines, *line)) {
        let text =
            "enumerated values of an answer whose properties the page does not show; left out";
        findings.warning(Id::LooseValues, At::Line(line), text);
    }
}

/// The status in a heading `Status Code 200`.
pub(super) fn status_code<'a>(lines: &Lines<'a>, line: usize) -> Option<&'a str> {
    let status = lines.get(line).strip_prefix("Status Code ")?;
    (lines.is_blank(line - 1) && lines.is_blank(line + 1) && is_status(status)).then_some(status)
}

/// Whether the table of headers is announced here.
pub(super) fn is_headers(lines: &Lines<'_>, line: usize) -> bool {
    lines.get(line) == HEADERS && lines.is_blank(line.saturating_sub(1))
}

/// Reads the table of headers below its header; gives the line after it.
pub(super) fn headers(
    lines: &Lines<'_>,
    header: usize,
    end: usize,
    names: &Names,
    findings: &mut Findings,
) -> (Vec<ResponseHeader>, usize) {
    let mut headers: Vec<ResponseHeader> = Vec::new();
    let mut line = header + 1;
    while line < end && !lines.is_blank(line) {
        let text = lines.get(line);
        match response_header(line, text, names) {
            Some(row) => headers.push(row),
            None => match headers.last_mut() {
                Some(last) => {
                    last.description = Some(format!(
                        "{}\n{text}",
                        last.description.as_deref().unwrap_or("none")
                    ))
                }
                None => findings.error(
                    Id::BrokenRow,
                    At::Line(line),
                    "not a row of the table of headers",
                ),
            },
        }
        line += 1;
    }
    (headers, line)
}

/// The formats that can stand between the type and the description of a header.
const FORMATS: [&str; 20] = [
    "int32",
    "int64",
    "float",
    "double",
    "decimal",
    "date",
    "date-time",
    "time",
    "duration",
    "uri",
    "uri-reference",
    "uuid",
    "email",
    "byte",
    "binary",
    "password",
    "hostname",
    "ipv4",
    "ipv6",
    "regex",
];

fn response_header(line: usize, text: &str, names: &Names) -> Option<ResponseHeader> {
    let (status, rest) = text
        .split_once(' ')
        .filter(|(status, _)| is_status(status))?;
    let (name, rest) = rest.split_once(' ')?;
    let (ty, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let kind = if ty == "undefined" {
        Kind::Any
    } else {
        types::parse_kind(ty, names).ok()?
    };
    let rest = rest.trim_start();
    let (format, rest) = match rest.split_once(' ') {
        Some((format, rest)) if FORMATS.contains(&format) => (Some(format.to_owned()), rest),
        _ => (None, rest),
    };
    let kind = match kind {
        Kind::Base { name, .. } => Kind::Base { name, format },
        other => other,
    };
    Some(ResponseHeader {
        status: Placed::new(line, status.to_owned()),
        name: name.to_owned(),
        kind,
        description: said(rest),
    })
}
