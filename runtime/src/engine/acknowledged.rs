//! What an answer shows of its request: whose it is, what it says became of it, and how much of it it accepts.

use std::borrow::Cow;

use crate::engine::known::Known;
use crate::engine::unlisted::Unlisted;
use crate::record::intent::Intent;
use crate::record::operation::{Acknowledges, Effect, StateClass};
use crate::record::seen::{Seen, number_shown, state_shown};
use crate::value::echo::Echoes;
use crate::value::json::everywhere::everywhere;
use crate::value::json::name_filter::NameFilter;
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
    /// What stands where the number that the gateway gives was documented.
    number: Option<String>,
    states: Vec<(String, StateClass)>,
    /// Whether the customer is asked for a next step.
    step: bool,
}

impl Shown {
    pub(super) fn of(json: JsonRef<'_>, intent: &Intent, known: &Known) -> Self {
        let acknowledges = &intent.operation().acknowledges;
        let mut shown = Self {
            required: acknowledges.required.is_empty(),
            is_whole: is_whole(json, acknowledges, intent),
            ..Self::default()
        };
        let spoken_of = SpokenOf::new(acknowledges);
        let looked_everywhere = everywhere(json, &mut |path, value| {
            let Some((name, above)) = path.split_last() else {
                return;
            };
            let meanings = spoken_of.meanings(name);
            if meanings == 0 {
                return;
            }
            shown.speaks |= meanings & (STATE | ISSUED | SAME | EACH) != 0;
            if is_blank(value) {
                return;
            }
            if meanings & (STATE | ISSUED) != 0 {
                shown.see(name, value, meanings, known, intent);
            }
            if intent.operation().effect != Effect::Reads {
                let is_step = |step: &&str| is_at(path, step);
                shown.step |= meanings & STEP != 0 && acknowledges.steps.iter().any(is_step);
                if meanings & ISSUED != 0
                    && acknowledges.keeps_issued
                    && acknowledges.issued.is_some_and(|at| is_at(path, at))
                {
                    shown.number = paths::text(value).and_then(|text| number_shown(&text));
                }
            }
            shown.another |= meanings & SAME != 0 && names_another(path, value, intent);
            shown.required |= meanings & REQUIRED != 0 && above.is_empty();
        });
        shown.speaks |= !looked_everywhere;
        shown
    }

    /// Takes note of a state, or of what the gateway issues.
    fn see(
        &mut self,
        name: &str,
        value: JsonRef<'_>,
        meanings: u8,
        known: &Known,
        intent: &Intent,
    ) {
        let text = paths::text(value);
        let mut states = intent.operation().acknowledges.states.iter();
        if let Some((_, classes)) = states.find(|(state, _)| *state == name) {
            let listed = text.as_deref().and_then(|text| known.listed(text, classes));
            self.state = true;
            self.state_not_failed |= listed != Some(StateClass::Failed);
            if intent.operation().effect != Effect::Reads
                && let Some(state) = text.as_deref().and_then(state_shown)
            {
                if listed.is_none() {
                    let operation = intent.operation().id;
                    let state = state.clone();
                    known.first_seen(Unlisted::State { operation, state });
                }
                self.states
                    .push((state, listed.unwrap_or(StateClass::Pending)));
            }
        }
        // A number that the request itself has says nothing of what became of it.
        let mut sent = intent.named().filter(|(path, _)| is_last(path, name));
        self.issued |=
            meanings & ISSUED != 0 && !sent.any(|(_, sent)| text.as_deref() == Some(sent));
    }

