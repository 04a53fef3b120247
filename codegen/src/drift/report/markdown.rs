//! For a pull request, and for what is filed with a release.

use super::summary::{Group, Report, places, plain, reached};
use crate::drift::Class;
use crate::drift::steps::Step;

/// Writes a report as Markdown.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut out = format!(
        "# From {} to {}\n\n{}.\n\n",
        escape(&report.from),
        escape(&report.to),
        report.counts()
    );
    for line in report.verdict() {
        out.push_str(&format!("- {}\n", escape(&line)));
    }
    for class in Class::ALL {
        let groups = report.groups(class);
        if groups.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {}\n", class.title()));
        for group in groups {
            out.push_str(&format!("\n### {}\n\n", escape(&group.subject)));
            if let Some(reached) = group.reaching().and_then(reached) {
                out.push_str(&format!("Each reaches {}.\n\n", escape(&reached)));
            }
            for step in &group.steps {
                one(&group, step, &mut out);
            }
        }
    }
    rust(report, &mut out);
    if !report.ignored.is_empty() {
        out.push_str("\n## Ignored\n\n");
        for (change, reason) in &report.ignored {
            out.push_str(&format!(
                "- {} `{}`: {}\n",
                code(&change.path),
                change.rule,
                escape(reason)
            ));
        }
    }
    out
}

fn one(group: &Group<'_>, step: &Step<'_>, out: &mut String) {
    let about = match step.path {
        "" => String::new(),
        path => format!("{}: ", code(path)),
    };
    out.push_str(&format!("- {about}{}", step.what()));
    if let Some(difference) = step.difference() {
        out.push_str(&format!("; {}", escape(&difference)));
    }
    if let Some(line) = step.first.line.filter(|_| !step.is_of_many()) {
        out.push_str(&format!(" (line {line})"));
    }
    out.push_str(&format!(". `{}`\n", step.first.rule));
    if step.is_of_many() {
        out.push_str(&format!("  In {}.\n", escape(&places(step).join(", "))));
    }
    if let Some(reached) = group.reached_by(step) {
        out.push_str(&format!("  Reaches {}.\n", escape(&reached)));
    }
}

fn rust(report: &Report, out: &mut String) {
    let items = report.items();
    if items.is_empty() {
        return;
    }
    out.push_str("\n## Public items in Rust\n\n| | Item | Was | Is |\n|---|---|---|---|\n");
    for item in items {
        let breaks = match (item.breaks, item.is_of_server()) {
            (true, false) => ", breaks",
            (true, true) => ", breaks implementers",
            (false, _) => "",
        };
        // Within code a bar still ends the cell of a table, and only there is it escaped.
        let in_cell = |text: &str| code(text).replace('|', "\\|");
        let cell = |declared: &Option<String>| declared.as_deref().map(in_cell).unwrap_or_default();
        out.push_str(&format!(
            "| {}{breaks} | {} | {} | {} |\n",
            item.step.word(),
            in_cell(&item.item),
            cell(&item.was),
            cell(&item.is)
        ));
    }
}

/// Text in which nothing is markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in plain(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // A mention or a number would reach people and issues.
            '@' => escaped.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text as code, fenced by more backticks than it holds.
fn code(text: &str) -> String {
    let text = plain(text);
    let longest = text
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}
