//! How calls prove who makes them.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};

use super::types::Types;
use crate::api::{self, CredentialSet, Security, Token};
use crate::extensions::Extensions;
use crate::findings::Id;
use crate::openapi::{Document, Operation, Place, Requirement, SchemeKind, SecurityScheme};

/// The header of OpenAPI's own schemes.
const AUTHORIZATION: &str = "Authorization";

/// The security schemes of a document, one of which is that of the API.
pub(super) struct Securities<'a> {
    document: &'a Document,
    chosen: Option<&'a str>,
}

/// What an operation asks its caller for.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    /// Whether that is the credential of the client.
    pub(super) secured: bool,
    /// The alternatives, where it is not this credential alone.
    pub(super) any_of: Vec<CredentialSet>,
    /// Credentials that no client makes, which are parameters of each call.
    pub(super) parameters: Vec<Scheme<'a>>,
}

/// A scheme that a client can speak.
#[derive(Debug)]
pub(super) struct Scheme<'a> {
    name: &'a str,
    security: Security,
    /// Where the credential goes.
    pub(super) place: Place,
    /// Its name there.
    pub(super) wire: &'a str,
    /// What is said of it.
    pub(super) description: Option<&'a str>,
    stated: &'a SecurityScheme,
}

impl Scheme<'_> {
    /// Whether a client holds the credential; only its caller makes what is not held.
    fn is_held(&self) -> bool {
        self.security != Security::None
    }

    /// Whether two credentials would be sent in one place.
    fn collides(&self, other: &Self) -> bool {
        self.place == other.place && self.wire.eq_ignore_ascii_case(other.wire)
    }

    /// Whether the operation has the credential as a parameter, which its caller gives. OpenAPI takes `Authorization` for
    /// none.
    fn is_parameter_of(&self, operation: &Operation) -> bool {
        let mut parameters = operation.parameters.iter();
        self.wire != AUTHORIZATION
            && parameters.any(|parameter| {
                parameter.place == self.place && parameter.name.eq_ignore_ascii_case(self.wire)
            })
    }
}

