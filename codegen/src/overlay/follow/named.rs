//! Names and paths of properties in what is said of others: in extensions, and in samples.

use serde_json::Value;

use super::moved::{Move, moved};
use crate::openapi::{Document, Kind, Operation, Pointer, SchemaId};

/// What a name in an extension is a name of.
#[derive(Clone, Copy)]
enum Of {
    /// A property of the schema that the extension stands at.
    Own,
    /// A property beside the one that it stands at.
    Beside,
    /// A field of the operation's request.
    Request,
    /// A field of the operation's answer, or of every answer where it stands at the document.
    Answer,
    /// A field of the request of the operation that the extension names.
    QueryRequest,
    /// A field of that operation's answer.
    QueryAnswer,
}

/// Where extensions name properties. Of the steps `*` stands for any member or entry, and `{}` for the name of a member.
const NAMES: &[(&str, Of)] = &[
    ("x-currency-from", Of::Beside),
    ("x-one-of-required/*/*", Of::Own),
    ("x-either/*/of/*", Of::Own),
    ("x-together/*/of/*", Of::Own),
    ("x-presets/*/values/{}", Of::Own),
    ("x-choice/*/by", Of::Own),
    ("x-choice/*/blocks/*", Of::Own),
    ("x-choice/*/beside/*", Of::Own),
    ("x-repeat/key", Of::Request),
    ("x-acknowledges/same/{}", Of::Answer),
    ("x-acknowledges/same/*", Of::Request),
    ("x-acknowledges/other/*", Of::Answer),
    ("x-acknowledges/issued", Of::Answer),
    ("x-acknowledges/steps/*", Of::Answer),
    ("x-acknowledges/alone/{}", Of::Request),
    ("x-acknowledges/each", Of::Answer),
    ("x-acknowledges/moves/*", Of::Request),
    ("x-found-by/with/{}", Of::QueryRequest),
    ("x-found-by/with/*", Of::Request),
    ("x-found-by/match/field", Of::QueryAnswer),
    ("x-found-by/match/same/{}", Of::QueryAnswer),
    ("x-found-by/match/same/*", Of::Request),
    ("x-found-by/match/alike/{}", Of::QueryAnswer),
    ("x-found-by/match/alike/*", Of::Request),
    ("x-found-by/match/since", Of::QueryAnswer),
    ("x-found-by/lost/*", Of::Answer),
    ("x-found-by/minutes", Of::Request),
    ("x-journal/*", Of::Request),
    ("x-envelope/code", Of::Answer),
    ("x-envelope/message", Of::Answer),
    ("x-token/app-id", Of::QueryRequest),
    ("x-token/secret", Of::QueryRequest),
    ("x-token/with/{}", Of::QueryRequest),
    ("x-token/access-token", Of::QueryAnswer),
    ("x-token/expires-in", Of::QueryAnswer),
];

/// What a name is where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A value.
    Value,
    /// The name of a member.
    Key,
    /// The name of a member that stands in another object now.
    Moved,
}

/// A name that is another one now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The steps to it within what holds the extension or the sample, which is the first of them.
    pub(super) steps: Vec<String>,
    /// What it is there.
    pub(super) role: Role,
    /// The path of the property as it is said.
    pub(super) was: String,
    /// The path of the property as it is now.
    pub(super) is: String,
    /// How many of the steps lead to where the path begins.
    pub(super) from: usize,
}

/// Two documents, and what moved between them.
pub(super) struct Between<'a> {
    pub(super) old: &'a Document,
    pub(super) new: &'a Document,
    pub(super) moves: &'a [Move],
    /// The same moves from where things are to where they were.
    pub(super) back: Vec<Move>,
}

