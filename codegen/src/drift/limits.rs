//! Limits and patterns.

use super::comparison::Diff;
use super::found::{Both, Place, either};
use super::unread::Unread;
use super::words;
use crate::extensions::{self, SchemaExtensions};
use crate::openapi::{self, End, Kind, Limit, LimitChange, Notes};

/// A limit that an extension states.
struct Stated {
    name: &'static str,
    less_is_tighter: bool,
    of: fn(&SchemaExtensions) -> Option<String>,
}

impl Stated {
    fn stands(&self, notes: &Notes) -> bool {
        notes.extensions.contains_key(self.name)
    }

    /// The limit, where there is one. Most places have none, and need not be read for that.
    fn said(&self, notes: &Notes) -> Option<String> {
        let said = self.stands(notes).then(|| extensions::of_schema(notes));
        (self.of)(&said?)
    }
}

const STATED: [Stated; 4] = [
    Stated {
        name: "x-maximum",
        less_is_tighter: true,
        of: |said| Some(said.maximum.as_ref()?.0.to_string()),
    },
    Stated {
        name: "x-minimum",
        less_is_tighter: false,
        of: |said| Some(said.minimum.as_ref()?.0.to_string()),
    },
    Stated {
        name: "x-integer-digits",
        less_is_tighter: true,
        of: |said| Some(said.integer_digits?.to_string()),
    },
    Stated {
        name: "x-fraction-digits",
        less_is_tighter: true,
        of: |said| Some(said.fraction_digits?.to_string()),
    },
];

/// Compares all that limits values of one type.
pub(super) fn compare(c: &mut Diff<'_>, place: &Place, unread: &Unread, (old, new): Both<&Kind>) {
    let is_empty = |kind: &Kind| matches!(kind, Kind::List(list) if list.max_items == Some(0));
    let is_emptied = is_empty(new) && !is_empty(old);
    if is_emptied || is_empty(old) && !is_empty(new) {
        let rule = either(is_emptied, ["list-emptied", "list-filled"]);
        c.differs(place, rule, "items", (None, None));
    }
    for limit in openapi::limits(old, new) {
        // Of a list that is always empty on one side, that is told.
        if limit.keyword != "maxItems" || is_empty(old) == is_empty(new) {
            told(c, place, unread, limit);
        }
    }
}

/// Compares the limits that extensions state: amounts in text, and digits.
pub(super) fn stated(c: &mut Diff<'_>, place: &Place, unread: &Unread, notes: Both<&[&Notes]>) {
    for stated in STATED {
        let Some((was, is)) = words::both(notes, |notes| stated.said(notes)) else {
            continue;
        };
        let ends = (was.map(End::inclusive), is.map(End::inclusive));
        if let Some(limit) = Limit::end(stated.name, stated.less_is_tighter, ends) {
            told(c, place, unread, limit);
        }
    }
}

/// The limits that [`stated`] compares: one that is no such limit, in either document, is an extension like any other.
pub(super) fn stated_well((old, new): Both<&[&Notes]>) -> Vec<&'static str> {
    let is_well = |stated: &Stated| {
        let mut saying = old.iter().chain(new);
        saying.all(|notes| !stated.stands(notes) || stated.said(notes).is_some())
    };
    let well = STATED.into_iter().filter(is_well);
    well.map(|stated| stated.name).collect()
}

/// Tells of a limit, unless one side cannot show it, or nobody can read what it says.
fn told(c: &mut Diff<'_>, place: &Place, unread: &Unread, limit: Limit) {
    let Limit {
        keyword,
        sides: (was, is),
        change,
    } = limit;
    let hidden = c.is_hidden(keyword);
    let (is_new, is_gone) = (was.is_none(), is.is_none());
    if is_new && hidden.0 || is_gone && hidden.1 || unread.hides(keyword, !is_new, !is_gone) {
        return;
    }
    let rule = match (keyword, change) {
        ("pattern", LimitChange::Tightened) => "pattern-added",
        ("pattern", LimitChange::Loosened) => "pattern-removed",
        ("pattern", LimitChange::Other) => "pattern-changed",
        (_, LimitChange::Tightened) => "limit-tightened",
        (_, LimitChange::Loosened) => "limit-loosened",
        (_, LimitChange::Other) => "other-changed",
    };
    let shown = |side: Option<String>| match keyword {
        // These say themselves what they are.
        "pattern" | "uniqueItems" | "dependentRequired" => side,
        _ => side.map(|side| format!("{keyword} {side}")),
    };
    c.differs(place, rule, keyword, (shown(was), shown(is)));
}
