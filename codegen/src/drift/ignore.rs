//! Changes that somebody has looked at and wants to hear no more of.

use super::Change;
use super::rules;
use crate::findings::{At, Findings, Id, Stage};

/// One change that is not reported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The line of the file.
    pub line: usize,
    /// The rule, or `*` for all.
    pub rule: String,
    /// The path, or `*` for all; a `*` at its end stands for any ending.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Ignored {
    /// Whether it is about this change.
    #[must_use]
    pub fn is_about(&self, change: &Change) -> bool {
        let rule = self.rule == "*" || self.rule == change.rule;
        let path = match self.path.strip_suffix('*') {
            Some(beginning) => change.path.starts_with(beginning),
            None => self.path == change.path,
        };
        rule && path
    }
}

/// Reads the text of an ignore file.
///
/// Each line is a rule, a path as reports show it, and the reason after ` # `; a line that is empty or begins with `#` says nothing.
///
/// ```
/// use gateway_codegen::drift::ignore;
///
/// let list = ignore::parse("value-added Card.kind # The terminal never shows it.\n").unwrap().value;
/// assert_eq!(list[0].rule, "value-added");
/// assert_eq!(list[0].path, "Card.kind");
/// assert!(ignore::parse("value-added Card.kind\n").is_err(), "a reason is needed");
/// ```
///
/// # Errors
///
/// Each line without a reason or a path, or with a rule that does not exist.
pub fn parse(text: &str) -> Stage<Vec<Ignored>> {
    let mut findings = Findings::default();
    let mut list = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (what, reason) = line.split_once(" # ").unwrap_or((line, ""));
        let (rule, path) = what.trim().split_once(' ').unwrap_or((what.trim(), ""));
        if reason.trim().is_empty() {
            let text = "say after ` # ` why this is not reported";
            findings.error(Id::IgnoreWithoutReason, At::Line(number), text);
        }
        if path.trim().is_empty() {
            let text = "name a rule and a path, or `*` for all paths";
            findings.error(Id::IgnoreWithoutPath, At::Line(number), text);
        }
        if rule != "*" && rules::rule(rule).is_none() {
            let text = format!("there is no rule `{rule}`; docs/drift-rules.md lists them");
            findings.error(Id::UnknownRule, At::Line(number), text);
        }
        list.push(Ignored {
            line: number,
            rule: rule.to_owned(),
            path: path.trim().to_owned(),
            reason: reason.trim().to_owned(),
        });
    }
    findings.finish(list)
}

/// Takes out of some changes those that are ignored, each with its reason.
#[must_use]
pub fn split(changes: Vec<Change>, list: &[Ignored]) -> (Vec<Change>, Vec<(Change, String)>) {
    let mut reported = Vec::new();
    let mut ignored = Vec::new();
    for change in changes {
        match list.iter().find(|entry| entry.is_about(&change)) {
            Some(entry) => ignored.push((change, entry.reason.clone())),
            None => reported.push(change),
        }
    }
    (reported, ignored)
}

/// The entries that are about none of the changes, and so have done their duty.
#[must_use]
pub fn unused<'l>(list: &'l [Ignored], ignored: &[(Change, String)]) -> Vec<&'l Ignored> {
    list.iter()
        .filter(|entry| !ignored.iter().any(|(change, _)| entry.is_about(change)))
        .collect()
}
