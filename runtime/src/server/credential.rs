use axum::extract::Request;
use http::{HeaderMap, header};

use super::values::{cookie, query_values};
use crate::record::operation::Security;
use crate::value::types::sensitive::Sensitive;

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
