//! The text of a page of Markdown, as widdershins writes it.

use super::blocks::Blocks;
use super::entity;

/// The text of a page, in the lines that an extraction of text from its rendering gives.
pub(super) fn text(page: &str) -> String {
    let mut blocks = Blocks::new();
    let mut lines = front(page).peekable();
    // How many cells the head of the table has that is open.
    let mut columns: Option<usize> = None;
    while let Some(line) = lines.next() {
        let plain = line.trim();
        if !plain.starts_with('|') {
            columns = None;
        }
        if let Some(fence) = fence(plain) {
            let mut code = String::new();
            for line in lines.by_ref() {
                if line.trim() == fence {
                    break;
                }
                code.push_str(line);
                code.push('\n');
            }
            blocks.block(&code);
        } else if plain.is_empty() {
            blocks.end();
        } else if plain.starts_with("<aside") {
            let ends = |line: &str| line.contains("</aside>");
            if !ends(plain) {
                lines.by_ref().find(|line| ends(line));
            }
            blocks.end();
        } else if plain.starts_with("<!--") || plain.starts_with("<a id=") || is_rule(plain) {
            // Marks of the generator, and the line below the head of a table.
        } else if let Some(row) = plain.strip_prefix('|') {
            let mut cells = cells(row);
            // A bar in a description begins a cell that no column shows.
            cells.truncate(*columns.get_or_insert(cells.len()));
            blocks.line(&cells.join(" "));
        } else if is_bullet(line) {
            // Bulleted lists are not part of the text, wherever they stand.
            while lines
                .peek()
                .is_some_and(|next| !next.trim().is_empty() && !is_block(next))
            {
                lines.next();
            }
        } else if let Some(heading) = heading(plain) {
            blocks.block(&inline(heading));
        } else if let Some(quoted) = plain.strip_prefix('>') {
            blocks.block(&inline(quoted.trim()));
        } else {
            blocks.line(&inline(plain));
        }
    }
    blocks.finish()
}

/// The lines behind the front matter.
fn front(page: &str) -> impl Iterator<Item = &str> {
    let mut lines = page.lines();
    if page.starts_with("---") {
        lines.next();
        lines.find(|line| line.trim_end() == "---");
    }
    lines
}

/// The fence that ends a block of code which this line begins.
fn fence(line: &str) -> Option<&str> {
    let fence = ["```", "~~~"]
        .into_iter()
        .find(|fence| line.starts_with(fence))?;
    let letter = fence.chars().next()?;
    let length = line.chars().take_while(|other| *other == letter).count();
    line.get(..length)
}

/// The words of a heading, be it written with `#` or as an element.
fn heading(line: &str) -> Option<&str> {
    if line.starts_with('#') {
        let words = line.trim_start_matches('#');
        return words.starts_with(' ').then(|| words.trim());
    }
    let element = line.strip_prefix("<h")?;
    if !element.starts_with(|digit: char| digit.is_ascii_digit()) {
        return None;
    }
    let (_, words) = element.split_once('>')?;
    words.rsplit_once("</h").map(|(words, _)| words.trim())
}

fn is_block(line: &str) -> bool {
    let line = line.trim();
    heading(line).is_some() || line.starts_with(['|', '>']) || fence(line).is_some()
}

fn is_bullet(line: &str) -> bool {
    let line = line.trim_start();
    ["* ", "- ", "+ "].iter().any(|mark| line.starts_with(mark))
}

fn is_rule(line: &str) -> bool {
    line.starts_with("|-")
        && line
            .chars()
            .all(|letter| matches!(letter, '|' | '-' | ':' | ' '))
        || line.len() >= 3
            && (line.chars().all(|letter| letter == '-')
                || line.chars().all(|letter| letter == '*'))
}

/// The cells of a row, whose first bar is taken off.
fn cells(row: &str) -> Vec<String> {
    let row = row.strip_suffix('|').unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for letter in row.chars() {
        match letter {
            '|' if !escaped => cells.push(String::new()),
            other => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(other);
                }
            }
        }
        escaped = letter == '\\' && !escaped;
    }
    cells.iter().map(|cell| inline(cell.trim())).collect()
}

/// Text without its markup, with single spaces.
fn inline(text: &str) -> String {
    let lines: Vec<String> = entity::resolve(&bare(text))
        .split('\n')
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("\n")
}

/// Text without its markup. A link whose address has a space is none, and stays as it is written.
fn bare(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        rest = match letter {
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                let next = after.chars().next().unwrap_or_default();
                plain.push(next);
                after.get(next.len_utf8()..).unwrap_or_default()
            }
            '[' => match link(after) {
                Some((words, after)) => {
                    plain.push_str(&bare(words));
                    after
                }
                None => {
                    plain.push('[');
                    after
                }
            },
            '`' => match after.split_once('`') {
                Some((code, after)) => {
                    plain.push_str(code);
                    after
                }
                None => {
                    plain.push('`');
                    after
                }
            },
            '*' => {
                let mark = if after.starts_with('*') { "**" } else { "*" };
                let inside = rest.get(mark.len()..).unwrap_or_default();
                match inside.split_once(mark) {
                    Some((words, after))
                        if !words.is_empty()
                            && !words.starts_with(char::is_whitespace)
                            && !words.ends_with(char::is_whitespace) =>
                    {
                        plain.push_str(&bare(words));
                        after
                    }
                    _ => {
                        plain.push_str(mark);
                        inside
                    }
                }
            }
            '<' => match element(after) {
                Some((is_break, after)) => {
                    if is_break {
                        plain.push('\n');
                    }
                    after
                }
                None => {
                    plain.push('<');
                    after
                }
            },
            other => {
                plain.push(other);
                after
            }
        };
    }
    plain
}

/// The words of a link and what comes behind it.
fn link(from: &str) -> Option<(&str, &str)> {
    let (words, rest) = from.split_once("](")?;
    if words.contains('[') {
        return None;
    }
    let (address, after) = rest.split_once(')')?;
    (!address.contains(' ')).then_some((words, after))
}

/// Whether an element breaks the line, and what comes behind its tag.
fn element(from: &str) -> Option<(bool, &str)> {
    let name = from.strip_prefix('/').unwrap_or(from);
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let (tag, after) = from.split_once('>')?;
    Some((tag.starts_with("br"), after))
}
