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
    for tag in document
        .get_mut("tags")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        describe(Some(tag), Kind::Paragraphs);
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
        let escaped = escape(text);
        *text = match kind {
            Kind::Cell => escaped,
            Kind::Paragraphs => escaped
                .split("\n\n")
                .map(paragraph)
                .collect::<Vec<_>>()
                .join("\n\n"),
        };
    }
}

/// A paragraph whose lines stay apart; a list keeps its points.
fn paragraph(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let point = line.trim_start().strip_prefix("• ");
            point.map_or_else(
                || line.to_owned(),
                |point| {
                    format!(
                        "{}- {point}",
                        " ".repeat((line.len() - line.trim_start().len()).saturating_sub(2))
                    )
                },
            )
        })
        .collect();
    lines.join("  \n")
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
            _ => false,
        };
        if marks {
            escaped.push('\\');
        }
        escaped.push(*letter);
    }
    escaped
}
