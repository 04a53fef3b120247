//! How tokens are had: the flows of a scheme, their scopes, and the form of a token.

use super::comparison::{Alone, Diff};
use super::found::{Both, Place};
use super::matching::Matching;
use super::words;
use crate::openapi::{Flow, SchemeKind};
use crate::transcribe::fingerprint;

/// Compares what two schemes of one kind say of their tokens.
pub(super) fn compare(c: &mut Diff<'_>, place: &Place, kinds: Both<&SchemeKind>) {
    match kinds {
        (SchemeKind::OAuth2(old), SchemeKind::OAuth2(new)) => {
            let (old, new): Both<Vec<(&String, &Flow)>> =
                (old.iter().collect(), new.iter().collect());
            let mut all = Matching::of(&old, &new);
            for ((name, old), (_, new)) in all.same(|(one, _), (other, _)| one == other) {
                let within = place.of(format!("{} {name}", place.path), (&old.notes, &new.notes));
                flow(c, &within, (old, new));
            }
            c.alone(place, all, |_, (name, flow)| {
                let rules = ["flow-removed", "flow-added"];
                let path = place.path.clone();
                Alone::new(rules, path, &flow.notes.pointer, (*name).clone())
            });
        }
        (
            SchemeKind::Http {
                bearer_format: was, ..
            },
            SchemeKind::Http {
                bearer_format: is, ..
            },
        ) if was != is => {
            let forms = (was.clone(), is.clone());
            words::member(c, place, "hint-changed", "bearerFormat", forms);
        }
        _ => {}
    }
}

fn flow(c: &mut Diff<'_>, place: &Place, (old, new): Both<&Flow>) {
    let urls = |flow: &Flow| {
        [
            ("authorizationUrl", flow.authorization_url.clone()),
            ("tokenUrl", flow.token_url.clone()),
            ("refreshUrl", flow.refresh_url.clone()),
        ]
    };
    for ((name, was), (_, is)) in urls(old).into_iter().zip(urls(new)) {
        if was != is {
            words::member(c, place, "security-scheme-changed", name, (was, is));
        }
    }
    let mut all = Matching::of(old.scopes.keys(), new.scopes.keys());
    let at = (place.at.0.member("scopes"), place.at.1.member("scopes"));
    for (scope, _) in all.same(|one, other| one == other) {
        let words = |flow: &Flow| {
            flow.scopes
                .get(scope)
                .filter(|words| !words.is_empty())
                .cloned()
        };
        let both = words(old).zip(words(new)).filter(|(was, is)| was != is);
        if let Some((was, is)) = both {
            let shown = (Some(fingerprint(&was)), Some(fingerprint(&is)));
            let path = format!("{} {scope}", place.path);
            let within = place.within(path, (&at.0.member(scope), &at.1.member(scope)));
            c.differs(&within, "prose-changed", "", shown);
        }
    }
    c.alone(place, all, |_, scope| {
        let is_old = old.scopes.contains_key(scope);
        let at = if is_old { &at.0 } else { &at.1 };
        let rules = ["scope-removed", "scope-added"];
        Alone::new(rules, place.path.clone(), &at.member(scope), scope.clone())
    });
}
