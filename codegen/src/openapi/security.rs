//! Who may call, and where.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::access::{
    Flow, Place, Requirement, SchemeKind, Security, SecurityScheme, Server, Servers, Variable,
};
use super::common::{finish, prose};
use super::members::Members;
use super::notes::Notes;
use super::pointer::Pointer;
use super::reader::Reader;

impl<'a> Reader<'a> {
    /// What a call needs, where a member `security` says so.
    pub(super) fn security(&mut self, members: &mut Members<'a>) -> Option<Arc<Security>> {
        let pointer = members.at.member("security");
        if !members.has("security") {
            members.take("security");
            return None;
        }
        let mut any_of: Vec<Requirement> = Vec::new();
        for (value, at) in members.list("security") {
            let Some(requirement) = value.as_object() else {
                members.refuse_within(value, at, "what a call needs");
                continue;
            };
            let mut schemes = Requirement::new();
            members.account.taken += requirement.len();
            for (name, scopes) in requirement {
                let at = at.member(name);
                let scopes = match scopes {
                    Value::Null => Vec::new(),
                    Value::Array(scopes) => {
                        members.account.taken += scopes.len();
                        for (index, scope) in scopes
                            .iter()
                            .enumerate()
                            .filter(|(_, scope)| !scope.is_string())
                        {
                            members.refuse_within(scope, at.entry(index), "it is no scope");
                        }
                        scopes
                            .iter()
                            .filter_map(Value::as_str)
                            .map(str::to_owned)
                            .collect()
                    }
                    other => {
                        members.refuse_within(other, at, "which scopes a call needs");
                        Vec::new()
                    }
                };
                schemes.insert(name.clone(), scopes);
            }
            any_of.push(schemes);
        }
        // To need nothing is to need nothing, with or without an alternative that says so.
        if any_of.iter().all(IndexMap::is_empty) {
            any_of.clear();
        }
        Some(Arc::new(Security { pointer, any_of }))
    }

    /// A way to prove who calls, or what its reference leads to.
    pub(super) fn scheme(&mut self, value: &'a Value, at: &Pointer) -> Option<SecurityScheme> {
        let part = self.part(value, at);
        let is_here = part
            .as_ref()
            .is_some_and(|part| std::ptr::eq(part.value, value));
        if !is_here {
            self.reference(value, at.clone());
        }
        let part = part?;
        let Some(mut members) = Members::of(part.value, part.at) else {
            if is_here {
                self.account
                    .refuse(value, at.clone(), "it is no security scheme");
            }
            return None;
        };
        let mut notes = prose(&mut members);
        let kind = match members.text("type").unwrap_or_default() {
            "apiKey" => {
                let stated = members.text("in").unwrap_or_default();
                SchemeKind::ApiKey {
                    place: Place::ALL
                        .into_iter()
                        .find(|place| place.key() == stated)
                        .unwrap_or(Place::Header),
                    name: members.owned("name").unwrap_or_default(),
                }
            }
            "http" => SchemeKind::Http {
                scheme: members
                    .text("scheme")
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
                bearer_format: members.owned("bearerFormat"),
            },
            "oauth2" => SchemeKind::OAuth2(flows(&mut members)),
            "openIdConnect" => SchemeKind::OpenIdConnect {
                url: members.owned("openIdConnectUrl").unwrap_or_default(),
            },
            "mutualTLS" => SchemeKind::MutualTls,
            other => SchemeKind::Other(other.to_owned()),
        };
        finish(&mut notes, &mut members, |_| None);
        if is_here {
            self.account.add(members.account);
        }
        notes.description = part.description.or(notes.description);
        Some(SecurityScheme { kind, notes })
    }

    /// Where something is, where a member `servers` says so.
    pub(super) fn servers(&mut self, members: &mut Members<'a>) -> Option<Arc<Servers>> {
        let pointer = members.at.member("servers");
        let stated = members.list("servers");
        if stated.is_empty() {
            return None;
        }
        let mut list = Vec::new();
        for (value, at) in stated {
            let Some(mut inner) = Members::of(value, at.clone()) else {
                members.refuse_within(value, at, "where the service is");
                continue;
            };
            list.push(server(&mut inner));
            members.account.add(inner.account);
        }
        // That a service is where its document is goes without saying.
        if let [only] = list.as_slice()
            && only.url == "/"
            && only.notes.description.is_none()
            && only.notes.extensions.is_empty()
        {
            list.clear();
        }
        Some(Arc::new(Servers { pointer, list }))
    }
}

fn server(members: &mut Members<'_>) -> Server {
    let mut notes = prose(members);
    let url = members.owned("url").unwrap_or_default();
    let mut variables = IndexMap::new();
    for (name, value, at) in members.map("variables") {
        let Some(mut inner) = Members::of(value, at.clone()) else {
            members.refuse_within(value, at, "what stands for a part of the URL");
            continue;
        };
        let mut notes = prose(&mut inner);
        let variable = Variable {
            default: inner.owned("default").unwrap_or_default(),
            values: inner.texts("enum").unwrap_or_default(),
            notes: Notes::default(),
        };
        finish(&mut notes, &mut inner, |_| None);
        variables.insert(name.to_owned(), Variable { notes, ..variable });
        members.account.add(inner.account);
    }
    finish(&mut notes, members, |_| None);
    Server {
        url,
        variables,
        notes,
    }
}

fn flows(members: &mut Members<'_>) -> IndexMap<String, Flow> {
    let mut flows = IndexMap::new();
    let at = members.at.member("flows");
    let Some(value) = members.take("flows") else {
        return flows;
    };
    let Some(mut all) = Members::of(value, at) else {
        members.refuse("flows", "how tokens are had");
        return flows;
    };
    for name in [
        "implicit",
        "password",
        "clientCredentials",
        "authorizationCode",
    ] {
        let at = all.at.member(name);
        let Some(value) = all.take(name) else {
            continue;
        };
        let Some(mut inner) = Members::of(value, at) else {
            all.refuse(name, "how tokens are had");
            continue;
        };
        let mut notes = prose(&mut inner);
        let mut scopes = IndexMap::new();
        for (name, value, at) in inner.map("scopes") {
            match value.as_str() {
                Some(meaning) => {
                    scopes.insert(name.to_owned(), meaning.to_owned());
                }
                None => inner.refuse_within(value, at, "what this scope is for"),
            }
        }
        let flow = Flow {
            authorization_url: inner.owned("authorizationUrl"),
            token_url: inner.owned("tokenUrl"),
            refresh_url: inner.owned("refreshUrl"),
            scopes,
            notes: Notes::default(),
        };
        finish(&mut notes, &mut inner, |_| None);
        flows.insert(name.to_owned(), Flow { notes, ..flow });
        all.account.add(inner.account);
    }
    all.rest(|_| None);
    members.account.add(all.account);
    flows
}
