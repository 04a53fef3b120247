//! How calls prove who makes them.

use openapiv3::{
    APIKeyLocation, OpenAPI, Operation, ReferenceOr, SecurityRequirement, SecurityScheme,
};
use serde_json::Value;

use super::types::Types;
use crate::api::{Security, TokenFlow};

/// The security schemes of a document, of which a client speaks the first that its operations ask for.
pub(super) struct Securities<'a> {
    document: &'a OpenAPI,
    chosen: Option<&'a str>,
}

impl<'a> Securities<'a> {
    pub(super) fn new(document: &'a OpenAPI) -> Self {
        Self {
            document,
            chosen: None,
        }
    }

    /// Whether an operation takes a credential; the first one asked for is the client's.
    pub(super) fn secures(
        &mut self,
        operation: &'a Operation,
        pointer: &str,
        types: &mut Types<'_>,
    ) -> bool {
        let stated = operation
            .security
            .as_ref()
            .or(self.document.security.as_ref());
        for requirement in stated
            .into_iter()
            .flatten()
            .filter(|requirement| requirement.len() > 1)
        {
            let all: Vec<&str> = names(requirement).collect();
            let text = format!(
                "this asks for {} at once, but the client holds one credential",
                all.join(" and ")
            );
            types.problem("second-security-scheme", pointer, text);
        }
        let asked: Vec<&str> = stated.into_iter().flatten().flat_map(names).collect();
        let Some(first) = asked.iter().find(|name| self.scheme(name).is_some()) else {
            return false;
        };
        let chosen = *self.chosen.get_or_insert(first);
        if !asked.contains(&chosen) {
            let text = format!(
                "this asks for `{first}`, but the client holds one credential, for `{chosen}`"
            );
            types.problem("second-security-scheme", pointer, text);
        }
        true
    }

    /// The scheme by name, where it is one that a client of ours speaks.
    fn scheme(&self, name: &str) -> Option<(Security, Option<&'a Value>)> {
        let scheme = self
            .document
            .components
            .as_ref()?
            .security_schemes
            .get(name)?;
        let ReferenceOr::Item(scheme) = scheme else {
            return None;
        };
        Some(match scheme {
            SecurityScheme::APIKey {
                location,
                name,
                extensions,
                ..
            } => {
                let security = match location {
                    APIKeyLocation::Header => Security::ApiKeyHeader(name.clone()),
                    APIKeyLocation::Query => Security::ApiKeyQuery(name.clone()),
                    APIKeyLocation::Cookie => Security::ApiKeyCookie(name.clone()),
                };
                (security, extensions.get("x-token"))
            }
            SecurityScheme::HTTP {
                scheme, extensions, ..
            } => {
                let basic = scheme.eq_ignore_ascii_case("basic");
                (
                    if basic {
                        Security::Basic
                    } else {
                        Security::Bearer
                    },
                    extensions.get("x-token"),
                )
            }
            SecurityScheme::OAuth2 { extensions, .. }
            | SecurityScheme::OpenIDConnect { extensions, .. } => {
                (Security::Bearer, extensions.get("x-token"))
            }
        })
    }

    /// What the client speaks, once all operations have asked.
    pub(super) fn finish(self, types: &mut Types<'_>) -> (Security, Option<TokenFlow>) {
        let Some((security, token)) = self.chosen.and_then(|name| self.scheme(name)) else {
            return (Security::None, None);
        };
        let pointer = format!(
            "/components/securitySchemes/{}/x-token",
            self.chosen.unwrap_or_default()
        );
        let flow = token.and_then(|token| {
            let text = |name: &str| token.get(name).and_then(Value::as_str).map(str::to_owned);
            let flow = (|| {
                Some(TokenFlow {
                    operation: text("operation")?,
                    app_id: text("app-id")?,
                    secret: text("secret")?,
                    access_token: text("access-token")?,
                    expires_in: text("expires-in")?,
                    minutes: text("unit").as_deref() == Some("minutes"),
                })
            })();
            if flow.is_none() {
                let text =
                    "it needs operation, app-id, secret, access-token and expires-in".to_owned();
                types.problem("incomplete-token", &pointer, text);
            }
            flow
        });
        (security, flow)
    }
}

fn names(requirement: &SecurityRequirement) -> impl Iterator<Item = &str> {
    requirement.keys().map(String::as_str)
}
