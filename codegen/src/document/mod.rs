//! Reading an OpenAPI document into `openapiv3`, with the place of what it cannot hold.

mod references;

use openapiv3::{OpenAPI, Operation, Parameter, ReferenceOr, RequestBody, Response, Schema};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::findings::{At, Findings, Stage, pointer_token};
use crate::yaml;

/// Reads JSON or YAML text into a value.
///
/// # Errors
///
/// A finding with the line where the text stops being JSON or YAML.
pub fn parse(text: &str) -> Stage<Value> {
    let mut findings = Findings::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        match yaml::read_json(text) {
            Ok(value) => return findings.finish(value),
            Err(malformed) => {
                let at = malformed.line.map_or(At::File, At::Line);
                findings.error("not-json", at, malformed.text);
            }
        }
    } else {
        match yaml::read(text) {
            Ok(value) => return findings.finish(value),
            Err(malformed) => {
                findings.error(
                    "not-yaml",
                    malformed.line.map_or(At::File, At::Line),
                    malformed.text,
                );
            }
        }
    }
    Err(findings)
}

/// Reads a value into an OpenAPI 3.0 document.
///
/// Where `strict` is off, a schema, parameter, answer or operation that cannot be held is taken out with a warning,
/// so that the rest of somebody else's document goes through.
///
/// # Errors
///
/// Findings with JSON pointers, for a document of another version or one that cannot be held at all.
pub fn load(value: &Value, strict: bool) -> Stage<OpenAPI> {
    let mut findings = Findings::default();
    let version = value
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !version.starts_with("3.0.") {
        let shown = if version.is_empty() {
            "no version"
        } else {
            version
        };
        findings.error(
            "openapi-version",
            At::Pointer("/openapi".to_owned()),
            format!("this reads OpenAPI 3.0 documents; here stands {shown}"),
        );
        return Err(findings);
    }
    let mut value = value.clone();
    passed_over(&value, strict, &mut findings);
    references::drop_callbacks(&mut value, &mut findings);
    references::inline(&mut value);
    if let Ok(document) = serde_json::from_value(value.clone()) {
        return findings.finish(document);
    }
    salvage(&mut value, strict, &mut findings);
    match serde_json::from_value(value) {
        Ok(document) => findings.finish(document),
        Err(error) => {
            findings.error(
                "not-openapi",
                At::File,
                format!("the document cannot be held: {error}"),
            );
            Err(findings)
        }
    }
}

/// Says what the document model passes over without a word: paths and methods that are none.
fn passed_over(value: &Value, strict: bool, findings: &mut Findings) {
    let mut taken = Taken { strict, findings };
    let Some(paths) = value.get("paths").and_then(Value::as_object) else {
        return;
    };
    for (path, item) in paths.iter().filter(|(path, _)| !path.starts_with("x-")) {
        let pointer = format!("/paths/{}", pointer_token(path));
        if !path.starts_with('/') {
            taken.out(
                pointer,
                format!("`{path}` is left out: a path begins with `/`"),
            );
            continue;
        }
        for name in item.as_object().into_iter().flatten().map(|(name, _)| name) {
            let known = METHODS.contains(&name.as_str())
                || matches!(
                    name.as_str(),
                    "$ref" | "summary" | "description" | "servers" | "parameters"
                )
                || name.starts_with("x-");
            if !known {
                let pointer = format!("{pointer}/{}", pointer_token(name));
                taken.out(
                    pointer,
                    format!("`{name}` is left out: OpenAPI 3.0 knows no such method"),
                );
            }
        }
    }
}

/// Takes out what cannot be held, and says what it was.
fn salvage(value: &mut Value, strict: bool, findings: &mut Findings) {
    let mut taken = Taken { strict, findings };
    if let Some(schemas) = value
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        for (name, schema) in schemas {
            taken.schema(
                schema,
                &format!("/components/schemas/{}", pointer_token(name)),
            );
        }
    }
    taken.members::<ReferenceOr<Parameter>>(value, "/components/parameters", "parameter");
    taken.members::<ReferenceOr<Response>>(value, "/components/responses", "response");
    taken.members::<ReferenceOr<RequestBody>>(value, "/components/requestBodies", "request body");
    let Some(paths) = value.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        item.retain(|name, operation| {
            if !METHODS.contains(&name.as_str()) {
                return true;
            }
            match serde_json::from_value::<Operation>(operation.clone()) {
                Ok(_) => true,
                Err(error) => {
                    let pointer = format!("/paths/{}/{name}", pointer_token(path));
                    taken.out(
                        pointer,
                        format!("this operation is left out, since it cannot be held: {error}"),
                    );
                    false
                }
            }
        });
    }
}

/// The methods of a path item.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

struct Taken<'a> {
    strict: bool,
    findings: &'a mut Findings,
}

impl Taken<'_> {
    fn out(&mut self, pointer: String, text: String) {
        let at = At::Pointer(pointer);
        if self.strict {
            self.findings.error("not-openapi", at, text);
        } else {
            self.findings.warning("not-openapi", at, text);
        }
    }

    /// Descends to the innermost schema that cannot be held and lets it state nothing.
    fn schema(&mut self, schema: &mut Value, pointer: &str) {
        let Err(error) = serde_json::from_value::<ReferenceOr<Schema>>(schema.clone()) else {
            return;
        };
        let mut deeper = false;
        for name in ["properties"] {
            if let Some(members) = schema.get_mut(name).and_then(Value::as_object_mut) {
                for (member, inner) in members {
                    if serde_json::from_value::<ReferenceOr<Schema>>(inner.clone()).is_err() {
                        self.schema(
                            inner,
                            &format!("{pointer}/{name}/{}", pointer_token(member)),
                        );
                        deeper = true;
                    }
                }
            }
        }
        if !deeper || serde_json::from_value::<ReferenceOr<Schema>>(schema.clone()).is_err() {
            self.out(
                pointer.to_owned(),
                format!("this schema becomes an untyped value, since it cannot be held: {error}"),
            );
            *schema = Value::Object(Map::new());
        }
    }

    fn members<T: DeserializeOwned>(&mut self, value: &mut Value, at: &str, what: &str) {
        let Some(members) = value.pointer_mut(at).and_then(Value::as_object_mut) else {
            return;
        };
        members.retain(
            |name, member| match serde_json::from_value::<T>(member.clone()) {
                Ok(_) => true,
                Err(error) => {
                    let pointer = format!("{at}/{}", pointer_token(name));
                    self.out(
                        pointer,
                        format!("this {what} is left out, since it cannot be held: {error}"),
                    );
                    false
                }
            },
        );
    }
}
