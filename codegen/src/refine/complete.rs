//! Checks that a document says everything that an SDK needs, and that its extensions mean something.

mod document;
mod operation;
mod recovery;
mod schema;
mod shape;

use serde_json::{Map, Value};

use super::nodes::{Node, Role, nodes};
use super::resolve::Names;
use crate::findings::{At, Findings, pointer_token};

/// Checks a refined document.
///
/// - Every operation has an id of its own, a summary, a description, its effect and its repeat rule.
/// - Every schema and every property has an English description, and every property a class: its own, that of the scalar
///   that it refers to, or those of the object's properties.
/// - Every extension is one that somebody reads, has a legal value, and names only what is there.
///
/// All of it is errors: a document of our own lacks nothing. For other documents the same are at most warnings.
#[must_use]
pub fn complete(document: &Value) -> Findings {
    let mut check = Check {
        names: Names(document),
        findings: Findings::default(),
    };
    let mut ids: Vec<&str> = Vec::new();
    let mut targets: Vec<&str> = Vec::new();
    for node in nodes(document) {
        check.extensions(&node);
        targets.extend(check.reference(&node));
        match node.role {
            Role::Root => check.root(&node),
            Role::SecurityScheme => check.security_scheme(&node),
            Role::Operation => {
                check.operation(&node);
                if let Some(id) = node.members.get("operationId").and_then(Value::as_str) {
                    if ids.contains(&id) {
                        let at = format!("{}/operationId", node.pointer);
                        check.error(
                            "repeated-operation-id",
                            &at,
                            format!("another operation has the id `{id}`"),
                        );
                    }
                    ids.push(id);
                }
            }
            Role::Parameter => check.prose(&node, "description"),
            Role::Component | Role::Property | Role::Part => check.schema(&node),
            Role::Info | Role::Tag | Role::Other => {}
        }
    }
    check.scalars(&targets);
    check.findings
}

/// A document under examination.
struct Check<'a> {
    names: Names<'a>,
    findings: Findings,
}

/// The extensions that somebody reads, by where they may stand.
const SCHEMA: &[&str] = &[
    "x-page-name",
    "x-restriction",
    "x-unknown",
    "x-class",
    "x-money",
    "x-currency-from",
    "x-minimum",
    "x-maximum",
    "x-integer-digits",
    "x-fraction-digits",
    "x-time",
    "x-unit",
    "x-rust-name",
    "x-open",
    "x-open-reason",
    "x-enum-descriptions",
    "x-states",
    "x-scalar",
    "x-returned",
    "x-one-of-required",
    "x-either",
    "x-together",
    "x-choice",
    "x-presets",
];
const OPERATION: &[&str] = &[
    "x-page-name",
    "x-unknown",
    "x-rust-name",
    "x-effect",
    "x-repeat",
    "x-acknowledges",
    "x-found-by",
    "x-before-state",
    "x-refused-codes",
    "x-journal",
];
const ELSEWHERE: &[&str] = &["x-page-name", "x-unknown", "x-restriction", "x-rust-name"];

impl<'a> Check<'a> {
    fn error(&mut self, id: &'static str, pointer: &str, text: impl Into<String>) {
        self.findings
            .error(id, At::Pointer(pointer.to_owned()), text);
    }

    /// A reference must lead somewhere. Gives its target.
    fn reference<'n>(&mut self, node: &Node<'n>) -> Option<&'n str> {
        let target = node.members.get("$ref")?.as_str()?;
        if self.names.follow(node.value).is_none() {
            let text = format!("`{target}` leads nowhere");
            self.error(
                "dangling-reference",
                &format!("{}/$ref", node.pointer),
                text,
            );
        }
        Some(target)
    }

    /// A scalar that was added to be referred to, and is not, has lost what it was for.
    fn scalars(&mut self, targets: &[&str]) {
        let components = self
            .names
            .0
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        for (name, component) in components.into_iter().flatten() {
            let pointer = format!("/components/schemas/{}", pointer_token(name));
            let used = targets
                .iter()
                .any(|target| target.strip_prefix('#') == Some(pointer.as_str()));
            if component.get("x-scalar") == Some(&Value::Bool(true)) && !used {
                self.error("unused-scalar", &pointer, "nothing refers to this scalar");
            }
        }
    }

    /// An extension that nobody reads is most likely misspelt.
    fn extensions(&mut self, node: &Node<'_>) {
        let known = match node.role {
            role if role.is_schema() => SCHEMA,
            Role::Operation => OPERATION,
            _ => ELSEWHERE,
        };
        for name in node.members.keys().filter(|name| name.starts_with("x-")) {
            let here = match node.role {
                Role::Root => name == "x-envelope",
                Role::SecurityScheme => name == "x-token",
                _ => false,
            };
            if !here && !known.contains(&name.as_str()) {
                let at = format!("{}/{}", node.pointer, pointer_token(name));
                self.error("unknown-extension", &at, "nobody reads this extension here");
            }
        }
    }

    /// A text of our own must be there, and be English.
    fn prose(&mut self, node: &Node<'_>, name: &str) {
        // A parameter that is a reference is described where it stands.
        if node.members.contains_key("$ref") {
            return;
        }
        match node.members.get(name).and_then(Value::as_str) {
            Some(text) => self.english(&format!("{}/{name}", node.pointer), text),
            None => self.error(missing(name), &node.pointer, format!("there is no {name}")),
        }
    }

    fn english(&mut self, at: &str, text: &str) {
        if !text.contains(|c: char| c.is_ascii_alphabetic()) {
            self.error("not-english", at, "this says nothing in English");
        } else if let Some(other) = text
            .chars()
            .find(|c| c.is_alphabetic() && u32::from(*c) >= 0x2e80)
        {
            self.error("not-english", at, format!("`{other}` is no English"));
        }
    }

    /// A member that must be one of a few words, if it is there.
    fn word(&mut self, holder: &Map<String, Value>, at: &str, name: &str, words: &[&str]) {
        let Some(value) = holder.get(name) else {
            return;
        };
        if !value.as_str().is_some_and(|value| words.contains(&value)) {
            let text = format!("{value} is none of {}", words.join(", "));
            self.error("bad-extension", &format!("{at}/{name}"), text);
        }
    }

    /// A member that must be a text which says something.
    fn said<'v>(
        &mut self,
        holder: &'v Map<String, Value>,
        at: &str,
        name: &str,
    ) -> Option<&'v str> {
        match holder.get(name).map(Value::as_str) {
            Some(Some(text)) if !text.trim().is_empty() => return Some(text),
            Some(_) => self.error(
                "bad-extension",
                &format!("{at}/{name}"),
                format!("`{name}` must be a text"),
            ),
            None => self.error(missing(name), at, format!("there is no `{name}`")),
        }
        None
    }
}

/// The name of the finding for a missing member.
fn missing(name: &str) -> &'static str {
    match name {
        "operationId" => "missing-operation-id",
        "summary" => "missing-summary",
        "x-effect" => "missing-effect",
        "x-repeat" => "missing-repeat",
        "x-class" => "missing-class",
        "reason" => "missing-reason",
        "description" => "missing-description",
        _ => "missing-member",
    }
}

/// The strings of a list, or nothing if it is no list of strings.
fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}
