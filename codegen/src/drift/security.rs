//! Who may call: what operations need, and the security schemes themselves.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::alternatives::{Stated, compare};
use super::comparison::Diff;
use super::found::{Both, Found, Place, either, values};
use super::matching::{Matching, Pairs};
use super::pairing::Operations;
use super::side::is_unknown;
use super::{flows, words};
use crate::openapi::{Document, Requirement, SchemeKind, Security, SecurityScheme};

/// The schemes of both documents by their keys: those that are the same ones, and those that one of them has alone.
pub(super) struct Schemes<'a> {
    kept: Pairs<'a, String>,
    alone: Matching<'a, String>,
}

impl<'a> Schemes<'a> {
    /// Pairs schemes by what they are, or else by their keys.
    pub(super) fn of(old: &'a Document, new: &'a Document) -> Self {
        let mut alone = Matching::of(old.schemes.keys(), new.schemes.keys());
        let is_alike = |key: &String, other: &String| {
            old.schemes.get(key).map(canonical) == new.schemes.get(other).map(canonical)
        };
        let mut kept = alone.same(|key, other| key == other && is_alike(key, other));
        kept.extend(alone.same(is_alike));
        kept.extend(alone.same(|key, other| key == other));
        // A sole key that goes to the same kind of place under another name is that key, called otherwise.
        let place = |document: &Document, keys: &[&String]| match keys {
            [key] => match &document.schemes.get(*key)?.kind {
                SchemeKind::ApiKey { place, .. } => Some(*place),
                _ => None,
            },
            _ => None,
        };
        let was = place(old, &alone.gone);
        if was.is_some() && was == place(new, &alone.added) {
            kept.extend(alone.rest());
        }
        Self { kept, alone }
    }

    /// The key of a scheme in the new document. What leads nowhere in the old one is no scheme that has its key by now.
    fn new_key(&self, old: &'a str) -> Cow<'a, str> {
        let mut kept = self.kept.iter();
        if let Some((_, other)) = kept.find(|(key, _)| *key == old) {
            return Cow::Borrowed(other);
        }
        match self.kept.iter().any(|(_, other)| *other == old) {
            true => Cow::Owned(format!("{old}, which leads nowhere")),
            false => Cow::Borrowed(old),
        }
    }
}

type Facts = BTreeMap<&'static str, String>;

/// What a scheme is, member by member. The case of a header says nothing.
fn canonical(scheme: &SecurityScheme) -> Facts {
    let mut facts = facts(&scheme.kind);
    if facts.get("in").is_some_and(|place| place == "header") {
        facts
            .entry("name")
            .and_modify(|name| name.make_ascii_lowercase());
    }
    facts
}

fn facts(kind: &SchemeKind) -> Facts {
    let told = match kind {
        SchemeKind::ApiKey { place, name } => vec![
            ("type", "apiKey".to_owned()),
            ("in", place.key().to_owned()),
            ("name", name.clone()),
        ],
        SchemeKind::Http { scheme, .. } => {
            vec![("type", "http".to_owned()), ("scheme", scheme.clone())]
        }
        SchemeKind::OAuth2(_) => vec![("type", "oauth2".to_owned())],
        SchemeKind::OpenIdConnect { url } => {
            vec![
                ("type", "openIdConnect".to_owned()),
                ("openIdConnectUrl", url.clone()),
            ]
        }
        SchemeKind::MutualTls => vec![("type", "mutualTLS".to_owned())],
        SchemeKind::Other(name) => vec![("type", name.clone())],
    };
    told.into_iter().collect()
}

/// The alternative that needs nothing.
const OPEN: &str = "none";

/// What stands between all that an alternative needs.
const AND: &str = "\n";

/// Compares what an operation needs.
pub(super) fn of_operation<'a>(
    c: &mut Diff<'a>,
    place: &Place,
    (old, new): Both<&'a Security>,
    schemes: &Schemes<'a>,
) {
    let instead = |was: &BTreeSet<&str>, is: &BTreeSet<&str>| {
        let open = |all: &BTreeSet<&str>| all.len() == 1 && all.contains(OPEN);
        match (open(was), open(is)) {
            (true, false) if !is.is_empty() && !is.contains(OPEN) => Some("security-required"),
            (false, true) if !was.is_empty() && !was.contains(OPEN) => Some("security-dropped"),
            _ => None,
        }
    };
    let operation = place;
    let place = place.within(place.path.clone(), (&old.pointer, &new.pointer));
    let (mut was, mut is) = (
        stated(old, |key| schemes.new_key(key)),
        stated(new, Cow::Borrowed),
    );
    let is_open = |all: &Stated| all.len() == 1 && all.contains_key(OPEN);
    let hidden = c.is_hidden("security");
    if hidden.0 && !is_open(&is) || hidden.1 && !is_open(&was) {
        let shown = |all: Stated| all.into_values().next().filter(|shown| shown != OPEN);
        c.differs(operation, "security-unseen", "", (shown(was), shown(is)));
        return;
    }
    for (rule, gone, come) in otherwise(&was, &is) {
        let shown = (was.remove(&gone), is.remove(&come));
        c.differs(&place, rule, "", shown);
    }
    let rules = ["security-alternative-added", "security-alternative-removed"];
    compare(c, &place, (was, is), rules, instead, (false, false));
}