impl<'a> Securities<'a> {
    /// Chooses the scheme that most operations ask for; of several, one that goes into `Authorization`, or the first.
    pub(super) fn new(document: &'a Document) -> Self {
        let mut securities = Self {
            document,
            chosen: None,
        };
        let mut counted: Vec<(&str, usize)> = Vec::new();
        for operation in &document.operations {
            let asked: IndexSet<&str> = operation.security.any_of.iter().flat_map(names).collect();
            let held = |name: &&str| {
                let scheme = securities.scheme(name);
                scheme.is_ok_and(|scheme| scheme.is_held())
            };
            for name in asked.into_iter().filter(held) {
                match counted.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, count)) => *count += 1,
                    None => counted.push((name, 1)),
                }
            }
        }
        let weight = |name: &str, count: usize| {
            let scheme = securities.scheme(name);
            (
                count,
                scheme.is_ok_and(|scheme| scheme.wire == AUTHORIZATION),
            )
        };
        let mut best: Option<(&str, usize)> = None;
        for (name, count) in counted {
            if best.is_none_or(|(known, most)| weight(name, count) > weight(known, most)) {
                best = Some((name, count));
            }
        }
        securities.chosen = best.map(|(name, _)| name);
        securities
    }

    /// What an operation asks for: the alternatives that a client can send, or else what it can send of the first.
    pub(super) fn asked(&self, operation: &'a Operation, types: &mut Types<'_>) -> Asked<'a> {
        let requirements = &operation.security.any_of;
        let (mut sent, mut left) = (Vec::new(), Vec::new());
        for requirement in requirements {
            match self.whole(requirement) {
                Ok(schemes) => sent.push((requirement, schemes)),
                Err(why) => left.push((requirement, why)),
            }
        }
        if let (Some(first), true) = (requirements.first(), sent.is_empty()) {
            sent.push((first, self.in_part(first, operation, types)));
            left.remove(0);
        }
        let made = |(_, schemes): &(_, Vec<Scheme<'_>>)| schemes.iter().all(Scheme::is_held);
        // What its caller makes is asked of each call, which no call needs that has another alternative.
        let (kept, why) = match sent.iter().position(made) {
            Some(_) => (
                None,
                "its caller would have to make it, and another one needs nobody",
            ),
            None => (Some(0), "its caller makes another one already"),
        };
        let mut place = 0..;
        sent.retain(|each| {
            let is_kept = match kept {
                Some(kept) => place.next() == Some(kept),
                None => made(each),
            };
            if !is_kept {
                left.push((each.0, why.to_owned()));
            }
            is_kept
        });
        for (requirement, why) in left {
            let all: Vec<String> = names(requirement).map(|name| format!("`{name}`")).collect();
            let text = format!(
                "the alternative of {} is left out: {why}",
                all.join(" with ")
            );
            types.note(Id::AlternativeLeftOut, &operation.notes.pointer, text);
        }
        let mut asked = Asked::default();
        let mut any_of: IndexMap<BTreeSet<Security>, CredentialSet> = IndexMap::new();
        for (_, schemes) in sent {
            let schemes = schemes
                .into_iter()
                .filter(|scheme| self.is_chosen(scheme) || !scheme.is_parameter_of(operation));
            let (held, made): (Vec<_>, Vec<_>) = schemes.partition(Scheme::is_held);
            for scheme in made {
                let text = "no client makes credentials of this scheme, so this one is a parameter of each operation that asks for it";
                let pointer = &scheme.stated.notes.pointer;
                types.note(Id::CredentialAsParameter, pointer, text.to_owned());
                asked.parameters.push(scheme);
            }
            // What is one on the wire is one alternative, whatever its schemes are called: the usual ones, if they can be.
            let wire = held.iter().map(|scheme| scheme.security.clone()).collect();
            let together = self.together(&held);
            let known = any_of.entry(wire).or_insert_with(|| together.clone());
            if together.own {
                *known = together;
            }
        }
        asked.any_of = any_of.into_values().collect();
        let is_open = |together: &CredentialSet| *together == CredentialSet::default();
        // A client calls without anything only where it has nothing to show.
        asked.any_of.sort_by_key(is_open);
        asked.secured = asked.any_of.first().is_some_and(|first| first.own);
        let is_own = |together: &CredentialSet| together.own && together.further.is_empty();
        if let [only] = asked.any_of.as_slice()
            && (is_own(only) || is_open(only))
        {
            asked.any_of.clear();
        }
        asked
    }

    /// The schemes of credentials that go together, or why no client sends all of them.
    fn whole(&self, requirement: &'a Requirement) -> Result<Vec<Scheme<'a>>, String> {
        let mut schemes: Vec<Scheme<'a>> = Vec::new();
        for name in names(requirement) {
            let scheme = self.scheme(name)?;
            if schemes.iter().any(|known| known.collides(&scheme)) {
                return Err(format!("two of them go into `{}`", scheme.wire));
            }
            schemes.push(scheme);
        }
        Ok(schemes)
    }

    /// What a client can send of credentials that go together, if it cannot send all.
    fn in_part(
        &self,
        requirement: &'a Requirement,
        operation: &Operation,
        types: &mut Types<'_>,
    ) -> Vec<Scheme<'a>> {
        let pointer = &operation.notes.pointer;
        let mut sent: Vec<Scheme<'a>> = Vec::new();
        for name in names(requirement) {
            match self.scheme(name) {
                Ok(scheme) => match sent.iter_mut().find(|known| known.collides(&scheme)) {
                    None => sent.push(scheme),
                    Some(known) => {
                        let is_chosen = self.is_chosen(&scheme);
                        let left = if is_chosen { known.name } else { name };
                        let text = format!(
                            "this asks for `{}` and `{name}` at once, which both go into `{}`; `{left}` is not sent",
                            known.name, scheme.wire
                        );
                        types.problem(Id::SecondSecurityScheme, pointer, text);
                        if is_chosen {
                            *known = scheme;
                        }
                    }
                },
                Err(why) => {
                    let text = format!("this asks for `{name}`, which no client gives: {why}");
                    types.problem(Id::SecuritySchemeLeftOut, pointer, text);
                }
            }
        }
        sent
    }

    fn is_chosen(&self, scheme: &Scheme<'_>) -> bool {
        self.chosen == Some(scheme.name)
    }

    fn together(&self, schemes: &[Scheme<'_>]) -> CredentialSet {
        let (own, further): (Vec<_>, Vec<_>) =
            schemes.iter().partition(|scheme| self.is_chosen(scheme));
        let further = further.into_iter().map(|scheme| api::Scheme {
            name: scheme.name.to_owned(),
            security: scheme.security.clone(),
        });
        CredentialSet {
            own: !own.is_empty(),
            further: further.collect(),
        }
    }

    /// The scheme by name, or why no client speaks it.
    fn scheme(&self, name: &str) -> Result<Scheme<'a>, String> {
        let stated = self.document.schemes.get_key_value(name);
        let (key, stated) = stated.ok_or("the document does not have it")?;
        let (security, place, wire) = match &stated.kind {
            SchemeKind::ApiKey { place, name } => {
                let security = match place {
                    Place::Header => Security::ApiKeyHeader(name.clone()),
                    Place::Query => Security::ApiKeyQuery(name.clone()),
                    Place::Cookie => Security::ApiKeyCookie(name.clone()),
                    Place::Path => return Err("a key goes into no path".to_owned()),
                };
                (security, *place, name.as_str())
            }
            SchemeKind::Http { scheme, .. } => {
                let security = match scheme.as_str() {
                    "basic" => Security::Basic,
                    "bearer" => Security::Bearer,
                    // What has another scheme, a signature for instance, only the caller can make.
                    _ => Security::None,
                };
                (security, Place::Header, AUTHORIZATION)
            }
            SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect { .. } => {
                (Security::Bearer, Place::Header, AUTHORIZATION)
            }
            SchemeKind::MutualTls => {
                return Err("a certificate is given to the transport".to_owned());
            }
            SchemeKind::Other(kind) => return Err(format!("OpenAPI has no type `{kind}`")),
        };
        Ok(Scheme {
            name: key,
            security,
            place,
            wire,
            description: stated.notes.description.as_deref(),
            stated,
        })
    }

    /// The names under which credentials stand in a query.
    pub(super) fn query_names(&self) -> impl Iterator<Item = &'a str> {
        let kinds = self.document.schemes.values().map(|stated| &stated.kind);
        kinds.filter_map(|kind| match kind {
            SchemeKind::ApiKey {
                place: Place::Query,
                name,
            } => Some(name.as_str()),
            _ => None,
        })
    }

    /// What the client speaks, and how its token is got.
    pub(super) fn client(&self, extensions: &Extensions) -> (Security, Option<Token>) {
        let chosen = self
            .chosen
            .and_then(|name| Some((name, self.scheme(name).ok()?)));
        let Some((name, scheme)) = chosen else {
            return (Security::None, None);
        };
        let said = extensions.schemes.get(name);
        let token = said.and_then(|said| said.token.clone());
        (scheme.security, token)
    }
}

fn names(requirement: &Requirement) -> impl Iterator<Item = &str> {
    requirement.keys().map(String::as_str)
}
