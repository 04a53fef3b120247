//! What an answer repeats of its request: whose answer it is, and how much of the request it accepts.

use crate::json::{Document, Oddities, paths};
use crate::{Handle, Operation, RawAnswer};

/// Whether an answer shows a number that names a request, and it is not that of this one: who knows whose answer it is.
pub(super) fn names_another(handle: &Handle, operation: &Operation, answer: &RawAnswer) -> bool {
    let same = operation.acknowledges.same;
    if same.is_empty() {
        return false;
    }
    let text = answer.text(&mut Oddities::new());
    let document = Document::parse(&text, &mut Oddities::new());
    same.iter().any(|(theirs, ours)| {
        handle.first(ours).is_some_and(|sent| {
            let shown = paths::all_values(document.json, theirs);
            let mut shown = shown.into_iter().filter_map(|(_, json)| paths::text(json));
            shown.any(|shown| !shown.is_empty() && shown != sent)
        })
    })
}

/// Whether an answer that says "accepted" acknowledges every entry of its request.
pub(super) fn is_whole(handle: &Handle, operation: &Operation, answer: &RawAnswer) -> bool {
    let Some(list) = operation.acknowledges.each else {
        return true;
    };
    let text = answer.text(&mut Oddities::new());
    let document = Document::parse(&text, &mut Oddities::new());
    let acknowledged = paths::values(document.json, &format!("{list}[]"));
    let acknowledged = acknowledged.iter().filter(|(_, json)| !json.is_null());
    acknowledged.count() >= handle.entries().len().max(1)
}