impl Between<'_> {
    /// The names in one extension, said of what is at a place now, that are others there.
    pub(super) fn names(&self, at: &str, extension: &str, value: &Value) -> Vec<Named> {
        let mut found = Vec::new();
        for (pattern, of) in NAMES {
            let mut steps = pattern.split('/');
            if steps.next() != Some(extension) {
                continue;
            }
            let steps: Vec<&str> = steps.collect();
            let mut above = vec![extension.to_owned()];
            self.look(value, value, &steps, &mut above, (at, *of), &mut found);
            // A second way to find an outcome, and one for a page, say the same of another operation.
            for way in ["or", "page"]
                .into_iter()
                .filter(|_| extension == "x-found-by")
            {
                if let Some(said) = value.get(way) {
                    above.push(way.to_owned());
                    self.look(said, said, &steps, &mut above, (at, *of), &mut found);
                    above.pop();
                }
            }
        }
        found
    }

    fn look(
        &self,
        whole: &Value,
        value: &Value,
        steps: &[&str],
        above: &mut Vec<String>,
        (at, of): (&str, Of),
        found: &mut Vec<Named>,
    ) {
        let mut name = |above: &[String], role: Role, was: &str| {
            let Some(is) = self.now(whole, (at, of), was) else {
                return;
            };
            found.push(Named {
                steps: above.to_vec(),
                role,
                was: was.to_owned(),
                is,
                from: above.len(),
            });
        };
        let Some((step, rest)) = steps.split_first() else {
            if let Some(was) = value.as_str() {
                name(above, Role::Value, was);
            }
            return;
        };
        let inner: Vec<(String, &Value)> = match value {
            Value::Object(members) if *step == "{}" => {
                for member in members.keys() {
                    above.push(member.clone());
                    name(above, Role::Key, member);
                    above.pop();
                }
                return;
            }
            Value::Object(members) => members.iter().map(|(n, v)| (n.clone(), v)).collect(),
            Value::Array(entries) => {
                let numbers = (0_usize..).map(|number| number.to_string());
                numbers.zip(entries).collect()
            }
            _ => return,
        };
        for (member, value) in inner {
            if *step == "*" || *step == member {
                above.push(member);
                self.look(whole, value, rest, above, (at, of), found);
                above.pop();
            }
        }
    }

    /// The path of a property as it is now, from where it is named; nothing where it is as it was, or cannot be told.
    fn now(&self, extension: &Value, (at, of): (&str, Of), path: &str) -> Option<String> {
        let was_at = moved(at, &self.back).unwrap_or_else(|| at.to_owned());
        if at.is_empty() {
            return self.everywhere(path);
        }
        let before = base(self.old, extension, &was_at, of)?;
        let after = base(self.new, extension, at, of)?;
        let is = self.path(before, after, path)?;
        // These are names of siblings, which nothing within one of them is.
        let is_name = matches!(of, Of::Own | Of::Beside);
        (!is_name || !is.contains('.')).then_some(is)
    }

    /// The path of what was at a path of every answer; nothing where it is not the same one in all of them.
    fn everywhere(&self, path: &str) -> Option<String> {
        let mut now: Option<String> = None;
        for operation in &self.new.operations {
            let at = operation.notes.pointer.to_string();
            let was_at = moved(&at, &self.back).unwrap_or(at);
            let mut operations = self.old.operations.iter();
            let before = operations.find(|it| it.notes.pointer.is(&was_at));
            let Some((before, after)) = before.and_then(answer).zip(answer(operation)) else {
                continue;
            };
            if place(self.old, before, path).is_none() {
                continue;
            }
            let is = self.path(before, after, path)?;
            if now.as_ref().is_some_and(|other| *other != is) {
                return None;
            }
            now = Some(is);
        }
        now
    }

    /// The path of what was at a path, below another schema.
    fn path(&self, before: SchemaId, after: SchemaId, path: &str) -> Option<String> {
        let place = place(self.old, before, path)?.to_string();
        let now = moved(&place, self.moves).unwrap_or(place);
        let paths = paths(self.new, after, &now);
        // By another way it is what it was all the same.
        match paths.as_slice() {
            [only] if only != path => Some(only.clone()),
            _ => None,
        }
    }
}

/// The schema that paths of a kind begin at.
fn base(document: &Document, extension: &Value, at: &str, of: Of) -> Option<SchemaId> {
    let operation = || {
        let mut operations = document.operations.iter();
        operations.find(|it| it.notes.pointer.is(at))
    };
    let query = || {
        let id = extension.get("operation")?.as_str()?;
        let mut operations = document.operations.iter();
        operations.find(|it| it.id.as_deref() == Some(id))
    };
    match of {
        Of::Own => schema(document, at),
        Of::Beside => {
            let (around, _) = at.rsplit_once("/properties/")?;
            schema(document, around)
        }
        Of::Request => request(operation()?),
        Of::Answer => answer(operation()?),
        Of::QueryRequest => request(query()?),
        Of::QueryAnswer => answer(query()?),
    }
}

/// The schema that stands at a place.
pub(super) fn schema(document: &Document, at: &str) -> Option<SchemaId> {
    let mut statements = document.statements.iter();
    let statement = statements.find(|it| it.notes.pointer.is(at))?;
    Some(statement.id)
}

fn request(operation: &Operation) -> Option<SchemaId> {
    let media = operation.body.as_ref()?.content.first()?;
    Some(media.schema.as_ref()?.id)
}

fn answer(operation: &Operation) -> Option<SchemaId> {
    let mut answers = operation.answers.iter();
    let answer = answers.find(|it| it.status.is_success() && !it.response.content.is_empty())?;
    Some(answer.response.content.first()?.schema.as_ref()?.id)
}

/// Where the property behind a path stands: `.` leads into an object, and `[]` to the entries of a list.
pub(super) fn place<'a>(document: &'a Document, from: SchemaId, path: &str) -> Option<&'a Pointer> {
    let mut at = from;
    let mut place = None;
    for step in path.split('.') {
        let (name, entries) = match step.find("[]") {
            Some(end) => (step.get(..end)?, step.get(end..)?.len() / 2),
            None => (step, 0),
        };
        if !name.is_empty() {
            let Kind::Object(object) = &document.schemas[at].wire.kind else {
                return None;
            };
            let property = object.property(name)?;
            place = Some(&property.value.pointer);
            at = property.value.id;
        }
        for _ in 0..entries {
            let Kind::List(list) = &document.schemas[at].wire.kind else {
                return None;
            };
            at = list.items.as_ref()?.id;
        }
    }
    place
}

/// Every path from a schema to the property that stands at a place; none where there are too many to look through.
pub(super) fn paths(document: &Document, from: SchemaId, wanted: &str) -> Vec<String> {
    const MOST: usize = 10_000;
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), from, Vec::new())];
    let mut looked = 0;
    while let Some((path, at, around)) = waiting.pop() {
        looked += 1;
        if looked > MOST {
            return Vec::new();
        }
        // What leads back to itself has no end.
        if around.contains(&at) {
            continue;
        }
        let around: Vec<SchemaId> = around.into_iter().chain([at]).collect();
        match &document.schemas[at].wire.kind {
            Kind::Object(object) => {
                let dot = if path.is_empty() { "" } else { "." };
                for property in &object.properties {
                    let path = format!("{path}{dot}{}", property.name);
                    if property.value.pointer.is(wanted) {
                        found.push(path.clone());
                    }
                    waiting.push((path, property.value.id, around.clone()));
                }
            }
            Kind::List(list) => {
                let items = list.items.as_ref().map(|items| items.id);
                waiting.extend(items.map(|id| (format!("{path}[]"), id, around)));
            }
            _ => {}
        }
    }
    found
}
