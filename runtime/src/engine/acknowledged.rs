//! What an answer shows of its request: whose it is, what it says became of it, and how much of it it accepts.

use std::borrow::Cow;

use crate::engine::known::Known;
use crate::record::intent::Intent;
use crate::record::operation::Acknowledges;
use crate::record::operation::StateClass;
use crate::value::json::everywhere::everywhere;
use crate::value::json::paths;
use crate::value::json::reference::JsonRef;

/// What an answer shows of a request, whatever its code and its status say.
#[derive(Default)]
pub(super) struct Shown {
    /// A number that names a request, and is not that of this one: who knows whose answer it is.
    pub(super) another: bool,
    /// Anything at all of what such answers speak of their request with, with whatever value.
    pub(super) speaks: bool,
    /// A field that is always there, if there are such.
    pub(super) required: bool,
    /// An acknowledgement of each entry of the request.
    pub(super) is_whole: bool,
    state: bool,
    state_not_failed: bool,
    issued: bool,
}

impl Shown {
    pub(super) fn of(json: JsonRef<'_>, intent: &Intent, known: &Known) -> Self {
        let acknowledges = &intent.operation().acknowledges;
        let mut shown = Self {
            required: acknowledges.required.is_empty(),
            is_whole: is_whole(json, acknowledges, intent),
            ..Self::default()
        };
        let looked_everywhere = everywhere(json, &mut |path, value| {
            let Some((name, above)) = path.split_last() else {
                return;
            };
            shown.see(name, value, acknowledges, known, intent);
            shown.another |= names_another(path, value, acknowledges, intent);
            shown.required |= above.is_empty()
                && acknowledges.required.contains(&name.as_ref())
                && !is_blank(value);
        });
        shown.speaks |= !looked_everywhere;
        shown
    }

    fn see(
        &mut self,
        name: &str,
        value: JsonRef<'_>,
        acknowledges: &Acknowledges,
        known: &Known,
        intent: &Intent,
    ) {
        let issued = acknowledges.issued.is_some_and(|path| is_last(path, name));
        let mut states = acknowledges.states.iter();
        let state = states.find(|(state, _)| *state == name);
        let mut stated = acknowledges.same.iter().map(|(theirs, _)| *theirs);
        self.speaks |= issued
            || state.is_some()
            || stated.any(|path| is_last(path, name))
            || acknowledges.each.is_some_and(|path| is_last(path, name));
        if is_blank(value) || !(issued || state.is_some()) {
            return;
        }
        let text = paths::text(value);
        if let Some((_, classes)) = state {
            let class = text.as_deref().map(|text| known.class_of(text, classes));
            self.state = true;
            self.state_not_failed |= class != Some(StateClass::Failed);
        }
        // A number that the request itself has says nothing of what became of it.
        let mut sent = intent.named().filter(|(path, _)| is_last(path, name));
        self.issued |= issued && !sent.any(|(_, sent)| text.as_deref() == Some(sent));
    }

    /// Whether it shows that something was carried out, so that a refusal beside it decides nothing.
    pub(super) fn contradicts_refusal(&self) -> bool {
        self.state_not_failed || (self.issued && !self.state)
    }

    /// Whether it shows that there is something, be it failed, so that nobody can say beside it that there is nothing.
    pub(super) fn contradicts_absence(&self) -> bool {
        self.state || self.issued
    }
}

/// Whether a value at a path names a request, and it is not this one. At a path that the document states it has its own
/// counterpart; at any other, that of any such name will do.
fn names_another(
    path: &[Cow<'_, str>],
    value: JsonRef<'_>,
    acknowledges: &Acknowledges,
    intent: &Intent,
) -> bool {
    let Some(name) = path.last() else {
        return false;
    };
    // Only what is called like something that names a request can name another one.
    let is_called = |named: &(&'static str, &str)| is_last(named.0, name);
    if is_blank(value) || !intent.named().any(|named| is_called(&named)) {
        return false;
    }
    if acknowledges.other.iter().any(|other| is_at(path, other)) {
        return false;
    }
    let is_stated = |(stated, _): &(&'static str, &str)| is_at(path, stated);
    let exactly = intent.named().any(|named| is_stated(&named));
    let mut counterparts = intent
        .named()
        .filter(|named| match exactly {
            true => is_stated(named),
            false => is_called(named),
        })
        .peekable();
    // A text without its escapes is a copy that nobody wipes: only what names a request is taken out of an answer.
    let shown = counterparts.peek().and_then(|_| paths::text(value));
    shown.is_some_and(|shown| counterparts.all(|(_, sent)| sent != shown))
}

/// Whether an answer that says "accepted" acknowledges every entry of its request.
fn is_whole(json: JsonRef<'_>, acknowledges: &Acknowledges, intent: &Intent) -> bool {
    let Some(list) = acknowledges.each else {
        return true;
    };
    let acknowledged = paths::values(json, &format!("{list}[]"));
    let acknowledged = acknowledged.iter().filter(|(_, json)| !json.is_null());
    acknowledged.count() >= intent.handle().entries().len().max(1)
}

/// Whether a value says no more than that there is none.
fn is_blank(value: JsonRef<'_>) -> bool {
    value.is_null() || value.expose() == r#""""#
}

/// Whether the last name of a path that the document states is this.
fn is_last(stated: &str, name: &str) -> bool {
    let mut stated = stated;
    while let Some(shorter) = stated
        .strip_suffix("[]")
        .or_else(|| stated.strip_suffix('.'))
    {
        stated = shorter;
    }
    let above = stated.strip_suffix(name);
    above.is_some_and(|above| above.is_empty() || above.ends_with('.')) && !name.contains('.')
}

/// Whether the names that lead to a value are those of a stated path. One where a list was documented counts as the
/// only element of it.
fn is_at(path: &[Cow<'_, str>], stated: &str) -> bool {
    names(stated).eq(path.iter().map(AsRef::as_ref))
}

fn names(stated: &str) -> impl Iterator<Item = &str> {
    let names = stated.split('.').map(|step| step.trim_end_matches("[]"));
    names.filter(|name| !name.is_empty())
}
