//! Limits and patterns.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::comparison::Diff;
use super::found::{Both, Place, Values, either};
use super::unread::Unread;
use super::words;
use crate::extensions::{self, SchemaExtensions};
use crate::openapi::{Bound, Decimal, Kind, List, Notes, Number, Object, Text};
use crate::patterns;

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
    let mut limits = Limits { c, place, unread };
    match (old, new) {
        (Kind::Text(old), Kind::Text(new)) => limits.text(old, new),
        (Kind::Integer(old) | Kind::Number(old), Kind::Integer(new) | Kind::Number(new)) => {
            limits.number(old, new);
        }
        (Kind::List(old), Kind::List(new)) => limits.list(old, new),
        (Kind::Object(old), Kind::Object(new)) => limits.object(old, new),
        _ => {}
    }
}

/// Compares the limits that extensions state: amounts in text, and digits.
pub(super) fn stated(c: &mut Diff<'_>, place: &Place, unread: &Unread, notes: Both<&[&Notes]>) {
    let mut limits = Limits { c, place, unread };
    for stated in STATED {
        let Some((was, is)) = words::both(notes, |notes| stated.said(notes)) else {
            continue;
        };
        let ends = (was.map(End::inclusive), is.map(End::inclusive));
        limits.end(stated.name, stated.less_is_tighter, ends);
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

/// An end of what is allowed.
struct End {
    /// The number; nothing where it is none.
    number: Option<Decimal>,
    exclusive: bool,
    shown: String,
}

impl End {
    fn inclusive(shown: String) -> Self {
        Self {
            number: Decimal::parse(&shown),
            exclusive: false,
            shown,
        }
    }

    fn count(count: Option<u64>) -> Option<Self> {
        Some(Self::inclusive(count?.to_string()))
    }

    fn bound(bound: Option<&Bound>) -> Option<Self> {
        let Bound { value, exclusive } = bound?;
        let excluded = if *exclusive { ", excluded" } else { "" };
        Some(Self {
            number: Some(value.clone()),
            exclusive: *exclusive,
            shown: format!("{value}{excluded}"),
        })
    }
}

struct Limits<'c, 'a> {
    c: &'c mut Diff<'a>,
    place: &'c Place,
    unread: &'c Unread,
}

impl Limits<'_, '_> {
    fn text(&mut self, old: &Text, new: &Text) {
        self.most("maxLength", old.max_length, new.max_length);
        self.least("minLength", old.min_length, new.min_length);
        let all = |text: &Text| text.patterns.iter().cloned().collect();
        let normal = |text: &Text| -> BTreeSet<String> {
            text.patterns
                .iter()
                .map(|it| patterns::normal(it))
                .collect()
        };
        if old.patterns != new.patterns && normal(old) != normal(new) {
            self.set("pattern", "pattern", (all(old), all(new)), |_, _| false);
        }
    }

    fn number(&mut self, old: &Number, new: &Number) {
        let ends = |old: &Option<Bound>, new: &Option<Bound>| {
            (End::bound(old.as_ref()), End::bound(new.as_ref()))
        };
        self.end("maximum", true, ends(&old.maximum, &new.maximum));
        self.end("minimum", false, ends(&old.minimum, &new.minimum));
        let all = |number: &Number| number.multiple_of.iter().map(ToString::to_string).collect();
        self.set("multipleOf", "multiple", (all(old), all(new)), is_multiple);
    }

    fn list(&mut self, old: &List, new: &List) {
        match (old.max_items == Some(0), new.max_items == Some(0)) {
            (false, true) => self.told("list-emptied", "items", (None, None)),
            (true, false) => self.told("list-filled", "items", (None, None)),
            _ => self.most("maxItems", old.max_items, new.max_items),
        }
        self.least("minItems", old.min_items, new.min_items);
        if old.unique != new.unique {
            let rule = either(new.unique, ["limit-tightened", "limit-loosened"]);
            let shown = |unique| {
                let words = either(unique, ["entries differ", "entries may be equal"]);
                Some(words.to_owned())
            };
            self.told(rule, "uniqueItems", (shown(old.unique), shown(new.unique)));
        }
    }

    fn object(&mut self, old: &Object, new: &Object) {
        self.most("maxProperties", old.max_properties, new.max_properties);
        self.least("minProperties", old.min_properties, new.min_properties);
        let all = |object: &Object| {
            let pairs = object.beside.iter();
            pairs
                .map(|(name, other)| format!("{other} beside {name}"))
                .collect()
        };
        let name = "dependentRequired";
        self.set(name, "beside", (all(old), all(new)), |_, _| false);
    }

    fn most(&mut self, name: &str, old: Option<u64>, new: Option<u64>) {
        self.end(name, true, (End::count(old), End::count(new)));
    }

    fn least(&mut self, name: &str, old: Option<u64>, new: Option<u64>) {
        self.end(name, false, (End::count(old), End::count(new)));
    }

    /// Compares one end. Where less is tighter, it is the most that is allowed.
    fn end(&mut self, name: &str, less_is_tighter: bool, (old, new): Both<Option<End>>) {
        let hidden = self.c.is_hidden(name);
        let order = match (&old, &new) {
            (None, None) => return,
            (None, Some(_)) if hidden.0 => return,
            (Some(_), None) if hidden.1 => return,
            (None, Some(_)) => Some(Ordering::Less),
            (Some(_), None) => Some(Ordering::Greater),
            (Some(left), Some(right)) if left.shown == right.shown => return,
            (Some(left), Some(right)) => {
                let numbers = left.number.as_ref().zip(right.number.as_ref());
                let order = numbers.map(|(from, to)| to.cmp(from));
                let order = order.map(|order| {
                    if less_is_tighter {
                        order
                    } else {
                        order.reverse()
                    }
                });
                order.map(|order| order.then(left.exclusive.cmp(&right.exclusive)))
            }
        };
        let rule = match order {
            Some(Ordering::Less) => "limit-tightened",
            Some(Ordering::Greater) => "limit-loosened",
            Some(Ordering::Equal) => return,
            None => "other-changed",
        };
        let shown = |end: Option<End>| end.map(|end| format!("{name} {}", end.shown));
        self.told(rule, name, (shown(old), shown(new)));
    }

    /// Compares what all has to hold. `implies` says whether what holds the first holds the second as well.
    fn set(
        &mut self,
        name: &str,
        kind: &str,
        (old, new): Both<BTreeSet<String>>,
        implies: fn(&str, &str) -> bool,
    ) {
        let hidden = self.c.is_hidden(name);
        if old == new || old.is_empty() && hidden.0 || new.is_empty() && hidden.1 {
            return;
        }
        let holds = |all: &BTreeSet<String>, wanted: &String| {
            all.iter()
                .any(|each| each == wanted || implies(each, wanted))
        };
        let tighter = old.iter().all(|each| holds(&new, each));
        let looser = new.iter().all(|each| holds(&old, each));
        let rule = match (kind, tighter, looser) {
            (_, true, true) => return,
            ("pattern", true, _) => "pattern-added",
            ("pattern", _, true) => "pattern-removed",
            ("pattern", ..) => "pattern-changed",
            (_, true, _) => "limit-tightened",
            (_, _, true) => "limit-loosened",
            _ => "other-changed",
        };
        let shown = |all: &BTreeSet<String>| {
            let texts: Vec<&str> = all.iter().map(String::as_str).collect();
            let label = either(kind == "multiple", ["multipleOf ", ""]);
            (!all.is_empty()).then(|| format!("{label}{}", texts.join(" and ")))
        };
        self.told(rule, name, (shown(&old), shown(&new)));
    }

    fn told(&mut self, rule: &'static str, name: &str, (was, is): Values) {
        if !self.unread.hides(name, was.is_some(), is.is_some()) {
            self.c.differs(self.place, rule, name, (was, is));
        }
    }
}

/// Whether each multiple of a number is one of another.
fn is_multiple(larger: &str, smaller: &str) -> bool {
    let numbers = Decimal::parse(larger).zip(Decimal::parse(smaller));
    numbers.is_some_and(|(larger, smaller)| larger.is_multiple_of(&smaller))
}
