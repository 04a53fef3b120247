//! Which operations of the two documents are the same ones, even under another path.

use std::collections::BTreeSet;

use super::side::Side;
use super::{similar, words};
use crate::openapi::{self, Media, Operation, SchemaId};

/// The name of an operation in reports.
pub(super) fn name(operation: &Operation) -> String {
    format!(
        "{} {}",
        operation.method.key().to_uppercase(),
        operation.path
    )
}

/// The path without the names of its parameters, which are not sent.
fn template(operation: &Operation) -> String {
    let mut template = String::new();
    let mut inside = false;
    for letter in operation.path.chars() {
        match letter {
            '{' => {
                inside = true;
                template.push_str("{}");
            }
            '}' => inside = false,
            _ if inside => {}
            other => template.push(other),
        }
    }
    template
}

/// The named schemas of the body and of the answers.
fn references<'a>(side: &Side<'a>, operation: &Operation) -> BTreeSet<&'a str> {
    let body = operation.body.iter().flat_map(|body| &body.content);
    let answers = operation.answers.iter();
    let content = body.chain(answers.flat_map(|answer| &answer.response.content));
    let held = content.filter_map(|media: &Media| media.schema.as_ref());
    let mut open: Vec<SchemaId> = held.map(|used| used.id).collect();
    let mut seen: BTreeSet<SchemaId> = BTreeSet::new();
    let mut names = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match side.named(id) {
            Some((name, _)) => drop(names.insert(name)),
            None => open.extend(
                openapi::leads(side.schema(id))
                    .into_iter()
                    .map(|(id, _)| id),
            ),
        }
    }
    names
}

/// How an operation was found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    AsItWas,
    OtherMethod,
    OtherPath,
}

/// Pairs of operations, and those that are alone.
pub(super) struct Operations<'a> {
    pub(super) kept: Vec<(&'a Operation, &'a Operation, Kept)>,
    pub(super) gone: Vec<&'a Operation>,
    pub(super) new: Vec<&'a Operation>,
}

impl<'a> Operations<'a> {
    /// The operations of two documents.
    pub(super) fn of(old: &Side<'a>, new: &Side<'a>) -> Self {
        let mut operations = Self {
            kept: Vec::new(),
            gone: old.document.operations.iter().collect(),
            new: new.document.operations.iter().collect(),
        };
        let same_path = |old: &Operation, new: &Operation| template(old) == template(new);
        operations.take_pairs(Kept::AsItWas, |old, new| {
            (old.method == new.method && same_path(old, new)).then_some(1.0)
        });
        operations.take_pairs(Kept::OtherMethod, |old, new| {
            same_path(old, new).then_some(1.0)
        });
        operations.take_pairs(Kept::OtherPath, |left, right| {
            moved((old, left), (new, right))
        });
        operations
    }

    /// The names of all, by their numbers: those of the new document, and of the old one for what has gone.
    pub(super) fn names(&self) -> Vec<String> {
        let kept = self.kept.iter().map(|(_, new, _)| name(new));
        let alone = self.gone.iter().chain(&self.new);
        kept.chain(alone.map(|operation| name(operation))).collect()
    }

    fn take_pairs(&mut self, how: Kept, score: impl Fn(&Operation, &Operation) -> Option<f64>) {
        let pairs = similar::pairs(self.gone.len(), self.new.len(), |left, right| {
            score(self.gone.get(left)?, self.new.get(right)?)
        });
        for (left, right) in &pairs {
            if let (Some(old), Some(new)) = (self.gone.get(*left), self.new.get(*right)) {
                self.kept.push((old, new, how));
            }
        }
        let (lefts, rights): (BTreeSet<usize>, BTreeSet<usize>) = pairs.into_iter().unzip();
        retain(&mut self.gone, &lefts);
        retain(&mut self.new, &rights);
    }
}

fn retain<T>(list: &mut Vec<T>, without: &BTreeSet<usize>) {
    let mut index = 0;
    list.retain(|_| {
        index += 1;
        !without.contains(&(index - 1))
    });
}

/// How sure it is that one operation is the other under another path; nothing where it is not.
fn moved(
    (left, old): (&Side<'_>, &Operation),
    (right, new): (&Side<'_>, &Operation),
) -> Option<f64> {
    if old.method != new.method {
        return None;
    }
    let alike = similar::names(&old.path, &new.path);
    let last = |path: &str| path.rsplit('/').next().map(str::to_lowercase);
    let same_last = last(&old.path) == last(&new.path);
    let (ours, theirs) = (references(left, old), references(right, new));
    let same_schemas = !ours.is_empty() && ours == theirs;
    let same_words = words::is_said_alike(&old.notes, &new.notes, "summary");
    let same_id = old.id.is_some() && old.id == new.id;
    let sure = same_id
        || same_schemas && (same_last || alike >= 0.6 || same_words)
        || same_words && same_last;
    let weight = |holds: bool| if holds { 1.0 } else { 0.0 };
    sure.then(|| {
        alike
            + weight(same_id)
            + weight(same_schemas)
            + weight(same_words)
            + weight(same_last) / 2.0
    })
}
