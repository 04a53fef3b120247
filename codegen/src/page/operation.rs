//! One operation, from its code samples to its last table.

use std::collections::BTreeSet;

use super::call;
use super::json;
use super::lines::{Lines, prose};
use super::model::{EnumValue, Example, Operation, ParameterRow, Place, Placed};
use super::responses;
use super::row::{self, Line};
use super::schemas::keys;
use super::table;
use super::types::Names;
use crate::findings::{At, Findings};

/// The header of the table of parameters.
const PARAMETERS: &str = "Name In Type Required Description";

/// An operation with what is needed to go on.
pub(super) struct Read {
    pub(super) operation: Operation,
    /// Whether its tables stand without their headings, which tells that its own heading is gone too.
    pub(super) lost_headings: bool,
    /// The first line that is not part of it.
    pub(super) after: usize,
}

/// The lines on which the parts of an operation begin.
struct Parts {
    body: Option<usize>,
    parameters: Option<usize>,
    examples: Option<usize>,
    responses: usize,
}

/// Reads the operation whose code samples begin on `samples` and whose method and path stand on `verb`.
pub(super) fn read(
    lines: &Lines<'_>,
    samples: usize,
    verb: usize,
    end: usize,
    names: &Names,
    findings: &mut Findings,
) -> Option<Read> {
    let (method, path) = call::method_and_path(lines, verb)?;
    let parts = parts(lines, verb, end, findings)?;
    let call = call::read(lines, samples + 1, verb);
    let responses_heading = heading_of(lines, parts.responses, "Responses");
    let parameters_heading = parts
        .parameters
        .map(|header| heading_of(lines, header, "Parameters"));
    let lost_headings = responses_heading == parts.responses
        || parameters_heading == parts.parameters && parts.parameters.is_some();
    let before_examples = parts.examples.unwrap_or(responses_heading);
    let before_parameters = parameters_heading.unwrap_or(before_examples);
    let described = parts.body.unwrap_or(before_parameters);
    let body_sample = parts
        .body
        .and_then(|body| call::body_sample(lines, body + 1, before_parameters))
        .or_else(|| call.body.clone().filter(|_| parts.body.is_some()));
    if let Some(body) = parts.body.filter(|_| body_sample.is_none()) {
        findings.warning(
            "no-sample",
            At::Line(body),
            format!("the body of {method} {path} has no sample that can be read"),
        );
    }
    let body_keys = body_sample
        .as_ref()
        .map(|sample| keys(&sample.value))
        .unwrap_or_default();
    let (parameters, parameter_values) = match parts.parameters {
        Some(header) => {
            parameter_table(lines, header, before_examples, names, &body_keys, findings)
        }
        None => Default::default(),
    };
    if let Some(body) = parts
        .body
        .filter(|_| !parameters.iter().any(|row| row.place == Place::Body))
    {
        findings.error(
            "missing-table",
            At::Line(body),
            format!("the body of {method} {path} has no row in a table of parameters"),
        );
    }
    let examples = parts
        .examples
        .map(|from| examples(lines, from + 1, responses_heading, findings))
        .unwrap_or_default();
    let (responses, after_table) = responses::read(lines, parts.responses, end, names, findings);
    let mut read = Read {
        operation: Operation {
            summary: None,
            method: Placed::new(verb, method.to_owned()),
            path: path.to_owned(),
            description: prose(&lines.paragraphs(verb + 1, described)),
            call,
            body_sample,
            parameters,
            parameter_values,
            examples,
            responses,
            response_schemas: Vec::new(),
            response_headers: Vec::new(),
        },
        lost_headings,
        after: after_table,
    };
    tail(lines, after_table, end, names, &mut read, findings);
    Some(read)
}

fn parts(lines: &Lines<'_>, verb: usize, end: usize, findings: &mut Findings) -> Option<Parts> {
    let Some(responses) = (verb + 1..end).find(|line| lines.get(*line) == responses::HEADER) else {
        findings.error(
            "missing-table",
            At::Line(verb),
            format!(
                "{} has no table of answers; is the page truncated?",
                lines.get(verb)
            ),
        );
        return None;
    };
    let parameters = (verb + 1..responses).find(|line| lines.get(*line) == PARAMETERS);
    let body = (verb + 1..parameters.unwrap_or(responses))
        .find(|line| lines.is_heading(*line, "Body parameter"));
    let examples = (parameters.unwrap_or(verb) + 1..responses)
        .rev()
        .find(|line| lines.is_heading(*line, "Example responses"));
    Some(Parts {
        body,
        parameters,
        examples,
        responses,
    })
}

