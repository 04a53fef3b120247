//! The document as a whole: title, server, security, tags, paths and components.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::component;
use super::operation;
use super::schema::Writer;
use crate::findings::{At, Findings};
use crate::page::Page;
use crate::page::model::{Operation, Place};

/// What no page of this kind can show of any document.
const UNSEEN: [&str; 12] = [
    "operationId",
    "deprecated",
    "maxLength",
    "minLength",
    "pattern",
    "maximum",
    "minimum",
    "default",
    "further servers",
    "further media types",
    "enum of items of arrays",
    "additionalProperties without a schema",
];

/// Writes the document with all its prose and samples.
pub(super) fn write(page: &Page, findings: &mut Findings) -> Value {
    let writer = Writer::new(page);
    let mut document = Map::from_iter([
        ("openapi".to_owned(), json!("3.0.3")),
        ("info".to_owned(), info(page)),
    ]);
    let operations: Vec<&Operation> = page.tags.iter().flat_map(|tag| &tag.operations).collect();
    if let Some(server) = server(page, &operations, findings) {
        document.insert("servers".to_owned(), json!([{ "url": server }]));
    }
    let security = Security::read(page, &operations, findings);
    if let Some(name) = &security.everywhere {
        document.insert("security".to_owned(), requirement(name.as_deref()));
    }
    let tags: Vec<Value> = page
        .tags
        .iter()
        .map(|tag| {
            let mut written = Map::from_iter([("name".to_owned(), json!(tag.name.value))]);
            written.extend(
                tag.description
                    .as_ref()
                    .map(|description| ("description".to_owned(), json!(description.value))),
            );
            Value::Object(written)
        })
        .collect();
    document.insert("tags".to_owned(), Value::Array(tags));
    document.insert(
        "paths".to_owned(),
        paths(page, &writer, &security, findings),
    );
    let mut components = Map::new();
    if !security.schemes.is_empty() {
        components.insert(
            "securitySchemes".to_owned(),
            Value::Object(security.schemes),
        );
    }
    if !page.schemas.is_empty() {
        let schemas = page.schemas.iter().map(|schema| {
            (
                schema.key.value.clone(),
                component::write(&writer, schema, findings),
            )
        });
        components.insert("schemas".to_owned(), Value::Object(schemas.collect()));
    }
    document.insert("components".to_owned(), Value::Object(components));
    Value::Object(document)
}

fn info(page: &Page) -> Value {
    let mut info = Map::from_iter([
        ("title".to_owned(), json!(page.title.value)),
        ("version".to_owned(), json!(page.version.value)),
    ]);
    info.extend(
        page.description
            .as_ref()
            .map(|description| ("description".to_owned(), json!(description.value))),
    );
    let links = &page.links;
    let mut unknown: Vec<&str> = UNSEEN.to_vec();
    if links.terms_of_service.is_some() {
        info.insert(
            "termsOfService".to_owned(),
            json!("https://example.invalid/"),
        );
        unknown.push("termsOfService");
    }
    if let Some(name) = links.contact_email.as_ref().or(links.contact_web.as_ref()) {
        let mut contact = Map::from_iter([("name".to_owned(), json!(name.value))]);
        let mut unseen = Vec::new();
        if links.contact_email.is_some() {
            contact.insert("email".to_owned(), json!("unknown@example.invalid"));
            unseen.push("email");
        }
        if links.contact_web.is_some() {
            contact.insert("url".to_owned(), json!("https://example.invalid/"));
            unseen.push("url");
        }
        contact.insert("x-unknown".to_owned(), json!(unseen));
        info.insert("contact".to_owned(), Value::Object(contact));
    }
    if let Some(licence) = &links.licence {
        info.insert(
            "license".to_owned(),
            json!({ "name": licence.value, "x-unknown": ["url"] }),
        );
    }
    info.insert("x-unknown".to_owned(), json!(unknown));
    Value::Object(info)
}

/// The server is the URL of a call less its path.
fn server(page: &Page, operations: &[&Operation], findings: &mut Findings) -> Option<String> {
    let mut server: Option<String> = None;
    for operation in operations {
        let Some(url) = &operation.call.url else {
            findings.warning(
                "no-url",
                At::Line(operation.method.line),
                format!("the code samples of {} do not show a URL", operation.path),
            );
            continue;
        };
        let Some(base) = url.value.strip_suffix(operation.path.as_str()) else {
            findings.error(
                "other-url",
                At::Line(url.line),
                format!(
                    "the code samples call `{}`, which does not end with {}",
                    url.value, operation.path
                ),
            );
            continue;
        };
        match &server {
            None => server = Some(base.to_owned()),
            Some(server) if server != base => findings.error(
                "other-server",
                At::Line(url.line),
                format!("the code samples call `{base}`, those above `{server}`"),
            ),
            Some(_) => {}
        }
    }
    let server = server?;
    match page.links.base_urls {
        Some(_) if server.is_empty() => Some("/".to_owned()),
        Some(_) => Some(server),
        None => None,
    }
}

