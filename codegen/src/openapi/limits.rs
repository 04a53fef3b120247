//! What limits values of a type, held against what limits those of another.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::decimal::Decimal;
use super::schema::{Bound, Kind, List, Number, Object, Text};
use crate::patterns;

/// A limit that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The keyword that states it.
    pub keyword: &'static str,
    /// What each side states, where it states anything.
    pub sides: (Option<String>, Option<String>),
    /// How the second side stands to the first.
    pub change: LimitChange,
}

/// How a limit stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitChange {
    /// It lets less pass.
    Tightened,
    /// It lets more pass.
    Loosened,
    /// It lets something else pass, as far as can be told.
    Other,
}

/// All limits that differ between two types. What stands within them is compared where it stands.
#[must_use]
pub fn limits(old: &Kind, new: &Kind) -> Vec<Limit> {
    let mut found = Found(Vec::new());
    match (old, new) {
        (Kind::Text(old), Kind::Text(new)) => found.text(old, new),
        (Kind::Integer(old) | Kind::Number(old), Kind::Integer(new) | Kind::Number(new)) => {
            found.number(old, new);
        }
        (Kind::List(old), Kind::List(new)) => found.list(old, new),
        (Kind::Object(old), Kind::Object(new)) => found.object(old, new),
        _ => {}
    }
    found.0
}

impl Limit {
    /// How one end of what is allowed differs, where it does. Where less is tighter, it is the most that is allowed.
    pub fn end(
        keyword: &'static str,
        less_is_tighter: bool,
        (old, new): (Option<End>, Option<End>),
    ) -> Option<Self> {
        let change = match (&old, &new) {
            (None, None) => return None,
            (None, Some(_)) => LimitChange::Tightened,
            (Some(_), None) => LimitChange::Loosened,
            (Some(old), Some(new)) if old.shown == new.shown => return None,
            (Some(old), Some(new)) => match old.number.as_ref().zip(new.number.as_ref()) {
                None => LimitChange::Other,
                Some((from, to)) => {
                    let order = match less_is_tighter {
                        true => to.cmp(from),
                        false => from.cmp(to),
                    };
                    match order.then(old.exclusive.cmp(&new.exclusive)) {
                        Ordering::Less => LimitChange::Tightened,
                        Ordering::Greater => LimitChange::Loosened,
                        Ordering::Equal => return None,
                    }
                }
            },
        };
        let shown = |end: Option<End>| end.map(|end| end.shown);
        Some(Self {
            keyword,
            sides: (shown(old), shown(new)),
            change,
        })
    }
}

/// An end of what is allowed.
pub struct End {
    /// The number; nothing where it is none.
    number: Option<Decimal>,
    exclusive: bool,
    shown: String,
}

impl End {
    /// One that is allowed itself.
    #[must_use]
    pub fn inclusive(shown: String) -> Self {
        Self {
            number: Decimal::parse(&shown),
            exclusive: false,
            shown,
        }
    }

    fn count(count: u64) -> Self {
        Self::inclusive(count.to_string())
    }

    fn bound(Bound { value, exclusive }: &Bound) -> Self {
        let excluded = if *exclusive { ", excluded" } else { "" };
        Self {
            number: Some(value.clone()),
            exclusive: *exclusive,
            shown: format!("{value}{excluded}"),
        }
    }
}

struct Found(Vec<Limit>);

impl Found {
    fn text(&mut self, old: &Text, new: &Text) {
        self.most("maxLength", old.max_length, new.max_length);
        self.least("minLength", old.min_length, new.min_length);
        if old.patterns != new.patterns {
            let is_same = |one: &str, other: &str| patterns::normal(one) == patterns::normal(other);
            let all = |text: &Text| text.patterns.iter().cloned().collect();
            self.set("pattern", (all(old), all(new)), is_same);
        }
    }

    fn number(&mut self, old: &Number, new: &Number) {
        let ends = |old: &Option<Bound>, new: &Option<Bound>| {
            let end = |bound: &Option<Bound>| bound.as_ref().map(End::bound);
            (end(old), end(new))
        };
        let (most, least) = (
            ends(&old.maximum, &new.maximum),
            ends(&old.minimum, &new.minimum),
        );
        self.0.extend(Limit::end("maximum", true, most));
        self.0.extend(Limit::end("minimum", false, least));
        let all = |number: &Number| number.multiple_of.iter().map(ToString::to_string).collect();
        self.set("multipleOf", (all(old), all(new)), is_multiple);
    }

    fn list(&mut self, old: &List, new: &List) {
        self.most("maxItems", old.max_items, new.max_items);
        self.least("minItems", old.min_items, new.min_items);
        if old.unique != new.unique {
            let shown = |unique| {
                let words = match unique {
                    true => "entries differ",
                    false => "entries may be equal",
                };
                Some(words.to_owned())
            };
            self.0.push(Limit {
                keyword: "uniqueItems",
                sides: (shown(old.unique), shown(new.unique)),
                change: match new.unique {
                    true => LimitChange::Tightened,
                    false => LimitChange::Loosened,
                },
            });
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
        self.set("dependentRequired", (all(old), all(new)), |_, _| false);
    }

    fn most(&mut self, keyword: &'static str, old: Option<u64>, new: Option<u64>) {
        let ends = (old.map(End::count), new.map(End::count));
        self.0.extend(Limit::end(keyword, true, ends));
    }

    fn least(&mut self, keyword: &'static str, old: Option<u64>, new: Option<u64>) {
        let ends = (old.map(End::count), new.map(End::count));
        self.0.extend(Limit::end(keyword, false, ends));
    }

    /// Compares what all has to hold. `implies` says whether what holds the first holds the second as well.
    fn set(
        &mut self,
        keyword: &'static str,
        (old, new): (BTreeSet<String>, BTreeSet<String>),
        implies: fn(&str, &str) -> bool,
    ) {
        let holds = |all: &BTreeSet<String>, wanted: &String| {
            all.iter()
                .any(|each| each == wanted || implies(each, wanted))
        };
        let is_tighter = old.iter().all(|each| holds(&new, each));
        let is_looser = new.iter().all(|each| holds(&old, each));
        let change = match (is_tighter, is_looser) {
            (true, true) => return,
            (true, false) => LimitChange::Tightened,
            (false, true) => LimitChange::Loosened,
            (false, false) => LimitChange::Other,
        };
        let shown = |all: &BTreeSet<String>| {
            let texts: Vec<&str> = all.iter().map(String::as_str).collect();
            (!all.is_empty()).then(|| texts.join(" and "))
        };
        self.0.push(Limit {
            keyword,
            sides: (shown(&old), shown(&new)),
            change,
        });
    }
}

/// Whether each multiple of a number is one of another.
fn is_multiple(larger: &str, smaller: &str) -> bool {
    let numbers = Decimal::parse(larger).zip(Decimal::parse(smaller));
    numbers.is_some_and(|(larger, smaller)| larger.is_multiple_of(&smaller))
}
