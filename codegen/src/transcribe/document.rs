//! The document as a whole: title, server, security, tags, paths and components.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::component;
use super::lookup::say;
use super::operation;
use super::security::{self, Security};
use super::writer::Writer;
use crate::findings::{At, Findings, Id};
use crate::page::Page;
use crate::page::model::Operation;

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
    let operations: Vec<&Operation> = page.operations().collect();
    if let Some(server) = server(page, &operations, findings) {
        document.insert("servers".to_owned(), json!([{ "url": server }]));
    }
    let security = Security::read(page, &operations, findings);
    let unknown = document
        .get_mut("info")
        .and_then(|info| info.get_mut("x-unknown"));
    if let (true, Some(Value::Array(unknown))) = (security.is_unseen, unknown) {
        unknown.push(json!("security"));
    }
    if let Some(requirement) = &security.everywhere {
        document.insert("security".to_owned(), requirement.clone());
    }
    let tags: Vec<Value> = page
        .tags
        .iter()
        .map(|tag| {
            let mut written = Map::from_iter([("name".to_owned(), json!(tag.name.value))]);
            let described = tag.description.as_ref();
            say(&mut written, "description", described.map(|it| &it.value));
            Value::Object(written)
        })
        .collect();
    document.insert("tags".to_owned(), Value::Array(tags));
    let paths = paths(page, &writer, &security, findings);
    document.insert("paths".to_owned(), paths);
    let mut components = Map::new();
    let schemes = Some(security.schemes).filter(|schemes| !schemes.is_empty());
    say(&mut components, "securitySchemes", schemes);
    if page.schemas_heading.is_some() {
        let schemas = page.schemas.iter().map(|schema| {
            let written = component::write(&writer, schema, findings);
            (schema.key.value.clone(), written)
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
    let described = page.description.as_ref();
    say(&mut info, "description", described.map(|it| &it.value));
    let links = &page.links;
    let mut unknown: Vec<&str> = UNSEEN.to_vec();
    if links.terms_of_service.is_some() {
        say(
            &mut info,
            "termsOfService",
            Some("https://example.invalid/"),
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
        let licence = json!({ "name": licence.value, "x-unknown": ["url"] });
        info.insert("license".to_owned(), licence);
    }
    info.insert("x-unknown".to_owned(), json!(unknown));
    Value::Object(info)
}

/// The server is the URL of a call less its path.
fn server(page: &Page, operations: &[&Operation], findings: &mut Findings) -> Option<String> {
    let mut server: Option<String> = None;
    for operation in operations {
        let Some(url) = &operation.call.url else {
            let text = format!("the code samples of {} do not show a URL", operation.path);
            findings.warning(Id::NoUrl, At::Line(operation.method.line), text);
            continue;
        };
        // Reading the page has made sure that it is there.
        let Some(base) = operation.call.server(&operation.path) else {
            continue;
        };
        match &server {
            None => server = Some(base.to_owned()),
            Some(server) if server != base => findings.error(
                Id::OtherServer,
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

/// Writes the paths in an order that keeps the operations of every tag in theirs.
fn paths(page: &Page, writer: &Writer<'_>, security: &Security, findings: &mut Findings) -> Value {
    let mut written: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for tag in &page.tags {
        for operation in &tag.operations {
            let parts = operation::write(writer, operation, findings);
            let item = written.entry(&operation.path).or_default();
            let mut whole = Map::from_iter([("tags".to_owned(), json!([tag.name.value]))]);
            whole.extend(parts.operation);
            let requirement = security::requirement(page, operation);
            if security.everywhere.as_ref() != Some(&requirement) && !security.schemes.is_empty() {
                whole.insert("security".to_owned(), requirement);
            }
            for parameter in parts.shared {
                let list = item.entry("parameters").or_insert_with(|| json!([]));
                let list = list.as_array_mut();
                if let Some(list) = list.filter(|list| !list.contains(&parameter)) {
                    list.push(parameter);
                }
            }
            item.insert(operation.method.value.to_lowercase(), Value::Object(whole));
        }
    }
    written.values_mut().for_each(share);
    let mut paths = Map::new();
    for path in order(page) {
        let item = written.remove(path);
        paths.extend(item.map(|item| (path.to_owned(), Value::Object(item))));
    }
    Value::Object(paths)
}

/// Takes parameters that a path gives to all its operations out of the single ones.
fn share(item: &mut Map<String, Value>) {
    let Some(shared) = item.get("parameters").and_then(Value::as_array).cloned() else {
        return;
    };
    for (_, operation) in item.iter_mut().filter(|(name, _)| *name != "parameters") {
        let Some(operation) = operation.as_object_mut() else {
            continue;
        };
        let Some(Value::Array(own)) = operation.get_mut("parameters") else {
            continue;
        };
        if own.ends_with(&shared) {
            own.truncate(own.len() - shared.len());
        }
        if own.is_empty() {
            operation.shift_remove("parameters");
        }
    }
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
