//! Changes that are one step of the vendor's: the same was done in many places, and is said once.

use indexmap::IndexMap;

use super::change::{Change, Class, Direction, operations};
use super::rules;
use crate::findings::pointer_names;

/// From so many places on, what they have in common is said once.
pub(crate) const MANY: usize = 3;

/// What was done in one place, or in many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step<'a> {
    /// The first of its changes, which has the rule and the class of all.
    pub first: &'a Change,
    /// The changes.
    pub changes: Vec<&'a Change>,
    /// What it is about, as a heading: an operation or a schema, or how many of them.
    pub subject: String,
    /// What it is about, in full, or within each of the places; empty where the heading says all.
    pub path: &'a str,
    /// What differs in all of the places, and how: `/v1/…` and `/v2/…` of many paths.
    values: Values,
}

type Values = (Option<String>, Option<String>);

impl<'a> Step<'a> {
    fn of_one(change: &'a Change) -> Self {
        let subject = subject(change);
        let reached = change.operations().len();
        // What operations share is told at the first of them.
        let is_shared =
            subject.contains(" /") && !change.place().starts_with("/paths") && reached > 1;
        let (subject, path) = match is_shared {
            true => (format!("{reached} operations"), member(change)),
            false => (subject.to_owned(), change.path.as_str()),
        };
        Self {
            first: change,
            changes: vec![change],
            subject,
            path,
            values: (change.was.clone(), change.is.clone()),
        }
    }

    fn of_many(done: Done<'a>, first: &'a Change, changes: Vec<&'a Change>) -> Self {
        let mut places = changes.iter().map(|change| subject(change));
        let what = match places.all(|place| place.contains(" /")) {
            true => "operations",
            false => "places",
        };
        Self {
            first,
            subject: format!("{} {what}", changes.len()),
            changes,
            path: done.member,
            values: done.values,
        }
    }

    /// Whether it was done in many places.
    #[must_use]
    pub fn is_of_many(&self) -> bool {
        self.changes.len() > 1
    }

    /// The operations and schemas where it was done, if they are many, each with its change.
    pub fn places(&self) -> impl Iterator<Item = (&'a str, &'a Change)> {
        let changes = self.changes.iter().filter(|_| self.is_of_many());
        changes.map(|change| (subject(change), *change))
    }

    /// What the rule says that it is.
    #[must_use]
    pub fn what(&self) -> &'static str {
        rules::what(self.first.rule)
    }

    /// What it was and what it is; nothing for words and samples, of which there are fingerprints alone.
    #[must_use]
    pub fn values(&self) -> (Option<&str>, Option<&str>) {
        let is_fingerprint = |kind| self.first.rule.starts_with(kind);
        match ["prose-", "sample-"].into_iter().any(is_fingerprint) {
            true => (None, None),
            false => (self.values.0.as_deref(), self.values.1.as_deref()),
        }
    }

    /// The same in a few words.
    #[must_use]
    pub fn difference(&self) -> Option<String> {
        match self.values() {
            (Some(was), Some(is)) => Some(format!("was {was}, is {is}")),
            (Some(was), None) => Some(format!("was {was}")),
            (None, Some(is)) => Some(format!("is {is}")),
            (None, None) => None,
        }
    }

    /// Whether it says where it was done in naming the operations that it reaches.
    #[must_use]
    pub fn is_itself(&self) -> bool {
        let operations = self.operations();
        let mut changes = self.changes.iter();
        operations.len() == self.changes.len()
            && changes.all(|change| {
                operations
                    .iter()
                    .any(|(name, _)| change.path.starts_with(name))
            })
    }

    /// The operations that it reaches, each with its sides.
    #[must_use]
    pub fn operations(&self) -> Vec<(&'a str, Vec<Direction>)> {
        operations(self.changes.iter().flat_map(|change| change.reach.iter()))
    }
}

/// Changes as steps, in the order of the first change of each. What was done in few places is a step for each of them.
#[must_use]
pub fn steps<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<Step<'a>> {
    let mut alike: IndexMap<Done<'a>, Vec<(usize, &'a Change)>> = IndexMap::new();
    for (number, change) in changes.into_iter().enumerate() {
        let same = alike.entry(Done::of(change)).or_default();
        same.push((number, change));
    }
    let mut steps: Vec<(usize, Step<'a>)> = Vec::new();
    for (done, same) in alike {
        match same.as_slice() {
            [(number, first), ..] if same.len() >= MANY => {
                let changes = same.iter().map(|(_, change)| *change).collect();
                steps.push((*number, Step::of_many(done, first, changes)));
            }
            few => steps.extend(few.iter().map(|(number, it)| (*number, Step::of_one(it)))),
        }
    }
    steps.sort_by_key(|(number, _)| *number);
    steps.into_iter().map(|(_, step)| step).collect()
}

