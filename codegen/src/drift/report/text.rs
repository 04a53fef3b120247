//! For people at a terminal.

use super::summary::{Report, difference, plain, reached, what};
use crate::drift::Class;

/// Writes a report as text, with colours where they are wanted.
#[must_use]
pub fn text(report: &Report, colours: bool) -> String {
    let paint = |code: &str, text: &str| {
        if colours {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    };
    let mut out = format!(
        "{}\n",
        paint(
            "1",
            &format!(
                "{} to {}: {}",
                plain(&report.from),
                plain(&report.to),
                report.counts()
            )
        )
    );
    for line in report.verdict() {
        out.push_str(&format!("{}\n", plain(&line)));
    }
    for class in Class::ALL {
        let groups = report.groups(class);
        if groups.is_empty() {
            continue;
        }
        let code = match class {
            Class::NotUnderstood => "1;35",
            Class::Breaking => "1;31",
            Class::Additive => "1;32",
            Class::Documentation => "1;36",
        };
        out.push_str(&format!("\n{}\n", paint(code, class.word())));
        for (subject, changes) in groups {
            out.push_str(&format!("  {}\n", paint("1", &plain(&subject))));
            for change in changes {
                let line = change
                    .line
                    .map_or_else(String::new, |line| format!(" (line {line})"));
                out.push_str(&format!(
                    "    {}: {}{line} {}\n",
                    plain(&change.path),
                    what(change),
                    paint("2", &format!("[{}]", change.rule))
                ));
                if let Some(difference) = difference(change) {
                    out.push_str(&format!("      {}\n", plain(&difference)));
                }
                let reached = reached(change);
                if !reached.is_empty() && !is_itself(change.path.as_str(), change) {
                    out.push_str(&format!("      reaches {}\n", plain(&reached.join(", "))));
                }
            }
        }
    }
    rust(report, &mut out, &paint);
    if !report.ignored.is_empty() {
        out.push_str(&format!("\n{}\n", paint("1", "ignored")));
        for (change, reason) in &report.ignored {
            out.push_str(&format!(
                "  {} {}: {}\n",
                change.rule,
                plain(&change.path),
                plain(reason)
            ));
        }
    }
    out
}

/// Whether the path names the only operation that is reached.
fn is_itself(path: &str, change: &crate::drift::Change) -> bool {
    match change.operations().as_slice() {
        [(operation, _)] => path.starts_with(operation),
        _ => false,
    }
}

fn rust(report: &Report, out: &mut String, paint: &dyn Fn(&str, &str) -> String) {
    let items = report.items();
    if items.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", paint("1", "public items in Rust")));
    for item in items {
        let breaks = match (item.breaks, item.is_of_server()) {
            (true, false) => paint("31", " (breaks)"),
            (true, true) => paint("31", " (breaks implementers)"),
            (false, _) => String::new(),
        };
        out.push_str(&format!(
            "  {} {}{breaks}\n",
            item.step.word(),
            plain(&item.item)
        ));
        for (word, declared) in [("was", &item.was), ("is", &item.is)] {
            let marker = declared.as_deref().filter(|declared| *declared != "impl");
            if let Some(declared) = marker {
                out.push_str(&format!("    {word} {}\n", plain(declared)));
            }
        }
    }
}