/// The line of the heading above a header, or the header itself where the page has lost it.
fn heading_of(lines: &Lines<'_>, header: usize, words: &str) -> usize {
    let above = header.saturating_sub(2);
    if lines.is_blank(header - 1) && lines.is_heading(above, words) {
        above
    } else {
        header
    }
}

/// Reads the table of parameters with the descriptions and the values that stand below it.
fn parameter_table(
    lines: &Lines<'_>,
    header: usize,
    end: usize,
    names: &Names,
    keys: &BTreeSet<&str>,
    findings: &mut Findings,
) -> (Vec<ParameterRow>, Vec<EnumValue>) {
    let mut rows: Vec<ParameterRow> = Vec::new();
    let mut line = header + 1;
    while line < end && !lines.is_blank(line) {
        match row::parameter(line, lines.get(line), names, keys) {
            Line::Row(row) => rows.push(row),
            Line::UnknownSchema(name) => findings.error(
                "unknown-schema",
                At::Line(line),
                format!("the type `{name}` is neither a plain type nor a schema of this page"),
            ),
            Line::Other => findings.error(
                "broken-row",
                At::Line(line),
                "not a row of the table of parameters",
            ),
        }
        line += 1;
    }
    if line == header + 1 {
        findings.error(
            "missing-table",
            At::Line(header),
            "the table of parameters has no row",
        );
    }
    let values = (line..end).find(|line| {
        lines.is_heading(*line, table::VALUES) && lines.get(line + 2) == "Parameter Value"
    });
    if let Some(details) = (line..end).find(|line| lines.is_heading(*line, "Detailed descriptions"))
    {
        describe(
            &mut rows,
            &lines.paragraphs(details + 1, values.unwrap_or(end)),
            findings,
        );
        line = values.unwrap_or(end);
    }
    if let Some(unread) = lines.next_filled(line, values.unwrap_or(end)) {
        findings.error(
            "unread",
            At::Line(unread),
            "neither a parameter nor the description of one",
        );
    }
    let values = values
        .map(|values| table::values(lines, values, end, findings))
        .unwrap_or_default();
    (rows, values)
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
            .find_map(|(index, parameter)| {
                let row = &parameter.row;
                let marks = "»".repeat(row.depth);
                let shown = format!("{marks} {}: ", row.name);
                let detail = text.strip_prefix(shown.trim_start())?;
                let short = row.description.as_deref().unwrap_or_default();
                let rest = detail.strip_prefix(short)?;
                Some((index, short.to_owned(), rest.trim_start().to_owned()))
            });
        if let Some((index, short, rest)) = begun {
            if let Some(parameter) = rows.get_mut(index) {
                let parts: Vec<&str> = [short.as_str(), rest.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect();
                parameter.row.description = Some(parts.join("\n"));
            }
            current = Some(index);
            next = index + 1;
        } else if let Some(parameter) = current.and_then(|index| rows.get_mut(index)) {
            let description = parameter.row.description.get_or_insert_default();
            description.push_str("\n\n");
            description.push_str(text);
        } else {
            findings.error(
                "broken-description",
                At::Line(*line),
                "a detailed description of no parameter of this table",
            );
        }
    }
}

/// Reads the samples of answers.
fn examples(lines: &Lines<'_>, from: usize, end: usize, findings: &mut Findings) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut line = from;
    while let Some(next) = lines.next_filled(line, end) {
        let text = lines.get(next);
        let after = (next..end)
            .find(|line| lines.is_blank(*line))
            .unwrap_or(end);
        line = after;
        if let Some((sample, after)) = json::begins(text)
            .then(|| json::read(lines, next, end))
            .flatten()
        {
            line = after;
            match examples.last_mut() {
                Some(last) if last.sample.is_none() && last.xml.is_none() => {
                    last.sample = Some(sample)
                }
                // Examples with the same description share one label.
                Some(last) => {
                    let label = last.label.clone();
                    examples.push(Example {
                        label,
                        sample: Some(sample),
                        xml: None,
                    });
                }
                None => findings.error("unread", At::Line(next), "a sample of no answer"),
            }
        } else if text.starts_with('<') {
            let xml = (next..after)
                .map(|line| lines.get(line))
                .collect::<Vec<_>>()
                .join("\n");
            if let Some(last) = examples.last_mut() {
                last.xml = Some(Placed::new(next, xml));
            }
        } else if matches!(text, "{" | "[") {
            findings.error(
                "broken-sample",
                At::Line(next),
                "a sample that does not end",
            );
        } else {
            let label = (next..after)
                .map(|line| lines.get(line))
                .collect::<Vec<_>>()
                .join("\n");
            examples.push(Example {
                label: Placed::new(next, label),
                sample: None,
                xml: None,
            });
        }
    }
    examples
}