/// The security schemes that the code samples show.
struct Security {
    schemes: Map<String, Value>,
    /// What all operations require; the outer absence says that they differ.
    everywhere: Option<Option<String>>,
}

impl Security {
    fn read(page: &Page, operations: &[&Operation], findings: &mut Findings) -> Self {
        let mut schemes = Map::new();
        let mut required: Vec<Option<String>> = Vec::new();
        for operation in operations {
            let scheme = scheme(operation);
            required.push(scheme.as_ref().map(|(name, _)| name.clone()));
            schemes.extend(scheme);
        }
        if let Some(line) = page.links.authentication.filter(|_| schemes.is_empty()) {
            findings.warning(
                "unseen-security",
                At::Line(line),
                "the page has security schemes, but no call shows one; they stay unknown",
            );
            schemes.insert(
                "unknown".to_owned(),
                json!({ "type": "http", "scheme": "unknown", "x-unknown": ["type", "scheme"] }),
            );
        }
        required.dedup();
        let everywhere = match required.as_slice() {
            [single] if single.is_some() || page.links.authentication.is_some() => {
                Some(single.clone())
            }
            [] | [_] => None,
            _ => None,
        };
        Self {
            schemes,
            everywhere,
        }
    }
}

/// The scheme in the headers of a call: `API_KEY` stands for a key, `Bearer {access-token}` for a token.
fn scheme(operation: &Operation) -> Option<(String, Value)> {
    let own = |name: &str| {
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.place == Place::Header && parameter.row.name == name)
    };
    operation
        .call
        .headers
        .iter()
        .filter(|(name, _)| !own(name))
        .find_map(|(name, value)| match value.as_str() {
            "API_KEY" => Some((
                name.clone(),
                json!({ "type": "apiKey", "in": "header", "name": name }),
            )),
            "Bearer {access-token}" => Some((
                "bearer".to_owned(),
                json!({ "type": "http", "scheme": "bearer" }),
            )),
            _ => None,
        })
}

fn requirement(name: Option<&str>) -> Value {
    name.map_or_else(|| json!([]), |name| json!([{ name: [] }]))
}

/// Writes the paths in an order that keeps the operations of every tag in theirs.
fn paths(page: &Page, writer: &Writer<'_>, security: &Security, findings: &mut Findings) -> Value {
    let mut written: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for tag in &page.tags {
        for operation in &tag.operations {
            let parts = operation::write(writer, operation, findings);
            let item = written.entry(&operation.path).or_default();
            let mut whole = Map::from_iter([("tags".to_owned(), json!([tag.name.value]))]);
            whole.extend(parts.operation);
            if security.everywhere.is_none() && !security.schemes.is_empty() {
                let name = scheme(operation).map(|(name, _)| name);
                whole.insert("security".to_owned(), requirement(name.as_deref()));
            }
            for parameter in parts.shared {
                let list = item.entry("parameters").or_insert_with(|| json!([]));
                if let Some(list) = list
                    .as_array_mut()
                    .filter(|list| !list.contains(&parameter))
                {
                    list.push(parameter);
                }
            }
            item.insert(operation.method.value.to_lowercase(), Value::Object(whole));
        }
    }
    let mut paths = Map::new();
    for path in order(page) {
        paths.extend(
            written
                .remove(path)
                .map(|item| (path.to_owned(), Value::Object(item))),
        );
    }
    Value::Object(paths)
}

/// Orders the paths: one that stands before another under some tag comes before it.
fn order(page: &Page) -> Vec<&str> {
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut waiting: Vec<&str> = Vec::new();
    for tag in &page.tags {
        let mut former: Option<&str> = None;
        for operation in &tag.operations {
            let path = operation.path.as_str();
            if !waiting.contains(&path) {
                waiting.push(path);
            }
            if let Some(former) = former.filter(|former| *former != path) {
                after.entry(path).or_default().push(former);
            }
            former = Some(path);
        }
    }
    let mut order: Vec<&str> = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|path| {
            after
                .get(path)
                .is_none_or(|before| before.iter().all(|path| order.contains(path)))
        });
        // Two tags can disagree, since a later operation takes the place of a vanished one; then the page's order has to do.
        order.push(waiting.remove(ready.unwrap_or(0)));
    }
    order
}
