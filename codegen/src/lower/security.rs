//! How calls prove who makes them.

use indexmap::IndexSet;

use super::types::Types;
use crate::api::{ParameterPlace, Security, Token};
use crate::extensions::Extensions;
use crate::findings::Id;
use crate::openapi::{Document, Operation, Place, Requirement, SchemeKind, SecurityScheme};

/// The security schemes of a document, of which a client holds the credential of one.
pub(super) struct Securities<'a> {
    document: &'a Document,
    chosen: Option<&'a str>,
}

/// What an operation asks its caller for.
#[derive(Debug, Default)]
pub(super) struct Asked<'a> {
    /// Whether that is the credential of the client.
    pub(super) secured: bool,
    /// Credentials that the client does not hold.
    pub(super) others: Vec<Scheme<'a>>,
}

/// A scheme that a client can speak.
#[derive(Debug)]
pub(super) struct Scheme<'a> {
    security: Security,
    /// Where the credential goes.
    pub(super) place: ParameterPlace,
    /// Its name there.
    pub(super) wire: &'a str,
    /// What is said of it.
    pub(super) description: Option<&'a str>,
    stated: &'a SecurityScheme,
}

impl Scheme<'_> {
    /// Whether two credentials would be sent in one place.
    pub(super) fn collides(&self, other: &Self) -> bool {
        self.place == other.place && self.wire.eq_ignore_ascii_case(other.wire)
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
                scheme.is_ok_and(|scheme| scheme.security != Security::None)
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
                scheme.is_ok_and(|scheme| scheme.wire == "Authorization"),
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

    /// What an operation asks for: of alternatives, the one that the client's credential answers, or else the first.
    pub(super) fn asked(&self, operation: &'a Operation, types: &mut Types<'_>) -> Asked<'a> {
        let pointer = &operation.notes.pointer;
        let requirements = &operation.security.any_of;
        let is_chosen = |name: &str| self.chosen == Some(name);
        let spoken =
            |requirement: &&Requirement| names(requirement).all(|name| self.scheme(name).is_ok());
        let answering = requirements
            .iter()
            .filter(spoken)
            .find(|requirement| names(requirement).any(is_chosen));
        let Some(requirement) = answering
            .or_else(|| requirements.iter().find(spoken))
            .or(requirements.first())
        else {
            return Asked::default();
        };
        let mut asked = Asked::default();
        let own = self.chosen.and_then(|name| self.scheme(name).ok());
        let has_chosen = names(requirement).any(is_chosen);
        for name in names(requirement) {
            if is_chosen(name) {
                asked.secured = true;
                continue;
            }
            match self.scheme(name) {
                Ok(scheme)
                    if has_chosen && own.as_ref().is_some_and(|own| own.collides(&scheme)) =>
                {
                    let text = format!(
                        "this asks for `{name}` and `{}` at once, which both go into `{}`; a client sends the second",
                        self.chosen.unwrap_or_default(),
                        scheme.wire
                    );
                    types.problem(Id::SecondSecurityScheme, pointer, text);
                }
                Ok(scheme)
                    if own
                        .as_ref()
                        .is_some_and(|own| own.security == scheme.security) =>
                {
                    asked.secured = true;
                    let text = format!(
                        "this asks for `{name}`, so it takes a client that holds that credential, not one for `{}`",
                        self.chosen.unwrap_or_default()
                    );
                    types.problem(Id::SecondSecurityScheme, pointer, text);
                }
                Ok(scheme) => {
                    let why = match scheme.security {
                        Security::None => "no client makes credentials of this scheme",
                        _ => "a client holds one credential",
                    };
                    let text = format!(
                        "{why}, so this one is a parameter of each operation that asks for it"
                    );
                    types.note(
                        Id::CredentialAsParameter,
                        &scheme.stated.notes.pointer,
                        text,
                    );
                    asked.others.push(scheme);
                }
                Err(why) => {
                    let text = format!("this asks for `{name}`, which no client gives: {why}");
                    types.problem(Id::SecuritySchemeLeftOut, pointer, text);
                }
            }
        }
        asked
    }

    /// The scheme by name, or why no client speaks it.
    fn scheme(&self, name: &str) -> Result<Scheme<'a>, String> {
        let stated = self.document.schemes.get(name);
        let stated = stated.ok_or("the document does not have it")?;
        let (security, place, wire) = match &stated.kind {
            SchemeKind::ApiKey { place, name } => match place {
                Place::Header => (
                    Security::ApiKeyHeader(name.clone()),
                    ParameterPlace::Header,
                    name.as_str(),
                ),
                Place::Query => (
                    Security::ApiKeyQuery(name.clone()),
                    ParameterPlace::Query,
                    name.as_str(),
                ),
                Place::Cookie => (
                    Security::ApiKeyCookie(name.clone()),
                    ParameterPlace::Cookie,
                    name.as_str(),
                ),
                Place::Path => return Err("a key goes into no path".to_owned()),
            },
            SchemeKind::Http { scheme, .. } => {
                let security = match scheme.as_str() {
                    "basic" => Security::Basic,
                    "bearer" => Security::Bearer,
                    // What has another scheme, a signature for instance, only the caller can make.
                    _ => Security::None,
                };
                (security, ParameterPlace::Header, "Authorization")
            }
            SchemeKind::OAuth2(_) | SchemeKind::OpenIdConnect { .. } => {
                (Security::Bearer, ParameterPlace::Header, "Authorization")
            }
            SchemeKind::MutualTls => {
                return Err("a certificate is given to the transport".to_owned());
            }
            SchemeKind::Other(kind) => return Err(format!("OpenAPI has no type `{kind}`")),
        };
        Ok(Scheme {
            security,
            place,
            wire,
            description: stated.notes.description.as_deref(),
            stated,
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