/// The alternatives of which nothing is left but one that needs a part of the same, or more: whoever proved all goes on.
fn otherwise(was: &Stated, is: &Stated) -> Vec<(&'static str, String, String)> {
    let gone: Vec<&String> = was.keys().filter(|key| !is.contains_key(*key)).collect();
    let come: Vec<&String> = is.keys().filter(|key| !was.contains_key(*key)).collect();
    let mut all = Matching::of(gone, come);
    let needs = |key: &str| -> BTreeSet<String> {
        let all = key.split(AND).filter(|need| *need != OPEN);
        all.map(str::to_owned).collect()
    };
    let less = |one: &str, other: &str| {
        let (one, other) = (needs(one), needs(other));
        !one.is_empty() && one.is_subset(&other)
    };
    let pairs = all.same(|gone, come| less(gone, come) || less(come, gone));
    let told = pairs.into_iter().map(|(gone, come)| {
        let rules = ["security-loosened", "security-tightened"];
        (either(less(come, gone), rules), gone.clone(), come.clone())
    });
    told.collect()
}

/// The alternatives, each by the keys that its schemes have in the new document.
fn stated<'a>(security: &'a Security, new_key: impl Fn(&'a str) -> Cow<'a, str>) -> Stated {
    let open = (OPEN.to_owned(), OPEN.to_owned());
    if security.any_of.is_empty() {
        return Stated::from([open]);
    }
    let alternatives = security.any_of.iter().map(|requirement| {
        let needs = requirement.iter().flat_map(|(key, scopes)| {
            let key = new_key(key);
            let scopes = scopes.iter().map(|scope| format!("{key} for {scope}"));
            let scopes: Vec<String> = scopes.collect();
            std::iter::once(key.into_owned()).chain(scopes)
        });
        let needs: BTreeSet<String> = needs.collect();
        let needs: Vec<String> = needs.into_iter().collect();
        (needs.join(AND), shown(requirement))
    });
    let named = alternatives.map(|(key, shown)| {
        if key.is_empty() {
            open.clone()
        } else {
            (key, shown)
        }
    });
    named.collect()
}

/// An alternative in words: its schemes, each with the scopes that it needs.
fn shown(requirement: &Requirement) -> String {
    let told = requirement.iter().map(|(key, scopes)| {
        let scopes: BTreeSet<&str> = scopes.iter().map(String::as_str).collect();
        let scopes: Vec<&str> = scopes.into_iter().collect();
        match scopes.as_slice() {
            [] => key.clone(),
            scopes => format!("{key} ({})", scopes.join(", ")),
        }
    });
    let mut told: Vec<String> = told.collect();
    told.sort();
    told.join(" and ")
}

/// Compares the security schemes themselves.
pub(super) fn schemes<'a>(
    c: &mut Diff<'a>,
    root: &Place,
    schemes: &Schemes<'a>,
    operations: &[Operations<'a>],
) {
    let path = |key: &str| format!("security scheme {key}");
    let (old, new) = (&c.old.document.schemes, &c.new.document.schemes);
    for (key, other) in &schemes.kept {
        let (Some(left), Some(right)) = (old.get(*key), new.get(*other)) else {
            continue;
        };
        let place = root.of(path(other), (&left.notes, &right.notes));
        if key != other {
            c.differs(&place, "security-scheme-renamed", "", values(key, other));
        }
        words::compare(c, &place, (&left.notes, &right.notes));
        let needs =
            |security: &Security| security.any_of.iter().any(|all| all.contains_key(*other));
        let reach = operations.iter().flat_map(|all| {
            let kept = (0..).zip(&all.kept);
            let reach = kept.filter(|(_, (_, new, _))| needs(&new.security));
            reach.map(|(place, _)| (all.number(place), all.caller))
        });
        let unit = c.unit(reach);
        scheme(c, &Place { unit, ..place }, (left, right));
    }
    for key in &schemes.alone.gone {
        let at = old.get(*key).map(|scheme| &scheme.notes.pointer);
        c.found(
            root.unit,
            Found::new("security-scheme-removed", path(key), (at, None)),
        );
    }
    for key in &schemes.alone.added {
        let at = new.get(*key).map(|scheme| &scheme.notes.pointer);
        c.found(
            root.unit,
            Found::new("security-scheme-added", path(key), (None, at)),
        );
    }
}

fn scheme(c: &mut Diff<'_>, place: &Place, (old, new): Both<&SecurityScheme>) {
    let is_hidden = |name: &str| is_unknown(&old.notes, name) || is_unknown(&new.notes, name);
    let same = (canonical(old), canonical(new));
    let (was, is) = (facts(&old.kind), facts(&new.kind));
    let names: BTreeSet<&&str> = was.keys().chain(is.keys()).collect();
    for name in names {
        if same.0.get(name) != same.1.get(name) && !is_hidden(name) && !is_hidden("type") {
            let values = (was.get(name).cloned(), is.get(name).cloned());
            words::member(c, place, "security-scheme-changed", name, values);
        }
    }
    flows::compare(c, place, (&old.kind, &new.kind));
}
