//! Finds the tokens of a document and puts into its schemas what they yield.

use serde_json::{Map, Value};

use super::kind::{Kind, Simple};
use super::limits::Limits;
use super::token::{Reading, tokens_of_one};
use crate::findings::{At, Findings, Id, Stage, pointer_name, pointer_token};

/// The member that holds the raw tokens.
const MEMBER: &str = "x-restriction";

/// Reads every `x-restriction` of a document into limits of the schema that it stands on.
///
/// A member that the schema has already is kept. Nothing here is an error: a page that contradicts itself must not stop
/// a release whose overlay can say what is right.
///
/// # Errors
///
/// None so far. The result is that of every stage.
pub fn read(mut document: Value) -> Stage<Value> {
    let mut findings = Findings::default();
    for job in jobs(&document, &mut findings) {
        job.run(&mut document, &mut findings);
    }
    findings.finish(document)
}

/// A token as it stands in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// The JSON pointer of the `x-restriction` that holds it.
    pub pointer: String,
    /// The token.
    pub text: String,
    /// The type of what it restricts.
    pub kind: Kind,
    /// What it yields, read in the light of the other tokens of its place.
    pub reading: Reading,
}

/// Every token of a document, in its order.
#[must_use]
pub fn tokens(document: &Value) -> Vec<Stated> {
    jobs(document, &mut Findings::default())
        .into_iter()
        .flat_map(|job| {
            let readings = job.readings();
            let Job {
                tokens_at,
                tokens,
                kind,
                ..
            } = job;
            let read = tokens.into_iter().zip(readings);
            read.map(move |(text, reading)| Stated {
                pointer: tokens_at.clone(),
                text,
                kind,
                reading,
            })
        })
        .collect()
}

/// The tokens of one node.
struct Job {
    /// Where the tokens stand.
    tokens_at: String,
    tokens: Vec<String>,
    /// Where the limits go.
    schema_at: String,
    kind: Kind,
    /// The name of the property or the parameter.
    name: Option<String>,
}

fn jobs(document: &Value, findings: &mut Findings) -> Vec<Job> {
    let mut jobs = Vec::new();
    collect(document, document, &mut String::new(), &mut jobs, findings);
    jobs
}

fn collect(
    document: &Value,
    node: &Value,
    at: &mut String,
    jobs: &mut Vec<Job>,
    findings: &mut Findings,
) {
    let length = at.len();
    match node {
        Value::Object(members) => {
            if let Some(stated) = members.get(MEMBER) {
                jobs.extend(job(document, members, stated, at, findings));
            }
            for (name, member) in members {
                at.push('/');
                at.push_str(&pointer_token(name));
                collect(document, member, at, jobs, findings);
                at.truncate(length);
            }
        }
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                collect(document, entry, at, jobs, findings);
                at.truncate(length);
            }
        }
        _ => {}
    }
}

fn job(
    document: &Value,
    members: &Map<String, Value>,
    stated: &Value,
    at: &str,
    findings: &mut Findings,
) -> Option<Job> {
    let tokens = match stated {
        Value::String(token) => vec![token.clone()],
        Value::Array(tokens) if tokens.iter().all(Value::is_string) => tokens
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        // A property of this very name: its value is a schema.
        Value::Object(_) => return None,
        _ => {
            let text = "a restriction is a text or a list of texts";
            findings.warning(
                Id::RestrictionUnreadable,
                At::Pointer(format!("{at}/{MEMBER}")),
                text,
            );
            return None;
        }
    };
    // A parameter or a header carries the prose, its schema the limits.
    let (schema_at, schema) = match members.get("schema") {
        Some(Value::Object(schema)) => (format!("{at}/schema"), schema),
        _ => (at.to_owned(), members),
    };
    let version = document.get("openapi").and_then(Value::as_str);
    let is_3_0 = version.is_none_or(|version| version.starts_with("3.0"));
    if is_3_0 && schema.contains_key("$ref") {
        let text = "readers of OpenAPI 3.0 drop what stands beside a reference; wrap the reference in allOf";
        findings.warning(Id::RestrictionBesideReference, At::Pointer(schema_at), text);
        return None;
    }
    Some(Job {
        tokens_at: format!("{at}/{MEMBER}"),
        tokens,
        kind: kind(document, schema, 0),
        name: match members.get("name").and_then(Value::as_str) {
            Some(name) => Some(name.to_owned()),
            None => at
                .rsplit_once("/properties/")
                .map(|(_, it)| pointer_name(it)),
        },
        schema_at,
    })
}

