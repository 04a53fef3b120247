//! The normal form written as OpenAPI 3.0.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use super::access::{SchemeKind, Security, SecurityScheme, Server, Servers};
use super::model::{Body, Document, Encoding, Header, Holds, Media, Operation, Parameter, Style};
use super::notes::Notes;
use super::pointer::Pointer;
use super::write_parts::{filled, flag, prose, samples, say, some};
use super::write_schema::Writing;
use crate::findings::{At, Id, Stage};

/// Writes a document as OpenAPI 3.0, which reads back as the same normal form but for what it cannot hold.
///
/// # Errors
///
/// A finding where what is written cannot be held at all. What 3.0 has no words for is a warning each; what was not
/// understood when the document was read was told then.
pub fn write(document: &Document) -> Stage<OpenAPI> {
    let mut writing = Writing::new(document);
    let value = whole(document, &mut writing);
    let mut findings = writing.findings;
    match serde_json::from_value(value) {
        Ok(held) => findings.finish(held),
        Err(error) => {
            let text = format!("the document cannot be held: {error}");
            findings.error(Id::NotOpenapi, At::File, text);
            Err(findings)
        }
    }
}

fn whole(document: &Document, writing: &mut Writing<'_>) -> Value {
    let mut members = Map::new();
    say(&mut members, "openapi", json!("3.0.3"));
    let info = info(document, writing);
    say(&mut members, "info", info);
    if !document.servers.list.is_empty() {
        say(&mut members, "servers", servers(&document.servers));
    }
    if !document.security.any_of.is_empty() {
        say(&mut members, "security", security(&document.security));
    }
    let tags: Vec<Value> = document
        .tags
        .iter()
        .map(|tag| {
            let mut said = Map::new();
            say(&mut said, "name", json!(tag.name));
            prose(&tag.notes, &mut said);
            Value::Object(said)
        })
        .collect();
    filled(&mut members, "tags", Value::Array(tags));
    let paths = items(document, &document.operations, writing);
    say(&mut members, "paths", paths);
    if !document.webhooks.is_empty() {
        writing.cannot(&Pointer::root().member("webhooks"), "webhooks");
    }
    let mut components = Map::new();
    say(&mut components, "schemas", writing.components());
    let mut schemes = Map::new();
    for (key, scheme) in &document.schemes {
        if let Some(written) = self::scheme(scheme, writing) {
            schemes.insert(key.clone(), written);
        }
    }
    filled(&mut components, "securitySchemes", Value::Object(schemes));
    say(&mut members, "components", Value::Object(components));
    prose(&document.notes, &mut members);
    Value::Object(members)
}

fn info(document: &Document, writing: &mut Writing<'_>) -> Value {
    let info = &document.info;
    let mut members = Map::new();
    say(&mut members, "title", json!(info.title));
    say(&mut members, "version", json!(info.version));
    some(&mut members, "termsOfService", &info.terms);
    for (name, said) in [("contact", &info.contact), ("license", &info.license)] {
        let mut said: Map<String, Value> = said.clone().into_iter().collect();
        if said.shift_remove("identifier").is_some() {
            writing.cannot(&info.notes.pointer, "the identifier of a licence");
        }
        filled(&mut members, name, Value::Object(said));
    }
    prose(&info.notes, &mut members);
    if members.shift_remove("summary").is_some() {
        writing.cannot(&info.notes.pointer, "a summary of the document");
    }
    Value::Object(members)
}

fn servers(servers: &Servers) -> Value {
    servers.list.iter().map(server).collect()
}

fn server(server: &Server) -> Value {
    let mut members = Map::new();
    say(&mut members, "url", json!(server.url));
    let mut variables = Map::new();
    for (name, variable) in &server.variables {
        let mut said = Map::new();
        say(&mut said, "default", json!(variable.default));
        filled(&mut said, "enum", json!(variable.values));
        prose(&variable.notes, &mut said);
        variables.insert(name.clone(), Value::Object(said));
    }
    filled(&mut members, "variables", Value::Object(variables));
    prose(&server.notes, &mut members);
    Value::Object(members)
}