/// What a change has in common with those that are one step with it.
#[derive(PartialEq, Eq, Hash)]
struct Done<'a> {
    rule: &'static str,
    class: Class,
    member: &'a str,
    values: Values,
}

impl<'a> Done<'a> {
    fn of(change: &'a Change) -> Self {
        Self {
            rule: change.rule,
            class: change.class,
            member: member(change),
            values: values(change),
        }
    }
}

/// What a change was and is, without what stays as it is of two operations: `/v1/…` and `/v2/…`, or their methods.
fn values(change: &Change) -> Values {
    let [was, is] = [&change.was, &change.is].map(|it| it.as_ref()?.split_once(" /"));
    match (was, is) {
        (Some((was, left)), Some((is, right))) if was == is => {
            let (left, right) = between(left, right);
            (Some(left), Some(right))
        }
        (Some((was, left)), Some((is, right))) if left == right => {
            (Some(was.to_owned()), Some(is.to_owned()))
        }
        _ => (change.was.clone(), change.is.clone()),
    }
}

/// Two paths up to where they go on alike.
fn between(left: &str, right: &str) -> (String, String) {
    let (left, right): (Vec<&str>, Vec<&str>) =
        (left.split('/').collect(), right.split('/').collect());
    let rest = left.iter().rev().zip(right.iter().rev());
    let alike = rest.take_while(|(left, right)| left == right).count();
    let shown = |segments: &[&str]| {
        let differing = segments.get(..segments.len() - alike).unwrap_or_default();
        let rest = if alike > 0 { ["…"].as_slice() } else { &[] };
        format!("/{}", [differing, rest].concat().join("/"))
    };
    (shown(&left), shown(&right))
}

/// What a change is about: the operation or the schema at the beginning of its path.
fn subject(change: &Change) -> &str {
    let path = change.path.as_str();
    if path.is_empty() {
        return "the document";
    }
    let reached = change.reach.iter().map(|it| it.operation.as_str());
    if let Some(operation) = reached
        .filter(|it| path.starts_with(it))
        .max_by_key(|it| it.len())
    {
        return operation;
    }
    // A place in the components has the name, in which points can stand; the path begins with it, or is that place.
    let mut names = pointer_names(change.place()).into_iter().skip(2);
    let component = names.next().unwrap_or_default();
    let ends = |at: &usize| {
        path.get(*at..)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let pointed = path.match_indices('/').nth(3).map(|(at, _)| at);
    let within = match path.starts_with("/components/") {
        true => pointed,
        false => path.starts_with(&component).then_some(component.len()),
    };
    if let Some(end) = within.filter(|end| *end > 0 && ends(end)) {
        return path.get(..end).unwrap_or(path);
    }
    let word = path.split(' ').next().unwrap_or_default();
    let rest = path.get(word.len()..).unwrap_or_default();
    let name = word.split(['.', '[', '{']).next().unwrap_or_default();
    match word {
        "tag" | "server" | "security" => path,
        _ if rest.starts_with(" /") => {
            let place = rest.get(1..).and_then(|rest| rest.split(' ').next());
            let end = word.len() + 1 + place.map_or(0, str::len);
            path.get(..end).unwrap_or(path)
        }
        _ if name.is_empty() => word,
        _ => name,
    }
}

/// The path of a change within what it is about.
fn member(change: &Change) -> &str {
    let member = change.path.strip_prefix(subject(change));
    member.unwrap_or_default().trim_start_matches([' ', '.'])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn points_in_the_name_of_a_schema_end_it_not() {
        let change = |path: &str, place: &str| Change {
            rule: "became-nullable",
            class: Class::Breaking,
            reach: Arc::default(),
            path: path.to_owned(),
            former: None,
            pointer: Some(format!("/components/schemas/{place}")),
            line: None,
            was: None,
            is: None,
        };
        for (path, place, about) in [
            ("v1.order.note", "v1.order/properties/note", "v1.order"),
            (
                "v1.order[].note",
                "v1.order/items/properties/note",
                "v1.order",
            ),
            ("Order.note", "Order/properties/note", "Order"),
            // What a schema holds can stand in another one.
            ("Orders.note", "Order/properties/note", "Orders"),
            (
                "/components/schemas/v1.order/not/type",
                "v1.order/not/type",
                "/components/schemas/v1.order",
            ),
        ] {
            assert_eq!(subject(&change(path, place)), about, "{path}");
        }
        let changes = ["v1.order", "v1.card", "v2.card"]
            .map(|name| change(&format!("{name}.note"), &format!("{name}/properties/note")));
        let steps = steps(&changes);
        assert_eq!(steps.len(), 1);
        assert_eq!(
            (steps[0].subject.as_str(), steps[0].path),
            ("3 places", "note")
        );
    }
}
