//! What is written down about a release for people: the change log and the list of what is open.

use super::asked::questions;
use super::attention::Attention;
use super::markdown::escape;
use crate::drift::Class;
use crate::drift::report::Report;

/// Where the list of what is open stands. While it is there, `generate --check` fails.
#[must_use]
pub fn open_path(release: &str) -> String {
    format!("spec/releases/{release}/OPEN.md")
}

/// The list of what is open, without any words of the vendor's.
pub(super) fn open(release: &str, attention: &[Attention]) -> String {
    let mut text = format!(
        "# Open in release {release}\n\n\
         Each of these needs a person. Mend the overlay, run `cargo xtask generate`, and take out the lines that are settled;\n\
         when none is left, remove this file. Until then `cargo xtask generate --check` fails.\n"
    );
    let mut kind = None;
    for question in questions(attention) {
        let of = question.first.kind;
        if kind != Some(of) {
            text.push_str(&format!("\n## {}\n\n", of.title()));
            kind = Some(of);
        }
        text.push_str(&format!("- [ ] {}\n", question.point()));
    }
    text
}

/// The change log with an entry for a release at its top.
pub(super) fn changelog(before: &str, release: &str, report: &Report) -> String {
    const TITLE: &str = "# Changelog\n";
    let version = report
        .version
        .as_ref()
        .map_or_else(|| release.to_owned(), |(_, to)| to.to_string());
    let mut entry = format!(
        "## {version}\n\nRelease {release} of the reference, after {}: {}\n\
         ([all changes](spec/releases/{release}/CHANGES.md)).\n",
        report.from,
        report.counts(),
    );
    let source = match report.source_breaks() {
        Some(true) => "Code that uses the crate may have to be changed.",
        Some(false) => "Code that uses the crate compiles as before.",
        None => "What it does to code that uses the crate is not known.",
    };
    entry.push_str(&format!("{source}\n"));
    for class in [Class::NotUnderstood, Class::Breaking, Class::Additive] {
        let changes: Vec<_> = report
            .changes
            .iter()
            .filter(|change| change.class == class)
            .collect();
        if changes.is_empty() {
            continue;
        }
        entry.push_str(&format!("\n### {}\n\n", class.title()));
        for change in changes {
            let what = crate::drift::rules::rule(change.rule).map_or("", |rule| rule.what);
            entry.push_str(&format!("- {}: {what}\n", escape(&change.path)));
        }
    }
    let head = before.strip_prefix(TITLE);
    match head.and_then(|rest| rest.find("\n## ").map(|at| rest.split_at(at + 1))) {
        Some((preface, entries)) => format!("{TITLE}{preface}{entry}\n{entries}"),
        None if before.is_empty() => format!(
            "{TITLE}\nEvery release of the reference, the newest first. The version of the crate carries the release after its `+`.\n\n{entry}"
        ),
        None => format!("{}\n\n{entry}", before.trim_end()),
    }
}

/// The name of the package in a manifest.
pub(super) fn package(manifest: &str) -> Option<String> {
    let line = manifest
        .lines()
        .find(|line| line.trim_start().starts_with("name"))?;
    let (_, value) = line.split_once('=')?;
    Some(value.trim().trim_matches('"').to_owned())
}
