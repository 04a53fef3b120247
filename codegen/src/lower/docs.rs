//! What rustdoc shows of a document's node.

use super::limits::UncheckedFormat;
use super::markup;
use crate::api::{Limits, counted_within};

/// The width of running text, which leaves room for the indent of a field and for `///`.
const WIDTH: usize = 92;

/// What stands on whatever the document calls deprecated.
pub(super) const DEPRECATED: &str = "Deprecated: the reference advises against it.";

/// Turns prose of a document into lines of rustdoc that neither link by accident nor run as a test.
pub(super) fn prose(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut fenced, mut in_table) = (false, false);
    for line in markup::without_html(text).trim().lines() {
        let line = line.trim_end();
        // Two empty lines say no more than one.
        if line.is_empty() && !fenced && lines.last().is_some_and(String::is_empty) {
            continue;
        }
        // Whatever follows a row is one too, up to an empty line.
        in_table = line.trim_start().starts_with('|') || in_table && !line.is_empty();
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            lines.push(if fenced {
                "```text".to_owned()
            } else {
                "```".to_owned()
            });
        } else if fenced {
            lines.push(line.to_owned());
        } else if in_table {
            lines.push(escaped(line.trim_start()));
        } else {
            wrap(&escaped(line.trim_start()), &mut lines);
        }
    }
    if fenced {
        lines.push("```".to_owned());
    }
    lines
}

/// Text of a document as part of a line of rustdoc.
pub(crate) fn in_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escaped(&words.join(" ").replace('`', "'"))
}

/// Breaks a line of running text where it gets too long to read; headings stay whole.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let indent = match line.split_once(' ').map(|(first, _)| first) {
        Some("-" | "*" | "+") => "  ",
        Some(first) if first.starts_with('#') => {
            lines.push(line.to_owned());
            return;
        }
        Some(first) if first.ends_with('.') && first.starts_with(|c: char| c.is_ascii_digit()) => {
            "   "
        }
        _ => "",
    };
    let mut current = String::new();
    for word in line.split(' ') {
        if !current.trim().is_empty() && current.chars().count() + 1 + word.chars().count() > WIDTH
        {
            lines.push(std::mem::replace(&mut current, format!("{indent}{word}")));
        } else {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
    }
    lines.push(current);
}

/// Escapes what Markdown and rustdoc would read as a link or a tag, outside of code spans.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut code = false;
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        if !code && (rest.starts_with("https://") || rest.starts_with("http://")) {
            let end = rest
                .find(|c: char| c.is_whitespace() || "\"'<>()[]`,".contains(c))
                .unwrap_or(rest.len());
            let (url, after) = rest.split_at(end);
            let trimmed = url.trim_end_matches(['.', ';', ':', '!', '?']);
            out.push('<');
            out.push_str(trimmed);
            out.push('>');
            out.push_str(url.get(trimmed.len()..).unwrap_or_default());
            rest = after;
            continue;
        }
        if !code && let Some((shown, address, after)) = markup::link(rest) {
            out.push_str(&format!("[{}]({address})", escaped(shown)));
            rest = after;
            continue;
        }
        match letter {
            '`' if balanced => {
                code = !code;
                out.push('`');
            }
            '`' => out.push_str("\\`"),
            '[' | ']' | '<' | '>' if !code => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    out
}

/// The lines of a documentation before its first empty one.
pub(super) fn first_paragraph(lines: &[String]) -> &[String] {
    lines.split(String::is_empty).next().unwrap_or_default()
}

/// Adds a paragraph.
pub(super) fn paragraph(lines: &mut Vec<String>, text: String) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(text);
}

/// Adds a paragraph, where there is one.
pub(super) fn paragraphs(lines: &mut Vec<String>, text: Option<String>) {
    if let Some(text) = text {
        paragraph(lines, text);
    }
}

