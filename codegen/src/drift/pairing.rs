//! Which operations of the two documents are the same ones, even under another path.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Direction;
use super::found::Both;
use super::matching::Matching;
use super::side::Side;
use super::{similar, words};
use crate::openapi::{self, Media, Operation, SchemaId};
use crate::path_template;

/// The method and the path.
fn name(operation: &Operation) -> String {
    let method = operation.method.key().to_uppercase();
    format!("{method} {}", operation.path)
}

/// The named schemas of the body and of the answers, each with the number of what it says.
fn references<'a>(side: &Side<'a>, operation: &Operation) -> BTreeMap<&'a str, Option<u64>> {
    let body = operation.body.iter().flat_map(|body| &body.content);
    let answers = operation.answers.iter();
    let content = body.chain(answers.flat_map(|answer| &answer.response.content));
    let held = content.filter_map(|media: &Media| media.schema.as_ref());
    let mut open: Vec<SchemaId> = held.map(|used| used.id).collect();
    let mut seen: BTreeSet<SchemaId> = BTreeSet::new();
    let mut names = BTreeMap::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        match side.named(id) {
            Some((name, id)) => drop(names.insert(name, side.mark(id))),
            None => open.extend(openapi::leads(side.schema(id)).iter().map(|(id, _)| *id)),
        }
    }
    names
}

/// Pairs of operations, and those that are alone.
pub(super) struct Operations<'a> {
    /// Each as it was and as it is, and whether it has moved to another path.
    pub(super) kept: Vec<(&'a Operation, &'a Operation, bool)>,
    pub(super) gone: Vec<&'a Operation>,
    pub(super) new: Vec<&'a Operation>,
    /// The side that what they take is on: it is sent by us, or by the service.
    pub(super) caller: Direction,
    /// What stands before their names.
    around: String,
    number: Number,
}

/// How operations are counted.
enum Number {
    /// From this one on.
    From(usize),
    /// As the operation that calls them back.
    As(usize),
}

impl<'a> Operations<'a> {
    /// All operations of two documents: those that are called, and those that the service calls.
    pub(super) fn of(old: &Side<'a>, new: &Side<'a>) -> [Self; 2] {
        let lists = (&*old.document.operations, &*new.document.operations);
        let operations = Self::paired((old, new), lists, Direction::Request, String::new());
        let lists = (&*old.document.webhooks, &*new.document.webhooks);
        let around = "webhook ".to_owned();
        let mut webhooks = Self::paired((old, new), lists, Direction::Answer, around);
        webhooks.number = Number::From(operations.names().count());
        [operations, webhooks]
    }

    /// What an operation, which has a number, calls back under one name.
    pub(super) fn called_back(
        sides: Both<&Side<'a>>,
        lists: Both<&'a [Operation]>,
        (number, caller): (usize, Direction),
        around: String,
    ) -> Self {
        Self {
            number: Number::As(number),
            ..Self::paired(sides, lists, caller.other(), around)
        }
    }

