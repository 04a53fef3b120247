//! Who may call: what operations need, and the security schemes themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::alternatives::{Stated, compare};
use super::change::Direction;
use super::comparison::{Comparison, Place};
use super::pairing::Operations;
use super::side::is_unknown;
use super::words;
use crate::openapi::{self, Document, SchemeKind, Security, SecurityScheme};

/// The schemes of both documents that are the same ones, by their keys: by what they are, or else by their key.
pub(super) struct Schemes<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Schemes<'a> {
    pub(super) fn of(old: &'a Document, new: &'a Document) -> Self {
        let mut pairs: BTreeMap<&str, &str> = BTreeMap::new();
        let is_free =
            |pairs: &BTreeMap<&str, &str>, key: &str| !pairs.values().any(|it| *it == key);
        let facts = |document: &'a Document| {
            let schemes = document.schemes.iter();
            let facts = schemes.map(|(key, scheme)| (key.as_str(), canonical(scheme)));
            facts.collect::<Vec<_>>()
        };
        let (ours, theirs) = (facts(old), facts(new));
        // The same scheme under the same key goes before the same under another, and that before another under the same.
        let ways: [fn(bool, bool) -> bool; 3] = [
            |key, is_same| key && is_same,
            |_, is_same| is_same,
            |key, _| key,
        ];
        for belongs in ways {
            for (key, facts) in &ours {
                let mut found = theirs.iter().filter(|(other, known)| {
                    is_free(&pairs, other) && belongs(other == key, known == facts)
                });
                if let Some((other, _)) = found.next().filter(|_| !pairs.contains_key(key)) {
                    pairs.insert(key, other);
                }
            }
        }
        Self(pairs)
    }

    /// The key of a scheme in the new document.
    fn new_key<'k>(&'k self, old: &'k str) -> &'k str {
        self.0.get(old).copied().unwrap_or(old)
    }
}

/// What a scheme is, member by member. The case of a header says nothing.
fn canonical(scheme: &SecurityScheme) -> BTreeMap<String, String> {
    let mut facts = facts(&scheme.kind);
    if facts
        .get("in")
        .is_some_and(|place| place == openapi::Place::Header.key())
        && let Some(name) = facts.get_mut("name")
    {
        name.make_ascii_lowercase();
    }
    facts
}

