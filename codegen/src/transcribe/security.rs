//! Security schemes, of which only the headers of the code samples are left.

use serde_json::{Map, Value, json};

use crate::findings::{At, Findings, Id};
use crate::page::Page;
use crate::page::model::{Operation, Place};

/// The security schemes that the code samples show.
pub(super) struct Security {
    pub(super) schemes: Map<String, Value>,
    /// What more than half of the operations require. The others say it of themselves, so that an operation that gets
    /// another scheme changes nothing that is said of the rest.
    pub(super) everywhere: Option<Value>,
    /// Whether the page has schemes, and no call shows one.
    pub(super) is_unseen: bool,
}

impl Security {
    /// Reads the schemes of all operations.
    pub(super) fn read(page: &Page, operations: &[&Operation], findings: &mut Findings) -> Self {
        let mut schemes = Map::new();
        let mut required: Vec<Value> = Vec::new();
        for operation in operations {
            schemes.extend(shown(page, operation));
            required.push(requirement(page, operation));
        }
        let unseen = page.links.authentication.filter(|_| schemes.is_empty());
        if let Some(line) = unseen {
            let text = "the page has security schemes, but no call shows one; they stay unknown";
            findings.warning(Id::UnseenSecurity, At::Line(line), text);
            schemes.insert(
                "unknown".to_owned(),
                json!({ "type": "http", "scheme": "unknown", "x-unknown": ["type"] }),
            );
        }
        let is_most = |one: &&Value| {
            let same = required.iter().filter(|other| *other == *one);
            same.count() * 2 > required.len()
        };
        let most = required.iter().find(is_most);
        let everywhere = most.filter(|_| page.links.authentication.is_some());
        let everywhere = everywhere.cloned();
        Self {
            schemes,
            everywhere,
            is_unseen: unseen.is_some(),
        }
    }
}

/// What one operation requires: all the schemes that its call shows.
pub(super) fn requirement(page: &Page, operation: &Operation) -> Value {
    let names: Map<String, Value> = shown(page, operation)
        .map(|(name, _)| (name, json!([])))
        .collect();
    if names.is_empty() {
        json!([])
    } else {
        json!([names])
    }
}

/// The schemes in the headers of a call: `API_KEY` stands for a key, `Bearer {access-token}` for a token.
fn shown<'o>(
    page: &'o Page,
    operation: &'o Operation,
) -> impl Iterator<Item = (String, Value)> + 'o {
    let own = |name: &str| {
        let mut headers = operation.placed(Place::Header);
        headers.any(|parameter| parameter.row.name == name)
    };
    operation
        .call
        .headers
        .iter()
        .filter(move |(name, _)| !own(name))
        .filter_map(|(name, value)| match value.as_str() {
            "API_KEY" => Some((
                name.clone(),
                json!({ "type": "apiKey", "in": "header", "name": name }),
            )),
            "Bearer {access-token}" if page.links.scopes.is_empty() => Some((
                "bearer".to_owned(),
                json!({ "type": "http", "scheme": "bearer" }),
            )),
            "Bearer {access-token}" => Some(("oauth2".to_owned(), oauth(page))),
            _ => None,
        })
}

/// A scheme with scopes. The page has lost the flow that they belong to and its addresses.
fn oauth(page: &Page) -> Value {
    let scopes: Map<String, Value> = page
        .links
        .scopes
        .iter()
        .map(|scope| {
            let (name, description) = scope.value.split_once(' ').unwrap_or((&scope.value, ""));
            (name.to_owned(), json!(description))
        })
        .collect();
    let flows = json!({ "clientCredentials": { "tokenUrl": "https://example.invalid/", "scopes": scopes } });
    json!({ "type": "oauth2", "flows": flows, "x-unknown": ["flows"] })
}
