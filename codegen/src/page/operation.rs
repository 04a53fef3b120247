//! One operation, from its code samples to its last table.

use std::collections::BTreeSet;

use super::answers;
use super::call;
use super::json;
use super::lines::{Lines, prose};
use super::model::{Example, Operation, ParameterRow, Place, Placed, ResponseType};
use super::parameters;
use super::responses;
use super::row::{self, Line};
use super::schemas::keys;
use super::table;
use super::types::Names;
use crate::findings::{At, Findings, Id};

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
    let call = call::read(lines, samples + 1, verb, findings);
    let responses_heading = heading_of(lines, parts.responses, "Responses");
    let parameters_heading = parts
        .parameters
        .map(|header| heading_of(lines, header, "Parameters"));
    let lost_headings = responses_heading == parts.responses
        || parameters_heading == parts.parameters && parts.parameters.is_some();
    let before_examples = parts.examples.unwrap_or(responses_heading);
    let before_parameters = parameters_heading.unwrap_or(before_examples);
    let described = parts.body.unwrap_or(before_parameters);
    let (shown, body_forms) = match parts.body {
        Some(body) => call::body_sample(lines, body + 1, before_parameters, findings),
        None => Default::default(),
    };
    let sent = || call.body.clone().or_else(|| call.plain_sample());
    let body_sample = shown.or_else(|| sent().filter(|_| parts.body.is_some()));
    if let Some(body) = parts.body.filter(|_| body_sample.is_none()) {
        let text = format!("the body of {method} {path} has no sample that can be read");
        findings.warning(Id::NoSample, At::Line(body), text);
    }
    let body_keys = body_sample
        .as_ref()
        .map(|sample| keys(&sample.value))
        .unwrap_or_default();
    let (parameters, parameter_values) = match parts.parameters {
        Some(header) => {
            parameters::read(lines, header, before_examples, names, &body_keys, findings)
        }
        None => Default::default(),
    };
    if let Some(body) = parts
        .body
        .filter(|_| !parameters.iter().any(|row| row.place == Place::Body))
    {
        let text = format!("the body of {method} {path} has no row in a table of parameters");
        let sample = body_sample.as_ref().map(|sample| &sample.value);
        if sample.is_some_and(|sample| sample.is_object() || sample.is_array()) {
            findings.error(Id::MissingTable, At::Line(body), text);
        } else {
            // A body without a schema has no row.
            findings.warning(Id::UnseenSchema, At::Line(body), text);
        }
    }
    body_rows(&parameters, findings);
    let examples = parts
        .examples
        .map(|from| examples(lines, from + 1, responses_heading, findings))
        .unwrap_or_default();
    let (responses, after_table) = answers::read(lines, parts.responses, end, names, findings);
    if let Some(line) = (verb + 1..described).find(|line| is_stray(lines, *line, names)) {
        let text = format!("no table follows `{}`", lines.get(line));
        findings.error(Id::MissingTable, At::Line(line), text);
    }
    let mut read = Read {
        operation: Operation {
            summary: None,
            method: Placed::new(verb, method.to_owned()),
            path: path.to_owned(),
            description: prose(&lines.paragraphs(verb + 1, described)),
            call,
            body_sample,
            body_forms,
            parameters,
            parameter_values,
            content: parts.examples,
            examples,
            responses,
            response_schemas: Vec::new(),
            response_headers: Vec::new(),
        },
        lost_headings,
        after: after_table,
    };
    tail(lines, after_table, end, names, &mut read, findings);
    missing_headings(&parts, &read.operation, findings);
    Some(read)
}

/// Reports rows of a body that does not begin, or begins twice.
fn body_rows(parameters: &[ParameterRow], findings: &mut Findings) {
    let rows = parameters
        .iter()
        .filter(|row| row.place == Place::Body)
        .map(|row| &row.row);
    let mut rows = rows.peekable();
    if let Some(first) = rows.next_if(|row| row.depth > 0) {
        let text = format!("no row of a body stands above `{}`", first.name);
        findings.error(Id::BrokenBody, At::Line(first.line), text);
    }
    if let Some(second) = rows.skip(1).find(|row| row.depth == 0) {
        let text = format!("`{}` is a second body", second.name);
        findings.error(Id::BrokenBody, At::Line(second.line), text);
    }
}