/// Reads what follows the table of answers, and finds where the operation ends.
fn tail(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    names: &Names,
    read: &mut Read,
    findings: &mut Findings,
) {
    let headers = (from..end).find(|line| responses::is_headers(lines, *line));
    let callbacks = (from..end).find(|line| lines.is_heading(*line, "Callbacks"));
    let stop = headers
        .or(callbacks)
        .unwrap_or_else(|| last_row(lines, from, end, names));
    let schemas_end = links(lines, from, stop, findings);
    let samples: Vec<_> = read
        .operation
        .examples
        .iter()
        .filter_map(|example| example.sample.as_ref())
        .collect();
    let keys: BTreeSet<&str> = samples
        .iter()
        .flat_map(|sample| keys(&sample.value))
        .collect();
    let (schemas, loose) = responses::schemas(lines, from, schemas_end, names, &keys, findings);
    let mut schemas = schemas;
    for schema in &mut schemas {
        trim_headings(&mut schema.table);
    }
    if let Some(value) = loose.first() {
        findings.warning(
            "loose-values",
            At::Line(value.line),
            "enumerated values of an answer whose properties the page does not show; left out",
        );
    }
    let mut after = schemas_end.max(stop);
    if schemas.is_empty() && loose.is_empty() {
        after = lines
            .next_filled(from, stop)
            .filter(|line| lines.is_heading(*line, "Response Schema"))
            .map_or(from, |line| line + 1)
            .max(if schemas_end < stop { stop } else { from });
    }
    read.operation.response_schemas = schemas;
    if let Some(header) = headers {
        let (rows, end_of_headers) = responses::headers(lines, header, end, names, findings);
        read.operation.response_headers = rows;
        after = end_of_headers;
    }
    if let Some(callbacks) = callbacks {
        findings.warning(
            "callback-left-out",
            At::Line(callbacks),
            "callbacks are not carried over",
        );
        after = end;
    }
    read.after = after;
}

/// Drops the last heading of the page's own that stands below a table.
fn trim_headings(table: &mut super::model::Table) {
    let last = table
        .blocks
        .last_mut()
        .and_then(|block| block.rows.last_mut());
    if let Some(description) = last.and_then(|row| row.description.as_mut())
        && let Some(rest) = description.strip_suffix("Response Headers")
    {
        description.truncate(rest.trim_end().len());
    }
}

/// The line after the last row of the last table that follows the table of answers.
///
/// A paragraph after it is a heading of the next operation rather than a further paragraph of the last description.
fn last_row(lines: &Lines<'_>, from: usize, end: usize, names: &Names) -> usize {
    let mut last = None;
    let mut in_table = false;
    let mut in_values = false;
    let none = BTreeSet::new();
    for line in from..end {
        let text = lines.get(line);
        if responses::status_code(lines, line).is_some()
            || lines.is_heading(line, "Response Schema")
        {
            last = Some(line);
        } else if table::begins(lines, line) {
            (in_table, in_values, last) = (true, false, Some(line));
        } else if table::is_values(lines, line)
            || text == "Property Value"
            || text == "Parameter Expression"
        {
            (in_table, in_values, last) = (false, true, Some(line));
        } else if text.is_empty() {
            in_values &= last == Some(line - 1) && lines.get(line - 1) == table::VALUES;
        } else if in_values
            || in_table
                && matches!(
                    row::property(line, text, names, &none),
                    Line::Row(_) | Line::UnknownSchema(_)
                )
        {
            last = Some(line);
        }
    }
    let Some(last) = last else { return from };
    (last + 1..end)
        .find(|line| lines.is_blank(*line))
        .unwrap_or(end)
}

/// Reports links, which stand below the tables of answers, and gives the line on which the first begins.
fn links(lines: &Lines<'_>, from: usize, end: usize, findings: &mut Findings) -> usize {
    let mut first = end;
    for line in from..end {
        if lines.get(line) == "Parameter Expression" {
            let link = (from..line)
                .rev()
                .find(|line| !lines.is_blank(*line))
                .unwrap_or(line);
            findings.warning(
                "link-left-out",
                At::Line(link),
                format!("the link `{}` is not carried over", lines.get(link)),
            );
            first = first.min(link);
        }
    }
    first
}
