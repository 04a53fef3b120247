//! What an operation answers.

use super::comparison::{Comparison, Place};
use super::{content, words};
use crate::openapi::{Answer, Operation, Status};

/// Compares the answers of an operation by their status.
pub(super) fn compare<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    (old, new): (&'a Operation, &'a Operation),
) {
    let path = |status: Status| format!("{} {status}", place.path);
    for left in &old.answers {
        if let Some(right) = with(&new.answers, left.status) {
            both(c, place, (left, right));
        } else if let Some(right) = around(&new.answers, &old.answers, left.status) {
            ranged(
                c,
                place,
                ["success-status-widened", "error-status-widened"],
                (left, right),
            );
        } else if !is_around(left, &new.answers, &old.answers) {
            let rule = rule(
                left.status,
                ["success-answer-removed", "error-answer-removed"],
            );
            let shown = Some(left.status.to_string());
            c.removed(place.unit, rule, path(left.status), &left.pointer, shown);
        }
    }
    for right in &new.answers {
        if with(&old.answers, right.status).is_some() {
            continue;
        }
        if let Some(left) = around(&old.answers, &new.answers, right.status) {
            ranged(
                c,
                place,
                ["success-status-narrowed", "error-status-narrowed"],
                (left, right),
            );
        } else if !is_around(right, &old.answers, &new.answers) {
            let rule = rule(right.status, ["success-answer-added", "error-answer-added"]);
            let shown = Some(right.status.to_string());
            c.added(place.unit, rule, path(right.status), &right.pointer, shown);
        }
    }
}

fn with(answers: &[Answer], status: Status) -> Option<&Answer> {
    answers.iter().find(|answer| answer.status == status)
}

/// The range of one document that holds a status of the other, where that other does not have the range itself.
fn around<'a>(answers: &'a [Answer], others: &[Answer], status: Status) -> Option<&'a Answer> {
    let Status::Code(code) = status else {
        return None;
    };
    let range = with(answers, Status::Range(code / 100))?;
    with(others, range.status).is_none().then_some(range)
}

/// Whether an answer is a range that stands where the other document has single statuses, of which it is told.
fn is_around(answer: &Answer, singles: &[Answer], own: &[Answer]) -> bool {
    let Status::Range(hundred) = answer.status else {
        return false;
    };
    let held =
        |other: &&Answer| matches!(other.status, Status::Code(code) if code / 100 == hundred);
    let mut singles = singles.iter().filter(held);
    singles.any(|single| with(own, single.status).is_none())
}

fn rule(status: Status, [success, error]: [&'static str; 2]) -> &'static str {
    if status.is_success() { success } else { error }
}

/// A single status and the range that holds it.
fn ranged<'a>(
    c: &mut Comparison<'a>,
    place: &Place,
    rules: [&'static str; 2],
    (old, new): (&'a Answer, &'a Answer),
) {
    let path = format!("{} {}", place.path, new.status);
    let within = place.within(path, &old.pointer, &new.pointer);
    let shown = (Some(old.status.to_string()), Some(new.status.to_string()));
    c.differs(&within, rule(new.status, rules), "", shown);
    both(c, place, (old, new));
}

fn both<'a>(c: &mut Comparison<'a>, place: &Place, (old, new): (&'a Answer, &'a Answer)) {
    let path = format!("{} {}", place.path, new.status);
    let (old, new) = (&*old.response, &*new.response);
    let place = place.within(path.clone(), &old.notes.pointer, &new.notes.pointer);
    words::compare(c, &place, &old.notes, &new.notes);
    content::headers(c, &place, (&old.headers, &new.headers));
    match (old.content.is_empty(), new.content.is_empty()) {
        (true, true) => {}
        (false, true) => {
            let shown = Some(content::shown(&c.old, &old.content));
            let at = old.notes.pointer.member("content");
            c.removed(place.unit, "answer-body-removed", path, &at, shown);
        }
        (true, false) => {
            let shown = Some(content::shown(&c.new, &new.content));
            let at = new.notes.pointer.member("content");
            c.added(place.unit, "answer-body-added", path, &at, shown);
        }
        (false, false) => content::compare(c, &place, (&old.content, &new.content)),
    }
}