fn security(security: &Security) -> Value {
    security
        .any_of
        .iter()
        .map(|requirement| json!(requirement))
        .collect()
}

fn scheme(scheme: &SecurityScheme, writing: &mut Writing<'_>) -> Option<Value> {
    let mut members = Map::new();
    match &scheme.kind {
        SchemeKind::ApiKey { place, name } => {
            say(&mut members, "type", json!("apiKey"));
            say(&mut members, "in", json!(place.key()));
            say(&mut members, "name", json!(name));
        }
        SchemeKind::Http {
            scheme,
            bearer_format,
        } => {
            say(&mut members, "type", json!("http"));
            say(&mut members, "scheme", json!(scheme));
            some(&mut members, "bearerFormat", bearer_format);
        }
        SchemeKind::OAuth2(flows) => {
            say(&mut members, "type", json!("oauth2"));
            let mut all = Map::new();
            for (name, flow) in flows {
                let mut said = Map::new();
                let urls = [
                    ("authorizationUrl", &flow.authorization_url),
                    ("tokenUrl", &flow.token_url),
                    ("refreshUrl", &flow.refresh_url),
                ];
                for (word, url) in urls {
                    some(&mut said, word, url);
                }
                say(&mut said, "scopes", json!(flow.scopes));
                prose(&flow.notes, &mut said);
                all.insert(name.clone(), Value::Object(said));
            }
            say(&mut members, "flows", Value::Object(all));
        }
        SchemeKind::OpenIdConnect { url } => {
            say(&mut members, "type", json!("openIdConnect"));
            say(&mut members, "openIdConnectUrl", json!(url));
        }
        SchemeKind::MutualTls | SchemeKind::Other(_) => {
            writing.cannot(&scheme.notes.pointer, "this security scheme");
            return None;
        }
    }
    prose(&scheme.notes, &mut members);
    Some(Value::Object(members))
}

fn items(document: &Document, operations: &[Operation], writing: &mut Writing<'_>) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations {
        let item = paths.entry(operation.path.clone()).or_insert_with(|| {
            let mut item = Map::new();
            prose(&operation.path_notes, &mut item);
            Value::Object(item)
        });
        let written = self::operation(document, operation, writing);
        if let Some(item) = item.as_object_mut() {
            say(item, operation.method.key(), written);
        }
    }
    Value::Object(paths)
}

fn operation(document: &Document, operation: &Operation, writing: &mut Writing<'_>) -> Value {
    let mut members = Map::new();
    some(&mut members, "operationId", &operation.id);
    filled(&mut members, "tags", json!(operation.tags));
    prose(&operation.notes, &mut members);
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|each| parameter(each, writing))
        .collect();
    filled(&mut members, "parameters", Value::Array(parameters));
    if let Some(body) = &operation.body {
        say(&mut members, "requestBody", self::body(body, writing));
    }
    let mut answers = Map::new();
    for answer in &operation.answers {
        let response = &answer.response;
        let mut said = Map::new();
        say(&mut said, "description", json!(""));
        prose(&response.notes, &mut said);
        if said.shift_remove("summary").is_some() {
            writing.cannot(&response.notes.pointer, "a summary of an answer");
        }
        headers(&response.headers, &mut said, writing);
        content(&response.content, &mut said, writing);
        answers.insert(answer.status.to_string(), Value::Object(said));
    }
    say(&mut members, "responses", Value::Object(answers));
    let mut callbacks = Map::new();
    for (name, called) in &operation.callbacks {
        callbacks.insert(name.clone(), items(document, called, writing));
    }
    filled(&mut members, "callbacks", Value::Object(callbacks));
    if operation.security.pointer != document.security.pointer {
        say(&mut members, "security", security(&operation.security));
    }
    if operation.servers.pointer != document.servers.pointer {
        let mut own = servers(&operation.servers);
        if operation.servers.list.is_empty() {
            own = json!([{ "url": "/" }]);
        }
        say(&mut members, "servers", own);
    }
    Value::Object(members)
}