    fn paired(
        (old, new): Both<&Side<'a>>,
        lists: Both<&'a [Operation]>,
        caller: Direction,
        around: String,
    ) -> Self {
        let known = |side: &Side<'a>, list: &'a [Operation]| -> Vec<Known<'a>> {
            let known = list.iter().map(|it| Known::of(side, it, around.is_empty()));
            known.collect()
        };
        let (before, after) = (known(old, lists.0), known(new, lists.1));
        let mut all = Matching::of(&before, &after);
        let is_same = |old: &Known<'_>, new: &Known<'_>| old.operation.path == new.operation.path;
        let same = all.same(|old, new| old.same_method(new) && is_same(old, new));
        let is_alike = |old: &Known<'_>, new: &Known<'_>| old.template == new.template;
        let alike =
            all.likely(|old, new| (old.same_method(new) && is_alike(old, new)).then_some(1.0));
        let other_method = all.likely(|old, new| is_alike(old, new).then_some(1.0));
        let other_path = all.likely(Known::moved);
        let mut kept = Vec::new();
        for (pairs, has_moved) in [
            (same, false),
            (alike, false),
            (other_method, false),
            (other_path, true),
        ] {
            let pairs = pairs.into_iter();
            kept.extend(pairs.map(|(old, new)| (old.operation, new.operation, has_moved)));
        }
        let operations = |alone: Vec<&Known<'a>>| alone.iter().map(|it| it.operation).collect();
        Self {
            kept,
            gone: operations(all.gone),
            new: operations(all.added),
            caller,
            around,
            number: Number::From(0),
        }
    }

    /// The number of the one in this place: those that were kept, then those that have gone, then those that are new.
    pub(super) fn number(&self, place: usize) -> usize {
        match self.number {
            Number::From(first) => first + place,
            Number::As(number) => number,
        }
    }

    /// The operations of one of the documents, each with its number.
    pub(super) fn numbered(&self, is_old: bool) -> impl Iterator<Item = (usize, &'a Operation)> {
        let kept = self
            .kept
            .iter()
            .map(move |(old, new, _)| if is_old { *old } else { *new });
        let (alone, before) = if is_old {
            (&self.gone, self.kept.len())
        } else {
            (&self.new, self.kept.len() + self.gone.len())
        };
        let places = (0..).zip(kept).chain((before..).zip(alone.iter().copied()));
        places.map(|(place, operation)| (self.number(place), operation))
    }

    /// The name of one in reports.
    pub(super) fn name(&self, operation: &Operation) -> String {
        format!("{}{}", self.around, name(operation))
    }

    /// The names of all, by their numbers: those of the new document, and of the old one for what has gone.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let kept = self.kept.iter().map(|(_, new, _)| *new);
        let alone = self.gone.iter().chain(&self.new).copied();
        kept.chain(alone).map(|operation| self.name(operation))
    }
}

/// An operation, and what it is found again by.
struct Known<'a> {
    operation: &'a Operation,
    /// The path as far as it is sent.
    template: String,
    references: BTreeMap<&'a str, Option<u64>>,
    /// What the references say, whatever their names.
    says: BTreeSet<Option<u64>>,
    summary: Option<words::Known>,
}

impl<'a> Known<'a> {
    /// In the path of a request the names in braces are not sent; an expression says what is sent where.
    fn of(side: &Side<'a>, operation: &'a Operation, is_request: bool) -> Self {
        let references = references(side, operation);
        Self {
            operation,
            template: match is_request {
                true => path_template::unnamed(&operation.path),
                false => operation.path.clone(),
            },
            says: references.values().copied().collect(),
            references,
            summary: words::said(&operation.notes, "summary"),
        }
    }

    fn same_method(&self, other: &Self) -> bool {
        self.operation.method == other.operation.method
    }

    /// How sure it is that this is the other under another path, and perhaps another method; nothing where it is not.
    fn moved(&self, other: &Self) -> Option<f64> {
        let (old, new) = (self.operation, other.operation);
        // Under other names they are the same if they say the same.
        let same_names = self.references.keys().eq(other.references.keys());
        let same_schemas = !self.references.is_empty() && (same_names || self.says == other.says);
        let same_words = self.summary.is_some() && self.summary == other.summary;
        let same_id = old.id.is_some() && old.id == new.id;
        // Most have none of these in common, and how alike their paths are need not be asked.
        if !same_schemas && !same_words && !same_id {
            return None;
        }
        let alike = similar::names(&old.path, &new.path);
        let last = |path: &str| path.rsplit('/').next().map(str::to_lowercase);
        let same_last = last(&old.path) == last(&new.path);
        let same_method = self.same_method(other);
        let is_near = same_last || alike >= 0.6;
        let sure = same_id
            || same_method && (same_schemas && (is_near || same_words) || same_words && same_last)
            || same_schemas && same_words && is_near;
        let weight = |holds: bool| if holds { 1.0 } else { 0.0 };
        sure.then(|| {
            alike
                + weight(same_id)
                + weight(same_schemas)
                + weight(same_words)
                + weight(same_method)
                + weight(same_last) / 2.0
        })
    }
}
