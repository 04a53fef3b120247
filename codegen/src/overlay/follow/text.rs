//! The text of an overlay while one of its actions is edited.

use serde_json::Value;

use super::super::model::Overlay;
use super::named::{Named, Role};
use crate::findings::pointer_of;
use crate::yaml;

/// How wide the text of an overlay may become.
const WIDTH: usize = 100;

/// The lines of an overlay, and which of them are one action.
pub(super) struct Text<'a> {
    overlay: &'a Overlay,
    lines: Vec<&'a str>,
    /// The first line of the action, and the one behind its last, counted from 0.
    start: usize,
    end: usize,
    /// How far the dash of the action stands in.
    indent: usize,
}

impl<'a> Text<'a> {
    /// Finds an action; nothing where it is not written as a block.
    pub(super) fn of(overlay: &'a Overlay, text: &'a str, index: usize) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let start = overlay.line_of(&format!("/actions/{index}"))? - 1;
        let indent = indentation(lines.get(start)?);
        lines.get(start)?.trim_start().strip_prefix("- ")?;
        let mut found = Self {
            overlay,
            lines,
            start,
            end: start + 1,
            indent,
        };
        found.end = found.behind(start, indent);
        Some(found)
    }

    /// The line behind the last one that stands further in than a line does.
    fn behind(&self, line: usize, indent: usize) -> usize {
        let mut end = line + 1;
        for (number, text) in self.lines.iter().enumerate().skip(line + 1) {
            let is_empty = text.trim().is_empty() || text.trim_start().starts_with('#');
            if !is_empty && indentation(text) <= indent {
                break;
            }
            if !is_empty {
                end = number + 1;
            }
        }
        end
    }

    /// The text with another target of the action.
    pub(super) fn with_target(&self, was: &str, is: &str) -> Option<String> {
        let line = (self.start..self.end).find(|number| {
            let text = self.lines.get(*number).copied().unwrap_or_default();
            text.trim_start()
                .trim_start_matches("- ")
                .starts_with("target:")
        })?;
        let text = self.lines.get(line)?;
        if text.contains(was) {
            return Some(self.spliced(line, line + 1, &text.replacen(was, is, 1)));
        }
        let column = text.find("target:")?;
        let head = text.get(..column)?;
        let folded = format!("{head}target: >-\n{}", wrapped(is, column + 2));
        Some(self.spliced(line, self.behind(line, column), &folded))
    }

    /// The text with another name of a member that the action's update has.
    pub(super) fn renamed(&self, pointer: &str, was: &str, is: &str) -> Option<String> {
        let line = self.overlay.line_of(pointer)? - 1;
        let text = self.lines.get(line)?;
        let indent = indentation(text);
        let rest = text.get(indent..)?.strip_prefix(was)?;
        let renamed = format!("{}{is}{rest}", " ".repeat(indent));
        rest.starts_with(':')
            .then(|| self.spliced(line, line + 1, &renamed))
    }

    /// What a member of the update says, as an action of its own; nothing where it does not stand on lines of its own.
    pub(super) fn own_action(&self, target: &str, reason: &str, pointer: &str) -> Option<String> {
        let (start, end) = self.member(pointer)?;
        let (_, value) = self.lines.get(start)?.split_once(':')?;
        let (dash, inner) = (" ".repeat(self.indent), " ".repeat(self.indent + 2));
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let reason = wrapped(&reason, self.indent + 4);
        let mut own = format!("{dash}- target: {target}\n{inner}description: >-\n{reason}\n");
        own.push_str(&format!("{inner}update:{value}"));
        let lines = self.lines.get(start + 1..end)?;
        let first = lines.iter().find(|line| !line.trim().is_empty());
        let was = first.map_or(0, |line| indentation(line));
        for line in lines {
            let rest = line.get(was..).unwrap_or_default();
            let place = if rest.is_empty() { "" } else { inner.as_str() };
            let further = if rest.is_empty() { "" } else { "  " };
            own.push_str(&format!("\n{place}{further}{rest}"));
        }
        Some(own)
    }

    /// The text with another action in the place of this one.
    pub(super) fn replaced(&self, own: &str) -> String {
        self.spliced(self.start, self.end, own)
    }

    /// The text with another name of a property within the action's update; nothing where it does not stand on its line.
    pub(super) fn named(&self, action: usize, name: &Named) -> Option<String> {
        let line = self.overlay.line_of(&within(action, &name.steps))? - 1;
        let text = self.lines.get(line)?;
        let last = name.steps.last()?;
        // The value of a member stands behind its name.
        let from = match text.find(&format!("{last}:")) {
            Some(at) if name.role == Role::Value => at + last.len(),
            _ => 0,
        };
        let (before, rest) = text.split_at_checked(from)?;
        let at = words(rest, &name.was).find(|at| {
            let behind = rest.get(at + name.was.len()..).unwrap_or_default();
            name.role == Role::Value || behind.trim_start_matches(['\'', '"']).starts_with(':')
        })?;
        let (head, tail) = rest.split_at_checked(at)?;
        let tail = tail.strip_prefix(name.was.as_str())?;
        let head = format!("{before}{head}");
        // In YAML `[].amount` is a list and more, unless it stands in quotes; so is `refund[].amount` within a list.
        let is_list =
            name.is.starts_with('[') || name.is.contains('[') && head.contains(['[', '{']);
        let quote = if is_list && !head.ends_with(['\'', '"']) {
            "'"
        } else {
            ""
        };
        Some(self.spliced(
            line,
            line + 1,
            &format!("{head}{quote}{}{quote}{tail}", name.is),
        ))
    }

    /// The text with another value of a member of the update, which is written as a block.
    pub(super) fn given(&self, action: usize, steps: &[String], value: &Value) -> Option<String> {
        let (start, end) = self.member(&within(action, steps))?;
        let line = self.lines.get(start)?;
        let (indent, name) = (indentation(line), steps.last()?);
        let further = " ".repeat(indent + 2);
        let mut given = format!("{}{name}:\n", " ".repeat(indent));
        for line in yaml::write(value).lines() {
            given.push_str(&format!("{further}{line}\n"));
        }
        Some(self.spliced(start, end, &given))
    }

    /// The action as it stands, with another target.
    pub(super) fn of_target(&self, was: &str, is: &str) -> Option<String> {
        let text = self.with_target(was, is)?;
        let lines: Vec<&str> = text.lines().collect();
        let behind = self.lines.len() - self.end;
        let action = lines.get(self.start..lines.len().checked_sub(behind)?)?;
        Some(action.join("\n"))
    }

    /// The text with more actions behind this one.
    pub(super) fn followed_by(&self, actions: &str) -> String {
        self.spliced(self.end, self.end, actions)
    }

    /// The text without a member of the update, and with another action behind this one.
    pub(super) fn cut(&self, pointer: &str, own: &str) -> Option<String> {
        let (start, end) = self.member(pointer)?;
        let mut lines = self.lines.clone();
        lines.splice(self.end..self.end, own.lines());
        lines.drain(start..end);
        Some(joined(&lines))
    }

    /// The lines of a member of the update.
    fn member(&self, pointer: &str) -> Option<(usize, usize)> {
        let line = self.overlay.line_of(pointer)? - 1;
        let text = self.lines.get(line)?;
        let indent = indentation(text);
        let name = pointer.rsplit('/').next()?;
        let starts = text.get(indent..)?.strip_prefix(name)?.starts_with(':');
        starts.then(|| (line, self.behind(line, indent)))
    }

    fn spliced(&self, start: usize, end: usize, by: &str) -> String {
        let mut lines = self.lines.clone();
        lines.splice(start..end, by.lines());
        joined(&lines)
    }
}

/// The JSON pointer to what stands within the update of an action.
fn within(action: usize, steps: &[String]) -> String {
    format!("/actions/{action}/update{}", pointer_of(steps))
}

/// Where a word stands in a line, and not as a part of another one.
fn words<'a>(line: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    line.match_indices(word).filter_map(move |(at, word)| {
        let before = line.get(..at)?.chars().next_back();
        let behind = line.get(at + word.len()..)?.chars().next();
        (!before.is_some_and(is_part) && !behind.is_some_and(is_part)).then_some(at)
    })
}

fn joined(lines: &[&str]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A text on lines of its own, none wider than can be helped.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![" ".repeat(indent)];
    for word in text.split(' ') {
        let is_full = |line: &String| {
            line.len() > indent && line.chars().count() + 1 + word.chars().count() > WIDTH
        };
        if lines.last().is_some_and(is_full) {
            lines.push(" ".repeat(indent));
        }
        if let Some(line) = lines.last_mut() {
            if line.len() > indent {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
