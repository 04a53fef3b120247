//! Who may call, and where.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use super::access::{
    Flow, Place, Requirement, SchemeKind, Security, SecurityScheme, Server, Servers, Variable,
};
use super::common::{finish, prose};
use super::members::Members;
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
                        let each = scopes.iter().enumerate();
                        for (index, scope) in each.filter(|(_, scope)| !scope.is_string()) {
                            members.refuse_within(scope, at.entry(index), "it is no scope");
                        }
                        let scopes = scopes.iter().filter_map(Value::as_str);
                        scopes.map(str::to_owned).collect()
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
        let part = self.part(value, at)?;
        let mut members = self.members(&part, "it is no security scheme")?;
        let notes = prose(&mut members);
        let kind = match members.text("type").unwrap_or_default() {
            "apiKey" => SchemeKind::ApiKey {
                place: (members.text("in").and_then(Place::of)).unwrap_or(Place::Header),
                name: members.owned("name").unwrap_or_default(),
            },
            "http" => SchemeKind::Http {
                scheme: (members.text("scheme").unwrap_or_default()).to_ascii_lowercase(),
                bearer_format: members.owned("bearerFormat"),
            },
            "oauth2" => SchemeKind::OAuth2(flows(&mut members)),
            "openIdConnect" => SchemeKind::OpenIdConnect {
                url: members.owned("openIdConnectUrl").unwrap_or_default(),
            },
            "mutualTLS" => SchemeKind::MutualTls,
            other => SchemeKind::Other(other.to_owned()),
        };
        let mut notes = finish(notes, &mut members, |_| None);
        if part.is_here {
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
            list.extend(members.within(value, at, "where the service is", server));
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
    let notes = prose(members);
    let url = members.owned("url").unwrap_or_default();
    let mut variables = IndexMap::new();
    let lost = "what stands for a part of the URL";
    for (name, value, at) in members.map("variables") {
        let variable = members.within(value, at, lost, variable);
        variables.extend(variable.map(|variable| (name.to_owned(), variable)));
    }
    Server {
        url,
        variables,
        notes: finish(notes, members, |_| None),
    }
}

fn variable(members: &mut Members<'_>) -> Variable {
    let notes = prose(members);
    Variable {
        default: members.owned("default").unwrap_or_default(),
        values: members.texts("enum").unwrap_or_default(),
        notes: finish(notes, members, |_| None),
    }
}

fn flows(members: &mut Members<'_>) -> IndexMap<String, Flow> {
    let lost = "how tokens are had";
    let flows = members.object("flows", lost, |all| {
        let mut flows = IndexMap::new();
        for name in [
            "implicit",
            "password",
            "clientCredentials",
            "authorizationCode",
        ] {
            let flow = all.object(name, lost, flow);
            flows.extend(flow.map(|flow| (name.to_owned(), flow)));
        }
        all.rest(|_| None);
        flows
    });
    flows.unwrap_or_default()
}

fn flow(members: &mut Members<'_>) -> Flow {
    let notes = prose(members);
    let mut scopes = IndexMap::new();
    for (name, value, at) in members.map("scopes") {
        match value.as_str() {
            Some(meaning) => {
                scopes.insert(name.to_owned(), meaning.to_owned());
            }
            None => members.refuse_within(value, at, "what this scope is for"),
        }
    }
    Flow {
        authorization_url: members.owned("authorizationUrl"),
        token_url: members.owned("tokenUrl"),
        refresh_url: members.owned("refreshUrl"),
        scopes,
        notes: finish(notes, members, |_| None),
    }
}
