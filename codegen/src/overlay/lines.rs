//! Finds the lines of an overlay's actions.

use crate::yaml;

/// The text of an overlay, cut into its actions where that is possible.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    text: String,
    /// Each action's first line, counted from 0, and its text. Empty where the list is not written as a block.
    actions: Vec<(usize, String)>,
}

impl Lines {
    /// Cuts a text whose list of actions has `count` entries.
    pub(super) fn new(text: &str, count: usize) -> Self {
        let actions = cut(text);
        Self {
            text: text.to_owned(),
            // Every action of a list in block style begins with a dash at one indentation. Should anything else look
            // like that there are too many, and the cuts are not to be trusted.
            actions: if actions.len() == count {
                actions
            } else {
                Vec::new()
            },
        }
    }

    /// The line, counted from 1, at which the node behind a JSON pointer begins.
    pub(super) fn of(&self, pointer: &str) -> Option<usize> {
        self.within_action(pointer)
            .or_else(|| yaml::line_of(&self.text, pointer))
    }

    /// Asks the parser about the one action alone. With a hundred findings in a large overlay, reading all of it for
    /// each would take seconds.
    fn within_action(&self, pointer: &str) -> Option<usize> {
        let rest = pointer.strip_prefix("/actions/")?;
        let (index, member) = match rest.split_once('/') {
            Some((index, _)) => (index, rest.get(index.len()..)?),
            None => (rest, ""),
        };
        let (first, text) = self.actions.get(index.parse::<usize>().ok()?)?;
        Some(first + yaml::line_of(text, &format!("/0{member}"))?)
    }
}

/// The texts between the dashes of the list, with their first lines.
fn cut(text: &str) -> Vec<(usize, String)> {
    let mut lines = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| !line.starts_with("actions:"));
    lines.next();
    let mut actions: Vec<(usize, String)> = Vec::new();
    let mut dash = None;
    for (number, line) in lines {
        let indentation = line.len() - line.trim_start_matches(' ').len();
        let begins = line.trim() == "-" || line.trim_start().starts_with("- ");
        if begins && *dash.get_or_insert(indentation) == indentation {
            actions.push((number, String::new()));
        }
        if let Some((_, action)) = actions.last_mut() {
            action.push_str(line);
            action.push('\n');
        }
    }
    actions
}
