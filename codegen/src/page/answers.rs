//! The table of answers.
//!
//! An answer's description with several lines breaks the table that the page was made from: its later lines stand alone,
//! and after an empty line even the bars between the cells are left in the text.

use super::lines::Lines;
use super::model::{Kind, Placed, ResponseRow, ResponseType};
use super::row::said;
use super::status::{is_status, phrase};
use super::types::{self, Names};
use crate::findings::{At, Findings, Id};

/// The header of the table of answers.
pub(super) const HEADER: &str = "Status Meaning Description Schema";

/// What stands below the table of answers, and in no description of one.
const HEADINGS: [&str; 4] = [
    "Response Schema",
    "Response Headers",
    "Code samples",
    "Callbacks",
];

/// A row whose cells are known, but whose last two are not divided yet.
struct Open {
    line: usize,
    status: String,
    rest: String,
}

/// Reads the table of answers below its header; gives the line after it.
pub(super) fn read(
    lines: &Lines<'_>,
    header: usize,
    end: usize,
    names: &Names,
    findings: &mut Findings,
) -> (Vec<ResponseRow>, usize) {
    let mut open: Vec<Open> = Vec::new();
    let mut line = paragraph_of_rows(lines, header + 1, end, &mut open, findings);
    let mut rows: Vec<ResponseRow> = Vec::new();
    let last = open.pop();
    for row in open {
        rows.push(close(row, names, findings));
    }
    let Some(last) = last else {
        let text = "the table of answers has no row";
        findings.error(Id::MissingTable, At::Line(header), text);
        return (rows, line);
    };
    let mut broken = Some(last);
    while let Some(row) = broken.take() {
        let is_closed = split(&row.rest, names).is_ok();
        let Some(found) = remainder(lines, line, end, is_closed, names) else {
            broken = Some(row);
            break;
        };
        let mut row = row;
        for paragraph in found.before {
            row.rest.push_str("\n\n");
            row.rest.push_str(&paragraph);
        }
        if found.text.contains('|') {
            broken = split_bars(row, found.line, &found.text, names, &mut rows, findings);
            line = found.after;
            continue;
        }
        // The cell that was missing stands on a line of its own, and the rows after it go on below.
        let (text, schema) = found.text.rsplit_once('\n').unwrap_or(("", &found.text));
        row.rest.push_str("\n\n");
        row.rest.push_str(text);
        row.rest.push('\n');
        row.rest.push_str(schema);
        rows.push(close(row, names, findings));
        let mut open = Vec::new();
        line = paragraph_of_rows(lines, found.after, end, &mut open, findings);
        broken = open.pop();
        rows.extend(open.into_iter().map(|row| close(row, names, findings)));
    }
    if let Some(row) = broken {
        rows.push(close_last(row, names, findings));
    }
    (rows, line)
}

/// Reads rows up to an empty line; gives the line after them.
fn paragraph_of_rows(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    open: &mut Vec<Open>,
    findings: &mut Findings,
) -> usize {
    let mut line = from;
    while line < end && !lines.is_blank(line) {
        let text = lines.get(line);
        if let Some((status, rest)) = begin(text) {
            open.push(Open { line, status, rest });
        } else if let Some(last) = open
            .last_mut()
            .filter(|_| !text.split(' ').next().is_some_and(is_status))
        {
            last.rest.push('\n');
            last.rest.push_str(text);
        } else {
            let text = "not a row of the table of answers";
            findings.error(Id::BrokenRow, At::Line(line), text);
        }
        line += 1;
    }
    line
}

/// The text that completes a row, with the paragraphs before it.
struct Remainder {
    before: Vec<String>,
    line: usize,
    text: String,
    after: usize,
}

/// Over how many paragraphs the description of an answer is followed.
const PARAGRAPHS: usize = 12;

/// Finds what completes a row that an empty line in its description has broken: cells with the bars between them, or the
/// last cell on a line of its own.
fn remainder(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    is_closed: bool,
    names: &Names,
) -> Option<Remainder> {
    let mut before = Vec::new();
    let mut line = from;
    for _ in 0..if is_closed { 1 } else { PARAGRAPHS } {
        let start = lines.next_filled(line, end)?;
        let is_heading = |words: &&str| lines.get(start) == *words;
        if HEADINGS.iter().any(is_heading) {
            return None;
        }
        let stop = lines.next_blank(start, end);
        let text = |stop: usize| lines.joined(start..stop);
        let whole = text(stop);
        if is_barred(&whole, names) {
            return Some(Remainder {
                before,
                line: start,
                text: whole,
                after: stop,
            });
        }
        let cell = (start..stop).find(|line| {
            let next = lines.get(line + 1);
            let ends = next.is_empty() || begin(next).is_some();
            ends && schema_of(lines.get(*line), names).is_ok()
        });
        if let Some(cell) = cell.filter(|_| !is_closed) {
            return Some(Remainder {
                before,
                line: start,
                text: text(cell + 1),
                after: cell + 1,
            });
        }
        before.push(whole);
        line = stop;
    }
    None
}

/// Whether a paragraph holds the cells that an empty line has torn off, with the bars between them.
fn is_barred(text: &str, names: &Names) -> bool {
    let cells: Vec<&str> = text.split('|').map(str::trim).collect();
    (1..cells.len()).any(|at| is_last_cell(&cells, at, names))
}