/// Reports headings without which a sample or a table was taken for part of a text.
fn missing_headings(parts: &Parts, operation: &Operation, findings: &mut Findings) {
    let has_body = operation.placed(Place::Body).next().is_some();
    let holds = operation
        .responses
        .iter()
        .any(|row| row.schema != ResponseType::None);
    for (heading, missing, why) in [
        (
            "Body parameter",
            has_body && parts.body.is_none(),
            "its table of parameters has a body",
        ),
        (
            "Example responses",
            holds && parts.examples.is_none(),
            "one of its answers holds something",
        ),
    ] {
        if missing {
            let (method, path) = (&operation.method, &operation.path);
            let text = format!(
                "{} {path} has no heading `{heading}`, but {why}",
                method.value
            );
            findings.error(Id::MissingHeading, At::Line(method.line), text);
        }
    }
}

fn parts(lines: &Lines<'_>, verb: usize, end: usize, findings: &mut Findings) -> Option<Parts> {
    let Some(responses) = (verb + 1..end).find(|line| lines.get(*line) == answers::HEADER) else {
        let text = format!(
            "{} has no table of answers; is the page truncated?",
            lines.get(verb)
        );
        findings.error(Id::MissingTable, At::Line(verb), text);
        return None;
    };
    let parameters = (verb + 1..responses).find(|line| lines.get(*line) == parameters::HEADER);
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

/// Whether rows of parameters stand in a description, without the header of their table.
fn is_stray(lines: &Lines<'_>, line: usize, names: &Names) -> bool {
    let row = || row::parameter(line, lines.get(line + 2), names, &BTreeSet::new());
    lines.is_heading(line, "Parameters")
        && lines.is_blank(line + 1)
        && matches!(row(), Line::Row(_))
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

/// Reads the samples of answers.
fn examples(lines: &Lines<'_>, from: usize, end: usize, findings: &mut Findings) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut line = from;
    while let Some(next) = lines.next_filled(line, end) {
        let text = lines.get(next);
        let after = lines.next_blank(next, end);
        line = after;
        if let Some((sample, after)) = json::begins(text)
            .then(|| json::read(lines, next, end))
            .flatten()
        {
            line = after;
            let on_one_line = json::is_filled(&sample.value) && !matches!(text, "{" | "[");
            match examples.last_mut() {
                Some(last) if last.sample.is_none() && last.xml.is_none() => {
                    last.sample = Some(sample);
                    last.on_one_line = on_one_line;
                }
                // Examples with the same description share one label.
                last => {
                    let label = last.map(|last| last.label.clone());
                    if label.is_none() {
                        let text = "no words above this sample tell which answer it is of";
                        findings.warning(Id::UnlabelledSample, At::Line(next), text);
                    }
                    examples.push(Example {
                        label: label.unwrap_or_else(|| Placed::new(next, String::new())),
                        sample: Some(sample),
                        on_one_line,
                        xml: None,
                    });
                }
            }
        } else if text.starts_with('<') {
            let xml = lines.joined(next..after);
            if let Some(last) = examples.last_mut() {
                last.xml = Some(Placed::new(next, xml));
            }
        } else if json::is_torn(lines, next, after) {
            json::torn(lines, next, after, findings);
        } else {
            let label = lines.joined(next..after);
            examples.push(Example {
                label: Placed::new(next, label),
                sample: None,
                on_one_line: false,
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
    let callbacks = (from..end).find(|line| lines.is_heading(*line, "Callbacks"));
    let stop = callbacks.unwrap_or(end);
    let headers = (from..stop).find(|line| responses::is_headers(lines, *line));
    let tables_end = match headers {
        Some(header) => heading_of(lines, header, "Response Headers"),
        None => last_row(lines, from, stop, names),
    };
    let schemas_end = links(lines, from, tables_end, findings);
    let samples = read
        .operation
        .examples
        .iter()
        .filter_map(|example| example.sample.as_ref());
    let keys: BTreeSet<&str> = samples.flat_map(|sample| keys(&sample.value)).collect();
    let schemas = responses::schemas(lines, from, schemas_end, names, &keys, findings);
    read.operation.response_schemas = schemas;
    read.after = tables_end;
    if let Some(header) = headers {
        (read.operation.response_headers, read.after) =
            responses::headers(lines, header, stop, names, findings);
    }
    if let Some(callbacks) = callbacks {
        let text = "callbacks are not carried over";
        findings.warning(Id::CallbackLeftOut, At::Line(callbacks), text);
        read.after = end;
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
    lines.next_blank(last + 1, end)
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
            let text = format!("the link `{}` is not carried over", lines.get(link));
            findings.warning(Id::LinkLeftOut, At::Line(link), text);
            first = first.min(link);
        }
    }
    first
}