fn parameter(parameter: &Parameter, writing: &mut Writing<'_>) -> Value {
    let mut members = Map::new();
    say(&mut members, "name", json!(parameter.name));
    say(&mut members, "in", json!(parameter.place.key()));
    flag(&mut members, "required", parameter.required);
    say(&mut members, "style", json!(parameter.style.key()));
    say(&mut members, "explode", json!(parameter.explode));
    flag(&mut members, "allowReserved", parameter.allow_reserved);
    flag(&mut members, "allowEmptyValue", parameter.allow_empty);
    described(&parameter.notes, &mut members, writing);
    holds(&parameter.holds, &mut members, writing);
    Value::Object(members)
}

/// What is said of a parameter, a header or a media type, its samples among it.
fn described(notes: &Notes, members: &mut Map<String, Value>, writing: &mut Writing<'_>) {
    prose(notes, members);
    samples(&notes.samples, members);
    for name in ["summary", "externalDocs"] {
        if members.shift_remove(name).is_some() {
            writing.cannot(&notes.pointer, name);
        }
    }
}

fn holds(holds: &Holds, members: &mut Map<String, Value>, writing: &mut Writing<'_>) {
    match holds {
        // To hold anything is the same, said or not.
        Holds::Anything => say(members, "schema", json!({})),
        Holds::Schema(schema) => say(members, "schema", writing.used(schema.id, 0)),
        Holds::Content(media) => content(media, members, writing),
    }
}

fn body(body: &Body, writing: &mut Writing<'_>) -> Value {
    let mut members = Map::new();
    prose(&body.notes, &mut members);
    if members.shift_remove("summary").is_some() {
        writing.cannot(&body.notes.pointer, "a summary of a body");
    }
    flag(&mut members, "required", body.required);
    say(&mut members, "content", json!({}));
    content(&body.content, &mut members, writing);
    Value::Object(members)
}

fn content(content: &[Media], members: &mut Map<String, Value>, writing: &mut Writing<'_>) {
    let mut all = Map::new();
    for media in content {
        let mut said = Map::new();
        described(&media.notes, &mut said, writing);
        if let Some(schema) = &media.schema {
            say(&mut said, "schema", writing.used(schema.id, 0));
        }
        let mut encodings = Map::new();
        for (name, encoding) in &media.encoding {
            encodings.insert(name.clone(), self::encoding(encoding, writing));
        }
        filled(&mut said, "encoding", Value::Object(encodings));
        all.insert(media.name.clone(), Value::Object(said));
    }
    filled(members, "content", Value::Object(all));
}

fn encoding(encoding: &Encoding, writing: &mut Writing<'_>) -> Value {
    let mut members = Map::new();
    some(&mut members, "contentType", &encoding.content_type);
    if let Some(style) = encoding.style {
        say(&mut members, "style", json!(style.key()));
    }
    // The typed document takes what is not stated for false.
    if encoding.explode {
        say(&mut members, "explode", json!(true));
    } else if encoding.style.is_none_or(|style| style == Style::Form) {
        writing.cannot(
            &encoding.notes.pointer,
            "a form whose lists are not written apart",
        );
    }
    flag(&mut members, "allowReserved", encoding.allow_reserved);
    headers(&encoding.headers, &mut members, writing);
    prose(&encoding.notes, &mut members);
    Value::Object(members)
}

fn headers(
    headers: &[std::sync::Arc<Header>],
    members: &mut Map<String, Value>,
    writing: &mut Writing<'_>,
) {
    let mut all = Map::new();
    for header in headers {
        let mut said = Map::new();
        flag(&mut said, "required", header.required);
        say(&mut said, "style", json!(Style::Simple.key()));
        flag(&mut said, "explode", header.explode);
        described(&header.notes, &mut said, writing);
        holds(&header.holds, &mut said, writing);
        all.insert(header.name.clone(), Value::Object(said));
    }
    filled(members, "headers", Value::Object(all));
}