    /// What a journal keeps of it.
    pub(super) fn seen(&self, intent: &Intent, echoes: &Echoes) -> Seen {
        let acknowledges = &intent.operation().acknowledges;
        if intent.operation().effect == Effect::Reads {
            return Seen::NOTHING;
        }
        let mut states = self.states.iter();
        // Several that differ are none.
        let state = states
            .next()
            .filter(|first| states.all(|other| other == *first));
        let plain = |text: &String| !echoes.is_in(text);
        Seen {
            number: self.number.clone().filter(plain),
            state: state.map(|(text, _)| text.clone()).filter(plain),
            class: (!acknowledges.states.is_empty())
                .then(|| state.map_or(StateClass::Pending, |(_, class)| *class)),
            customer_acts: self.step || !intent.handle().is_alone(acknowledges),
        }
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

/// What can be concluded from a name, wherever it stands.
const STATE: u8 = 1;
const ISSUED: u8 = 2;
const SAME: u8 = 4;
const EACH: u8 = 8;
const STEP: u8 = 16;
const REQUIRED: u8 = 32;

/// The names that something can be concluded from, put together once for an answer.
struct SpokenOf {
    filter: NameFilter,
    names: Vec<(&'static str, u8)>,
}

impl SpokenOf {
    fn new(acknowledges: &Acknowledges) -> Self {
        let all = |paths: &'static [&'static str], meaning| {
            paths.iter().map(move |path| (*path, meaning))
        };
        let same = acknowledges.same.iter().map(|(theirs, _)| (*theirs, SAME));
        let states = acknowledges.states.iter().map(|(state, _)| (*state, STATE));
        let issued = acknowledges.issued.map(|path| (path, ISSUED));
        let each = acknowledges.each.map(|path| (path, EACH));
        let paths = same.chain(issued).chain(each);
        let paths = paths.chain(all(acknowledges.steps, STEP));
        let paths = paths.map(|(path, meaning)| (last_name(path), meaning));
        let names = states.chain(all(acknowledges.required, REQUIRED));
        let mut spoken_of = Self {
            filter: NameFilter::default(),
            names: Vec::with_capacity(24),
        };
        for (name, meaning) in names.chain(paths) {
            spoken_of.filter.add(name.as_bytes());
            spoken_of.names.push((name, meaning));
        }
        spoken_of
    }

    fn meanings(&self, name: &str) -> u8 {
        if !self.filter.may_have(name) {
            return 0;
        }
        let meant = self.names.iter().filter(|(meant, _)| *meant == name);
        meant.fold(0, |meanings, (_, meaning)| meanings | meaning)
    }
}

/// Whether a value at a path names a request, and it is not this one. At a path that the document states it has its own
/// counterpart; at any other, that of any such name will do.
fn names_another(path: &[Cow<'_, str>], value: JsonRef<'_>, intent: &Intent) -> bool {
    let Some(name) = path.last() else {
        return false;
    };
    let acknowledges = &intent.operation().acknowledges;
    // Only what is called like something that names a request can name another one.
    let is_called = |named: &(&'static str, &str)| is_last(named.0, name);
    if !intent.named().any(|named| is_called(&named)) {
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
    let (mut stated, name) = (stated.as_bytes(), name.as_bytes());
    while let [shorter @ .., b'[' | b']' | b'.'] = stated {
        stated = shorter;
    }
    // Most are told apart by their last letter.
    stated.last() == name.last()
        && stated
            .strip_suffix(name)
            .is_some_and(|above| matches!(above, [] | [.., b'.']))
        && !name.contains(&b'.')
}

fn last_name(stated: &str) -> &str {
    let is_sign = |byte: &u8| matches!(byte, b'[' | b']' | b'.');
    let bytes = stated.as_bytes();
    let end = bytes.iter().rposition(|byte| !is_sign(byte));
    let end = end.map_or(0, |last| last + 1);
    let within = bytes.get(..end).unwrap_or_default();
    let begin = within.iter().rposition(|byte| *byte == b'.');
    let begin = begin.map_or(0, |point| point + 1);
    stated.get(begin..end).unwrap_or_default()
}

/// Whether the names that lead to a value are those of a stated path. One where a list was documented counts as the
/// only element of it.
fn is_at(path: &[Cow<'_, str>], stated: &str) -> bool {
    if !stated.as_bytes().contains(&b'.') {
        // Most are one name, which costs less to compare than to take apart.
        let stated = without_list(stated);
        return matches!(path, [only] if only == stated && !stated.is_empty());
    }
    let ends = |name: &Cow<'_, str>| is_last(stated, name);
    path.last().is_some_and(ends) && names(stated).eq(path.iter().map(AsRef::as_ref))
}

fn names(stated: &str) -> impl Iterator<Item = &str> {
    let names = stated.split('.').map(without_list);
    names.filter(|name| !name.is_empty())
}

/// The name of a list in a path, as of what holds lists of lists.
fn without_list(mut step: &str) -> &str {
    while let Some(list) = step.strip_suffix("[]") {
        step = list;
    }
    step
}