/// Known values that make no type as one sentence, or nothing.
pub(super) fn known_values(values: &[String]) -> Option<String> {
    let shown: Vec<String> = values
        .iter()
        .map(|value| format!("`{}`", value.replace('`', "'")))
        .collect();
    (!shown.is_empty()).then(|| format!("Known values: {}.", shown.join(", ")))
}

/// Limits that no check holds as one sentence, or nothing.
pub(super) fn unchecked(patterns: &[&str], others: &[String]) -> Option<String> {
    let patterns = patterns.iter();
    let patterns = patterns.map(|pattern| format!("matching `{}`", pattern.replace('`', "'")));
    let phrases: Vec<String> = patterns.chain(others.iter().cloned()).collect();
    (!phrases.is_empty()).then(|| format!("Not checked: {}.", phrases.join(", ")))
}

/// A format that no type holds as one sentence, with what switches its check on, or nothing.
pub(super) fn format(format: Option<UncheckedFormat<'_>>) -> Option<String> {
    let UncheckedFormat { name, switch } = format?;
    let name = name.replace('`', "'");
    let checked = switch.map(|switch| {
        format!(
            ", which [`Checks::{switch}`](gateway_runtime::Checks::{switch}) checks if switched on"
        )
    });
    Some(format!("Format: `{name}`{}.", checked.unwrap_or_default()))
}

/// How many members an object has as one sentence, or nothing.
pub(super) fn members(min: Option<usize>, max: Option<usize>) -> Option<String> {
    counted_within(min, max, "member").map(|phrase| format!("Limits: {phrase}."))
}

/// What has to be given where something else is, a sentence for each, or nothing.
pub(super) fn beside(pairs: &[(String, String)]) -> Option<String> {
    let quoted = |name: &String| name.replace('`', "'");
    let sentences = pairs.iter().map(|(name, other)| {
        format!(
            "Where `{}` is given, `{}` is too.",
            quoted(name),
            quoted(other)
        )
    });
    let sentences: Vec<String> = sentences.collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Limits as one sentence, or nothing.
pub(super) fn limits(limits: &Limits) -> Option<String> {
    limits.phrase().map(|phrase| format!("Limits: {phrase}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_neither_links_nor_runs() {
        assert_eq!(
            prose("See [1, 64] and <B64>, `x[0]`"),
            ["See \\[1, 64\\] and \\<B64\\>, `x[0]`"]
        );
        assert_eq!(
            prose("At https://example.com/a."),
            ["At <https://example.com/a>."]
        );
        assert_eq!(
            prose("See [the `a` page](https://example.com/a), [1](#a)"),
            ["See [the `a` page](https://example.com/a), \\[1\\](#a)"]
        );
        assert_eq!(prose("<p>One.</p>\n<p>Two.</p>"), ["One.", "", "Two."]);
        assert_eq!(prose("```json\n{}\n"), ["```text", "{}", "```"]);
        assert_eq!(prose("    indented"), ["indented"]);
        assert_eq!(prose("odd ` tick"), ["odd \\` tick"]);
    }

    #[test]
    fn what_follows_a_row_of_a_table_is_not_broken() {
        let long = format!("{}[the page](https://example.com/a) |", "word ".repeat(18));
        assert_eq!(prose(&format!("|a | b\n{long}")), ["|a | b", &long]);
        assert_eq!(prose(&format!("|a | b|\n\n{long}")).len(), 4);
    }

    #[test]
    fn limits_read_as_a_sentence() {
        let text = Limits {
            min_length: Some(1),
            max_length: Some(64),
            ..Limits::default()
        };
        assert_eq!(
            limits(&text).as_deref(),
            Some("Limits: 1 to 64 characters.")
        );
        let money = Limits {
            minimum: Some("0.01".into()),
            fraction_digits: Some(2),
            ..Limits::default()
        };
        assert_eq!(
            limits(&money).as_deref(),
            Some("Limits: at least 0.01, at most 2 digits after the point.")
        );
        assert_eq!(limits(&Limits::default()), None);
    }
}
