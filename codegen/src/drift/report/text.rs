//! For people at a terminal.

use super::summary::{Group, Report, places, plain, reached};
use crate::drift::Class;
use crate::drift::steps::Step;

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
        for group in groups {
            out.push_str(&format!("  {}\n", paint("1", &plain(&group.subject))));
            let all = group.reaching().filter(|step| !step.is_itself());
            if let Some(reached) = all.and_then(reached) {
                out.push_str(&format!("    each reaches {}\n", plain(&reached)));
            }
            for step in &group.steps {
                one(&group, step, &mut out, &paint);
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

fn one(group: &Group<'_>, step: &Step<'_>, out: &mut String, paint: &dyn Fn(&str, &str) -> String) {
    let about = match step.path {
        "" => String::new(),
        path => format!("{}: ", plain(path)),
    };
    let line = step.first.line.filter(|_| !step.is_of_many());
    out.push_str(&format!(
        "    {about}{}{} {}\n",
        step.what(),
        line.map_or_else(String::new, |line| format!(" (line {line})")),
        paint("2", &format!("[{}]", step.first.rule))
    ));
    let places = places(step);
    let reached = group.reached_by(step).filter(|_| !step.is_itself());
    let details = [
        step.difference(),
        step.is_of_many()
            .then(|| format!("in {}", places.join(", "))),
        reached.map(|reached| format!("reaches {reached}")),
    ];
    for detail in details.iter().flatten() {
        out.push_str(&format!("      {}\n", plain(detail)));
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
