//! What an operation answers.

use super::comparison::{Alone, Diff};
use super::found::{Both, Place, either, values};
use super::matching::Matching;
use super::{content, words};
use crate::openapi::{Answer, Operation, Response, Status};

/// Compares the answers of an operation by their status.
pub(super) fn compare<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Operation>) {
    let mut all = Matching::of(&old.answers, &new.answers);
    for pair in all.same(|left, right| left.status == right.status) {
        both(c, place, pair);
    }
    // Statuses of which one document has the range and the other has some one by one.
    let ranges = all.gone.iter().map(|left| (*left, all.added.iter()));
    let mut ranged: Vec<Both<&Answer>> = Vec::new();
    for (left, others) in ranges {
        let others = others.filter(|right| {
            is_within(left.status, right.status)
                || is_within(right.status, left.status)
                || left.status.is_success() && is_success(new, right.status)
                || right.status.is_success() && is_success(old, left.status)
        });
        ranged.extend(others.map(|right| (left, *right)));
    }
    for (left, right) in &ranged {
        let wider = is_within(left.status, right.status) || right.status == Status::Default;
        let rules = match left.status.is_success() || right.status.is_success() {
            true => ["success-status-widened", "success-status-narrowed"],
            false => ["error-status-widened", "error-status-narrowed"],
        };
        let path = format!("{} {}", place.path, right.status);
        let within = place.within(path, (&left.pointer, &right.pointer));
        let shown = values(&left.status.to_string(), &right.status.to_string());
        c.differs(&within, either(wider, rules), "", shown);
        both(c, place, (left, right));
    }
    all.gone
        .retain(|left| !ranged.iter().any(|(known, _)| known.status == left.status));
    all.added
        .retain(|right| !ranged.iter().any(|(_, known)| known.status == right.status));
    // What has a range of the other document for it, which both have, comes as that says.
    for left in std::mem::take(&mut all.gone) {
        match range(new, left.status) {
            Some(right) => both(c, place, (left, right)),
            None => all.gone.push(left),
        }
    }
    for right in std::mem::take(&mut all.added) {
        match range(old, right.status) {
            Some(left) => both(c, place, (left, right)),
            None => all.added.push(right),
        }
    }
    c.alone(place, all, |_, answer| {
        let status = answer.status;
        let rules = if status.is_success() {
            ["success-answer-removed", "success-answer-added"]
        } else {
            ["error-answer-removed", "error-answer-added"]
        };
        let path = format!("{} {status}", place.path);
        Alone::new(rules, path, &answer.pointer, status.to_string())
    });
}

/// Whether the default means success, as it does where no status of success is stated.
fn is_success(operation: &Operation, status: Status) -> bool {
    let mut answers = operation.answers.iter();
    status == Status::Default && !answers.any(|answer| answer.status.is_success())
}

/// The answer of an operation to a range that holds a status.
fn range(operation: &Operation, status: Status) -> Option<&Answer> {
    let mut answers = operation.answers.iter();
    answers.find(|answer| is_within(status, answer.status))
}

/// Whether a range holds a status.
fn is_within(status: Status, range: Status) -> bool {
    matches!((status, range), (Status::Code(code), Status::Range(hundred)) if code / 100 == hundred)
}

fn both<'a>(c: &mut Diff<'a>, place: &Place, (old, new): Both<&'a Answer>) {
    let path = format!("{} {}", place.path, new.status);
    let (old, new) = (&*old.response, &*new.response);
    let place = place.of(path, (&old.notes, &new.notes));
    words::compare(c, &place, (&old.notes, &new.notes));
    content::headers(c, &place, (&old.headers, &new.headers));
    if !old.content.is_empty() && !new.content.is_empty() {
        return content::compare(c, &place, (&old.content, &new.content));
    }
    let with_body = |response: &'a Response| Some(response).filter(|it| !it.content.is_empty());
    let all = Matching::of(with_body(old), with_body(new));
    c.alone(&place, all, |side, response| {
        let rules = ["answer-body-removed", "answer-body-added"];
        let shown = content::shown(side, &response.content);
        let at = response.notes.pointer.member("content");
        Alone::new(rules, place.path.clone(), &at, shown)
    });
}
