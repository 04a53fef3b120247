//! Prose of the page as the markup that gives it back.
//!
//! The page shows prose after its markup was read. Words that would be read as markup again are escaped, and lines that the
//! page keeps apart get a break.

use serde_json::Value;

/// Where prose stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// In paragraphs of its own.
    Paragraphs,
    /// In a cell of a table, whose lines are kept.
    Cell,
}

/// Writes the prose of a document as markup.
pub(super) fn write(document: &mut Value) {
    describe(document.get_mut("info"), Kind::Paragraphs);
    if let Some(Value::Array(tags)) = document.get_mut("tags") {
        let tags = tags.iter_mut();
        tags.for_each(|tag| describe(Some(tag), Kind::Paragraphs));
    }
    let items = document.get_mut("paths").and_then(Value::as_object_mut);
    for operation in items
        .into_iter()
        .flatten()
        .filter_map(|(_, item)| item.as_object_mut())
        .flatten()
        .map(|(_, operation)| operation)
    {
        describe(Some(operation), Kind::Paragraphs);
        for part in ["parameters", "requestBody", "responses"] {
            cells(operation.get_mut(part), false);
        }
    }
    cells(document.pointer_mut("/components/schemas"), true);
}

/// Goes through everything with descriptions for cells. The members of `names` are names, not words of a schema.
fn cells(value: Option<&mut Value>, names: bool) {
    match value {
        Some(Value::Array(items)) => items.iter_mut().for_each(|item| cells(Some(item), false)),
        Some(value @ Value::Object(_)) => {
            if !names {
                describe(Some(value), Kind::Cell);
            }
            for (name, member) in value.as_object_mut().into_iter().flatten() {
                match name.as_str() {
                    "example" | "examples" | "enum" | "x-fingerprint" if !names => {}
                    "properties" if !names => cells(Some(member), true),
                    _ => cells(Some(member), false),
                }
            }
        }
        _ => {}
    }
}

fn describe(value: Option<&mut Value>, kind: Kind) {
    if let Some(Value::String(text)) = value.and_then(|value| value.get_mut("description")) {
        *text = match kind {
            Kind::Cell => with_points(&escape(text)),
            Kind::Paragraphs => text
                .split("\n\n")
                .map(paragraph)
                .collect::<Vec<_>>()
                .join("\n\n"),
        };
    }
}

/// The text of a cell, in which points of lists stand as HTML, since a line of a cell loses its indentation.
fn with_points(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut in_list = false;
    for (at, line) in text.split('\n').enumerate() {
        let point = line.strip_prefix("  • ");
        match (point.is_some(), in_list) {
            (true, false) => written.push_str("<ul>"),
            (false, true) => written.push_str("</ul>"),
            (false, false) if at > 0 => written.push('\n'),
            _ => {}
        }
        match point {
            Some(point) => written.extend(["<li>", point, "</li>"]),
            None => written.push_str(line),
        }
        in_list = point.is_some();
    }
    if in_list {
        written.push_str("</ul>");
    }
    written
}

/// A paragraph whose lines stay apart; a list keeps its points, and lines that are indented are code.
fn paragraph(text: &str) -> String {
    let first = text.lines().next().unwrap_or_default().trim_start();
    let is_list = first.starts_with("• ") || is_numbered(first);
    if !is_list && text.lines().any(|line| line.starts_with(' ')) {
        return format!("```\n{text}\n```");
    }
    let escaped = escape(text);
    let lines: Vec<String> = escaped.lines().map(line_of_paragraph).collect();
    lines.join("  \n")
}

fn line_of_paragraph(line: &str) -> String {
    let plain = line.trim_start();
    // A point within another one stands below its text, three letters further in where that has a number.
    let depth = (line.len() - plain.len()).saturating_sub(2) / 2 * 3;
    if let Some(point) = plain.strip_prefix("• ") {
        format!("{}- {point}", " ".repeat(depth))
    } else if !is_numbered(plain) {
        line.to_owned()
    } else if line.starts_with("  ") {
        format!("{}{plain}", " ".repeat(depth))
    } else {
        // A number that begins a line without being a point of a list.
        plain.replacen('.', "\\.", 1)
    }
}

/// Whether a line begins as the point of a numbered list does.
fn is_numbered(text: &str) -> bool {
    text.split_once(". ").is_some_and(|(number, _)| {
        !number.is_empty() && number.len() < 4 && number.chars().all(|digit| digit.is_ascii_digit())
    })
}

/// Escapes what would be read as emphasis, code or a link.
fn escape(text: &str) -> String {
    let stars = text.matches('*').count() > 1;
    let ticks = text.matches('`').count() > 1;
    let lines = text.matches('_').count() > 1;
    let letters: Vec<char> = text.chars().collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let after = letters.get(at + 1).copied();
        let tight = before.is_some_and(|letter| !letter.is_whitespace())
            || after.is_some_and(|letter| !letter.is_whitespace());
        let edge =
            !before.is_some_and(char::is_alphanumeric) || !after.is_some_and(char::is_alphanumeric);
        let marks = match letter {
            '*' => stars && tight,
            '`' => ticks,
            '_' => lines && edge,
            // Before a mark it would be read as an escape.
            '\\' => after.is_some_and(|letter| letter.is_ascii_punctuation()),
            _ => false,
        };
        if marks {
            escaped.push('\\');
        }
        escaped.push(*letter);
    }
    escaped
}