/// The type of a schema, through references and `allOf`.
fn kind(document: &Value, schema: &Map<String, Value>, depth: usize) -> Kind {
    // References can run in a circle.
    const DEEPEST: usize = 16;
    if depth > DEEPEST {
        return Kind::Any;
    }
    let types = schema.get("type").and_then(Value::as_array);
    let mut types = types.into_iter().flatten().filter(|ty| *ty != "null");
    let sole = types.next().filter(|_| types.next().is_none());
    match sole.or(schema.get("type")).and_then(Value::as_str) {
        Some("string") => return Kind::String,
        Some("integer") => return Kind::Integer,
        Some("number") => return Kind::Number,
        Some("boolean") => return Kind::Boolean,
        Some("object") => return Kind::Object,
        Some("array") => {
            let entries = schema.get("items").and_then(Value::as_object);
            return Kind::Array(
                match entries.map(|entries| kind(document, entries, depth + 1)) {
                    Some(Kind::String) => Some(Simple::String),
                    Some(Kind::Integer) => Some(Simple::Integer),
                    Some(Kind::Number) => Some(Simple::Number),
                    Some(Kind::Boolean) => Some(Simple::Boolean),
                    _ => None,
                },
            );
        }
        _ => {}
    }
    if let Some(target) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|target| target.strip_prefix('#'))
    {
        let target = document.pointer(target).and_then(Value::as_object);
        return target.map_or(Kind::Any, |target| kind(document, target, depth + 1));
    }
    if schema.contains_key("properties") {
        return Kind::Object;
    }
    schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|part| kind(document, part, depth + 1))
        .find(|kind| *kind != Kind::Any)
        .unwrap_or(Kind::Any)
}

impl Job {
    /// What the tokens yield. Where the name of the property is among the values, these may be properties of which one is given.
    fn readings(&self) -> Vec<Reading> {
        let name = self.name.as_deref().map(Value::from);
        let mut readings = tokens_of_one(&self.tokens, self.kind);
        for reading in &mut readings {
            let Reading::Limits(limits) = reading else {
                continue;
            };
            let values = limits.members.get("enum").and_then(Value::as_array);
            if values
                .zip(name.as_ref())
                .is_some_and(|(values, name)| values.contains(name))
            {
                let why = "values or properties may be meant, since this one's name is among them";
                *reading = Reading::Unclear(why.to_owned());
            }
        }
        readings
    }

    fn run(&self, document: &mut Value, findings: &mut Findings) {
        let mut limits: Vec<(&str, Limits)> = Vec::new();
        for (text, reading) in self.tokens.iter().zip(self.readings()) {
            match reading {
                Reading::Limits(read) => limits.push((text, read)),
                Reading::Nothing => {}
                Reading::Unclear(why) => {
                    let text = format!("`{text}` yields no limit: {why}; state it in the overlay");
                    findings.warning(
                        Id::RestrictionUnreadable,
                        At::Pointer(self.tokens_at.clone()),
                        text,
                    );
                }
            }
        }
        let disputed = self.disputed(&limits, findings);
        for (text, read) in limits {
            let at = if read.of_entries {
                format!("{}/items", self.schema_at)
            } else {
                self.schema_at.clone()
            };
            let Some(Value::Object(schema)) = document.pointer_mut(&at) else {
                continue;
            };
            for (name, value) in read.members {
                if !disputed.contains(&name) {
                    self.put(schema, name, value, text, findings);
                }
            }
        }
    }

    /// The members that two tokens of one node state differently. Neither is believed.
    fn disputed(&self, limits: &[(&str, Limits)], findings: &mut Findings) -> Vec<String> {
        let mut disputed = Vec::new();
        let mut seen: Map<String, Value> = Map::new();
        for (name, value) in limits.iter().flat_map(|(_, read)| &read.members) {
            match seen.get(name) {
                Some(before) if before != value => {
                    let text = format!(
                        "the tokens give `{name}` as {before} and as {value}, so neither is taken; state it in the overlay"
                    );
                    findings.warning(
                        Id::RestrictionContradiction,
                        At::Pointer(self.tokens_at.clone()),
                        text,
                    );
                    disputed.push(name.clone());
                }
                _ => {
                    seen.insert(name.clone(), value.clone());
                }
            }
        }
        disputed
    }

    /// Adds one member before the token that states it, where a reader looks for it.
    fn put(
        &self,
        schema: &mut Map<String, Value>,
        name: String,
        value: Value,
        text: &str,
        findings: &mut Findings,
    ) {
        match schema.get(&name) {
            Some(before) if *before != value => {
                let text = format!(
                    "`{text}` gives `{name}` as {value}, but the schema has {before}, which is kept"
                );
                findings.warning(
                    Id::RestrictionContradiction,
                    At::Pointer(self.tokens_at.clone()),
                    text,
                );
            }
            Some(_) => {}
            None => {
                let position = schema
                    .keys()
                    .position(|key| key == MEMBER)
                    .unwrap_or(schema.len());
                schema.shift_insert(position, name, value);
            }
        }
    }
}
