//! The middle of the page: tags with their operations.

use std::collections::BTreeSet;

use super::answers;
use super::call;
use super::lines::{Lines, prose};
use super::model::{Operation, Placed, Tag, Text};
use super::operation::{self, Read};
use super::types::Names;
use crate::findings::{At, Findings, Id};

pub(super) const SAMPLES: &str = "Code samples";

/// The line of the first operation's code samples, or `end`.
pub(super) fn first(lines: &Lines<'_>, end: usize) -> usize {
    (1..end)
        .find(|line| lines.is_heading(*line, SAMPLES))
        .unwrap_or(end)
}

/// The headings that stand between two operations.
struct Headings {
    tag: Option<(Text, Option<Text>)>,
    summary: Option<Text>,
}

/// Reads all operations between two lines.
pub(super) fn read(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    names: &Names,
    findings: &mut Findings,
) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let starts = starts(lines, from, end, findings);
    stray_tables(lines, &starts, end, findings);
    let mut before = from;
    let mut with_callbacks = None;
    for (index, (samples, verb)) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(end, |(samples, _)| *samples);
        if let Some(path) = call::path_of_servers(lines, *verb) {
            let text = format!(
                "the path /{path} has servers of its own, which the page does not show; they are not carried over"
            );
            findings.warning(Id::PathServers, At::Line(*verb), text);
            let header = (*verb..next).find(|line| lines.get(*line) == answers::HEADER);
            let headings = headings(lines, before, *samples, false, findings);
            if let Some((name, description)) = headings.tag {
                open(&mut tags, name, description, findings);
            }
            before = header.map_or(next, |header| header + 1);
            continue;
        }
        let Some((method, path)) = call::method_and_path(lines, *verb) else {
            continue;
        };
        let Some(Read {
            mut operation,
            lost_headings,
            after,
        }) = operation::read(lines, *samples, *verb, next, names, findings)
        else {
            before = next;
            continue;
        };
        // A callback repeats the method and the path of the operation that it belongs to.
        with_callbacks = with_callbacks.filter(|of| *of == (method, path));
        let is_callback = with_callbacks.is_some();
        if (*verb..next).any(|line| lines.is_heading(line, "Callbacks")) {
            with_callbacks = Some((method, path));
        }
        let known = !seen.insert((method.to_owned(), path.to_owned()));
        if known && is_callback {
            let text = format!("a callback of {method} {path}; left out");
            findings.warning(Id::CallbackLeftOut, At::Line(*verb), text);
            before = after;
            continue;
        }
        if known {
            let text = format!("{method} {path} stands here again");
            findings.error(Id::DuplicateOperation, At::Line(*verb), text);
        }
        let headings = headings(lines, before, *samples, lost_headings, findings);
        before = after;
        operation.summary = headings.summary;
        if operation.summary.is_none() {
            let text = format!("{method} {path} has lost its heading; its summary is unknown");
            findings.warning(Id::LostHeading, At::Line(*verb), text);
        }
        place(&mut tags, headings.tag, operation, *samples, findings);
    }
    tags.retain(|tag| !tag.operations.is_empty());
    let rest = lines.paragraphs(before, end);
    if let Some((line, _)) = rest.first() {
        let text = "neither part of the operation above nor the heading of another one";
        findings.error(Id::Unread, At::Line(*line), text);
    }
    tags
}

/// Reports tables of answers beside the one of every operation: they belong to operations that nothing begins.
fn stray_tables(lines: &Lines<'_>, starts: &[(usize, usize)], end: usize, findings: &mut Findings) {
    let mut starts = starts.iter().peekable();
    let mut taken = true;
    for line in 1..end {
        if starts.next_if(|(_, verb)| *verb == line).is_some() {
            taken = false;
        } else if lines.get(line) == answers::HEADER && std::mem::replace(&mut taken, true) {
            let text = "a table of answers of an operation that has lost its beginning, down from `Code samples`";
            findings.error(Id::MissingHeading, At::Line(line), text);
        }
    }
}

/// The code samples of every operation with the line of method and path that ends them.
fn starts(
    lines: &Lines<'_>,
    from: usize,
    end: usize,
    findings: &mut Findings,
) -> Vec<(usize, usize)> {
    let mut starts = Vec::new();
    let mut open = None;
    for line in from..end {
        if lines.is_heading(line, SAMPLES) {
            if let Some(open) = open.replace(line) {
                unfinished(open, findings);
            }
        } else if let Some(samples) = open.filter(|_| {
            call::method_and_path(lines, line).is_some()
                || call::path_of_servers(lines, line).is_some()
        }) {
            starts.push((samples, line));
            open = None;
        }
    }
    if let Some(open) = open {
        unfinished(open, findings);
    }
    starts
}

fn unfinished(samples: usize, findings: &mut Findings) {
    let text = "no method and path follow these code samples; is the page truncated?";
    findings.error(Id::MissingPath, At::Line(samples), text);
}

/// Puts an operation under the tag that its headings name, or under the last one.
fn place(
    tags: &mut Vec<Tag>,
    tag: Option<(Text, Option<Text>)>,
    operation: Operation,
    samples: usize,
    findings: &mut Findings,
) {
    let tag = match tag {
        Some((name, description)) => open(tags, name, description, findings),
        None => tags.last_mut(),
    };
    match tag {
        Some(tag) => tag.operations.push(operation),
        None => findings.error(
            Id::MissingTag,
            At::Line(samples),
            "no tag stands above this operation",
        ),
    }
}

/// The tag of a name, which begins here unless it is known.
fn open<'t>(
    tags: &'t mut Vec<Tag>,
    name: Text,
    description: Option<Text>,
    findings: &mut Findings,
) -> Option<&'t mut Tag> {
    if let Some(known) = tags.iter().position(|tag| tag.name.value == name.value) {
        let text = format!(
            "the tag `{}` stands here again; its sections are joined",
            name.value
        );
        findings.warning(Id::RepeatedTag, At::Line(name.line), text);
        return tags.get_mut(known);
    }
    tags.push(Tag {
        name,
        description,
        operations: Vec::new(),
    });
    tags.last_mut()
}

/// Reads the headings between the end of one operation and the code samples of the next.
///
/// A tag begins with its name, perhaps a description; the summary comes last. Where the tables below have lost their headings,
/// so has the operation: all that stands here belongs to a new tag.
fn headings(
    lines: &Lines<'_>,
    from: usize,
    samples: usize,
    lost: bool,
    findings: &mut Findings,
) -> Headings {
    let mut paragraphs = lines.paragraphs(from, samples);
    let summary = if lost { None } else { paragraphs.pop() };
    if let Some((line, _)) = summary
        .iter()
        .chain(paragraphs.first())
        .find(|(_, text)| text.contains('\n'))
    {
        let text = "a heading of one line was expected here";
        findings.error(Id::BrokenHeading, At::Line(*line), text);
    }
    let tag = (!paragraphs.is_empty()).then(|| {
        let (line, name) = paragraphs.remove(0);
        (Placed::new(line, name), prose(&paragraphs))
    });
    Headings {
        tag,
        summary: summary.map(|(line, text)| Placed::new(line, text)),
    }
}
