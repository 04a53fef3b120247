use axum::extract::Request;
use http::{HeaderMap, header};

use super::values::{cookie, query_values};
use crate::record::operation::{Api, Operation};
use crate::record::security::Security;
use crate::value::types::sensitive::Sensitive;

/// A credential that a request shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The name of its scheme in the document; `None` if it is the credential of the API.
    pub scheme: Option<&'static str>,
    /// The key or token, without the name of its scheme.
    pub credential: Sensitive<String>,
}

/// What a request shows of what its operation asks for: each alternative of which it has everything. One of them has to be
/// valid, with all that is in it.
pub fn shown(
    api: &'static Api,
    operation: &'static Operation,
    request: &Request,
) -> Vec<Vec<Shown>> {
    let shown = |scheme, security| {
        let credential = credential(security, request)?;
        Some(Shown { scheme, credential })
    };
    let alternatives = api.asked_by(operation).iter();
    alternatives
        .filter_map(|together| {
            let own = together.own.then(|| shown(None, api.security));
            let further = together.further.iter();
            let further = further.map(|scheme| shown(Some(scheme.name), scheme.security));
            own.into_iter().chain(further).collect()
        })
        .collect()
}

/// The credential of a request, from where its API has it: a key or token without the name of its scheme.
pub fn credential(security: Security, request: &Request) -> Option<Sensitive<String>> {
    let headers = request.headers();
    let found = match security {
        Security::None => None,
        Security::ApiKeyHeader { name } => {
            let stated = headers.get(name)?.to_str().ok()?;
            Some(stated.to_owned())
        }
        Security::ApiKeyQuery { name } => query_values(request.uri(), name).pop(),
        Security::ApiKeyCookie { name } => cookie(headers, name),
        Security::Bearer => after_scheme(headers, "Bearer"),
        Security::Basic => after_scheme(headers, "Basic"),
    };
    found.map(Sensitive::new)
}

fn after_scheme(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let stated = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credential) = stated.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case(wanted)
        .then(|| credential.trim().to_owned())
}