/// Whether a cell is the one of the schema: the last of its row, which the next row follows or nothing.
fn is_last_cell(cells: &[&str], at: usize, names: &Names) -> bool {
    let is_schema = cells
        .get(at)
        .is_some_and(|cell| schema_of(cell, names).is_ok());
    let next = cells.get(at + 2);
    is_schema && next.is_none_or(|status| is_status(status))
}

/// Takes a paragraph of cells with bars apart. Gives the row that is still open at its end.
fn split_bars(
    mut row: Open,
    line: usize,
    text: &str,
    names: &Names,
    rows: &mut Vec<ResponseRow>,
    findings: &mut Findings,
) -> Option<Open> {
    let cells: Vec<&str> = text.split('|').map(str::trim).collect();
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    row.rest.push_str("\n\n");
    row.rest.push_str(cell(0));
    let mut open = row;
    let mut at = 1;
    loop {
        // A description can have bars of its own.
        while at < cells.len() && !is_last_cell(&cells, at, names) {
            open.rest.push_str(" | ");
            open.rest.push_str(cell(at));
            at += 1;
        }
        if at >= cells.len() {
            return Some(open);
        }
        open.rest = format!("{} {}", open.rest, cell(at));
        rows.push(close(open, names, findings));
        let status = cells.get(at + 2).filter(|status| is_status(status))?;
        let status = (*status).to_owned();
        let meaning = words_of_link(cell(at + 3));
        if meaning != phrase(&status) {
            let text = format!("the answer {status} is not called `{meaning}`");
            findings.error(Id::BrokenRow, At::Line(line), text);
        }
        open = Open {
            line,
            status,
            rest: cell(at + 4).to_owned(),
        };
        at += 5;
    }
}

/// The words of a link of which the markup is left.
fn words_of_link(text: &str) -> &str {
    let words = text
        .strip_prefix('[')
        .and_then(|text| text.split_once("](http"));
    words.map_or(text, |(words, _)| words)
}

/// Reads status and phrase off the front of a row.
fn begin(text: &str) -> Option<(String, String)> {
    let (status, rest) = text.split_once(' ')?;
    let rest = is_status(status)
        .then(|| rest.strip_prefix(phrase(status)))
        .flatten()?;
    let rest = if rest.is_empty() {
        rest
    } else {
        rest.strip_prefix(' ')?
    };
    Some((status.to_owned(), rest.to_owned()))
}

/// What a cell says that an answer holds.
fn schema_of(cell: &str, names: &Names) -> Result<ResponseType, types::Problem> {
    match cell {
        "None" => Ok(ResponseType::None),
        "Inline" => Ok(ResponseType::Inline),
        _ => types::parse_kind(cell, names).map(ResponseType::Of),
    }
}

/// Divides the description from the schema at the end; gives the place where that begins, or the name that is unknown.
fn split(rest: &str, names: &Names) -> Result<(usize, ResponseType), Option<String>> {
    let mut found = None;
    let mut unknown = None;
    let spaces = rest
        .rmatch_indices([' ', '\n'])
        .map(|(at, _)| at + 1)
        .take(80)
        .chain([0]);
    for at in spaces {
        let Some(schema) = rest.get(at..) else {
            continue;
        };
        match schema_of(schema, names) {
            Ok(ty) => found = Some((at, ty)),
            Err(types::Problem::UnknownSchema(name)) => unknown = unknown.or(Some(name)),
            Err(types::Problem::NoType) => {}
        }
    }
    found.ok_or(unknown)
}

/// Up to how many words the end of a row can be a short phrase with a misspelt schema behind it rather than a text.
const PHRASE: usize = 4;

/// Closes the last row of a table, whose cell of the schema is lost with all that follows where a list in its description tears
/// the table.
fn close_last(row: Open, names: &Names, findings: &mut Findings) -> ResponseRow {
    let last = row.rest.split_whitespace().last().unwrap_or_default();
    let is_prose = last.ends_with(['.', ',', ':', ';', ')', '!', '?'])
        || last.chars().all(|letter| letter.is_lowercase())
        || row.rest.split_whitespace().count() > PHRASE;
    if split(&row.rest, names).is_ok() || last.is_empty() || !is_prose {
        return close(row, names, findings);
    }
    let text = format!(
        "the row of the answer {} does not say what it holds, as where a list in a description tears the table; what it holds and the answers below it are lost",
        row.status
    );
    findings.warning(Id::TornTable, At::Line(row.line), text);
    ResponseRow {
        status: Placed::new(row.line, row.status),
        description: said(row.rest.trim_end()),
        schema: ResponseType::Of(Kind::Any),
    }
}

fn close(row: Open, names: &Names, findings: &mut Findings) -> ResponseRow {
    let Open { line, status, rest } = row;
    match split(&rest, names) {
        Ok((at, schema)) => ResponseRow {
            status: Placed::new(line, status),
            description: said(rest.get(..at).unwrap_or_default().trim_end()),
            schema,
        },
        Err(unknown) => {
            let (id, text) = match unknown {
                Some(name) => (
                    Id::UnknownSchema,
                    format!("the answer {status} holds `{name}`, which is no schema of this page"),
                ),
                None => (
                    Id::BrokenRow,
                    format!("the row of the answer {status} does not say what it holds"),
                ),
            };
            findings.error(id, At::Line(line), text);
            // The row itself is there, so that nothing else of the answer is called stray.
            ResponseRow {
                status: Placed::new(line, status),
                description: None,
                schema: ResponseType::Of(Kind::Any),
            }
        }
    }
}