fn facts(kind: &SchemeKind) -> BTreeMap<String, String> {
    let mut facts: Vec<(&str, String)> = Vec::new();
    match kind {
        SchemeKind::ApiKey { place, name } => facts.extend([
            ("type", "apiKey".to_owned()),
            ("in", place.key().to_owned()),
            ("name", name.clone()),
        ]),
        SchemeKind::Http {
            scheme,
            bearer_format,
        } => {
            facts.extend([("type", "http".to_owned()), ("scheme", scheme.clone())]);
            facts.extend(bearer_format.iter().map(|it| ("bearerFormat", it.clone())));
        }
        SchemeKind::OAuth2(flows) => {
            let mut told: Vec<String> = flows
                .iter()
                .map(|(name, flow)| {
                    let urls = [&flow.authorization_url, &flow.token_url, &flow.refresh_url];
                    let urls = urls.map(|url| url.as_deref().unwrap_or("-"));
                    let mut scopes: Vec<&str> = flow.scopes.keys().map(String::as_str).collect();
                    scopes.sort_unstable();
                    format!("{name} {} ({})", urls.join(" "), scopes.join(", "))
                })
                .collect();
            told.sort();
            facts.extend([("type", "oauth2".to_owned()), ("flows", told.join("; "))]);
        }
        SchemeKind::OpenIdConnect { url } => facts.extend([
            ("type", "openIdConnect".to_owned()),
            ("openIdConnectUrl", url.clone()),
        ]),
        SchemeKind::MutualTls => facts.push(("type", "mutualTLS".to_owned())),
        SchemeKind::Other(name) => facts.push(("type", name.clone())),
    }
    let facts = facts.into_iter();
    facts
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The alternative that needs nothing.
const OPEN: &str = "none";

/// Compares what an operation needs.
pub(super) fn of_operation(
    c: &mut Comparison<'_>,
    place: &Place,
    (old, new): (&Security, &Security),
    schemes: &Schemes<'_>,
) {
    let instead = |was: &BTreeSet<&str>, is: &BTreeSet<&str>| {
        let open = |all: &BTreeSet<&str>| all.len() == 1 && all.contains(OPEN);
        match (open(was), open(is)) {
            (true, false) if !is.contains(OPEN) => Some("security-required"),
            (false, true) if !was.contains(OPEN) => Some("security-dropped"),
            _ => None,
        }
    };
    let place = place.within(place.path.clone(), &old.pointer, &new.pointer);
    let stated = (
        stated(old, |key| schemes.new_key(key)),
        stated(new, |key| key),
    );
    let rules = ["security-alternative-added", "security-alternative-removed"];
    compare(c, &place, stated, rules, instead, (false, false));
}

/// The alternatives, each by the keys that its schemes have in the new document.
fn stated<'s>(security: &'s Security, new_key: impl Fn(&'s str) -> &'s str) -> Stated {
    let mut stated = Stated::new();
    for requirement in &security.any_of {
        let told = |new_key: &dyn Fn(&'s str) -> &'s str| {
            let mut schemes: Vec<String> = requirement
                .iter()
                .map(|(key, scopes)| {
                    let scopes: BTreeSet<&str> = scopes.iter().map(String::as_str).collect();
                    let scopes: Vec<&str> = scopes.into_iter().collect();
                    if scopes.is_empty() {
                        new_key(key).to_owned()
                    } else {
                        format!("{} ({})", new_key(key), scopes.join(", "))
                    }
                })
                .collect();
            schemes.sort();
            if schemes.is_empty() {
                OPEN.to_owned()
            } else {
                schemes.join(" and ")
            }
        };
        stated.insert(told(&new_key), told(&|key| key));
    }
    if stated.is_empty() {
        stated.insert(OPEN.to_owned(), OPEN.to_owned());
    }
    stated
}

/// Compares the security schemes themselves.
pub(super) fn schemes<'a>(
    c: &mut Comparison<'a>,
    root: &Place,
    schemes: &Schemes<'a>,
    operations: &Operations<'a>,
) {
    let path = |key: &str| format!("security scheme {key}");
    for (key, left) in &c.old.document.schemes {
        let other = schemes.0.get(key.as_str());
        let Some((other, right)) = other.and_then(|it| c.new.document.schemes.get_key_value(*it))
        else {
            c.removed(
                root.unit,
                "security-scheme-removed",
                path(key),
                &left.notes.pointer,
                None,
            );
            continue;
        };
        let place = root.within(path(other), &left.notes.pointer, &right.notes.pointer);
        if key != other {
            let names = (Some(key.clone()), Some(other.clone()));
            c.differs(&place, "security-scheme-renamed", "", names);
        }
        words::compare(c, &place, &left.notes, &right.notes);
        let needs = |security: &Security| security.any_of.iter().any(|all| all.contains_key(other));
        let kept = operations.kept.iter().enumerate();
        let reach = kept.filter(|(_, (_, new, _))| needs(&new.security));
        let reach: Vec<_> = reach
            .map(|(number, _)| (number, Direction::Request))
            .collect();
        let unit = c.unit(reach);
        scheme(c, &Place { unit, ..place }, left, right);
    }
    let known: BTreeSet<&str> = schemes.0.values().copied().collect();
    for (key, right) in &c.new.document.schemes {
        if !known.contains(key.as_str()) {
            c.added(
                root.unit,
                "security-scheme-added",
                path(key),
                &right.notes.pointer,
                None,
            );
        }
    }
}

fn scheme(c: &mut Comparison<'_>, place: &Place, old: &SecurityScheme, new: &SecurityScheme) {
    let is_hidden = |name: &str| is_unknown(&old.notes, name) || is_unknown(&new.notes, name);
    let same = (canonical(old), canonical(new));
    let (was, is) = (facts(&old.kind), facts(&new.kind));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    for name in names {
        if same.0.get(name) != same.1.get(name) && !is_hidden(name) && !is_hidden("type") {
            let values = (was.get(name).cloned(), is.get(name).cloned());
            words::member(c, place, "security-scheme-changed", name, values);
        }
    }
}
