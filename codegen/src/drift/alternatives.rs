//! Alternatives of which a caller has one: servers, and ways to prove who calls.

use std::collections::{BTreeMap, BTreeSet};

use super::comparison::Diff;
use super::found::{Both, Place};

/// The alternatives: what each is, and how it is shown.
pub(super) type Stated = BTreeMap<String, String>;

/// Tells of alternatives that came and went. `instead` names the rule for a whole that is replaced.
pub(super) fn compare(
    c: &mut Diff<'_>,
    place: &Place,
    (old, new): Both<Stated>,
    [added, removed]: [&'static str; 2],
    instead: impl Fn(&BTreeSet<&str>, &BTreeSet<&str>) -> Option<&'static str>,
    hidden: Both<bool>,
) {
    let keys = |stated: &'_ Stated| stated.keys().cloned().collect::<BTreeSet<String>>();
    let (was, is) = (keys(&old), keys(&new));
    if was == is {
        return;
    }
    fn lent(all: &BTreeSet<String>) -> BTreeSet<&str> {
        all.iter().map(String::as_str).collect()
    }
    if let Some(rule) = instead(&lent(&was), &lent(&is)) {
        let all = |stated: &Stated| {
            let stated: Vec<&str> = stated.values().map(String::as_str).collect();
            Some(stated.join(" or "))
        };
        return c.differs(place, rule, "", (all(&old), all(&new)));
    }
    for gone in was.difference(&is).filter(|_| !hidden.1) {
        c.differs(place, removed, "", (old.get(gone).cloned(), None));
    }
    for come in is.difference(&was).filter(|_| !hidden.0) {
        c.differs(place, added, "", (None, new.get(come).cloned()));
    }
}
